//! The server's log. It must not decide what is worth logging.

use crate::error::c_string;
use portalis_triton_sys as sys;
use std::panic::Location;

/// Something that operators may want to know.
#[track_caller]
pub fn info(text: &str) {
    message(sys::TRITONSERVER_LOG_INFO, text, Location::caller());
}

/// Something that works and should not stay so.
#[track_caller]
pub fn warn(text: &str) {
    message(sys::TRITONSERVER_LOG_WARN, text, Location::caller());
}

/// Something that went wrong.
#[track_caller]
pub fn error(text: &str) {
    message(sys::TRITONSERVER_LOG_ERROR, text, Location::caller());
}

fn message(level: sys::TRITONSERVER_LogLevel, text: &str, at: &Location<'_>) {
    let (file, text) = (c_string(at.file()), c_string(&format!("portalis: {text}")));
    let line = libc::c_int::try_from(at.line()).unwrap_or(0);
    // SAFETY: both strings outlive the call. A returned error is deleted: there is no log left to report it to.
    unsafe {
        let error = sys::TRITONSERVER_LogMessage(level, file.as_ptr(), line, text.as_ptr());
        if !error.is_null() {
            sys::TRITONSERVER_ErrorDelete(error);
        }
    }
}
