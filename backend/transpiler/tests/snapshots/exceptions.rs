//! Translated from `exceptions.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{list, println, Exc, ExcClass, Int, List, Result};

/// The exception class Empty.
pub static EMPTY_CLASS: ExcClass = ExcClass::new("Empty", &py::EXCEPTION);

pub fn first(items: &List<Int>) -> Result<Int> {
    if items.is_empty() {
        return Err(Exc::new(&EMPTY_CLASS, "nothing here"));
    }
    items.get(0)
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    for items in list![List::of([1, 2]), List::<Int>::new()].iter() {
        let outcome__1: Result<()> = 'finally_1: {
            let outcome__2: Result<()> = 'try_2: {
                println!("{}", py::attempt!('try_2, first(&items)));
                Ok(())
            };
            if let Err(error__2) = outcome__2 {
                if error__2.is(&EMPTY_CLASS) {
                    let error = error__2.clone();
                    println!("empty: {}", error);
                } else {
                    break 'finally_1 Err(error__2);
                }
            }
            Ok(())
        };
        println!("done");
        if let Err(error) = outcome__1 {
            return Err(error);
        }
    }
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_handling(run)
}
