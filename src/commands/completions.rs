//! `amplink completions`: a script for the user's shell, and the answers that it asks amplink for at each Tab.
//!
//! A script that knows all words by itself cannot know a project's environments, and would be old after an update. So it
//! runs `amplink` with `AMPLINK_COMPLETE` set, which reads two files and asks nobody.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, CompletionCandidate, Shell};

use crate::cli::Cli;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::project::Project;
use crate::terminal::report::Report;

use super::{CommandResult, Outcome};

/// What a script sets to the shell's name.
const VARIABLE: &str = "AMPLINK_COMPLETE";

const NAME: &str = "amplink";

/// The crate's own script for PowerShell evaluates the line at each Tab, also a `$(...)` that somebody is about to quote.
/// This one hands the words over as they are typed.
const POWERSHELL: &str = r#"Register-ArgumentCompleter -Native -CommandName amplink -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    if ($wordToComplete -eq '') { $words += '' }
    $before = $env:AMPLINK_COMPLETE
    try {
        $env:AMPLINK_COMPLETE = 'powershell'
        $results = & amplink -- @words
    } finally {
        $env:AMPLINK_COMPLETE = $before
    }
    $results | ForEach-Object {
        $value, $help = $_.Split("`t", 2)
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
    }
}"#;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to print the script for
    shell: Shell,
}

pub(super) fn run(args: Args, context: &Context) -> CommandResult {
    let script = match args.shell {
        Shell::PowerShell => POWERSHELL.to_owned(),
        shell => of_crate(shell)?,
    };
    context.terminal.payload(&script);
    let result = serde_json::json!({ "script": script });
    Ok(Outcome::done(Report { result, ..Report::new("completions", "done") }))
}

fn of_crate(shell: Shell) -> Result<String> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let shell = shells.completer(&shell.to_string()).expect("both lists of shells are the same crate's");
    shell
        .write_registration(VARIABLE, NAME, NAME, NAME, &mut script)
        .map_err(|error| Error::from_cause(Kind::Failure, error))?;
    Ok(String::from_utf8_lossy(&script).trim().to_owned())
}

/// The exit code, where a script asks for what could come next; `None` in any other run.
pub(super) fn answer(arguments: &[OsString]) -> Option<u8> {
    let asked = CompleteEnv::with_factory(Cli::command).var(VARIABLE).bin(NAME).completer(NAME);
    let folder = std::env::current_dir().ok();
    match asked.try_complete(arguments.iter().cloned(), folder.as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(0),
        Err(error) => {
            let _ = error.print();
            Some(Kind::Usage.exit_code())
        }
    }
}

/// The project's environments, for a shell's completion: of the folder that `-C` names on the line, else of this one.
pub fn environments() -> Vec<CompletionCandidate> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let named = arguments.windows(2).find(|pair| pair[0] == "-C" || pair[0] == "--project-dir");
    let start = named.map(|pair| PathBuf::from(&pair[1])).or_else(|| std::env::current_dir().ok());
    // Whoever presses Tab wants no errors: what cannot be read has no environments.
    let project = start.and_then(|start| Project::open(Project::locate(&start).ok()?).ok());
    let Some(project) = project else { return Vec::new() };
    let linked = project.link.iter().flat_map(|link| link.environments.keys());
    let mut names: Vec<String> = linked.map(ToString::to_string).collect();
    // An import may name one of an Amplify project that is not linked yet.
    names.extend(project.amplify.iter().flat_map(|amplify| amplify.environments()).map(|name| name.to_string()));
    names.sort();
    names.dedup();
    names.into_iter().map(CompletionCandidate::new).collect()
}
