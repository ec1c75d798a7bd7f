//! A token that cannot be revoked is good until it expires.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "token-revocation-off",
    severity: Severity::Note,
    title: "tokens cannot be revoked",
    looks_at: "the app clients that the files are written from: whether token revocation is on",
    why: "A refresh token that was stolen, or left on a lost phone, works until it expires, 30 days unless the client says otherwise, also after the user has signed out.",
    remedy: "switch on token revocation for the app client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| !client.revokes_tokens)
        .map(|(word, client)| Hit::of_client(word, client, "its refresh tokens cannot be revoked"))
        .collect()
}
