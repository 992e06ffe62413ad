//! Translated from `unions.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{list, println, union, Int, List, Result, Str};

union! {
    pub enum IntOrStr {
        Int(Int),
        Str(Str),
    }
}

union! {
    pub enum FloatOrStr {
        Float(f64),
        Str(Str),
    }
}

pub fn halves(values: &List<IntOrStr>) -> Result<List<FloatOrStr>> {
    let out: List<FloatOrStr> = List::new();
    for value in values.iter() {
        if matches!(value, IntOrStr::Str(_)) {
            out.append(FloatOrStr::Str(
                py::variant!(&value, IntOrStr::Str).part(
                    None,
                    Some(py::variant!(&value, IntOrStr::Str).len().floor_div_by(2)),
                ),
            ));
        } else {
            out.append(FloatOrStr::Float(
                py::variant!(&value, IntOrStr::Int).true_div(&Int::from(2))?,
            ));
        }
    }
    Ok(out)
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    println!(
        "{}",
        halves(&list![
            IntOrStr::Str(Str::from("abcd")),
            IntOrStr::Int(Int::from(5)),
        ])?
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
