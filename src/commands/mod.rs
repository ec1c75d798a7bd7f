//! One file a command: its arguments and its story. What importing and pulling share is in `steps`.

pub mod check;
pub mod completions;
pub mod diff;
pub mod env;
pub mod explain;
pub mod export;
pub mod formats;
pub mod generate;
pub mod help;
pub mod import;
pub mod man;
pub mod permissions;
pub mod pull;
pub mod schema;
pub mod status;
mod steps;
pub mod undo;
pub mod unlink;

use std::ffi::OsString;

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::cli::{Cli, ColorWhen, Command, Global};
use crate::context::{Context, Options, Variables};
use crate::error::{Error, Kind};
use crate::terminal::report::Report;
use crate::terminal::{Manner, Terminal};
use crate::validate::finding::Finding;

/// How a command ended well: its report, and the exit code that goes with it.
pub struct Outcome {
    report: Report,
    exit_code: u8,
}

impl Outcome {
    fn done(report: Report) -> Self {
        Self { report, exit_code: 0 }
    }
}

/// How a command failed, and what the rules had found by then.
pub struct Failure {
    error: Error,
    findings: Vec<Finding>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, findings: Vec::new() }
    }
}

type CommandResult = Result<Outcome, Failure>;

/// Runs the command line and returns the process's exit code.
pub fn main(arguments: impl Iterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.collect();
    if let Some(exit_code) = completions::answer(&arguments) {
        return exit_code;
    }
    let mut cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return refuse_arguments(&error, &arguments),
    };
    permissions::take_flags_of_command(&mut cli);
    let name = cli.command.name();
    let variables = Variables::of_process();
    let terminal = terminal(&cli.global, &variables);
    let context = Context::new(Options { command: name, ..options(cli.global) }, terminal, variables);
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            context.terminal.error(&Error::from_cause(Kind::Failure, error));
            return Kind::Failure.exit_code();
        }
    };
    let result = runtime.block_on(until_interrupted(run(cli.command, &context)));
    // A DNS look-up that nobody waits for any more must not hold the process.
    runtime.shutdown_background();
    match result {
        Ok(outcome) => {
            context.terminal.document(&outcome.report);
            match context.terminal.lost() {
                Some(error) => {
                    context.terminal.error(&error);
                    error.kind().exit_code()
                }
                None => outcome.exit_code,
            }
        }
        Err(failure) => {
            let kind = failure.error.kind();
            if kind == Kind::Interrupted {
                context.terminal.progress_done();
            }
            context.terminal.error(&failure.error);
            context.terminal.document(&Report::of_error(name, &failure.error, failure.findings));
            kind.exit_code()
        }
    }
}

async fn run(command: Command, context: &Context) -> CommandResult {
    match command {
        Command::Import(args) => import::run(*args, context).await,
        Command::Pull(args) => pull::run(args, context, None).await,
        Command::Unlink(args) => unlink::run(args, context, None).await,
        Command::Undo(args) => undo::run(args, context).await,
        Command::Status(args) => status::run(args, context).await,
        Command::Diff(args) => diff::run(args, context).await,
        Command::Env(env::Command::List(args)) => env::list::run(args, context).await,
        Command::Env(env::Command::Add(args)) => env::add::run(*args, context).await,
        Command::Env(env::Command::Use(args)) => env::switch::run(args, context).await,
        Command::Env(env::Command::Remove(args)) => env::remove::run(args, context).await,
        Command::Env(env::Command::Set(args)) => env::set::run(args, context).await,
        Command::Check(args) => check::run(args, context).await,
        Command::Permissions(args) => permissions::run(args, context).await,
        Command::Explain(args) => explain::run(args, context).await,
        Command::Generate(args) => generate::run(*args, context).await,
        Command::Formats(args) => formats::run(args, context),
        Command::Export(args) => export::run(args, context).await,
        Command::Schema(args) => schema::run(args, context),
        Command::Completions(args) => completions::run(args, context),
        Command::Man(args) => man::run(args, context),
        Command::Help(args) => help::run(args, context),
    }
}

/// The handler is there before the first prompt: with it, a prompt returns when Ctrl-C is pressed and the cursor can
/// be brought back; without it, the process would be gone.
#[cfg(unix)]
async fn until_interrupted(work: impl Future<Output = CommandResult>) -> CommandResult {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut interrupt) = signal(SignalKind::interrupt()) else { return work.await };
    tokio::select! {
        biased;
        result = work => result,
        _ = interrupt.recv() => Err(Error::interrupted().into()),
    }
}

#[cfg(not(unix))]
async fn until_interrupted(work: impl Future<Output = CommandResult>) -> CommandResult {
    tokio::select! {
        biased;
        result = work => result,
        _ = tokio::signal::ctrl_c() => Err(Error::interrupted().into()),
    }
}

fn terminal(global: &Global, variables: &Variables) -> Terminal {
    match global.color {
        ColorWhen::Auto => {}
        ColorWhen::Always => anstream::ColorChoice::Always.write_global(),
        ColorWhen::Never => anstream::ColorChoice::Never.write_global(),
    }
    if global.verbose > 1 {
        // Debug, never trace: at trace level the SDK shows bodies, and an app client's secret is in one.
        let _ = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(std::io::stderr)
            .with_ansi(false)
            .try_init();
    }
    Terminal::new(Manner {
        quiet: global.quiet,
        verbosity: global.verbose,
        json: global.json,
        no_input: global.no_input || variables.is_ci(),
        no_progress: global.no_progress,
    })
}

fn options(global: Global) -> Options {
    Options {
        project_dir: global.project_dir,
        environment: global.env,
        profile: global.profile,
        region: global.region,
        endpoint_url: global.endpoint_url,
        yes: global.yes,
        dry_run: global.dry_run,
        command: "",
    }
}

/// Help and version are no errors; anything else is a usage error, also as a JSON document when one was asked for.
fn refuse_arguments(error: &clap::Error, arguments: &[OsString]) -> u8 {
    let is_answer = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let _ = error.print();
    if is_answer {
        return 0;
    }
    if arguments.iter().any(|argument| argument == "--json") {
        let message = error.to_string();
        let first = message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let terminal = Terminal::new(Manner { json: true, ..Manner::default() });
        terminal.document(&Report::of_error("", &Error::usage(first), Vec::new()));
    }
    Kind::Usage.exit_code()
}
