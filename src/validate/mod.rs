//! Rules over the facts: what is wrong, or worth knowing, before anything is written. Pure; a rule sees facts and
//! returns findings.
//!
//! To add a rule: one file in `rules/`, its `mod` line and its line in [`rules::RULES`], its two fixtures in
//! `tests/fixtures/rules/`, and the reference page anew: `AMPLINK_BLESS=1 cargo test --test rules`.

pub mod attached;
pub mod finding;
pub mod policy;
pub mod reference_auth;
pub mod remedy;
pub mod rules;
mod url;

use serde::Serialize;

use crate::model::app_client::AppClient;
use crate::model::facts::Facts;
use crate::model::ids::Region;
use crate::model::platform::Platform;
use crate::model::user_pool::UserPool;

use finding::{Finding, Severity};
use policy::Policy;

/// How much of a mistyped id has to be right for a guess at what was meant.
pub const ALIKE: f32 = 0.6;

const WEB_CLIENT: &str = "web client";
const NATIVE_CLIENT: &str = "native client";

/// What the rules look at.
#[derive(Debug)]
pub struct Case<'a> {
    /// What is true in the cloud.
    pub facts: &'a Facts,
    /// Platforms that files are written for.
    pub platforms: &'a [Platform],
    /// Whether the native client's secret is written into a file.
    pub writes_secret: bool,
    /// Whether a file is written that is not of Amplify's second generation.
    pub writes_gen_1: bool,
    /// Whether `amplify_outputs` of the second generation is written.
    pub writes_outputs: bool,
    /// In an Amplify Gen 1 project: the region of the environment's stack.
    pub amplify_region: Option<&'a Region>,
}

impl Case<'_> {
    /// The app clients that the written files come from, each with the word for it.
    pub fn used_clients(&self) -> Vec<(&'static str, &AppClient)> {
        let uses = |web: bool| self.platforms.iter().any(|platform| platform.uses_web_client() == web);
        let outputs = self.outputs_clients();
        let in_outputs = |word: &str| outputs.iter().any(|(other, _)| *other == word);
        let web = self.facts.web_client.as_ref().filter(|_| uses(true) || in_outputs(WEB_CLIENT));
        let in_gen_1 = self.writes_gen_1 && uses(false);
        let native = self.facts.native_client.as_ref().filter(|_| in_gen_1 || in_outputs(NATIVE_CLIENT));
        [(WEB_CLIENT, web), (NATIVE_CLIENT, native)]
            .into_iter()
            .filter_map(|(word, client)| Some((word, client?)))
            .collect()
    }

    /// The app clients that files of Amplify's second generation come from, each with the word for it.
    pub fn outputs_clients(&self) -> Vec<(&'static str, &AppClient)> {
        let mut clients: Vec<(&'static str, &AppClient)> = Vec::new();
        for platform in self.platforms.iter().filter(|_| self.writes_outputs) {
            let Some(client) = self.facts.public_client_for(*platform) else { continue };
            let is_web = self.facts.web_client.as_ref().is_some_and(|web| web.id == client.id);
            if clients.iter().all(|(_, known)| known.id != client.id) {
                clients.push((if is_web { WEB_CLIENT } else { NATIVE_CLIENT }, client));
            }
        }
        clients
    }

    /// The native client among them, with the word for it.
    pub fn used_native_client(&self) -> Option<(&'static str, &AppClient)> {
        self.used_clients().into_iter().find(|(word, _)| *word == NATIVE_CLIENT)
    }

    /// The web client, with the word for it, where a file for browsers comes from it.
    pub fn used_web_client(&self) -> Option<(&'static str, &AppClient)> {
        let mut clients = self.used_clients().into_iter().filter(|_| self.writes_for(Platform::JavaScript));
        clients.find(|(word, _)| *word == WEB_CLIENT)
    }

    /// The app clients that mobile files come from: for want of a native client without a secret, `amplify_outputs` has
    /// the web client.
    pub fn mobile_clients(&self) -> Vec<(&'static str, &AppClient)> {
        let web = self.outputs_clients().into_iter().filter(|_| !self.writes_for(Platform::JavaScript));
        self.used_native_client().into_iter().chain(web.filter(|(word, _)| *word == WEB_CLIENT)).collect()
    }

    /// Whether a file for this platform is written.
    pub fn writes_for(&self, platform: Platform) -> bool {
        self.platforms.contains(&platform)
    }
}

/// One check, and what a person should know of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Kebab-case, public for ever, the file's name with dashes.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong where it fires, in one line.
    pub title: &'static str,
    /// What it reads of the facts.
    pub looks_at: &'static str,
    /// What goes wrong for the user of the app; whole sentences.
    pub why: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// The page that says why.
    pub reference: &'static str,
    /// Whether importing and pulling print it also where it is a note: it is about the files that they write.
    #[serde(skip)]
    pub shown_at_import: bool,
    #[serde(skip)]
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

    fn of_client(word: &str, client: &AppClient, message: impl ToString) -> Self {
        Self::new(format_args!("{word} {}", client.id), message)
    }

    fn of_pool(pool: &UserPool, message: impl ToString) -> Self {
        Self::new(format_args!("user pool {}", pool.id), message)
    }
}

/// The rule of that id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules::RULES.into_iter().find(|rule| rule.id == id)
}

/// The rule whose id is most like a mistyped one, if any is.
pub fn nearest_rule(id: &str) -> Option<&'static Rule> {
    let ids = rules::RULES.map(|rule| rule.id);
    rule(similar::get_close_matches(id, &ids, 1, ALIKE).first()?)
}

/// Runs every rule and applies the project's policy, the worst findings first.
pub fn check(case: &Case<'_>, policy: &Policy) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules::RULES
        .iter()
        .flat_map(|rule| {
            (rule.check)(case).into_iter().map(|hit| Finding {
                rule: rule.id,
                severity: rule.severity,
                allowed: false,
                subject: hit.subject,
                message: hit.message,
                remedy: rule.remedy,
                reference: rule.reference,
            })
        })
        .filter_map(|finding| policy.apply(finding))
        .collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}
