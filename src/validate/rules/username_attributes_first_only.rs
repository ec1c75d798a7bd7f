//! Amplify's own CLI hands on the first sign-in attribute, and amplink writes the same file.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "username-attributes-first-only",
    severity: Severity::Note,
    remedy: "in Amplify's UI, set `loginMechanisms` to offer the others too",
    reference: "https://docs.amplify.aws/gen1/javascript/build-a-backend/auth/import-existing-resources/",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let others = pool.username_attributes.iter().skip(1);
    others
        .map(|name| {
            Hit::new(
                format!("user pool {}", pool.id),
                format!("users may also sign in with {name}; the file names the first attribute only"),
            )
        })
        .collect()
}
