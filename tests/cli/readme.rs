//! What the README and the pages of `docs` show is what happens: their transcripts are run, command by command.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::adopt::official;
use crate::sandbox::Sandbox;
use crate::support::scenarios::REGION;

/// The ids that the README shows instead of those of a run.
const POOL: &str = "us-east-1_AbCdEfGhI";
const WEB: &str = "1h57kf5cpq17m0eml12EXAMPLE";
const NATIVE: &str = "7k2lq9v0m3n4b5x6c8zEXAMPLE";
const ACCOUNT: &str = "111122223333";

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README")
}

/// The README, and every page of `docs`, whose transcripts are of one session each.
#[test]
fn every_transcript_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).expect("a folder").flatten().map(|entry| entry.path());
    let mut pages: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|ext| ext == "md")).collect();
    pages.sort();
    pages.insert(0, root.join("README.md"));
    let mut commands = 0;
    for path in pages {
        let page = fs::read_to_string(&path).expect("a page");
        let shown = transcript(&page);
        let name = path.strip_prefix(root).expect("below it").display();
        // A block that nothing runs would be no transcript.
        assert_eq!(page.matches("```console").count(), page.matches("\n```console\n").count(), "{name}");
        if !shown.is_empty() {
            let happened = replay(&shown, &name.to_string());
            assert_eq!(happened, shown, "{name}");
            commands += happened.matches("$ amplink").count();
        }
    }
    assert!(commands >= 6, "{commands}");
}

/// The lines of a page's console blocks.
fn transcript(page: &str) -> String {
    page.split("```console\n").skip(1).map(|after| after.split("```").next().unwrap_or_default()).collect()
}

/// What happens when the commands of a transcript are run.
fn replay(shown: &str, page: &str) -> String {
    let (sandbox, account, seeded) = Sandbox::web("e_oauth");
    let real = [
        (POOL, seeded.user_pool_id.as_str()),
        (WEB, &seeded.web_client_id),
        (NATIVE, &seeded.native_client_id),
        (ACCOUNT, account.id()),
    ];
    let mut happened = String::new();
    for line in shown.lines() {
        if line.starts_with("# ") && line.contains("aws-exports.js") {
            sandbox.write("src/aws-exports.js", &official("e_oauth", "aws-exports.js", &seeded));
            happened.push_str(line);
            happened.push('\n');
        } else if line.starts_with("# ") {
            // The other thing that happens between the commands.
            assert!(line.contains("callback URL"), "{page}: nobody knows how to do this: {line}");
            account.must(
                REGION,
                "cognito-idp",
                "UpdateUserPoolClient",
                json!({
                    "UserPoolId": seeded.user_pool_id, "ClientId": seeded.web_client_id,
                    "SupportedIdentityProviders": ["COGNITO", "Facebook", "Google"],
                    "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": true,
                    "AllowedOAuthScopes": ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"],
                    "CallbackURLs": ["https://example.com/", "http://localhost:3000/", "https://app.example.com/"],
                    "LogoutURLs": ["https://example.com/out/", "http://localhost:3000/out/"],
                }),
            );
            happened.push_str(line);
            happened.push('\n');
        } else if let Some(command) = line.strip_prefix("$ ") {
            let command = command.strip_prefix("amplink ").unwrap_or_else(|| panic!("{page}: nobody runs `{command}`"));
            let command = real.iter().fold(command.to_owned(), |text, (placeholder, id)| text.replace(placeholder, id));
            let args: Vec<&str> = command.split_whitespace().collect();
            let (mut output, both) = std::io::pipe().expect("a pipe");
            let mut run = sandbox.command(&args);
            run.stdout(both.try_clone().expect("a second end")).stderr(both);
            let mut child = run.spawn().expect("the binary starts");
            // The command holds the pipe's other ends; without it, reading ends when the child does.
            drop(run);
            let text = std::io::read_to_string(&mut output).expect("text");
            child.wait().expect("it ends");
            let text = real.iter().fold(text, |text, (placeholder, id)| text.replace(id, placeholder));
            happened.push_str(line);
            happened.push('\n');
            happened.push_str(&text);
        }
    }
    happened
}

/// The commands of the README are the ones that `.ci/run` runs.
#[test]
fn ci_runs_what_the_readme_says() {
    let ci = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).expect("a script");
    for command in ["cargo run --example demo", "cargo test", "cargo test --test official --test official_formats"] {
        assert!(readme().contains(&format!("\n{command}")), "the README lacks `{command}`");
        assert!(ci.lines().any(|line| line == command), ".ci/run lacks `{command}`");
    }
}

/// Every deviation from the official files names a test, and the test exists.
#[test]
fn every_deviation_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/deviations.md")).expect("the page");
    let mut tests = String::new();
    let files = fs::read_dir(root.join("tests/cli")).expect("a folder").flatten();
    for entry in files.filter(|entry| entry.path().is_file()) {
        tests.push_str(&fs::read_to_string(entry.path()).expect("a text"));
    }
    for file in ["src/emit/shape/dart.rs", "tests/properties.rs"] {
        tests.push_str(&fs::read_to_string(root.join(file)).expect("a text"));
    }
    let named: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("Test: `")?.split('`').next()).collect();
    assert!(named.len() >= 8, "{named:?}");
    for name in named {
        let name = name.rsplit("::").next().unwrap_or_default();
        assert!(
            tests.contains(&format!("fn {name}(")),
            "docs/deviations.md names the test `{name}`, which is not there"
        );
    }
}
