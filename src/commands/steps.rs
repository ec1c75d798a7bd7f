//! What the commands share: opening a project, judging how its files stand, planning, showing and applying.

use serde_json::{Map, Value};

use crate::cloud::Wanted;
use crate::context::Context;
use crate::emit::{self, Format, Removal, Request, Syntax};
use crate::error::{Error, Kind, Result};
use crate::model::app_client::Secret;
use crate::model::changes::{Change, ChangeSet};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;
use crate::project::apply;
use crate::project::link_file::{self, GeneratedFile, Link, LinkFile};
use crate::project::lock::ProjectLock;
use crate::project::snapshot::{self, FileRecord, Snapshot, SnapshotFile, fingerprint};
use crate::project::{ExistingFile, Project};
use crate::terminal::prompt;
use crate::terminal::sanitize::one_line;
use crate::validate::finding::{Finding, Severity};
use crate::validate::policy::Policy;
use crate::validate::{Case, check, nearest_rule, rule};

use super::Failure;

/// The environment's name where nobody gives one: what Amplify's CLI proposes too.
const FIRST_ENVIRONMENT: &str = "dev";

/// A project, held against other runs where the command may write.
pub(super) struct Workspace {
    pub(super) project: Project,
    _lock: Option<ProjectLock>,
}

/// Opens the project that the command is about. With `writes`, waits for its turn first.
///
/// An earlier command that was interrupted is finished or taken back before anything is read.
pub(super) async fn open(context: &Context, writes: bool) -> Result<Workspace> {
    let start = match &context.options.project_dir {
        Some(folder) => folder.clone(),
        None => std::env::current_dir()
            .map_err(|error| Error::from_cause(Kind::Failure, error).context("cannot tell which folder this is"))?,
    };
    let root = Project::locate(&start)?;
    let lock = if writes || apply::needs_recovery(&root) {
        let waiting = || context.terminal.story("waiting for another amplink that works on this project");
        let lock = ProjectLock::acquire(&root, waiting).await?;
        if apply::recover(&root)? {
            context.terminal.story("an earlier amplink command was interrupted; the project is in order again");
        }
        Some(lock)
    } else {
        None
    };
    Ok(Workspace { project: Project::open(root)?, _lock: lock })
}

/// The environment a command is about: the flag's, the current one, the only one.
pub(super) fn environment(context: &Context, link: &LinkFile) -> Result<EnvironmentName> {
    if let Some(named) = &context.options.environment {
        return Ok(named.clone());
    }
    if let Some(current) = &link.current {
        return Ok(current.clone());
    }
    match link.environments.keys().collect::<Vec<_>>()[..] {
        [only] => Ok(only.clone()),
        _ => Err(Error::usage("this project has several environments and none of them is the current one")
            .hint(format!("pass `--env` with one of: {}", names(link)))),
    }
}

/// The environment that an import is about: as above, else the first one of a project.
pub(super) fn environment_to_import(context: &Context, link: Option<&LinkFile>) -> Result<EnvironmentName> {
    match link.filter(|link| !link.environments.is_empty()) {
        Some(link) => environment(context, link),
        None => {
            Ok(context.options.environment.clone().unwrap_or_else(|| FIRST_ENVIRONMENT.parse().expect("a plain word")))
        }
    }
}

/// The environments' names, for a sentence.
pub(super) fn names(link: &LinkFile) -> String {
    link.environments.keys().map(EnvironmentName::as_str).collect::<Vec<_>>().join(", ")
}

/// What to read for a link.
pub(super) fn wanted(link: &Link) -> Wanted {
    Wanted {
        user_pool: link.user_pool_id.clone(),
        web_client: link.web_client_id.clone(),
        native_client: link.native_client_id.clone(),
        identity_pool: link.identity_pool_id.clone(),
        account: link.account.clone(),
        known_clients: Vec::new(),
        known_identity_pool: None,
    }
}

/// The link of a named environment.
pub(super) fn linked<'a>(file: &'a LinkFile, environment: &EnvironmentName) -> Result<&'a Link> {
    file.link(environment).ok_or_else(|| {
        Error::usage(format!("environment {environment} is not linked"))
            .hint(format!("linked environments: {}", names(file)))
            .hint(format!("`amplink import user-pool --env {environment}` links it"))
    })
}

/// There is no link at all.
pub(super) fn not_linked() -> Error {
    Error::usage("this project is not linked to anything").hint("`amplink import user-pool` links it")
}

/// How a generated file stands on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is not there.
    Missing,
    /// As amplink left it.
    Pristine,
    /// It says what amplink left in it, and a person added keys or comments, which stay, or laid it out anew.
    Extended,
    /// Another generator wrote it, or it holds nothing that amplink would replace.
    Replaceable,
    /// A person changed what is generated, or it is theirs altogether.
    Edited,
}

/// One generated file: what is there, what is known of it, and how it stands.
pub(super) struct Looked {
    pub(super) format: &'static Format,
    pub(super) existing: Option<ExistingFile>,
    pub(super) record: Option<FileRecord>,
    pub(super) standing: Standing,
    /// Why it cannot be read, where it cannot.
    pub(super) fault: Option<Syntax>,
}

/// Looks at a generated file. `previous` is what it was last rendered from.
pub(super) fn look(
    project: &Project,
    file: &GeneratedFile,
    previous: Option<&Facts>,
    carried: &Map<String, Value>,
) -> Result<Looked> {
    let format = format_of(file)?;
    let existing = project.read(&file.path)?;
    let record = project.snapshot.record(&file.path).filter(|record| record.format == file.format).cloned();
    let mut looked = Looked { format, existing, record, standing: Standing::Missing, fault: None };
    let Some(existing) = &looked.existing else { return Ok(looked) };
    let is_recorded = looked.record.as_ref().is_some_and(|record| record.sha256 == fingerprint(&existing.text));
    // Compared as data: a formatter or a person may have laid the file out in another way, which is no edit.
    let says_the_same = || -> Result<bool, Syntax> {
        let data = (format.data)(&existing.text)?;
        let (Some(previous), Some(record)) = (previous, &looked.record) else { return Ok(false) };
        // What has come and gone in `aws-exports.js` since is no edit of this file either.
        let mut carried = carried.clone();
        carried.retain(|key, _| record.copied_keys.contains(key));
        let with_secret = with_secret_of(previous, &data);
        let request = Request {
            facts: &with_secret,
            previous: Some(previous),
            include_secret: file.include_client_secret,
            existing: Some(&existing.text),
            copied: &[],
            carried: &carried,
        };
        let written = (format.write)(&request)?;
        Ok((format.data)(&written.text)? == data)
    };
    let holds_nothing_of_ours = || -> Result<bool, Syntax> {
        let removal = Removal { existing: &existing.text, previous: None, created: false, carried };
        Ok(!(format.remove)(&removal)?.removed)
    };
    let judged = (|| {
        Ok(if is_recorded {
            Standing::Pristine
        } else if says_the_same()? {
            Standing::Extended
        } else if looked.record.is_none() && ((format.is_generated)(&existing.text) || holds_nothing_of_ours()?) {
            Standing::Replaceable
        } else {
            Standing::Edited
        })
    })();
    match judged {
        Ok(standing) => looked.standing = standing,
        Err(fault) => {
            looked.standing = Standing::Edited;
            looked.fault = Some(fault);
        }
    }
    Ok(looked)
}

/// A person's keys in a file, which its twin in another format repeats.
pub(super) fn kept(looked: &Looked, previous: Option<&Facts>) -> Map<String, Value> {
    let Some(existing) = &looked.existing else { return Map::new() };
    let removal = Removal { existing: &existing.text, previous, created: false, carried: &Map::new() };
    (looked.format.remove)(&removal).map(|remains| remains.kept).unwrap_or_default()
}

/// A snapshot holds no secret; the one in the file stands in, so that only other edits count as edits.
fn with_secret_of(facts: &Facts, data: &Value) -> Facts {
    let mut facts = facts.clone();
    let secret = data.pointer("/auth/plugins/awsCognitoAuthPlugin/CognitoUserPool/Default/AppClientSecret");
    if let (Some(client), Some(secret)) = (&mut facts.native_client, secret.and_then(Value::as_str)) {
        client.secret = Some(Secret::new(secret.to_owned()));
    }
    facts
}

fn format_of(file: &GeneratedFile) -> Result<&'static Format> {
    emit::format(&file.format).ok_or_else(|| {
        let known: Vec<&str> = emit::FORMATS.iter().map(|format| format.id).collect();
        Error::failure(format!("`{}` names a format that amplink does not know: `{}`", link_file::NAME, file.format))
            .hint(format!("known formats: {}", known.join(", ")))
    })
}

/// A file that may not be overwritten unasked.
pub(super) struct Obstacle {
    path: String,
    /// Line and column, where the file cannot even be read.
    fault: Option<Syntax>,
}

/// What a command wants to write.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) changes: ChangeSet,
    obstacles: Vec<Obstacle>,
}

/// The state that a plan leads to.
pub(super) struct Target<'a> {
    pub(super) link: &'a LinkFile,
    pub(super) environment: &'a EnvironmentName,
    pub(super) facts: &'a Facts,
    pub(super) linked_at: String,
}

/// Renders every generated file, the link and the snapshot, and says what changes. Pure but for reading.
pub(super) fn plan(project: &Project, target: &Target<'_>) -> Result<Plan> {
    let previous = shown_facts(project);
    let mut plan = Plan::default();
    let mut carried = Map::new();
    let mut records = Vec::new();
    for file in &target.link.files {
        let looked = look(project, file, previous, &carried)?;
        let is_obstacle = looked.standing == Standing::Edited;
        let request = Request {
            facts: target.facts,
            previous,
            include_secret: file.include_client_secret,
            // A file that cannot be read is replaced as a whole, if it is replaced at all.
            existing: looked.existing.as_ref().filter(|_| looked.fault.is_none()).map(|file| file.text.as_str()),
            copied: looked.record.as_ref().map(|record| &record.copied_keys[..]).unwrap_or_default(),
            carried: &carried,
        };
        let written = (looked.format.write)(&request).map_err(|fault| unreadable(&file.path, &fault))?;
        carried.extend(written.kept);
        let before = looked.existing.as_ref().map(|existing| existing.bytes.clone());
        let after = match &looked.existing {
            Some(existing) => existing.encode(&written.text),
            None => written.text.clone().into_bytes(),
        };
        if is_obstacle && before.as_ref() != Some(&after) {
            plan.obstacles.push(Obstacle { path: file.path.clone(), fault: looked.fault });
        }
        let (created, created_folders) = match &looked.record {
            Some(record) => (record.created, record.created_folders.clone()),
            None => (before.is_none(), missing_folders(project, &file.path)),
        };
        records.push(FileRecord {
            path: file.path.clone(),
            format: file.format.clone(),
            sha256: fingerprint(&written.text),
            created,
            created_folders,
            copied_keys: written.copied,
        });
        plan.changes.add(&file.path, before, Some(after));
    }
    for gone in project.snapshot.files.iter().filter(|record| !records.iter().any(|new| new.path == record.path)) {
        take_out(project, gone, previous, &mut carried, &mut plan)?;
    }

    let mut snapshot = project.snapshot.clone();
    snapshot.files = records;
    snapshot.environments.insert(
        target.environment.clone(),
        Snapshot { linked_at: target.linked_at.clone(), facts: target.facts.clone() },
    );
    plan_state(project, Some(target.link), Some(&snapshot), &mut plan.changes)?;
    Ok(plan)
}

/// Takes every generated file out again.
pub(super) fn plan_removal(project: &Project) -> Result<Plan> {
    let mut plan = Plan::default();
    let mut carried = Map::new();
    for record in &project.snapshot.files {
        take_out(project, record, shown_facts(project), &mut carried, &mut plan)?;
    }
    // Without the snapshot, which a merge or a person may have lost, the link still says where the files are.
    let linked = project.link.iter().flat_map(|link| &link.files);
    for file in linked.filter(|file| project.snapshot.record(&file.path).is_none()) {
        let record = FileRecord::unknown(&file.path, &file.format);
        take_out(project, &record, shown_facts(project), &mut carried, &mut plan)?;
    }
    Ok(plan)
}

/// Adds the link and the snapshot to a change set; `None` deletes the file.
pub(super) fn plan_state(
    project: &Project,
    link: Option<&LinkFile>,
    snapshot: Option<&SnapshotFile>,
    changes: &mut ChangeSet,
) -> Result<()> {
    let mut put = |name: &str, text: Option<String>| -> Result<()> {
        let existing = project.read(name)?;
        let after = match (&existing, text) {
            // Another layout, a formatter's or a person's, is no reason to write, nor a difference to a check.
            (Some(existing), Some(text)) if says_the_same(&existing.text, &text) => Some(existing.bytes.clone()),
            (Some(existing), Some(text)) => Some(existing.encode(&text)),
            (_, text) => text.map(String::into_bytes),
        };
        changes.push(Change {
            path: name.to_owned(),
            before: existing.map(|existing| existing.bytes),
            after,
            empty_folders: Vec::new(),
            is_snapshot: name == snapshot::NAME,
        });
        Ok(())
    };
    put(link_file::NAME, link.map(LinkFile::print))?;
    put(snapshot::NAME, snapshot.map(SnapshotFile::print))
}

fn says_the_same(one: &str, other: &str) -> bool {
    let data = |text: &str| serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).ok();
    one == other || data(one).is_some_and(|one| Some(one) == data(other))
}

/// What the files on the disk show: the current environment's snapshot.
pub(super) fn shown_facts(project: &Project) -> Option<&Facts> {
    let current = project.link.as_ref()?.current.as_ref()?;
    project.snapshot.environments.get(current).map(|snapshot| &snapshot.facts)
}

/// Adds one file's removal to the plan: amplink's part goes, what is a person's stays.
fn take_out(
    project: &Project,
    record: &FileRecord,
    previous: Option<&Facts>,
    carried: &mut Map<String, Value>,
    plan: &mut Plan,
) -> Result<()> {
    let includes_secret = project
        .link
        .iter()
        .flat_map(|link| &link.files)
        .any(|file| file.path == record.path && file.include_client_secret);
    let file = GeneratedFile {
        format: record.format.clone(),
        path: record.path.clone(),
        include_client_secret: includes_secret,
    };
    let looked = look(project, &file, previous, carried)?;
    let Some(existing) = looked.existing else { return Ok(()) };
    if looked.standing == Standing::Edited {
        plan.obstacles.push(Obstacle { path: record.path.clone(), fault: looked.fault.clone() });
    }
    let after = if looked.fault.is_some() {
        None
    } else {
        let removal = Removal { existing: &existing.text, previous, created: record.created, carried };
        let remains = (looked.format.remove)(&removal).map_err(|fault| unreadable(&record.path, &fault))?;
        carried.extend(remains.kept);
        remains.text.map(|text| existing.encode(&text))
    };
    let folders = if after.is_none() { record.created_folders.iter().rev().cloned().collect() } else { Vec::new() };
    plan.changes.push(Change {
        path: record.path.clone(),
        before: Some(existing.bytes),
        after,
        empty_folders: folders,
        is_snapshot: false,
    });
    Ok(())
}

fn missing_folders(project: &Project, path: &str) -> Vec<String> {
    let mut missing = Vec::new();
    let parts: Vec<&str> = path.split('/').collect();
    for depth in 1..parts.len() {
        let folder = parts[..depth].join("/");
        if !project.root().join(&folder).exists() {
            missing.push(folder);
        }
    }
    missing
}

fn unreadable(path: &str, fault: &Syntax) -> Error {
    Error::new(Kind::HandEdited, format!("{path}:{fault}"))
        .hint(format!("mend `{path}`, or pass `--force` to replace it; it was left as it is"))
}

impl Plan {
    /// Whether nothing changes at all.
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Stops unless every obstacle may be overwritten: forced, or shown and confirmed. Returns whether it was asked.
    ///
    /// # Errors
    /// [`Kind::HandEdited`], naming each file.
    pub(super) fn settle_obstacles(&self, context: &Context, force: bool) -> Result<bool> {
        if self.obstacles.is_empty() || force {
            return Ok(false);
        }
        let paths: Vec<&str> = self.obstacles.iter().map(|obstacle| obstacle.path.as_str()).collect();
        if context.terminal.can_prompt() && !context.options.yes {
            let warning = format!("edited by hand, or not amplink's: {}", paths.join(", "));
            context.terminal.warning(one_line(&warning));
            for change in self.changes.iter().filter(|change| paths.contains(&change.path.as_str())) {
                context.terminal.diff(change);
            }
            if prompt::confirm("Overwrite what amplink generates in these files?", false)? {
                return Ok(true);
            }
        }
        let goes = |path: &str| self.changes.iter().any(|change| change.path == path && change.after.is_none());
        let faults = self.obstacles.iter().find_map(|obstacle| {
            let (path, fault) = (&obstacle.path, obstacle.fault.as_ref()?);
            Some(if goes(path) {
                // What is a person's in it cannot be told from the rest.
                Error::new(Kind::HandEdited, format!("{path}:{fault}"))
                    .hint(format!("mend `{path}`, or pass `--force` to delete it as a whole; it was left as it is"))
            } else {
                unreadable(path, fault)
            })
        });
        Err(faults.unwrap_or_else(|| {
            Error::new(Kind::HandEdited, format!("edited by hand, or not written by amplink: {}", paths.join(", ")))
                .hint("`--dry-run` shows what would change; `--force` overwrites it; nothing was changed")
        }))
    }

    /// Whether the plan would overwrite what a person wrote.
    pub(super) fn has_obstacles(&self) -> bool {
        !self.obstacles.is_empty()
    }
}

/// The platforms that the project's files are written for.
pub(super) fn platforms(link: &LinkFile) -> Vec<Platform> {
    let mut platforms = Vec::new();
    for format in link.files.iter().filter_map(|file| emit::format(&file.format)) {
        if !platforms.contains(&format.platform) {
            platforms.push(format.platform);
        }
    }
    platforms
}

/// Runs the rules, shows what they found, and stops at an error.
///
/// Notes that are not about the files are only counted: many a good pool has some, and an import is not the time.
pub(super) fn judge(
    context: &Context,
    link: &LinkFile,
    environment: &EnvironmentName,
    facts: &Facts,
) -> Result<Vec<Finding>, Failure> {
    let findings = findings(link, environment, facts)?;
    let is_shown = |finding: &&Finding| {
        finding.severity != Severity::Note || rule(finding.rule).is_some_and(|rule| rule.shown_at_import)
    };
    let (shown, counted): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(is_shown);
    context.terminal.findings(shown);
    let errors = findings.iter().filter(|finding| finding.stops()).count();
    if errors > 0 {
        let plural = if errors == 1 { "" } else { "s" };
        let error = Error::new(Kind::Rule, format!("{errors} finding{plural} at error level; nothing was changed"))
            .hint("`amplink explain RULE` says more; `amplink import ... --allow RULE` lets one pass");
        return Err(Failure { error, findings });
    }
    match counted.len() {
        0 => {}
        1 => context.terminal.story("1 note: `amplink check` shows it"),
        count => context.terminal.story(format_args!("{count} notes: `amplink check` shows them")),
    }
    Ok(findings)
}

/// What the rules find, as the project's policy has it.
pub(super) fn findings(link: &LinkFile, environment: &EnvironmentName, facts: &Facts) -> Result<Vec<Finding>> {
    let policy = policy(link, environment)?;
    Ok(with_case(link, facts, |case| check(case, &policy)))
}

/// Looks at the facts as the rules do.
pub(super) fn with_case<T>(link: &LinkFile, facts: &Facts, look: impl FnOnce(&Case<'_>) -> T) -> T {
    let writes_secret = link.files.iter().any(|file| file.include_client_secret);
    look(&Case { facts, platforms: &platforms(link), writes_secret })
}

/// What `amplink.json` says of the rules, for one environment. Commands look before they ask AWS: a mistyped rule is
/// told at once.
pub(super) fn policy(link: &LinkFile, environment: &EnvironmentName) -> Result<Policy> {
    let mut policy = Policy::default();
    policy.allowed.extend(link.link(environment).into_iter().flat_map(|link| link.allow.clone()));
    for (rule, level) in &link.severities {
        let level = serde_json::from_value(Value::String(level.clone())).map_err(|_| {
            Error::usage(format!("`{}`, key `severities`: `{level}` is no severity", link_file::NAME))
                .hint("a severity is `off`, `note`, `warning` or `error`")
        })?;
        policy.severities.insert(rule.clone(), level);
    }
    match policy.unknown_rules().first() {
        None => Ok(policy),
        Some(id) => Err(unknown_rule(id)
            .hint(format!("`{}` names it, under `severities` or in the environment's `allow`", link_file::NAME))),
    }
}

/// There is no rule of that name.
pub(super) fn unknown_rule(id: &str) -> Error {
    let error = Error::usage(format!("there is no rule `{id}`"));
    let error = match nearest_rule(id) {
        Some(near) => error.hint(format!("did you mean `{}`?", near.id)),
        None => error,
    };
    error.hint("`amplink explain` lists all rules")
}

/// What Enter says where a confirmation is asked for, and what a build server gets that has no `--yes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enter {
    /// A harmless thing.
    Yes,
    /// A thing that takes something away.
    No,
}

/// Whether the change set may be applied: `--yes`, or somebody says so. Returns whether it was asked.
///
/// # Errors
/// Nobody can be asked; the answer was no.
pub(super) fn confirm(context: &Context, question: &str, enter: Enter) -> Result<bool> {
    let default = enter == Enter::Yes;
    if context.options.yes || (default && context.variables.is_ci()) {
        return Ok(false);
    }
    if !context.terminal.can_prompt() {
        return Err(Error::usage("nobody can be asked for confirmation").hint("pass `--yes`"));
    }
    if prompt::confirm(question, default)? {
        Ok(true)
    } else {
        Err(Error::new(Kind::Interrupted, "declined; nothing was changed"))
    }
}

/// Prints the command that does the same without questions: its own words, and the flags that every command has.
pub(super) fn tell_command(context: &Context, words: &[&str]) {
    let options = &context.options;
    let mut line = "amplink".to_owned();
    let mut add = |word: &str| {
        line.push(' ');
        line.push_str(&quoted(word));
    };
    words.iter().for_each(|word| add(word));
    let folder = options.project_dir.as_ref().map(|folder| folder.display().to_string());
    let flags = [("-C", &folder), ("--profile", &options.profile), ("--endpoint-url", &options.endpoint_url)];
    for (flag, value) in flags {
        if let Some(value) = value {
            add(flag);
            add(value);
        }
    }
    if options.dry_run {
        add("--dry-run");
    }
    add("--yes");
    context.terminal.story("The same without questions:");
    context.terminal.story(format_args!("  {}", one_line(&line)));
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
