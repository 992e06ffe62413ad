//! The differential tests: every program of `examples/` and `tests/programs/`, translated for both targets, must do
//! what CPython did, or be refused. A different output is always a failure. A refusal is one, too, unless the program is
//! listed in `tests/refused.txt`, where it stands until it is translated for the first time; so does a program that is
//! stopped by a defect of the translator (its Rust does not compile), with a word that says so.
//!
//! Must not know why a program is refused.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::{Context, Count};
use crate::process::{Guarded, interrupted, tied};

/// Upper bound on one translation, compiling for both targets included.
const TRANSLATE_LIMIT: Duration = Duration::from_secs(180);
/// Upper bound on one run of one program.
const RUN_LIMIT: Duration = Duration::from_secs(60);
const GRACE: Duration = Duration::from_secs(1);

/// The head of `tests/refused.txt`.
const HEAD: &str = "\
# Programs that are not translated as yet: refused, or (defect) stopped because the emitted Rust does not compile.
# `cargo xtask test --accept-refusals` writes this; what is not here must be translated.
";
/// The code of the diagnostic for a crate that does not compile.
const DEFECT: &str = "[P0900]";

/// How one program fared.
enum Outcome {
    /// Both artefacts did what CPython did.
    Same,
    /// The translator said why not, with a place.
    Refused(String),
    /// The translator emitted what does not compile, and validation stopped it.
    Defect(String),
    /// Anything else.
    Failed(String),
}

/// What a program must do.
struct Expected {
    stdout: Vec<u8>,
    code: i32,
    /// The last line on stderr, for programs that do not end with 0.
    error: Option<String>,
}

/// Translates and runs all of them, as many at once as there are processors.
pub fn run(context: &Context) -> Result<Count> {
    let root = &context.places.root;
    let mut programs = VecDeque::new();
    collect(&root.join("examples"), false, &mut programs)?;
    collect(&root.join("tests/programs"), true, &mut programs)?;
    let total = programs.len();
    let queue = Mutex::new(programs);
    let results = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (queue, results) = (&queue, &results);
            scope.spawn(move || {
                let work = context.places.state.join(format!("run/programs-{}-{worker}", std::process::id()));
                while let Some(program) = queue.lock().ok().and_then(|mut queue| queue.pop_front()) {
                    if interrupted() {
                        break;
                    }
                    let outcome =
                        try_one(context, &program, &work).unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
                    let _ = fs::remove_dir_all(&work);
                    if let Ok(mut results) = results.lock() {
                        results.push((program, outcome));
                    }
                }
            });
        }
    });
    if interrupted() {
        bail!("interrupted");
    }
    let results = results.into_inner().unwrap_or_default();
    if results.len() != total {
        bail!("{} of {total} programs have no result", total - results.len());
    }
    report(context, results)
}

fn report(context: &Context, mut results: Vec<(PathBuf, Outcome)>) -> Result<Count> {
    let root = &context.places.root;
    let list = root.join("tests/refused.txt");
    let known = fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let known: Vec<&str> = known.lines().filter(|line| !line.starts_with('#')).collect();
    let (mut count, mut entries, mut reasons) = (Count::default(), Vec::new(), String::new());
    results.sort_by(|left, right| left.0.cmp(&right.0));
    for (program, outcome) in &results {
        let name = program.strip_prefix(root).unwrap_or(program).to_string_lossy();
        let (entry, why) = match outcome {
            Outcome::Same => {
                count.passed += 1;
                if known.iter().any(|entry| entry.split(' ').next() == Some(&name)) {
                    println!("      {name} is translated now: take it off tests/refused.txt");
                }
                continue;
            }
            Outcome::Failed(why) => {
                count.failed += 1;
                println!("      {name}: {why}");
                continue;
            }
            Outcome::Refused(why) => (name.to_string(), why),
            Outcome::Defect(why) => (format!("{name} defect"), why),
        };
        reasons += &format!("{name}: {why}\n");
        // A refusal in place of a defect is no step back.
        let expected = known.iter().any(|known| *known == entry || *known == format!("{entry} defect"));
        if !expected && !context.accept_refusals {
            count.failed += 1;
            println!("      {name}: {why}");
        }
        entries.push(entry);
    }
    if context.accept_refusals {
        let mut text = HEAD.to_owned();
        entries.iter().for_each(|entry| text += &format!("{entry}\n"));
        fs::write(&list, text).with_context(|| format!("cannot write {}", list.display()))?;
    }
    let log = context.places.logs.join("refused.txt");
    fs::write(&log, reasons).with_context(|| format!("cannot write {}", log.display()))?;
    let defects = entries.iter().filter(|entry| entry.ends_with(" defect")).count();
    println!(
        "      not translated: {} refused, {defects} stopped by a defect; the reasons are in {}",
        entries.len() - defects,
        log.display()
    );
    Ok(count)
}

/// The programs in `folder` and below it; `tools` says that its own files are not among them.
fn collect(folder: &Path, tools: bool, into: &mut VecDeque<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, false, into)?;
        } else if !tools && path.extension().is_some_and(|extension| extension == "py") {
            into.push_back(path);
        }
    }
    Ok(())
}

fn try_one(context: &Context, program: &Path, work: &Path) -> Result<Outcome> {
    fs::create_dir_all(work).with_context(|| format!("cannot make {}", work.display()))?;
    let expected = expected(program, work)?;
    let name = program.file_stem().context("a program without a name")?.to_string_lossy().into_owned();
    let mut translate = tied(&context.artefacts.portalis);
    translate.arg("translate").arg(program).arg("--out").arg(work.join("out")).args(["--target", "native,wasm"]);
    let translated = finish("portalis translate", &mut translate, None, TRANSLATE_LIMIT, work)?;
    match translated.code {
        Some(0) => {}
        Some(1) if translated.stderr.contains(&format!("{name}.py:")) => {
            let why = first_line(&translated.stderr).to_owned();
            let defect = why.contains(DEFECT);
            return Ok(if defect { Outcome::Defect(why) } else { Outcome::Refused(why) });
        }
        code => {
            return Ok(Outcome::Failed(format!("translate ended with {code:?}: {}", first_line(&translated.stderr))));
        }
    }
    let folder = work.join("out").join(&name);
    let given = Given::of(program);
    let mut native = tied(folder.join(&name));
    native.args(&given.arguments);
    let mut wasm = tied(context.places.venv_bin("wasmtime"));
    wasm.arg("run").arg(folder.join(format!("{name}.wasm"))).args(&given.arguments);
    for (target, command) in [("native", &mut native), ("wasm", &mut wasm)] {
        let ran = finish(target, command, given.input.as_deref(), RUN_LIMIT, work)?;
        if let Some(difference) = difference(&expected, &ran) {
            return Ok(Outcome::Failed(format!("WRONG on {target}: {difference}")));
        }
    }
    Ok(Outcome::Same)
}

/// What is stored beside the program, or else what python3 does now.
fn expected(program: &Path, work: &Path) -> Result<Expected> {
    let stored = program.with_extension("out");
    if let Ok(stdout) = fs::read(&stored) {
        let exit = fs::read_to_string(program.with_extension("exit")).unwrap_or_default();
        let mut lines = exit.lines();
        let code = lines.next().map_or(Ok(0), str::parse);
        let code = code.with_context(|| format!("no exit code in {}", program.with_extension("exit").display()))?;
        return Ok(Expected { stdout, code, error: lines.next().map(str::to_owned) });
    }
    let given = Given::of(program);
    let python = &mut tied("python3");
    let ran = finish("python3", python.arg(program).args(&given.arguments), given.input.as_deref(), RUN_LIMIT, work)?;
    let code = ran.code.context("python3 was killed")?;
    let error = (code != 0).then(|| last_line(&ran.stderr).to_owned());
    Ok(Expected { stdout: ran.stdout, code, error })
}

/// What a program is given, from the files beside it.
struct Given {
    arguments: Vec<String>,
    input: Option<PathBuf>,
}

impl Given {
    fn of(program: &Path) -> Given {
        let arguments = fs::read_to_string(program.with_extension("args")).unwrap_or_default();
        Given {
            arguments: arguments.lines().map(str::to_owned).collect(),
            input: Some(program.with_extension("in")).filter(|path| path.exists()),
        }
    }
}

fn difference(expected: &Expected, ran: &Ran) -> Option<String> {
    if expected.stdout != ran.stdout {
        let (want, got) = (String::from_utf8_lossy(&expected.stdout), String::from_utf8_lossy(&ran.stdout));
        let differs = want.lines().zip(got.lines()).enumerate().find(|(_, (want, got))| want != got);
        return Some(match differs {
            Some((line, (want, got))) => {
                format!("line {}: {got:?}, and CPython {want:?}", line + 1)
            }
            None => format!("{} lines, and CPython {}", got.lines().count(), want.lines().count()),
        });
    }
    if ran.code != Some(expected.code) {
        return Some(format!("exit {:?}, and CPython {}: {}", ran.code, expected.code, last_line(&ran.stderr)));
    }
    let (want, got) = (expected.error.as_deref()?, last_line(&ran.stderr));
    (want != got).then(|| format!("stderr ends {got:?}, and CPython's {want:?}"))
}

/// What a process did.
struct Ran {
    code: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
}

fn finish(what: &str, command: &mut Command, input: Option<&Path>, limit: Duration, work: &Path) -> Result<Ran> {
    let (out, err) = (work.join("stdout"), work.join("stderr"));
    let open = |path: &Path| File::create(path).with_context(|| format!("cannot write {}", path.display()));
    let stdin = match input {
        Some(path) => Stdio::from(File::open(path).with_context(|| format!("cannot read {}", path.display()))?),
        None => Stdio::null(),
    };
    command.stdin(stdin).stdout(open(&out)?).stderr(open(&err)?);
    let status = Guarded::spawn(what, command, GRACE)?.wait(limit, |_| ())?;
    let read = |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    Ok(Ran { code: status.code(), stdout: read(&out)?, stderr: String::from_utf8_lossy(&read(&err)?).into_owned() })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn last_line(text: &str) -> &str {
    text.trim_end().lines().next_back().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(code: i32, stdout: &str, stderr: &str) -> Ran {
        Ran { code: Some(code), stdout: stdout.into(), stderr: stderr.into() }
    }

    #[test]
    fn every_kind_of_difference_is_seen() {
        let expected = Expected { stdout: b"1\n2\n".into(), code: 1, error: Some("ValueError: no".into()) };
        assert!(difference(&expected, &ran(1, "1\n2\n", "Traceback\nValueError: no\n")).is_none());
        for (ran, word) in [
            (ran(1, "1\n3\n", "ValueError: no"), "line 2"),
            (ran(1, "1\n2\n\n", "ValueError: no"), "3 lines"),
            (ran(0, "1\n2\n", "ValueError: no"), "exit"),
            (ran(1, "1\n2\n", "ValueError: no\nand more"), "stderr"),
        ] {
            let found = difference(&expected, &ran).unwrap_or_default();
            assert!(found.contains(word), "{found:?} should name {word:?}");
        }
    }
}
