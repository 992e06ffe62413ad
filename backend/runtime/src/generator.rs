//! Generators: an async body that yields through its handle, driven by hand one item at a time.

use super::exc::{Exc, Result};
use super::exc_classes::{STOP_ITERATION, runtime_error};
use super::iter::Iter;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// The handle through which a generator's body yields.
pub struct Co<T>(Rc<RefCell<Option<T>>>);

impl<T> Clone for Co<T> {
    fn clone(&self) -> Co<T> {
        Co(Rc::clone(&self.0))
    }
}

impl<T> Co<T> {
    /// `yield value`: to be awaited.
    pub fn yield_(&self, value: T) -> Yield {
        *self.0.borrow_mut() = Some(value);
        Yield { yielded: false }
    }

    /// `yield from items`, whose items cannot fail.
    pub async fn yield_from(&self, items: impl IntoIterator<Item = T>) {
        for item in items {
            self.yield_(item).await;
        }
    }

    /// `yield from items`; what making an item raises.
    pub async fn try_yield_from(&self, items: impl IntoIterator<Item = Result<T>>) -> Result<()> {
        for item in items {
            self.yield_(item?).await;
        }
        Ok(())
    }
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

struct Running<T> {
    body: Pin<Box<dyn Future<Output = Result<()>>>>,
    slot: Rc<RefCell<Option<T>>>,
}

impl<T> Iterator for Running<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        match self.body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => self.slot.borrow_mut().take().map(Ok),
            Poll::Ready(Ok(())) => None,
            Poll::Ready(Err(exc)) => Some(Err(escaped(exc))),
        }
    }
}

/// A StopIteration that leaves a generator's body becomes a RuntimeError.
fn escaped(exc: Exc) -> Exc {
    if exc.is(&STOP_ITERATION) { runtime_error("generator raised StopIteration").with_cause(exc) } else { exc }
}

/// Generators: `Gen::new(|co| async move { co.yield_(1).await; Ok(()) })`.
pub struct Gen;

impl Gen {
    /// A generator whose body runs from its first `next` on.
    #[allow(clippy::new_ret_no_self)]
    pub fn new<T: 'static, F: Future<Output = Result<()>> + 'static>(
        body: impl FnOnce(Co<T>) -> F + 'static,
    ) -> Iter<T> {
        let slot = Rc::new(RefCell::new(None));
        let body = Box::pin(body(Co(Rc::clone(&slot))));
        Iter::fallible(Running { body, slot })
    }
}
