//! Runs a program under ptrace and cuts it off, or makes it fail, at one chosen system call that
//! touches the disk below a directory: what `strace --inject` does, without needing strace.
//!
//! Only the program's main thread is traced, since all disk work is done there. Not seen are: disk
//! work of other threads or of child processes, stores through a shared mapping, io_uring, and
//! ioctl (reflinks). The last component of a path is taken as it is, even if it is a symlink.

use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::Pid;

/// Whether [`run`] works here; elsewhere it panics.
pub const SUPPORTED: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

const LIMIT: Duration = Duration::from_secs(60);

/// What to do to the program; the number is the index of the disk call, counted from 0. A number
/// that is never reached leaves the run undisturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Injection {
    /// Only record the calls.
    None,
    /// SIGKILL the process as it enters the call, which is not carried out.
    KillBefore(usize),
    /// SIGKILL the process after the call, before the program sees its result.
    KillAfter(usize),
    /// Don't carry the call out and let it return this error; the program goes on.
    Fail(usize, Errno),
    /// The same for this call and every later one: the disk does not come back.
    FailFrom(usize, Errno),
    /// This call fails, and the process is ended as it enters that later one.
    FailThenKill(usize, Errno, usize),
}

/// One system call that creates, changes or syncs something in or below the watched directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskCall {
    /// The system call's name, e.g. `openat`.
    pub name: &'static str,
    /// The file; for calls with two paths the new one, unless only the old one is watched.
    pub path: PathBuf,
}

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// With this exit code.
    Exited(i32),
    /// By this signal, an injected SIGKILL or its own doing, like SIGABRT.
    Killed(Signal),
}

/// What a traced run did.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The disk calls entered, whether they succeeded or not, with the one injected into.
    pub calls: Vec<DiskCall>,
    /// What it printed; not valid UTF-8 is replaced.
    /// Its error output, likewise.
    pub stderr: String,
    /// How it ended.
    pub status: Status,
}

/// Runs `program` (an absolute path) in `cwd` with no input and with `env` as its whole
/// environment, and applies `injection` to the disk calls at or below the directory `watched`.
///
/// # Panics
///
/// If the program cannot be started or traced, or takes longer than a minute.
pub fn run(
    program: &Path,
    args: &[&str],
    env: &[(String, String)],
    cwd: &Path,
    watched: &Path,
    injection: Injection,
) -> Traced {
    assert!(program.is_absolute(), "{program:?} is not absolute");
    let watched = fs::canonicalize(watched).expect("tracing works");
    // Not pipes: a process left behind could keep those open for ever.
    let [mut stdout, mut stderr] = [(); 2].map(|()| tempfile::tempfile().expect("tracing works"));
    // The shell stops itself so that nothing is missed before it is seized. It adds variables of
    // its own to the environment, hence env. The tracer reaps the process.
    let id = Command::new("/bin/sh")
        .args(["-c", r#"kill -STOP $$; exec /usr/bin/env -i "$@""#, "sh"])
        .args(env.iter().map(|(name, value)| format!("{name}={value}")))
        .arg(program)
        .args(args)
        .env_clear()
        .current_dir(cwd)
        .stdin(Stdio::null())
        .stdout(stdout.try_clone().expect("tracing works"))
        .stderr(stderr.try_clone().expect("tracing works"))
        .spawn()
        .expect("tracing works")
        .id();
    let pid = Pid::from_raw(id.cast_signed());

    let (done, finished) = mpsc::channel::<()>();
    let watchdog = thread::spawn(move || {
        let hung = finished.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout);
        if hung {
            let _ = kill(pid, Signal::SIGKILL);
        }
        hung
    });
    let traced = tracer::trace(pid, watched, injection);
    drop(done);
    let hung = watchdog.join().expect("tracing works");
    if traced.is_err() {
        let _ = kill(pid, Signal::SIGKILL);
        let _ = waitpid(pid, None);
    }
    let [stdout, stderr] = [&mut stdout, &mut stderr].map(contents);
    assert!(!hung, "{program:?} hung\n{stdout}\n{stderr}");
    let (calls, status) = traced.unwrap_or_else(|error| panic!("tracing {program:?}: {error}"));
    Traced { calls: calls.unwrap_or_else(|| panic!("{program:?} did not start\n{stderr}")), stderr, status }
}

fn contents(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().expect("tracing works");
    file.read_to_end(&mut bytes).expect("tracing works");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
mod tracer {
    use super::*;

    pub fn trace(_: Pid, _: PathBuf, _: Injection) -> nix::Result<(Option<Vec<DiskCall>>, Status)> {
        Err(Errno::ENOSYS)
    }
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod tracer {
    use std::ffi::OsStr;
    use std::fs::{self, File};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::FileExt;
    use std::path::{Component, Path, PathBuf};

    use nix::errno::Errno;
    use nix::libc::*;
    use nix::sys::ptrace::{self, Options};
    use nix::sys::signal::{Signal, kill};
    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
    use nix::unistd::Pid;

    use super::{DiskCall, Injection, Status};

    /// Which arguments of a call name a file.
    #[derive(Clone, Copy)]
    enum Named {
        ByFd(usize),
        ByPath(usize),
        /// A directory's descriptor, and a path that may be relative to it.
        At(usize, usize),
    }
    use Named::{At, ByFd, ByPath};

    type Numbers = &'static [(c_long, &'static str)];

    #[rustfmt::skip]
    const CALLS: &[(&[Named], Numbers)] = &[
        (&[ByPath(0)], &[
            (SYS_open, "open"), (SYS_creat, "creat"), (SYS_truncate, "truncate"),
            (SYS_unlink, "unlink"), (SYS_rmdir, "rmdir"), (SYS_mkdir, "mkdir"),
            (SYS_mknod, "mknod"), (SYS_chmod, "chmod"), (SYS_chown, "chown"),
            (SYS_lchown, "lchown"), (SYS_utime, "utime"), (SYS_utimes, "utimes"),
            (SYS_setxattr, "setxattr"), (SYS_lsetxattr, "lsetxattr"),
            (SYS_removexattr, "removexattr"), (SYS_lremovexattr, "lremovexattr"),
        ]),
        (&[At(0, 1)], &[
            (SYS_openat, "openat"), (SYS_openat2, "openat2"), (SYS_unlinkat, "unlinkat"),
            (SYS_mkdirat, "mkdirat"), (SYS_mknodat, "mknodat"), (SYS_fchmodat, "fchmodat"),
            (SYS_fchmodat2, "fchmodat2"), (SYS_fchownat, "fchownat"),
            (SYS_futimesat, "futimesat"), (SYS_utimensat, "utimensat"),
        ]),
        (&[ByPath(1), ByPath(0)], &[(SYS_rename, "rename"), (SYS_link, "link")]),
        (&[At(2, 3), At(0, 1)], &[
            (SYS_renameat, "renameat"), (SYS_renameat2, "renameat2"), (SYS_linkat, "linkat"),
        ]),
        (&[ByPath(1)], &[(SYS_symlink, "symlink")]),
        (&[At(1, 2)], &[(SYS_symlinkat, "symlinkat")]),
        (&[ByFd(0)], &[
            (SYS_write, "write"), (SYS_pwrite64, "pwrite64"), (SYS_writev, "writev"),
            (SYS_pwritev, "pwritev"), (SYS_pwritev2, "pwritev2"), (SYS_sendfile, "sendfile"),
            (SYS_fsync, "fsync"), (SYS_fdatasync, "fdatasync"), (SYS_syncfs, "syncfs"),
            (SYS_sync_file_range, "sync_file_range"), (SYS_ftruncate, "ftruncate"),
            (SYS_fallocate, "fallocate"), (SYS_fchmod, "fchmod"), (SYS_fchown, "fchown"),
            (SYS_fsetxattr, "fsetxattr"), (SYS_fremovexattr, "fremovexattr"),
        ]),
        (&[ByFd(2)], &[(SYS_copy_file_range, "copy_file_range"), (SYS_splice, "splice")]),
    ];

    struct Tracer {
        pid: Pid,
        watched: PathBuf,
        injection: Injection,
        calls: Vec<DiskCall>,
        /// How many programs were started so far: the first is `env`, the second is the traced one.
        execs: usize,
        /// Entry and exit of a call look alike, so they have to be told apart by turns.
        entered: bool,
        /// The disk call the process is in.
        current: Option<usize>,
    }

    /// Traces the stopped shell `pid` to its end; without calls, if it never ran the program. All
    /// in this thread: only the one that seized a process may control it.
    pub fn trace(pid: Pid, watched: PathBuf, injection: Injection) -> nix::Result<(Option<Vec<DiskCall>>, Status)> {
        let mut tracer = Tracer { pid, watched, injection, calls: Vec::new(), execs: 0, entered: false, current: None };
        let mut flags = Some(WaitPidFlag::WUNTRACED);
        let status = loop {
            let stepped = match waitpid(pid, flags) {
                Ok(WaitStatus::Exited(_, code)) => break Status::Exited(code),
                Ok(WaitStatus::Signaled(_, signal, _)) => break Status::Killed(signal),
                Ok(_) if flags.take().is_some() => tracer.seize(),
                Ok(stop) => tracer.step(stop),
                Err(error) => Err(error),
            };
            match stepped {
                // ESRCH: it is being killed, by us or by one of its threads; its end comes next.
                Ok(()) | Err(Errno::ESRCH | Errno::EINTR) => {}
                Err(error) => return Err(error),
            }
        };
        Ok(((tracer.execs > 1).then_some(tracer.calls), status))
    }

    impl Tracer {
        fn seize(&self) -> nix::Result<()> {
            let options = Options::PTRACE_O_TRACESYSGOOD | Options::PTRACE_O_EXITKILL | Options::PTRACE_O_TRACEEXEC;
            ptrace::seize(self.pid, options)?;
            kill(self.pid, Signal::SIGCONT)
        }

        fn step(&mut self, stop: WaitStatus) -> nix::Result<()> {
            let mut signal = None;
            match stop {
                WaitStatus::PtraceSyscall(_) => {
                    self.entered = !self.entered;
                    if self.entered {
                        self.enter()?;
                    } else {
                        self.leave()?;
                    }
                }
                WaitStatus::PtraceEvent(_, _, PTRACE_EVENT_EXEC) => {
                    self.execs += 1;
                    // This comes from within execve, whose exit is the next stop.
                    self.entered = true;
                }
                WaitStatus::Stopped(_, received) => signal = Some(received),
                // Job control, which would need PTRACE_LISTEN: nothing under test stays stopped.
                _ => {}
            }
            if self.execs > 1 { ptrace::syscall(self.pid, signal) } else { ptrace::cont(self.pid, signal) }
        }

        fn enter(&mut self) -> nix::Result<()> {
            let mut regs = ptrace::getregs(self.pid)?;
            let Some(call) = self.disk_call(&regs) else {
                return Ok(());
            };
            let index = self.calls.len();
            self.calls.push(call);
            self.current = Some(index);
            let killed = match self.injection {
                Injection::KillBefore(n) | Injection::FailThenKill(_, _, n) => n == index,
                _ => false,
            };
            if killed || self.failure(index).is_some() {
                // No call has this number, so the kernel does nothing.
                regs.orig_rax = u64::MAX;
                ptrace::setregs(self.pid, regs)?;
            }
            if killed { self.kill() } else { Ok(()) }
        }

        fn leave(&mut self) -> nix::Result<()> {
            let Some(index) = self.current.take() else { return Ok(()) };
            if self.injection == Injection::KillAfter(index) {
                return self.kill();
            }
            let Some(errno) = self.failure(index) else { return Ok(()) };
            let mut regs = ptrace::getregs(self.pid)?;
            regs.rax = (-(errno as i64)).cast_unsigned();
            ptrace::setregs(self.pid, regs)
        }

        fn failure(&self, index: usize) -> Option<Errno> {
            match self.injection {
                Injection::Fail(n, errno) | Injection::FailThenKill(n, errno, _) if n == index => Some(errno),
                Injection::FailFrom(n, errno) if n <= index => Some(errno),
                _ => None,
            }
        }

        /// Ends in an error like every later request for the process, which must not be resumed.
        fn kill(&self) -> nix::Result<()> {
            kill(self.pid, Signal::SIGKILL)?;
            Err(Errno::ESRCH)
        }

        fn disk_call(&self, regs: &user_regs_struct) -> Option<DiskCall> {
            let number = regs.orig_rax.cast_signed();
            let (files, name) = CALLS.iter().find_map(|(files, calls)| {
                let call = calls.iter().find(|call| call.0 == number)?;
                Some((files, call.1))
            })?;
            let args = [regs.rdi, regs.rsi, regs.rdx, regs.r10];
            let flags = match name {
                "open" => args[1],
                "openat" => args[2],
                "openat2" => {
                    // The first field of struct open_how.
                    let mut flags = [0; 8];
                    let memory = File::open(self.proc("mem")).ok()?;
                    memory.read_exact_at(&mut flags, args[2]).ok()?;
                    u64::from_ne_bytes(flags)
                }
                _ => O_WRONLY as u64,
            };
            if flags & (O_ACCMODE | O_CREAT | O_TRUNC) as u64 == 0 {
                return None;
            }
            let mut paths = files.iter().filter_map(|file| match *file {
                ByFd(fd) => self.descriptor(args[fd]),
                ByPath(path) => self.path(AT_FDCWD as u64, args[path]),
                At(dir, path) => self.path(args[dir], args[path]),
            });
            let path = paths.find(|path| path.starts_with(&self.watched))?;
            Some(DiskCall { name, path })
        }

        fn proc(&self, entry: &str) -> PathBuf {
            format!("/proc/{}/{entry}", self.pid).into()
        }

        fn descriptor(&self, fd: u64) -> Option<PathBuf> {
            // An int: the upper half of the register is undefined.
            let link = match fd as c_int {
                AT_FDCWD => "cwd".to_owned(),
                fd => format!("fd/{fd}"),
            };
            fs::read_link(self.proc(&link)).ok()
        }

        fn path(&self, dir: u64, address: u64) -> Option<PathBuf> {
            let text = self.text(address)?;
            if text.is_empty() {
                // The descriptor itself is meant: AT_EMPTY_PATH, or null as futimens(3) does it.
                return self.descriptor(dir);
            }
            let path = Path::new(OsStr::from_bytes(&text));
            let path = match path.strip_prefix("/proc/self") {
                Ok(rest) => self.proc("").join(rest),
                Err(_) if path.is_absolute() => path.to_owned(),
                Err(_) => self.descriptor(dir)?.join(path),
            };
            match (path.parent().map(fs::canonicalize), path.file_name()) {
                (Some(Ok(parent)), Some(name)) => Some(parent.join(name)),
                _ => Some(normalised(&path)),
            }
        }

        /// Reads page by page, since the page after the string's end may not be there.
        fn text(&self, mut address: u64) -> Option<Vec<u8>> {
            let mut text = Vec::new();
            if address == 0 {
                return Some(text);
            }
            let memory = File::open(self.proc("mem")).ok()?;
            while text.len() < PATH_MAX as usize {
                let mut page = vec![0; 4096 - (address % 4096) as usize];
                memory.read_exact_at(&mut page, address).ok()?;
                address += page.len() as u64;
                let end = page.iter().position(|&byte| byte == 0);
                text.extend_from_slice(&page[..end.unwrap_or(page.len())]);
                if end.is_some() {
                    return Some(text);
                }
            }
            None
        }
    }

    fn normalised(path: &Path) -> PathBuf {
        let mut normalised = PathBuf::new();
        for component in path.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => drop(normalised.pop()),
                other => normalised.push(other),
            }
        }
        normalised
    }
}
