//! Completions: the shells themselves are asked what follows.

use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::sandbox::{Sandbox, binary};

/// A project with two environments, and amplink on the `PATH`.
fn project() -> Sandbox {
    let mut sandbox = Sandbox::offline();
    let link = r#"{"region": "us-east-1", "userPoolId": "us-east-1_AbCdEfGhI"}"#;
    let text = format!(r#"{{"version": 1, "environments": {{"dev": {link}, "prod": {link}}}, "files": []}}"#);
    sandbox.write("amplink.json", &text);
    let folder = binary().parent().expect("a folder").to_str().expect("a text").to_owned();
    sandbox.set("PATH", &format!("{folder}:/usr/local/bin:/usr/bin:/bin"));
    sandbox
}

/// Runs a script in a shell; what it prints, a line each.
fn ask(sandbox: &Sandbox, shell: &str, script: &str) -> Vec<String> {
    let done = Command::new(shell)
        .args(["-c", script])
        .current_dir(sandbox.root())
        .env_clear()
        .envs(sandbox.env())
        .output()
        .unwrap_or_else(|error| panic!("{shell}: {error}"));
    assert_eq!(String::from_utf8_lossy(&done.stderr), "", "{shell}: {script}");
    String::from_utf8_lossy(&done.stdout).lines().map(str::to_owned).collect()
}

/// What bash offers behind a line's words, the last of which is being typed.
fn bash(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source <(amplink completions bash)
        COMP_WORDS=(amplink {}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9
        function=$(complete -p amplink | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function amplink \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"
        printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.join(" ")
    );
    ask(sandbox, "bash", &script)
}

#[test]
fn bash_completes_what_only_the_project_knows() {
    let sandbox = project();
    for words in
        [&["pull", "--env", ""][..], &["diff", "--env", "dev", "--env", ""], &["env", "add", "test", "--same-as", ""]]
    {
        assert_eq!(bash(&sandbox, words), ["dev", "prod"], "{words:?}");
    }
    for command in ["use", "remove", "set"] {
        assert_eq!(bash(&sandbox, &["env", command, "p"]), ["prod"], "{command}");
    }
    let elsewhere = sandbox.root().join("elsewhere");
    std::fs::create_dir(&elsewhere).expect("a folder");
    sandbox.write("elsewhere/package.json", "{}");
    sandbox.write("elsewhere/.git/HEAD", "");
    assert_eq!(bash(&sandbox, &["-C", "elsewhere", "pull", "--env", ""]), [""]);
}

#[test]
fn bash_completes_rules_keys_formats_and_topics() {
    let sandbox = project();
    let of = |words: &[&str]| bash(&sandbox, words);
    assert_eq!(of(&["import", "user-pool", "--allow", "no-native"]), ["no-native-client"]);
    assert_eq!(of(&["explain", "oauth.d"]), ["oauth.domain"]);
    assert_eq!(of(&["explain", "web-client-h"]), ["web-client-has-secret"]);
    assert_eq!(of(&["generate", "amplify-outputs"]), ["amplify-outputs", "amplify-outputs-dart"]);
    assert_eq!(of(&["help", "exit"]), ["exit-codes"]);
    assert_eq!(of(&["unl"]), ["unlink"]);
    assert_eq!(of(&["check", "--format", "s"]), ["sarif"]);
}

/// A broken project has no environments, and whoever presses Tab sees no error.
#[test]
fn in_a_broken_project_nothing_is_offered_and_nothing_said() {
    let sandbox = project();
    sandbox.write("amplink.json", "{");
    assert_eq!(bash(&sandbox, &["pull", "--env", ""]), [""]);
}

/// Where they are installed; everywhere else the scripts' snapshots stand for them.
#[test]
fn the_other_shells_complete_environments_too() {
    let sandbox = project();
    let is_there =
        |shell: &str| ["/bin", "/usr/bin", "/usr/local/bin"].iter().any(|bin| Path::new(bin).join(shell).exists());
    if is_there("fish") {
        let script = "amplink completions fish | source; complete -C 'amplink env use p'";
        assert_eq!(ask(&sandbox, "fish", script), ["prod"]);
    }
    if is_there("zsh") {
        // What the script would hand to zsh's own list: without a terminal there is no line to complete.
        let script = "compdef() { }; _describe() { print -l ${(P)@[-1]} }
            source <(amplink completions zsh)
            words=(amplink env use p); CURRENT=4; _clap_dynamic_completer_amplink";
        assert_eq!(ask(&sandbox, "zsh", script), ["prod"]);
    }
}

#[test]
fn the_scripts_of_the_other_shells() {
    let sandbox = Sandbox::offline();
    assert_snapshot!(sandbox.run(&["completions", "powershell"]).exits(0).stdout);
    assert_snapshot!(sandbox.run(&["completions", "fish"]).exits(0).stdout, @r#"
    complete --keep-order --exclusive --command amplink --arguments "(AMPLINK_COMPLETE=fish amplink -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
    "#);
}
