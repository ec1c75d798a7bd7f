//! What a check compares: the cloud with the snapshot, and the files with what is rendered.

use serde_json::Value;

use crate::emit;
use crate::error::Result;
use crate::model::changes::Change;
use crate::model::compare::{Difference, differences};
use crate::model::facts::Facts;
use crate::model::fields::Ignored;
use crate::project::Project;
use crate::project::link_file::LinkFile;
use crate::project::snapshot::Snapshot;
use crate::terminal::report::drift::{DifferingFile, Source, State};

use super::{Plan, Standing};

/// What changed in the cloud since the snapshot.
pub(in crate::commands) struct Drift {
    /// What counts.
    pub(in crate::commands) differences: Vec<Difference>,
    /// What is passed over.
    pub(in crate::commands) ignored: Vec<Difference>,
    /// What was read, with all that is passed over as the snapshot has it.
    pub(in crate::commands) facts: Facts,
    /// Whether there is no snapshot to compare with.
    pub(in crate::commands) first_time: bool,
}

impl Drift {
    /// Compares what has just been read with what is known.
    pub(in crate::commands) fn of(known: Option<&Snapshot>, read: Facts, ignored: &Ignored) -> Self {
        let Some(known) = known.map(|snapshot| &snapshot.facts) else {
            return Self { differences: Vec::new(), ignored: Vec::new(), facts: read, first_time: true };
        };
        let read = read.or_as_last_read(Some(known));
        let mut all = differences(known, &read);
        let facts = ignored.as_before(known, read);
        let counting = differences(known, &facts);
        all.retain(|difference| !counting.contains(difference));
        Self { differences: counting, ignored: all, facts, first_time: false }
    }
}

/// The files that a plan changes, apart from the snapshot, each with what differs in it.
pub(in crate::commands) fn drifted(project: &Project, link: &LinkFile, plan: &Plan) -> Vec<DifferingFile> {
    plan.changes
        .iter()
        .filter(|change| !change.is_snapshot)
        .map(|change| drifted_file(project, link, plan, change))
        .collect()
}

fn drifted_file(project: &Project, link: &LinkFile, plan: &Plan, change: &Change) -> DifferingFile {
    let text =
        |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes).replace("\r\n", "\n"));
    let (before, after) = (text(&change.before), text(&change.after));
    let generated = link.files.iter().find(|file| file.path == change.path);
    let format = generated.and_then(|file| emit::format(&file.format));
    let data = |text: &Option<String>| -> Option<Value> {
        let text = text.as_ref()?;
        match format {
            Some(format) => (format.data)(text).ok(),
            None => serde_json::from_str(text.trim_start_matches('\u{feff}')).ok(),
        }
    };
    let mut keys = Vec::new();
    let both = data(&before).zip(data(&after));
    if let Some((before, after)) = &both {
        differing_keys(before, after, "", &mut keys);
    }
    let says_the_same = both.is_some_and(|(before, after)| before == after);
    let state = match plan.standings.get(&change.path) {
        _ if before.is_none() => State::Missing,
        _ if after.is_none() => State::Surplus,
        Some(Standing::Edited) => State::Edited,
        Some(Standing::Replaceable) => State::Foreign,
        Some(Standing::Extended) if says_the_same => State::Layout,
        _ => State::Outdated,
    };
    let same = |(one, other): &(&str, &str)| one == other;
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let alike = before.lines().zip(after.lines()).take_while(same).count();
    let line = (alike + 1).min(before.lines().count().max(1));
    DifferingFile { path: change.path.clone(), state, keys, line, shown: from_repository_root(project, &change.path) }
}

/// Lists count as one value: what stands at which place of one says nothing to a person.
fn differing_keys(before: &Value, after: &Value, path: &str, found: &mut Vec<String>) {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        if before != after && !path.is_empty() {
            found.push(path.to_owned());
        }
        return;
    };
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    for key in keys {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (before.get(key), after.get(key)) {
            (Some(before), Some(after)) => differing_keys(before, after, &path, found),
            _ => found.push(path),
        }
    }
}

/// A file's path as annotations and code scanning look for it: from the repository's root.
pub(in crate::commands) fn from_repository_root(project: &Project, path: &str) -> String {
    let root = project.root();
    let repository = root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(root);
    let inside = root.strip_prefix(repository).unwrap_or(root).join(path);
    inside.to_string_lossy().replace('\\', "/")
}

/// What an annotation points into.
pub(in crate::commands) fn source(project: &Project, name: &str) -> Result<Source> {
    let text = project.read(name)?.map(|file| file.text);
    Ok(Source { file: from_repository_root(project, name), text })
}
