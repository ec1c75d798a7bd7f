//! Web and mobile want app clients of their own.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "one-client-for-both",
    severity: Severity::Warning,
    title: "one app client for web and mobile",
    looks_at: "whether the web client and the native client are the same",
    why: "One app client for web and mobile means one set of callback URLs, token lifetimes and providers for both.",
    remedy: "use a web client without a secret and a native client of its own",
    reference: "https://docs.amplify.aws/gen1/javascript/build-a-backend/auth/import-existing-resources/",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let facts = case.facts;
    let same =
        facts.web_client.iter().filter(|web| facts.native_client.as_ref().is_some_and(|native| native.id == web.id));
    same.map(|client| Hit::new(format!("app client {}", client.id), "it is both the web client and the native client"))
        .collect()
}
