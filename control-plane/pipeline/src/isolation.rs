//! What this machine offers to shut a process in: util-linux's `setpriv`, `unshare` and `prlimit`, found and tried
//! once. Decides the words before a command; starts nothing for keeps, and knows no limits' values.

use crate::error::SetupError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How far a sandboxed process is shut in. All of them die with this process and obey their limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Own network and process namespaces: no network, and whatever it starts ends with it.
    Namespaces,
    /// The same, by way of a user namespace (we are not root).
    UserNamespaces,
    /// This machine refuses namespaces (a container without the right): limits and death with the parent only.
    Limits,
}

/// The means found on this machine.
#[derive(Debug, Clone)]
pub struct Isolation {
    level: Level,
    setpriv: PathBuf,
    unshare: PathBuf,
    prlimit: PathBuf,
}

impl Isolation {
    /// Finds the tools and tries the strongest level first.
    pub fn probe() -> Result<Isolation, SetupError> {
        Isolation::best_of(&[Level::Namespaces, Level::UserNamespaces])
    }

    /// The first of these levels that works here, or limits alone.
    pub(crate) fn best_of(levels: &[Level]) -> Result<Isolation, SetupError> {
        let mut isolation = Isolation {
            level: Level::Limits,
            setpriv: tool("setpriv")?,
            unshare: tool("unshare")?,
            prlimit: tool("prlimit")?,
        };
        for level in levels.iter().copied() {
            isolation.level = level;
            let words = isolation.words(true);
            let works = Command::new(&words[0])
                .args(&words[1..])
                .arg("true")
                .env_clear()
                .env("PATH", SAFE_PATH)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if works.is_ok_and(|status| status.success()) {
                return Ok(isolation);
            }
        }
        isolation.level = Level::Limits;
        Ok(isolation)
    }

    /// The level in force.
    pub fn level(&self) -> Level {
        self.level
    }

    /// One line for logs: what holds and what does not.
    pub fn describe(&self) -> &'static str {
        match self.level {
            Level::Namespaces => "own network and process namespaces, resource limits, death with the parent",
            Level::UserNamespaces => "own user, network and process namespaces, resource limits, death with the parent",
            Level::Limits => "resource limits and death with the parent; no namespaces, so the network stays reachable",
        }
    }

    /// The words before a command, up to but without its limits.
    ///
    /// `setpriv` makes the first process die with the thread that starts it, and `--kill-child` hands that death on
    /// to the namespace's first process, and with that one the kernel ends everything inside. Nothing inside can gain
    /// rights, and a `powerless` command loses root's as well: a compiler may need them to read its own files.
    pub(crate) fn words(&self, powerless: bool) -> Vec<OsString> {
        let mut words: Vec<OsString> = vec![self.setpriv.clone().into(), "--pdeathsig".into(), "KILL".into()];
        let namespaces: &[&str] = match self.level {
            Level::Namespaces => &["--net", "--pid", "--fork", "--kill-child=KILL"],
            Level::UserNamespaces => &["--user", "--map-current-user", "--net", "--pid", "--fork", "--kill-child=KILL"],
            Level::Limits => {
                words.push("--no-new-privs".into());
                return words;
            }
        };
        words.push(self.unshare.clone().into());
        words.extend(namespaces.iter().map(OsString::from));
        words.extend(["--", "/bin/sh", "-c", FIRST_PROCESS, "portalis-sandbox"].map(OsString::from));
        words.push(self.setpriv.clone().into());
        words.push("--no-new-privs".into());
        // In a user namespace there are none to drop: the user keeps their own number, which is not root's.
        if powerless && self.level == Level::Namespaces {
            words.extend(["--bounding-set=-all", "--inh-caps=-all"].map(OsString::from));
        }
        words
    }

    /// Where `prlimit` is.
    pub(crate) fn prlimit(&self) -> &Path {
        &self.prlimit
    }
}

/// The only PATH that a sandboxed process sees: rustc finds the linker driver there.
pub(crate) const SAFE_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The first process of a namespace ignores signals that it does not handle, its own abort included; so the command is
/// the second, and its end by signal N comes back as exit code 128 + N.
const FIRST_PROCESS: &str = r#""$@"; exit $?"#;

fn tool(name: &str) -> Result<PathBuf, SetupError> {
    let own = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&own)
        .chain(std::env::split_paths(SAFE_PATH))
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .ok_or_else(|| SetupError::NoTool { name: name.to_string() })
}
