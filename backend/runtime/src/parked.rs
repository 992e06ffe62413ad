//! Exceptions raised while an object writes its own text: the traits that print cannot return one, so it waits here
//! until whoever asked for the text takes it. Knows nothing of what is printed.

use super::exc::{Exc, Result};
use super::text::Str;
use std::cell::RefCell;

thread_local! {
    static PARKED: RefCell<Option<Exc>> = const { RefCell::new(None) };
}

/// Appends the text of an object, or keeps the exception that making it raised. After one, no more text is made: Python
/// would have left by then.
pub fn parking(out: &mut String, text: impl FnOnce() -> Result<Str>) {
    if PARKED.with(|parked| parked.borrow().is_some()) {
        return;
    }
    match text() {
        Ok(text) => out.push_str(&text),
        Err(exc) => PARKED.with(|parked| *parked.borrow_mut() = Some(exc)),
    }
}

/// A finished text, or the exception that making it raised.
pub fn unparked<T>(text: T) -> Result<T> {
    match PARKED.with(|parked| parked.borrow_mut().take()) {
        Some(exc) => Err(exc),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::exc_classes::value_error;
    use super::*;

    #[test]
    fn the_first_exception_waits_and_ends_the_text() {
        let mut out = String::from("[");
        parking(&mut out, || Ok(Str::from("a")));
        parking(&mut out, || Err(value_error("first")));
        parking(&mut out, || unreachable!("no text is made after an exception"));
        assert_eq!(out, "[a");
        let Err(exc) = unparked(()) else { unreachable!("the exception was kept") };
        assert_eq!(exc.arg0_str().as_str(), "first");
        assert!(unparked(()).is_ok());
    }
}
