//! Amplify's Swift library takes the text of this generation's file as one URL.

use crate::model::app_client::AppClient;
use crate::model::platform::Platform;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "ios-single-redirect",
    severity: Severity::Note,
    title: "the iOS file names one callback URL",
    looks_at: "the native client, where an iOS file is written from it and it uses the hosted pages: how many callback URLs it has",
    why: "Amplify's Swift library takes the text of this generation's file as one URL, and a list of them breaks sign-in; so the file names one, and users can return to no other.",
    remedy: "order the client's URLs so that the app's own comes first, or leave it the only one with its scheme",
    reference: "https://docs.amplify.aws/gen1/javascript/build-a-backend/auth/import-existing-resources/",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let several = |(_, client): &(&str, &AppClient)| client.uses_hosted_ui() && client.callback_urls.len() > 1;
    let native = case.used_native_client().into_iter();
    native
        .filter(|_| case.writes_gen_1 && case.writes_for(Platform::Ios))
        .filter(several)
        .map(|(word, client)| Hit::of_client(word, client, "it has several callback URLs; the iOS file names one: the first with the app's own scheme, else the first"))
        .collect()
}
