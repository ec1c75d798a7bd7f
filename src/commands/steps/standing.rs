//! How the generated files stand on the disk: as amplink left them, laid out anew, edited, or another's.

use serde_json::{Map, Value};

use super::rules::platform_of;
use crate::emit::{self, Format, Removal, Request, Syntax};
use crate::error::{Error, Result};
use crate::model::app_client::Secret;
use crate::model::facts::Facts;
use crate::project::amplify_gen1::AmplifyProject;
use crate::project::link_file::{self, GeneratedFile};
use crate::project::snapshot::{FileRecord, fingerprint};
use crate::project::{ExistingFile, Project};

/// How a generated file stands on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum Standing {
    /// It is not there.
    Missing,
    /// As amplink left it.
    Pristine,
    /// It says what amplink left in it, and a person added keys or comments, which stay, or laid it out anew.
    Extended,
    /// Another generator wrote it, or it holds nothing that amplink would replace.
    Replaceable,
    /// A person changed what is generated, or it is theirs altogether.
    Edited,
}

/// One generated file: what is there, what is known of it, and how it stands.
pub(in crate::commands) struct Looked {
    pub(in crate::commands) format: &'static Format,
    pub(in crate::commands) existing: Option<ExistingFile>,
    pub(in crate::commands) record: Option<FileRecord>,
    pub(in crate::commands) standing: Standing,
    /// Why it cannot be read, where it cannot.
    pub(in crate::commands) fault: Option<Syntax>,
}

/// Looks at a generated file. `previous` is what it was last rendered from.
pub(in crate::commands) fn look(
    project: &Project,
    file: &GeneratedFile,
    previous: Option<&Facts>,
    carried: &Map<String, Value>,
) -> Result<Looked> {
    let format = format_of(file)?;
    let existing = project.read(&file.path)?;
    let record = project.snapshot.record(&file.path).filter(|record| record.format == file.format).cloned();
    let mut looked = Looked { format, existing, record, standing: Standing::Missing, fault: None };
    let Some(existing) = &looked.existing else { return Ok(looked) };
    let is_recorded = looked.record.as_ref().is_some_and(|record| record.sha256 == fingerprint(&existing.text));
    // Compared as data: a formatter or a person may have laid the file out in another way, which is no edit.
    let platform = project.link.as_ref().map_or(format.platforms[0], |link| platform_of(format, link));
    let says_the_same = || -> Result<bool, Syntax> {
        let data = (format.data)(&existing.text)?;
        let (Some(previous), Some(record)) = (previous, &looked.record) else { return Ok(false) };
        // What has come and gone in `aws-exports.js` since is no edit of this file either.
        let mut carried = carried.clone();
        carried.retain(|key, _| record.copied_keys.contains(key));
        let with_secret = with_secret_of(previous, &data);
        let request = Request {
            facts: &with_secret,
            platform,
            amplify_meta: project.amplify.as_ref().map(AmplifyProject::meta),
            previous: Some(previous),
            include_secret: file.include_client_secret,
            prefix: &file.prefix,
            existing: Some(&existing.text),
            copied: &[],
            carried: &carried,
        };
        let written = (format.write)(&request)?;
        Ok((format.data)(&written.text)? == data)
    };
    let holds_nothing_of_ours = || -> Result<bool, Syntax> {
        let removal =
            Removal { existing: &existing.text, prefix: &file.prefix, previous: None, created: false, carried };
        Ok(!(format.remove)(&removal)?.removed)
    };
    let judged = (|| {
        Ok(if is_recorded {
            Standing::Pristine
        } else if says_the_same()? {
            Standing::Extended
        } else if looked.record.is_none() && ((format.is_generated)(&existing.text) || holds_nothing_of_ours()?) {
            Standing::Replaceable
        } else {
            Standing::Edited
        })
    })();
    match judged {
        Ok(standing) => looked.standing = standing,
        Err(fault) => {
            looked.standing = Standing::Edited;
            looked.fault = Some(fault);
        }
    }
    Ok(looked)
}

/// The file without the names that amplink wrote there under another prefix than the one it is to have now.
pub(in crate::commands) fn renamed(looked: &Looked, file: &GeneratedFile) -> Result<Option<String>, Syntax> {
    let (Some(existing), Some(record)) = (&looked.existing, &looked.record) else { return Ok(None) };
    if record.prefix == file.prefix {
        return Ok(None);
    }
    let carried = Map::new();
    let removal =
        Removal { existing: &existing.text, prefix: &record.prefix, previous: None, created: false, carried: &carried };
    Ok((looked.format.remove)(&removal)?.text)
}

/// A person's keys in a file, which its twin in another format repeats.
pub(in crate::commands) fn kept(looked: &Looked, previous: Option<&Facts>) -> Map<String, Value> {
    let Some(existing) = &looked.existing else { return Map::new() };
    let removal = Removal { existing: &existing.text, prefix: "", previous, created: false, carried: &Map::new() };
    (looked.format.remove)(&removal).map(|remains| remains.kept).unwrap_or_default()
}

/// A snapshot holds no secret; the one in the file stands in, so that only other edits count as edits.
fn with_secret_of(facts: &Facts, data: &Value) -> Facts {
    let mut facts = facts.clone();
    if let (Some(client), Some((_, secret))) = (&mut facts.native_client, shown_secret(data)) {
        client.secret = Some(secret);
    }
    facts
}

/// The secret that a mobile file shows, with the id of the app client that it is of: in the auth plugin, or in
/// `awsconfiguration.json` at the top.
pub(super) fn shown_secret(data: &Value) -> Option<(Option<&str>, Secret)> {
    let place = "/CognitoUserPool/Default";
    let in_plugin = || data.pointer("/auth/plugins/awsCognitoAuthPlugin")?.pointer(place);
    let client = data.pointer(place).or_else(in_plugin)?;
    let secret = client.get("AppClientSecret")?.as_str()?;
    Some((client.get("AppClientId").and_then(Value::as_str), Secret::new(secret.to_owned())))
}

fn format_of(file: &GeneratedFile) -> Result<&'static Format> {
    emit::format(&file.format).ok_or_else(|| {
        let known: Vec<&str> = emit::FORMATS.iter().map(|format| format.id).collect();
        Error::failure(format!("`{}` names a format that amplink does not know: `{}`", link_file::NAME, file.format))
            .hint(format!("known formats: {}", known.join(", ")))
    })
}
