//! The command line: clap's tree and the flags that every command has. No logic.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use clap_complete::ArgValueCandidates;

use crate::commands::completions::environments;
use crate::commands::{
    check, completions, diff, env, explain, export, formats, generate, help, import, man, permissions, pull, schema,
    status, undo, unlink,
};
use crate::model::ids::{EnvironmentName, Region};

/// Link an app's folder to Amazon Cognito resources that somebody else owns
///
/// amplink reads a user pool that exists, writes the configuration files that Amplify's libraries read, notices when
/// the pool changes, and lets go again without harm. It changes nothing in AWS.
#[derive(Debug, Parser)]
#[command(name = "amplink", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(after_help = after_help())]
pub struct Cli {
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What stands below the help of all.
fn after_help() -> String {
    format!("{}\n\nExit codes: {}", topics(), help::exit_codes())
}

fn topics() -> String {
    let names: Vec<&str> = help::TOPICS.iter().map(|topic| topic.name).collect();
    format!("Topics of `amplink help`: {}", names.join(", "))
}

/// Flags of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Work on the project in this folder
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    pub project_dir: Option<PathBuf>,
    /// Work on this environment of the project
    #[arg(long, global = true, value_name = "NAME", env = "AMPLINK_ENV", add = ArgValueCandidates::new(environments))]
    pub env: Option<EnvironmentName>,
    /// Use this profile of the AWS configuration files
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Look for user pools in this region; a pool's own is part of its id
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<Region>,
    /// Talk to this address instead of AWS
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// Print one JSON document on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Never ask; fail when an answer is missing
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Do not ask for confirmation
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Show what would change, and change nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Say less
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more; twice for what the AWS SDK does
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// Show no progress
    #[arg(long, global = true)]
    pub no_progress: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Also when piped
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Link the project to existing Cognito resources and write its configuration files
    ///
    /// Without a subcommand, the ids are looked for in the files that the project has already: a client library's
    /// configuration, Amplify's own, `.env`, the outputs of CDK and Terraform.
    Import(Box<import::Args>),
    /// Read Cognito again and bring the configuration files up to date
    Pull(pull::Args),
    /// Forget the link and take the generated files away; changes nothing in AWS
    Unlink(unlink::Args),
    /// Take back what the last command changed in the project's files, byte for byte; changes nothing in AWS
    ///
    /// Each `undo` goes one command further back, also behind an `unlink`; what was taken back is not kept for a redo. A
    /// file that has changed since the command wrote it stops it with exit code 7.
    ///
    /// What is needed for that, the bytes before each of the last 20 commands that changed something, is kept in
    /// `$XDG_STATE_HOME/amplink/undo`, else `~/.local/state/amplink/undo` (Windows: `%LOCALAPPDATA%`), readable by you
    /// alone: not in the project, so that nobody commits it. It goes by the folder's path: a project that is moved starts
    /// anew. Where `CI` is set nothing is kept.
    Undo(undo::Args),
    /// Say what is linked and how the generated files stand, offline
    Status(status::Args),
    /// List, add, use, remove and set environments
    #[command(subcommand)]
    Env(env::Command),
    /// Compare two environments' resources, field by field
    Diff(diff::Args),
    /// Run all rules on what is linked
    Check(check::Args),
    /// Print the least IAM policy for a command
    Permissions(permissions::Args),
    /// Say what a rule looks at and how to mend it, or where a key of a file comes from and why it is absent
    Explain(explain::Args),
    /// Print one configuration file in any format, or write it with `-o`
    ///
    /// Where the facts come from: with `--from-file` from what somebody exported; with `--user-pool-id` from AWS, and no
    /// project is needed; else from the link. Of a link the snapshot is taken, without asking AWS, as long as it is of
    /// the link's ids and holds what the format needs; `--live` reads AWS anyway, `--frozen` never does.
    Generate(Box<generate::Args>),
    /// List the formats that can be generated
    Formats(formats::Args),
    /// Print one environment's link and facts, for a colleague without a right to read them
    ///
    /// What is exported is the snapshot, as the last pull left it, without asking AWS. What no file of the project needs
    /// is not in it, such as the pool's groups; with `--live`, all that any format needs is read. No secret is ever in
    /// it. `amplink import --from-file` links from it, `amplink generate --from-file` prints files.
    Export(export::Args),
    /// Print the JSON Schema of amplink.json
    Schema(schema::Args),
    /// Print a completion script for a shell
    ///
    /// The script asks amplink itself, so that it completes a project's environments, too:
    ///
    /// bash: `source <(amplink completions bash)` in ~/.bashrc.
    ///
    /// zsh: `source <(amplink completions zsh)` in ~/.zshrc, behind compinit.
    ///
    /// fish: `amplink completions fish | source` in ~/.config/fish/config.fish.
    ///
    /// PowerShell: `amplink completions powershell | Out-String | Invoke-Expression` in $PROFILE.
    Completions(completions::Args),
    /// Print a command's man page, or write all of them
    Man(man::Args),
    /// Print the help of a command or of a topic
    #[command(after_help = topics())]
    Help(help::Args),
}

impl Command {
    /// The command's words, as JSON output names it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Import(args) => args.name(),
            Self::Pull(_) => "pull",
            Self::Unlink(_) => "unlink",
            Self::Undo(_) => "undo",
            Self::Status(_) => "status",
            Self::Env(env::Command::List(_)) => "env list",
            Self::Env(env::Command::Add(_)) => "env add",
            Self::Env(env::Command::Use(_)) => "env use",
            Self::Env(env::Command::Remove(_)) => "env remove",
            Self::Env(env::Command::Set(_)) => "env set",
            Self::Diff(_) => "diff",
            Self::Check(_) => "check",
            Self::Permissions(_) => "permissions",
            Self::Explain(_) => "explain",
            Self::Generate(_) => "generate",
            Self::Formats(_) => "formats",
            Self::Export(_) => "export",
            Self::Schema(_) => "schema",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
            Self::Help(_) => "help",
        }
    }
}
