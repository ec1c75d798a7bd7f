//! Rules over the facts: what is wrong, or worth knowing, before anything is written. Pure; a rule sees facts and
//! returns findings.
//!
//! To add a rule: one file in `rules/`, its `mod` line and its line in [`rules::RULES`], its two fixtures.

pub mod finding;
pub mod remedy;
pub mod rules;

use crate::model::app_client::AppClient;
use crate::model::facts::Facts;
use crate::model::platform::Platform;

use finding::{Finding, Severity};

/// What the rules look at.
#[derive(Debug)]
pub struct Case<'a> {
    /// What is true in the cloud.
    pub facts: &'a Facts,
    /// Platforms that files are written for.
    pub platforms: &'a [Platform],
    /// Whether the native client's secret is written into a file.
    pub writes_secret: bool,
}

impl Case<'_> {
    /// The app clients that the written files come from, each with the word for it.
    pub fn used_clients(&self) -> Vec<(&'static str, &AppClient)> {
        let uses = |web: bool| self.platforms.iter().any(|platform| platform.uses_web_client() == web);
        let web = self.facts.web_client.as_ref().filter(|_| uses(true));
        let native = self.facts.native_client.as_ref().filter(|_| uses(false));
        [("web client", web), ("native client", native)]
            .into_iter()
            .filter_map(|(word, client)| Some((word, client?)))
            .collect()
    }

    /// Whether a file for this platform is written.
    pub fn writes_for(&self, platform: Platform) -> bool {
        self.platforms.contains(&platform)
    }
}

/// One check, and what a person should know of it.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case, public for ever, the file's name with dashes.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What to do about it.
    pub remedy: &'static str,
    /// The page that says why.
    pub reference: &'static str,
    check: fn(&Case<'_>) -> Vec<Hit>,
}

/// One thing that a rule found: what it is about, and what is wrong with it.
struct Hit {
    subject: String,
    message: String,
}

impl Hit {
    fn new(subject: impl ToString, message: impl ToString) -> Self {
        Self { subject: subject.to_string(), message: message.to_string() }
    }
}

/// Runs every rule, the worst findings first.
pub fn check(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules::RULES
        .iter()
        .flat_map(|rule| {
            (rule.check)(case).into_iter().map(|hit| Finding {
                rule: rule.id,
                severity: rule.severity,
                subject: hit.subject,
                message: hit.message,
                remedy: rule.remedy,
                reference: rule.reference,
            })
        })
        .collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}
