//! What Python does to a value that may be None: attributes, operators, unbound names.

use super::exc::Result;
use super::exc_classes::{attribute_error, type_error, unbound_local_error};

/// Access to the value of an `Option` that stands for "may be None" or "may be unbound".
pub trait OptionExt<T> {
    /// The value whose attribute `name` is used. AttributeError for None.
    fn attr(&self, name: &str) -> Result<&T>;

    /// The value, known not to be None; ends the program, saying so, where it is.
    fn some(&self) -> &T;

    /// The value, or a TypeError with this message.
    fn or_type_error(&self, message: &str) -> Result<&T>;

    /// The value of a local variable. UnboundLocalError where it has none.
    fn bound(&self, name: &str) -> Result<&T>;
}

impl<T> OptionExt<T> for Option<T> {
    fn attr(&self, name: &str) -> Result<&T> {
        self.as_ref().ok_or_else(|| attribute_error(format!("'NoneType' object has no attribute '{name}'")))
    }

    fn some(&self) -> &T {
        match self {
            Some(value) => value,
            None => super::program::internal("a value that cannot be None is None"),
        }
    }

    fn or_type_error(&self, message: &str) -> Result<&T> {
        self.as_ref().ok_or_else(|| type_error(message))
    }

    fn bound(&self, name: &str) -> Result<&T> {
        self.as_ref().ok_or_else(|| {
            unbound_local_error(format!(
                "cannot access local variable '{name}' where it is not associated with a value"
            ))
        })
    }
}
