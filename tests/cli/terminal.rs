//! The real binary in a terminal of its own, and somebody who types.

use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::sys::termios::{LocalFlags, tcgetattr};
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

use crate::sandbox::{Sandbox, binary};

/// Far more than anything here takes; a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

pub const ENTER: &str = "\r";
pub const ESCAPE: &str = "\x1b";
pub const DOWN: &str = "\x1b[B";
pub const CTRL_C: &str = "\x03";

const CURSOR_OFF: &str = "\x1b[?25l";
const CURSOR_ON: &str = "\x1b[?25h";

/// A run that is under way.
pub struct Terminal {
    session: PtySession,
    seen: String,
}

/// A run that has ended: every byte that it sent to the terminal, and its exit code.
pub struct Ended {
    pub output: String,
    pub code: i32,
}

impl Terminal {
    /// Starts the binary in the sandbox's project, in a terminal of 24 lines by 80 columns.
    pub fn run(sandbox: &Sandbox, args: &[&str]) -> Self {
        Self::start(sandbox.command(args))
    }

    /// Starts a shell's command line, in which the binary is `amplink`.
    pub fn shell(sandbox: &Sandbox, line: &str) -> Self {
        let mut command = Command::new("/bin/sh");
        let folder = binary().parent().expect("a folder").display();
        command.args(["-c", line]).current_dir(sandbox.root()).env_clear().envs(sandbox.env());
        command.env("PATH", format!("{folder}:/usr/bin:/bin"));
        Self::start(command)
    }

    fn start(mut command: Command) -> Self {
        command.env("TERM", "xterm-256color").arg0("amplink");
        let patience = u64::try_from(PATIENCE.as_millis()).expect("it is short");
        let session = spawn_command(command, Some(patience)).expect("the binary starts in a terminal");
        Self { session, seen: String::new() }
    }

    /// Waits until a text appears, whatever its colours: the active line of a list is coloured letter by letter.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> &mut Self {
        let letters: Vec<String> = text
            .chars()
            .map(|c| if c.is_alphanumeric() { c.to_string() } else { format!("\\x{{{:x}}}", c as u32) })
            .collect();
        match self.session.exp_regex(&letters.join(r"(?:\x1b\[[0-9;]*m)*")) {
            Ok((before, found)) => self.seen.extend([before, found]),
            Err(error) => panic!("waited for {text:?}: {error}\nbefore that: {}", self.seen),
        }
        self
    }

    /// Waits until a question is asked and its answer is being read. A key that is pressed between the two is not
    /// lost, but for Ctrl-C: that goes to the program as a signal, as it does during a request.
    #[track_caller]
    pub fn asks(&mut self, question: &str) -> &mut Self {
        self.shows(question);
        let terminal = self.session.process().get_file_handle().expect("a handle");
        let start = Instant::now();
        while tcgetattr(&terminal).expect("a terminal").local_flags.contains(LocalFlags::ICANON) {
            assert!(start.elapsed() < PATIENCE, "nobody reads the answer to {question:?}\n{}", self.seen);
            thread::yield_now();
        }
        self
    }

    /// Types.
    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.session.send(keys).and_then(|_| self.session.flush()).expect("it listens");
        self
    }

    /// Sends a signal.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        self.session.process_mut().signal(signal).expect("it runs");
        self
    }

    /// Waits for the end.
    #[track_caller]
    pub fn ends(&mut self) -> Ended {
        match self.session.exp_eof() {
            Ok(rest) => self.seen.push_str(&rest),
            Err(error) => panic!("waited for the end: {error}\nbefore that: {}", self.seen),
        }
        let code = match self.session.process().wait().expect("it has ended") {
            WaitStatus::Exited(_, code) => code,
            other => panic!("it was ended: {other:?}\n{}", self.seen),
        };
        // rexpect makes a character of each byte.
        let bytes: Vec<u8> = self.seen.chars().map(|c| u8::try_from(c).expect("a byte")).collect();
        Ended { output: String::from_utf8(bytes).expect("UTF-8"), code }
    }
}

impl Ended {
    /// Checks the exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.output);
        self
    }

    /// Checks that whoever types next sees the cursor.
    #[track_caller]
    pub fn leaves_the_cursor(self) -> Self {
        let hidden = self.output.rfind(CURSOR_OFF);
        assert!(hidden.is_none() || hidden < self.output.rfind(CURSOR_ON), "{:?}", self.output);
        self
    }

    /// Checks that no question was drawn: each kind of them hides the cursor or reads keys behind such a line.
    #[track_caller]
    pub fn asked_nothing(self) -> Self {
        for sign in [CURSOR_OFF, CURSOR_ON, "type to filter", "y/n", "Y/n", "y/N"] {
            assert!(!self.output.contains(sign), "{sign:?} in {:?}", self.output);
        }
        self
    }

    /// Checks that a text is there, colours aside.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.text().contains(text), "no {text:?} in:\n{}", self.text());
        self
    }

    /// Checks that a text is not there.
    #[track_caller]
    pub fn never_says(self, text: &str) -> Self {
        assert!(!self.text().contains(text), "{text:?} in:\n{}", self.text());
        self
    }

    /// What was sent, without escape sequences.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut rest = self.output.as_str();
        while let Some((before, after)) = rest.split_once("\x1b[") {
            text.push_str(before);
            rest = after.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).get(1..).unwrap_or_default();
        }
        text + rest
    }

    /// The command without questions that was printed.
    #[track_caller]
    pub fn equivalent(&self) -> String {
        let text = self.text();
        let line = text.lines().find_map(|line| line.strip_prefix("  amplink "));
        format!("amplink {}", line.unwrap_or_else(|| panic!("no command in:\n{text}")).trim_end())
    }
}
