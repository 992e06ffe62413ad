//! `object!`: what every translated class has of Python's `object`: identity, and defaults for what it does not define
//! (uses super::compare, super::eq, super::hash, super::order, super::show, super::truth).

use super::exc::ExcClass;
use super::exc_classes::ATTRIBUTE_ERROR;
use super::hash::PyHash;
use super::int::Int;

/// Makes `$name` a handle to its fields, with identity, and with `object`'s own behaviour for the traits listed.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_object {
    ($name:ident, $fields:ident, $python:literal $(, $default:ident)* $(,)?) => {
        impl ::std::ops::Deref for $name {
            type Target = $fields;
            fn deref(&self) -> &$fields {
                &self.0
            }
        }
        impl $name {
            /// What tells this object from every other.
            pub fn address(&self) -> usize {
                ::std::rc::Rc::as_ptr(&self.0) as usize
            }
        }
        impl $crate::py::Identity for $name {
            fn same(&self, other: &$name) -> bool {
                ::std::rc::Rc::ptr_eq(&self.0, &other.0)
            }
        }
        impl $crate::py::TypeName for $name {
            fn type_name(&self) -> &'static str {
                $python
            }
        }
        $($crate::py::object!(@default $default $name $python);)*
    };
    (@default Show $name:ident $python:literal) => {
        impl $crate::py::Show for $name {
            fn write_repr(&self, out: &mut String) {
                $crate::py::object_repr($python, self.address(), out);
            }
        }
    };
    (@default PyEq $name:ident $python:literal) => {
        impl $crate::py::PyEq for $name {
            fn py_eq(&self, other: &$name) -> bool {
                ::std::rc::Rc::ptr_eq(&self.0, &other.0)
            }
        }
    };
    (@default PyHash $name:ident $python:literal) => {
        impl $crate::py::PyHash for $name {
            fn py_hash(&self) -> i64 {
                (self.address() >> 4) as i64
            }
        }
    };
    (@default PyTryOrd $name:ident $python:literal) => {
        impl $crate::py::PyTryOrd for $name {
            fn try_order(&self, _: &$name, op: $crate::py::Op) -> $crate::py::Result<bool> {
                Err($crate::py::order_error(op, $python, $python))
            }
        }
    };
    (@default Truthy $name:ident $python:literal) => {
        impl $crate::py::Truthy for $name {
            fn truthy(&self) -> bool {
                true
            }
        }
    };
}
pub use __py_object as object;

/// `<__main__.Name object at 0x...>`.
pub fn object_repr(name: &str, address: usize, out: &mut String) {
    out.push_str(&format!("<__main__.{name} object at {address:#x}>"));
}

/// The hash that a class's `__hash__` gave, as Python reduces it.
pub fn hash_of_int(value: &Int) -> i64 {
    value.py_hash()
}

/// `dataclasses.FrozenInstanceError`.
pub static FROZEN_INSTANCE_ERROR: ExcClass = ExcClass::new("FrozenInstanceError", &ATTRIBUTE_ERROR);
