//! Translated from `optional.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Dict, Int, OptionExt, Result, Str};

pub fn lookup(table: &Dict<Str, Int>, key: &Str) -> Option<Int> {
    table.get(key)
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    let found = lookup(&Dict::of([("a", 1)]), &Str::from("a"));
    if found.is_some() {
        println!("{}", found.some() + 1);
    }
    println!(
        "{}",
        py::py_str(&lookup(&Dict::of([("a", 1)]), &Str::from("b")))
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
