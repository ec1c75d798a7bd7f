//! `cargo run --example demo`: watch an import happen, on a local AWS that this starts itself. No AWS account needed.
//!
//! Every command that it shows is the real binary, run in a new folder.

#![expect(clippy::print_stdout, reason = "showing is what a demo does")]

use std::path::Path;
use std::process::{Command, ExitCode};

use serde_json::json;

#[path = "../tests/support/local_aws.rs"]
#[expect(dead_code, reason = "the tests need more of it than the demo")]
mod local_aws;
#[path = "../tests/support/scenarios.rs"]
#[expect(dead_code, reason = "the tests need more of it than the demo")]
mod scenarios;

use local_aws::LocalAws;
use scenarios::{REGION, seed};

fn main() -> ExitCode {
    let binary = build();
    println!("Starting a local AWS with a user pool that somebody else set up: hosted UI, Google, Facebook.\n");
    let account = LocalAws::shared().account();
    let pool = seed(&account, "e_oauth");
    let folder = tempfile::tempdir().expect("a folder for the app");
    // What `undo` needs goes with the demo.
    let state = tempfile::tempdir().expect("a folder for the state");
    std::fs::write(folder.path().join("package.json"), "{}\n").expect("written");
    std::fs::create_dir(folder.path().join("src")).expect("made");

    let amplink = |args: &[&str]| {
        println!("\n$ amplink {}", args.join(" "));
        let status = Command::new(&binary)
            .args(args)
            .current_dir(folder.path())
            .envs(account.env())
            .env("XDG_STATE_HOME", state.path())
            .env_remove("CI")
            .env_remove("AMPLINK_ENV")
            .status()
            .expect("the binary starts");
        status.code()
    };
    let ids = [
        "--user-pool-id",
        &pool.user_pool_id,
        "--web-client-id",
        &pool.web_client_id,
        "--native-client-id",
        &pool.native_client_id,
    ];
    let imported = amplink(&[&["import", "user-pool"], &ids[..], &["--yes"]].concat());
    println!("\n$ cat src/aws-exports.js");
    print!("{}", std::fs::read_to_string(folder.path().join("src/aws-exports.js")).unwrap_or_default());

    println!("\nNow the pool's owner adds a callback URL in the console.");
    let change = json!({
        "UserPoolId": pool.user_pool_id, "ClientId": pool.web_client_id,
        "SupportedIdentityProviders": ["COGNITO", "Facebook", "Google"],
        "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthScopes": ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"],
        "CallbackURLs": ["https://example.com/", "http://localhost:3000/", "https://app.example.com/"],
        "LogoutURLs": ["https://example.com/out/", "http://localhost:3000/out/"],
    });
    account.must(REGION, "cognito-idp", "UpdateUserPoolClient", change);
    let checked = amplink(&["pull", "--check"]);
    println!("(exit code {})", checked.unwrap_or_default());
    let pulled = amplink(&["pull"]);
    let told = amplink(&["status"]);
    let unlinked = amplink(&["unlink", "--yes"]);
    println!("\nThat was one too many.");
    let undone = amplink(&["undo", "--yes"]);

    let codes = [imported, checked, pulled, told, unlinked, undone];
    let as_expected = codes == [Some(0), Some(3), Some(0), Some(0), Some(0), Some(0)];
    println!("\n{}", if as_expected { "That was all of it." } else { "Something went wrong above." });
    if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Cargo builds an example's library, not its package's binary. Asked for together, both share their dependencies;
/// the binary alone would have every one of them built again, without the features that tests switch on.
fn build() -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--bin", "amplink", "--example", "demo"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    String::from_utf8_lossy(&built.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "amplink")
        .find_map(|message| message["executable"].as_str().map(std::path::PathBuf::from))
        .expect("cargo says where it put the binary")
}
