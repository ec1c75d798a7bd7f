//! `amplink formats`: what can be written, and for whom. Offline.

use serde_json::{Value, json};

use crate::context::Context;
use crate::emit::{FORMATS, Format, Generation, Need, When};
use crate::terminal::report::Report;

use super::{CommandResult, Outcome};

/// Arguments of `formats`.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(super) fn run(_: Args, context: &Context) -> CommandResult {
    let width = |text: fn(&Format) -> String| FORMATS.iter().map(|format| text(format).len()).max().unwrap_or_default();
    let (ids, readers) = (width(|format| format.id.to_owned()), width(platforms));
    for format in FORMATS {
        context.terminal.payload(format_args!(
            "{:<ids$}  {}  {:<readers$}  {}",
            format.id,
            generation(format),
            platforms(format),
            format.summary,
        ));
    }
    context
        .terminal
        .story("`amplink generate FORMAT` prints one; `-o FILE --keep` writes it, and `amplink pull` keeps it");
    let formats: Vec<Value> = FORMATS.iter().map(|format| describe(format)).collect();
    Ok(Outcome::done(Report { result: json!({ "formats": formats }), ..Report::new("formats", "done") }))
}

fn platforms(format: &Format) -> String {
    format.platforms.iter().map(|platform| platform.title()).collect::<Vec<_>>().join(", ")
}

fn generation(format: &Format) -> &'static str {
    match format.generation {
        Generation::One => "Gen 1",
        Generation::Two => "Gen 2",
        Generation::Any => "any  ",
    }
}

fn describe(format: &Format) -> Value {
    let written = match format.written {
        When::Import => "import",
        When::AmplifyProject => "amplify-project",
        When::Asked => "asked",
    };
    let generation = match format.generation {
        Generation::One => "1",
        Generation::Two => "2",
        Generation::Any => "any",
    };
    json!({
        "format": format.id,
        "summary": format.summary,
        "platforms": format.platforms,
        "generation": generation,
        "fileName": format.file_name,
        "written": written,
        "holdsSecret": format.holds_secret,
        "readsGroups": format.needs.contains(&Need::Groups),
    })
}
