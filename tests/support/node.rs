//! Runs the scripts of `tests/amplify_js` and `tests/gen2`: the real packages of Amplify, reading the files that the
//! program wrote.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use super::local_aws::serve;

/// Runs one of `tests/amplify_js` (`load.mjs`, `sign_in.mjs`) and returns the JSON that it prints. The first call on a
/// machine installs Node and aws-amplify.
#[track_caller]
pub fn amplify_js(script: &str, args: &[&str]) -> Value {
    let (node, folder) = installed();
    let done = Command::new(node)
        .arg(folder.join(script))
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("cannot run {}: {error}", node.display()));
    let text = String::from_utf8_lossy(&done.stdout);
    match serde_json::from_str(&text) {
        Ok(answer) if done.status.success() => answer,
        _ => panic!("{script} {args:?}: {}\n{text}\n{}", done.status, String::from_utf8_lossy(&done.stderr)),
    }
}

/// Node, and the folder with the scripts and their packages.
fn installed() -> &'static (PathBuf, PathBuf) {
    static INSTALLED: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    INSTALLED.get_or_init(|| install("amplify_js"))
}

/// Installs Node and the packages of a folder of `tests`; the scripts are copied beside them, and so can be what else
/// imports them.
pub fn install(name: &str) -> (PathBuf, PathBuf) {
    let (answer, mut setup) = serve(&["--node", name]);
    let _ = setup.wait();
    let path = |name: &str| Path::new(answer[name].as_str().expect("a path")).to_owned();
    (path("node"), path("modules").parent().expect("a folder around the packages").to_owned())
}
