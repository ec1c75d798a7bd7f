//! docs/ci.md and action.yml: every snippet is taken from the page and run as its service runs it, with the real binary.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use amplink::model::fields::FIELDS;

use crate::sandbox::{Output, Sandbox, binary};
use crate::support::local_aws::Account;
use crate::support::scenarios::{REGION, Seeded};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(repository().join("docs/ci.md")).expect("the page")
}

/// The snippets by the name that stands above each; the command itself where it is but one.
fn snippets() -> BTreeMap<String, String> {
    let page = page();
    let mut found = BTreeMap::new();
    let mut parts = page.split("```");
    let mut before = parts.next().unwrap_or_default();
    while let (Some(block), Some(after)) = (parts.next(), parts.next()) {
        let (language, text) = block.split_once('\n').expect("a language");
        let title = before.trim_end().lines().last().unwrap_or_default();
        let name = match title.strip_prefix('`').and_then(|title| title.strip_suffix("`:")) {
            Some(name) => name.to_owned(),
            None if language == "sh" && text.lines().count() == 1 => text.trim().to_owned(),
            None => panic!("a snippet has no name above it: {title}"),
        };
        assert!(found.insert(name.clone(), text.to_owned()).is_none(), "two snippets are called {name}");
        before = after;
    }
    found
}

#[track_caller]
fn snippet(name: &str) -> String {
    snippets().remove(name).unwrap_or_else(|| panic!("docs/ci.md lacks {name}"))
}

#[track_caller]
fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[track_caller]
fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}")).iter().map(|v| v.as_str().expect("a text")).collect()
}

/// A linked web project, and a folder for the programs of a build machine.
struct Build {
    sandbox: Sandbox,
    account: Account<'static>,
    seeded: Seeded,
    machine: TempDir,
}

impl Build {
    fn new() -> Self {
        let (sandbox, account, seeded) = Sandbox::web("e_oauth");
        let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
        sandbox.run(&[&["import", "user-pool", "--yes"], &ids[..]].concat()).exits(0);
        let machine = tempfile::tempdir().expect("a folder");
        fs::create_dir(machine.path().join("bin")).expect("a folder");
        Self { sandbox, account, seeded, machine }
    }

    fn bin(&self) -> PathBuf {
        self.machine.path().join("bin")
    }

    /// Puts the real binary on the machine's PATH.
    fn install(&self) {
        symlink(binary(), self.bin().join("amplink")).expect("a link");
    }

    /// Puts a program on the machine's PATH that the test cannot wait for, such as a release build.
    fn stand_in(&self, name: &str, script: &str) {
        let path = self.bin().join(name);
        fs::write(&path, format!("#!/bin/sh\nset -eu\n{script}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("executable");
    }

    /// Archives as the page makes them, with the binary under test, and the script that fetches them.
    fn publish(&mut self) {
        self.stand_in(
            "cargo",
            &format!(
                "[ \"$*\" = 'build --release --locked' ]\nmkdir -p target/release\nstrip -o target/release/amplink '{}'",
                binary().display()
            ),
        );
        let folder = self.machine.path().join("archives");
        fs::create_dir(&folder).expect("a folder");
        self.shell("sh", &["-eu"], &snippet("make-archive.sh"), &folder, &[]).exits(0);
        self.sandbox.set("AMPLINK_ARCHIVES", &format!("file://{}", folder.display()));
        self.sandbox.write("scripts/amplink.sh", &snippet("scripts/amplink.sh"));
        assert!(snippet("scripts/amplink.sh").starts_with("#!/bin/sh\n"));
    }

    /// Runs a script as a service does: from a file, in a folder, with the machine's PATH before the system's.
    fn shell(&self, shell: &str, flags: &[&str], script: &str, folder: &Path, env: &[(&str, String)]) -> Output {
        let file = self.machine.path().join("script");
        fs::write(&file, script).expect("written");
        let mut path = format!("{}:/usr/bin:/bin", self.bin().display());
        let mut command = Command::new(shell);
        command.args(flags).arg(&file).current_dir(folder).env_clear().envs(self.sandbox.env());
        for (name, value) in env {
            match *name {
                "PATH" => path = format!("{value}:{path}"),
                _ => drop(command.env(name, value)),
            }
        }
        let done = command.env("PATH", path).output().expect("a shell");
        Output {
            stdout: self.sandbox.shown(&done.stdout),
            stderr: self.sandbox.shown(&done.stderr),
            code: done.status.code().unwrap_or(-1),
        }
    }

    /// Lines that a service runs one after the other in one shell, and stops at the first that fails.
    fn commands(&self, commands: &[&str]) -> Output {
        self.shell("sh", &["-e"], &commands.join("\n"), &self.sandbox.root(), &[])
    }

    /// Somebody works in the console.
    fn change_the_cloud(&self) {
        let change = json!({"UserPoolId": self.seeded.user_pool_id, "ClientId": self.seeded.web_client_id,
            "CallbackURLs": ["https://new.example.com/"]});
        self.account.must(REGION, "cognito-idp", "UpdateUserPoolClient", change);
    }

    /// The generated files are gone, there is no network and nobody has credentials; afterwards all is as before.
    fn writes_the_files_offline(&mut self, run: impl Fn(&Self) -> Output) {
        let before = self.sandbox.tree();
        for file in ["src/aws-exports.js", "src/amplifyconfiguration.json"] {
            fs::remove_file(self.sandbox.root().join(file)).expect("removed");
        }
        for (name, value) in [("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), ("AWS_ACCESS_KEY_ID", "")] {
            self.sandbox.set(name, value);
        }
        let _ = run(self).exits(0);
        assert_eq!(self.sandbox.tree(), before);
    }

    /// Runs the action as the runner does: inputs and contexts are put in, each script is a file for its shell, and what
    /// it adds to `$GITHUB_PATH` counts from the next step on.
    fn action(&self, with: &Value, env: &[(&str, String)]) -> Output {
        let action = action();
        let inputs = |name: &str| -> String {
            let declared = action["inputs"].get(name).unwrap_or_else(|| panic!("action.yml has no input `{name}`"));
            let text = with.get(name).or(declared.get("default")).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        for given in with.as_object().into_iter().flat_map(|with| with.keys()) {
            inputs(given);
        }
        let resolved = |text: &str| {
            let Some(name) = text.strip_prefix("${{ ").and_then(|text| text.strip_suffix(" }}")) else {
                assert!(!text.contains("${{"), "{text}");
                return text.to_owned();
            };
            match name {
                "github.action_path" => repository().display().to_string(),
                "github.action_repository" => "OWNER/amplink".to_owned(),
                name => inputs(name.strip_prefix("inputs.").expect("an input")),
            }
        };
        let temp = self.machine.path().join("runner");
        fs::create_dir_all(&temp).expect("a folder");
        let github_path = temp.join("github_path");
        let mut outputs = Output { stdout: String::new(), stderr: String::new(), code: 0 };
        for step in action["runs"]["steps"].as_array().expect("steps") {
            let added = fs::read_to_string(&github_path).unwrap_or_default();
            let mut variables = vec![
                ("RUNNER_TEMP", temp.display().to_string()),
                ("GITHUB_PATH", github_path.display().to_string()),
                ("GITHUB_ACTIONS", "true".to_owned()),
                ("CI", "true".to_owned()),
            ];
            variables.extend(added.lines().map(|folder| ("PATH", folder.to_owned())));
            variables.extend(env.iter().cloned());
            for (name, value) in step["env"].as_object().into_iter().flatten() {
                variables.push((name, resolved(value.as_str().expect("a text"))));
            }
            let folder = step.get("working-directory").and_then(Value::as_str).map(resolved);
            let folder = self.sandbox.root().join(folder.unwrap_or_default());
            let script = step["run"].as_str().expect("a script");
            let flags = ["--noprofile", "--norc", "-eo", "pipefail"];
            let done = self.shell(step["shell"].as_str().expect("a shell"), &flags, script, &folder, &variables);
            outputs.stdout += &done.stdout;
            outputs.stderr += &done.stderr;
            outputs.code = done.code;
            if outputs.code != 0 {
                break;
            }
        }
        outputs
    }
}

fn action() -> Value {
    yaml(&fs::read_to_string(repository().join("action.yml")).expect("action.yml"))
}

/// A snippet that no test below runs is told.
#[test]
fn every_snippet_of_the_page_is_run() {
    let names: Vec<String> = snippets().into_keys().collect();
    let run = [
        ".github/workflows/cognito.yml",
        ".github/workflows/forks.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "amplify.yml",
        "amplink pull --check --json",
        "amplink.json",
        "ci_scripts/ci_post_clone.sh",
        "make-archive.sh",
        "package.json",
        "scripts/amplink.sh",
        "trust-policy.json",
    ];
    assert_eq!(names, run);
}

#[test]
fn the_page_names_every_field() {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for field in FIELDS {
        let (head, rest) = field.split_once('.').unwrap_or((field, ""));
        if groups.last().is_none_or(|(last, _)| *last != head) {
            groups.push((head, Vec::new()));
        }
        groups.last_mut().expect("one").1.extend((!rest.is_empty()).then_some(rest));
    }
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = one_line(&page());
    for (head, rest) in groups {
        let rest: Vec<String> = rest.iter().map(|name| format!("`{name}`")).collect();
        let line = if rest.is_empty() { format!("- `{head}` ") } else { format!("- `{head}`: {} ", rest.join(", ")) };
        assert!(page.contains(&line), "docs/ci.md lacks: {line}");
    }
}

#[test]
fn the_document_has_what_the_page_says() {
    let build = Build::new();
    let command = snippet("amplink pull --check --json");
    let args: Vec<&str> = command.trim().strip_prefix("amplink ").expect("a command").split(' ').collect();
    build.change_the_cloud();
    fs::remove_file(build.sandbox.root().join("src/aws-exports.js")).expect("removed");
    let document = build.sandbox.run(&args).exits(3).document();
    let page = page();
    for (list, members) in [("differences", "{field, subject, message, old, new}"), ("files", "{path, state, keys}")] {
        let keys: Vec<&String> = document["result"][list][0].as_object().expect("an object").keys().collect();
        let keys: Vec<&str> = keys.into_iter().map(String::as_str).collect();
        assert_eq!(format!("{{{}}}", keys.join(", ")), members);
        assert!(page.contains(&format!("`result.{list}` lists `{members}`")), "{list}");
    }
}

#[test]
fn the_list_of_what_is_ignored_is_taken() {
    let build = Build::new();
    let mut link = build.sandbox.json("amplink.json");
    let more: Value = serde_json::from_str(&snippet("amplink.json")).expect("JSON");
    link.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    build.sandbox.write("amplink.json", &link.to_string());
    build.sandbox.run(&["pull", "--check"]).exits(0);
    let printed = build.sandbox.run(&["schema"]).exits(0);
    let schema = jsonschema::validator_for(&printed.document()).expect("a schema");
    assert!(schema.is_valid(&link), "{link}");
    link["ignore"] = json!(["user pool"]);
    assert!(!schema.is_valid(&link));
}

#[test]
fn the_action_has_what_github_wants() {
    let action = action();
    for key in ["name", "description"] {
        assert!(action[key].is_string(), "{key}");
    }
    let page = page();
    for (name, input) in action["inputs"].as_object().expect("inputs") {
        assert!(input["description"].is_string() && input["default"].is_string(), "{name}");
        assert!(page.contains(&format!("\n| `{name}` |")), "docs/ci.md lacks the input {name}");
    }
    assert_eq!(action["runs"]["using"], "composite");
    for step in action["runs"]["steps"].as_array().expect("steps") {
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "what is put into a script's text would be run: {script}");
    }
}

/// With the two steps of the page's workflow, and with inputs that are no flags of anything.
#[test]
fn the_action_compares_and_checks() {
    let build = Build::new();
    build.install();
    let workflow = yaml(&snippet(".github/workflows/cognito.yml"));
    let job = &workflow["jobs"]["drift"];
    assert_eq!((&workflow["permissions"]["id-token"], &job["runs-on"]), (&json!("write"), &json!("ubuntu-latest")));
    assert!(workflow["on"].get("schedule").is_some(), "{workflow}");
    let steps = job["steps"].as_array().expect("steps");
    let is_ours = |step: &&Value| step["uses"].as_str().is_some_and(|uses| uses.starts_with("OWNER/amplink@v"));
    let ours: Vec<&Value> = steps.iter().filter(is_ours).map(|step| &step["with"]).collect();
    let [pull, check] = ours[..] else { panic!("{steps:?}") };
    assert_eq!(build.action(pull, &[]).exits(0).stdout, "");
    let checked = build.action(check, &[]).exits(0);
    assert!(checked.stdout.lines().all(|line| line.starts_with("::notice file=amplink.json,")), "{checked}");

    build.change_the_cloud();
    let differs = build.action(pull, &[]).exits(3);
    assert!(differs.stdout.contains("title=webClient.callbackUrls::dev: web client: callback URL added"), "{differs}");
    build.action(&json!({"args": "--ignore webClient.callbackUrls --all"}), &[]).exits(0);
    fs::create_dir(build.sandbox.root().join("src/deeper")).expect("a folder");
    build.action(&json!({"working-directory": "src/deeper"}), &[]).exits(3);
    let refused = build.action(&json!({"command": "unlink"}), &[]).exits(2);
    assert!(refused.stdout.starts_with("::error title=amplink::"), "{refused}");
    let text = build.action(&json!({"args": "--ignore $(touch%20run);touch run"}), &[]).exits(2);
    assert!(!build.sandbox.root().join("run").exists(), "{text}");
}

#[test]
fn a_fork_compares_the_files_without_credentials() {
    let mut build = Build::new();
    build.install();
    let workflow = yaml(&snippet(".github/workflows/forks.yml"));
    assert_eq!(workflow["on"], "pull_request");
    let with = workflow["jobs"]["files"]["steps"][1]["with"].clone();
    build.sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    build.sandbox.set("AWS_ACCESS_KEY_ID", "");
    build.action(&with, &[]).exits(0);
    let edited = build.sandbox.read("src/aws-exports.js").replace("OFF", "ON");
    build.sandbox.write("src/aws-exports.js", &edited);
    let differs = build.action(&with, &[]).exits(3);
    assert!(differs.stdout.starts_with("::error file=src/aws-exports.js,line="), "{differs}");
}

/// A release's archive, or the action's own source where no binary is there.
#[test]
fn the_action_installs_the_binary() {
    let mut build = Build::new();
    build.publish();
    let archives = build.machine.path().join("archives");
    let release = build.machine.path().join("server/OWNER/amplink/releases/download/v0.1.0");
    fs::create_dir_all(release.parent().expect("a folder")).expect("a folder");
    symlink(&archives, &release).expect("a link");
    let server = ("GITHUB_SERVER_URL", format!("file://{}", build.machine.path().join("server").display()));
    build.action(&json!({"version": "v0.1.0"}), std::slice::from_ref(&server)).exits(0);
    fs::remove_dir_all(build.machine.path().join("runner")).expect("removed");
    build.action(&json!({"version": "v0.2.0"}), &[server]).exits(37);

    fs::remove_dir_all(build.machine.path().join("runner")).expect("removed");
    let log = build.machine.path().join("log");
    build.stand_in(
        "cargo",
        &format!(
            "echo \"$*\" > '{}'\neval \"root=\\${{$#}}\"\nln -s '{}' \"$root/bin/amplink\"",
            log.display(),
            binary().display()
        ),
    );
    build.action(&json!({}), &[]).exits(0);
    let root = build.machine.path().join("runner/amplink");
    let expected = format!("install --locked --path {} --root {}\n", repository().display(), root.display());
    assert_eq!(fs::read_to_string(log).expect("a log"), expected);
}

/// The role is taken with the job's token, by the SDK's own chain.
#[test]
fn gitlab_compares_with_the_jobs_token() {
    let mut build = Build::new();
    build.publish();
    let job = yaml(&snippet(".gitlab-ci.yml"))["cognito"].clone();
    assert!(job["id_tokens"]["AWS_TOKEN"]["aud"].is_string() && job["image"].is_string());
    assert_eq!(job["artifacts"]["reports"]["junit"], "amplink.xml");
    for (name, value) in job["variables"].as_object().expect("variables") {
        let value = value.as_str().expect("a text").replace("111122223333", build.account.id());
        build.sandbox.set(name, &value);
    }
    build.sandbox.set("AWS_TOKEN", "e30.e30.e30");
    let keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(|name| format!("unset {name}"));
    let mut lines: Vec<&str> = keys.iter().map(String::as_str).collect();
    lines.extend(texts(&job["before_script"]));
    lines.extend(texts(&job["script"]));
    let _ = build.commands(&lines).exits(0);
    let report = build.sandbox.read("amplink.xml");
    roxmltree::Document::parse(&report).expect("XML");
    build.change_the_cloud();
    let _ = build.commands(&lines).exits(3);
}

#[test]
fn amplify_hosting_writes_the_files_before_the_build() {
    let mut build = Build::new();
    build.publish();
    build.stand_in("npm", "exit 0");
    let settings = yaml(&snippet("amplify.yml"));
    assert_eq!(settings["version"], 1);
    let frontend = &settings["frontend"];
    assert!(frontend["artifacts"]["baseDirectory"].is_string());
    assert_eq!(texts(&frontend["artifacts"]["files"]), ["**/*"]);
    let phases = &frontend["phases"];
    let mut commands = texts(&phases["preBuild"]["commands"]);
    commands.extend(texts(&phases["build"]["commands"]));
    build.writes_the_files_offline(|build| build.commands(&commands));
}

#[test]
fn xcode_cloud_writes_the_files_after_the_clone() {
    let mut build = Build::new();
    build.publish();
    let script = snippet("ci_scripts/ci_post_clone.sh");
    assert!(script.starts_with("#!/bin/sh\n"));
    build.sandbox.write("ci_scripts/ci_post_clone.sh", &script);
    let root = build.sandbox.root();
    build.sandbox.set("CI_PRIMARY_REPOSITORY_PATH", root.to_str().expect("a text"));
    build.writes_the_files_offline(|build| build.shell("sh", &[], &script, &root.join("ci_scripts"), &[]));
}

#[test]
fn eas_writes_the_files_before_it_installs() {
    let mut build = Build::new();
    build.publish();
    let package: Value = serde_json::from_str(&snippet("package.json")).expect("JSON");
    let hook = package["scripts"]["eas-build-pre-install"].as_str().expect("a hook");
    build.writes_the_files_offline(|build| build.commands(&[hook]));
}

#[test]
fn the_hook_stops_a_commit_of_an_edited_file() {
    let mut build = Build::new();
    build.install();
    let config = yaml(&snippet(".pre-commit-config.yaml"));
    assert_eq!(config["repos"][0]["repo"], "local");
    let hook = &config["repos"][0]["hooks"][0];
    for key in ["id", "name", "entry", "language"] {
        assert!(hook[key].is_string(), "{key}");
    }
    assert_eq!((&hook["language"], &hook["pass_filenames"]), (&json!("system"), &json!(false)));
    build.sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let entry = hook["entry"].as_str().expect("a command");
    let _ = build.commands(&[entry]).exits(0);
    let edited = build.sandbox.read("src/aws-exports.js").replace("OFF", "ON");
    build.sandbox.write("src/aws-exports.js", &edited);
    let _ = build.commands(&[entry]).exits(3);

    // pre-commit searches each file's path with Python's `re`.
    let matches = |path: &str| {
        let script = "import re, sys; sys.exit(0 if re.search(sys.argv[1], sys.argv[2]) else 1)";
        let pattern = hook["files"].as_str().expect("a pattern");
        Command::new("python3").args(["-c", script, pattern, path]).status().expect("python").success()
    };
    for path in ["amplink.json", "app/amplink.lock.json", "src/aws-exports.js", "lib/amplifyconfiguration.dart"] {
        assert!(matches(path), "{path}");
    }
    assert!(!matches("src/aws-exports.ts") && !matches("my-amplink.json"));
}

#[test]
fn the_trust_policy_is_one() {
    let policy: Value = serde_json::from_str(&snippet("trust-policy.json")).expect("JSON");
    let statement = &policy["Statement"][0];
    assert_eq!((&policy["Version"], &statement["Effect"]), (&json!("2012-10-17"), &json!("Allow")));
    assert_eq!(statement["Action"], "sts:AssumeRoleWithWebIdentity");
    let audience = &statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:aud"];
    assert_eq!(audience, "sts.amazonaws.com");
    // Without a condition on the subject, every repository on GitHub could take the role.
    assert!(statement["Condition"]["StringLike"]["token.actions.githubusercontent.com:sub"].is_string());
}
