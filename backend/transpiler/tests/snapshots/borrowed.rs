//! Translated from `borrowed.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Int, List, Result, Str};

pub fn total(prices: &List<Int>, rate: &Int) -> Int {
    py::sum_int(prices.iter()) * rate
}

pub fn describe(name: &Str, prices: &List<Int>) {
    println!(
        "{}: {} of {}",
        py::str(name),
        py::str(&total(prices, &Int::from(2))),
        prices.len()
    );
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    let prices = List::of([3, 4, 5]);
    describe(&Str::from("shop"), &prices);
    describe(&Str::from("again"), &prices);
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
