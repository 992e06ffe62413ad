//! Translated from `strings.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Int, Result, Str};

pub fn shout(text: &Str, times: &Int) -> Result<Str> {
    (text.strip().upper() + "!").repeat(times)
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    let name = py::input()?;
    println!(
        "{}|{}|{}",
        py::format(&shout(&name, &Int::from(1))?, ">10"),
        py::format(&name.len(), "03d"),
        py::format(&3.14159, ".2f")
    );
    println!(
        "{} {}",
        shout(&Str::from(" hi "), &Int::from(2))?.split_on("!")?,
        Str::from("a-b").replace("-", "+")
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
