//! Amplify's own CLI hands on the first sign-in attribute, and amplink writes the same file.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "username-attributes-first-only",
    severity: Severity::Note,
    title: "the file names one of several sign-in attributes",
    looks_at: "what users sign in with instead of a user name",
    why: "The file names the first attribute only, as the official CLI's does, so that Amplify's own screens ask for that one; users with another one cannot tell that they may type it.",
    remedy: "in Amplify's UI, set `loginMechanisms` to offer the others too",
    reference: "https://docs.amplify.aws/gen1/javascript/build-a-backend/auth/import-existing-resources/",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let others = pool.username_attributes.iter().skip(1).filter(|_| case.writes_gen_1);
    others
        .map(|name| {
            Hit::of_pool(pool, format!("users may also sign in with {name}; the file names the first attribute only"))
        })
        .collect()
}
