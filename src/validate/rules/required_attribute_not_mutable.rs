//! Cognito writes mapped attributes anew at each sign-in through another provider.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "required-attribute-not-mutable",
    severity: Severity::Warning,
    title: "a required attribute cannot change, but external providers write it",
    looks_at: "the pool's required and immutable attributes, where the app clients that the files are written from list a social, SAML or OIDC provider",
    why: "A required attribute has to come from the provider. Where it cannot change, the first sign-in works and the next ones fail with `attribute cannot be updated`.",
    remedy: "an attribute cannot be made mutable: have a pool made in which it is, or sign in without that provider",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let clients = case.used_clients();
    let mut providers = clients.iter().flat_map(|(_, client)| &client.identity_providers);
    if !providers.any(|name| name != "COGNITO") {
        return Vec::new();
    }
    let fixed =
        pool.required_attributes.iter().filter(|name| *name != "sub" && pool.immutable_attributes.contains(name));
    fixed
        .map(|name| {
            Hit::of_pool(pool, format!("it requires {name}, which cannot change, of users of other providers too"))
        })
        .collect()
}
