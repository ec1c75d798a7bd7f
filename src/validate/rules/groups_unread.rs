//! Without the right to read them, the file does not name the groups.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "groups-unread",
    severity: Severity::Warning,
    title: "the groups could not be read",
    looks_at: "where a file names the groups: whether the credentials may read the pool's groups",
    why: "Without the right to read them, the file does not name the groups, and what an app decides by them, such as the paths of Amplify Storage, is not there.",
    remedy: "grant `cognito-idp:ListGroups` on the user pool, and pull",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    // Said only where a file would name them, `resource.ts` among them.
    let fires = case.facts.groups_denied;
    let message = "these credentials may not read its groups; they stay as last read, or out of the file";
    fires.then(|| Hit::of_pool(&case.facts.user_pool, message)).into_iter().collect()
}
