//! Validation and packaging of hand-made drafts, with the real compiler, runtime and sandbox.

use super::*;
use crate::sandbox::Ending;
use crate::translator::{BoxFuture, Embedded};
use portalis_transpiler::{Crate, Source};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

/// One cache for all tests of this build, so that the runtime is compiled once; in the build's own folder.
fn settings() -> Settings {
    let exe = std::env::current_exe().unwrap();
    Settings { cache: Some(exe.parent().unwrap().join("portalis-test-cache")), ..Settings::default() }
}

fn runner() -> Runner {
    Runner::new(Arc::new(Embedded), settings()).unwrap()
}

fn draft(main: &str) -> Draft {
    let manifest = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    let files = [("Cargo.toml", manifest), ("src/main.rs", main)].map(|(k, v)| (k.to_string(), v.to_string()));
    Draft { krate: Crate { name: "p".into(), files: BTreeMap::from(files), warnings: Vec::new() } }
}

fn inputs(args: &[&str], stdin: &str) -> Option<RunInputs> {
    Some(RunInputs { args: args.iter().map(ToString::to_string).collect(), stdin: stdin.into() })
}

const BOTH: Targets = Targets { native: true, wasm: true };
const NATIVE: Targets = Targets { native: true, wasm: false };

const HELLO: &str = r#"mod py;

fn main() {
    let words: Vec<String> = std::iter::empty().collect();
    println!("hello {}", words.len());
}
"#;

#[tokio::test]
async fn a_draft_becomes_an_executable_and_a_module() {
    let runner = runner();
    let validated = runner.validate(draft(HELLO), BOTH, inputs(&[], "")).await.unwrap();
    let output = validated.run.as_ref().unwrap();
    assert_eq!((output.ending, output.stdout.as_slice()), (Ending::Exited(0), &b"hello 0\n"[..]));
    let package = runner.package(validated, BOTH).await.unwrap();
    assert!(package.wasm.unwrap().starts_with(b"\0asm"));
    let file = tempfile::NamedTempFile::new().unwrap().into_temp_path();
    std::fs::write(&file, package.native.unwrap()).unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let output = Command::new(&file).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "hello 0\n");
    assert_eq!(package.krate.files["src/main.rs"], HELLO);
}

#[tokio::test]
async fn without_a_target_the_crate_is_checked_only() {
    let runner = runner();
    let package =
        runner.package(runner.validate(draft(HELLO), Targets::default(), None).await.unwrap(), Targets::default());
    let package = package.await.unwrap();
    assert!(package.native.is_none() && package.wasm.is_none());
}

#[tokio::test]
async fn rust_that_does_not_compile_is_a_defect() {
    let runner = runner();
    for targets in [Targets::default(), NATIVE, Targets { native: false, wasm: true }] {
        let bad = draft("mod py;\n\nfn main() {\n    let x: i64 = \"s\";\n}\n");
        let error = runner.validate(bad, targets, None).await.err().unwrap();
        let StageError::Defect { message, detail } = &error else { panic!("{error}") };
        assert!(message.contains("error[E0308]: mismatched types (src/main.rs:4:"), "{message}");
        assert!(detail.contains("expected `i64`"), "{detail}");
        let rendered = error.diagnostics("app.py", "x = 1\n")[0].render();
        assert!(rendered.starts_with("app.py:1:1: error[P0900]: "), "{rendered}");
    }
}

#[tokio::test]
async fn an_unsafe_draft_meets_no_compiler() {
    let runner = runner();
    let bad = draft("fn main() { println!(include_str!(\"/etc/hostname\")); }\n");
    let error = runner.validate(bad, NATIVE, None).await.err().unwrap();
    assert!(matches!(&error, StageError::Unsafe(found) if found[0].line == 1), "{error}");
}

#[tokio::test]
async fn a_program_runs_within_limits() {
    let mut settings = settings();
    settings.run.wall = Duration::from_millis(500);
    settings.run.memory = 256 << 20;
    let runner = Runner::new(Arc::new(Embedded), settings).unwrap();
    let endless = draft("fn main() { loop { std::hint::black_box(1); } }\n");
    let validated = runner.validate(endless, NATIVE, inputs(&[], "")).await.unwrap();
    assert_eq!(validated.run.unwrap().ending, Ending::WallLimit);
    let hog = draft("fn main() { let v = vec![1u8; 1 << 30]; std::hint::black_box(v); }\n");
    let validated = runner.validate(hog, NATIVE, inputs(&[], "")).await.unwrap();
    assert_eq!(validated.run.unwrap().ending, Ending::Signalled(6));
}

#[tokio::test]
async fn arithmetic_never_wraps_silently() {
    let runner = runner();
    let code = "fn main() { let x = std::hint::black_box(i64::MAX); println!(\"{}\", x + 1); }\n";
    let run = runner.validate(draft(code), NATIVE, inputs(&[], "")).await.unwrap().run.unwrap();
    assert_eq!(run.ending, Ending::Signalled(6));
    assert!(String::from_utf8_lossy(&run.stderr).contains("overflow"));
}

#[tokio::test]
async fn a_type_that_explodes_ends_in_time() {
    let mut settings = settings();
    settings.compile.wall = Duration::from_secs(5);
    settings.compile.memory = 2 << 30;
    let runner = Runner::new(Arc::new(Embedded), settings).unwrap();
    // Each step doubles the type.
    let mut code = String::from("fn f0() -> impl Fn() -> usize { || 1 }\n");
    for n in 1..26 {
        let m = n - 1;
        code += &format!("fn f{n}() -> impl Fn() -> usize {{ let a = (f{m}(), f{m}()); move || a.0() + a.1() }}\n");
    }
    code += "fn main() { println!(\"{}\", f25()()); }\n";
    let begun = Instant::now();
    let result = runner.validate(draft(&code), NATIVE, None).await;
    assert!(matches!(result, Err(StageError::Timeout { .. } | StageError::Defect { .. })), "{:?}", result.err());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn places_are_bounded() {
    let runner =
        Runner::new(Arc::new(Embedded), Settings { places: 1, queue_wait: Duration::from_millis(100), ..settings() })
            .unwrap();
    let _taken = runner.place().await.unwrap();
    let error = runner.validate(draft(HELLO), NATIVE, None).await.err().unwrap();
    assert!(matches!(error, StageError::Busy { places: 1, .. }), "{error}");
}

#[tokio::test]
async fn a_deadline_is_kept_and_named() {
    let context = RequestContext { deadline: Some(Instant::now()), ..RequestContext::default() };
    let source = Source { path: "a.py".into(), text: "print(1)\n".into() };
    let job = Job { sources: vec![source], context, ..Job::default() };
    let error = runner().run(job, |_| {}).await.err().unwrap();
    assert!(matches!(error, StageError::Timeout { .. }), "{error}");
    let error = runner().run(Job::default(), |_| {}).await.err().unwrap();
    assert!(matches!(error, StageError::Invalid { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_runners_make_one_runtime() {
    let cache = tempfile::tempdir().unwrap();
    let settings = Settings { cache: Some(cache.path().to_path_buf()), ..settings() };
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let settings = settings.clone();
        all.spawn(async move {
            let runner = Runner::new(Arc::new(Embedded), settings).unwrap();
            runner.validate(draft(HELLO), NATIVE, inputs(&[], "")).await.unwrap().run.unwrap().ending
        });
    }
    while let Some(ending) = all.join_next().await {
        assert_eq!(ending.unwrap(), Ending::Exited(0));
    }
    let libraries = std::fs::read_dir(cache.path().join("runtime")).unwrap().flatten();
    assert_eq!(libraries.filter(|entry| entry.path().is_dir()).count(), 1);
    assert_eq!(std::fs::read_dir(cache.path().join("work")).unwrap().count(), 0);
}

/// The body of the process that the next test kills: it reports its work area, and then never ends by itself.
#[tokio::test]
async fn child_that_is_killed() {
    let Some(cache) = std::env::var_os("PORTALIS_TEST_KILLED_CHILD") else { return };
    let mut settings = Settings { cache: Some(cache.into()), ..settings() };
    settings.run.wall = Duration::from_secs(600);
    settings.run.cpu = Duration::from_secs(600);
    let runner = Runner::new(Arc::new(Embedded), settings).unwrap();
    let sleeper = draft("fn main() { loop { std::hint::black_box(1); } }\n");
    let _ = runner.validate(sleeper, NATIVE, inputs(&["portalis-test-orphan"], "")).await;
}

fn orphans() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    entries
        .filter(|path| {
            std::fs::read(path.join("cmdline"))
                .is_ok_and(|words| String::from_utf8_lossy(&words).contains("portalis-test-orphan"))
        })
        .collect()
}

fn wait_until(what: &str, mut reached: impl FnMut() -> bool) {
    for _ in 0..600 {
        if reached() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("not within a minute: {what}");
}

#[test]
fn a_killed_process_leaves_no_orphan_and_no_file() {
    let cache = tempfile::tempdir().unwrap();
    let work = cache.path().join("work");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "runner::tests::child_that_is_killed"])
        .env("PORTALIS_TEST_KILLED_CHILD", cache.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    wait_until("the program runs", || !orphans().is_empty());
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 1);
    child.kill().unwrap();
    child.wait().unwrap();
    wait_until("its processes are gone", || orphans().is_empty());
    wait_until("its files are gone", || std::fs::read_dir(&work).unwrap().count() == 0);
}

/// Says what it was told to say, in turn, and keeps what it was asked.
struct Script {
    answers: Mutex<Vec<Result<&'static str, StageError>>>,
    asked: Mutex<Vec<Vec<Message>>>,
}

impl Author for Script {
    fn name(&self) -> &'static str {
        "model"
    }

    fn answer<'a>(
        &'a self,
        conversation: &'a [Message],
        _context: &'a RequestContext,
    ) -> BoxFuture<'a, Result<String, StageError>> {
        self.asked.lock().unwrap().push(conversation.to_vec());
        let answer = self.answers.lock().unwrap().remove(0).map(str::to_string);
        Box::pin(async move { answer })
    }
}

/// A program that the rules refuse.
const REFUSED: &str = "eval('1 + 1')\n";

async fn written(answers: Vec<Result<&'static str, StageError>>) -> (Result<Package, StageError>, Arc<Script>) {
    let script = Arc::new(Script { answers: Mutex::new(answers), asked: Mutex::default() });
    let runner = runner().with_author(script.clone());
    let sources = vec![Source { path: "app.py".into(), text: REFUSED.into() }];
    (runner.run(Job { sources, ..Job::default() }, |_| {}).await, script)
}

#[tokio::test]
async fn an_author_repairs_what_does_not_compile_and_the_answer_says_who_made_it() {
    let bad = "```rust\nfn main() { let x: i64 = \"s\"; }\n```";
    let good = "```rust\nfn main() { println!(\"2\"); }\n```";
    let (package, script) = written(vec![Ok("I cannot."), Ok(bad), Ok(good)]).await;
    let package = package.unwrap();
    assert_eq!((package.translator, package.krate.name.as_str()), ("model", "app"));
    assert!(package.krate.files["src/main.rs"].contains("println!"));
    assert_eq!(package.krate.warnings[0].code, "P0920");
    let asked = script.asked.lock().unwrap();
    assert_eq!(asked.iter().map(Vec::len).collect::<Vec<_>>(), [1, 3, 5]);
    assert!(asked[0][0].content.contains("eval('1 + 1')"));
    assert!(asked[1][2].content.contains("no code block"));
    assert!(asked[2][4].content.contains("mismatched types"), "{}", asked[2][4].content);
}

#[tokio::test]
async fn an_author_that_does_not_help_leaves_the_refusal() {
    let reaching = "```rust\nfn main() { print!(\"{}\", include_str!(\"/etc/passwd\")); }\n```";
    let absent = || StageError::Unavailable { message: "there is no checkpoint".into(), retry_after: None };
    for (answers, reason) in [
        (vec![Ok("no"), Ok("no"), Ok("no")], "no code block"),
        (vec![Ok(reaching), Ok(reaching), Ok(reaching)], "not safe to build"),
        (vec![Err(absent())], "there is no checkpoint"),
    ] {
        let Err(StageError::Refused(why)) = written(answers).await.0 else { panic!("{reason}") };
        let (last, rules) = why.split_last().unwrap();
        assert_eq!(last.code, "P0921");
        assert!(last.message.contains(reason), "{}", last.message);
        assert!(!rules.is_empty() && rules.iter().all(|found| found.code != "P0921"));
    }
}
