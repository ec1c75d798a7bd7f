//! `amplifyconfiguration.dart` of a Flutter project: the nested object as a text constant.

use serde_json::{Map, Value};

use crate::model::platform::Platform;

use super::shape::{dart, mobile};
use super::{Format, Generation, Remains, Removal, Request, Syntax, When, Written, json, json_object};

pub(super) static FORMAT: Format = Format {
    id: "amplifyconfiguration-flutter",
    summary: "The Gen 1 configuration of a Flutter app",
    platforms: &[Platform::Flutter],
    generation: Generation::One,
    written: When::Import,
    file_name: "amplifyconfiguration.dart",
    holds_secret: true,
    needs: &[],
    write,
    remove,
    data: |text| parse(text).map(Value::Object),
    is_generated: |text| parse(text).is_ok_and(|object| mobile::is_generated(&object)),
};

fn parse(text: &str) -> Result<Map<String, Value>, Syntax> {
    let (json, start) = dart::parse(text)?;
    json_object(&json).map_err(|error| error.shifted(text, start))
}

fn print(object: Map<String, Value>) -> String {
    dart::print(&json::pretty(&Value::Object(object), 4))
}

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let existing = request.existing.map(parse).transpose()?;
    let (document, copied) = mobile::document(request, existing);
    Ok(Written { text: print(document), kept: Map::new(), copied })
}

fn remove(removal: &Removal<'_>) -> Result<Remains, Syntax> {
    let existing = parse(removal.existing)?;
    let (json, _) = dart::parse(removal.existing)?;
    let remains = mobile::without(&json, &existing);
    let removed = remains != json;
    let is_left = json_object(&remains).is_ok_and(|object| mobile::holds_anything(&object));
    Ok(Remains { text: is_left.then(|| dart::print(&remains)), kept: Map::new(), removed })
}
