//! Nobody can say whether users may take the role: the credentials lack the right, or the role is in another account.

use crate::model::role::Trust;
use crate::validate::attached::{each_once, further};
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-unreadable",
    severity: Severity::Warning,
    title: "a role could not be read",
    looks_at: "whether the roles' trust policies could be read",
    why: "Nobody can say whether users may take the role: the credentials lack the right, or the role is in another account.",
    remedy: "grant `iam:GetRole` on the role, or check with credentials of its account",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let given = each_once(case).into_iter().map(|role| (role.subject(), role));
    let further = further(case).into_iter().map(|(_, role)| (format!("role {}", role.arn), role));
    let mut told = Vec::new();
    let mut hits = Vec::new();
    for (subject, role) in given.chain(further) {
        let Some(Trust::Unreadable(why)) = role.trust else { continue };
        if !told.contains(&role.arn) {
            told.push(role.arn);
            hits.push(Hit::new(subject, format!("cannot tell who may take it: {why}")));
        }
    }
    hits
}
