//! A file of the second generation has one region for both pools.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-pool-other-region",
    severity: Severity::Warning,
    title: "`amplify_outputs` cannot name the identity pool's region",
    looks_at: "where `amplify_outputs` is written for a mobile app: the regions of the user pool and the identity pool",
    why: "The format has one region, and the mobile libraries look for both pools there: they do not find the identity pool, and nobody gets AWS credentials. (The JavaScript library reads the region out of the id.)",
    remedy: "use the first generation's file, which names both regions, or an identity pool in the user pool's region",
    reference: "https://docs.amplify.aws/react/reference/amplify_outputs/",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let (pool, is_mobile) = (&case.facts.user_pool, case.platforms.iter().any(|platform| !platform.uses_web_client()));
    let elsewhere = case.facts.identity_pool.iter().filter(|identity| identity.id.region() != pool.id.region());
    elsewhere
        .filter(|_| case.writes_outputs && is_mobile)
        .map(|identity| {
            let (here, there) = (pool.id.region(), identity.id.region());
            Hit::new(
                format_args!("identity pool {}", identity.id),
                format_args!("it lives in {there}, and `amplify_outputs` can name only {here}, the user pool's region"),
            )
        })
        .collect()
}
