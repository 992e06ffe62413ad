//! `format(value, spec)`: the trait, and its numbers and texts. Containers have theirs in `format_objects`.

use super::exc::Result;
use super::exc_classes::{type_error, value_error};
use super::format_number::{format_float, format_int};
use super::format_spec::Spec;
use super::int::Int;
use super::num::Num;
use super::show::{Show, str};
use super::text::Str;
use std::rc::Rc;

/// Values with a `__format__`.
pub trait Format: Show {
    /// `format(self, spec)`. ValueError and TypeError as Python raises them.
    fn format_with(&self, spec: &str) -> Result<Str>;
}

/// Python's `format(value, spec)`.
pub fn format_spec<T: Format + ?Sized>(value: &T, spec: &str) -> Result<Str> {
    value.format_with(spec)
}

/// The `__format__` of types that have only `object`'s: no specification, or a TypeError.
pub fn format_object<T: Show + ?Sized>(value: &T, type_name: &str, spec: &str) -> Result<Str> {
    if spec.is_empty() {
        return Ok(str(value));
    }
    Err(type_error(format!("unsupported format string passed to {type_name}.__format__")))
}

impl Format for Int {
    fn format_with(&self, spec: &str) -> Result<Str> {
        if spec.is_empty() {
            return self.decimal().map(Str::from);
        }
        format_int(self, &Spec::parse(spec, "int")?, "int")
    }
}

impl Format for i64 {
    fn format_with(&self, spec: &str) -> Result<Str> {
        Int::new(*self).format_with(spec)
    }
}

impl Format for bool {
    fn format_with(&self, spec: &str) -> Result<Str> {
        if spec.is_empty() {
            return Ok(str(self));
        }
        format_int(&Int::from(*self), &Spec::parse(spec, "bool")?, "bool")
    }
}

impl Format for f64 {
    fn format_with(&self, spec: &str) -> Result<Str> {
        if spec.is_empty() {
            return Ok(str(self));
        }
        format_float(*self, &Spec::parse(spec, "float")?, "float")
    }
}

impl Format for Num {
    fn format_with(&self, spec: &str) -> Result<Str> {
        match self {
            Num::Int(value) => value.format_with(spec),
            Num::Float(value) => value.format_with(spec),
        }
    }
}

impl Format for str {
    fn format_with(&self, spec: &str) -> Result<Str> {
        if spec.is_empty() {
            return Ok(Str::from(self));
        }
        let spec = Spec::parse(spec, "str")?;
        if let Some(kind) = spec.kind.filter(|kind| *kind != 's') {
            return Err(Spec::unknown_kind(kind, "str"));
        }
        if let Some(sign) = spec.sign {
            return Err(value_error(if sign == ' ' {
                "Space not allowed in string format specifier"
            } else {
                "Sign not allowed in string format specifier"
            }));
        }
        if spec.no_negative_zero {
            return Err(value_error("Negative zero coercion (z) not allowed in string format specifier"));
        }
        if spec.alternate {
            return Err(value_error("Alternate form (#) not allowed in string format specifier"));
        }
        if let Some(grouping) = spec.grouping {
            return Err(value_error(format!("Cannot specify '{grouping}' with 's'.")));
        }
        if spec.align == Some('=') {
            return Err(value_error("'=' alignment not allowed in string format specifier"));
        }
        match spec.precision {
            Some(most) => Ok(spec.pad(&self.chars().take(most).collect::<String>(), 0, '<')),
            None => Ok(spec.pad(self, 0, '<')),
        }
    }
}

impl Format for Str {
    fn format_with(&self, spec: &str) -> Result<Str> {
        if spec.is_empty() { Ok(self.clone()) } else { self.as_str().format_with(spec) }
    }
}

impl<T: Format> Format for Option<T> {
    fn format_with(&self, spec: &str) -> Result<Str> {
        match self {
            Some(value) => value.format_with(spec),
            None => format_object(self, "NoneType", spec),
        }
    }
}

impl<T: Format + ?Sized> Format for &T {
    fn format_with(&self, spec: &str) -> Result<Str> {
        (**self).format_with(spec)
    }
}

impl<T: Format + ?Sized> Format for Rc<T> {
    fn format_with(&self, spec: &str) -> Result<Str> {
        (**self).format_with(spec)
    }
}

impl Format for () {
    fn format_with(&self, spec: &str) -> Result<Str> {
        format_object(self, "NoneType", spec)
    }
}
