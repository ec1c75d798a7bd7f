//! `awsconfiguration.json` of an iOS project: what its `amplifyconfiguration.json` holds for auth, as a file of its own.

use serde_json::Value;

use crate::model::platform::Platform;

use super::shape::aws_configuration_json;
use super::{Format, Generation, When, json_object};

pub(super) static FORMAT: Format = Format {
    id: "awsconfiguration-ios",
    summary: "The configuration of AWS's older SDK for iOS, which Amplify's CLI writes as well",
    platforms: &[Platform::Ios],
    generation: Generation::One,
    written: When::AmplifyProject,
    file_name: "awsconfiguration.json",
    holds_secret: true,
    needs: &[],
    write: aws_configuration_json::write,
    remove: aws_configuration_json::remove,
    data: |text| json_object(text).map(Value::Object),
    is_generated: aws_configuration_json::is_generated,
};
