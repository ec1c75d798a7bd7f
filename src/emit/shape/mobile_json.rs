//! The nested object as a JSON file: Android and iOS.

use serde_json::{Map, Value};

use crate::emit::{Remains, Removal, Request, Syntax, Written, cut_json, json, json_object};

use super::mobile;

/// Renders the file.
///
/// # Errors
/// The existing file is no JSON object.
pub fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let existing = request.existing.map(json_object).transpose()?;
    let (document, copied) = mobile::document(request, existing);
    Ok(Written { text: json::pretty(&Value::Object(document), 4), kept: Map::new(), copied })
}

/// Takes the auth plugin out again.
///
/// # Errors
/// The existing file is no JSON object.
pub fn remove(removal: &Removal<'_>) -> Result<Remains, Syntax> {
    let existing = json_object(removal.existing)?;
    let text = cut_json(removal.existing, |text| mobile::without(text, &existing));
    let removed = text != removal.existing;
    let is_left = json_object(&text).is_ok_and(|object| mobile::holds_anything(&object));
    Ok(Remains { text: is_left.then_some(text), kept: Map::new(), removed })
}

/// Whether a generator signed it.
pub fn is_generated(text: &str) -> bool {
    json_object(text).is_ok_and(|object| mobile::is_generated(&object))
}
