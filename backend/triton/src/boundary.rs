//! The panic boundary: what a panic or an error becomes as it leaves Rust. It must not know which function it guards.

use crate::error::Error;
use crate::log;
use portalis_triton_sys as sys;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

/// Runs the body of an exported function: null for success, and an error for an error or a panic.
pub fn guard(body: impl FnOnce() -> Result<(), Error>) -> *mut sys::TRITONSERVER_Error {
    // What the body may have left half-done is owned by it (then it was dropped) or by Triton (then it is whole).
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => ptr::null_mut(),
        Ok(Err(error)) => error.into_raw(),
        Err(payload) => Error::panicked(payload.as_ref()).into_raw(),
    }
}

/// The text of a panic.
pub fn panic_message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// Sends panics to the server's log. The hook is that of this library's own standard library: nobody else's panics pass
/// through it.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        let thread = std::thread::current();
        log::error(&format!(
            "panic in thread `{}`{place}: {}",
            thread.name().unwrap_or("unnamed"),
            panic_message(info.payload())
        ));
    }));
}
