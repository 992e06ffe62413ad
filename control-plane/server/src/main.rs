//! The binary `portalis`: wiring and command line only. Exit codes are a contract: 0 done, 1 refused or failed, 2 usage.

mod args;
mod artefacts;
mod check;
mod inputs;
mod models;
mod program;
mod progress;
mod remote;
mod report;
mod serve;
mod translate;

use args::Command;
use std::process::ExitCode;

/// What a command comes to; `Failed` has said why on stderr already.
pub(crate) enum Outcome {
    Done,
    Failed,
}

fn main() -> ExitCode {
    let command = match args::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(usage) => {
            eprintln!("portalis: {usage}");
            return ExitCode::from(2);
        }
    };
    match dispatch(command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("portalis: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Help(text) => {
            print!("{text}");
            Ok(Outcome::Done)
        }
        Command::Version => {
            println!("portalis {}", env!("CARGO_PKG_VERSION"));
            Ok(Outcome::Done)
        }
        Command::Translate(options) => translate::run(options),
        Command::Run(options) => program::run(&options),
        Command::Check(options) => check::run(&options),
        Command::AddModel(options) => models::add(&options),
        Command::Serve(options) => serve::run(&options),
    }
}
