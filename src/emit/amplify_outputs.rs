//! `amplify_outputs.json`: what the libraries of Amplify's second generation read. Other sections of it stay.

use serde_json::{Map, Value};

use crate::model::platform::Platform;

use super::shape::outputs;
use super::{Format, Generation, Need, Remains, Removal, Request, Syntax, When, Written};

pub(super) static FORMAT: Format = Format {
    id: "amplify-outputs",
    summary: "The Gen 2 configuration of an app, as JSON",
    platforms: &[Platform::JavaScript, Platform::Android, Platform::Ios, Platform::Flutter],
    generation: Generation::Two,
    written: When::Asked,
    file_name: "amplify_outputs.json",
    holds_secret: false,
    needs: &[Need::PublicClient, Need::Groups],
    write,
    remove,
    data: |text| outputs::parse(text).map(Value::Object),
    // Nothing in it tells a generator from a person, who may well have written it by hand.
    is_generated: |_| false,
};

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let text = outputs::document(request.existing, &outputs::auth(request.facts, request.platform))?;
    Ok(Written { text, kept: Map::new(), copied: Vec::new() })
}

fn remove(removal: &Removal<'_>) -> Result<Remains, Syntax> {
    let text = outputs::without(removal.existing)?;
    let removed = text != removal.existing;
    let is_left = outputs::parse(&text).is_ok_and(|members| outputs::holds_anything(&members));
    Ok(Remains { text: is_left.then_some(text), kept: Map::new(), removed })
}
