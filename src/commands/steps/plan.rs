//! From the state that a command wants to the bytes of every file, before one of them is touched.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::offline::can_be_written;
use super::rules::platform_of;
use super::standing::{Standing, look, renamed};
use crate::context::Context;
use crate::emit::{Removal, Request, Syntax};
use crate::error::{Error, Kind, Result};
use crate::model::changes::{Change, ChangeSet};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;
use crate::project::Project;
use crate::project::amplify_gen1::{AmplifyProject, Planned, Wish};
use crate::project::link_file::{self, GeneratedFile, LinkFile};
use crate::project::snapshot::{self, FileRecord, Snapshot, SnapshotFile, fingerprint};
use crate::terminal::prompt;
use crate::terminal::sanitize::one_line;

/// A file that may not be overwritten unasked.
pub(in crate::commands) struct Obstacle {
    path: String,
    /// Line and column, where the file cannot even be read.
    fault: Option<Syntax>,
}

/// What a command wants to write.
#[derive(Default)]
pub(in crate::commands) struct Plan {
    pub(in crate::commands) changes: ChangeSet,
    /// How each generated file stood, by its path.
    pub(in crate::commands) standings: BTreeMap<String, Standing>,
    obstacles: Vec<Obstacle>,
}

/// The state that a plan leads to.
pub(in crate::commands) struct Target<'a> {
    pub(in crate::commands) link: &'a LinkFile,
    pub(in crate::commands) environment: &'a EnvironmentName,
    pub(in crate::commands) facts: &'a Facts,
    pub(in crate::commands) linked_at: String,
}

/// Renders every generated file, the link and the snapshot, and says what changes. Pure but for reading.
pub(in crate::commands) fn plan(project: &Project, target: &Target<'_>) -> Result<Plan> {
    // Without it no file would be the project's, and those that are there would go.
    project.amplify.as_ref().map(AmplifyProject::known_platform).transpose()?;
    let previous = shown_facts(project);
    let mut plan = Plan::default();
    let mut carried = Map::new();
    let mut records = Vec::new();
    let mut snapshot = project.snapshot.clone();
    snapshot.environments.insert(
        target.environment.clone(),
        Snapshot { linked_at: target.linked_at.clone(), facts: target.facts.clone() },
    );
    let amplify = amplify_state(project, Some(target.link), &mut snapshot, Some(target.facts))?;
    for file in &target.link.files {
        let looked = look(project, file, previous, &carried)?;
        let platform = platform_of(looked.format, target.link);
        can_be_written(looked.format, target.facts, platform)?;
        let is_obstacle = looked.standing == Standing::Edited;
        plan.standings.insert(file.path.clone(), looked.standing);
        let renamed = renamed(&looked, file).map_err(|fault| unreadable(&file.path, &fault))?;
        let request = Request {
            facts: target.facts,
            platform,
            amplify_meta: amplify.as_ref().map(|planned| &planned.meta),
            previous,
            include_secret: file.include_client_secret,
            prefix: &file.prefix,
            // A file that cannot be read is replaced as a whole, if it is replaced at all.
            existing: renamed.as_deref().or(looked
                .existing
                .as_ref()
                .filter(|_| looked.fault.is_none())
                .map(|file| file.text.as_str())),
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
            prefix: file.prefix.clone(),
        });
        plan.changes.add(&file.path, before, Some(after));
    }
    for gone in project.snapshot.files.iter().filter(|record| !records.iter().any(|new| new.path == record.path)) {
        take_out(project, gone, previous, &mut carried, &mut plan)?;
    }

    snapshot.files = records;
    put_state(project, Some(target.link), Some(&snapshot), amplify, &mut plan.changes)?;
    Ok(plan)
}

/// Links an environment beside the one that the files show: they stay as they are.
pub(in crate::commands) fn plan_unshown(project: &Project, target: &Target<'_>) -> Result<Plan> {
    let mut plan = Plan::default();
    let mut snapshot = project.snapshot.clone();
    snapshot.environments.insert(
        target.environment.clone(),
        Snapshot { linked_at: target.linked_at.clone(), facts: target.facts.clone() },
    );
    plan_state(project, Some(target.link), Some(snapshot), &mut plan.changes)?;
    Ok(plan)
}

/// Plans an Amplify Gen 1 project's own files for a link; `read` is what has just been read for the current environment.
/// The snapshot is told what unlinking has to know.
fn amplify_state(
    project: &Project,
    link: Option<&LinkFile>,
    snapshot: &mut SnapshotFile,
    read: Option<&Facts>,
) -> Result<Option<Planned>> {
    let Some(amplify) = &project.amplify else { return Ok(None) };
    let wish = Wish { link, snapshot, read };
    let planned = amplify.plan(project.link.as_ref(), project.snapshot.amplify.as_ref(), &wish)?;
    snapshot.amplify = Some(planned.record.clone());
    Ok(Some(planned))
}

/// Renders one file that the project does not keep, over what stands there.
pub(in crate::commands) fn plan_file(
    project: &Project,
    file: &GeneratedFile,
    facts: &Facts,
    platform: Platform,
    amplify_meta: Option<&Map<String, Value>>,
) -> Result<Plan> {
    let carried = Map::new();
    let looked = look(project, file, None, &carried)?;
    can_be_written(looked.format, facts, platform)?;
    let request = Request {
        facts,
        platform,
        amplify_meta,
        previous: None,
        include_secret: file.include_client_secret,
        prefix: &file.prefix,
        existing: looked.existing.as_ref().filter(|_| looked.fault.is_none()).map(|file| file.text.as_str()),
        copied: &[],
        carried: &carried,
    };
    let written = (looked.format.write)(&request).map_err(|fault| unreadable(&file.path, &fault))?;
    let before = looked.existing.as_ref().map(|existing| existing.bytes.clone());
    let after = match &looked.existing {
        Some(existing) => existing.encode(&written.text),
        None => written.text.into_bytes(),
    };
    let mut plan = Plan::default();
    if looked.standing == Standing::Edited && before.as_ref() != Some(&after) {
        plan.obstacles.push(Obstacle { path: file.path.clone(), fault: looked.fault });
    }
    plan.changes.add(&file.path, before, Some(after));
    Ok(plan)
}

/// Puts a text into a file that only `is_ours` may overwrite unasked.
pub(in crate::commands) fn plan_text(
    project: &Project,
    path: &str,
    text: &str,
    is_ours: impl Fn(&str) -> bool,
) -> Result<Plan> {
    let mut plan = Plan::default();
    let existing = project.read(path)?;
    if existing.as_ref().is_some_and(|existing| existing.text != text && !is_ours(&existing.text)) {
        plan.obstacles.push(Obstacle { path: path.to_owned(), fault: None });
    }
    let after = existing.as_ref().map_or_else(|| text.as_bytes().to_owned(), |existing| existing.encode(text));
    plan.changes.add(path, existing.map(|existing| existing.bytes), Some(after));
    Ok(plan)
}

/// Takes every generated file out again.
pub(in crate::commands) fn plan_removal(project: &Project) -> Result<Plan> {
    let mut plan = Plan::default();
    let mut carried = Map::new();
    for record in &project.snapshot.files {
        take_out(project, record, shown_facts(project), &mut carried, &mut plan)?;
    }
    // Without the snapshot, which a merge or a person may have lost, the link still says where the files are.
    let linked = project.link.iter().flat_map(|link| &link.files);
    for file in linked.filter(|file| project.snapshot.record(&file.path).is_none()) {
        let record = FileRecord { prefix: file.prefix.clone(), ..FileRecord::unknown(&file.path, &file.format) };
        take_out(project, &record, shown_facts(project), &mut carried, &mut plan)?;
    }
    Ok(plan)
}

/// Adds the link and the snapshot to a change set, wherever the project keeps them; `None` deletes the file.
pub(in crate::commands) fn plan_state(
    project: &Project,
    link: Option<&LinkFile>,
    snapshot: Option<SnapshotFile>,
    changes: &mut ChangeSet,
) -> Result<()> {
    let mut snapshot = snapshot;
    let amplify = match &mut snapshot {
        Some(snapshot) => amplify_state(project, link, snapshot, None)?,
        None => amplify_state(project, link, &mut SnapshotFile::default(), None)?,
    };
    put_state(project, link, snapshot.as_ref(), amplify, changes)
}

fn put_state(
    project: &Project,
    link: Option<&LinkFile>,
    snapshot: Option<&SnapshotFile>,
    amplify: Option<Planned>,
    changes: &mut ChangeSet,
) -> Result<()> {
    let mut put = |name: &str, text: Option<String>, empty_folders: Vec<String>| -> Result<()> {
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
            empty_folders,
            mode: None,
            is_snapshot: name == snapshot::NAME,
        });
        Ok(())
    };
    let link_text = match &project.amplify {
        Some(amplify) => link.and_then(|link| link.print_settings(&amplify.files(project.root()))),
        None => link.map(LinkFile::print),
    };
    for file in amplify.into_iter().flat_map(|planned| planned.texts) {
        put(&file.path, file.text, file.empty_folders)?;
    }
    put(link_file::NAME, link_text, Vec::new())?;
    put(snapshot::NAME, snapshot.map(SnapshotFile::print), Vec::new())
}

fn says_the_same(one: &str, other: &str) -> bool {
    let data = |text: &str| serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).ok();
    one == other || data(one).is_some_and(|one| Some(one) == data(other))
}

/// What the files on the disk show: the current environment's snapshot. Where another tool has switched to one that was
/// never linked, it can only be that of the one that is.
pub(in crate::commands) fn shown_facts(project: &Project) -> Option<&Facts> {
    let known = &project.snapshot.environments;
    let current = project.link.as_ref().and_then(|link| known.get(link.current.as_ref()?));
    let only = known.values().next().filter(|_| known.len() == 1 && !project.snapshot.files.is_empty());
    current.or(only).map(|snapshot| &snapshot.facts)
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
        prefix: record.prefix.clone(),
    };
    let looked = look(project, &file, previous, carried)?;
    let Some(existing) = looked.existing else { return Ok(()) };
    if looked.standing == Standing::Edited {
        plan.obstacles.push(Obstacle { path: record.path.clone(), fault: looked.fault.clone() });
    }
    let after = if looked.fault.is_some() {
        None
    } else {
        let removal =
            Removal { existing: &existing.text, prefix: &record.prefix, previous, created: record.created, carried };
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
        mode: None,
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
    pub(in crate::commands) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Stops unless every obstacle may be overwritten: forced, or shown and confirmed. Returns whether it was asked.
    ///
    /// # Errors
    /// [`Kind::HandEdited`], naming each file.
    pub(in crate::commands) fn settle_obstacles(&self, context: &Context, force: bool) -> Result<bool> {
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
    pub(in crate::commands) fn has_obstacles(&self) -> bool {
        !self.obstacles.is_empty()
    }
}
