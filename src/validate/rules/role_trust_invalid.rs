//! Nobody can say whom it lets in, and what cannot be read is not trusted.

use crate::model::role::Trust;
use crate::model::trust_policy::TrustPolicy;
use crate::validate::attached::each_once;
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-trust-invalid",
    severity: Severity::Error,
    title: "a trust policy cannot be read as one",
    looks_at: "the roles' trust policies",
    why: "Nobody can say whom it lets in, and what cannot be read is not trusted.",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let broken = each_once(case).into_iter().filter_map(|role| {
        let Some(Trust::Document(text)) = role.trust else { return None };
        let error = TrustPolicy::parse(text).err()?;
        Some(Hit::new(role.subject(), format!("its trust policy is not valid: {error}")))
    });
    broken.collect()
}
