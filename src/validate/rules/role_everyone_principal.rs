//! No AWS page says what such a principal means for web identities; at worst anybody may take the role.

use crate::model::trust_policy::Note;
use crate::validate::attached::noted;
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-everyone-principal",
    severity: Severity::Warning,
    title: "a trust policy speaks of everybody",
    looks_at: "the principals in the trust policies",
    why: "No AWS page says what such a principal means for web identities; at worst anybody may take the role.",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    noted(case, |_, note| matches!(note, Note::Everyone | Note::NotPrincipal))
}
