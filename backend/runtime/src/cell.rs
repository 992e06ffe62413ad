//! Places that hold a value which changes: captured variables, fields of instances, names of a module.

use super::exc::Result;
use super::exc_classes::{attribute_error, name_error};
use std::cell::RefCell;
use std::rc::Rc;

/// A variable that closures share. Clones are the same variable.
pub struct Shared<T>(Rc<RefCell<T>>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Rc::clone(&self.0))
    }
}

impl<T> Shared<T> {
    /// A variable with its first value.
    pub fn new(value: T) -> Shared<T> {
        Shared(Rc::new(RefCell::new(value)))
    }

    /// Assigns.
    pub fn set(&self, value: T) {
        let old = self.0.replace(value);
        drop(old);
    }

    /// Runs `body` on the value, which must not assign the variable.
    pub fn with<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        body(&self.0.borrow())
    }
}

impl<T: Clone> Shared<T> {
    /// The value.
    pub fn get(&self) -> T {
        self.0.borrow().clone()
    }

    /// Assigns what `change` makes of the value; returns what was assigned.
    pub fn update(&self, change: impl FnOnce(T) -> T) -> T {
        let value = change(self.get());
        self.set(value.clone());
        value
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Shared<T> {
        Shared::new(T::default())
    }
}

/// A field of an instance.
pub struct Field<T>(RefCell<T>);

impl<T> Field<T> {
    /// A field with its first value.
    pub const fn new(value: T) -> Field<T> {
        Field(RefCell::new(value))
    }

    /// Assigns.
    pub fn set(&self, value: T) {
        let old = self.0.replace(value);
        drop(old);
    }

    /// Runs `body` on the value, which must not assign the field.
    pub fn with<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        body(&self.0.borrow())
    }
}

impl<T: Clone> Field<T> {
    /// The value.
    #[inline]
    pub fn get(&self) -> T {
        self.0.borrow().clone()
    }

    /// Assigns what `change` makes of the value; returns what was assigned.
    pub fn update(&self, change: impl FnOnce(T) -> T) -> T {
        let value = change(self.get());
        self.set(value.clone());
        value
    }
}

impl<T: Clone> Clone for Field<T> {
    fn clone(&self) -> Field<T> {
        Field::new(self.get())
    }
}

impl<T: Default> Default for Field<T> {
    fn default() -> Field<T> {
        Field::new(T::default())
    }
}

/// A field that may be read before it is set.
pub struct Late<T>(RefCell<Option<T>>);

impl<T> Late<T> {
    /// An unset field.
    pub const fn new() -> Late<T> {
        Late(RefCell::new(None))
    }

    /// Assigns.
    pub fn set(&self, value: T) {
        let old = self.0.replace(Some(value));
        drop(old);
    }

    /// `del self.name`.
    pub fn unset(&self) {
        let old = self.0.replace(None);
        drop(old);
    }

    /// Whether it is set.
    pub fn is_set(&self) -> bool {
        self.0.borrow().is_some()
    }
}

impl<T: Clone> Late<T> {
    /// The value of the attribute `name` of an instance of `class`. AttributeError where it is unset.
    pub fn get(&self, class: &str, name: &str) -> Result<T> {
        let value = self.0.borrow().clone();
        value.ok_or_else(|| attribute_error(format!("'{class}' object has no attribute '{name}'")))
    }
}

impl<T> Default for Late<T> {
    fn default() -> Late<T> {
        Late::new()
    }
}

/// A module's name, for `thread_local!`; unset until its statement has run.
pub struct Global<T>(RefCell<Option<T>>);

impl<T> Global<T> {
    /// An unset name.
    pub const fn new() -> Global<T> {
        Global(RefCell::new(None))
    }

    /// Assigns.
    pub fn set(&self, value: T) {
        let old = self.0.replace(Some(value));
        drop(old);
    }

    /// `del name`.
    pub fn unset(&self) {
        let old = self.0.replace(None);
        drop(old);
    }

    /// Whether it is set.
    pub fn is_set(&self) -> bool {
        self.0.borrow().is_some()
    }
}

impl<T: Clone> Global<T> {
    /// The value of `name`. NameError where it is unset.
    pub fn get(&self, name: &str) -> Result<T> {
        let value = self.0.borrow().clone();
        value.ok_or_else(|| name_error(format!("name '{name}' is not defined")))
    }

    /// The value of a name that is known to be set; ends the program, saying so, where it is not.
    pub fn value(&self, name: &str) -> T {
        self.get(name).unwrap_or_else(|exc| super::program::terminal(exc))
    }
}

impl<T> Default for Global<T> {
    fn default() -> Global<T> {
        Global::new()
    }
}
