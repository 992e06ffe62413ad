//! Generators: an async body that yields through its handle, driven by hand one item at a time.
//! Knows nothing of who drives it: `super::iter` does, and `with` over a generator of one item.

use super::exc::{Exc, ExcArg, ExcClass, Result};
use super::exc_classes::{GENERATOR_EXIT, STOP_ITERATION, runtime_error, type_error};
use super::iter::{Iter, Resume, Source};
use super::show::Show;
use std::any::Any;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// What `return value` in a generator leaves its body with. No handler sees it: it derives from nothing.
static RETURNED: ExcClass = ExcClass::builtin("generator return", None);

struct Channel<T> {
    item: RefCell<Option<T>>,
    resume: RefCell<Resume>,
}

/// The handle through which a generator's body yields.
pub struct Co<T>(Rc<Channel<T>>);

impl<T> Clone for Co<T> {
    fn clone(&self) -> Co<T> {
        Co(Rc::clone(&self.0))
    }
}

impl<T> Co<T> {
    /// `yield value`: to be awaited.
    pub fn yield_(&self, value: T) -> Yield {
        *self.0.item.borrow_mut() = Some(value);
        Yield { yielded: false }
    }

    /// `yield value` where the body could handle what is thrown in at this place.
    pub async fn yield_or(&self, value: T) -> Result<()> {
        self.yield_(value).await;
        match self.0.resume.take() {
            Resume::Throw(exc) => Err(exc),
            _ => Ok(()),
        }
    }

    /// `yield value` as a value: what `send` gave, None for `next`.
    pub async fn receive<S: Clone + 'static>(&self, value: T) -> Result<Option<S>> {
        self.yield_(value).await;
        match self.0.resume.take() {
            Resume::Throw(exc) => Err(exc),
            Resume::Next => Ok(None),
            Resume::Send(sent) => match sent.downcast_ref::<S>() {
                Some(sent) => Ok(Some(sent.clone())),
                None => super::program::internal("a generator was sent a value of another type"),
            },
        }
    }
}

/// The exception that carries `return value` out of a generator's body.
pub fn returned<T: Show + Clone + 'static>(value: T) -> Exc {
    Exc::with_args(&RETURNED, vec![ExcArg::keep(&value)])
}

/// The pause after a yield.
pub struct Yield {
    yielded: bool,
}

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        Poll::Pending
    }
}

/// How a generator's body takes exceptions that are thrown in.
#[derive(Clone, Copy, PartialEq)]
enum Body {
    /// Nothing in it could see one.
    Plain,
    /// It has handlers.
    Handling,
    /// It yields inside of a block that does something when it is left.
    Guarding,
}

struct Running<T> {
    body: Option<Pin<Box<dyn Future<Output = Result<()>>>>>,
    channel: Rc<Channel<T>>,
    kind: Body,
    started: bool,
    /// Nobody else holds it: when it goes, Python closes it just there.
    closing: bool,
    result: Option<ExcArg>,
}

impl<T> Running<T> {
    fn finish(&mut self) {
        if self.body.take().is_some() && self.started && self.kind == Body::Guarding {
            super::program::guarded(-1);
        }
    }
}

impl<T> Source<T> for Running<T> {
    fn resume(&mut self, resume: Resume) -> Option<Result<T>> {
        let Some(body) = self.body.as_mut() else {
            return match resume {
                Resume::Throw(exc) => Some(Err(exc)),
                _ => None,
            };
        };
        match &resume {
            Resume::Throw(exc) if !self.started || self.kind == Body::Plain => {
                let exc = exc.clone();
                self.finish();
                return Some(Err(exc));
            }
            Resume::Send(_) if !self.started => {
                return Some(Err(type_error("can't send non-None value to a just-started generator")));
            }
            _ => {}
        }
        if !std::mem::replace(&mut self.started, true) && self.kind == Body::Guarding {
            super::program::guarded(1);
        }
        *self.channel.resume.borrow_mut() = resume;
        match body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => self.channel.item.borrow_mut().take().map(Ok),
            Poll::Ready(end) => {
                self.finish();
                match end {
                    Ok(()) => None,
                    Err(exc) if exc.is(&RETURNED) => {
                        self.result = exc.args().as_slice().first().cloned();
                        None
                    }
                    Err(exc) => Some(Err(escaped(exc))),
                }
            }
        }
    }

    fn result(&mut self) -> Option<ExcArg> {
        self.result.take()
    }

    fn closing(&mut self) {
        self.closing = true;
    }
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        if self.body.is_none() || !self.started || self.kind != Body::Guarding {
            return;
        }
        if !self.closing {
            super::program::forsaken();
        }
        // What leaves the body now, Python reports and forgets.
        let _ = self.resume(Resume::Throw(Exc::bare(&GENERATOR_EXIT)));
        self.finish();
    }
}

/// A StopIteration that leaves a generator's body becomes a RuntimeError.
fn escaped(exc: Exc) -> Exc {
    if exc.is(&STOP_ITERATION) { runtime_error("generator raised StopIteration").with_cause(exc) } else { exc }
}

/// Generators: `Gen::new(|co| async move { co.yield_(1).await; Ok(()) })`.
pub struct Gen;

impl Gen {
    fn of<T: 'static, F: Future<Output = Result<()>> + 'static>(
        body: impl FnOnce(Co<T>) -> F + 'static,
        kind: Body,
    ) -> Iter<T> {
        let channel = Rc::new(Channel { item: RefCell::new(None), resume: RefCell::new(Resume::Next) });
        let body: Pin<Box<dyn Future<Output = Result<()>>>> = Box::pin(body(Co(Rc::clone(&channel))));
        Iter::of(Running { body: Some(body), channel, kind, started: false, closing: false, result: None })
    }

    /// A generator whose body runs from its first `next` on.
    #[allow(clippy::new_ret_no_self, reason = "what a generator is made of is an iterator like any other")]
    pub fn new<T: 'static, F: Future<Output = Result<()>> + 'static>(
        body: impl FnOnce(Co<T>) -> F + 'static,
    ) -> Iter<T> {
        Gen::of(body, Body::Plain)
    }

    /// A generator whose body has handlers around its yields.
    pub fn handling<T: 'static, F: Future<Output = Result<()>> + 'static>(
        body: impl FnOnce(Co<T>) -> F + 'static,
    ) -> Iter<T> {
        Gen::of(body, Body::Handling)
    }

    /// A generator that yields inside of `with`, or of a `try` that acts when it is left.
    pub fn guarding<T: 'static, F: Future<Output = Result<()>> + 'static>(
        body: impl FnOnce(Co<T>) -> F + 'static,
    ) -> Iter<T> {
        Gen::of(body, Body::Guarding)
    }
}

/// `with` over a generator of one item: its value.
pub fn entered<T: 'static>(manager: &Iter<T>) -> Result<T> {
    manager.advance()?.ok_or_else(|| runtime_error("generator didn't yield"))
}

/// The block of such a `with` has ended well.
pub fn left<T: 'static>(manager: &Iter<T>) -> Result<()> {
    match manager.advance()? {
        None => Ok(()),
        Some(_) => Err(runtime_error("generator didn't stop")),
    }
}

/// The block of such a `with` was left by an exception; true where the generator swallows it.
pub fn left_by<T: 'static>(manager: &Iter<T>, exc: &Exc) -> Result<bool> {
    match manager.throw_in(exc.clone()) {
        None => Ok(true),
        Some(Ok(_)) => Err(runtime_error("generator didn't stop after throw()")),
        Some(Err(again)) if again.same(exc) => Ok(false),
        Some(Err(other)) => Err(other),
    }
}

/// A value for `send`.
pub fn sent<T: 'static>(value: T) -> Rc<dyn Any> {
    Rc::new(value)
}
