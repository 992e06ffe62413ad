//! Translated from `comprehensions.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Dict, Int, List, Result, Set, Str};

/// The module's own statements, in order.
fn run() -> Result<()> {
    let words = List::of(["red", "green", "blue"]);
    let lengths = {
        let items__1: Dict<Str, Int> = Dict::new();
        for word in words.iter() {
            items__1.set(word.clone(), word.len());
        }
        items__1
    };
    println!(
        "{} {} {}",
        lengths,
        {
            let items__2: List<Str> = List::new();
            for w in words.iter() {
                if w.len() > 3 {
                    items__2.append(w.upper());
                }
            }
            items__2
        },
        {
            let items__3: Set<Int> = Set::new();
            for n in lengths.values() {
                items__3.add(&n % 2);
            }
            items__3
        }
    );
    println!(
        "{} {}",
        py::py_str(&'items__4: {
            for w in words.iter() {
                if w == "red" {
                    break 'items__4 true;
                }
            }
            false
        }),
        {
            let mut items__5: Int = Int::from(0);
            for w in words.iter() {
                items__5 = &items__5 + w.len();
            }
            items__5
        }
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
