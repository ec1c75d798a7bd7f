//! `amplink man`: a command's man page, or all of them as files.

use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::ArgValueCandidates;
use clap_mangen::Man;
use serde_json::json;

use crate::cli::Cli;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::project::man_pages::{self, Page};
use crate::terminal::report::{Report, number};

use super::{CommandResult, Outcome, help};

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command, with its subcommand; without one, amplink itself
    #[arg(value_name = "COMMAND", conflicts_with = "dir", add = ArgValueCandidates::new(help::commands))]
    words: Vec<String>,
    /// Write the pages of all commands into this folder, such as ~/.local/share/man/man1
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(args: Args, context: &Context) -> CommandResult {
    let mut root = Cli::command();
    // Without it, the commands have neither their full names nor the flags that all have.
    root.build();
    let result = match &args.dir {
        Some(folder) => {
            let mut pages = Vec::new();
            collect(&root, &mut pages)?;
            if !context.options.dry_run {
                man_pages::write(folder, &pages)?;
            }
            for page in &pages {
                context.terminal.payload(&page.name);
            }
            let word = if context.options.dry_run { "would be written" } else { "written" };
            context.terminal.story(format_args!("{} {word} to {}", number(pages.len(), "man page"), folder.display()));
            json!({ "pages": pages.iter().map(|page| &page.name).collect::<Vec<_>>() })
        }
        None => {
            let mut command = &root;
            for word in &args.words {
                command = command.find_subcommand(word).ok_or_else(|| {
                    Error::usage(format!("there is no command `{}`", args.words.join(" ").escape_debug()))
                        .hint("`amplink help` lists the commands")
                })?;
            }
            let page = page(command)?;
            context.terminal.text(&page.text);
            json!({ "page": page.text })
        }
    };
    let status = if args.dir.is_some() && context.options.dry_run { "dry-run" } else { "done" };
    Ok(Outcome::done(Report { result, ..Report::new("man", status) }))
}

/// The pages of a command and of all below it.
fn collect(command: &clap::Command, pages: &mut Vec<Page>) -> Result<()> {
    pages.push(page(command)?);
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        collect(below, pages)?;
    }
    Ok(())
}

fn page(command: &clap::Command) -> Result<Page> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut text = Vec::new();
    Man::new(command.clone())
        .manual("amplink")
        .render(&mut text)
        .map_err(|error| Error::from_cause(Kind::Failure, error))?;
    Ok(Page::new(&name, &String::from_utf8_lossy(&text)))
}
