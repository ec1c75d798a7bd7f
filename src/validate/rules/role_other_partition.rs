//! Commercial regions, GovCloud and China each have an issuer of their own; tokens of yours are not from the named one.

use crate::model::trust_policy::Issuer;
use crate::validate::attached::each_once;
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-other-partition",
    severity: Severity::Note,
    title: "a trust policy names Cognito of another partition",
    looks_at: "the principals in the trust policies",
    why: "Commercial regions, GovCloud and China each have an issuer of their own. Tokens of yours are not from the named one, which is why users may not take the role.",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let foreign = each_once(case).into_iter().filter_map(|role| {
        let region = role.pool.id.region();
        let principal = role.policy()?.wrong_partition_principal(&region)?;
        let issuer = Issuer::of(&region);
        Some(Hit::new(
            role.subject(),
            format!("it trusts {principal}; in {region} the issuer is {}", issuer.principal()),
        ))
    });
    foreign.collect()
}
