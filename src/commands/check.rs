//! `amplink check`: all rules on what is linked, live.

use clap::ValueEnum;
use serde_json::json;

use crate::cloud::Cloud;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
use crate::model::ids::{EnvironmentName, Region};
use crate::project::Project;
use crate::project::link_file::{Link, LinkFile};
use crate::terminal::report::{Checked, Report, RuleText, github, junit, sarif, text};
use crate::terminal::sanitize::one_line;
use crate::validate::attached::{Correction, correction};
use crate::validate::finding::Finding;
use crate::validate::reference_auth::{self, CHECKS};
use crate::validate::remedy::{self, FixFormat};
use crate::validate::rules::RULES;

use super::{CommandResult, Failure, Outcome, steps};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Check every environment
    #[arg(long, conflicts_with = "env")]
    pub(super) all: bool,
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Print the corrected trust policies instead of the findings
    #[arg(long, value_name = "FORMAT", conflicts_with = "format")]
    fix_as: Option<FixFormat>,
    /// Make the checks of this format instead of running the rules
    #[arg(long = "for", value_name = "FORMAT", conflicts_with = "fix_as")]
    pub(super) purpose: Option<Purpose>,
    /// The region that the Gen 2 backend is deployed to; the user pool's, if not given
    #[arg(long, value_name = "REGION", requires = "purpose")]
    stack_region: Option<Region>,
}

/// A format that somebody else checks, too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Purpose {
    /// `referenceAuth` of a Gen 2 backend, which makes its checks only when it is deployed
    ReferenceAuth,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// The document of `--json`
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit XML, for CI servers
    Junit,
}

/// One environment, checked.
struct Environment {
    name: EnvironmentName,
    findings: Vec<Finding>,
    correction: Correction,
    /// Rights that were lacking.
    unread: Vec<String>,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let workspace = steps::open(context, false).await?;
    let project = &workspace.project;
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    let mut checked = Vec::new();
    let mut failure: Option<Error> = None;
    let environments = environments(&args, context, link_file)?;
    for (name, _) in &environments {
        steps::policy(link_file, name)?;
    }
    for (name, link) in environments {
        match read(context, link_file, name, link, args.purpose).await {
            Ok(facts) => {
                let checked_facts = facts.checked.iter();
                for unread in checked_facts.flat_map(|checked| &checked.unread) {
                    context.terminal.warning(format_args!("environment {name}: {unread}"));
                }
                checked.push(match args.purpose {
                    None => judge(link_file, name, &facts)?,
                    Some(Purpose::ReferenceAuth) => judge_reference_auth(name, &facts, args.stack_region.as_ref()),
                });
            }
            // One environment that cannot be read is no reason to keep quiet of the others.
            Err(error) if args.all => {
                context.terminal.error(&error);
                failure.get_or_insert(error.context(format!("environment {name} could not be checked")));
            }
            Err(error) => return Err(error.into()),
        }
    }

    let mut report = report(&checked);
    let rules: Vec<RuleText> = match args.purpose {
        None => RULES.iter().copied().map(RuleText::from).collect(),
        Some(Purpose::ReferenceAuth) => CHECKS.iter().map(RuleText::from).collect(),
    };
    if args.purpose.is_some() && !report.findings.is_empty() {
        report.next.push("amplink generate add-output".to_owned());
    }
    match args.fix_as {
        Some(format) => print_fixes(context, &checked, format),
        None => print(context, project, &checked, &report, &rules, args.format)?,
    }
    if let Some(error) = failure {
        let findings = checked.into_iter().flat_map(|environment| environment.findings).collect();
        return Err(Failure { error, findings });
    }
    if args.purpose.is_some() {
        for refusal in checked.iter().filter_map(|environment| reference_auth::refusal(&environment.findings)) {
            context.terminal.error(&refusal);
        }
    }
    let fails = checked.iter().flat_map(|environment| &environment.findings).any(Finding::stops);
    Ok(Outcome { report, exit_code: if fails { Kind::Rule.exit_code() } else { 0 } })
}

fn environments<'a>(
    args: &Args,
    context: &Context,
    link_file: &'a LinkFile,
) -> Result<Vec<(&'a EnvironmentName, &'a Link)>> {
    if args.all {
        return Ok(link_file.environments.iter().collect());
    }
    let environment = steps::environment(context, link_file)?;
    steps::linked(link_file, &environment)?;
    Ok(link_file.environments.iter().filter(|(name, _)| **name == environment).collect())
}

async fn read(
    context: &Context,
    link_file: &LinkFile,
    environment: &EnvironmentName,
    link: &Link,
    purpose: Option<Purpose>,
) -> Result<Facts> {
    let read = async |cloud: &Cloud| {
        let facts = cloud.read(&steps::wanted(link, &link_file.files)).await?;
        match purpose {
            Some(Purpose::ReferenceAuth) => cloud.read_for_reference_auth(facts).await,
            None => cloud.read_for_check(facts).await,
        }
    };
    steps::read_with(context, environment, link, read).await
}

fn judge(link_file: &LinkFile, name: &EnvironmentName, facts: &Facts) -> Result<Environment> {
    let findings = steps::findings(link_file, name, facts)?;
    let correction = steps::with_case(link_file, name, facts, correction);
    let unread = facts.checked.as_ref().map(|checked| checked.unread.clone()).unwrap_or_default();
    Ok(Environment { name: name.clone(), findings, correction, unread })
}

/// Nothing of the project's policy counts here: the deployment knows none.
fn judge_reference_auth(name: &EnvironmentName, facts: &Facts, region: Option<&Region>) -> Environment {
    let findings = reference_auth::of_facts(facts, region);
    Environment { name: name.clone(), findings, correction: Correction::default(), unread: Vec::new() }
}

fn report(checked: &[Environment]) -> Report {
    let mut report = Report::new("check", "done");
    report.findings = checked.iter().flat_map(|environment| environment.findings.clone()).collect();
    if report.findings.iter().any(Finding::stops) {
        report.status = "errors";
    }
    let environments: Vec<_> = checked
        .iter()
        .map(|environment| {
            let fixes: Vec<_> = environment
                .correction
                .fixes
                .iter()
                .map(|fix| json!({ "role": fix.arn, "trustPolicy": fix.document, "stillDenied": fix.still_denied }))
                .collect();
            json!({
                "environment": environment.name,
                "findings": environment.findings,
                "fixes": fixes,
                "unread": environment.unread,
            })
        })
        .collect();
    report.result = json!({ "environments": environments });
    report
}

fn print(
    context: &Context,
    project: &Project,
    checked: &[Environment],
    report: &Report,
    rules: &[RuleText],
    format: Format,
) -> Result<()> {
    let link_text = project.read(project.link_path())?.map(|file| file.text);
    let file = steps::from_repository_root(project, project.link_path());
    let shown: Vec<Checked<'_>> = checked
        .iter()
        .map(|environment| Checked {
            environment: environment.name.as_str(),
            file: &file,
            text: link_text.as_deref(),
            findings: &environment.findings,
        })
        .collect();
    let printed = match format {
        Format::Text => text::print(&shown, rules),
        Format::Json => report.print(),
        Format::Sarif => sarif::print(&shown, rules),
        Format::Github => github::print(&shown, rules),
        Format::Junit => junit::print(&shown, rules),
    };
    if !printed.is_empty() {
        context.terminal.payload(printed);
    }
    Ok(())
}

fn print_fixes(context: &Context, checked: &[Environment], format: FixFormat) {
    let terminal = &context.terminal;
    let mut count = 0;
    for environment in checked {
        for fix in &environment.correction.fixes {
            terminal
                .story(format_args!("environment {}: the trust policy of {} should be:", environment.name, fix.arn));
            terminal.payload(remedy::render(format, &fix.role_name, &fix.document).trim_end());
            if fix.still_denied {
                terminal.warning(format_args!(
                    "environment {}: a Deny in the trust policy of {} still forbids it: it may be there on purpose, so \
                     it was left; take it out if it is not",
                    environment.name,
                    one_line(&fix.arn)
                ));
            }
            count += 1;
        }
        for arn in &environment.correction.given_to_both {
            terminal.warning(format_args!(
                "environment {}: {} is given to guests and to signed-in users, and no trust policy is right for \
                 both: give each a role of their own",
                environment.name,
                one_line(arn)
            ));
            count += 1;
        }
    }
    if count == 0 {
        terminal.story("no trust policy that could be read needs to change");
    }
}
