//! The folder that outlives a process (compiled runtimes) and the folders that must not (work in progress). Work
//! folders go with their owner, with their process by a small janitor, and at the latest at the next start.

use crate::error::SetupError;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// The cache folder: `$PORTALIS_CACHE`, else `$XDG_CACHE_HOME/portalis`, else `~/.cache/portalis`.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
}

impl Cache {
    /// Opens `root`, or the default place, making it where it is missing.
    pub fn open(root: Option<&Path>) -> Result<Cache, SetupError> {
        let root = match root {
            Some(root) => root.to_path_buf(),
            None => default_root().ok_or_else(|| SetupError::NoCache { reason: "HOME is not set".into() })?,
        };
        make_private(&root).map_err(|e| SetupError::NoCache { reason: format!("{}: {e}", root.display()) })?;
        // Processes are started inside the cache's folders, so relative paths would change their meaning.
        let root = root.canonicalize().map_err(SetupError::io(format!("read {}", root.display())))?;
        Ok(Cache { root })
    }

    /// A path in the cache.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Starts this process's work area, and clears what dead processes left.
    pub(crate) fn session(&self) -> Result<Arc<Session>, SetupError> {
        let work = self.path("work");
        make_private(&work).map_err(SetupError::io(format!("make {}", work.display())))?;
        sweep(&work);
        Session::start(&work).map(Arc::new).map_err(SetupError::io(format!("make a folder in {}", work.display())))
    }
}

fn default_root() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("PORTALIS_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("portalis")))
        .or_else(|| set("HOME").map(|folder| folder.join(".cache/portalis")))
}

fn make_private(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// This process's work area: `work/<pid>-<time>/`, with a lock file that is held while the process lives.
#[derive(Debug)]
pub(crate) struct Session {
    root: PathBuf,
    next: AtomicU64,
    /// Held, not read: the system releases it whatever way the process ends.
    _lock: File,
    /// The janitor waits for the end of this pipe; the system closes it whatever way the process ends.
    janitor: Option<ChildStdin>,
}

/// Removes the folder once the pipe closes: processes that die with us may still write for a moment, hence the tries.
const JANITOR: &str = r#"cat >/dev/null; for n in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- "$1" && exit; sleep 0.2; done"#;

impl Session {
    fn start(work: &Path) -> io::Result<Session> {
        let unique = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let name = format!("{}-{unique}", std::process::id());
        // Locked first and named afterwards, so that no sweep sees it unlocked.
        let new = work.join(format!("{NEW}{name}"));
        make_private(&new)?;
        let lock = File::create(new.join(LOCK))?;
        lock.lock()?;
        let root = work.join(name);
        fs::rename(&new, &root)?;
        let janitor = Command::new("/bin/sh")
            .args(["-c", JANITOR, "portalis-janitor"])
            .arg(&root)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A terminal's Ctrl-C goes to our group; the janitor has to outlive it.
            .process_group(0)
            .spawn()
            .ok()
            .and_then(|mut child| child.stdin.take());
        Ok(Session { root, next: AtomicU64::new(0), _lock: lock, janitor })
    }

    /// A fresh, empty folder.
    pub(crate) fn folder(self: &Arc<Self>) -> Result<Arc<WorkDir>, SetupError> {
        let path = self.root.join(self.next.fetch_add(1, Ordering::Relaxed).to_string());
        make_private(&path).map_err(SetupError::io(format!("make {}", path.display())))?;
        Ok(Arc::new(WorkDir { path, _session: self.clone() }))
    }

    /// An open executable file with these bytes and no name.
    pub(crate) fn executable(&self, bytes: &[u8]) -> Result<File, SetupError> {
        let path = self.root.join(format!("executable-{}", self.next.fetch_add(1, Ordering::Relaxed)));
        let make = || {
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true).mode(0o700).open(&path)?.write_all(bytes)?;
            let file = File::open(&path)?;
            fs::remove_file(&path)?;
            Ok(file)
        };
        make().map_err(SetupError::io(format!("write {}", path.display())))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
        drop(self.janitor.take());
    }
}

/// A folder for one job, removed with its last owner.
#[derive(Debug)]
pub(crate) struct WorkDir {
    path: PathBuf,
    _session: Arc<Session>,
}

impl WorkDir {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        // What cannot be removed now is the session's to remove.
        let _ = fs::remove_dir_all(&self.path);
    }
}

const LOCK: &str = "lock";
const NEW: &str = "new-";
/// A folder that is still unnamed after this long lost its process between two steps.
const NEW_IS_STALE: Duration = Duration::from_secs(600);

/// Removes the work of processes that are gone: those whose lock can be had.
fn sweep(work: &Path) {
    let Ok(entries) = fs::read_dir(work) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let gone = if entry.file_name().to_string_lossy().starts_with(NEW) {
            let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
            age.is_some_and(|age| age > NEW_IS_STALE)
        } else {
            match File::open(path.join(LOCK)) {
                Ok(lock) => lock.try_lock().is_ok(),
                Err(e) => e.kind() == io::ErrorKind::NotFound,
            }
        };
        if gone {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// Takes an exclusive lock on `path` within `wait`; it is released when the file closes.
pub(crate) async fn lock(path: &Path, wait: Duration) -> Result<File, SetupError> {
    let file = File::create(path).map_err(SetupError::io(format!("create {}", path.display())))?;
    let until = tokio::time::Instant::now() + wait;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if tokio::time::Instant::now() < until => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(SetupError::Locked { path: path.to_path_buf(), waited: wait });
            }
            Err(TryLockError::Error(e)) => return Err(SetupError::io(format!("lock {}", path.display()))(e)),
        }
    }
}

#[cfg(test)]
mod tests;
