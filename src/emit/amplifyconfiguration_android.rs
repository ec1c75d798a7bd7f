//! `amplifyconfiguration.json` of an Android project: the nested object as JSON.

use crate::model::platform::Platform;

use super::Format;
use super::shape::mobile_json;

pub(super) static FORMAT: Format = Format {
    id: "amplifyconfiguration-android",
    platform: Platform::Android,
    file_name: "amplifyconfiguration.json",
    holds_secret: true,
    write: |request| mobile_json::write(request, Platform::Android),
    remove: mobile_json::remove,
    is_generated: mobile_json::is_generated,
};
