//! Running other programs: bounded in time, logged, in process groups of their own, and never left behind.
//!
//! Must not know what the programs are for.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

/// How often a wait looks at what it waits for.
pub const POLL: Duration = Duration::from_millis(50);
/// How often a long step says that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// How long a tool that is told to stop may take before it is killed.
const TOOL_GRACE: Duration = Duration::from_secs(3);

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Turns Ctrl-C and SIGTERM into a flag that every wait of this program looks at, so that clean-up always runs.
pub fn watch_for_interrupts() -> Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let flag = INTERRUPTED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(flag)).context("cannot watch for Ctrl-C")?;
    }
    Ok(())
}

/// Whether the user asked this program to stop.
pub fn interrupted() -> bool {
    INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// A command whose process gets SIGTERM from the kernel when ours dies, however it dies (where util-linux is there).
///
/// The kernel ties it to the thread that starts it, so start it from one that lives as long as it should.
pub fn tied(program: impl AsRef<OsStr>) -> Command {
    static SETPRIV: OnceLock<bool> = OnceLock::new();
    let available = *SETPRIV.get_or_init(|| succeeds(Command::new("setpriv").args(["--pdeathsig", "TERM", "true"])));
    if !available {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "--"]).arg(program);
    command
}

/// A child in a process group of its own. Dropping it ends the whole group.
pub struct Guarded {
    name: String,
    child: Child,
    grace: Duration,
}

impl Guarded {
    /// Starts `command`; `grace` is how long it may take to end once asked to.
    pub fn spawn(name: &str, command: &mut Command, grace: Duration) -> Result<Guarded> {
        let child = command.process_group(0).spawn().with_context(|| {
            let program = command.get_program().to_string_lossy().into_owned();
            format!("cannot start {name} ({program})")
        })?;
        Ok(Guarded { name: name.to_owned(), child, grace })
    }

    /// The name that messages use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The process that was started.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its exit status, once it has ended.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("cannot ask after {}", self.name))
    }

    /// Waits for it to end, for at most `limit`; past that, or on Ctrl-C, ends its group and fails.
    pub fn wait(&mut self, limit: Duration, mut heartbeat: impl FnMut(Duration)) -> Result<ExitStatus> {
        let start = Instant::now();
        let mut last = start;
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            if interrupted() {
                bail!("interrupted");
            }
            if start.elapsed() > limit {
                bail!("{} did not end within {} s", self.name, limit.as_secs());
            }
            if last.elapsed() > HEARTBEAT {
                last = Instant::now();
                heartbeat(start.elapsed());
            }
            // Short waits are timed by their callers: look more often at first.
            std::thread::sleep((start.elapsed() / 20).clamp(Duration::from_millis(1), POLL));
        }
    }

    /// Asks it to end, waits for its grace period, then ends it and whatever it left in its group.
    /// True if it went by itself.
    pub fn stop(&mut self) -> bool {
        let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) else {
            return false;
        };
        let mut by_itself = true;
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = kill_process_group(group, Signal::TERM);
            let start = Instant::now();
            while by_itself && matches!(self.child.try_wait(), Ok(None)) {
                by_itself = start.elapsed() < self.grace;
                std::thread::sleep(POLL);
            }
        }
        if test_kill_process_group(group).is_ok() {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
        by_itself
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs a command to its end with its output in `log`; on failure the error carries the end of the log.
pub fn run_logged(name: &str, command: &mut Command, log: &Path, limit: Duration) -> Result<()> {
    let out = log_file(log)?;
    let err = out.try_clone().context("cannot share a log file")?;
    command.stdin(Stdio::null()).stdout(out).stderr(err);
    let ending = Guarded::spawn(name, command, TOOL_GRACE)?.wait(limit, |elapsed| say_still(name, elapsed));
    match ending {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("{name} failed ({status}); the end of {}:\n{}", log.display(), tail(log, 25)),
        Err(error) => Err(error.context(format!("the end of {}:\n{}", log.display(), tail(log, 10)))),
    }
}

/// Runs a command to its end with its output on our own terminal.
pub fn run_shown(name: &str, command: &mut Command, limit: Duration) -> Result<()> {
    let status = Guarded::spawn(name, command.stdin(Stdio::null()), TOOL_GRACE)?.wait(limit, |_| ())?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// What a short command prints on stdout; fails when it fails.
pub fn output_of(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {program}"))?;
    if !output.status.success() {
        bail!("{program} failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a short command can be run and succeeds.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// A fresh log file, with its folder.
pub fn log_file(path: &Path) -> Result<File> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    }
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

/// The last lines of a log, for an error message.
pub fn tail(path: &Path, lines: usize) -> String {
    let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

fn say_still(name: &str, elapsed: Duration) {
    println!("      ... {name}: {} s", elapsed.as_secs());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = tied("sh");
        command.args(["-c", script]).stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    fn group_lives(id: u32) -> bool {
        let group = i32::try_from(id).ok().and_then(Pid::from_raw).unwrap();
        test_kill_process_group(group).is_ok()
    }

    #[test]
    fn dropping_a_child_ends_what_it_started() {
        let child = Guarded::spawn("sh", &mut shell("sleep 300 & sleep 300"), Duration::from_secs(2)).unwrap();
        let id = child.id();
        assert!(group_lives(id));
        drop(child);
        // A killed grandchild is gone once init has taken note of it.
        let start = Instant::now();
        while group_lives(id) {
            assert!(start.elapsed() < Duration::from_secs(5), "its group lives on");
            std::thread::sleep(POLL);
        }
    }

    #[test]
    fn a_child_that_will_not_stop_is_killed() {
        let mut command = shell("trap '' TERM; while :; do sleep 0.1; done");
        let mut child = Guarded::spawn("sh", &mut command, Duration::from_millis(300)).unwrap();
        // Only once the trap is set does it count.
        std::thread::sleep(Duration::from_millis(300));
        assert!(!child.stop());
        assert!(child.ended().unwrap().is_some());
    }

    #[test]
    fn a_wait_is_bounded() {
        let mut child = Guarded::spawn("sh", &mut shell("sleep 300"), Duration::from_secs(1)).unwrap();
        let error = child.wait(Duration::from_millis(200), |_| ()).unwrap_err().to_string();
        assert!(error.contains("did not end within"), "{error}");
    }

    #[test]
    fn a_failure_shows_the_end_of_its_log() {
        let log = std::env::temp_dir().join(format!("portalis-xtask-test-{}.log", std::process::id()));
        let error = run_logged("the tool", &mut shell("echo what went wrong >&2; exit 3"), &log, TOOL_GRACE);
        let error = format!("{:#}", error.unwrap_err());
        let _ = fs::remove_file(&log);
        assert!(error.contains("the tool failed") && error.contains("what went wrong"), "{error}");
    }
}
