//! Who signs up has to give each required attribute, through a client that may write it.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "required-attribute-not-writable",
    severity: Severity::Warning,
    title: "a required attribute cannot be written by the app client",
    looks_at: "the pool's required attributes, and what the app clients that the files are written from may write",
    why: "Nobody can sign up: with the attribute Cognito answers that the client may not write it, without it that it is missing.",
    remedy: "add the attribute to those that the app client may write",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let required = case.facts.user_pool.required_attributes.iter().filter(|name| *name != "sub");
    let required: Vec<&String> = required.collect();
    let mut hits = Vec::new();
    // An empty list is no limit.
    for (word, client) in case.used_clients().into_iter().filter(|(_, client)| !client.write_attributes.is_empty()) {
        let barred = required.iter().filter(|name| !client.write_attributes.contains(name));
        hits.extend(barred.map(|name| {
            Hit::of_client(word, client, format!("it may not write {name}, which the user pool requires"))
        }));
    }
    hits
}
