//! One command at a time in a project.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Kind, Result};

use super::snapshot::fingerprint;

/// Held while a command works on a project; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct ProjectLock {
    _file: File,
}

impl ProjectLock {
    /// Waits until no other amplink works on the project, calling `on_wait` once if it has to.
    ///
    /// # Errors
    /// The system refuses to lock anything.
    pub async fn acquire(root: &Path, on_wait: impl FnOnce()) -> Result<Self> {
        let file = lockable(root).map_err(|error| {
            Error::from_cause(Kind::Failure, error).context(format!("cannot lock `{}`", root.display()))
        })?;
        let mut on_wait = Some(on_wait);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => {
                    if let Some(tell) = on_wait.take() {
                        tell();
                    }
                    // A blocking lock could not be interrupted by Ctrl-C.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(TryLockError::Error(error)) => {
                    return Err(
                        Error::from_cause(Kind::Failure, error).context(format!("cannot lock `{}`", root.display()))
                    );
                }
            }
        }
    }
}

/// The project's folder itself, so that no lock file is left behind. Where a folder cannot be locked (Windows, some
/// network file systems), a file in the system's temporary folder stands for it.
fn lockable(root: &Path) -> std::io::Result<File> {
    if cfg!(unix) {
        let folder = File::open(root)?;
        match folder.try_lock() {
            Ok(()) => {
                folder.unlock()?;
                return Ok(folder);
            }
            Err(TryLockError::WouldBlock) => return Ok(folder),
            Err(TryLockError::Error(_)) => {}
        }
    }
    let name = format!("amplink-{}.lock", &fingerprint(&root.to_string_lossy())[..16]);
    File::options().create(true).truncate(false).write(true).open(std::env::temp_dir().join(name))
}
