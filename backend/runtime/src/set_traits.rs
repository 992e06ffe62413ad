//! How sets compare, hash, combine by operators and print.

use super::eq::PyEq;
use super::exc::Result;
use super::hash::PyHash;
use super::order::{Op, PyOrd, PyTryOrd};
use super::set::{FrozenSet, Set};
use super::show::{Show, show_items, show_nested};
use super::truth::{Truthy, TypeName};
use std::fmt;
use std::ops::{BitAnd, BitOr, BitXor, Sub};

macro_rules! relations {
    ($($a:ident $b:ident;)*) => {$(
        impl<T: PyHash + PyEq + Clone> PyEq<$b<T>> for $a<T> {
            fn py_eq(&self, other: &$b<T>) -> bool {
                self.size() == other.size() && self.issubset(other)
            }
        }

        impl<T: PyHash + PyEq + Clone> PyOrd<$b<T>> for $a<T> {
            /// Subset and superset: not a total order.
            fn order(&self, other: &$b<T>, op: Op) -> bool {
                match op {
                    Op::Lt => self.is_proper_subset(other),
                    Op::Le => self.issubset(other),
                    Op::Gt => self.is_proper_superset(other),
                    Op::Ge => self.issuperset(other),
                }
            }
        }

        impl<T: PyHash + PyEq + Clone> PyTryOrd<$b<T>> for $a<T> {
            fn try_order(&self, other: &$b<T>, op: Op) -> Result<bool> {
                Ok(self.order(other, op))
            }
        }

        relations!(@op BitOr bitor union $a $b);
        relations!(@op BitAnd bitand intersection $a $b);
        relations!(@op Sub sub difference $a $b);
        relations!(@op BitXor bitxor symmetric_difference $a $b);
    )*};
    (@op $trait:ident $method:ident $name:ident $a:ident $b:ident) => {
        impl<T: PyHash + PyEq + Clone> $trait<&$b<T>> for &$a<T> {
            type Output = $a<T>;

            fn $method(self, other: &$b<T>) -> $a<T> {
                self.$name(other)
            }
        }
    };
}

relations! {
    Set Set;
    Set FrozenSet;
    FrozenSet Set;
    FrozenSet FrozenSet;
}

impl<T: PyHash> PyHash for FrozenSet<T> {
    fn py_hash(&self) -> i64 {
        let table = self.0.borrow();
        let mut hash: u64 = 0;
        for (item, _) in table.entries() {
            let item = item as u64;
            hash ^= ((item ^ 89_869_747) ^ (item << 16)).wrapping_mul(3_644_798_167);
        }
        // CPython also mixes in its table's empty slots, in pairs, so that they cancel out.
        hash ^= (table.len() as u64 + 1).wrapping_mul(1_927_868_237);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
        if hash == u64::MAX { 590_923_713 } else { hash as i64 }
    }
}

macro_rules! shown {
    ($($set:ident $name:literal $open:literal $close:literal;)*) => {$(
        impl<T> Truthy for $set<T> {
            fn truthy(&self) -> bool {
                !self.is_empty()
            }
        }

        impl<T> TypeName for $set<T> {
            fn type_name(&self) -> &'static str {
                $name
            }
        }

        impl<T: Show + Clone> Show for $set<T> {
            fn write_repr(&self, out: &mut String) {
                if self.is_empty() {
                    out.push_str(concat!($name, "()"));
                    return;
                }
                show_nested(self.address(), concat!($name, "(...)"), out, |out| {
                    out.push_str($open);
                    show_items(self, out);
                    out.push_str($close);
                });
            }
        }

        impl<T: Show + Clone> fmt::Display for $set<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&super::show::str(self))
            }
        }

        impl<T: Show + Clone> fmt::Debug for $set<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

shown! {
    Set "set" "{" "}";
    FrozenSet "frozenset" "frozenset({" "})";
}
