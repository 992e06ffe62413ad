//! Translated from `closures.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Func0, Int, List, Result, Shared};

pub fn counter(step: Int) -> Func0<Int> {
    let count: Shared<Int> = Shared::new(Int::from(0));
    fn advance(count: &Shared<Int>, step: &Int) -> Int {
        count.set(count.get() + step);
        count.get()
    }
    Func0::new({
        let count = count.clone();
        let step = step.clone();
        move || Ok(advance(&count, &step))
    })
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    let tick = counter(Int::from(3));
    tick.call()?;
    println!(
        "{} {}",
        tick.call()?,
        py::sorted_by_key(List::of(["bb", "a"]).iter(), |word| Ok(word.len()), false)?
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
