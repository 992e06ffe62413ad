//! The runtime's source, and which of its modules a program needs.
//! The text is embedded, so that an emitted crate is complete without any other file.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/runtime_sources.rs"));

/// The modules that `main` needs, by path in the crate: what it names, and what those need in turn.
pub(crate) fn modules_for(main: &str) -> BTreeMap<String, String> {
    let exports = exports();
    let mut todo: Vec<&str> = Vec::new();
    for (module, names) in &exports {
        let by_path = main.contains(&format!("py::{module}::"));
        if by_path || names.iter().any(|n| mentions(main, n)) {
            todo.push(module);
        }
    }
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    while let Some(m) = todo.pop() {
        if !needed.insert(m) {
            continue;
        }
        if let Some((_, text)) = RUNTIME.iter().find(|(n, _)| *n == format!("{m}.rs")) {
            for (other, _) in &exports {
                if text.contains(&format!("super::{other}")) && !needed.contains(other) {
                    todo.push(other);
                }
            }
        }
    }
    let mut files = BTreeMap::new();
    let mut head = String::from(
        "//! Python's semantics, as far as this program needs them.\n#![allow(dead_code, unused_imports, unused_macros, clippy::all)]\n\n",
    );
    for (module, statement) in statements() {
        if needed.contains(module) {
            head.push_str(&statement);
        }
    }
    for (file, text) in RUNTIME {
        if let Some(m) = file.strip_suffix(".rs")
            && needed.contains(m)
        {
            files.insert(format!("src/py/{file}"), (*text).to_string());
        }
    }
    files.insert("src/py/mod.rs".to_string(), head);
    files
}

/// Whether a type or trait of the runtime has a method of this name, or calls one.
pub(crate) fn has_method(name: &str) -> bool {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut out = HashSet::new();
        for (_, text) in RUNTIME {
            for before in ["fn ", "."] {
                for part in text.split(before).skip(1) {
                    let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
                    out.insert(&part[..end]);
                }
            }
        }
        out
    });
    names.contains(name)
}

fn lib() -> &'static str {
    RUNTIME.iter().find(|(n, _)| *n == "lib.rs").map_or("", |f| f.1)
}

/// The `pub mod` and `pub use` statements of each module.
fn statements() -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let mut rest = lib();
    while let Some(at) = rest.find("pub ") {
        let line_start = rest[..at].ends_with('\n') || at == 0;
        let end = rest[at..].find([';', '{']).map_or(rest.len(), |e| at + e + 1);
        let statement = if rest[at..end].ends_with('{') {
            let close = rest[at..].find("};").map_or(rest.len(), |e| at + e + 2);
            if rest[at..].starts_with("pub mod") {
                rest = &rest[rest[at..].find('}').map_or(rest.len(), |e| at + e + 1)..];
                continue;
            }
            &rest[at..close]
        } else {
            &rest[at..end]
        };
        rest = &rest[at + statement.len()..];
        if !line_start {
            continue;
        }
        let name = statement
            .trim_start_matches("pub mod ")
            .trim_start_matches("pub use ")
            .split([';', ':', ' '])
            .next()
            .unwrap_or("");
        out.push((name, format!("{statement}\n")));
    }
    out
}

/// Each module with the names that it exports at the top.
fn exports() -> Vec<(&'static str, Vec<String>)> {
    let mut out: Vec<(&'static str, Vec<String>)> = Vec::new();
    for (module, statement) in statements() {
        let names: Vec<String> = match statement.strip_prefix("pub use ") {
            Some(rest) => rest
                .split("::")
                .skip(1)
                .collect::<Vec<_>>()
                .join("::")
                .trim_matches(|c: char| c == '{' || c == '}' || c == ';' || c.is_whitespace())
                .trim_end_matches("};")
                .split(',')
                .map(|n| n.trim().rsplit(" as ").next().unwrap_or("").trim().to_string())
                .filter(|n| !n.is_empty())
                .collect(),
            None => Vec::new(),
        };
        match out.iter_mut().find(|o| o.0 == module) {
            Some(o) => o.1.extend(names),
            None => out.push((module, names)),
        }
    }
    out
}

fn mentions(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let mut from = 0;
    while let Some(at) = text[from..].find(name) {
        let (start, end) = (from + at, from + at + name.len());
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        if !before.is_some_and(part) && !after.is_some_and(part) {
            return true;
        }
        from = end;
    }
    false
}
