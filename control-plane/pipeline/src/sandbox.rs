//! One command run under limits: wall time, CPU, memory, output, file size; empty environment; ended with everything
//! it started when it passes a limit, when its caller goes away, and when this process dies. Knows no compiler.

use crate::cache::WorkDir;
use crate::error::SetupError;
use crate::isolation::{Isolation, SAFE_PATH};
use crate::job::RunOutput;
use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;

/// What one process may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Wall time.
    pub wall: Duration,
    /// CPU time, rounded up to a second.
    pub cpu: Duration,
    /// Address space in bytes.
    pub memory: u64,
    /// Bytes of standard output, and of standard error.
    pub output: u64,
    /// Bytes of any one file it writes.
    pub file: u64,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this exit code.
    Exited(i32),
    /// By a signal (running out of memory ends so too), or by itself with an exit code from 129 to 159.
    Signalled(i32),
    /// Killed: out of wall time.
    WallLimit,
    /// Killed: out of CPU time.
    CpuLimit,
    /// Killed: wrote too much.
    OutputLimit,
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Ending::Exited(code) => write!(f, "exit code {code}"),
            Ending::Signalled(signal) => write!(f, "signal {signal}"),
            Ending::WallLimit => f.write_str("killed at the wall time limit"),
            Ending::CpuLimit => f.write_str("killed at the CPU time limit"),
            Ending::OutputLimit => f.write_str("killed at the output limit"),
        }
    }
}

/// A command to run. It starts in its work folder, which lives at least as long as the process.
pub(crate) struct Task {
    pub program: PathBuf,
    pub args: Vec<OsString>,
    pub env: Vec<(OsString, OsString)>,
    pub stdin: Vec<u8>,
    pub dir: Arc<WorkDir>,
    pub limits: Limits,
    /// Whether it does without root's rights.
    pub powerless: bool,
}

/// Runs the task to its end or its first limit. Dropping the future ends the process.
pub(crate) async fn run(isolation: &Isolation, task: Task) -> Result<RunOutput, SetupError> {
    let words = words(isolation, &task);
    let (tell, told) = oneshot::channel();
    let (still_wanted, cancelled) = oneshot::channel::<()>();
    // The parent-death signal fires when the *thread* that started the process ends, so each process has a thread of
    // its own, which ends after it; an async runtime's threads come and go.
    std::thread::Builder::new()
        .name("portalis-sandbox".into())
        .spawn(move || {
            let result = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .and_then(|runtime| runtime.block_on(supervise(words, task, cancelled)));
            // Nobody listens after a cancellation.
            let _ = tell.send(result);
        })
        .map_err(SetupError::io("start a thread for a sandboxed process"))?;
    let result = told.await;
    drop(still_wanted);
    match result {
        Ok(result) => result.map_err(SetupError::io("run a sandboxed process")),
        Err(_) => Err(SetupError::Io {
            doing: "run a sandboxed process".into(),
            source: std::io::Error::other("its supervisor ended early"),
        }),
    }
}

fn words(isolation: &Isolation, task: &Task) -> Vec<OsString> {
    let limits = &task.limits;
    let cpu = limits.cpu.as_millis().div_ceil(1000).max(1);
    let mut words = isolation.words(task.powerless);
    words.push(isolation.prlimit().into());
    words.extend(
        [
            format!("--cpu={cpu}"),
            format!("--as={}", limits.memory),
            format!("--fsize={}", limits.file),
            "--core=0".into(),
            "--nofile=512".into(),
            "--".into(),
        ]
        .map(OsString::from),
    );
    words.push(task.program.clone().into());
    words.extend(task.args.iter().cloned());
    words
}

async fn supervise(
    words: Vec<OsString>,
    mut task: Task,
    cancelled: oneshot::Receiver<()>,
) -> std::io::Result<RunOutput> {
    let begun = Instant::now();
    let mut child = Command::new(&words[0])
        .args(&words[1..])
        .current_dir(task.dir.path())
        .env_clear()
        .env("PATH", SAFE_PATH)
        .envs(task.env.drain(..))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()?;
    let group = Group(child.id());
    let stdin = child.stdin.take();
    let input = std::mem::take(&mut task.stdin);
    let feed = tokio::spawn(async move {
        if let Some(mut stdin) = stdin {
            // A program need not read its input; a closed pipe is its own business.
            let _ = stdin.write_all(&input).await;
        }
    });
    let limit = task.limits.output;
    let mut stdout = Vec::new();
    let mut stderr = Vec::new();
    let out = child.stdout.take();
    let err = child.stderr.take();
    let ended = {
        let reading = async { tokio::try_join!(collect(out, &mut stdout, limit), collect(err, &mut stderr, limit)) };
        tokio::select! {
            ended = finish(&mut child, reading, &group) => ended?,
            () = tokio::time::sleep(task.limits.wall) => Ended::Killed(Ending::WallLimit),
            _ = cancelled => Ended::Killed(Ending::WallLimit),
        }
    };
    feed.abort();
    drop(group);
    let status = child.wait().await?;
    let ending = match ended {
        Ended::Killed(ending) => ending,
        Ended::Itself => by_itself(status, begun.elapsed(), &task.limits),
    };
    stdout.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    stderr.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(RunOutput { ending, stdout, stderr, elapsed: begun.elapsed() })
}

enum Ended {
    Itself,
    Killed(Ending),
}

/// Waits for the first process and for the end of its output. What it left behind in its group may hold the pipes
/// open, so the group is ended when the first process is.
async fn finish(
    child: &mut Child,
    reading: impl Future<Output = Result<((), ()), TooMuch>>,
    group: &Group,
) -> std::io::Result<Ended> {
    tokio::pin!(reading);
    let read_all = tokio::select! {
        read = &mut reading => Some(read),
        status = child.wait() => { status?; None }
    };
    let read_all = match read_all {
        Some(Ok(_)) => {
            child.wait().await?;
            return Ok(Ended::Itself);
        }
        Some(too_much) => too_much,
        None => {
            group.kill();
            reading.await
        }
    };
    Ok(match read_all {
        Ok(_) => Ended::Itself,
        Err(TooMuch) => Ended::Killed(Ending::OutputLimit),
    })
}

struct TooMuch;

async fn collect(pipe: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>, limit: u64) -> Result<(), TooMuch> {
    let Some(pipe) = pipe else { return Ok(()) };
    // A read error ends the stream like its end does: the exit status tells the rest.
    let _ = pipe.take(limit.saturating_add(1)).read_to_end(into).await;
    if into.len() as u64 > limit { Err(TooMuch) } else { Ok(()) }
}

fn by_itself(status: ExitStatus, elapsed: Duration, limits: &Limits) -> Ending {
    let signal = match (status.code(), status.signal()) {
        // A shell's way to say that its command ended by a signal (see `isolation`).
        (Some(code @ 129..=159), _) => code - 128,
        (Some(code), _) => return Ending::Exited(code),
        (None, signal) => signal.unwrap_or(0),
    };
    // The kernel's kill at the CPU limit looks like any other; only the time tells, and its clock is a coarse one.
    if [9, 24].contains(&signal) && elapsed + Duration::from_millis(50) >= limits.cpu {
        return Ending::CpuLimit;
    }
    Ending::Signalled(signal)
}

/// The process group of a child, killed when dropped.
struct Group(Option<u32>);

impl Group {
    fn kill(&self) {
        let pid = self.0.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            // It fails when the group is gone already, which is what we want.
            let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

#[cfg(test)]
mod tests;
