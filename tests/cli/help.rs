//! `amplink help`, `--help` and the man pages: all of the help is generated, and none contradicts another.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use amplink::cli::Cli;
use amplink::commands::help;
use amplink::context::HEEDED;
use clap::CommandFactory as _;
use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// The words of every command, as `amplink` knows them.
fn commands() -> Vec<Vec<String>> {
    fn walk(command: &clap::Command, words: &[String], out: &mut Vec<Vec<String>>) {
        out.push(words.to_vec());
        for below in command.get_subcommands() {
            walk(below, &[words, &[below.get_name().to_owned()]].concat(), out);
        }
    }
    let mut out = Vec::new();
    walk(&Cli::command(), &[], &mut out);
    out
}

/// One snapshot of all. The flags that every command has are shown once, with amplink's own help.
#[test]
fn every_help_is_as_it_was() {
    let mut sandbox = Sandbox::offline();
    sandbox.set("COLUMNS", "100");
    let mut shown = String::new();
    let mut of_all = String::new();
    for words in commands() {
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        args.push("--help");
        let said = sandbox.run(&args).exits(0);
        assert_eq!(said.stderr, "", "{args:?}");
        let global = said.stdout.find("Global options:\n").unwrap_or_else(|| panic!("{args:?}: {said}"));
        let (own, mut global) = said.stdout.split_at(global);
        if words.is_empty() {
            of_all = global.split("\nTopics of").next().unwrap_or_default().to_owned();
        } else {
            global = global.strip_prefix(of_all.trim_end()).unwrap_or(global);
        }
        let _ = writeln!(shown, "$ amplink {}\n{}\n{}\n", args.join(" "), own.trim_end(), global.trim());
        // `amplink help` says the same, but for words that are topics, too.
        args.pop();
        if help::TOPICS.iter().any(|topic| args == [topic.name]) {
            continue;
        }
        let helped = sandbox.run(&[&["help"], &args[..]].concat()).exits(0);
        assert_eq!(helped.stdout.trim_end(), said.stdout.trim_end(), "{args:?}");
    }
    let shown: String = shown.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    assert_snapshot!(shown);
}

#[test]
fn every_topic_is_told() {
    let sandbox = Sandbox::offline();
    let mut shown = String::new();
    for topic in &help::TOPICS {
        let said = sandbox.run(&["help", topic.name]).exits(0);
        assert!(said.stdout.lines().all(|line| line.chars().count() <= 125), "{said}");
        let _ = writeln!(shown, "$ amplink help {}\n{}", topic.name, said.stdout);
    }
    assert_snapshot!(shown);
    let document = sandbox.run(&["help", "ci", "--json"]).exits(0).document();
    assert_eq!(document["result"]["about"], "ci");
    assert_snapshot!(sandbox.run(&["help", "exit-cods"]), @"
    --- stderr
    error: there is no command or topic `exit-cods`
    hint: did you mean `exit-codes`?
    hint: `amplink help` lists commands and topics
    --- exit code 2
    ");
    assert_snapshot!(sandbox.run(&["help", "import", "user-pol"]), @"
    --- stderr
    error: there is no subcommand `import user-pol`
    hint: did you mean `import user-pool`?
    hint: `amplink help` lists commands and topics
    --- exit code 2
    ");
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_readme_says_the_same() {
    let readme = flat(&read("README.md"));
    let codes = help::exit_codes();
    assert!(readme.contains(&format!("**Exit codes**: {codes}.")), "README.md does not say: {codes}");
    for topic in &help::TOPICS {
        assert!(readme.contains(&format!("`{}`", topic.name)), "README.md does not name the topic `{}`", topic.name);
    }
    let said = Sandbox::offline().run(&["--help"]).exits(0).stdout;
    assert!(flat(&said).contains(&codes), "{said}");
}

/// A variable that the code asks for, and one that a crate below it is known to ask for, is told in the topic.
#[test]
fn every_variable_that_is_asked_for_is_told() {
    fn walk(folder: &Path, asked: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                walk(&entry.path(), asked);
                continue;
            }
            let text = fs::read_to_string(entry.path()).expect("a text");
            for mark in [
                "variables.get(\"",
                "folder(\"",
                "self.get(\"",
                "env = \"",
                "variable: \"",
                "var_os(\"",
                "const VARIABLE: &str = \"",
            ] {
                let names = text.split(mark).skip(1).filter_map(|after| after.split('"').next());
                let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
                asked.extend(names.filter(is_name).map(str::to_owned));
            }
        }
    }
    let mut asked = BTreeSet::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut asked);
    assert!(asked.len() >= 9, "{asked:?}");
    for name in &asked {
        assert!(HEEDED.iter().any(|(known, _)| known == name), "`{name}` is not in `amplink::context::HEEDED`");
    }
}

#[test]
fn a_man_page_is_printed() {
    let sandbox = Sandbox::offline();
    let page = sandbox.run(&["man", "env", "use"]).exits(0).stdout;
    assert!(page.starts_with(".\\\" Generated by amplink\n") && page.contains("\n.TH amplink-env-use 1"), "{page}");
    assert!(page.contains("Global options") || page.contains("GLOBAL OPTIONS"), "{page}");
    assert_snapshot!(sandbox.run(&["man", "nothing"]), @"
    --- stderr
    error: there is no command `nothing`
    hint: `amplink help` lists the commands
    --- exit code 2
    ");
}

#[test]
fn all_man_pages_are_written_and_nothing_else_is_overwritten() {
    let sandbox = Sandbox::offline();
    sandbox.run(&["man", "--dir", "man1", "--dry-run"]).exits(0);
    assert!(!sandbox.root().join("man1").exists());
    sandbox.run(&["man", "--dir", "man1"]).exits(0);
    for words in commands() {
        let name = std::iter::once("amplink".to_owned()).chain(words).collect::<Vec<_>>().join("-");
        let page = sandbox.read(&format!("man1/{name}.1"));
        assert!(page.contains(&format!("\n.TH {name} 1")), "{page}");
    }
    let written = sandbox.tree();
    sandbox.run(&["man", "--dir", "man1"]).exits(0);
    assert_eq!(sandbox.tree(), written);

    sandbox.write("man1/amplink-pull.1", "mine");
    fs::remove_file(sandbox.root().join("man1/amplink.1")).expect("it was written");
    let before = sandbox.tree();
    let refused = sandbox.run(&["man", "--dir", "man1"]).exits(7);
    assert!(refused.stderr.contains("man1/amplink-pull.1"), "{refused}");
    assert_eq!(sandbox.tree(), before);
}
