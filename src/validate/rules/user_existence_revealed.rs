//! An error that says who has an account tells it to everybody.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "user-existence-revealed",
    severity: Severity::Note,
    title: "sign-in errors reveal who has an account",
    looks_at: "the app clients that the files are written from: whether errors hide that a user does not exist",
    why: "Whoever has a list of addresses can find out which of them have an account: Cognito answers `UserNotFoundException` for the others.",
    remedy: "switch on \"prevent user existence errors\" for the app client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| !client.hides_user_existence)
        .map(|(word, client)| Hit::of_client(word, client, "its errors tell a missing user from a wrong password"))
        .collect()
}
