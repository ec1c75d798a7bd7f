//! What the README shows is what happens: its transcript is run, command by command.

use std::fs;
use std::path::Path;

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

#[test]
fn the_transcript_is_true() {
    let (sandbox, account, seeded) = Sandbox::web("e_oauth");
    let real = [
        (POOL, seeded.user_pool_id.as_str()),
        (WEB, &seeded.web_client_id),
        (NATIVE, &seeded.native_client_id),
        (ACCOUNT, account.id()),
    ];
    let mut shown = String::new();
    let mut happened = String::new();
    let readme = readme();
    let blocks = readme.split("```console\n").skip(1).map(|after| after.split("```").next().unwrap_or_default());
    for line in blocks.flat_map(str::lines) {
        shown.push_str(line);
        shown.push('\n');
        if line.starts_with("# ") && line.contains("aws-exports.js") {
            sandbox.write("src/aws-exports.js", &official("e_oauth", "aws-exports.js", &seeded));
            happened.push_str(line);
            happened.push('\n');
        } else if line.starts_with("# ") {
            // The other thing that happens between the commands.
            assert!(line.contains("callback URL"), "{line}");
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
        } else if let Some(command) = line.strip_prefix("$ amplink ") {
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
    assert!(happened.matches("$ amplink").count() >= 4, "{happened}");
    assert_eq!(happened, shown);
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
