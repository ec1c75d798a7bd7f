//! What kind of app a folder holds, and where its configuration files belong.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::model::platform::Platform;

/// A platform, and what in the folder says so.
#[derive(Debug)]
pub struct Detected {
    /// The platform.
    pub platform: Platform,
    /// The file that says so.
    pub because: String,
}

/// An Amplify project's own settings.
pub(super) const AMPLIFY_SETTINGS: &str = "amplify/.config/project-config.json";

/// Whether the folder is a project of its own, of any kind.
pub fn is_project(folder: &Path) -> bool {
    detect(folder).is_some()
}

/// Whether the folder is a module of the Gradle project above it: only a project's root has settings.
pub(super) fn is_module(folder: &Path, above: &Path) -> bool {
    let has = |folder: &Path, name: &str| ["", ".kts"].iter().any(|end| folder.join(format!("{name}{end}")).is_file());
    let is_root = has(above, "settings.gradle") || has(above, "build.gradle");
    is_root && has(folder, "build.gradle") && !has(folder, "settings.gradle")
}

/// The platform of the app in the folder: what its Amplify project says, else by its build files.
///
/// Flutter comes first, since it has folders of the others inside; then JavaScript, since React Native and
/// Capacitor have native folders beside `package.json`.
pub fn detect(folder: &Path) -> Option<Detected> {
    let found = |platform, because: &str| Some(Detected { platform, because: because.to_owned() });
    let frontend = amplify_setting(folder, &["frontend"]);
    if let Some(platform) = frontend.as_deref().and_then(platform_of_frontend) {
        return found(platform, AMPLIFY_SETTINGS);
    }
    let by_file = [
        ("pubspec.yaml", Platform::Flutter),
        ("package.json", Platform::JavaScript),
        ("build.gradle", Platform::Android),
        ("build.gradle.kts", Platform::Android),
        ("settings.gradle", Platform::Android),
        ("settings.gradle.kts", Platform::Android),
        ("app/build.gradle", Platform::Android),
        ("app/build.gradle.kts", Platform::Android),
        ("Podfile", Platform::Ios),
        ("Package.swift", Platform::Ios),
    ];
    for (file, platform) in by_file {
        if folder.join(file).is_file() {
            return found(platform, file);
        }
    }
    let mut xcode: Vec<String> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".xcodeproj") || name.ends_with(".xcworkspace"))
        .collect();
    xcode.sort();
    found(Platform::Ios, xcode.first()?)
}

/// The platform that an Amplify project's settings name.
pub(super) fn platform_of_frontend(name: &str) -> Option<Platform> {
    match name {
        "javascript" => Some(Platform::JavaScript),
        "android" => Some(Platform::Android),
        "ios" => Some(Platform::Ios),
        "flutter" => Some(Platform::Flutter),
        _ => None,
    }
}

/// The folder of a platform's configuration files, relative to the project, with `/`; empty for the project itself.
///
/// JavaScript: the Amplify project's source folder, else `src` where it is, else the root. Android: `raw` in the
/// resources. Flutter: `lib`. iOS: the root.
pub fn config_folder(folder: &Path, platform: Platform) -> String {
    match platform {
        Platform::JavaScript => {
            let setting = amplify_folder(folder, &["javascript", "config", "SourceDir"]);
            setting.unwrap_or_else(|| if folder.join("src").is_dir() { "src".to_owned() } else { String::new() })
        }
        Platform::Android => {
            let setting = amplify_folder(folder, &["android", "config", "ResDir"]);
            let setting = setting.filter(|path| !path.is_empty());
            format!("{}/raw", setting.unwrap_or_else(|| "app/src/main/res".to_owned()))
        }
        Platform::Ios => String::new(),
        Platform::Flutter => "lib".to_owned(),
    }
}

/// A folder's path without `./` in front and `/` behind, with `/` inside.
pub fn tidy(path: &str) -> String {
    let path = path.replace('\\', "/");
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let absolute = if path.starts_with('/') { "/" } else { "" };
    format!("{absolute}{}", parts.join("/"))
}

/// A folder that an Amplify project names, as the official CLI takes it: joined to the project's own, so that `/src` and
/// `src` are the same, and `.` and `/` are the project itself. One that leads outside is passed over.
fn amplify_folder(folder: &Path, keys: &[&str]) -> Option<String> {
    let path = tidy(amplify_setting(folder, keys)?.trim());
    let inside = path.trim_start_matches('/');
    (inside.is_empty() || super::check_inside(inside).is_ok()).then(|| inside.to_owned())
}

fn amplify_setting(folder: &Path, keys: &[&str]) -> Option<String> {
    let text = fs::read_to_string(folder.join(AMPLIFY_SETTINGS)).ok()?;
    // With comments, as the official CLI reads it.
    let text = text.trim_start_matches('\u{feff}');
    let settings: Value = jsonc_parser::parse_to_serde_value(text, &jsonc_parser::ParseOptions::default()).ok()?;
    let value = keys.iter().try_fold(&settings, |value, key| value.get(key))?;
    value.as_str().map(str::to_owned)
}
