//! Exceptions as values: a class, its arguments, a cause and, for a program's own classes, the instance.
//! Knows nothing of handlers or of control flow; `super::exc_classes` holds the builtin hierarchy.

use super::show::{Show, repr, str};
use super::text::Str;
use std::any::Any;
use std::fmt;
use std::rc::Rc;

/// What every operation that can raise returns.
pub type Result<T> = std::result::Result<T, Exc>;

/// A class of exceptions: its name and its base. Identity is the address of the static.
#[derive(Debug)]
pub struct ExcClass {
    /// The name, as `type(e).__name__` gives it.
    pub name: &'static str,
    /// The class that it derives from.
    pub base: Option<&'static ExcClass>,
    /// The module that an uncaught one is shown with; empty for builtins and a program's own.
    module: &'static str,
}

impl ExcClass {
    /// A class that a program declares: `static MY: ExcClass = ExcClass::new("MyError", &VALUE_ERROR);`.
    pub const fn new(name: &'static str, base: &'static ExcClass) -> ExcClass {
        ExcClass { name, base: Some(base), module: "" }
    }

    /// A class of Python's own.
    pub const fn builtin(name: &'static str, base: Option<&'static ExcClass>) -> ExcClass {
        ExcClass { name, base, module: "" }
    }

    /// A class of a module of the standard library: `ExcClass::of_module("re", "error", &EXCEPTION)`.
    pub const fn of_module(module: &'static str, name: &'static str, base: &'static ExcClass) -> ExcClass {
        ExcClass { name, base: Some(base), module }
    }

    /// The name as an uncaught exception shows it: `ValueError`, `re.error`.
    pub fn shown_name(&self) -> String {
        if self.module.is_empty() { self.name.to_string() } else { format!("{}.{}", self.module, self.name) }
    }

    /// `issubclass(self, other)`.
    pub fn is_subclass(&'static self, other: &'static ExcClass) -> bool {
        let mut class = Some(self);
        while let Some(one) = class {
            if std::ptr::eq(one, other) {
                return true;
            }
            class = one.base;
        }
        false
    }
}

/// One argument of an exception, kept as its `str` and its `repr`, and as the value where asked for.
#[derive(Clone)]
pub struct ExcArg {
    text: Str,
    repr: Str,
    value: Option<Rc<dyn Any>>,
}

impl ExcArg {
    /// An argument of any Python value.
    pub fn of<T: Show + ?Sized>(value: &T) -> ExcArg {
        ExcArg { text: str(value), repr: repr(value), value: None }
    }

    /// An argument whose value can be had back by [`Exc::arg`].
    pub fn keep<T: Show + Clone + 'static>(value: &T) -> ExcArg {
        ExcArg { text: str(value), repr: repr(value), value: Some(Rc::new(value.clone())) }
    }
}

struct ExcData {
    class: &'static ExcClass,
    args: Vec<ExcArg>,
    payload: Option<Rc<dyn Any>>,
    /// The payload as what shows itself, where it does so in its own way.
    shown: Option<Rc<dyn Show>>,
    cause: Option<Exc>,
}

/// An exception instance. Cheap to clone; clones are the same exception.
#[derive(Clone)]
pub struct Exc(Rc<ExcData>);

impl Exc {
    /// `Class("message")`.
    pub fn new(class: &'static ExcClass, message: impl Into<Str>) -> Exc {
        Exc::with_args(class, vec![ExcArg::of(&message.into())])
    }

    /// `Class()`.
    pub fn bare(class: &'static ExcClass) -> Exc {
        Exc::with_args(class, Vec::new())
    }

    /// `Class(a, b, ...)`.
    pub fn with_args(class: &'static ExcClass, args: Vec<ExcArg>) -> Exc {
        Exc(Rc::new(ExcData { class, args, payload: None, shown: None, cause: None }))
    }

    fn changed(&self, change: impl FnOnce(&mut ExcData)) -> Exc {
        let old = &self.0;
        let mut data = ExcData {
            class: old.class,
            args: old.args.clone(),
            payload: old.payload.clone(),
            shown: old.shown.clone(),
            cause: old.cause.clone(),
        };
        change(&mut data);
        Exc(Rc::new(data))
    }

    /// The same exception carrying an instance of a program's own class.
    pub fn with_payload(self, payload: Rc<dyn Any>) -> Exc {
        self.changed(|data| data.payload = Some(payload))
    }

    /// The same exception carrying an object of a program's own class, which also says how it is shown.
    pub fn with_object<T: Show + 'static>(self, object: T) -> Exc {
        let object = Rc::new(object);
        self.changed(|data| {
            data.payload = Some(object.clone());
            data.shown = Some(object);
        })
    }

    /// The instance that [`Exc::with_payload`] stored, if it is a `T`.
    pub fn payload<T: 'static>(&self) -> Option<Rc<T>> {
        self.0.payload.clone().and_then(|any| any.downcast::<T>().ok())
    }

    /// `raise self from cause`.
    pub fn with_cause(self, cause: Exc) -> Exc {
        self.changed(|data| data.cause = Some(cause))
    }

    /// `e.__cause__`.
    pub fn cause(&self) -> Option<Exc> {
        self.0.cause.clone()
    }

    /// `isinstance(e, class)`.
    pub fn is(&self, class: &'static ExcClass) -> bool {
        self.0.class.is_subclass(class)
    }

    /// The class itself.
    pub fn class(&self) -> &'static ExcClass {
        self.0.class
    }

    /// `type(e).__name__`.
    pub fn class_name(&self) -> &'static str {
        self.0.class.name
    }

    /// How many arguments it was made with.
    pub fn arg_count(&self) -> usize {
        self.0.args.len()
    }

    /// `str(e.args[0])`, or an empty string where there is none.
    pub fn arg0_str(&self) -> Str {
        self.arg_str(0)
    }

    /// `str(e.args[i])`, or an empty string where there is none.
    pub fn arg_str(&self, i: usize) -> Str {
        self.0.args.get(i).map(|arg| arg.text.clone()).unwrap_or_default()
    }

    /// `repr(e.args[i])`, or an empty string where there is none.
    pub fn arg_repr(&self, i: usize) -> Str {
        self.0.args.get(i).map(|arg| arg.repr.clone()).unwrap_or_default()
    }

    /// `e.args[i]` where it was stored by [`ExcArg::keep`] as a `T`.
    pub fn arg<T: Clone + 'static>(&self, i: usize) -> Option<T> {
        self.0.args.get(i)?.value.as_ref()?.downcast_ref::<T>().cloned()
    }

    /// Whether both are one exception object.
    pub fn same(&self, other: &Exc) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Show for Exc {
    fn write_repr(&self, out: &mut String) {
        if let Some(object) = &self.0.shown {
            return object.write_repr(out);
        }
        out.push_str(self.0.class.name);
        out.push('(');
        for (i, arg) in self.0.args.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_str(&arg.repr);
        }
        out.push(')');
    }

    fn write_str(&self, out: &mut String) {
        if let Some(object) = &self.0.shown {
            return object.write_str(out);
        }
        match self.0.args.as_slice() {
            [] => {}
            // A missing key is shown by its repr, so that a blank or a space can be seen.
            [only] if self.is(&super::exc_classes::KEY_ERROR) => out.push_str(&only.repr),
            [only] => out.push_str(&only.text),
            // An operating system error shows its number and its text.
            [number, text] if self.is(&super::exc_classes::OS_ERROR) => {
                out.push_str(&format!("[Errno {}] {}", number.text, text.text));
            }
            many => {
                out.push('(');
                for (i, arg) in many.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    out.push_str(&arg.repr);
                }
                out.push(')');
            }
        }
    }
}

impl fmt::Display for Exc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&str(self))
    }
}

impl fmt::Debug for Exc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&repr(self))
    }
}

impl super::eq::PyEq for Exc {
    /// Exceptions compare by identity.
    fn py_eq(&self, other: &Exc) -> bool {
        self.same(other)
    }
}

impl super::hash::PyHash for Exc {
    fn py_hash(&self) -> i64 {
        super::hash::hash_i64((Rc::as_ptr(&self.0) as *const u8 as usize >> 4) as i64)
    }
}

impl super::truth::Truthy for Exc {
    fn truthy(&self) -> bool {
        true
    }
}

impl super::truth::TypeName for Exc {
    fn type_name(&self) -> &'static str {
        self.class_name()
    }
}
