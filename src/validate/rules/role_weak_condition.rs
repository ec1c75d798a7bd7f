//! It stops less than it seems to: it passes where the key is absent, compares a list as if it were one text, or lets the token fill in what it is compared with.

use crate::model::trust_policy::Note;
use crate::validate::attached::noted;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-weak-condition",
    severity: Severity::Note,
    title: "a condition of a trust policy is weaker than it looks",
    looks_at: "the condition operators in the trust policies",
    why: "It stops less than it seems to: it passes where the key is absent, compares a list as if it were one text, or lets the token fill in what it is compared with.",
    remedy: "use `StringEquals` on `aud` and `ForAnyValue:StringLike` on `amr`",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    noted(case, |_, note| matches!(note, Note::Weak { .. } | Note::NoSetOperator { .. } | Note::Variable { .. }))
}
