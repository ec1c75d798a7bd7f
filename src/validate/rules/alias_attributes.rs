//! Amplify Gen 2 refuses pools with alias attributes.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "alias-attributes",
    severity: Severity::Note,
    title: "the user pool has alias attributes",
    looks_at: "what users may sign in with beside a user name",
    why: "Sign-in works, by user name and by alias. But `referenceAuth` of Amplify Gen 2 refuses the pool, and no configuration file has a place for aliases: the app's own screens have to say what users may type.",
    remedy: "nothing for this generation; aliases are fixed when a pool is made, so a Gen 2 backend needs another pool, or `backend.addOutput`",
    reference: "https://docs.amplify.aws/react/build-a-backend/auth/use-existing-cognito-resources/",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let fires = !pool.alias_attributes.is_empty();
    fires
        .then(|| {
            Hit::of_pool(pool, format!("users may also sign in with an alias: {}", pool.alias_attributes.join(", ")))
        })
        .into_iter()
        .collect()
}
