//! Prints the `src/main.rs` that a Python file becomes, or its diagnostics: `cargo run --example emit FILE.py`.

use portalis_transpiler::{Source, translate};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: emit FILE.py");
        return ExitCode::from(2);
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) => {
            eprintln!("cannot read {path}: {e}");
            return ExitCode::from(2);
        }
    };
    let crate_ = Source::from_bytes(&path, &bytes).map_err(|d| vec![d]).and_then(|s| translate(vec![s]));
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
