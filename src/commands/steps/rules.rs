//! The rules, run on what a link names, as the project's policy has them.

use serde_json::Value;

use crate::commands::Failure;
use crate::context::Context;
use crate::emit::{self, Format, Generation, Need};
use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
use crate::model::fields::{Ignored, nodes};
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;
use crate::project::link_file::{self, LinkFile};
use crate::validate::finding::{Finding, Severity};
use crate::validate::policy::Policy;
use crate::validate::{ALIKE, Case, check, nearest_rule, rule};

/// The platforms that the project's files are written for.
pub(in crate::commands) fn platforms(link: &LinkFile) -> Vec<Platform> {
    let mut platforms = Vec::new();
    for format in link.files.iter().filter_map(|file| emit::format(&file.format)) {
        let platform = platform_of(format, link);
        if !platforms.contains(&platform) {
            platforms.push(platform);
        }
    }
    platforms
}

/// The kind of app that a format's file is for, in a project.
pub(in crate::commands) fn platform_of(format: &Format, link: &LinkFile) -> Platform {
    match format.platforms {
        [only] => *only,
        several => link.platform.filter(|platform| several.contains(platform)).unwrap_or(several[0]),
    }
}

/// Runs the rules, shows what they found, and stops at an error.
///
/// Notes that are not about the files are only counted: many a good pool has some, and an import is not the time.
pub(in crate::commands) fn judge(
    context: &Context,
    link: &LinkFile,
    environment: &EnvironmentName,
    facts: &Facts,
) -> Result<Vec<Finding>, Failure> {
    let findings = findings(link, environment, facts)?;
    let (shown, counted): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| shown(finding));
    context.terminal.findings(shown);
    let errors = findings.iter().filter(|finding| finding.stops()).count();
    if errors > 0 {
        let plural = if errors == 1 { "" } else { "s" };
        let error = Error::new(Kind::Rule, format!("{errors} finding{plural} at error level; nothing was changed"))
            .hint("`amplink explain RULE` says more; `amplink import ... --allow RULE` lets one pass");
        return Err(Failure { error, findings });
    }
    match counted.len() {
        0 => {}
        1 => context.terminal.story("1 note: `amplink check` shows it"),
        count => context.terminal.story(format_args!("{count} notes: `amplink check` shows them")),
    }
    Ok(findings)
}

/// Whether a finding is about the files that are written, or worse than a note.
pub(in crate::commands) fn shown(finding: &Finding) -> bool {
    finding.severity != Severity::Note || rule(finding.rule).is_some_and(|rule| rule.shown_at_import)
}

/// What the rules find, as the project's policy has it.
pub(in crate::commands) fn findings(
    link: &LinkFile,
    environment: &EnvironmentName,
    facts: &Facts,
) -> Result<Vec<Finding>> {
    let policy = policy(link, environment)?;
    Ok(with_case(link, environment, facts, |case| check(case, &policy)))
}

/// Looks at the facts as the rules do.
pub(in crate::commands) fn with_case<T>(
    link: &LinkFile,
    environment: &EnvironmentName,
    facts: &Facts,
    look: impl FnOnce(&Case<'_>) -> T,
) -> T {
    let writes_secret = link.files.iter().any(|file| file.include_client_secret);
    let formats = || link.files.iter().filter_map(|file| emit::format(&file.format));
    let writes_gen_1 = formats().any(|format| format.generation != Generation::Two);
    let writes_outputs =
        formats().any(|format| format.generation == Generation::Two && format.needs.contains(&Need::PublicClient));
    let amplify_region = link.amplify_regions.get(environment);
    look(&Case { facts, platforms: &platforms(link), writes_secret, writes_gen_1, writes_outputs, amplify_region })
}

/// What `amplink.json` says of the rules, for one environment. Commands look before they ask AWS: a mistyped rule is
/// told at once.
pub(in crate::commands) fn policy(link: &LinkFile, environment: &EnvironmentName) -> Result<Policy> {
    let mut policy = Policy::default();
    policy.allowed.extend(link.link(environment).into_iter().flat_map(|link| link.settings.allow.clone()));
    for (rule, level) in &link.severities {
        let level = serde_json::from_value(Value::String(level.clone())).map_err(|_| {
            Error::usage(format!("`{}`, key `severities`: `{level}` is no severity", link_file::NAME))
                .hint("a severity is `off`, `note`, `warning` or `error`")
        })?;
        policy.severities.insert(rule.clone(), level);
    }
    match policy.unknown_rules().first() {
        None => Ok(policy),
        Some(id) => Err(unknown_rule(id)
            .hint(format!("`{}` names it, under `severities` or in the environment's `allow`", link_file::NAME))),
    }
}

/// The fields whose changes a check passes over: those of `amplink.json`, and `more` of the command line.
pub(in crate::commands) fn ignored(link: &LinkFile, more: &[String]) -> Result<Ignored> {
    Ignored::new(link.ignore.iter().chain(more)).map_err(|unknown| {
        let nodes: Vec<&str> = nodes().into_iter().collect();
        let near = similar::get_close_matches(unknown.as_str(), &nodes, 3, ALIKE);
        let error = Error::usage(format!("nothing that a check compares is called `{unknown}`"));
        let error = match &near[..] {
            [] => error
                .hint("a field is such as `userPool.mfaConfiguration`, `webClient`, `*.name`; docs/ci.md has them all"),
            near => error.hint(format!("did you mean `{}`?", near.join("`, `"))),
        };
        if more.contains(&unknown) {
            error
        } else {
            error.hint(format!("`{}` names it, under `ignore`", link_file::NAME))
        }
    })
}

/// There is no rule of that name.
pub(in crate::commands) fn unknown_rule(id: &str) -> Error {
    let error = Error::usage(format!("there is no rule `{id}`"));
    let error = match nearest_rule(id) {
        Some(near) => error.hint(format!("did you mean `{}`?", near.id)),
        None => error,
    };
    error.hint("`amplink explain` lists all rules")
}
