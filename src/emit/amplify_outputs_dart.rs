//! `amplify_outputs.dart`: the document of `amplify_outputs.json` as a text constant, for Flutter.

use serde_json::{Map, Value};

use crate::model::platform::Platform;

use super::shape::{dart, outputs};
use super::{Format, Generation, Need, Remains, Removal, Request, Syntax, When, Written};

pub(super) static FORMAT: Format = Format {
    id: "amplify-outputs-dart",
    summary: "The Gen 2 configuration of a Flutter app",
    platforms: &[Platform::Flutter],
    generation: Generation::Two,
    written: When::Asked,
    file_name: "amplify_outputs.dart",
    holds_secret: false,
    needs: &[Need::PublicClient, Need::Groups],
    write,
    remove,
    data: |text| parse(text).map(Value::Object),
    // As of the JSON file.
    is_generated: |_| false,
};

fn parse(text: &str) -> Result<Map<String, Value>, Syntax> {
    let (json, start) = dart::parse(text)?;
    outputs::parse(&json).map_err(|error| error.shifted(text, start))
}

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let auth = outputs::auth(request.facts, request.platform);
    let text = match request.existing {
        None => dart::print_raw("amplifyConfig", &outputs::document(None, &auth)?),
        Some(existing) => {
            let (json, start) = dart::parse(existing)?;
            let document = outputs::document(Some(&json), &auth).map_err(|error| error.shifted(existing, start))?;
            if document == json { existing.to_owned() } else { dart::replaced(existing, start, &document) }
        }
    };
    Ok(Written { text, kept: Map::new(), copied: Vec::new() })
}

fn remove(removal: &Removal<'_>) -> Result<Remains, Syntax> {
    let (json, start) = dart::parse(removal.existing)?;
    let document = outputs::without(&json).map_err(|error| error.shifted(removal.existing, start))?;
    let removed = document != json;
    let is_left = outputs::parse(&document).is_ok_and(|members| outputs::holds_anything(&members));
    let text = is_left.then(|| match removed {
        true => dart::replaced(removal.existing, start, &document),
        false => removal.existing.to_owned(),
    });
    Ok(Remains { text, kept: Map::new(), removed })
}
