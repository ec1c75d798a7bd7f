//! `amplifyconfiguration.json` of an Android project: the nested object as JSON.

use serde_json::Value;

use crate::model::platform::Platform;

use super::shape::mobile_json;
use super::{Format, Generation, When, json_object};

pub(super) static FORMAT: Format = Format {
    id: "amplifyconfiguration-android",
    summary: "The Gen 1 configuration of an Android app",
    platforms: &[Platform::Android],
    generation: Generation::One,
    written: When::Import,
    file_name: "amplifyconfiguration.json",
    holds_secret: true,
    needs: &[],
    write: mobile_json::write,
    remove: mobile_json::remove,
    data: |text| json_object(text).map(Value::Object),
    is_generated: mobile_json::is_generated,
};
