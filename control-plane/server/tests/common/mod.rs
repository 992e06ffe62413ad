//! Runs the real binary with a cache of this build's own, in a folder that goes with the test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A working folder.
pub struct Bench {
    folder: tempfile::TempDir,
}

/// What a command came to, as text.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Bench {
    pub fn new() -> Bench {
        Bench { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The command, with the test's folder as its own.
    pub fn command(&self, args: &[&str]) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_portalis"));
        let mut command = Command::new(binary);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("PORTALIS_CACHE", binary.parent().unwrap().join("portalis-test-cache"))
            .stdin(Stdio::null());
        command
    }

    pub fn portalis(&self, args: &[&str]) -> Ran {
        ran(self.command(args).output().unwrap())
    }

    /// Every file and folder in the test's folder.
    pub fn listing(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut waiting = vec![self.folder.path().to_path_buf()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                found.push(path.strip_prefix(self.folder.path()).unwrap().display().to_string());
                if path.is_dir() {
                    waiting.push(path);
                }
            }
        }
        found.sort();
        found
    }
}

pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
