//! `awsconfiguration.json` as a file of its own: Android and iOS. The libraries of Amplify read the same object in
//! `amplifyconfiguration.json`; AWS's older SDKs for mobile apps read this one.

use serde_json::{Map, Value};

use crate::emit::{Remains, Removal, Request, Syntax, Written, cut_json, json, json_object};

use super::mobile;

/// Renders the file.
///
/// # Errors
/// The existing file is no JSON object.
pub fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let existing = request.existing.map(json_object).transpose()?.unwrap_or_default();
    let mut document = mobile::aws_configuration(request);
    let stays: Map<String, Value> =
        existing.into_iter().filter(|(key, _)| mobile::is_foreign(key, request, &document)).collect();
    let kept = mobile::persons_members(&stays);
    document.extend(stays);
    Ok(Written { text: json::pretty(&Value::Object(document), 4), kept, copied: Vec::new() })
}

/// Takes auth's members out again.
///
/// # Errors
/// The existing file is no JSON object.
pub fn remove(removal: &Removal<'_>) -> Result<Remains, Syntax> {
    json_object(removal.existing)?;
    let text = cut_json(removal.existing, mobile::aws_configuration_without);
    let removed = text != removal.existing;
    let left = json_object(&text)?;
    let kept = mobile::persons_members(&left);
    Ok(Remains { text: mobile::aws_configuration_holds_anything(&left).then_some(text), kept, removed })
}

/// Whether a generator signed it.
pub fn is_generated(text: &str) -> bool {
    json_object(text).is_ok_and(|object| mobile::is_generated(&object))
}
