//! `amplink explain`: what a rule looks at, why it matters and how to mend it.

use serde_json::json;

use crate::context::Context;
use crate::error::Result;
use crate::terminal::report::Report;
use crate::validate::Rule;
use crate::validate::finding::Severity;
use crate::validate::rule;
use crate::validate::rules::RULES;

use super::{CommandResult, Outcome, steps};

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule, as a finding names it; without it all rules are listed
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

pub(super) fn run(args: Args, context: &Context) -> CommandResult {
    let result = match args.rule {
        Some(id) => {
            let rule = find(&id)?;
            explain(rule, context);
            json!({ "rule": rule })
        }
        None => {
            list(context);
            json!({ "rules": RULES[..] })
        }
    };
    Ok(Outcome::done(Report { result, ..Report::new("explain", "done") }))
}

fn find(id: &str) -> Result<&'static Rule> {
    rule(id).ok_or_else(|| steps::unknown_rule(id))
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
        terminal.payload(format_args!("{:<10}{text}", format!("{name}:")));
    }
}

fn list(context: &Context) {
    let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for rule in RULES.iter().filter(|rule| rule.severity == severity) {
            context.terminal.payload(format_args!("{:<7}  {:<width$}  {}", severity.name(), rule.id, rule.title));
        }
    }
}
