//! The official Amplify CLI as a peer: first that it works here as it did where the golden files were made, then that
//! a project is at home with both, it and amplink.
//!
//! Few tests with several commands each, since a command of the CLI's takes 3 to 10 seconds of CPU.

mod beside_amplink;
mod peer;

#[path = "../support"]
mod support {
    #[expect(dead_code, reason = "other tests need more of it")]
    pub mod local_aws;
    pub mod official;
    #[expect(dead_code, reason = "other tests need more of it")]
    pub mod proxy;
    #[expect(dead_code, reason = "other tests need more of it")]
    pub mod scenarios;
}

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::official::AmplifyProject;
use support::scenarios::{Seeded, replace_ids};

/// Where the CLI writes the files of Amplify's libraries, by the name of the golden file.
fn client_files(frontend: &str) -> &'static [(&'static str, &'static str)] {
    match frontend {
        "javascript" => {
            &[("aws-exports.js", "src/aws-exports.js"), ("amplifyconfiguration.json", "src/amplifyconfiguration.json")]
        }
        "android" => &[
            ("awsconfiguration.json", "app/src/main/res/raw/awsconfiguration.json"),
            ("amplifyconfiguration.json", "app/src/main/res/raw/amplifyconfiguration.json"),
        ],
        "ios" => &[
            ("awsconfiguration.json", "awsconfiguration.json"),
            ("amplifyconfiguration.json", "amplifyconfiguration.json"),
        ],
        "flutter" => &[("amplifyconfiguration.dart", "lib/amplifyconfiguration.dart")],
        _ => panic!("no frontend {frontend}"),
    }
}

/// The golden files of a scenario.
struct Golden<'a> {
    folder: PathBuf,
    project: &'a AmplifyProject,
    seeded: &'a Seeded,
}

impl<'a> Golden<'a> {
    fn new(scenario: &str, frontend: &str, project: &'a AmplifyProject, seeded: &'a Seeded) -> Self {
        let mut folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden").join(scenario);
        if frontend != "javascript" {
            folder.push(frontend);
        }
        Self { folder, project, seeded }
    }

    /// A file as it would be for this run's ids and this project's names.
    #[track_caller]
    fn file(&self, name: &str) -> String {
        let read = |name: &str| {
            let path = self.folder.join(name);
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let seed: Value = serde_json::from_str(&read("seed.json")).expect("JSON");
        self.project.named(&replace_ids(&read(name), &seed, self.seeded))
    }

    /// The state files after an import.
    #[track_caller]
    fn state(&self) -> BTreeMap<String, String> {
        [
            ("amplify/backend/amplify-meta.json", "amplify-meta.json"),
            ("amplify/backend/auth/myproject/parameters.json", "parameters.json"),
            ("amplify/backend/backend-config.json", "backend-config.json"),
            ("amplify/team-provider-info.json", "team-provider-info.json"),
        ]
        .map(|(path, name)| (path.to_owned(), self.file(&format!("state/{name}"))))
        .into()
    }
}

/// Says which files differ, and how, without all of the rest.
#[track_caller]
fn assert_same(what: &str, ours: &BTreeMap<String, String>, theirs: &BTreeMap<String, String>) {
    let names: Vec<_> = ours.keys().collect();
    assert_eq!(names, theirs.keys().collect::<Vec<_>>(), "{what}: the files");
    for (path, text) in ours {
        assert!(*text == theirs[path], "{what}: {path}\n{}", difference(&theirs[path], text));
    }
}

/// Line by line, `-` what was expected.
fn difference(expected: &str, found: &str) -> String {
    similar::TextDiff::from_lines(expected, found).unified_diff().context_radius(2).to_string()
}
