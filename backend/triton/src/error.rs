//! Errors on their way to Triton and from it: kinds as `TRITONSERVER_Error` has them. It must not know who fails.

use crate::boundary::panic_message;
use portalis_engine::EngineError;
use portalis_triton_sys as sys;
use std::any::Any;
use std::ffi::{CStr, CString};
use std::ptr;

/// An error that Triton will see or has returned. Its kind decides the caller's HTTP or gRPC status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// 400: wrong request or configuration.
    #[error("{0}")]
    InvalidArg(String),
    /// 404.
    #[error("{0}")]
    NotFound(String),
    /// 501.
    #[error("{0}")]
    Unsupported(String),
    /// 503: may work later.
    #[error("{0}")]
    Unavailable(String),
    /// The caller gave up.
    #[error("{0}")]
    Cancelled(String),
    /// 500, and what Triton calls unknown.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// The error that a panic becomes.
    pub fn panicked(payload: &(dyn Any + Send)) -> Error {
        Error::Internal(format!("panic in the backend: {}: see the server's log", panic_message(payload)))
    }

    fn code(&self) -> sys::TRITONSERVER_Error_Code {
        match self {
            Error::InvalidArg(_) => sys::TRITONSERVER_ERROR_INVALID_ARG,
            Error::NotFound(_) => sys::TRITONSERVER_ERROR_NOT_FOUND,
            Error::Unsupported(_) => sys::TRITONSERVER_ERROR_UNSUPPORTED,
            Error::Unavailable(_) => sys::TRITONSERVER_ERROR_UNAVAILABLE,
            Error::Cancelled(_) => sys::TRITONSERVER_ERROR_CANCELLED,
            Error::Internal(_) => sys::TRITONSERVER_ERROR_INTERNAL,
        }
    }

    /// A new error object, which the caller of the C function owns.
    pub fn into_raw(self) -> *mut sys::TRITONSERVER_Error {
        let text = c_string(&self.to_string());
        // SAFETY: the text is a C string that outlives the call; Triton copies it.
        unsafe { sys::TRITONSERVER_ErrorNew(self.code(), text.as_ptr()) }
    }
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Error {
        let text = error.to_string();
        match error {
            EngineError::InvalidInput(_) => Error::InvalidArg(text),
            EngineError::NotFound(_) => Error::NotFound(text),
            EngineError::Unsupported(_) => Error::Unsupported(text),
            EngineError::Unavailable(_) => Error::Unavailable(text),
            EngineError::Cancelled => Error::Cancelled(text),
            EngineError::Internal(_) => Error::Internal(text),
        }
    }
}

impl From<Error> for EngineError {
    fn from(error: Error) -> EngineError {
        match error {
            Error::InvalidArg(text) => EngineError::InvalidInput(text),
            Error::NotFound(text) => EngineError::NotFound(text),
            Error::Unsupported(text) => EngineError::Unsupported(text),
            Error::Unavailable(text) => EngineError::Unavailable(text),
            Error::Cancelled(_) => EngineError::Cancelled,
            Error::Internal(text) => EngineError::Internal(text),
        }
    }
}

/// Takes over what a Triton function returned.
pub fn check(raw: *mut sys::TRITONSERVER_Error) -> Result<(), Error> {
    if raw.is_null() {
        return Ok(());
    }
    // SAFETY: a non-null result is an error that the caller owns: it is read and then deleted, once.
    let (code, text) = unsafe {
        let code = sys::TRITONSERVER_ErrorCode(raw);
        let text = owned(sys::TRITONSERVER_ErrorMessage(raw));
        sys::TRITONSERVER_ErrorDelete(raw);
        (code, text)
    };
    Err(match code {
        sys::TRITONSERVER_ERROR_INVALID_ARG | sys::TRITONSERVER_ERROR_ALREADY_EXISTS => Error::InvalidArg(text),
        sys::TRITONSERVER_ERROR_NOT_FOUND => Error::NotFound(text),
        sys::TRITONSERVER_ERROR_UNSUPPORTED => Error::Unsupported(text),
        sys::TRITONSERVER_ERROR_UNAVAILABLE => Error::Unavailable(text),
        sys::TRITONSERVER_ERROR_CANCELLED => Error::Cancelled(text),
        _ => Error::Internal(text),
    })
}

/// Calls a Triton function that answers through an out-parameter.
pub fn ask<T>(initial: T, call: impl FnOnce(*mut T) -> *mut sys::TRITONSERVER_Error) -> Result<T, Error> {
    let mut value = initial;
    check(call(&raw mut value))?;
    Ok(value)
}

/// Calls a Triton function that answers with a string of its own.
pub fn ask_text(call: impl FnOnce(*mut *const libc::c_char) -> *mut sys::TRITONSERVER_Error) -> Result<String, Error> {
    let text = ask(ptr::null(), call)?;
    // SAFETY: on success Triton hands out null or a C string that lives at least as long as the object it belongs to.
    Ok(unsafe { owned(text) })
}

/// # Safety
/// `text` is null or a valid C string.
unsafe fn owned(text: *const libc::c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: the caller vouches for it, and it is not null.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

/// A C string of this text, which ends at its first null byte if it has one.
pub fn c_string(text: &str) -> CString {
    let end = text.find('\0').unwrap_or(text.len());
    CString::new(&text[..end]).unwrap_or_default()
}
