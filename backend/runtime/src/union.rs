//! `union!`: a closed union of value types, as inference makes where a value may have several
//! (uses super::eq, super::exc, super::hash, super::order, super::show, super::truth).

use super::exc::Result;
use super::exc_classes::type_error;
use super::hash::PyHash;
use super::num::Num;
use super::order::{Op, PyTryOrd};
use super::truth::TypeName;

/// A member of a union under the methods below. Each comes in two traits: method lookup takes the one on `Member`
/// where the value's type has what it asks for, and else the one on `&Member`.
pub struct Member<'a, T>(pub &'a T);

/// The hash of a member that has one.
pub trait HashIf {
    /// `hash(value)`.
    fn member_hash(&self) -> i64;
}

/// The hash of a member that has none.
pub trait HashElse {
    /// Ends the program with CPython's TypeError.
    fn member_hash(&self) -> i64;
}

impl<T: PyHash> HashIf for Member<'_, T> {
    fn member_hash(&self) -> i64 {
        self.0.py_hash()
    }
}

impl<T: TypeName> HashElse for &Member<'_, T> {
    fn member_hash(&self) -> i64 {
        super::program::terminal(type_error(format!("unhashable type: '{}'", self.0.type_name())))
    }
}

/// The order of members that have one.
pub trait OrderIf<T> {
    /// `self op other`.
    fn member_order(&self, other: &T, op: Op) -> Result<bool>;
}

/// The order of members that have none.
pub trait OrderElse<T> {
    /// The TypeError.
    fn member_order(&self, other: &T, op: Op) -> Result<bool>;
}

impl<T: PyTryOrd> OrderIf<T> for Member<'_, T> {
    fn member_order(&self, other: &T, op: Op) -> Result<bool> {
        self.0.try_order(other, op)
    }
}

impl<T: TypeName> OrderElse<T> for &Member<'_, T> {
    fn member_order(&self, other: &T, op: Op) -> Result<bool> {
        Err(op.unsupported(self.0.type_name(), other.type_name()))
    }
}

/// The value of a member that is a number.
pub trait NumberIf {
    /// The number.
    fn member_number(&self) -> Option<Num>;
}

/// The value of a member that is none.
pub trait NumberElse {
    /// None.
    fn member_number(&self) -> Option<Num>;
}

impl<T: Clone + Into<Num>> NumberIf for Member<'_, T> {
    fn member_number(&self) -> Option<Num> {
        Some(self.0.clone().into())
    }
}

impl<T> NumberElse for &Member<'_, T> {
    fn member_number(&self) -> Option<Num> {
        None
    }
}

/// Declares an enum of value types with Python's printing, equality, order, hash and truth:
/// `union! { pub enum IntOrStr { Int(Int), Str(Str) } }`.
///
/// Values of unlike variants are unequal, unless both are numbers; ordering them raises TypeError.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_union {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($variant:ident($ty:ty)),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone)]
        $vis enum $name {
            $($variant($ty)),+
        }

        impl $crate::py::Show for $name {
            fn write_repr(&self, out: &mut ::std::string::String) {
                match self { $(Self::$variant(value) => $crate::py::Show::write_repr(value, out)),+ }
            }

            fn write_str(&self, out: &mut ::std::string::String) {
                match self { $(Self::$variant(value) => $crate::py::Show::write_str(value, out)),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&$crate::py::str(self))
            }
        }

        impl $crate::py::Truthy for $name {
            fn truthy(&self) -> bool {
                match self { $(Self::$variant(value) => $crate::py::Truthy::truthy(value)),+ }
            }
        }

        impl $crate::py::TypeName for $name {
            fn type_name(&self) -> &'static str {
                match self { $(Self::$variant(value) => $crate::py::TypeName::type_name(value)),+ }
            }
        }

        impl $crate::py::PyEq for $name {
            fn py_eq(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$variant(a), Self::$variant(b)) => $crate::py::PyEq::py_eq(a, b),)+
                    _ => match ($crate::__py_union!(@number self $name $($variant)+), $crate::__py_union!(@number other $name $($variant)+)) {
                        (::std::option::Option::Some(a), ::std::option::Option::Some(b)) => $crate::py::PyEq::py_eq(&a, &b),
                        _ => false,
                    },
                }
            }

            fn same_item(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$variant(a), Self::$variant(b)) => $crate::py::PyEq::same_item(a, b),)+
                    _ => self.py_eq(other),
                }
            }
        }

        impl $crate::py::PyTryOrd for $name {
            fn try_order(&self, other: &Self, op: $crate::py::Op) -> $crate::py::Result<bool> {
                use $crate::py::{OrderElse as _, OrderIf as _};
                match (self, other) {
                    $((Self::$variant(a), Self::$variant(b)) => (&$crate::py::Member(a)).member_order(b, op),)+
                    _ => match ($crate::__py_union!(@number self $name $($variant)+), $crate::__py_union!(@number other $name $($variant)+)) {
                        (::std::option::Option::Some(a), ::std::option::Option::Some(b)) => $crate::py::PyTryOrd::try_order(&a, &b, op),
                        _ => ::std::result::Result::Err(
                            op.unsupported($crate::py::TypeName::type_name(self), $crate::py::TypeName::type_name(other)),
                        ),
                    },
                }
            }
        }

        impl $crate::py::PyHash for $name {
            fn py_hash(&self) -> i64 {
                use $crate::py::{HashElse as _, HashIf as _};
                match self { $(Self::$variant(value) => (&$crate::py::Member(value)).member_hash()),+ }
            }
        }

        $(
            impl ::std::convert::From<$ty> for $name {
                fn from(value: $ty) -> Self {
                    Self::$variant(value)
                }
            }
        )+
    };
    (@number $value:ident $name:ident $($variant:ident)+) => {
        {
            use $crate::py::{NumberElse as _, NumberIf as _};
            match $value { $($name::$variant(value) => (&$crate::py::Member(value)).member_number()),+ }
        }
    };
}
pub use __py_union as union;
