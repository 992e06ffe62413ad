//! How values print: Python's `repr` and `str`.
//! Each type writes itself; this file has the traits, the wrappers for `format!` and the shapes of std's own types.

use super::float_repr::write_float;
use super::text::Str;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A value that Python can print.
pub trait Show {
    /// Appends `repr(self)`.
    fn write_repr(&self, out: &mut String);

    /// Appends `str(self)`; the same as `repr` unless a type says otherwise.
    fn write_str(&self, out: &mut String) {
        self.write_repr(out);
    }
}

/// Python's `str(x)`.
pub fn str<T: Show + ?Sized>(value: &T) -> Str {
    let mut out = String::new();
    value.write_str(&mut out);
    Str::from(out)
}

/// Python's `repr(x)`.
pub fn repr<T: Show + ?Sized>(value: &T) -> Str {
    let mut out = String::new();
    value.write_repr(&mut out);
    Str::from(out)
}

/// Python's `ascii(x)`: the repr with everything outside ASCII escaped.
pub fn ascii<T: Show + ?Sized>(value: &T) -> Str {
    let text = repr(value);
    if text.is_ascii() {
        return text;
    }
    let mut out = String::new();
    for c in text.chars() {
        match c as u32 {
            0..=0x7f => out.push(c),
            code @ 0x80..=0xff => out.push_str(&format!("\\x{code:02x}")),
            code @ 0x100..=0xffff => out.push_str(&format!("\\u{code:04x}")),
            code => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    Str::from(out)
}

/// A value in a format string, printed as `str` prints it: see [`py_str`].
pub struct Shown<'a, T: ?Sized>(&'a T);

/// A value in a format string, printed as `repr` prints it: see [`py_repr`].
pub struct Repred<'a, T: ?Sized>(&'a T);

/// Wraps a value so that `{}` prints Python's `str` of it.
pub fn py_str<T: Show + ?Sized>(value: &T) -> Shown<'_, T> {
    Shown(value)
}

/// Wraps a value so that `{}` prints Python's `repr` of it.
pub fn py_repr<T: Show + ?Sized>(value: &T) -> Repred<'_, T> {
    Repred(value)
}

impl<T: Show + ?Sized> fmt::Display for Shown<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.0.write_str(&mut out);
        f.write_str(&out)
    }
}

impl<T: Show + ?Sized> fmt::Display for Repred<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.0.write_repr(&mut out);
        f.write_str(&out)
    }
}

thread_local! {
    /// The containers that are being printed, by address: one that contains itself prints `[...]` inside.
    static ACTIVE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

struct Active;

impl Drop for Active {
    fn drop(&mut self) {
        ACTIVE.with(|active| active.borrow_mut().pop());
    }
}

/// Prints a container by `body`, or by `inner` where the container at `address` is being printed already.
pub fn show_nested(address: usize, inner: &str, out: &mut String, body: impl FnOnce(&mut String)) {
    if ACTIVE.with(|active| active.borrow().contains(&address)) {
        out.push_str(inner);
        return;
    }
    ACTIVE.with(|active| active.borrow_mut().push(address));
    let _active = Active;
    body(out);
}

/// Prints `items` by their repr, separated by `, `.
pub fn show_items<T: Show>(items: impl IntoIterator<Item = T>, out: &mut String) {
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        item.write_repr(out);
    }
}

impl Show for bool {
    fn write_repr(&self, out: &mut String) {
        out.push_str(if *self { "True" } else { "False" });
    }
}

impl Show for f64 {
    fn write_repr(&self, out: &mut String) {
        write_float(*self, out);
    }
}

impl Show for () {
    fn write_repr(&self, out: &mut String) {
        out.push_str("None");
    }
}

impl Show for i64 {
    fn write_repr(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Show for usize {
    fn write_repr(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Show for str {
    fn write_repr(&self, out: &mut String) {
        super::text_repr::write_str_repr(self, out);
    }

    fn write_str(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl<T: Show> Show for Option<T> {
    fn write_repr(&self, out: &mut String) {
        match self {
            Some(value) => value.write_repr(out),
            None => out.push_str("None"),
        }
    }

    fn write_str(&self, out: &mut String) {
        match self {
            Some(value) => value.write_str(out),
            None => out.push_str("None"),
        }
    }
}

macro_rules! show_through {
    ($($shape:ty),*) => {$(
        impl<T: Show + ?Sized> Show for $shape {
            fn write_repr(&self, out: &mut String) {
                (**self).write_repr(out);
            }

            fn write_str(&self, out: &mut String) {
                (**self).write_str(out);
            }
        }
    )*};
}

show_through!(&T, Rc<T>, Box<T>);

macro_rules! show_tuples {
    ($(($($name:ident $i:tt)+))*) => {$(
        impl<$($name: Show),+> Show for ($($name,)+) {
            fn write_repr(&self, out: &mut String) {
                out.push('(');
                let mut _count = 0;
                $(
                    if $i > 0 {
                        out.push_str(", ");
                    }
                    self.$i.write_repr(out);
                    _count += 1;
                )+
                out.push_str(if _count == 1 { ",)" } else { ")" });
            }
        }
    )*};
}

show_tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}
