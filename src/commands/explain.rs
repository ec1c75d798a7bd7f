//! `amplink explain`: what a rule looks at and how to mend it; where a key's value comes from and why it is absent. Offline.

use clap_complete::{ArgValueCandidates, CompletionCandidate};
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::emit::keys::{self, Key, Standing};
use crate::emit::{self, Format, Request};
use crate::error::{Error, Result};
use crate::model::app_client::Secret;
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;
use crate::project::Project;
use crate::project::amplify_gen1::AmplifyProject;
use crate::project::link_file::{GeneratedFile, LinkFile};
use crate::terminal::Terminal;
use crate::terminal::report::Report;
use crate::terminal::sanitize::one_line;
use crate::validate::Rule;
use crate::validate::finding::Severity;
use crate::validate::rule;
use crate::validate::rules::RULES;

use super::{CommandResult, Outcome, steps};

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A rule, as a finding names it, or a key of a configuration file, as a path with dots: `oauth.domain`
    ///
    /// The end of a key's path is enough: `WebDomain`. In a linked project, the key's value in the current environment
    /// (or that of `--env`) is said, too, as the snapshot has it, and why it is absent where it is. Without a name, all
    /// rules are listed.
    #[arg(value_name = "RULE|KEY", add = ArgValueCandidates::new(candidates))]
    name: Option<String>,
    /// List all keys of all formats
    #[arg(long, conflicts_with = "name")]
    keys: bool,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let result = match args.name {
        _ if args.keys => list_keys(context),
        Some(name) => match rule(&name) {
            Some(rule) => {
                explain(rule, context);
                json!({ "rule": rule })
            }
            None => explain_key(&name, context).await?,
        },
        None => {
            list(context);
            context
                .terminal
                .story("`amplink explain KEY` explains a key of a file, `amplink explain --keys` lists them");
            json!({ "rules": RULES[..] })
        }
    };
    Ok(Outcome::done(Report { result, ..Report::new("explain", "done") }))
}

fn explain(rule: &Rule, context: &Context) {
    let terminal = &context.terminal;
    terminal.heading(format_args!("{}: {}", rule.id, rule.title));
    let lines = [
        ("severity", rule.severity.name()),
        ("looks at", rule.looks_at),
        ("why", rule.why),
        ("remedy", rule.remedy),
        ("see", rule.reference),
    ];
    for (name, text) in lines {
        line(terminal, name, text);
    }
}

fn line(terminal: &Terminal, name: &str, text: &str) {
    let name = if name.is_empty() { String::new() } else { format!("{name}:") };
    terminal.payload(format_args!("{name:<10}{text}"));
}

fn list(context: &Context) {
    let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for rule in RULES.iter().filter(|rule| rule.severity == severity) {
            context.terminal.payload(format_args!("{:<7}  {:<width$}  {}", severity.name(), rule.id, rule.title));
        }
    }
}

fn list_keys(context: &Context) -> Value {
    let mut place = None;
    for standing in keys::all() {
        if place.replace(&raw const *standing.place) != Some(&raw const *standing.place) {
            context.terminal.heading(standing.place.formats.join(", "));
        }
        context.terminal.payload(format_args!("  {}", standing.path()));
    }
    let describe = |standing: Standing| json!({ "path": standing.path(), "formats": standing.place.formats });
    json!({ "keys": keys::all().map(describe).collect::<Vec<_>>() })
}

/// There is neither such a rule nor such a key.
fn unknown(name: &str) -> Error {
    let error = Error::usage(format!("there is no rule and no key `{}`", name.escape_debug()));
    let near = keys::nearest(name, &RULES.map(|rule| rule.id));
    let error = match &near[..] {
        [] => error,
        near => error.hint(format!("did you mean `{}`?", near.join("` or `"))),
    };
    error.hint("`amplink explain` lists all rules, `amplink explain --keys` all keys")
}

async fn explain_key(name: &str, context: &Context) -> Result<Value> {
    let (called, inside) = keys::find(name);
    if called.is_empty() && inside.is_empty() {
        return Err(unknown(name));
    }
    let workspace = steps::open(context, false).await?;
    let here = Here::of(&workspace.project, context)?;
    // A key that stands in several places is explained once.
    let mut explained: Vec<(&'static Key, Vec<Standing>)> = Vec::new();
    for standing in called {
        match explained.iter_mut().find(|(key, _)| std::ptr::eq(*key, standing.key)) {
            Some((_, standings)) => standings.push(standing),
            None => explained.push((standing.key, vec![standing])),
        }
    }
    let terminal = &context.terminal;
    let mut keys = Vec::new();
    for (number, (key, standings)) in explained.iter().enumerate() {
        if number > 0 {
            terminal.payload("");
        }
        keys.push(tell(key, standings, here.as_ref(), terminal));
    }
    let mut members = Vec::new();
    let mut place = None;
    for standing in &inside {
        let path = standing.path();
        let formats = standing.place.formats;
        if place.replace(&raw const *standing.place) != Some(&raw const *standing.place) {
            if !keys.is_empty() || !members.is_empty() {
                terminal.payload("");
            }
            terminal.heading(format_args!("inside {}, in {}", one_line(name), formats.join(", ")));
        }
        let said: Vec<Said> = here.iter().flat_map(|here| here.say(standing)).collect();
        let word = said.first().map(|said| format!(": {}", said.word())).unwrap_or_default();
        terminal.payload(format_args!("  {path}{word}"));
        members.push(json!({ "path": path, "formats": formats, "here": told(&said, here.as_ref()) }));
    }
    Ok(json!({ "keys": keys, "inside": members }))
}

/// One key: where it stands, what it comes from, and what is true of it here.
fn tell(key: &Key, standings: &[Standing], here: Option<&Here<'_>>, terminal: &Terminal) -> Value {
    let path = standings[0].path();
    terminal.heading(if standings.len() == 1 { &path } else { key.path });
    for (number, standing) in standings.iter().enumerate() {
        let place = match standing.place.front {
            "" => String::new(),
            front => format!(", below {}", front.trim_end_matches('.')),
        };
        let name = if number == 0 { "in" } else { "" };
        line(terminal, name, &format!("{}{place}", standing.place.formats.join(", ")));
    }
    for (number, from) in key.from.iter().enumerate() {
        line(terminal, if number == 0 { "from" } else { "" }, from);
    }
    line(terminal, "value", key.value);
    line(terminal, "absent", key.absent.unwrap_or("never"));
    let said: Vec<Said> =
        here.iter().flat_map(|here| standings.iter().flat_map(|standing| here.say(standing))).collect();
    // In none of the project's files: then one format stands for all that could be written.
    let is_in_files = said.iter().any(|said| said.file.is_some());
    let said: Vec<Said> = match is_in_files {
        true => said.into_iter().filter(|said| said.file.is_some()).collect(),
        false => said.into_iter().take(1).collect(),
    };
    if let Some(here) = here {
        // Files that say the same are one line.
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        for said in &said {
            let word = said.word();
            let place = match &said.file {
                Some(path) => one_line(path),
                None => format!("in {}, were it written", said.format.id),
            };
            match lines.iter_mut().find(|(known, _)| *known == word) {
                Some((_, places)) => places.push(place),
                None => lines.push((word, vec![place])),
            }
        }
        for (number, (word, places)) in lines.iter().enumerate() {
            let name = if number == 0 { "here" } else { "" };
            line(terminal, name, &format!("{}, {}: {word}", here.environment, places.join(", ")));
        }
    }
    let places: Vec<Value> = standings
        .iter()
        .map(|standing| json!({ "path": standing.path(), "formats": standing.place.formats }))
        .collect();
    let mut out = json!(key);
    out["places"] = json!(places);
    out["here"] = told(&said, here);
    out
}

fn told(said: &[Said], here: Option<&Here<'_>>) -> Value {
    let Some(here) = here else { return Value::Null };
    said.iter()
        .map(|said| {
            let (value, absent) = match &said.state {
                Ok(value) => (value.clone(), None),
                Err(reason) => (None, Some(reason.clone())),
            };
            json!({
                "environment": here.environment, "format": said.format.id, "file": said.file, "path": said.path,
                "written": said.state.is_ok(), "value": value, "absent": absent,
            })
        })
        .collect()
}

/// What is true of a key in one file of the project, or in one that a format would give.
struct Said {
    format: &'static Format,
    file: Option<String>,
    /// Where in that file.
    path: String,
    /// The value, where the format can be read back; why the key is absent.
    state: std::result::Result<Option<Value>, String>,
}

impl Said {
    fn word(&self) -> String {
        match &self.state {
            Ok(Some(value)) => one_line(&value.to_string()),
            Ok(None) => "written".to_owned(),
            Err(reason) => format!("absent: {}", one_line(reason)),
        }
    }
}

/// The environment that the command is about, as its snapshot has it.
struct Here<'a> {
    project: &'a Project,
    link: &'a LinkFile,
    environment: EnvironmentName,
    facts: &'a Facts,
}

impl<'a> Here<'a> {
    /// `None` where nothing is linked, and where the snapshot cannot say.
    fn of(project: &'a Project, context: &Context) -> Result<Option<Self>> {
        let Some(link) = project.link.as_ref().filter(|link| !link.environments.is_empty()) else { return Ok(None) };
        let environment = steps::environment(context, link)?;
        steps::linked(link, &environment)?;
        match steps::frozen(project, link, &environment, &[]) {
            Ok(known) => Ok(Some(Self { project, link, environment, facts: &known.facts })),
            Err(error) => {
                context.terminal.story(format_args!("of environment {environment} nothing can be said: {error}"));
                error.hints().iter().for_each(|hint| context.terminal.story(hint));
                Ok(None)
            }
        }
    }

    /// In each of the project's files of the key's formats; without one, in what the first format would give.
    fn say(&self, standing: &Standing) -> Vec<Said> {
        let formats = || standing.place.formats.iter().filter_map(|id| emit::format(id));
        let of_file = |file: &'a GeneratedFile| {
            let format = formats().find(|format| format.id == file.format)?;
            Some(self.say_of(standing, format, file.clone(), true))
        };
        let said: Vec<Said> = self.link.files.iter().filter_map(of_file).collect();
        if !said.is_empty() {
            return said;
        }
        let suits = |format: &&'static Format| self.link.platform.is_some_and(|platform| format.is_for(platform));
        let likely = formats().find(suits).or_else(|| formats().next());
        likely
            .map(|format| self.say_of(standing, format, GeneratedFile::plain(format.id, format.file_name), false))
            .into_iter()
            .collect()
    }

    fn say_of(&self, standing: &Standing, format: &'static Format, file: GeneratedFile, is_kept: bool) -> Said {
        let platform = steps::platform_of(format, self.link);
        let state = match format.refusal(self.facts, platform) {
            Some(why) => Err(why),
            None => self.state(standing, format, platform, &file),
        };
        Said { format, file: is_kept.then_some(file.path), path: standing.path(), state }
    }

    fn state(
        &self,
        standing: &Standing,
        format: &Format,
        platform: Platform,
        file: &GeneratedFile,
    ) -> std::result::Result<Option<Value>, String> {
        let carried = Map::new();
        // What the other categories are like is known of the current environment alone.
        let amplify = self.project.amplify.as_ref();
        let amplify = amplify.filter(|amplify| amplify.current().as_ref() == Some(&self.environment));
        let request = Request {
            facts: self.facts,
            platform,
            amplify_meta: amplify.map(AmplifyProject::meta),
            previous: None,
            include_secret: file.include_client_secret,
            prefix: "",
            existing: None,
            copied: &[],
            carried: &carried,
        };
        let mut reason = standing.key.missing(&request);
        if reason.is_some() && file.include_client_secret {
            // A snapshot holds no secret; the file has the one that the last pull read.
            let mut known = self.facts.clone();
            if let Some(client) = known.native_client.as_mut().filter(|client| client.has_secret) {
                client.secret = Some(Secret::new(String::new()));
            }
            reason = standing.key.missing(&Request { facts: &known, ..request });
        }
        let written = (format.write)(&request).ok().and_then(|written| (format.data)(&written.text).ok());
        let data = written.filter(Value::is_object);
        let value = data
            .as_ref()
            .and_then(|data| standing.path().split('.').try_fold(data, |value, name| value.get(name)).cloned());
        match (value, reason) {
            (Some(value), _) => Ok(Some(value)),
            (None, Some(reason)) => Err(reason),
            (None, None) => Ok(None),
        }
    }
}

/// The rules, for a shell's completion.
pub(super) fn rules() -> Vec<CompletionCandidate> {
    RULES.iter().map(|rule| CompletionCandidate::new(rule.id).help(Some(rule.title.into()))).collect()
}

/// Rules and keys, for a shell's completion.
fn candidates() -> Vec<CompletionCandidate> {
    let mut paths: Vec<String> = keys::all().map(|standing| standing.path()).collect();
    paths.sort();
    paths.dedup();
    rules().into_iter().chain(paths.into_iter().map(CompletionCandidate::new)).collect()
}
