//! Amplify's own CLI takes only a client with a secret for the native one.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "native-client-without-secret",
    severity: Severity::Note,
    title: "the native client has no secret",
    looks_at: "whether the linked native client has a secret",
    why: "Nothing goes wrong in the app: a public client is what AWS advises for mobile. But what Amplify's documentation calls a native client has a secret, and the official CLI does not offer this one.",
    remedy: "nothing for amplink; for `amplify import auth` have a native client made with a secret",
    reference: "https://docs.amplify.aws/gen1/javascript/build-a-backend/auth/import-existing-resources/",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let native = case.facts.native_client.iter().filter(|client| !client.has_secret);
    native.map(|client| Hit::of_client("native client", client, "it has no client secret")).collect()
}
