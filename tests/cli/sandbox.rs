//! A project of its own, a clean environment, an account of its own in the local AWS; and what a run of the real
//! binary said.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{Seeded, seed};

/// An empty folder that stands for a project, and the environment in which the binary runs there.
pub struct Sandbox {
    folder: TempDir,
    env: BTreeMap<String, String>,
    hidden: Vec<(String, String)>,
}

impl Sandbox {
    /// A project without AWS: whoever asks it gets no answer.
    pub fn offline() -> Self {
        let env = [
            ("AWS_ACCESS_KEY_ID", "123456789012"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ];
        let mut sandbox =
            Self { folder: tempfile::tempdir().expect("a folder"), env: BTreeMap::new(), hidden: Vec::new() };
        for (name, value) in env {
            sandbox.set(name, value);
        }
        // A fixed clock, and a home without anybody's settings.
        sandbox.set("SOURCE_DATE_EPOCH", "1795400000");
        let home = sandbox.root().join(".home");
        sandbox.set("HOME", home.to_str().expect("a text"));
        sandbox
    }

    /// A project in an account of its own.
    pub fn new(account: &Account<'_>) -> Self {
        let mut sandbox = Self::offline();
        for (name, value) in account.env() {
            sandbox.set(&name, &value);
        }
        sandbox.hide(account.id(), "ACCOUNT");
        sandbox
    }

    /// A JavaScript project with a `src` folder, in a fresh account with the scenario in it.
    pub fn web(scenario: &str) -> (Self, Account<'static>, Seeded) {
        let account = LocalAws::shared().account();
        let seeded = seed(&account, scenario);
        let mut sandbox = Self::new(&account);
        sandbox.hide_ids(&seeded);
        sandbox.write("package.json", "{}");
        fs::create_dir(sandbox.root().join("src")).expect("a folder");
        (sandbox, account, seeded)
    }

    /// The project's folder.
    pub fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists")
    }

    /// Sets an environment variable of the binary's.
    pub fn set(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_owned(), value.to_owned());
    }

    /// The environment of the binary's.
    pub fn env(&self) -> Vec<(String, String)> {
        self.env.clone().into_iter().collect()
    }

    /// Shows `word` instead of a text that is another one in each run.
    pub fn hide(&mut self, text: &str, word: &str) {
        self.hidden.push((text.to_owned(), word.to_owned()));
    }

    /// Shows words instead of a scenario's ids.
    pub fn hide_ids(&mut self, seeded: &Seeded) {
        self.hide(&seeded.user_pool_id, "POOL");
        self.hide(&seeded.web_client_id, "WEB");
        self.hide(&seeded.native_client_id, "NATIVE");
        if let Some(id) = &seeded.identity_pool_id {
            self.hide(id, "IDENTITY");
        }
    }

    /// Writes a file of the project, and its folders.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// A file of the project.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A JSON file of the project.
    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file of the project by its path, links as `-> target`; the home folder is not part of it.
    pub fn tree(&self) -> BTreeMap<String, String> {
        tree(&self.root())
    }

    /// Runs the binary in the project.
    pub fn run(&self, args: &[&str]) -> Output {
        self.run_with_stdin(args, "")
    }

    /// Runs the binary with a text on stdin.
    pub fn run_with_stdin(&self, args: &[&str], stdin: &str) -> Output {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), stdin.as_bytes()).ok();
        let done = child.wait_with_output().expect("it ends");
        Output {
            stdout: self.shown(&done.stdout),
            stderr: self.shown(&done.stderr),
            code: done.status.code().unwrap_or(-1),
        }
    }

    /// The command, for a test that starts it in a way of its own.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(args).current_dir(self.root()).env_clear().envs(&self.env);
        command
    }

    /// A text with what differs between runs hidden.
    pub fn shown(&self, bytes: &[u8]) -> String {
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        let root = self.root();
        text = text.replace(root.to_str().expect("a text"), "PROJECT");
        for (hidden, word) in &self.hidden {
            text = text.replace(hidden, word);
        }
        text
    }
}

/// The binary under test.
pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_amplink"))
}

/// Every file below a folder by its path.
pub fn tree(root: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, out: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(root).expect("below it").to_string_lossy().into_owned();
            let kind = entry.file_type().expect("a type");
            if name == ".home" {
                continue;
            } else if kind.is_symlink() {
                out.insert(name, format!("-> {}", fs::read_link(&path).expect("a link").display()));
            } else if kind.is_dir() {
                out.insert(format!("{name}/"), String::new());
                walk(root, &path, out);
            } else {
                out.insert(name, String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(root, root, &mut out);
    out
}

/// What a run said and how it ended. Shown all together, so that one snapshot holds all three.
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Output {
    /// Checks the exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// The JSON document on stdout.
    #[track_caller]
    pub fn document(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}--- stderr\n{}--- exit code {}", self.stdout, self.stderr, self.code)
    }
}
