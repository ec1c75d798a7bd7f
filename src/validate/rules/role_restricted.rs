//! Users of another sign-in provider, or other than the named ones, get no AWS credentials.

use crate::model::trust_policy::Note;
use crate::validate::attached::noted;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-restricted",
    severity: Severity::Note,
    title: "only some of the users may take the role",
    looks_at: "the conditions in the trust policies",
    why: "Users of another sign-in provider, or other than the named ones, get no AWS credentials.",
    remedy: "if that is not meant, let the trust policy ask for `authenticated` alone",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    // A statement for some may stand beside one for all; and that the app's own users are kept out is an error.
    noted(case, |role, note| {
        let names_some = matches!(note, Note::OneIdentity(_) | Note::SomeProviders(_));
        names_some && !role.is_for_all() && role.answer().is_some_and(|answer| !answer.is_no())
    })
}
