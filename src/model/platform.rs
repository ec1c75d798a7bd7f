//! The kinds of app that a configuration file is written for.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What kind of app the project is; it decides which files are written, and from which app client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// A web app, or React Native.
    #[value(name = "javascript")]
    JavaScript,
    /// A native Android app.
    Android,
    /// A native iOS app.
    #[value(name = "ios")]
    Ios,
    /// A Flutter app.
    Flutter,
}

impl Platform {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::JavaScript, Self::Android, Self::Ios, Self::Flutter];

    /// The platform's name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::JavaScript => "JavaScript",
            Self::Android => "Android",
            Self::Ios => "iOS",
            Self::Flutter => "Flutter",
        }
    }

    /// Whether its files come from the web client; the others come from the native client.
    pub fn uses_web_client(self) -> bool {
        self == Self::JavaScript
    }
}
