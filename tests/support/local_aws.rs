//! A local AWS (MiniStack): started by `local_aws/serve.py`, one per test process, and talked to without an SDK so
//! that a test does not see AWS through the same library as the program.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fmt, io, thread};

use serde_json::{Map, Value, json};

/// Where `serve.py` installs things and keeps logs.
fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/local-aws")
}

/// Runs `serve.py` until it has printed its one line, and returns that and the process, which lives on while the
/// pipe to its stdin is open.
pub(super) fn serve(arguments: &[&str]) -> (Value, Child) {
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let mut child = Command::new(&python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/local_aws/serve.py"))
        .arg("--dir")
        .arg(directory())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot run {}: {error}", python.display()));
    // Shown at once, since the first installation takes a while, and kept for the panic.
    let mut stderr = child.stderr.take().expect("stderr is a pipe");
    let said = thread::spawn(move || {
        let (mut said, mut buffer) = (Vec::new(), [0; 4096]);
        while let Ok(count @ 1..) = stderr.read(&mut buffer) {
            let _ = io::stderr().write_all(&buffer[..count]);
            said.extend_from_slice(&buffer[..count]);
        }
        String::from_utf8_lossy(&said).into_owned()
    });
    let mut line = String::new();
    let read = BufReader::new(child.stdout.take().expect("stdout is a pipe")).read_line(&mut line);
    match serde_json::from_str(&line) {
        Ok(answer) => (answer, child),
        Err(_) => {
            drop(child.stdin.take());
            let status = child.wait();
            let said = said.join().unwrap_or_default();
            panic!("serve.py {arguments:?} failed: {status:?}, {read:?}, stdout {line:?}, stderr:\n{said}");
        }
    }
}

/// A running MiniStack, which stops when this is dropped or when the test process ends, in whatever way.
pub struct LocalAws {
    endpoint: String,
    server: Child,
    http: ureq::Agent,
}

impl LocalAws {
    /// The one that all tests of this process share: see [`LocalAws::account`] for how they keep apart.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<LocalAws> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(false))
    }

    /// A private one. With `auth` it checks IAM policies as AWS does, and the signatures of access keys that IAM made.
    /// An [`Account`]'s own key remains its root's, whose signature is not checked.
    pub fn start(auth: bool) -> Self {
        let (answer, server) = serve(if auth { &["--auth"] } else { &[] });
        let endpoint = answer["endpoint"].as_str().expect("an endpoint").to_owned();
        // Never through a proxy of the user's; and an error status is an answer like any other.
        let http = ureq::Agent::config_builder().proxy(None).http_status_as_error(false).build().into();
        Self { endpoint, server, http }
    }

    /// Like `http://127.0.0.1:40123`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// A fresh, empty account. MiniStack takes a 12-digit access key id for the account, so that tests can run side
    /// by side against one server and each sees only what it made.
    pub fn account(&self) -> Account<'_> {
        static NEXT: OnceLock<AtomicU64> = OnceLock::new();
        // A random start, should two test processes ever be pointed at one server.
        let next = NEXT.get_or_init(|| AtomicU64::new(RandomState::new().hash_one(0) % 800_000_000_000));
        let id = (100_000_000_000 + next.fetch_add(1, Ordering::Relaxed)).to_string();
        Account { aws: self, access_key: id.clone(), id }
    }

    /// The account into which calls without credentials go, like those of an app's users. There is one of them in a
    /// server: a test of signing in starts its own.
    pub fn root(&self) -> Account<'_> {
        Account { aws: self, access_key: "test".to_owned(), id: "000000000000".to_owned() }
    }
}

impl Drop for LocalAws {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        let _ = self.server.wait();
    }
}

/// An AWS account in a [`LocalAws`].
pub struct Account<'a> {
    aws: &'a LocalAws,
    access_key: String,
    id: String,
}

impl Account<'_> {
    /// The 12 digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The environment in which an AWS client acts in this account, and in which nothing else of the user's own AWS
    /// configuration matters. It names no region: that is for the test to say.
    pub fn env(&self) -> Vec<(String, String)> {
        [
            ("AWS_ACCESS_KEY_ID", self.access_key.as_str()),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", &self.aws.endpoint),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    /// Calls an operation of `cognito-idp`, `cognito-identity`, `iam`, `cloudformation` or `sts` with its wire-format
    /// input. Those of `sts` go unsigned, as an app's users send them.
    pub fn call(&self, region: &str, service: &str, operation: &str, input: Value) -> Result<Value, AwsError> {
        let request = self.aws.http.post(&self.aws.endpoint).header("X-Amz-Date", "20260101T000000Z");
        let request = match service {
            "sts" => request,
            _ => request.header("Authorization", self.authorization(region, service)),
        };
        let version = match service {
            "iam" => Some("2010-05-08"),
            "cloudformation" => Some("2010-05-15"),
            "sts" => Some("2011-06-15"),
            _ => None,
        };
        let sent = match version {
            Some(version) => request
                .header("Content-Type", "application/x-www-form-urlencoded")
                .send(query(operation, version, &input)),
            None => {
                let target = match service {
                    "cognito-idp" => "AWSCognitoIdentityProviderService",
                    "cognito-identity" => "AWSCognitoIdentityService",
                    _ => panic!("no calls to {service} here"),
                };
                request
                    .header("Content-Type", "application/x-amz-json-1.1")
                    .header("X-Amz-Target", format!("{target}.{operation}"))
                    .send(input.to_string())
            }
        };
        let (status, body) = sent
            .and_then(|mut answer| Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?)))
            .unwrap_or_else(|error| panic!("{service} {operation} at {}: {error}", self.aws.endpoint));
        let answer = match version {
            Some(_) => from_xml(&body),
            None => serde_json::from_str(&body).unwrap_or(Value::Null),
        };
        match status {
            200 if version.is_some() => {
                Ok(answer[format!("{operation}Response")][format!("{operation}Result")].clone())
            }
            200 => Ok(answer),
            _ => Err(AwsError::new(status, &answer, body)),
        }
    }

    /// [`Account::call`], when the test makes no sense without it.
    #[track_caller]
    pub fn must(&self, region: &str, service: &str, operation: &str, input: Value) -> Value {
        self.call(region, service, operation, input.clone()).unwrap_or_else(|error| {
            panic!("{service} {operation} in {region} of account {}: {error}\ninput: {input:#}", self.id)
        })
    }

    /// The header of that name. Right in form only: MiniStack reads account and region from it and does not check the
    /// signature.
    pub fn authorization(&self, region: &str, service: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential={}/20260101/{region}/{service}/aws4_request, SignedHeaders=host;x-amz-date, \
             Signature={:064}",
            self.access_key, 0
        )
    }
}

/// An answer other than success.
#[derive(Debug)]
pub struct AwsError {
    pub status: u16,
    /// Like `ResourceNotFoundException`; empty when the answer names none.
    pub code: String,
    pub message: String,
    pub body: String,
}

impl AwsError {
    fn new(status: u16, answer: &Value, body: String) -> Self {
        let error = answer.pointer("/ErrorResponse/Error").unwrap_or(answer);
        let text =
            |names: [&str; 2]| names.iter().find_map(|name| error[*name].as_str()).unwrap_or_default().to_owned();
        let code = text(["__type", "Code"]);
        // Some services qualify it: `com.amazonaws.cognito#ResourceNotFoundException`.
        let code = code.rsplit('#').next().unwrap_or_default().to_owned();
        Self { status, code, message: text(["message", "Message"]), body }
    }
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}\n{}", self.status, self.code, self.message, self.body)
    }
}

impl std::error::Error for AwsError {}

/// The query protocol's form body.
fn query(operation: &str, version: &str, input: &Value) -> String {
    fn add(fields: &mut BTreeMap<String, String>, name: &str, value: &Value) {
        let join = |key: &str| {
            if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
        };
        match value {
            Value::Object(members) => members.iter().for_each(|(key, value)| add(fields, &join(key), value)),
            Value::Array(items) => {
                (1..).zip(items).for_each(|(number, item)| add(fields, &join(&format!("member.{number}")), item));
            }
            Value::String(text) => drop(fields.insert(name.to_owned(), text.clone())),
            other => drop(fields.insert(name.to_owned(), other.to_string())),
        }
    }
    let mut fields =
        BTreeMap::from([("Action".to_owned(), operation.to_owned()), ("Version".to_owned(), version.to_owned())]);
    add(&mut fields, "", input);
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", percent_encode(value))).collect();
    pairs.join("&")
}

fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The query protocol's answers, as JSON like that of the other services: elements are members, `<member>` elements a
/// list. Enough for what IAM sends, which has no attributes of interest, comments or CDATA.
fn from_xml(text: &str) -> Value {
    let mut rest = text.trim_start();
    if rest.starts_with("<?") {
        rest = rest.split_once("?>").map_or("", |(_, after)| after);
    }
    let (mut members, mut list) = (Map::new(), Vec::new());
    while let Some((_, after)) = rest.split_once('<') {
        let Some((tag, after)) = after.split_once('>') else {
            break;
        };
        if let Some(empty) = tag.strip_suffix('/') {
            members.insert(empty.trim_end().to_owned(), Value::Null);
            rest = after;
            continue;
        }
        let name = tag.split_whitespace().next().unwrap_or_default();
        // No element of IAM's contains one of its own name, except `member`: count those.
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let end = after
            .match_indices(&close)
            .map(|(at, _)| at)
            .find(|at| after[..*at].matches(&open).count() == after[..*at].matches(&close).count());
        let Some(end) = end else { break };
        let value = from_xml(&after[..end]);
        match name {
            "member" => list.push(value),
            _ => drop(members.insert(name.to_owned(), value)),
        }
        rest = &after[end + close.len()..];
    }
    match (members.is_empty(), list.is_empty()) {
        (false, _) => Value::Object(members),
        (_, false) => Value::Array(list),
        _ => json!(unescape(text)),
    }
}

fn unescape(text: &str) -> String {
    let plain = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    plain.iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}
