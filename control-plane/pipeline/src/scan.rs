//! Refuses a crate that would reach for the machine it is built on, before a compiler sees it. Works on tokens, never
//! on text; what it does not know it refuses. Knows nothing of who wrote the crate.

mod manifest;
mod tokens;

use crate::runtime;
use portalis_transpiler::Crate;
use tokens::Token;

/// A place of a crate that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file in the crate.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What it reaches for.
    pub what: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// More than any program that people wrote translates to.
const MAX_FILES: usize = 8192;
const MAX_BYTES: usize = 64 << 20;

/// All that is wrong with the crate; empty when it is safe to build.
pub(crate) fn scan(krate: &Crate) -> Vec<Finding> {
    let mut findings = Vec::new();
    let bytes: usize = krate.files.values().map(String::len).sum();
    if krate.files.len() > MAX_FILES || bytes > MAX_BYTES {
        let what = format!("the crate has {} files and {bytes} bytes; no translation is that large", krate.files.len());
        return vec![Finding { file: "Cargo.toml".into(), line: 1, what }];
    }
    for needed in ["Cargo.toml", "src/main.rs"] {
        if !krate.files.contains_key(needed) {
            findings.push(Finding { file: needed.into(), line: 1, what: "the crate lacks this file".into() });
        }
    }
    for (path, text) in &krate.files {
        let mut report = |line: usize, what: String| findings.push(Finding { file: path.clone(), line, what });
        match path.as_str() {
            "Cargo.toml" => manifest::scan(text, &mut report),
            "Cargo.lock" | "README.md" => {}
            _ if !is_source(path) => report(1, "a file that is no Rust source of the crate".into()),
            "src/py/mod.rs" => scan_source(text, true, &mut report),
            _ => match path.strip_prefix("src/py/") {
                Some(name) => scan_copy(name, text, &mut report),
                None => scan_source(text, false, &mut report),
            },
        }
    }
    findings
}

/// `src/`, folders and files of plain names, `.rs`.
fn is_source(path: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    path.strip_prefix("src/").and_then(|rest| rest.strip_suffix(".rs")).is_some_and(|rest| rest.split('/').all(plain))
}

/// The runtime's copies are compiled from our own text, so the ones delivered must be that text.
fn scan_copy(name: &str, text: &str, report: &mut impl FnMut(usize, String)) {
    match runtime::sources().iter().find(|(known, _)| *known == name) {
        None => report(1, "a module that the runtime does not have".into()),
        Some((_, known)) if *known != text => {
            let line = known.lines().zip(text.lines()).position(|(a, b)| a != b).unwrap_or_default() + 1;
            report(line, "the runtime's module has been changed".into());
        }
        Some(_) => {}
    }
}

/// Names of macros that read the build machine's files or variables, or hold machine code.
const MACROS: &[&str] =
    &["include", "include_str", "include_bytes", "env", "option_env", "asm", "global_asm", "naked_asm", "module_asm"];

/// Words with no place in a translation: each opens a door that the other rules would have to guard.
const WORDS: &[&str] = &["unsafe", "extern", "macro_rules", "macro"];

/// Attributes that change nothing outside their item.
const ATTRIBUTES: &[&str] = &[
    "allow",
    "expect",
    "warn",
    "derive",
    "doc",
    "inline",
    "must_use",
    "cold",
    "default",
    "non_exhaustive",
    "macro_use",
    "rustfmt",
    "clippy",
    "automatically_derived",
    "track_caller",
    "recursion_limit",
    "repr",
    "test",
];

/// The parts of std that stay inside the program.
const STD: &[&str] = &[
    "any",
    "array",
    "ascii",
    "assert",
    "assert_eq",
    "assert_ne",
    "borrow",
    "boxed",
    "cell",
    "char",
    "clone",
    "cmp",
    "collections",
    "convert",
    "debug_assert",
    "default",
    "error",
    "f32",
    "f64",
    "fmt",
    "format",
    "future",
    "hash",
    "hint",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "iter",
    "marker",
    "matches",
    "mem",
    "num",
    "ops",
    "option",
    "panic",
    "pin",
    "prelude",
    "primitive",
    "process",
    "ptr",
    "rc",
    "result",
    "slice",
    "str",
    "string",
    "sync",
    "task",
    "thread_local",
    "time",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "unimplemented",
    "unreachable",
    "usize",
    "vec",
    "write",
    "writeln",
];

/// The parts of `std::process` that end this process and start none.
const PROCESS: &[&str] = &["ExitCode", "Termination", "exit", "abort"];

fn scan_source(text: &str, only_modules: bool, report: &mut impl FnMut(usize, String)) {
    let tokens = match tokens::flatten(text) {
        Ok(tokens) => tokens,
        Err((line, what)) => return report(line, what),
    };
    let mut in_use = false;
    for (i, token) in tokens.iter().enumerate() {
        let line = token.line;
        let after = |n: usize| tokens.get(i + n).map_or("", |t| t.text.as_str());
        let before = |n: usize| i.checked_sub(n).and_then(|j| tokens.get(j)).map_or("", |t| t.text.as_str());
        let word = token.text.as_str();
        match word {
            "#" if after(1) == "[" || (after(1) == "!" && after(2) == "[") => {
                let name = if after(1) == "[" { after(2) } else { after(3) };
                if !ATTRIBUTES.contains(&name) {
                    report(line, format!("the attribute `{name}`"));
                }
            }
            "use" => in_use = true,
            ";" => in_use = false,
            _ if !token.is_word => {}
            _ if WORDS.contains(&word) => report(line, format!("`{word}`")),
            _ if only_modules && ["fn", "impl", "static", "const", "trait", "let"].contains(&word) => {
                report(line, "code in the list of the runtime's modules".into());
            }
            _ => {
                // A raw identifier names the same macro.
                let name = word.strip_prefix("r#").unwrap_or(word);
                if MACROS.contains(&name) && reaches(&tokens, i, in_use) {
                    report(line, format!("`{name}!`"));
                }
                if name == "std" && before(1) != "." {
                    scan_std(&tokens, i, in_use, report);
                }
            }
        }
    }
}

/// Whether the macro's name at `i` is its call, or a path that may give it another name.
fn reaches(tokens: &[Token], i: usize, in_use: bool) -> bool {
    let at = |j: usize| tokens.get(j).map_or("", |t| t.text.as_str());
    let called = at(i + 1) == "!" && ["(", "[", "{"].contains(&at(i + 2));
    // A module or function of the program may have that name; it then stands behind the crate's own path.
    let own = i >= 2 && at(i - 1) == "::" && ["crate", "self", "super"].contains(&at(i - 2));
    let path = i >= 1 && at(i - 1) == "::";
    called || (!own && (path || in_use))
}

fn scan_std(tokens: &[Token], i: usize, in_use: bool, report: &mut impl FnMut(usize, String)) {
    let at = |j: usize| tokens.get(j).map_or("", |t| t.text.as_str());
    let line = tokens[i].line;
    if at(i + 1) != "::" {
        // Elsewhere it is a variable of the program.
        if in_use {
            report(line, "`std` under another name".into());
        }
        return;
    }
    let mut check = |j: usize| match at(j) {
        "process" => {
            if at(j + 1) != "::" || !PROCESS.contains(&at(j + 2)) {
                report(tokens[j].line, format!("`std::process::{}`", at(j + 2)));
            }
        }
        name if STD.contains(&name.strip_prefix("r#").unwrap_or(name)) => {}
        name => report(line, format!("`std::{name}`")),
    };
    if at(i + 2) != "{" {
        return check(i + 2);
    }
    // Each element of `std::{...}` starts behind the brace or a comma of the same depth.
    let mut depth = 0;
    for j in i + 2..tokens.len() {
        match at(j) {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && ["{", ","].contains(&at(j)) && at(j + 1) != "}" {
            check(j + 1);
        }
    }
}

#[cfg(test)]
mod tests;
