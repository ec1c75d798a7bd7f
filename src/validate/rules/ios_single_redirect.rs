//! Amplify's Swift library takes the text of this generation's file as one URL; a list of them breaks sign-in.

use crate::model::app_client::AppClient;
use crate::model::platform::Platform;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "ios-single-redirect",
    severity: Severity::Note,
    remedy: "order the client's URLs so that the app's own comes first, or leave it the only one with its scheme",
    reference: "https://docs.amplify.aws/gen1/javascript/build-a-backend/auth/import-existing-resources/",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let several = |(_, client): &(&str, &AppClient)| client.uses_hosted_ui() && client.callback_urls.len() > 1;
    let native =
        case.used_clients().into_iter().filter(|(word, _)| *word == "native client" && case.writes_for(Platform::Ios));
    native
        .filter(several)
        .map(|(word, client)| Hit::new(format!("{word} {}", client.id), "it has several callback URLs; the iOS file names one: the first with the app's own scheme, else the first"))
        .collect()
}
