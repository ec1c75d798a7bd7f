//! Which files of a project may hold ids: a search of the tree that ends, whatever the tree.

use std::collections::VecDeque;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::leaves::Syntax;
use crate::model::platform::Platform;
use crate::project::{detect, link_file};

/// As deep as the resources of an Android app in a folder of a repository's packages.
const DEPTH: usize = 9;

/// Folders that are looked into at most.
const FOLDERS: usize = 5_000;

/// Entries of folders that are looked at at most.
const ENTRIES: usize = 100_000;

/// More than any of the files has; `amplify-meta.json` of a large backend has some 200 KB.
const BYTES: u64 = 2 * 1024 * 1024;

/// What tools install or make; a file in there is a copy, or another project's. Hidden folders are passed over, too.
const NOT_THE_APPS: [&str; 15] = [
    "node_modules",
    "bower_components",
    "Pods",
    "DerivedData",
    "Carthage",
    "build",
    "dist",
    "out",
    "target",
    "vendor",
    "coverage",
    "venv",
    "__pycache__",
    "cdk.out",
    "amplify",
];

/// What kind of file it is, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A client library's configuration.
    Config,
    /// An Amplify Gen 1 project's own.
    State,
    /// `.env` and the like.
    Variables,
    /// What a deployment put out.
    Outputs,
}

/// A file that may hold ids.
#[derive(Debug)]
pub(super) struct File {
    /// Its path in the project, with `/`.
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) syntax: Syntax,
    /// Whether it only shows what such a file looks like.
    pub(super) is_example: bool,
}

/// The files of a project that may hold ids, the most telling first; the paths of `generated` are left out.
pub(super) fn files(root: &Path, generated: &[&str], notes: &mut Vec<String>) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let mut add = |path: String, file: Option<File>| {
        if let Some(file) = file
            && !generated.contains(&path.as_str())
            && !files.iter().any(|known: &File| known.path == path)
        {
            files.push(File { path, ..file });
        }
    };
    // Where a configuration belongs it is looked for even if the folder is called `build`.
    let usual = [Platform::JavaScript, Platform::Android, Platform::Ios, Platform::Flutter];
    for folder in usual.map(|platform| detect::config_folder(root, platform)) {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        for name in entries.flatten().take(ENTRIES).filter_map(|entry| entry.file_name().into_string().ok()) {
            add(join(&folder, &name), by_name(&name));
        }
    }
    let mut queue = VecDeque::from([(String::new(), 0)]);
    let (mut folders, mut entries) = (0, 0);
    while let Some((folder, depth)) = queue.pop_front() {
        folders += 1;
        if folders > FOLDERS || entries > ENTRIES {
            notes.push(format!("the search for ids ended before `{folder}`: there are too many folders"));
            break;
        }
        // A folder that is linked by itself has its own ids.
        if depth > 0 && root.join(&folder).join(link_file::NAME).is_file() {
            continue;
        }
        for (path, file) in amplify_state(&folder) {
            add(path, Some(file));
        }
        let Ok(listing) = fs::read_dir(root.join(&folder)) else { continue };
        let mut names: Vec<(String, bool)> = listing
            .flatten()
            .take(ENTRIES)
            .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.file_type().ok()?.is_dir())))
            .collect();
        names.sort();
        entries += names.len();
        for (name, is_folder) in names {
            // The type is the entry's own: a link to a folder is none, so no loop is walked in.
            if is_folder {
                if depth < DEPTH && !name.starts_with('.') && !NOT_THE_APPS.contains(&name.as_str()) {
                    queue.push_back((join(&folder, &name), depth + 1));
                }
            } else {
                add(join(&folder, &name), by_name(&name));
            }
        }
    }
    files.sort_by_key(|file| file.kind);
    files
}

/// What the official CLI keeps in a project of its first generation.
fn amplify_state(folder: &str) -> [(String, File); 2] {
    ["amplify/team-provider-info.json", "amplify/backend/amplify-meta.json"].map(|path| {
        (join(folder, path), File { path: String::new(), kind: Kind::State, syntax: Syntax::Json, is_example: false })
    })
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// What a file's name says of it.
fn by_name(name: &str) -> Option<File> {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    let is_example = ["example", "sample", "template"].iter().any(|word| lower.contains(word)) || lower == ".env.dist";
    let file = |kind, syntax| Some(File { path: String::new(), kind, syntax, is_example });
    if lower == ".env" || lower.starts_with(".env.") || lower.ends_with(".env") {
        return file(Kind::Variables, Syntax::Lines);
    }
    let (stem, extension) = lower.rsplit_once('.')?;
    let syntax = match extension {
        "json" | "json5" | "jsonc" => Syntax::Json,
        "js" | "ts" | "mjs" | "cjs" | "jsx" | "tsx" => Syntax::Module,
        "dart" => Syntax::Dart,
        _ => return None,
    };
    let configs = ["aws-exports", "amplifyconfiguration", "awsconfiguration", "amplify-outputs"];
    // The type declarations beside them hold no values.
    if configs.iter().any(|config| stem.starts_with(config)) && !stem.ends_with(".d") {
        return file(Kind::Config, syntax);
    }
    let outputs = ["cdk-output", "terraform-output", "tf-output", "output"];
    let is_outputs = syntax == Syntax::Json && outputs.iter().any(|name| stem == *name || stem == format!("{name}s"));
    if is_outputs { file(Kind::Outputs, syntax) } else { None }
}

/// A file's text, as far as it is one.
///
/// # Errors
/// Why it is not read, in a few words; `Ok(None)` where there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<String>, String> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(None) };
    if !metadata.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| error.to_string())?;
    text(bytes).map(Some)
}

/// The bytes as a text.
///
/// # Errors
/// There are too many, or they are none.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() as u64 > BYTES {
        return Err(format!("it is larger than {} MiB", BYTES / 1024 / 1024));
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// What can be read at most, and one byte more.
pub(super) fn limit() -> u64 {
    BYTES + 1
}
