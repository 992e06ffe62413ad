//! Exceptions as values: a class, its arguments, a cause and, for a program's own classes, the instance.
//! Knows nothing of handlers or of control flow; `super::exc_classes` holds the builtin hierarchy.

use super::show::{Show, repr, str};
use super::text::Str;
use std::any::Any;
use std::cell::{Cell, RefCell};
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
        ExcClass { name, base: Some(base), module: "__main__" }
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
        if matches!(self.module, "" | "__main__") {
            self.name.to_string()
        } else {
            format!("{}.{}", self.module, self.name)
        }
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

/// A class of exceptions as a value.
#[derive(Clone, Copy)]
pub struct ExcType(pub &'static ExcClass);

impl Show for ExcType {
    fn write_repr(&self, out: &mut String) {
        let module = if self.0.module.is_empty() { String::new() } else { format!("{}.", self.0.module) };
        out.push_str(&format!("<class '{module}{}'>", self.0.name));
    }
}

impl super::eq::PyEq for ExcType {
    fn py_eq(&self, other: &ExcType) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl super::compare::Identity for ExcType {
    fn same(&self, other: &ExcType) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl super::hash::PyHash for ExcType {
    fn py_hash(&self) -> i64 {
        super::hash::hash_i64((std::ptr::from_ref(self.0) as usize >> 4) as i64)
    }
}

impl super::truth::Truthy for ExcType {
    fn truthy(&self) -> bool {
        true
    }
}

impl super::truth::TypeName for ExcType {
    fn type_name(&self) -> &'static str {
        "type"
    }
}

/// A value that shows itself and can be had back as what it is.
trait Kept: Show {
    fn any(&self) -> &dyn Any;
}

impl<T: Show + 'static> Kept for T {
    fn any(&self) -> &dyn Any {
        self
    }
}

/// One argument of an exception: a value of any type, of which all code can see the texts.
#[derive(Clone)]
pub struct ExcArg(Rc<dyn Kept>);

/// The texts of a value that is not kept.
struct Texts {
    text: Str,
    repr: Str,
}

impl Show for Texts {
    fn write_repr(&self, out: &mut String) {
        out.push_str(&self.repr);
    }

    fn write_str(&self, out: &mut String) {
        out.push_str(&self.text);
    }
}

impl ExcArg {
    /// An argument of any Python value, as it shows itself now.
    pub fn of<T: Show + ?Sized>(value: &T) -> ExcArg {
        ExcArg(Rc::new(Texts { text: str(value), repr: repr(value) }))
    }

    /// An argument whose value is kept: it can be had back by [`Exc::arg`], and shows itself as it is by then.
    pub fn keep<T: Show + Clone + 'static>(value: &T) -> ExcArg {
        ExcArg(Rc::new(value.clone()))
    }

    /// The value, if it is a `T`.
    pub fn get<T: Clone + 'static>(&self) -> Option<T> {
        (*self.0).any().downcast_ref::<T>().cloned()
    }

    /// Whether the value is the string `text`: no other value has the same representation.
    pub fn is_str(&self, text: &str) -> bool {
        repr(self) == repr(&Str::from(text))
    }

    /// Whether the value is None.
    pub fn is_none(&self) -> bool {
        repr(self) == "None"
    }
}

impl Show for ExcArg {
    fn write_repr(&self, out: &mut String) {
        self.0.write_repr(out);
    }

    fn write_str(&self, out: &mut String) {
        self.0.write_str(out);
    }
}

struct ExcData {
    class: &'static ExcClass,
    args: Vec<ExcArg>,
    payload: Option<Rc<dyn Any>>,
    /// The payload as what shows itself, where it does so in its own way.
    shown: Option<Rc<dyn Show>>,
    cause: RefCell<Option<Exc>>,
    /// Raised `from` something: what else was being handled is not shown.
    from: Cell<bool>,
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
        Exc(Rc::new(ExcData {
            class,
            args,
            payload: None,
            shown: None,
            cause: RefCell::new(None),
            from: Cell::new(false),
        }))
    }

    fn changed(&self, change: impl FnOnce(&mut ExcData)) -> Exc {
        let old = &self.0;
        let mut data = ExcData {
            class: old.class,
            args: old.args.clone(),
            payload: old.payload.clone(),
            shown: old.shown.clone(),
            cause: old.cause.clone(),
            from: old.from.clone(),
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
        *self.0.cause.borrow_mut() = Some(cause);
        self.0.from.set(true);
        self
    }

    /// `raise self from None`.
    pub fn without_cause(self) -> Exc {
        *self.0.cause.borrow_mut() = None;
        self.0.from.set(true);
        self
    }

    /// `e.__suppress_context__`.
    pub fn suppresses_context(&self) -> bool {
        self.0.from.get()
    }

    /// `e.args`.
    pub fn args(&self) -> super::tuple::Tuple<ExcArg> {
        self.0.args.iter().cloned().collect()
    }

    /// The only argument as a value, for an exception of the class that has it as the attribute `name`: the code of a
    /// SystemExit, the value of a StopIteration. None where there is no argument. AttributeError for other classes.
    pub fn value_of<T: Clone + 'static>(&self, class: &'static ExcClass, name: &str) -> Result<Option<T>> {
        if !self.is(class) {
            return Err(super::exc_classes::attribute_error(format!(
                "'{}' object has no attribute '{name}'",
                self.class_name()
            )));
        }
        match self.0.args.first() {
            None => Ok(None),
            Some(arg) => match (*arg.0).any().downcast_ref::<T>() {
                Some(value) => Ok(Some(value.clone())),
                None => super::program::unsupported("the value of this exception is of a type that is not translated"),
            },
        }
    }

    /// `e.__cause__`.
    pub fn cause(&self) -> Option<Exc> {
        self.0.cause.borrow().clone()
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
        self.0.args.get(i).map(str).unwrap_or_default()
    }

    /// `repr(e.args[i])`, or an empty string where there is none.
    pub fn arg_repr(&self, i: usize) -> Str {
        self.0.args.get(i).map(repr).unwrap_or_default()
    }

    /// `e.args[i]` where it was stored by [`ExcArg::keep`] as a `T`.
    pub fn arg<T: Clone + 'static>(&self, i: usize) -> Option<T> {
        (*self.0.args.get(i)?.0).any().downcast_ref::<T>().cloned()
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
            arg.write_repr(out);
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
            [only] if self.is(&super::exc_classes::KEY_ERROR) => only.write_repr(out),
            [only] => only.write_str(out),
            // An operating system error shows its number and its text.
            [number, text] if self.is(&super::exc_classes::OS_ERROR) => {
                out.push_str(&format!("[Errno {}] {}", str(number), str(text)));
            }
            many => {
                out.push('(');
                for (i, arg) in many.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    arg.write_repr(out);
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

impl super::compare::Identity for Exc {
    fn same(&self, other: &Exc) -> bool {
        Exc::same(self, other)
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
