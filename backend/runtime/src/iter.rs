//! `Iter<T>`: an iterator as a value, shared by its clones, whose items are results.

use super::exc::{Exc, ExcArg, Result};
use super::exc_classes::{GENERATOR_EXIT, STOP_ITERATION, runtime_error, stop_iteration, value_error};
use super::show::Show;
use super::truth::{Truthy, TypeName};
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

/// How the next item is asked for.
#[derive(Default)]
pub enum Resume {
    /// By `next`.
    #[default]
    Next,
    /// By `send`, with a value.
    Send(Rc<dyn Any>),
    /// By `throw`, with an exception.
    Throw(Exc),
}

/// What gives an iterator's items.
pub trait Source<T> {
    /// The next item; after the end, or after an exception, there are none.
    fn resume(&mut self, resume: Resume) -> Option<Result<T>>;

    /// What a generator returned, once.
    fn result(&mut self) -> Option<ExcArg> {
        None
    }

    /// Says that nobody else holds the iterator: it may be closed when it goes.
    fn closing(&mut self) {}
}

/// An iterator with state, as `iter(x)` and generators give.
pub struct Iter<T>(Rc<RefCell<dyn Source<T>>>);

impl<T> Clone for Iter<T> {
    fn clone(&self) -> Iter<T> {
        Iter(Rc::clone(&self.0))
    }
}

/// An iterator that stays at its end once it has reached it, or has raised.
struct Fused<I>(Option<I>);

impl<T, I: Iterator<Item = Result<T>>> Source<T> for Fused<I> {
    fn resume(&mut self, resume: Resume) -> Option<Result<T>> {
        if !matches!(resume, Resume::Next) {
            super::program::unsupported("send() and throw() of an iterator that is no generator are not translated");
        }
        let item = self.0.as_mut()?.next();
        if !matches!(item, Some(Ok(_))) {
            self.0 = None;
        }
        item
    }
}

impl<T: 'static> Iter<T> {
    /// From what gives the items.
    pub fn of(source: impl Source<T> + 'static) -> Iter<T> {
        Iter(Rc::new(RefCell::new(source)))
    }

    /// From items that cannot fail.
    pub fn new<I>(items: I) -> Iter<T>
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: 'static,
    {
        Iter::fallible(items.into_iter().map(Ok))
    }

    /// From items whose making may raise.
    pub fn fallible<I>(items: I) -> Iter<T>
    where
        I: IntoIterator<Item = Result<T>>,
        I::IntoIter: 'static,
    {
        Iter::of(Fused(Some(items.into_iter())))
    }

    /// No items.
    pub fn empty() -> Iter<T> {
        Iter::new(std::iter::empty())
    }
}

impl<T> Iter<T> {
    fn resume(&self, resume: Resume) -> Option<Result<T>> {
        match self.0.try_borrow_mut() {
            Ok(mut items) => items.resume(resume),
            Err(_) => Some(Err(value_error("generator already executing"))),
        }
    }

    /// The next item, None at the end; what making it raises.
    pub fn advance(&self) -> Result<Option<T>> {
        self.resume(Resume::Next).transpose()
    }

    fn or_stop(&self, item: Option<Result<T>>) -> Result<T> {
        item.unwrap_or_else(|| {
            let result = self.0.try_borrow_mut().ok().and_then(|mut items| items.result());
            Err(match result {
                Some(value) => Exc::with_args(&STOP_ITERATION, vec![value]),
                None => stop_iteration(),
            })
        })
    }

    /// `next(it)`. StopIteration at the end; what making the item raises.
    pub fn next_or_stop(&self) -> Result<T> {
        let item = self.resume(Resume::Next);
        self.or_stop(item)
    }

    /// `next(it, default)`; what making the item raises.
    pub fn next_or(&self, default: T) -> Result<T> {
        Ok(self.advance()?.unwrap_or(default))
    }

    /// `it.send(value)`.
    pub fn send(&self, value: Rc<dyn Any>) -> Result<T> {
        let item = self.resume(Resume::Send(value));
        self.or_stop(item)
    }

    /// `it.throw(exc)`.
    pub fn throw(&self, exc: Exc) -> Result<T> {
        let item = self.resume(Resume::Throw(exc));
        self.or_stop(item)
    }

    /// As `throw`, with None where the generator ends.
    pub fn throw_in(&self, exc: Exc) -> Option<Result<T>> {
        self.resume(Resume::Throw(exc))
    }

    /// `it.close()`.
    pub fn close(&self) -> Result<()> {
        match self.resume(Resume::Throw(Exc::bare(&GENERATOR_EXIT))) {
            None => Ok(()),
            Some(Err(exc)) if exc.is(&GENERATOR_EXIT) || exc.is(&STOP_ITERATION) => Ok(()),
            Some(Err(exc)) => Err(exc),
            Some(Ok(_)) => Err(runtime_error("generator ignored GeneratorExit")),
        }
    }

    /// What a generator that has ended returned: the value of `yield from`.
    pub fn result<R: Clone + 'static>(&self) -> Option<R> {
        let value = self.0.try_borrow_mut().ok()?.result()?;
        match value.get::<R>() {
            Some(value) => Some(value),
            None => super::program::internal("a generator returned a value of another type"),
        }
    }

    /// The iterator of a loop that is its only holder.
    pub fn closing(self) -> Iter<T> {
        if let Ok(mut items) = self.0.try_borrow_mut() {
            items.closing();
        }
        self
    }

    /// `it is other`.
    pub fn is(&self, other: &Iter<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The items without results; an exception ends the program as uncaught.
    pub fn values(&self) -> IterValues<T> {
        IterValues(self.clone())
    }
}

impl<T> Iterator for Iter<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        self.advance().transpose()
    }
}

/// The items of an [`Iter`] that cannot fail.
pub struct IterValues<T>(Iter<T>);

impl<T> Iterator for IterValues<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.advance().unwrap_or_else(|exc: Exc| super::program::terminal(exc))
    }
}

impl<T> Show for Iter<T> {
    fn write_repr(&self, out: &mut String) {
        out.push_str("<iterator>");
    }
}

impl<T> Truthy for Iter<T> {
    fn truthy(&self) -> bool {
        true
    }
}

impl<T> TypeName for Iter<T> {
    fn type_name(&self) -> &'static str {
        "generator"
    }
}

impl<T> super::eq::PyEq for Iter<T> {
    fn py_eq(&self, other: &Iter<T>) -> bool {
        self.is(other)
    }
}
