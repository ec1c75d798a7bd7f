//! A proxy in front of the local AWS: it notes each call, and can hold calls back or answer them itself.
//!
//! It only passes on what MiniStack says, but for the faults that no emulator can be told to have.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use std::{io, thread};

use serde_json::{Map, Value, json};

/// How long a call is held back, or waited for, at most.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running proxy. Its threads end with the process.
pub struct Proxy {
    endpoint: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    calls: Mutex<Vec<String>>,
    arrived: Condvar,
    /// Answer a call only once as many have arrived as its round ends with.
    rounds: Vec<usize>,
    /// Answer nothing before this many calls have arrived.
    gate: AtomicUsize,
    faults: HashMap<String, Fault>,
    /// Where MiniStack is kinder than AWS, answer as AWS does.
    strict: bool,
}

/// What the proxy answers instead of the local AWS.
#[derive(Clone, Copy)]
pub enum Fault {
    /// An error of the JSON protocol: status, code, message.
    Error(u16, &'static str, &'static str),
    /// Never an answer.
    Silence,
}

impl Proxy {
    /// Passes everything on.
    pub fn start(upstream: &str) -> Self {
        Self::with(upstream, 0, &[], [])
    }

    /// Holds every call back until `gate` of them have arrived: a client that waits for one answer before it sends
    /// the next request never gets any.
    pub fn gated(upstream: &str, gate: usize) -> Self {
        Self::in_rounds(upstream, &[gate])
    }

    /// The same in several rounds: with 7 and 9, the first seven calls are answered once all seven are there, the
    /// next two once both are.
    pub fn in_rounds(upstream: &str, rounds: &[usize]) -> Self {
        Self::with(upstream, 0, rounds, [])
    }

    /// Holds every call back until [`Proxy::release`].
    pub fn held(upstream: &str) -> Self {
        Self::with(upstream, usize::MAX, &[], [])
    }

    /// Lets go of what was held back, and holds nothing any more.
    pub fn release(&self) {
        // Under the lock, or a call that is about to wait would miss it.
        let calls = self.state.calls.lock().expect("no thread panicked");
        self.state.gate.store(0, Ordering::Relaxed);
        self.state.arrived.notify_all();
        drop(calls);
    }

    /// Returns once this many calls have arrived.
    #[track_caller]
    pub fn await_calls(&self, count: usize) {
        let calls = self.state.calls.lock().expect("no thread panicked");
        let waited = self.state.arrived.wait_timeout_while(calls, PATIENCE, |calls| calls.len() < count);
        let (calls, timeout) = waited.expect("no thread panicked");
        assert!(!timeout.timed_out(), "only {calls:?} arrived");
    }

    /// Refuses what AWS refuses and MiniStack does not (a page of more than 60, a list without the size of a page
    /// where AWS demands it), and leaves out of the answers what AWS leaves out: empty texts, lists and objects.
    pub fn like_aws(upstream: &str) -> Self {
        let state = State { strict: true, ..State::default() };
        Self::listen(upstream, state)
    }

    /// Answers the named operations itself.
    pub fn faulty<const N: usize>(upstream: &str, faults: [(&str, Fault); N]) -> Self {
        Self::with(upstream, 0, &[], faults)
    }

    fn with<const N: usize>(upstream: &str, gate: usize, rounds: &[usize], faults: [(&str, Fault); N]) -> Self {
        let faults = faults.map(|(operation, fault)| (operation.to_owned(), fault)).into();
        let state = State { rounds: rounds.to_vec(), gate: AtomicUsize::new(gate), faults, ..State::default() };
        Self::listen(upstream, state)
    }

    fn listen(upstream: &str, state: State) -> Self {
        let state = Arc::new(state);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let upstream = upstream.trim_start_matches("http://").to_owned();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (state, upstream) = (Arc::clone(&shared), upstream.clone());
                thread::spawn(move || state.serve(stream, &upstream));
            }
        });
        Self { endpoint, state }
    }

    /// Where it listens.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The operations that were called, sorted.
    pub fn calls(&self) -> Vec<String> {
        let mut calls = self.state.calls.lock().expect("no thread panicked").clone();
        calls.sort();
        calls
    }
}

impl State {
    fn serve(&self, client: TcpStream, upstream: &str) -> io::Result<()> {
        let mut requests = BufReader::new(client.try_clone()?);
        let mut client = client;
        while let Some((head, body)) = read_message(&mut requests)? {
            let target = header(&head, "x-amz-target").unwrap_or_default();
            let operation = match target.rsplit('.').next() {
                Some(operation) if !operation.is_empty() => operation.to_owned(),
                _ => form_action(&body),
            };
            self.note_and_wait(&operation)?;
            match self.faults.get(&operation) {
                Some(Fault::Silence) => {
                    // Until the client gives up.
                    let _ = requests.read(&mut [0]);
                    return Ok(());
                }
                Some(Fault::Error(status, code, message)) => {
                    let body = format!(r#"{{"__type":"{code}","message":"{message}"}}"#);
                    let length = body.len();
                    write!(
                        client,
                        "HTTP/1.1 {status} X\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {length}\r\n\r\n{body}"
                    )?;
                }
                None if self.strict && breaks_a_limit(&operation, &body) => {
                    let body = r#"{"__type":"InvalidParameterException","message":"1 validation error detected"}"#;
                    let length = body.len();
                    write!(
                        client,
                        "HTTP/1.1 400 X\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {length}\r\n\r\n{body}"
                    )?;
                }
                None => {
                    let mut server = TcpStream::connect(upstream)?;
                    server.write_all(head.as_bytes())?;
                    server.write_all(&body)?;
                    let (head, body) = read_message(&mut BufReader::new(server))?.unwrap_or_default();
                    match serde_json::from_slice(&body) {
                        Ok(answer) if self.strict => {
                            let body = without_empty(answer).unwrap_or_else(|| json!({})).to_string();
                            let status = head.lines().next().unwrap_or_default();
                            let length = body.len();
                            write!(
                                client,
                                "{status}\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {length}\r\n\r\n{body}"
                            )?;
                        }
                        _ => {
                            client.write_all(head.as_bytes())?;
                            client.write_all(&body)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// A call that is held for ever is never answered: its connection is closed, and the client fails.
    fn note_and_wait(&self, operation: &str) -> io::Result<()> {
        let mut calls = self.calls.lock().expect("no thread panicked");
        calls.push(operation.to_owned());
        self.arrived.notify_all();
        let end_of_round = self.rounds.iter().copied().find(|round| *round >= calls.len()).unwrap_or(0);
        let is_held = |calls: &mut Vec<String>| calls.len() < self.gate.load(Ordering::Relaxed).max(end_of_round);
        let (calls, waited) = self.arrived.wait_timeout_while(calls, PATIENCE, is_held).expect("no thread panicked");
        drop(calls);
        if waited.timed_out() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
    }
}

/// The API reference's bounds of `MaxResults` and `Limit`; for some lists the first has to be there.
fn breaks_a_limit(operation: &str, body: &[u8]) -> bool {
    let input: Value = serde_json::from_slice(body).unwrap_or_default();
    let size = input.get("MaxResults").or_else(|| input.get("Limit"));
    match size.and_then(Value::as_u64) {
        Some(size) => !(1..=60).contains(&size),
        None => ["ListUserPools", "ListIdentityPools"].contains(&operation),
    }
}

fn without_empty(value: Value) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let members: Map<String, Value> =
                members.into_iter().filter_map(|(key, value)| Some((key, without_empty(value)?))).collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(items.into_iter().filter_map(without_empty).collect()),
        Value::String(text) if text.is_empty() => None,
        Value::Null => None,
        other => Some(other),
    }
}

/// The operation of a query protocol's request: IAM's.
fn form_action(body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    body.split('&').find_map(|field| field.strip_prefix("Action=")).unwrap_or_default().to_owned()
}

/// A request or an answer: its head with the empty line, and its body. `None` at the end of the connection.
fn read_message(reader: &mut impl BufRead) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    let length = header(&head, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some((head, body)))
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}
