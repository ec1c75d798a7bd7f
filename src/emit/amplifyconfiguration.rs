//! `amplifyconfiguration.json` of a JavaScript project: the flat object of `aws-exports.js` as JSON.
//!
//! Its name is shared with the mobile format, which is another object.

use serde_json::{Map, Value};

use crate::model::platform::Platform;

use super::shape::web;
use super::{Format, Generation, Remains, Removal, Request, Syntax, When, Written, cut_json, json, json_object};
use crate::model::json_text;

pub(super) static FORMAT: Format = Format {
    id: "amplifyconfiguration",
    summary: "The Gen 1 configuration of a JavaScript app, as JSON",
    platforms: &[Platform::JavaScript],
    generation: Generation::One,
    written: When::Import,
    file_name: "amplifyconfiguration.json",
    holds_secret: false,
    needs: &[],
    write,
    remove,
    data: |text| json_object(text).map(Value::Object),
    is_generated,
};

/// JSON has no place for a header, so the generator is known by its exact print and its first key.
fn is_generated(text: &str) -> bool {
    json_object(text).is_ok_and(|object| {
        object.keys().next().is_some_and(|key| key == web::first_key())
            && json::pretty(&Value::Object(object), 2) == text
    })
}

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let mut members = web::document(request);
    let existing = request.existing.map(json_object).transpose()?.unwrap_or_default();
    let is_foreign = |key: &str| web::is_foreign(key, request, &members);
    let mut kept = request.carried.clone();
    kept.retain(|key, _| is_foreign(key));
    let copied: Vec<String> = kept.keys().cloned().collect();
    for (key, value) in &existing {
        if is_foreign(key) && !request.copied.contains(key) && !kept.contains_key(key) {
            kept.insert(key.clone(), value.clone());
        }
    }
    web::keep_project_region(&mut members, request, existing.get(web::first_key()), &kept);
    members.extend(kept.clone());
    Ok(Written { text: json::pretty(&Value::Object(members), 2), kept, copied })
}

fn remove(removal: &Removal<'_>) -> Result<Remains, Syntax> {
    let mut object = json_object(removal.existing)?;
    let mut kept: Map<String, Value> = object.clone();
    kept.retain(|key, _| !web::is_owned(key, None, removal.previous));
    let goes = |key: &str| web::goes(key, removal.previous, &kept);
    object.retain(|key, _| !goes(key));
    // What is only a copy of keys in `aws-exports.js` is nobody's loss in a file that amplink made.
    let only_copies = removal.created && kept.iter().all(|(key, value)| removal.carried.get(key) == Some(value));
    let is_left = !object.is_empty() && !only_copies;
    let text = cut_json(removal.existing, |text| json_text::members(text, &[], goes));
    let removed = text != removal.existing;
    Ok(Remains { text: is_left.then_some(text), kept, removed })
}
