//! The sandbox against programs that misbehave: real processes, real limits.

use super::*;
use crate::cache::Cache;
use crate::isolation::Level;
use std::path::Path;

struct Machine {
    isolation: Isolation,
    cache: tempfile::TempDir,
}

impl Machine {
    fn new() -> Machine {
        Machine { isolation: Isolation::probe().unwrap(), cache: tempfile::tempdir().unwrap() }
    }

    /// One machine for each level that works here, down to the weakest.
    fn each_level() -> Vec<Machine> {
        let levels = [&[Level::Namespaces][..], &[Level::UserNamespaces], &[]];
        levels
            .map(|level| Machine { isolation: Isolation::best_of(level).unwrap(), cache: tempfile::tempdir().unwrap() })
            .into()
    }

    fn task(&self, script: &str) -> Task {
        let session = Cache::open(Some(self.cache.path())).unwrap().session().unwrap();
        Task {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into()],
            env: Vec::new(),
            stdin: Vec::new(),
            dir: session.folder().unwrap(),
            powerless: true,
            limits: Limits {
                wall: Duration::from_secs(10),
                cpu: Duration::from_secs(5),
                memory: 1 << 30,
                output: 1 << 20,
                file: 1 << 20,
            },
        }
    }

    async fn run(&self, script: &str) -> RunOutput {
        run(&self.isolation, self.task(script)).await.unwrap()
    }
}

/// Whether any process has `mark` among its words.
fn is_alive(mark: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        std::fs::read(entry.path().join("cmdline"))
            .is_ok_and(|words| String::from_utf8_lossy(&words).split('\0').any(|word| word == mark))
    })
}

async fn dies(mark: &str) -> bool {
    for _ in 0..50 {
        if !is_alive(mark) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

#[tokio::test]
async fn output_and_exit_code_come_back() {
    for machine in Machine::each_level() {
        let mut task = machine.task("read x; echo got $x; echo bad >&2; exit 7");
        task.stdin = b"line\n".to_vec();
        let output = run(&machine.isolation, task).await.unwrap();
        assert_eq!(output.ending, Ending::Exited(7));
        assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (&b"got line\n"[..], &b"bad\n"[..]));
    }
}

#[tokio::test]
async fn an_endless_loop_ends_at_the_cpu_limit() {
    for machine in Machine::each_level() {
        let mut task = machine.task("while :; do :; done");
        task.limits.cpu = Duration::from_secs(1);
        // A busy machine gives it that second late.
        task.limits.wall = Duration::from_secs(60);
        assert_eq!(run(&machine.isolation, task).await.unwrap().ending, Ending::CpuLimit);
    }
}

#[tokio::test]
async fn a_sleeper_ends_at_the_wall_limit() {
    for machine in Machine::each_level() {
        let mut task = machine.task("sleep 7001");
        task.limits.wall = Duration::from_millis(300);
        let output = run(&machine.isolation, task).await.unwrap();
        assert_eq!(output.ending, Ending::WallLimit);
        assert!(output.elapsed < Duration::from_secs(3), "{:?}", output.elapsed);
        assert!(dies("7001").await);
    }
}

#[tokio::test]
async fn a_memory_hog_fails_and_harms_nobody() {
    for machine in Machine::each_level() {
        let mut task = machine.task("x=0123456789; while :; do x=$x$x; done");
        task.limits.memory = 64 << 20;
        let ending = run(&machine.isolation, task).await.unwrap().ending;
        assert!(!matches!(ending, Ending::Exited(0) | Ending::WallLimit), "{ending:?}");
    }
}

#[tokio::test]
async fn a_crash_is_told_from_an_exit() {
    for machine in Machine::each_level() {
        assert_eq!(machine.run("kill -ABRT $$").await.ending, Ending::Signalled(6));
        assert_eq!(machine.run("exit 101").await.ending, Ending::Exited(101));
    }
}

#[tokio::test]
async fn an_output_flood_is_cut() {
    let machine = Machine::new();
    for script in ["while :; do echo flood; done", "while :; do echo flood >&2; done"] {
        let output = machine.run(script).await;
        assert_eq!(output.ending, Ending::OutputLimit);
        assert!(output.stdout.len() <= 1 << 20 && output.stderr.len() <= 1 << 20);
    }
}

#[tokio::test]
async fn a_large_file_is_refused() {
    let machine = Machine::new();
    let output = machine.run("dd if=/dev/zero of=big bs=1M count=8 2>/dev/null; wc -c < big").await;
    let size: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap();
    assert!(size <= 1 << 20, "{size}");
}

#[tokio::test]
async fn what_it_leaves_running_is_ended_with_it() {
    for machine in Machine::each_level() {
        // Out of the process group, so only a namespace ends it: without one it would outlive the test.
        let namespace = machine.isolation.level() != Level::Limits;
        let stray = if namespace { "setsid sleep 7003 & " } else { "" };
        let output = machine.run(&format!("sleep 7002 & {stray}echo started")).await;
        assert_eq!(output.stdout, b"started\n");
        assert!(dies("7002").await);
        assert!(!namespace || dies("7003").await);
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_ends_it() {
    let machine = Machine::new();
    let task = machine.task("sleep 7004 & sleep 7005");
    let folder = task.dir.path().to_path_buf();
    {
        let mut running = std::pin::pin!(run(&machine.isolation, task));
        assert!(tokio::time::timeout(Duration::from_millis(500), &mut running).await.is_err());
        assert!(is_alive("7004") && is_alive("7005"));
    }
    assert!(dies("7004").await && dies("7005").await);
    for _ in 0..50 {
        if !folder.exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} is still there", folder.display());
}

#[tokio::test]
async fn the_environment_is_empty() {
    let machine = Machine::new();
    let output = machine.run("/usr/bin/env").await;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let names: Vec<&str> = text.lines().filter_map(|line| line.split('=').next()).collect();
    // The shell itself sets PWD, OLDPWD, SHLVL and _.
    assert!(names.iter().all(|name| ["PATH", "PWD", "OLDPWD", "SHLVL", "_"].contains(name)), "{names:?}");
}

#[tokio::test]
async fn there_is_no_network() {
    let machine = Machine::new();
    if machine.isolation.level() == Level::Limits {
        return;
    }
    let output = machine.run("cat /proc/net/dev /proc/self/net/route").await;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let devices: Vec<&str> =
        text.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim()).collect();
    assert!(devices.iter().all(|name| *name == "lo"), "{text}");
    assert!(Path::new("/proc/net/dev").exists());
}

#[tokio::test]
async fn it_has_no_rights_to_lose() {
    for machine in Machine::each_level() {
        let output = machine.run("cat /proc/self/status").await;
        let status = String::from_utf8_lossy(&output.stdout).into_owned();
        let line =
            |key: &str| status.lines().find_map(|line| line.strip_prefix(key)).map(str::trim).unwrap_or_default();
        assert_eq!(line("NoNewPrivs:"), "1", "{status}");
        if machine.isolation.level() == Level::Namespaces {
            assert_eq!((line("CapEff:"), line("CapBnd:")), ("0000000000000000", "0000000000000000"), "{status}");
        }
    }
}
