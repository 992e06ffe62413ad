//! Python to Rust by rules. Text in, text out: this crate does no input or output and starts no process.
//!
//! The road of a program: [`parse`] -> [`Parsed::analyse`] -> [`Analysed::emit`]; [`translate`] walks it whole.
//! What cannot be translated faithfully is refused with a [`Diagnostic`]; a program is never guessed.

#![allow(clippy::result_large_err, reason = "a diagnostic ends the road of its source: it is moved once")]

mod diagnostic;
mod diagnostic_json;
mod emit;
mod expand;
mod flow;
mod lower;
mod modules;
mod names;
mod nesting;
mod runtime;
mod rust;
mod rust_type;
mod scope;
mod types;

pub use diagnostic::{Diagnostic, Severity};
pub use runtime::RUNTIME;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_python_parser as ruff_python_parser;
use rustpython_ruff_text_size::TextRange;
use std::collections::BTreeMap;

/// One Python source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path shown in diagnostics; for a package, relative to the package's parent folder (`pkg/mod.py`).
    pub path: String,
    /// The decoded text.
    pub text: String,
}

impl Source {
    /// Decodes a file's bytes as Python does (UTF-8, an optional byte order mark); bad bytes and NUL are errors.
    pub fn from_bytes(path: impl Into<String>, bytes: &[u8]) -> Result<Source, Diagnostic> {
        let path = path.into();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => {
                let good = String::from_utf8_lossy(&bytes[..e.valid_up_to()]);
                let at = good.len();
                return Err(Diagnostic::at(
                    "P0002",
                    Severity::Error,
                    &path,
                    &good,
                    at,
                    at,
                    format!("byte 0x{:02x} is not UTF-8", bytes[e.valid_up_to()]),
                )
                .with_help("save the file as UTF-8"));
            }
        };
        // Python reads every kind of line end as one.
        let unified = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = unified.as_str();
        if let Some(at) = text.find('\0') {
            return Err(Diagnostic::at("P0003", Severity::Error, &path, text, at, at, "the source has a null byte"));
        }
        Ok(Source { path, text: text.to_string() })
    }
}

/// An emitted crate: a map of path to text, complete and self-contained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crate {
    /// The crate's name, from the entry file's or package's name; a valid Cargo package name.
    pub name: String,
    /// `Cargo.toml`, `src/main.rs`, `src/py/...`: path to text.
    pub files: BTreeMap<String, String>,
    /// What the reader should know about the translation.
    pub warnings: Vec<Diagnostic>,
}

/// The whole road: parse, analyse, emit. `sources` is one file, or a package's files (the entry is `__main__.py`, or
/// else the only file with a main guard).
pub fn translate(sources: Vec<Source>) -> Result<Crate, Vec<Diagnostic>> {
    Ok(parse(sources)?.analyse()?.emit())
}

/// Sources whose syntax is right.
pub struct Parsed {
    files: Vec<expand::File>,
    modules: Vec<ruff_python_ast::ModModule>,
}

/// A program whose names, types and constructs are all understood: emitting it cannot fail.
pub struct Analysed {
    krate: Crate,
}

/// The stack of the threads that walk syntax trees: `nesting` bounds their depth, and this is room enough for it.
const STACK: usize = 256 << 20;
/// Longest source, in bytes, that is translated.
const MAX_BYTES: usize = 4 << 20;

/// Most statements of all sources together: each takes some kilobytes until the Rust text stands.
const MAX_STATEMENTS: usize = 50_000;

/// Does `work` where there is stack enough for the deepest tree that `nesting` allows, whatever the caller's thread.
fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Vec<Diagnostic>> {
    std::thread::scope(|scope| {
        let thread =
            std::thread::Builder::new().name("translate".to_string()).stack_size(STACK).spawn_scoped(scope, work);
        match thread {
            Ok(t) => Ok(t.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))),
            Err(e) => Err(vec![Diagnostic::at(
                "P0007",
                Severity::Error,
                "<no file>",
                "",
                0,
                0,
                format!("cannot start a thread with {STACK} bytes of stack: {e}"),
            )]),
        }
    })
}

/// Checks the syntax of every source (Python 3.11 and later).
pub fn parse(sources: Vec<Source>) -> Result<Parsed, Vec<Diagnostic>> {
    with_stack(|| parse_here(sources))?
}

fn parse_here(sources: Vec<Source>) -> Result<Parsed, Vec<Diagnostic>> {
    let mut modules = Vec::new();
    let mut errors = Vec::new();
    let mut statements = 0;
    for s in &sources {
        if s.text.len() > MAX_BYTES {
            errors.push(Diagnostic::at(
                "P0004",
                Severity::Error,
                &s.path,
                &s.text,
                0,
                0,
                format!("the source is longer than {MAX_BYTES} bytes"),
            ));
            continue;
        }
        if let Some((at, how)) = nesting::too_deep(&s.text) {
            errors.push(
                Diagnostic::at("P0005", Severity::Error, &s.path, &s.text, at, at, how.message()).with_help(how.help()),
            );
            continue;
        }
        match ruff_python_parser::parse_module(&s.text) {
            Ok(p) => {
                let module = p.into_syntax();
                statements += statements_in(&module.body);
                if statements > MAX_STATEMENTS {
                    let message = format!("the sources have more than {MAX_STATEMENTS} statements");
                    let error = Diagnostic::at("P0004", Severity::Error, &s.path, &s.text, 0, 0, message);
                    return Err(vec![error.with_help("keep tables of data in displays, or in a file that is read")]);
                }
                modules.push(module);
            }
            Err(e) => {
                let (start, end) = (e.location.start().into(), e.location.end().into());
                errors.push(Diagnostic::at(
                    "P0001",
                    Severity::Error,
                    &s.path,
                    &s.text,
                    start,
                    end,
                    format!("invalid syntax: {}", e.error),
                ));
            }
        }
    }
    if sources.is_empty() {
        errors.push(Diagnostic::at("P0006", Severity::Error, "<no file>", "", 0, 0, "there is no source to translate"));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    // The entry comes first: its statements are the program.
    let Some(entry) = modules::entry(&sources.iter().map(|s| s.path.as_str()).collect::<Vec<_>>(), &modules) else {
        let s = &sources[0];
        let message = "several files, and none says that it runs first";
        let error = Diagnostic::at("P0008", Severity::Error, &s.path, &s.text, 0, 0, message);
        return Err(vec![error.with_help("add a __main__.py, or one `if __name__ == \"__main__\":`")]);
    };
    let mut sources = sources;
    sources[..=entry].rotate_right(1);
    modules[..=entry].rotate_right(1);
    let alone = sources.len() == 1;
    let (files, modules) = sources.into_iter().zip(modules).map(|(s, m)| expand::file(s, m, alone)).unzip();
    Ok(Parsed { files, modules })
}

/// How many statements there are, at any depth.
fn statements_in(body: &[ruff_python_ast::Stmt]) -> usize {
    use ruff_python_ast::visitor::{Visitor, walk_stmt};
    use ruff_python_ast::{Expr, Stmt};
    struct Count(usize);
    impl<'a> Visitor<'a> for Count {
        fn visit_stmt(&mut self, s: &'a Stmt) {
            self.0 += 1;
            walk_stmt(self, s);
        }

        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut count = Count(0);
    count.visit_body(body);
    count.0
}

impl Parsed {
    /// Resolves names, infers types over the whole program, and settles every construct's translation.
    pub fn analyse(self) -> Result<Analysed, Vec<Diagnostic>> {
        with_stack(|| self.analyse_here())?
    }

    fn analyse_here(self) -> Result<Analysed, Vec<Diagnostic>> {
        let paths: Vec<&str> = self.files.iter().map(|f| f.path.as_str()).collect();
        let mut program = scope::Program { module_names: modules::names(&paths), ..scope::Program::default() };
        for m in &self.modules {
            program.add_module(&m.body, m.range);
        }
        program.resolve();
        program.order_imports();
        let lowered = lower::lower(&program, &self.files)?;
        let name = names::package_name(modules::program_name(&paths, 0));
        let doc = self.modules[0].body.first().and_then(lower::docstring);
        let files = emit::files(&name, doc.as_deref(), &lowered).map_err(|e| {
            vec![self.files[0].diagnostic(
                "P0900",
                Severity::Error,
                TextRange::default(),
                format!("a defect of the translator: the emitted text is no Rust ({e})"),
            )]
        })?;
        Ok(Analysed { krate: Crate { name, files, warnings: lowered.warnings } })
    }
}

impl Analysed {
    /// The crate's name.
    pub fn name(&self) -> &str {
        &self.krate.name
    }

    /// The Rust crate.
    pub fn emit(self) -> Crate {
        self.krate
    }
}
