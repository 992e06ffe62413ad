//! Prints the `src/main.rs` that a Python program (one file, or those of a package) becomes, or its diagnostics:
//! `cargo run --example emit FILE.py ...`.

use portalis_transpiler::{Source, translate};
use std::process::ExitCode;

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        eprintln!("usage: emit FILE.py ...");
        return ExitCode::from(2);
    }
    let mut sources = Vec::new();
    for path in &paths {
        match std::fs::read(path) {
            Ok(bytes) => sources.push(Source::from_bytes(path, &bytes)),
            Err(e) => {
                eprintln!("cannot read {path}: {e}");
                return ExitCode::from(2);
            }
        }
    }
    let sources: Result<Vec<Source>, _> = sources.into_iter().collect();
    let crate_ = sources.map_err(|d| vec![d]).and_then(translate);
    match crate_ {
        Ok(c) => {
            for w in &c.warnings {
                eprint!("{w}");
            }
            print!("{}", c.files["src/main.rs"]);
            ExitCode::SUCCESS
        }
        Err(errors) => {
            for e in errors {
                eprint!("{e}");
            }
            ExitCode::FAILURE
        }
    }
}
