//! `cargo xtask`: everything that is done to this repository more than once.
//!
//! Only the command line is here; each command has a file of its own.

mod artefacts;
mod bench;
mod check;
mod demo;
mod gpu;
mod http;
mod process;
mod setup;
mod stack;
mod test;
mod up;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  demo    set everything up, build, start Triton and the gateway, translate programs through REST, run them, stop
  up      the same stack, kept running until Ctrl-C
  test    every test, or one suite [rust | programs | triton | e2e]; the last line counts them
          [--accept-refusals: run the programs, and list what is not translated in tests/refused.txt]
  check   rustfmt, clippy, rustdoc and the tidy checks
  bench   how long translations take, by stage, and the translator's lines a second
  gpu pack [kernels]
          the folder .gpu/pack, which tests and measures the GPU code on a machine that has a GPU and no Rust
  setup   only put what the other commands need on this machine [--wasm-from-debian]
";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    process::watch_for_interrupts()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let places = setup::Places::find()?;
    match arguments[..] {
        ["demo"] => demo::run(&places)?,
        ["up"] => up::run(&places)?,
        ["test"] => test::run(&places, None, false)?,
        ["test", "--accept-refusals"] => test::run(&places, Some("programs"), true)?,
        ["test", suite] if test::is_suite(suite) => test::run(&places, Some(suite), false)?,
        ["up", "--for-tests"] => up::for_tests(&places)?,
        ["bench"] => bench::run(&places)?,
        ["check"] => check::run(&places)?,
        ["gpu", "pack"] => gpu::pack(&places, gpu::Contents::All)?,
        ["gpu", "pack", "kernels"] => gpu::pack(&places, gpu::Contents::Kernels)?,
        ["setup"] => setup::run(&places, setup::Options::default())?,
        ["setup", "--wasm-from-debian"] => setup::run(&places, setup::Options { wasm_from_debian: true })?,
        [] | ["help" | "--help" | "-h"] => print!("{USAGE}"),
        [command, ..] => bail!("cannot do `{command}` with these arguments\n\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}
