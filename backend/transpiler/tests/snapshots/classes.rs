//! Translated from `classes.py`.
#![allow(nonstandard_style, unused, clippy::all)]

mod py;

use py::{println, Field, Int, PyEq, PyHash, PyTryOrd, Result, Show, Str, Truthy};
use std::rc::Rc;

/// Something with an area.
#[derive(Clone)]
pub struct Shape(Rc<ShapeFields>);

/// The fields of a [`Shape`].
pub struct ShapeFields {
    name: Field<Str>,
}

py::object! { Shape, ShapeFields, "Shape", PyEq, PyHash, PyTryOrd, Truthy }

impl Shape {
    /// A new object, initialised as `__init__` does.
    pub fn new(name: Str) -> Shape {
        let this = Shape(Rc::new(ShapeFields {
            name: Field::unset(),
        }));
        this.__init__(name);
        this
    }

    pub fn __init__(&self, name: Str) {
        self.name.set(name);
    }

    pub fn area(&self) -> Int {
        Int::from(0)
    }

    pub fn __repr__(&self) -> Str {
        Str::from(format!("{}({})", py::str(&self.name.get()), self.area()))
    }
}

impl Show for Shape {
    fn write_repr(&self, out: &mut String) {
        out.push_str(&self.__repr__());
    }
}

#[derive(Clone)]
pub struct Square(Rc<SquareFields>);

/// The fields of a [`Square`].
pub struct SquareFields {
    name: Field<Str>,
    side: Field<Int>,
}

py::object! {
    Square, SquareFields, "Square", PyEq, PyHash, PyTryOrd, Truthy,
}

impl Square {
    /// A new object, initialised as `__init__` does.
    pub fn new(side: Int) -> Square {
        let this = Square(Rc::new(SquareFields {
            name: Field::unset(),
            side: Field::unset(),
        }));
        this.__init__(side);
        this
    }

    pub fn shape___init__(&self, name: Str) {
        self.name.set(name);
    }

    pub fn __repr__(&self) -> Str {
        Str::from(format!("{}({})", py::str(&self.name.get()), self.area()))
    }

    pub fn __init__(&self, side: Int) {
        self.shape___init__(Str::from("square"));
        self.side.set(side);
    }

    pub fn area(&self) -> Int {
        self.side.get() * self.side.get()
    }
}

impl Show for Square {
    fn write_repr(&self, out: &mut String) {
        out.push_str(&self.__repr__());
    }
}

/// The module's own statements, in order.
fn run() -> Result<()> {
    println!(
        "{} {}",
        py::py_str(&Square::new(Int::from(3))),
        py::py_str(&Shape::new(Str::from("none")))
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    py::run_main(run)
}
