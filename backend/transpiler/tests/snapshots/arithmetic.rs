//! Whole numbers without bounds.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Int, Result};

/// The greatest common divisor.
pub fn gcd(mut a: Int, mut b: Int) -> Result<Int> {
    while b != 0 {
        let (item__1, item__2) = (b.clone(), a.modulo(&b)?);
        a = item__1;
        b = item__2;
    }
    Ok(a)
}

pub fn power_sum(n: &Int) -> Int {
    ({
        let mut items__1: Int = Int::from(0);
        for i in py::range(1, &(n + 1)) {
            items__1 = &items__1 + i.pow_nonneg(&Int::from(2));
        }
        items__1
    }).floor_div_by(2)
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    println!(
        "{} {} {} {}",
        gcd(Int::from(48), Int::from(36))?,
        power_sum(&Int::from(10)),
        Int::from(-7).floor_div_by(2),
        Int::from(2).pow_nonneg(&Int::from(100))
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
