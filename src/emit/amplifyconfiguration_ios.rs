//! `amplifyconfiguration.json` of an iOS project: the nested object as JSON.

use serde_json::Value;

use crate::model::platform::Platform;

use super::shape::mobile_json;
use super::{Format, json_object};

pub(super) static FORMAT: Format = Format {
    id: "amplifyconfiguration-ios",
    platform: Platform::Ios,
    file_name: "amplifyconfiguration.json",
    holds_secret: true,
    write: |request| mobile_json::write(request, Platform::Ios),
    remove: mobile_json::remove,
    data: |text| json_object(text).map(Value::Object),
    is_generated: mobile_json::is_generated,
};
