//! Functions as values: cheap to clone, called with their arguments.

use super::exc::Result;
use super::show::Show;
use super::text::Str;
use super::truth::{Truthy, TypeName};
use std::rc::Rc;

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident ($($arg:ident $ty:ident),*);)*) => {$(
        $(#[$doc])*
        pub struct $name<$($ty,)* R>(Rc<dyn Fn($($ty),*) -> Result<R>>, &'static str);

        impl<$($ty,)* R> Clone for $name<$($ty,)* R> {
            fn clone(&self) -> Self {
                $name(Rc::clone(&self.0), self.1)
            }
        }

        impl<$($ty,)* R> $name<$($ty,)* R> {
            /// Wraps a closure.
            pub fn new(body: impl Fn($($ty),*) -> Result<R> + 'static) -> Self {
                $name(Rc::new(body), "")
            }

            /// The same under its `__name__`, for programs that ask.
            pub fn named(self, name: &'static str) -> Self {
                $name(self.0, name)
            }

            /// `f.__name__`.
            pub fn name(&self) -> Str {
                if self.1.is_empty() {
                    super::program::unsupported("the __name__ of this callable is not translated");
                }
                Str::from(self.1)
            }

            /// Calls it.
            pub fn call(&self, $($arg: $ty),*) -> Result<R> {
                (self.0)($($arg),*)
            }

            /// `f is g`.
            pub fn is(&self, other: &Self) -> bool {
                Rc::ptr_eq(&self.0, &other.0)
            }
        }

        impl<$($ty,)* R> Show for $name<$($ty,)* R> {
            fn write_repr(&self, out: &mut String) {
                out.push_str("<function>");
            }
        }

        impl<$($ty,)* R> super::eq::PyEq for $name<$($ty,)* R> {
            fn py_eq(&self, other: &Self) -> bool {
                self.is(other)
            }
        }

        impl<$($ty,)* R> super::hash::PyHash for $name<$($ty,)* R> {
            fn py_hash(&self) -> i64 {
                super::hash::hash_i64(Rc::as_ptr(&self.0) as *const u8 as usize as i64)
            }
        }

        impl<$($ty,)* R> Truthy for $name<$($ty,)* R> {
            fn truthy(&self) -> bool {
                true
            }
        }

        impl<$($ty,)* R> TypeName for $name<$($ty,)* R> {
            fn type_name(&self) -> &'static str {
                "function"
            }
        }
    )*};
}

functions! {
    /// A function of no arguments.
    Func0();
    /// A function of 1 argument.
    Func1(a A);
    /// A function of 2 arguments.
    Func2(a A, b B);
    /// A function of 3 arguments.
    Func3(a A, b B, c C);
    /// A function of 4 arguments.
    Func4(a A, b B, c C, d D);
    /// A function of 5 arguments.
    Func5(a A, b B, c C, d D, e E);
    /// A function of 6 arguments.
    Func6(a A, b B, c C, d D, e E, f F);
}
