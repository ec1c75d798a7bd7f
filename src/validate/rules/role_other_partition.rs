//! Commercial regions, GovCloud and China each have an issuer of their own; tokens of yours are not from the named one.

use crate::validate::attached::in_use;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-other-partition",
    severity: Severity::Error,
    title: "a trust policy names Cognito of another partition",
    looks_at: "the principals in the trust policies",
    why: "Commercial regions, GovCloud and China each have an issuer of their own; tokens of yours are not from the named one.",
    remedy: "`amplink check --fix-as aws-cli` prints the corrected trust policy as a command; also as JSON, CloudFormation and Terraform",
    reference: "https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = case.facts.identity_pool.iter();
    let foreign =
        pool.flat_map(|pool| in_use(case).into_iter().map(move |role| (role, pool))).filter_map(|(role, pool)| {
            let principal = role.policy()?.wrong_partition_principal(&pool.id.region())?;
            Some(Hit::new(
                role.subject(),
                format!("it trusts {principal}, which is not the issuer in {}", pool.id.region()),
            ))
        });
    foreign.collect()
}
