//! Lines of an `.env` file, for an app that puts its configuration together in code. Every other line stays.

use serde_json::{Map, Value};

use crate::model::facts::Facts;
use crate::model::platform::Platform;

use super::shape::dotenv;
use super::{Format, Generation, Need, Remains, Removal, Request, Syntax, When, Written};

/// Without a prefix, a shorter `AWS_REGION` would be the SDKs' own.
const NAMES: [&str; 5] = [
    "COGNITO_REGION",
    "COGNITO_USER_POOL_ID",
    "COGNITO_USER_POOL_CLIENT_ID",
    "COGNITO_IDENTITY_POOL_ID",
    "COGNITO_OAUTH_DOMAIN",
];

pub(super) static FORMAT: Format = Format {
    id: "env",
    summary: "The ids as lines of an .env file, under names with the prefix of --prefix",
    platforms: &[Platform::JavaScript],
    generation: Generation::Any,
    written: When::Asked,
    file_name: ".env",
    holds_secret: false,
    needs: &[Need::PublicClient, Need::Prefix],
    write,
    remove,
    data: |text| Ok(Value::Object(dotenv::values(text))),
    // Lines are a person's until amplink has written them.
    is_generated: |_| false,
};

#[expect(clippy::unnecessary_wraps, reason = "every format's function has this shape")]
fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let values = values(request.facts, request.platform);
    let lines: Vec<(String, Option<String>)> =
        NAMES.iter().zip(values).map(|(name, value)| (format!("{}{name}", request.prefix), value)).collect();
    let text = dotenv::set(request.existing.unwrap_or_default(), &lines);
    Ok(Written { text, kept: Map::new(), copied: Vec::new() })
}

#[expect(clippy::unnecessary_wraps, reason = "every format's function has this shape")]
fn remove(removal: &Removal<'_>) -> Result<Remains, Syntax> {
    let lines: Vec<(String, Option<String>)> =
        NAMES.iter().map(|name| (format!("{}{name}", removal.prefix), None)).collect();
    let text = dotenv::set(removal.existing, &lines);
    let removed = text != removal.existing;
    let goes = removal.created && text.trim().is_empty();
    Ok(Remains { text: (!goes).then_some(text), kept: Map::new(), removed })
}

/// In the order of the names.
fn values(facts: &Facts, platform: Platform) -> [Option<String>; 5] {
    let client = facts.public_client_for(platform);
    let domain = client.filter(|client| client.uses_hosted_ui()).and_then(|_| facts.user_pool.hosted_ui_host());
    [
        Some(facts.user_pool.id.region().to_string()),
        Some(facts.user_pool.id.to_string()),
        client.map(|client| client.id.to_string()),
        facts.identity_pool.as_ref().map(|pool| pool.id.to_string()),
        domain,
    ]
}
