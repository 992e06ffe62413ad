//! Truthiness, and the names of types as error messages and `type(x).__name__` give them.

use std::rc::Rc;

/// Values with a truth value; all of Python's have one.
pub trait Truthy {
    /// `bool(self)`.
    fn truthy(&self) -> bool;
}

/// Python's `bool(x)`.
#[inline]
pub fn truthy<T: Truthy + ?Sized>(value: &T) -> bool {
    value.truthy()
}

/// Values whose type has a name.
pub trait TypeName {
    /// `type(self).__name__`.
    fn type_name(&self) -> &'static str;
}

/// Python's `type(x).__name__`.
pub fn type_name<T: TypeName + ?Sized>(value: &T) -> &'static str {
    value.type_name()
}

macro_rules! truth_plain {
    ($($name:ty, $shown:literal, $value:ident => $truth:expr;)*) => {$(
        impl Truthy for $name {
            #[inline]
            fn truthy(&self) -> bool {
                let $value = self;
                $truth
            }
        }

        impl TypeName for $name {
            fn type_name(&self) -> &'static str {
                $shown
            }
        }
    )*};
}

truth_plain! {
    bool, "bool", value => *value;
    f64, "float", value => *value != 0.0;
    i64, "int", value => *value != 0;
    usize, "int", value => *value != 0;
    (), "NoneType", _value => false;
    str, "str", value => !value.is_empty();
}

impl<T: Truthy> Truthy for Option<T> {
    fn truthy(&self) -> bool {
        self.as_ref().is_some_and(Truthy::truthy)
    }
}

impl<T: TypeName> TypeName for Option<T> {
    fn type_name(&self) -> &'static str {
        self.as_ref().map_or("NoneType", TypeName::type_name)
    }
}

macro_rules! truth_through {
    ($($shape:ty),*) => {$(
        impl<T: Truthy + ?Sized> Truthy for $shape {
            fn truthy(&self) -> bool {
                (**self).truthy()
            }
        }

        impl<T: TypeName + ?Sized> TypeName for $shape {
            fn type_name(&self) -> &'static str {
                (**self).type_name()
            }
        }
    )*};
}

truth_through!(&T, Rc<T>);

macro_rules! truth_tuples {
    ($(($($name:ident)+))*) => {$(
        impl<$($name),+> Truthy for ($($name,)+) {
            fn truthy(&self) -> bool {
                true
            }
        }

        impl<$($name),+> TypeName for ($($name,)+) {
            fn type_name(&self) -> &'static str {
                "tuple"
            }
        }
    )*};
}

truth_tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) }
