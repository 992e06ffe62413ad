//! Places that hold a value which changes: captured variables, fields of instances, names of a module.

use super::exc::Result;
use super::exc_classes::{attribute_error, name_error};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::thread::LocalKey;

/// A variable that closures share. Clones are the same variable.
pub struct Shared<T>(Rc<RefCell<Option<T>>>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Rc::clone(&self.0))
    }
}

impl<T> Shared<T> {
    /// A variable with its first value.
    pub fn new(value: T) -> Shared<T> {
        Shared(Rc::new(RefCell::new(Some(value))))
    }

    /// A variable that nothing has been assigned to yet.
    pub fn unset() -> Shared<T> {
        Shared(Rc::new(RefCell::new(None)))
    }

    /// Assigns.
    pub fn set(&self, value: T) {
        let old = self.0.replace(Some(value));
        drop(old);
    }
}

impl<T: Clone> Shared<T> {
    /// The value; ends the program as an uncaught NameError would where nothing was assigned.
    pub fn get(&self) -> T {
        let value = self.0.borrow().clone();
        value.unwrap_or_else(|| {
            super::program::terminal(name_error(
                "cannot access free variable where it is not associated with a value in enclosing scope",
            ))
        })
    }
}

/// A field of an instance.
pub struct Field<T: 'static>(RefCell<Option<T>>);

impl<T: 'static> Field<T> {
    /// A field with its first value.
    pub const fn new(value: T) -> Field<T> {
        Field(RefCell::new(Some(value)))
    }

    /// A field that nothing has been assigned to yet.
    pub const fn unset() -> Field<T> {
        Field(RefCell::new(None))
    }

    /// Assigns.
    pub fn set(&self, value: T) {
        let old = self.0.replace(Some(value));
        drop(old);
    }
}

impl<T: Clone + 'static> Field<T> {
    /// The value of a field that `__init__` sets; ends the program as an uncaught AttributeError would before that.
    #[inline]
    pub fn get(&self) -> T {
        match &*self.0.borrow() {
            Some(value) => value.clone(),
            None => super::program::terminal(attribute_error("an attribute is read before __init__ has set it")),
        }
    }

    /// The value, made and kept where there is none yet: `functools.cached_property`.
    pub fn keep(&self, make: impl FnOnce() -> Result<T>) -> Result<T> {
        if let Some(value) = &*self.0.borrow() {
            return Ok(value.clone());
        }
        let value = make()?;
        self.set(value.clone());
        Ok(value)
    }

    /// The value, or where the instance has none its class's.
    pub fn get_or(&self, class_value: impl FnOnce() -> T) -> T {
        let value = self.0.borrow().clone();
        value.unwrap_or_else(class_value)
    }

    /// The value of the attribute `name` of an instance of `class`. AttributeError where it is unset.
    pub fn load(&self, class: &str, name: &str) -> Result<T> {
        let value = self.0.borrow().clone();
        value.ok_or_else(|| attribute_error(format!("'{class}' object has no attribute '{name}'")))
    }
}

/// How deep fields may drop within fields before the rest waits its turn.
const MAX_DROPS: usize = 100;

thread_local! {
    static DROPS: Cell<usize> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// A long chain of objects is taken apart in steps: dropping each from within the last would exhaust the stack.
impl<T: 'static> Drop for Field<T> {
    fn drop(&mut self) {
        if !std::mem::needs_drop::<T>() {
            return;
        }
        let Some(value) = self.0.get_mut().take() else { return };
        let depth = DROPS.try_with(Cell::get).unwrap_or(0);
        if depth >= MAX_DROPS {
            // Where the thread is ending already, the value is dropped where it stands.
            let mut value = Some(value);
            let _ = WAITING.try_with(|waiting| {
                if let Some(value) = value.take() {
                    waiting.borrow_mut().push(Box::new(value));
                }
            });
            return;
        }
        let _ = DROPS.try_with(|drops| drops.set(depth + 1));
        drop(value);
        if depth == 0 {
            while let Some(next) = WAITING.try_with(|waiting| waiting.borrow_mut().pop()).ok().flatten() {
                drop(next);
            }
        }
        let _ = DROPS.try_with(|drops| drops.set(depth));
    }
}

/// A module's name, for `thread_local!`; unset until its statement has run.
pub struct Global<T> {
    name: &'static str,
    value: RefCell<Option<T>>,
}

impl<T> Global<T> {
    /// The unset name `name`.
    pub const fn new(name: &'static str) -> Global<T> {
        Global { name, value: RefCell::new(None) }
    }
}

/// What `thread_local!` names offer: a module's variable is read and assigned through these.
pub trait GlobalExt<T> {
    /// Assigns.
    fn store(&'static self, value: T);

    /// The value. NameError where it is unset.
    fn load(&'static self) -> Result<T>;

    /// The value of a name that is known to be set; ends the program with the NameError where it is not.
    fn value(&'static self) -> T;
}

impl<T: Clone> GlobalExt<T> for LocalKey<Global<T>> {
    fn store(&'static self, value: T) {
        let old = self.with(|global| global.value.replace(Some(value)));
        drop(old);
    }

    fn load(&'static self) -> Result<T> {
        self.with(|global| {
            let value = global.value.borrow().clone();
            value.ok_or_else(|| name_error(format!("name '{}' is not defined", global.name)))
        })
    }

    fn value(&'static self) -> T {
        self.load().unwrap_or_else(|exc| super::program::terminal(exc))
    }
}
