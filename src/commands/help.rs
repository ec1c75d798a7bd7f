//! `amplink help`: the help of a command, and what concerns them all.

use std::fmt::Write as _;

use clap::{CommandFactory as _, Parser as _};
use clap_complete::{ArgValueCandidates, CompletionCandidate};
use serde_json::json;

use crate::cli::Cli;
use crate::cloud::operations::Operation;
use crate::context::{Context, HEEDED};
use crate::emit::{FORMATS, When};
use crate::error::{self, Error};
use crate::terminal::report::Report;

use super::{CommandResult, Outcome};

/// How much of a mistyped word has to be right for a guess at what was meant.
const ALIKE: f32 = 0.6;

/// Arguments of `help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command, with its subcommand, or the topic
    #[arg(value_name = "COMMAND|TOPIC", add = ArgValueCandidates::new(commands_and_topics))]
    words: Vec<String>,
}

/// Something that no single command's help can tell.
pub struct Topic {
    /// What it is asked for by.
    pub name: &'static str,
    text: fn() -> String,
}

/// All of them.
pub static TOPICS: [Topic; 5] = [
    Topic { name: "environment", text: environment },
    Topic { name: "exit-codes", text: exit_codes_by_line },
    Topic { name: "formats", text: formats },
    Topic { name: "permissions", text: permissions },
    Topic { name: "ci", text: || CI.to_owned() },
];

const CI: &str = "\
A build needs no terminal: where CI is set, or --no-input is given, nobody is asked, and one error lists
every answer that is missing. Commit amplink.json and amplink.lock.json.

  amplink pull --check            exits with 3 when the pool, or a generated file, is not what was committed
  amplink pull --frozen           writes the files from amplink.lock.json: no network, no credentials
  amplink check --format github   exits with 6 when sign-in cannot work; also sarif, junit, json
  amplink permissions pull        prints the policy that the build's role needs for it

--json prints one document on stdout, --quiet says less, `amplink help exit-codes` lists the codes.";

pub(super) fn run(args: Args, context: &Context) -> CommandResult {
    let topic = TOPICS.iter().find(|topic| args.words == [topic.name]);
    let text = match topic {
        Some(topic) => {
            let text = (topic.text)();
            context.terminal.payload(&text);
            text
        }
        None => {
            let help = of_command(&args.words)?;
            context.terminal.payload(help.ansi().to_string().trim_end());
            help.to_string()
        }
    };
    let result = json!({ "about": args.words.join(" "), "text": text });
    Ok(Outcome::done(Report { result, ..Report::new("help", "done") }))
}

/// What `--help` prints for a command.
fn of_command(words: &[String]) -> Result<clap::builder::StyledStr, Error> {
    let mut command = &Cli::command();
    for (depth, word) in words.iter().enumerate() {
        let Some(found) = command.find_subcommand(word) else { return Err(unknown(words, depth, command)) };
        command = found;
    }
    // clap puts a command's help together only when it is asked for on a command line.
    let line = std::iter::once("amplink").chain(words.iter().map(String::as_str)).chain(["--help"]);
    match Cli::try_parse_from(line) {
        Err(help) => Ok(help.render()),
        Ok(_) => Err(Error::failure(format!("`amplink {} --help` gave no help", words.join(" ")))),
    }
}

fn unknown(words: &[String], depth: usize, command: &clap::Command) -> Error {
    let word = &words[depth];
    let mut names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    if depth == 0 {
        names.extend(TOPICS.iter().map(|topic| topic.name));
    }
    let kinds = if depth == 0 { "command or topic" } else { "subcommand" };
    let before = words[..depth].join(" ");
    let error = Error::usage(format!("there is no {kinds} `{}`", words[..=depth].join(" ").escape_debug()));
    let error = match similar::get_close_matches(word.as_str(), &names, 1, ALIKE).first() {
        Some(near) => error.hint(format!("did you mean `{}`?", format!("{before} {near}").trim_start())),
        None => error,
    };
    error.hint("`amplink help` lists commands and topics")
}

/// The commands, for a shell's completion.
pub(super) fn commands() -> Vec<CompletionCandidate> {
    let command = Cli::command();
    command.get_subcommands().map(|below| CompletionCandidate::new(below.get_name())).collect()
}

fn commands_and_topics() -> Vec<CompletionCandidate> {
    commands().into_iter().chain(TOPICS.iter().map(|topic| CompletionCandidate::new(topic.name))).collect()
}

/// The exit codes in one sentence.
pub fn exit_codes() -> String {
    let codes = error::exit_codes().into_iter().map(|(code, meaning)| format!("{code} {meaning}"));
    codes.collect::<Vec<_>>().join("; ")
}

fn exit_codes_by_line() -> String {
    let lines = error::exit_codes().into_iter().map(|(code, meaning)| format!("  {code:>3}  {meaning}"));
    format!(
        "Exit codes:\n\n{}\n\nWith --json, the document's `error.kind` says the same.",
        lines.collect::<Vec<_>>().join("\n")
    )
}

fn environment() -> String {
    let width = HEEDED.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut text = String::from(
        "Where a value comes from, the first that has one: a flag, an environment variable, the environment's block in\n\
         amplink.json, the project's files, a prompt. An empty variable counts as none; only AMPLINK_ENV, if it is set,\n\
         must be a name.\n\n",
    );
    for (name, meaning) in HEEDED {
        let _ = writeln!(text, "  {name:<width$}  {meaning}");
    }
    text.push_str(
        "\nCredentials come from the AWS SDK's default chain and from nowhere else: the variables, the profile, SSO, a web\n\
         identity, the machine's role. The region of a pool is part of its id; there is no default region.",
    );
    text
}

fn formats() -> String {
    let width = FORMATS.iter().map(|format| format.id.len()).max().unwrap_or_default();
    let mut text = String::from(
        "An import writes the formats of the project's platform; the others are written when asked for.\n",
    );
    for (when, title) in [
        (When::Import, "With every import"),
        (When::AmplifyProject, "With an import in an Amplify Gen 1 project"),
        (When::Asked, "When asked for"),
    ] {
        let _ = writeln!(text, "\n{title}:");
        for format in FORMATS.iter().filter(|format| format.written == when) {
            let _ = writeln!(text, "  {:<width$}  {}", format.id, format.summary);
        }
    }
    text.push_str(
        "\n`amplink generate FORMAT` prints one, `-o FILE` writes it, and with `--keep` every pull writes it from then on.\n\
         `amplink formats` says for which platforms each is, `amplink explain KEY` where a key's value comes from.",
    );
    text
}

fn permissions() -> String {
    let actions = Operation::ALL.map(|operation| (operation.iam_action(), operation.cost_of_denial()));
    let width = actions.iter().map(|(action, _)| action.len()).max().unwrap_or_default();
    let mut text = String::from(
        "amplink only reads in AWS. All that it may ask for; no command asks for all of it, and\n\
         `amplink permissions COMMAND` prints the policy for one with its flags, as narrow as IAM allows.\n",
    );
    for (title, is_optional) in [("Needed by the commands that ask for it", false), ("Optional; without it", true)] {
        let _ = writeln!(text, "\n{title}:");
        for (action, cost) in actions.iter().filter(|(_, cost)| cost.is_some() == is_optional) {
            let _ = writeln!(text, "{}", format!("  {action:<width$}  {}", cost.unwrap_or_default()).trim_end());
        }
    }
    text.push_str(
        "\nAn error that a right is lacking names the action to grant. `amplink permissions --help` lists the flags.",
    );
    text
}
