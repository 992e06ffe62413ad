//! `Iter<T>`: an iterator as a value, shared by its clones, whose items are results.

use super::exc::{Exc, Result};
use super::exc_classes::{stop_iteration, value_error};
use super::show::Show;
use super::truth::{Truthy, TypeName};
use std::cell::RefCell;
use std::rc::Rc;

/// An iterator with state, as `iter(x)` and generators give.
pub struct Iter<T>(Rc<RefCell<dyn Iterator<Item = Result<T>>>>);

impl<T> Clone for Iter<T> {
    fn clone(&self) -> Iter<T> {
        Iter(Rc::clone(&self.0))
    }
}

/// An iterator that stays at its end once it has reached it, or has raised.
struct Fused<I>(Option<I>);

impl<T, I: Iterator<Item = Result<T>>> Iterator for Fused<I> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let item = self.0.as_mut()?.next();
        if !matches!(item, Some(Ok(_))) {
            self.0 = None;
        }
        item
    }
}

impl<T: 'static> Iter<T> {
    /// From items that cannot fail.
    pub fn new<I>(items: I) -> Iter<T>
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: 'static,
    {
        Iter::fallible(items.into_iter().map(Ok))
    }

    /// From items whose making may raise.
    pub fn fallible<I>(items: I) -> Iter<T>
    where
        I: IntoIterator<Item = Result<T>>,
        I::IntoIter: 'static,
    {
        Iter(Rc::new(RefCell::new(Fused(Some(items.into_iter())))))
    }

    /// No items.
    pub fn empty() -> Iter<T> {
        Iter::new(std::iter::empty())
    }
}

impl<T> Iter<T> {
    /// The next item, None at the end; what making it raises.
    pub fn advance(&self) -> Result<Option<T>> {
        match self.0.try_borrow_mut() {
            Ok(mut items) => items.next().transpose(),
            Err(_) => Err(value_error("generator already executing")),
        }
    }

    /// `next(it)`. StopIteration at the end; what making the item raises.
    pub fn next_or_stop(&self) -> Result<T> {
        self.advance()?.ok_or_else(stop_iteration)
    }

    /// `next(it, default)`; what making the item raises.
    pub fn next_or(&self, default: T) -> Result<T> {
        Ok(self.advance()?.unwrap_or(default))
    }

    /// `it is other`.
    pub fn is(&self, other: &Iter<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The items without results; an exception ends the program as uncaught.
    pub fn values(&self) -> IterValues<T> {
        IterValues(self.clone())
    }
}

impl<T> Iterator for Iter<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        self.advance().transpose()
    }
}

/// The items of an [`Iter`] that cannot fail.
pub struct IterValues<T>(Iter<T>);

impl<T> Iterator for IterValues<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.advance().unwrap_or_else(|exc: Exc| super::program::terminal(exc))
    }
}

impl<T> Show for Iter<T> {
    fn write_repr(&self, out: &mut String) {
        out.push_str("<iterator>");
    }
}

impl<T> Truthy for Iter<T> {
    fn truthy(&self) -> bool {
        true
    }
}

impl<T> TypeName for Iter<T> {
    fn type_name(&self) -> &'static str {
        "generator"
    }
}

impl<T> super::eq::PyEq for Iter<T> {
    fn py_eq(&self, other: &Iter<T>) -> bool {
        self.is(other)
    }
}
