//! What `pull --check` found, as workflow commands of GitHub Actions: each at the line that is no longer true.

use serde::Serialize;
use serde_json::Value;

use crate::model::compare::Difference;
use crate::terminal::sanitize::one_line;

use super::github::{data, property};
use super::place::Place;

/// A text to point into.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path, relative to where the reader of the output looks from, with `/`.
    pub file: String,
    /// What stands in it, where it is there.
    pub text: Option<String>,
}

/// A file of the project that a pull would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferingFile {
    /// Its path in the project, with `/`.
    pub path: String,
    /// How it stands.
    pub state: State,
    /// The keys whose values differ, with dots between; empty where the file is no object, or is not there.
    pub keys: Vec<String>,
    /// The first line that differs, counted from 1.
    #[serde(skip)]
    pub line: usize,
    /// The path from where the reader of the output looks.
    #[serde(skip)]
    pub shown: String,
}

/// How a file that a pull would change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is not there.
    Missing,
    /// A person changed what is generated in it.
    Edited,
    /// Another generator wrote it.
    Foreign,
    /// It says the same in another layout.
    Layout,
    /// It is as amplink left it, and no longer true.
    Outdated,
    /// Nobody wants it any more: amplink made it, and `amplink.json` no longer names it.
    Surplus,
}

impl State {
    /// The word of it in the JSON document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Edited => "edited",
            Self::Foreign => "foreign",
            Self::Layout => "layout",
            Self::Outdated => "outdated",
            Self::Surplus => "surplus",
        }
    }

    fn told(self) -> &'static str {
        match self {
            Self::Missing => "it is not there",
            Self::Edited => "edited by hand",
            Self::Foreign => "another generator wrote it",
            Self::Layout => "it says the same in another layout",
            Self::Outdated => "it does not say what is true any more",
            Self::Surplus => "it is no longer among the files of the link",
        }
    }
}

/// What was found in one environment.
#[derive(Debug, Clone, Copy)]
pub struct Drifted<'a> {
    /// The environment's name.
    pub environment: &'a str,
    /// Whether nothing is known of it yet.
    pub first_time: bool,
    /// What changed in the cloud.
    pub differences: &'a [Difference],
    /// The files that differ.
    pub files: &'a [DifferingFile],
    /// Why it could not be compared, where it could not.
    pub failure: Option<&'a str>,
}

/// One command a difference, each a line. GitHub shows ten a step, so what changed in the cloud comes before the files,
/// which follow from it. `link` and `lock` are `amplink.json` and `amplink.lock.json`.
pub fn github(drifted: &[Drifted<'_>], link: &Source, lock: &Source) -> String {
    let mut lines = Vec::new();
    for found in drifted {
        let name = one_line(found.environment);
        let in_link = || {
            let place = link.text.as_deref().and_then(|text| Place::of_environment(text, found.environment));
            place.unwrap_or(Place::START).line
        };
        if let Some(failure) = found.failure {
            let message = format!("{name}: {}", one_line(failure));
            lines.push(command(&link.file, in_link(), "not compared", &message));
        }
        if found.first_time {
            let message = format!("{name}: there is no snapshot of it yet\n`amplink pull --env {name}` reads it");
            lines.push(command(&link.file, in_link(), "no snapshot", &message));
        }
        for difference in found.differences {
            let Difference { field, subject, message, old, .. } = difference;
            let message = format!(
                "{name}: {subject}: {}\n`amplink pull --env {name}` takes it over; `--ignore {field}` passes over it",
                one_line(message)
            );
            lines.push(command(&lock.file, fact_line(lock, found.environment, field, old), field, &message));
        }
    }
    for (found, file) in drifted.iter().flat_map(|found| found.files.iter().map(move |file| (found, file))) {
        let (name, keys) = (one_line(found.environment), one_line(&file.keys.join(", ")));
        let keys = if keys.is_empty() { keys } else { format!(": {keys}") };
        let message = format!("{name}: {}{keys}\n{}", file.state.told(), remedy(file.state));
        lines.push(command(&file.shown, file.line, file.state.name(), &message));
    }
    lines.join("\n")
}

fn remedy(state: State) -> &'static str {
    match state {
        State::Edited => "`amplink pull --force` writes it anew",
        _ => "`amplink pull` brings it up to date",
    }
}

fn fact_line(lock: &Source, environment: &str, field: &str, old: &Value) -> usize {
    let path: Vec<&str> = ["environments", environment, "facts"].into_iter().chain(field.split('.')).collect();
    let place = lock.text.as_deref().and_then(|text| Place::of_path(text, &path, old));
    place.unwrap_or(Place::START).line
}

fn command(file: &str, line: usize, title: &str, message: &str) -> String {
    format!("::error file={},line={line},title={}::{}", property(&one_line(file)), property(title), data(message))
}

#[cfg(test)]
mod tests {
    use super::super::example::{HOSTILE, read_command};
    use super::*;
    use serde_json::json;

    const LOCK: &str = r#"{
  "environments": {
    "dev": {
      "facts": {
        "webClient": {
          "name": "web",
          "callbackUrls": [
            "https://a.example/",
            "https://b.example/"
          ]
        },
        "identityProviders": [
          {
            "name": "G",
            "type": "Google"
          }
        ]
      }
    }
  }
}
"#;

    fn sources() -> (Source, Source) {
        let source = |file: &str, text: &str| Source { file: file.to_owned(), text: Some(text.to_owned()) };
        (source("app/amplink.json", super::super::example::TEXT), source("app/amplink.lock.json", LOCK))
    }

    fn difference(field: &str, message: &str, old: Value) -> Difference {
        Difference {
            field: field.to_owned(),
            subject: "web client",
            message: message.to_owned(),
            old,
            new: Value::Null,
        }
    }

    fn dev<'a>(differences: &'a [Difference], files: &'a [DifferingFile]) -> Drifted<'a> {
        Drifted { environment: "dev", first_time: false, differences, files, failure: None }
    }

    #[test]
    fn each_command_points_at_its_line() {
        let (link, lock) = sources();
        let differences = [
            difference("webClient.name", "name changed: web -> new", json!("web")),
            difference("webClient.callbackUrls", "callback URL removed", json!("https://b.example/")),
            difference("webClient.callbackUrls", "callback URL added", Value::Null),
            difference("webClient.logoutUrls", "sign-out URL added", Value::Null),
            difference("identityProviders", "gone", json!({"type": "Google", "name": "G"})),
            difference("nativeClient", "came", Value::Null),
        ];
        let files = [DifferingFile {
            path: "src/aws-exports.js".to_owned(),
            state: State::Edited,
            keys: vec!["oauth.domain".to_owned(), "a,b".to_owned()],
            line: 7,
            shown: "app/src/aws-exports.js".to_owned(),
        }];
        let other = Drifted { environment: "prod", first_time: true, failure: Some("not to be read"), ..dev(&[], &[]) };
        insta::assert_snapshot!(github(&[dev(&differences, &files), other], &link, &lock), @"
        ::error file=app/amplink.lock.json,line=6,title=webClient.name::dev: web client: name changed: web -> new%0A`amplink pull --env dev` takes it over; `--ignore webClient.name` passes over it
        ::error file=app/amplink.lock.json,line=9,title=webClient.callbackUrls::dev: web client: callback URL removed%0A`amplink pull --env dev` takes it over; `--ignore webClient.callbackUrls` passes over it
        ::error file=app/amplink.lock.json,line=7,title=webClient.callbackUrls::dev: web client: callback URL added%0A`amplink pull --env dev` takes it over; `--ignore webClient.callbackUrls` passes over it
        ::error file=app/amplink.lock.json,line=5,title=webClient.logoutUrls::dev: web client: sign-out URL added%0A`amplink pull --env dev` takes it over; `--ignore webClient.logoutUrls` passes over it
        ::error file=app/amplink.lock.json,line=13,title=identityProviders::dev: web client: gone%0A`amplink pull --env dev` takes it over; `--ignore identityProviders` passes over it
        ::error file=app/amplink.lock.json,line=4,title=nativeClient::dev: web client: came%0A`amplink pull --env dev` takes it over; `--ignore nativeClient` passes over it
        ::error file=app/amplink.json,line=5,title=not compared::prod: not to be read
        ::error file=app/amplink.json,line=5,title=no snapshot::prod: there is no snapshot of it yet%0A`amplink pull --env prod` reads it
        ::error file=app/src/aws-exports.js,line=7,title=edited::dev: edited by hand: oauth.domain, a,b%0A`amplink pull --force` writes it anew
        ");
    }

    #[test]
    fn hostile_text_starts_no_command_of_its_own() {
        let (link, lock) = sources();
        for hostile in HOSTILE {
            let differences = [difference("webClient.name", hostile, json!(hostile))];
            let files = [DifferingFile {
                path: hostile.to_owned(),
                state: State::Outdated,
                keys: vec![hostile.to_owned()],
                line: 1,
                shown: hostile.to_owned(),
            }];
            let found = Drifted { environment: hostile, failure: Some(hostile), ..dev(&differences, &files) };
            let printed = github(&[found], &link, &lock);
            let lines: Vec<&str> = printed.split(['\n', '\r', '\u{85}', '\u{2028}']).collect();
            assert_eq!(lines.len(), 3, "{printed}");
            for line in lines {
                let (command, properties, _) = read_command(line);
                assert_eq!(command, "error");
                let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
                assert_eq!(names, ["file", "line", "title"]);
            }
        }
    }

    #[test]
    fn nothing_found_is_no_line() {
        let (link, lock) = sources();
        assert_eq!(github(&[dev(&[], &[])], &link, &lock), "");
    }
}
