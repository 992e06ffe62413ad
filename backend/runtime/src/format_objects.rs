//! `format(value, spec)` of containers and exceptions: no specification, or a TypeError.

use super::bytes::Bytes;
use super::dict::Dict;
use super::exc::{Exc, Result};
use super::format::{Format, format_object};
use super::list::List;
use super::never::Never;
use super::range::Range;
use super::set::{FrozenSet, Set};
use super::show::Show;
use super::text::Str;
use super::truth::TypeName;
use super::tuple::Tuple;

macro_rules! plain_format {
    ($([$($arg:ident)*] $name:ty;)*) => {$(
        impl<$($arg: Show + Clone),*> Format for $name {
            fn format_with(&self, spec: &str) -> Result<Str> {
                format_object(self, self.type_name(), spec)
            }
        }
    )*};
}

plain_format! {
    [] Bytes;
    [T] List<T>;
    [T] Tuple<T>;
    [T] Set<T>;
    [T] FrozenSet<T>;
    [K V] Dict<K, V>;
    [] Range;
    [] Never;
    [A] (A,);
    [A B] (A, B);
    [A B C] (A, B, C);
    [A B C D] (A, B, C, D);
    [A B C D E] (A, B, C, D, E);
    [A B C D E F] (A, B, C, D, E, F);
    [A B C D E F G] (A, B, C, D, E, F, G);
    [A B C D E F G H] (A, B, C, D, E, F, G, H);
}

impl Format for Exc {
    fn format_with(&self, spec: &str) -> Result<Str> {
        format_object(self, self.class_name(), spec)
    }
}
