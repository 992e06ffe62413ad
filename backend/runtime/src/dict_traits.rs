//! How dicts compare and print.

use super::dict::Dict;
use super::eq::PyEq;
use super::hash::PyHash;
use super::show::{Show, show_nested};
use super::truth::{Truthy, TypeName};
use std::fmt;

impl<K, V, L, W> PyEq<Dict<L, W>> for Dict<K, V>
where
    K: PyHash + Clone + PyEq<L>,
    L: PyHash + Clone,
    V: PyEq<W> + Clone,
    W: Clone,
{
    /// Whether both have equal items, in whatever order.
    fn py_eq(&self, other: &Dict<L, W>) -> bool {
        // One and the same: so is each item.
        self.address() == other.address()
            || self.size() == other.size()
                && other.items().all(|(key, value)| self.get(&key).is_some_and(|one| one.same_item(&value)))
    }
}

impl<K, V> Truthy for Dict<K, V> {
    fn truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl<K, V> TypeName for Dict<K, V> {
    fn type_name(&self) -> &'static str {
        "dict"
    }
}

impl<K: Show + Clone, V: Show + Clone> Show for Dict<K, V> {
    fn write_repr(&self, out: &mut String) {
        show_nested(self.address(), "{...}", out, |out| {
            out.push('{');
            for (i, (key, value)) in self.items().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                key.write_repr(out);
                out.push_str(": ");
                value.write_repr(out);
            }
            out.push('}');
        });
    }
}

impl<K: Show + Clone, V: Show + Clone> fmt::Display for Dict<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl<K: Show + Clone, V: Show + Clone> fmt::Debug for Dict<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
