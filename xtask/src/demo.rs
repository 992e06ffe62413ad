//! `cargo xtask demo`: the main job from a clean clone to the same output three times, seen by a newcomer.
//!
//! Everything goes through the gateway's REST, as an application would. Must not know how a program is translated.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::Engine;
use serde_json::{Value, json};

use crate::artefacts::{self, Profile};
use crate::http::post;
use crate::process::{Guarded, interrupted, tied};
use crate::setup::{self, Places};
use crate::stack::{Ports, Stack};

/// What is translated; the first is shown in Rust.
const PROGRAMS: [&str; 5] = ["queens", "roman", "lru_cache", "shortest_paths", "game_of_life"];
/// How long one translation may take, compiling for both targets included.
const TRANSLATE_LIMIT: Duration = Duration::from_secs(120);
/// How long one translated program may run.
const RUN_LIMIT: Duration = Duration::from_secs(60);

/// Sets up, builds, starts, translates, compares, stops.
pub fn run(places: &Places) -> Result<()> {
    let start = Instant::now();
    setup::run(places, setup::Options::default())?;
    let artefacts = artefacts::build(places, Profile::Release)?;
    let mut stack = Stack::start(places, &artefacts, Ports::free()?)?;
    let shown = show(places, &mut stack, start);
    let stopped = stack.stop();
    shown?;
    stopped?;
    println!("\n{NEXT}\n\nThe whole demo took {:.1} s.", start.elapsed().as_secs_f64());
    Ok(())
}

const NEXT: &str = "\
Try next:
  cargo xtask up                                                keep this stack running, with curl lines to talk to it
  target/release/portalis run examples/game_of_life.py          translate, build and run a program at once
  target/release/portalis translate FILE.py --out DIR --target rust,native,wasm
                                                                your own program, on this machine alone
  cargo xtask test                                              every test";

fn show(places: &Places, stack: &mut Stack, start: Instant) -> Result<()> {
    let work = tempdir(places)?;
    let mut different = Vec::new();
    for (index, name) in PROGRAMS.iter().enumerate() {
        if interrupted() {
            bail!("interrupted");
        }
        let program = Program::translate(places, stack, &work.0, name)?;
        if index == 0 {
            println!(
                "\n--- examples/{name}.py, {} lines of Python, as Rust:\n\n{}",
                program.python_lines, program.rust
            );
            println!("--- that was the first translation, {:.1} s after the start\n", start.elapsed().as_secs_f64());
        }
        if !program.run_and_compare(places)? {
            different.push(*name);
        }
    }
    if !different.is_empty() {
        bail!("not the output of python3: {}", different.join(", "));
    }
    Ok(())
}

/// One translated example.
struct Program {
    name: String,
    source: PathBuf,
    input: Option<PathBuf>,
    python_lines: usize,
    rust: String,
    native: PathBuf,
    wasm: PathBuf,
    sizes: [usize; 2],
    took: Duration,
}

impl Program {
    fn translate(places: &Places, stack: &mut Stack, work: &Path, name: &str) -> Result<Program> {
        let source = places.root.join("examples").join(format!("{name}.py"));
        let text = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
        let start = Instant::now();
        let request = json!({
            "source": text, "filename": format!("{name}.py"), "target": ["rust", "native", "wasm"],
        });
        let answer = post(stack.ports.gateway, "/v1/translations", &request, TRANSLATE_LIMIT);
        let took = start.elapsed();
        stack.check()?;
        let answer = answer?;
        let body = answer.json()?;
        if answer.status != 200 {
            bail!("the gateway did not translate {name}.py (status {}): {body:#}", answer.status);
        }
        let rust = body["files"]["src/main.rs"].as_str().context("an answer without src/main.rs")?.to_owned();
        let mut sizes = [0; 2];
        let mut paths = [work.join(name), work.join(format!("{name}.wasm"))];
        for ((target, path), size) in ["native", "wasm"].iter().zip(&mut paths).zip(&mut sizes) {
            let bytes = artefact(&body, target)?;
            *size = bytes.len();
            fs::write(&*path, bytes)
                .and_then(|()| fs::set_permissions(&*path, fs::Permissions::from_mode(0o755)))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        let [native, wasm] = paths;
        let input = Some(source.with_extension("in")).filter(|path| path.exists());
        Ok(Program {
            name: name.to_owned(),
            python_lines: text.lines().count(),
            source,
            input,
            rust,
            native,
            wasm,
            sizes,
            took,
        })
    }

    /// Runs CPython, the executable and the wasm module, and prints one line. True if all three said the same.
    fn run_and_compare(&self, places: &Places) -> Result<bool> {
        let python = self.run("python3", tied("python3").arg(&self.source))?;
        let native = self.run("native", &mut tied(&self.native))?;
        let wasm = self.run("wasm", tied(places.venv_bin("wasmtime")).arg("run").arg(&self.wasm))?;
        let same = python.same_as(&native) && python.same_as(&wasm);
        println!(
            "{:<20} {:>3} lines of Python, {:>3} of Rust; translated and built twice in {:.1} s",
            format!("{}.py", self.name),
            self.python_lines,
            self.rust.lines().count(),
            self.took.as_secs_f64(),
        );
        println!(
            "{:<20} python3 {} ms; native ({} KB) {} ms; wasm ({} KB) {} ms",
            "",
            python.took.as_millis(),
            self.sizes[0] / 1024,
            native.took.as_millis(),
            self.sizes[1] / 1024,
            wasm.took.as_millis(),
        );
        if same {
            let lines = python.stdout.iter().filter(|byte| **byte == b'\n').count();
            println!("{:<20} the same {lines} lines of output and the same exit code, three times", "");
        } else {
            for (name, ran) in [("python3", &python), ("native", &native), ("wasm", &wasm)] {
                println!("--- {name} (exit {:?})\n{}", ran.code, String::from_utf8_lossy(&ran.stdout));
            }
        }
        Ok(same)
    }

    fn run(&self, what: &str, command: &mut Command) -> Result<Ran> {
        let output = self.native.with_extension("stdout");
        let file = fs::File::create(&output).with_context(|| format!("cannot write {}", output.display()))?;
        let input = match &self.input {
            Some(path) => Stdio::from(fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?),
            None => Stdio::null(),
        };
        let start = Instant::now();
        command.stdin(input).stdout(file);
        let status = Guarded::spawn(&format!("{} ({what})", self.name), command, Duration::from_secs(1))?
            .wait(RUN_LIMIT, |_| ())?;
        let took = start.elapsed();
        let stdout = fs::read(&output).with_context(|| format!("cannot read {}", output.display()))?;
        Ok(Ran { code: status.code(), stdout, took })
    }
}

/// What a program did.
struct Ran {
    code: Option<i32>,
    stdout: Vec<u8>,
    took: Duration,
}

impl Ran {
    fn same_as(&self, other: &Ran) -> bool {
        (self.code, &self.stdout) == (other.code, &other.stdout)
    }
}

fn artefact(body: &Value, target: &str) -> Result<Vec<u8>> {
    let text = body["artefacts"][target].as_str().with_context(|| format!("an answer without a {target} artefact"))?;
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .with_context(|| format!("the {target} artefact is not base64"))
}

/// A folder for the artefacts of this run, removed at its end.
struct Work(PathBuf);

impl Drop for Work {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn tempdir(places: &Places) -> Result<Work> {
    let path = places.state.join("run").join(std::process::id().to_string()).join("demo");
    fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
    let _ = std::io::stdout().flush();
    Ok(Work(path))
}
