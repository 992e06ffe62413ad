//! Python to Rust by rules. Text in, text out: this crate does no input or output and starts no process.
//!
//! The road of a program: [`parse`] -> [`Parsed::analyse`] -> [`Analysed::emit`]; [`translate`] walks it whole.
//! What cannot be translated faithfully is refused with a [`Diagnostic`]; a program is never guessed.

mod diagnostic;

pub use diagnostic::{Diagnostic, Severity};
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
    sources: Vec<Source>,
}

/// A program whose names, types and constructs are all understood: emitting it cannot fail.
pub struct Analysed {
    krate: Crate,
}

/// Checks the syntax of every source (Python 3.11 and later).
pub fn parse(sources: Vec<Source>) -> Result<Parsed, Vec<Diagnostic>> {
    Ok(Parsed { sources })
}

impl Parsed {
    /// Resolves names and infers types over the whole program.
    pub fn analyse(self) -> Result<Analysed, Vec<Diagnostic>> {
        let s = &self.sources[0];
        Err(vec![Diagnostic::at("P0001", Severity::Error, &s.path, &s.text, 0, 0, "not translated yet")])
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
