//! How strings compare, hash and print.

use super::eq::PyEq;
use super::exc::Result;
use super::hash::{PyHash, hash_bytes};
use super::order::{Op, PyOrd, PyTryOrd};
use super::show::Show;
use super::text::Str;
use super::truth::{Truthy, TypeName};
use std::fmt;

impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Str) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<Str> for &str {
    fn eq(&self, other: &Str) -> bool {
        *self == other.as_str()
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Str) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialOrd<&str> for Str {
    fn partial_cmp(&self, other: &&str) -> Option<std::cmp::Ordering> {
        Some(self.as_str().cmp(other))
    }
}

impl Ord for Str {
    fn cmp(&self, other: &Str) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PyEq for Str {
    #[inline]
    fn py_eq(&self, other: &Str) -> bool {
        self == other
    }
}

impl PyEq<str> for Str {
    fn py_eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PyOrd for Str {
    fn order(&self, other: &Str, op: Op) -> bool {
        op.holds(self.as_str(), other.as_str())
    }
}

impl PyTryOrd for Str {
    fn try_order(&self, other: &Str, op: Op) -> Result<bool> {
        Ok(self.order(other, op))
    }
}

impl PyHash for Str {
    fn py_hash(&self) -> i64 {
        hash_bytes(self.as_bytes())
    }
}

impl Truthy for Str {
    #[inline]
    fn truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl TypeName for Str {
    fn type_name(&self) -> &'static str {
        "str"
    }
}

impl Show for Str {
    fn write_repr(&self, out: &mut String) {
        self.as_str().write_repr(out);
    }

    fn write_str(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
