//! The official Amplify CLI, unmodified, in a project such as its `amplify init` left it, against the local AWS.
//!
//! Nothing here runs `amplify init`: what it leaves in AWS (a CloudFormation stack with the deployment bucket and two
//! roles, the zip of the deployed backend in the bucket) is made through AWS's API, from the template that it uses.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::{env, fmt, fs, io, thread};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::local_aws::{Account, serve};
use super::scenarios::{REGION, Seeded};

/// How long one command of the CLI may take. Three to ten seconds are usual, most of it CPU.
const PATIENCE: Duration = Duration::from_secs(150);

/// The environment of the projects in `tests/fixtures/amplify_projects`.
pub const ENVIRONMENT: &str = "dev";

/// The account in the fixtures.
const ACCOUNT: &str = "123456789012";

/// What the CLI names the auth resource of these projects, after the project.
pub const RESOURCE: &str = "myproject";

/// The pinned Node.
pub fn node() -> PathBuf {
    installed().node.clone()
}

/// Where the pinned CLI and all its packages are.
pub fn node_modules() -> PathBuf {
    installed().modules.clone()
}

struct Installed {
    node: PathBuf,
    modules: PathBuf,
    /// A home folder in which the CLI has run once.
    home: PathBuf,
}

/// The first call on a machine installs Node and the CLI: 1.4 GB, about a minute.
fn installed() -> &'static Installed {
    static INSTALLED: OnceLock<Installed> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let (answer, mut setup) = serve(&["--official"]);
        let _ = setup.wait();
        let path = |name: &str| PathBuf::from(answer[name].as_str().expect("a path"));
        Installed { node: path("node"), modules: path("modules"), home: path("home") }
    })
}

/// An Amplify Gen 1 project in a folder of its own, with a home folder of its own.
pub struct AmplifyProject {
    /// `app` is the project, `home` the home folder.
    folder: TempDir,
    env: BTreeMap<String, String>,
    /// What is in the fixtures, and what is there instead in this project.
    names: Vec<(String, String)>,
}

impl AmplifyProject {
    /// The project of `tests/fixtures/amplify_projects` with that frontend (`javascript`, `android`, `ios` or
    /// `flutter`), deployed in the account, which has no other one. See [`AmplifyProject::teammate`] for a second copy.
    pub fn new(account: &Account<'_>, frontend: &str) -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/amplify_projects");
        let template = read(&fixtures.join("root-cloudformation-stack.json"));
        let team = read(&fixtures.join(frontend).join("amplify/team-provider-info.json"));
        let mut provider = provider_in(&team);
        let stack = text(&provider["StackName"]);
        let (app, _) = stack.rsplit_once('-').expect("a name with random letters behind it");
        // The last digits, since a bucket's name is unique in all AWS, and in MiniStack among all accounts.
        let own = format!("{app}-{}", &account.id()[7..]);
        let mut project = Self::in_folders(vec![(stack, own), (ACCOUNT.to_owned(), account.id().to_owned())]);
        provider = provider_in(&project.named(&team));
        let stack = deploy_stack(account, &provider, &template);
        project.names.push((text(&provider["StackId"]), stack));
        for (path, text) in files_below(&fixtures.join(frontend)) {
            project.write(&path, &project.named(&text));
        }
        // What `amplify init` leaves besides, and the .gitignore that it writes keeps out of a repository.
        let provider = provider_in(&project.read("amplify/team-provider-info.json"));
        let meta = pretty(&json!({"providers": {"awscloudformation": provider}}));
        let profile = json!({ENVIRONMENT: {"configLevel": "project", "useProfile": true, "profileName": "default"}});
        project.write("amplify/.config/local-aws-info.json", &pretty(&profile));
        project.write("amplify/backend/amplify-meta.json", &meta);
        project.write("amplify/backend/awscloudformation/build/root-cloudformation-stack.json", &template);
        if frontend == "javascript" {
            fs::create_dir(project.root().join("src")).expect("a folder");
        }
        let backend: Vec<_> = files_below(&project.root().join("amplify/backend")).into_iter().collect();
        for (path, text) in &backend {
            project.write(&format!("amplify/#current-cloud-backend/{path}"), text);
        }
        let bucket = text(&provider["DeploymentBucketName"]);
        put_object(account, &bucket, "%23current-cloud-backend.zip", &zip(&backend));
        put_object(account, &bucket, "amplify-meta.json", meta.as_bytes());
        project.settle(account)
    }

    /// The same project, as it is now, in another folder and another home.
    pub fn teammate(&self, account: &Account<'_>) -> Self {
        let other = Self::in_folders(self.names.clone());
        for (path, text) in self.tree() {
            other.write(&path, &text);
        }
        fs::create_dir_all(other.root().join("src")).expect("a folder");
        other.settle(account)
    }

    fn in_folders(names: Vec<(String, String)>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("app")).expect("a folder");
        Self { folder, env: BTreeMap::new(), names }
    }

    /// What is about this machine and this folder only, and the environment of all commands.
    fn settle(mut self, account: &Account<'_>) -> Self {
        let root = self.root();
        let here = json!({"projectPath": root, "defaultEditor": "none", "envName": ENVIRONMENT});
        self.write("amplify/.config/local-env-info.json", &pretty(&here));
        let home = self.home();
        prepare_home(&home, account);
        let node = node();
        let path = env::var("PATH").unwrap_or_default();
        self.env.extend(account.env());
        // It reads the profile of the project, so there must be one; and then these would win.
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
            self.env.remove(name);
        }
        for (name, value) in [
            ("HOME", home.to_str().expect("a text")),
            ("PATH", &format!("{}:{path}", node.parent().expect("a folder").display())),
            ("CI", "true"),
            // Whether Amplify Studio has the app; no emulator knows that service.
            ("AMPLIFY_CLI_APPSTATE_BASE_URL", studio_without_apps()),
        ] {
            self.env.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// Lets all commands ask AWS through this endpoint instead: a proxy.
    pub fn through(&mut self, endpoint: &str) {
        self.env.insert("AWS_ENDPOINT_URL".to_owned(), endpoint.to_owned());
    }

    /// The project's folder.
    pub fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists").join("app")
    }

    fn home(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists").join("home")
    }

    /// A text of the fixtures' with this project's account, stack and bucket.
    pub fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
    }

    /// A file of the project.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        read(&self.root().join(path))
    }

    /// A JSON file of the project.
    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Writes a file of the project, and its folders.
    pub fn write(&self, path: &str, text: &str) {
        write(&self.root().join(path), text);
    }

    /// Every file of the project by its path.
    pub fn tree(&self) -> BTreeMap<String, String> {
        files_below(&self.root())
    }

    /// The files in which the CLI keeps what a project is: all below `amplify`, but for what is about this machine
    /// (`.config/local-*`), what is a copy of the deployed backend, and what every push generates anew.
    pub fn state(&self) -> BTreeMap<String, String> {
        let passing = [
            "amplify/.config/local-",
            "amplify/#current-cloud-backend/",
            "amplify/backend/awscloudformation/",
            "amplify/backend/types/",
        ];
        let mut files = self.tree();
        files.retain(|path, _| path.starts_with("amplify/") && !passing.iter().any(|start| path.starts_with(start)));
        files
    }

    /// The configuration files of Amplify's libraries, and whatever else is in the app and was not in it at first.
    pub fn client_files(&self) -> BTreeMap<String, String> {
        let own = ["amplify/", "package.json", "build.gradle", "pubspec.yaml", ".gitignore"];
        let mut files = self.tree();
        files.retain(|path, _| !own.iter().any(|start| path.starts_with(start)));
        files
    }

    /// Runs the CLI in the project.
    pub fn amplify(&self, args: &[&str]) -> Output {
        self.amplify_with_stdin(args, "")
    }

    /// `amplify import auth --headless` of what a scenario asks for.
    pub fn import_auth(&self, seeded: &Seeded) -> Output {
        let mut request = json!({
            "version": 1, "userPoolId": seeded.user_pool_id, "webClientId": seeded.web_client_id,
            "nativeClientId": seeded.native_client_id,
        });
        if let Some(id) = &seeded.identity_pool_id {
            request["identityPoolId"] = id.as_str().into();
        }
        // It takes one line.
        self.amplify_with_stdin(&["import", "auth", "--headless"], &format!("{request}\n"))
    }

    /// Runs the CLI with a text on stdin.
    #[track_caller]
    pub fn amplify_with_stdin(&self, args: &[&str], stdin: &str) -> Output {
        let mut command = Command::new(node());
        command.arg(node_modules().join("@aws-amplify/cli-internal/bin/amplify"));
        self.run(command, "amplify", args, stdin)
    }

    /// Runs the binary under test in the project.
    #[track_caller]
    pub fn amplink(&self, args: &[&str]) -> Output {
        self.run(Command::new(env!("CARGO_BIN_EXE_amplink")), "amplink", args, "")
    }

    #[track_caller]
    fn run(&self, mut command: Command, name: &str, args: &[&str], stdin: &str) -> Output {
        let mut child = command
            .args(args)
            .current_dir(self.root())
            .env_clear()
            .envs(&self.env)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        // It may end without having read that.
        let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_bytes());
        let (sender, ended) = channel();
        let (stdout, stderr) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        let pipes: [(usize, Box<dyn Read + Send>); 2] = [(0, Box::new(stdout)), (1, Box::new(stderr))];
        for (index, mut pipe) in pipes {
            let sender = sender.clone();
            thread::spawn(move || {
                let mut said = Vec::new();
                let _ = pipe.read_to_end(&mut said);
                sender.send((index, String::from_utf8_lossy(&said).into_owned()))
            });
        }
        let mut said = [String::new(), String::new()];
        for _ in 0..2 {
            let Ok((index, text)) = ended.recv_timeout(PATIENCE) else {
                let _ = child.kill();
                let _ = child.wait();
                panic!("{name} {args:?} did not end within {PATIENCE:?}; what it said: {said:?}");
            };
            said[index] = text;
        }
        let code = child.wait().expect("it ended").code().unwrap_or(-1);
        let [stdout, stderr] = said;
        Output { command: format!("{name} {}", args.join(" ")), stdout, stderr, code }
    }
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Output {
    command: String,
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

    /// The rows of the table of `amplify status`: category, resource, operation.
    #[track_caller]
    pub fn resources(&self) -> Vec<[String; 3]> {
        assert!(self.stdout.contains("│ Category"), "{self}");
        let rows = self.stdout.lines().filter(|line| line.starts_with('│') && !line.starts_with("│ Category"));
        let cells = |row: &str| -> Vec<String> { row.split('│').map(|cell| cell.trim().to_owned()).collect() };
        rows.map(|row| match cells(row).as_slice() {
            [_, category, resource, operation, ..] => [category.clone(), resource.clone(), operation.clone()],
            _ => panic!("no row: {row}"),
        })
        .collect()
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, stdout, stderr, code } = self;
        write!(f, "$ {command}\n{stdout}\n--- stderr\n{stderr}\n--- exit code {code}")
    }
}

/// The home of the installation, but for what differs between projects: a first run in a home takes seconds.
fn prepare_home(home: &Path, account: &Account<'_>) {
    let prepared = installed().home.join(".amplify");
    let own = home.join(".amplify");
    fs::create_dir_all(&own).expect("a folder");
    let silent = "amplify-configuration.json";
    fs::copy(prepared.join(silent), own.join(silent)).expect("copied");
    // It looks for plugins each day anew: not here.
    let mut plugins: Value = serde_json::from_str(&read(&prepared.join("plugins.json"))).expect("JSON");
    plugins["maxScanIntervalInSeconds"] = json!(u32::MAX);
    write(&own.join("plugins.json"), &pretty(&plugins));
    #[cfg(unix)]
    std::os::unix::fs::symlink(prepared.join("lib"), own.join("lib")).expect("a link");
    let keys: BTreeMap<String, String> = account.env().into_iter().collect();
    let key = |name: &str| &keys[name];
    let credentials = format!(
        "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        key("AWS_ACCESS_KEY_ID"),
        key("AWS_SECRET_ACCESS_KEY")
    );
    write(&home.join(".aws/credentials"), &credentials);
    write(&home.join(".aws/config"), &format!("[default]\nregion = {REGION}\n"));
}

/// What `team-provider-info.json` says of the environment's deployment.
fn provider_in(team: &str) -> Value {
    let mut team: Value = serde_json::from_str(team).expect("JSON");
    team[ENVIRONMENT]["awscloudformation"].take()
}

/// Makes the stack that `amplify init` makes, which is the bucket and two roles; returns its ARN.
fn deploy_stack(account: &Account<'_>, provider: &Value, template: &str) -> String {
    let parameter = |name: &str| json!({"ParameterKey": name, "ParameterValue": provider[name]});
    let parameters = ["DeploymentBucketName", "AuthRoleName", "UnauthRoleName"].map(parameter);
    let stack = json!({"StackName": provider["StackName"], "TemplateBody": template, "Parameters": parameters});
    text(&account.must(REGION, "cloudformation", "CreateStack", stack)["StackId"])
}

/// Puts an object into a bucket of S3's; its key goes into the address as it is.
fn put_object(account: &Account<'_>, bucket: &str, key: &str, bytes: &[u8]) {
    let env: BTreeMap<String, String> = account.env().into_iter().collect();
    let http: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
    let request = http
        .put(format!("{}/{bucket}/{key}", env["AWS_ENDPOINT_URL"]))
        .header("X-Amz-Date", "20260101T000000Z")
        .header("Authorization", account.authorization(REGION, "s3"));
    request.send(bytes).unwrap_or_else(|error| panic!("{key} into bucket {bucket}: {error}"));
}

fn zip(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (path, text) in files {
        zip.start_file(path, plain).expect("a file of the zip");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A stub, since no emulator has Amplify Studio: it says of every app that Studio does not have it.
fn studio_without_apps() -> &'static str {
    static STUDIO: OnceLock<String> = OnceLock::new();
    fn answer(stream: &TcpStream) -> io::Result<()> {
        let mut head = BufReader::new(stream).lines();
        while head.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
        let mut stream = stream;
        let answer =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        stream.write_all(answer.as_bytes())
    }
    STUDIO.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(answer(&stream))));
        format!("http://{address}")
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text")).to_owned()
}

/// As the CLI writes JSON.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

#[track_caller]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

/// Every file below a folder by its path.
fn files_below(root: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, out: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                let name = path.strip_prefix(root).expect("below it").to_string_lossy().into_owned();
                out.insert(name, read(&path));
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(root, root, &mut out);
    out
}
