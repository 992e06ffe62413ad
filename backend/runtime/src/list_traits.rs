//! How lists compare and print.

use super::eq::PyEq;
use super::exc::Result;
use super::list::List;
use super::order::{Op, PyOrd, PyTryOrd, order_items, try_order_items};
use super::show::{Show, show_items, show_nested};
use super::truth::{Truthy, TypeName};
use std::fmt;

impl<T: PyEq<U> + Clone, U: Clone> PyEq<List<U>> for List<T> {
    fn py_eq(&self, other: &List<U>) -> bool {
        // One and the same: so is each item.
        self.address() == other.address()
            || self.size() == other.size() && self.iter().zip(other.iter()).all(|(a, b)| a.same_item(&b))
    }
}

impl<T: PyOrd<U> + Clone, U: Clone> PyOrd<List<U>> for List<T> {
    fn order(&self, other: &List<U>, op: Op) -> bool {
        order_items(self, other, op)
    }
}

impl<T: PyTryOrd<U> + Clone, U: Clone> PyTryOrd<List<U>> for List<T> {
    fn try_order(&self, other: &List<U>, op: Op) -> Result<bool> {
        try_order_items(self, other, op)
    }
}

impl<T> Truthy for List<T> {
    #[inline]
    fn truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl<T> TypeName for List<T> {
    fn type_name(&self) -> &'static str {
        "list"
    }
}

impl<T: Show + Clone> Show for List<T> {
    fn write_repr(&self, out: &mut String) {
        show_nested(self.address(), "[...]", out, |out| {
            out.push('[');
            show_items(self, out);
            out.push(']');
        });
    }
}

impl<T: Show + Clone> fmt::Display for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl<T: Show + Clone> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
