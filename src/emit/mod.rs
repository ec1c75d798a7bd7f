//! Client configuration formats: facts in, text out. Pure; whether a file is there and may be replaced is decided
//! elsewhere.
//!
//! To add a format: one file here, its golden files, its `mod` line and its line in [`FORMATS`], its keys in [`keys`].

mod add_output;
mod amplify_outputs;
mod amplify_outputs_dart;
mod amplifyconfiguration;
mod amplifyconfiguration_android;
mod amplifyconfiguration_flutter;
mod amplifyconfiguration_ios;
mod aws_exports;
mod aws_exports_types;
mod awsconfiguration_android;
mod awsconfiguration_ios;
mod cdk;
mod env;
pub mod json;
pub mod keys;
mod reference_auth;
pub mod shape;
mod terraform;

use std::fmt;

use serde_json::{Map, Value};

use crate::model::app_client::AppClient;
use crate::model::facts::Facts;
use crate::model::platform::Platform;

/// Every format, in the order in which a project's files are written: a file that hands a person's keys on to another
/// one stands before it.
pub static FORMATS: &[&Format] = &[
    &aws_exports::FORMAT,
    &amplifyconfiguration::FORMAT,
    &awsconfiguration_android::FORMAT,
    &amplifyconfiguration_android::FORMAT,
    &awsconfiguration_ios::FORMAT,
    &amplifyconfiguration_ios::FORMAT,
    &amplifyconfiguration_flutter::FORMAT,
    &amplify_outputs::FORMAT,
    &amplify_outputs_dart::FORMAT,
    &aws_exports_types::FORMAT,
    &env::FORMAT,
    &reference_auth::FORMAT,
    &add_output::FORMAT,
    &cdk::FORMAT,
    &terraform::FORMAT,
];

/// One client configuration file type.
#[derive(Debug)]
pub struct Format {
    /// Its name in `amplink.json`; kebab-case and public for ever.
    pub id: &'static str,
    /// What it is for, in a line.
    pub summary: &'static str,
    /// The platforms whose libraries or tools read it.
    pub platforms: &'static [Platform],
    /// The generation of Amplify that it belongs to.
    pub generation: Generation,
    /// When a project gets it.
    pub written: When,
    /// The file's name; with its folders where it can be in one place only.
    pub file_name: &'static str,
    /// Whether an app client's secret may be in it.
    pub holds_secret: bool,
    /// What has to be there before it can be rendered.
    pub needs: &'static [Need],
    /// Renders the file over what stands there now.
    pub write: fn(&Request<'_>) -> Result<Written, Syntax>,
    /// Takes amplink's part out again; see [`Remains`].
    pub remove: fn(&Removal<'_>) -> Result<Remains, Syntax>,
    /// What the file says, apart from its layout and comments.
    pub data: fn(&str) -> Result<Value, Syntax>,
    /// Whether the text bears the mark of a generator, so that it may be replaced unasked.
    pub is_generated: fn(&str) -> bool,
}

impl Format {
    /// Whether a project of this platform can have it.
    pub fn is_for(&self, platform: Platform) -> bool {
        self.platforms.contains(&platform)
    }

    /// Why the facts cannot be written in this format for this platform, where they cannot.
    pub fn refusal(&self, facts: &Facts, platform: Platform) -> Option<String> {
        if !self.needs.contains(&Need::PublicClient) || facts.public_client_for(platform).is_some() {
            return None;
        }
        let file = self.file_name;
        let linked = |client: Option<&AppClient>, word: &str| match client {
            Some(client) => format!("{word} {} has one", client.id),
            None => format!("there is no {word}"),
        };
        let web = linked(facts.web_client.as_ref(), "web client");
        let native = linked(facts.native_client.as_ref(), "native client");
        let found = if platform.uses_web_client() { web } else { format!("{native}, and {web}") };
        Some(format!("{file} has no place for a client secret, so it takes an app client without one: {found}"))
    }
}

/// What a format cannot be rendered without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// An app client without a secret, for which the format has no place.
    PublicClient,
    /// The pool's groups: `ListGroups` is called for it, and for a check, but for no other file.
    Groups,
    /// Resources that `referenceAuth` takes: the checks of its deployment are made before it is written.
    TenChecks,
    /// What stands in front of its names; nothing unless a person chooses.
    Prefix,
}

/// The generation of Amplify that a format belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// `aws-exports.js`, `amplifyconfiguration`: what the first generation's CLI writes.
    One,
    /// `amplify_outputs`: what the second one writes.
    Two,
    /// Neither: it goes with both.
    Any,
}

/// When a project gets a format's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An import writes it in every project of the platform.
    Import,
    /// An import writes it in an Amplify Gen 1 project of the platform, as the official CLI does.
    AmplifyProject,
    /// Only when it is asked for.
    Asked,
}

/// The format of that name.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.id == id)
}

/// What a file is rendered from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What is true in the cloud.
    pub facts: &'a Facts,
    /// The kind of app that the file is for.
    pub platform: Platform,
    /// An Amplify Gen 1 project's `amplify-meta.json`: what its other categories contribute to the file.
    pub amplify_meta: Option<&'a Map<String, Value>>,
    /// What was true when the file was last written; tells what in it is amplink's.
    pub previous: Option<&'a Facts>,
    /// Whether the app client's secret goes into formats that hold one.
    pub include_secret: bool,
    /// What stands in front of every name, in a format of names and values.
    pub prefix: &'a str,
    /// The file as it stands, line ends as `\n`.
    pub existing: Option<&'a str>,
    /// Keys in it that are copies from another of the project's files: gone there, they go here too.
    pub copied: &'a [String],
    /// A person's keys in the file that this one copies from. The official CLI copies those of `aws-exports.js` into the
    /// flat JSON file, and those of `awsconfiguration.json` into the auth plugin of `amplifyconfiguration.json`.
    pub carried: &'a Map<String, Value>,
}

/// A rendered file.
#[derive(Debug)]
pub struct Written {
    /// Its text.
    pub text: String,
    /// A person's keys that were found in it and kept.
    pub kept: Map<String, Value>,
    /// Keys that are copies from another of the project's files.
    pub copied: Vec<String>,
}

/// What amplink's part is taken out of.
#[derive(Debug)]
pub struct Removal<'a> {
    /// The file as it stands.
    pub existing: &'a str,
    /// What stands in front of every name, in a format of names and values.
    pub prefix: &'a str,
    /// What was true when it was last written.
    pub previous: Option<&'a Facts>,
    /// Whether the file was not there before amplink made it.
    pub created: bool,
    /// A person's keys that stay in the project's `aws-exports.js`.
    pub carried: &'a Map<String, Value>,
}

/// A file without amplink's part.
#[derive(Debug)]
pub struct Remains {
    /// What stays; `None` when the whole file goes.
    pub text: Option<String>,
    /// A person's keys that stay in it.
    pub kept: Map<String, Value>,
    /// Whether anything of amplink's was in it.
    pub removed: bool,
}

/// A text that is not what its format says, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Syntax {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
    offset: usize,
}

impl Syntax {
    /// A fault at a byte offset of `text`.
    pub fn at(text: &str, offset: usize, message: String) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: text[line_start..offset].chars().count() + 1,
            message,
            offset,
        }
    }

    /// The same fault in a larger text, in which the smaller one starts at `start`.
    #[must_use]
    pub fn shifted(self, text: &str, start: usize) -> Self {
        Self::at(text, start + self.offset, self.message)
    }

    fn from_json(text: &str, error: &serde_json::Error) -> Self {
        let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        Self::at(text, line_start + error.column().saturating_sub(1), message)
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// Reads a JSON object.
fn json_object(text: &str) -> Result<Map<String, Value>, Syntax> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Syntax::at(text, 0, "expected an object".to_owned())),
        Err(error) => Err(Syntax::from_json(text, &error)),
    }
}

/// Cuts something out of a JSON text; the mark that some editors put in front of it stays.
fn cut_json(text: &str, cut: impl FnOnce(&str) -> String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => format!("\u{feff}{}", cut(rest)),
        None => cut(text),
    }
}
