//! Translated from `generators.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Int, Iter, List, Result, Str};

pub fn countdown(mut n: Int) -> Iter<Int> {
    py::generator(move |co| async move {
        while n > 0 {
            co.yield_(n.clone()).await;
            n -= 1;
        }
        Ok(())
    })
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    for item__1 in countdown(Int::from(3)) {
        let i = item__1?;
        println!("{}", i);
    }
    println!(
        "{}",
        py::values(countdown(Int::from(2)))
            .zip(Str::from("ab").iter())
            .collect::<List<_>>()
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
