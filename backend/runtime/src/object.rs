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

#[cfg(test)]
mod tests {
    use crate::{Field, Int, PyEq, PyHash, Str, is, list, object, repr};
    use std::rc::Rc;

    #[derive(Clone)]
    struct Point(Rc<PointFields>);
    struct PointFields {
        x: Field<Int>,
    }
    object!(Point, PointFields, "Point", Show, PyEq, PyHash, PyTryOrd, Truthy);

    fn point(x: i64) -> Point {
        let point = Point(Rc::new(PointFields { x: Field::unset() }));
        point.x.set(Int::from(x));
        point
    }

    #[test]
    fn handles_share_their_fields() {
        let a = point(1);
        let b = a.clone();
        b.x.set(Int::from(5));
        assert!(a.x.get() == 5 && is(&a, &b));
    }

    #[test]
    fn objects_equal_themselves_alone() {
        let (a, b) = (point(1), point(1));
        assert!(a.py_eq(&a.clone()) && !a.py_eq(&b) && a.py_hash() == a.clone().py_hash());
        assert!(list![a.clone()].contains(&a) && !list![a].contains(&b));
    }

    #[test]
    fn objects_show_their_class_and_address() {
        let a = point(1);
        let expected = format!("<__main__.Point object at {:#x}>", a.address());
        assert_eq!(repr(&a).as_str(), expected);
    }

    #[test]
    fn objects_have_no_order() {
        let error = crate::try_lt(&point(1), &point(2)).err();
        let expected = "'<' not supported between instances of 'Point' and 'Point'";
        assert_eq!(error.map(|exc| exc.to_string()).as_deref(), Some(expected));
    }

    #[test]
    fn hashes_are_reduced_as_integers_are() {
        let big = Int::parse("2305843009213693952", 10).expect("an integer");
        assert_eq!(crate::hash_of_int(&big), 1);
        assert_eq!(crate::hash_of_int(&Int::from(-1)), -2);
        assert_ne!(Str::lit("a").py_hash(), Str::lit("b").py_hash());
    }
}
