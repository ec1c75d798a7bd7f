//! The house stands as it was drawn: nothing reaches upwards, every rule and format is in its table, and no AWS
//! operation is called that the table of operations does not hold.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors, top to bottom; a module may use those below its own and none beside it.
const FLOORS: [&[&str]; 6] = [
    &["main"],
    // A command's arguments are part of the command line, so these two and what a command is handed are one floor.
    &["cli", "commands", "context"],
    &["terminal", "cloud", "project"],
    &["validate", "emit"],
    &["model"],
    &["error"],
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The module at the top that a file belongs to.
fn module(file: &Path) -> String {
    let inside = file.strip_prefix(source()).expect("below src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn floor(module: &str) -> usize {
    FLOORS
        .iter()
        .position(|modules| modules.contains(&module))
        .unwrap_or_else(|| panic!("`{module}` is on no floor: add it to FLOORS in tests/house.rs"))
}

#[test]
fn nothing_reaches_upwards_or_sideways() {
    for file in files_below(&source()) {
        let own = module(&file);
        if own == "lib" {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a text");
        for (number, line) in text.lines().enumerate() {
            for after in line.split("crate::").skip(1) {
                let used = after.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                let beside = floor(used) == floor(&own) && used != own && floor(&own) > 1;
                assert!(
                    floor(used) >= floor(&own) && !beside,
                    "{}:{}: `{own}` must not use `{used}`",
                    file.display(),
                    number + 1
                );
            }
        }
    }
}

/// Every file of a table's folder has its `mod` line and its line in the table.
#[test]
fn every_rule_and_every_format_is_in_its_table() {
    for (folder, line) in [("validate/rules", "::RULE,"), ("emit", "::FORMAT,")] {
        let table = fs::read_to_string(source().join(folder).join("mod.rs")).expect("a table");
        for entry in fs::read_dir(source().join(folder)).expect("a folder").flatten() {
            let name = entry.file_name().into_string().expect("a text");
            let Some(name) = name.strip_suffix(".rs") else { continue };
            if ["mod", "json"].contains(&name) {
                continue;
            }
            assert!(table.contains(&format!("mod {name};")), "src/{folder}/mod.rs lacks `mod {name};`");
            assert!(
                table.contains(&format!("&{name}{line}")),
                "src/{folder}/mod.rs lacks `&{name}{line}` in its table"
            );
        }
    }
}

#[test]
fn a_rules_name_is_its_files_name_and_no_two_are_the_same() {
    let mut seen = BTreeSet::new();
    for rule in amplink::validate::rules::RULES {
        assert!(seen.insert(rule.id), "two rules are called {}", rule.id);
        let file = source().join("validate/rules").join(format!("{}.rs", rule.id.replace('-', "_")));
        assert!(file.is_file(), "{} has no file of its name", rule.id);
    }
}

#[test]
fn the_readme_names_every_command() {
    use clap::CommandFactory as _;
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README");
    let rows: String = readme.lines().filter(|line| line.starts_with("| `")).collect();
    for command in amplink::cli::Cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(rows.contains(&format!("`{name}")), "README.md's table of commands lacks `{name}`");
    }
}

#[test]
fn the_page_of_formats_names_every_format() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md")).expect("the page");
    for format in amplink::emit::FORMATS {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{}` |", format.id)));
        let names_file = row.is_some_and(|row| row.contains(&format!("`{}`", format.file_name)));
        assert!(names_file, "docs/formats.md lacks a row for `{}` with `{}`", format.id, format.file_name);
    }
}

/// `amplink.json`'s schema names the formats without knowing the renderers.
#[test]
fn the_schema_names_every_format() {
    let schema = amplink::project::link_file::schema();
    let named = schema["properties"]["files"]["items"]["properties"]["format"]["enum"].clone();
    let formats: Vec<&str> = amplink::emit::FORMATS.iter().map(|format| format.id).collect();
    assert_eq!(named, serde_json::json!(formats));
}

/// An Amplify project's files are named without knowing the renderers, too.
#[test]
fn an_amplify_project_gets_every_format_that_the_official_cli_writes() {
    use amplink::emit::{FORMATS, When};
    for (platform, files) in amplink::project::amplify_gen1::FILES {
        let written = FORMATS.iter().filter(|format| format.is_for(*platform) && format.written != When::Asked);
        let expected: Vec<(&str, &str)> = written.map(|format| (format.id, format.file_name)).collect();
        assert_eq!(*files, expected, "{platform:?}");
    }
}

/// Read-only in AWS: the code calls exactly the operations of the table, and all of them read.
#[test]
fn only_the_operations_of_the_table_are_called() {
    let mut called = BTreeSet::new();
    for file in files_below(&source().join("cloud")) {
        let text = fs::read_to_string(&file).expect("a text");
        // A call is a chain that ends in `.send()`; the operation is the first method of the client.
        let chains: Vec<&str> = text.split(".send()").collect();
        for chain in &chains[..chains.len() - 1] {
            let method_of = |at: usize| chain[at + "client".len()..].trim_start().strip_prefix('.');
            let operation = chain.rmatch_indices("client").find_map(|(at, _)| method_of(at)?.split_once("()"));
            let (operation, _) = operation.expect("a call starts at `client`");
            called.insert(operation.to_owned());
        }
    }
    let table: BTreeSet<String> = amplink::cloud::operations::Operation::ALL
        .iter()
        .map(|operation| {
            let name = operation.name();
            name.char_indices().fold(String::new(), |mut snake, (at, c)| {
                if c.is_uppercase() && at > 0 {
                    snake.push('_');
                }
                snake.extend(c.to_lowercase());
                snake
            })
        })
        .collect();
    assert_eq!(called, table);
    for operation in &table {
        let reads = ["list_", "describe_", "get_"].iter().any(|verb| operation.starts_with(verb));
        assert!(reads, "`{operation}` does not look like a reading operation");
    }
}
