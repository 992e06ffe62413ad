//! House rules that no compiler checks: what a file opens with, how long it is, what must not be in it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::output_of;

/// Above this a Rust file is listed, so that somebody looks at it again; it is no failure.
const LONG: usize = 400;

/// Code that is not there yet. Split, so that this file passes its own check.
const STUBS: [&str; 3] = [concat!("to", "do!("), concat!("unimple", "mented!("), concat!("db", "g!(")];

/// Folders of one machine: a file that names them works nowhere else.
const MACHINE_PATHS: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp/tar", "get"), concat!("/ho", "me/")];

/// Kinds of file that people write; what tests compare byte for byte ends as it ends.
const WRITTEN: [&str; 8] = ["rs", "py", "md", "toml", "yaml", "yml", "pbtxt", "proto"];

/// Checks every file that git has or would take.
pub fn run(root: &Path) -> Result<()> {
    let listed = output_of(
        Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root),
    )
    .context("the tidy checks need git")?;
    let mut problems = Vec::new();
    let mut long = Vec::new();
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        // Not text, or deleted and not yet committed.
        let Ok(text) = fs::read_to_string(root.join(name)) else {
            continue;
        };
        problems.extend(problems_in(name, &text));
        let lines = text.lines().count();
        if name.ends_with(".rs") && lines > LONG {
            long.push((lines, name));
        }
    }
    long.sort_unstable_by(|left, right| right.cmp(left));
    for (lines, name) in long {
        println!("      {name} has {lines} lines: is it one thing?");
    }
    if !problems.is_empty() {
        bail!("{} problems\n      {}", problems.len(), problems.join("\n      "));
    }
    Ok(())
}

fn problems_in(name: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let rust = name.ends_with(".rs");
    if rust && !text.starts_with("//! ") {
        problems.push(format!("{name}:1: opens without `//!`: say what the file is for, and what it must not know"));
    }
    let kind = Path::new(name).extension().and_then(|extension| extension.to_str());
    if kind.is_some_and(|kind| WRITTEN.contains(&kind)) && !text.is_empty() && !text.ends_with('\n') {
        problems.push(format!("{name}: does not end with a newline"));
    }
    for (index, line) in text.lines().enumerate() {
        let place = format!("{name}:{}", index + 1);
        for stub in STUBS {
            if rust && !line.trim_start().starts_with("//") && line.contains(stub) {
                problems.push(format!("{place}: `{stub}...)` is not finished code"));
            }
        }
        for path in MACHINE_PATHS {
            if line.contains(path) {
                problems.push(format!("{place}: `{path}` is a folder of one machine"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::problems_in;

    #[test]
    fn a_file_in_order_has_no_problems() {
        assert!(problems_in("a/b.rs", "//! What it is for.\n\nfn f() {}\n").is_empty());
    }

    #[test]
    fn each_rule_is_reported_with_its_place() {
        let stub = format!("//! Header.\nfn f() {{\n    {}\"later\")\n}}\n", super::STUBS[0]);
        let path = format!("see {}x", super::MACHINE_PATHS[0]);
        for (name, text, start) in [
            ("a.rs", "fn f() {}\n", "a.rs:1: opens without"),
            ("a.rs", stub.as_str(), "a.rs:3: "),
            ("a.rs", "//! Header.", "a.rs: does not end"),
            ("notes.md", path.as_str(), "notes.md: does not end"),
            ("notes.md", path.as_str(), "notes.md:1: "),
        ] {
            let problems = problems_in(name, text);
            assert!(problems.iter().any(|problem| problem.starts_with(start)), "{text:?} gave {problems:?}");
        }
    }

    #[test]
    fn a_stub_named_in_a_comment_is_no_stub() {
        let text = format!("//! Header.\n// once a {}), now done\n", super::STUBS[0]);
        assert!(problems_in("a.rs", &text).is_empty());
    }
}
