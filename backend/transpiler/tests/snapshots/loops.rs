//! Translated from `loops.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Int, List, Result};

pub fn find(rows: &List<List<Int>>, wanted: &Int) -> Option<(Int, Int)> {
    for (y, row) in py::enumerate(rows.iter(), Int::from(0)) {
        for (x, value) in py::enumerate(row.iter(), Int::from(0)) {
            if value == *wanted {
                return Some((x, y.clone()));
            }
        }
    }
    None
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    let rows = List::of([[1, 2], [3, 4]]);
    println!(
        "{} {}",
        py::py_str(&find(&rows, &Int::from(3))),
        py::py_str(&find(&rows, &Int::from(9)))
    );
    'search__1: {
        for i in py::range(0, 3) {
            if i == 5 {
                break 'search__1;
            }
        }
        println!("no five");
    }
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
