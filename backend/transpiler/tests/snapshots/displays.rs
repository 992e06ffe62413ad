//! Translated from `displays.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{list, println, Dict, Int, List, Never, Result, Set};

/// The module's own statements, in order.
fn run() -> Result<()> {
    let grid = List::of([[1, 0], [0, 1]]);
    let ragged = list![List::of([1]), List::of([2, 3])];
    let ages = Dict::of([("ada", 36), ("alan", 41)]);
    let primes = py::set_of_constants(Set::of([2, 3, 5]));
    let points = List::of([("a", 1.5), ("b", -2.0)]);
    println!(
        "{} {} {} {} {} {} {}",
        grid,
        ragged,
        ages,
        primes,
        points,
        py::py_str(&(Int::from(1), Int::from(2))),
        List::<Never>::new()
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
