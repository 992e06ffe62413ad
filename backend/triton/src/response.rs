//! Responses: made from a request or from a factory, filled, and consumed by sending. An unsent response deletes itself,
//! and a factory cannot be leaked. It must not know what the outputs mean.

use crate::datatype::to_raw;
use crate::error::{Error, ask, c_string, check};
use crate::request::Request;
use portalis_engine::{Tensor, TensorSpec};
use portalis_triton_sys as sys;
use std::ptr;

/// Makes the responses of a decoupled request. It keeps the model alive, so it must end with the request.
pub struct Factory {
    raw: *mut sys::TRITONBACKEND_ResponseFactory,
}

// SAFETY: Triton lets the owner of a factory use it from any thread, one at a time.
unsafe impl Send for Factory {}

impl Factory {
    /// A factory for this request.
    pub fn new(request: &Request) -> Result<Factory, Error> {
        // SAFETY: the request is valid during the call; the factory outlives it on its own.
        let raw = ask(ptr::null_mut(), |out| unsafe { sys::TRITONBACKEND_ResponseFactoryNew(out, request.as_raw()) })?;
        Ok(Factory { raw })
    }

    /// A response of this stream.
    pub fn response(&self) -> Result<Response, Error> {
        // SAFETY: the factory is valid while `self` lives.
        let raw = ask(ptr::null_mut(), |out| unsafe { sys::TRITONBACKEND_ResponseNewFromFactory(out, self.raw) })?;
        Ok(Response { raw })
    }

    /// Ends the stream without a further response.
    pub fn finish(&self) -> Result<(), Error> {
        // SAFETY: the factory is valid while `self` lives.
        check(unsafe {
            sys::TRITONBACKEND_ResponseFactorySendFlags(self.raw, sys::TRITONSERVER_RESPONSE_COMPLETE_FINAL)
        })
    }

    /// Whether the client has given the stream up.
    pub fn is_cancelled(&self) -> bool {
        // SAFETY: the factory is valid while `self` lives.
        ask(false, |out| unsafe { sys::TRITONBACKEND_ResponseFactoryIsCancelled(self.raw, out) }).unwrap_or(false)
    }

    /// For statistics.
    pub fn as_raw(&self) -> *mut sys::TRITONBACKEND_ResponseFactory {
        self.raw
    }
}

impl Drop for Factory {
    fn drop(&mut self) {
        // SAFETY: the factory is owned, and deleted here only.
        drop(check(unsafe { sys::TRITONBACKEND_ResponseFactoryDelete(self.raw) }));
    }
}

/// A response that was not sent yet.
pub struct Response {
    raw: *mut sys::TRITONBACKEND_Response,
}

impl Response {
    /// The one response of a request.
    pub fn of(request: &Request) -> Result<Response, Error> {
        // SAFETY: the request is valid during the call.
        let raw = ask(ptr::null_mut(), |out| unsafe { sys::TRITONBACKEND_ResponseNew(out, request.as_raw()) })?;
        Ok(Response { raw })
    }

    /// Adds an output and copies its bytes into the buffer that Triton chooses.
    pub fn add(&mut self, tensor: &Tensor) -> Result<(), Error> {
        let name = c_string(tensor.name);
        let (mut kind, mut id) = (sys::TRITONSERVER_MEMORY_CPU, 0);
        // SAFETY: the response is valid while `self` lives; name and shape outlive the call; the out-parameters are
        // locals.
        let buffer = unsafe {
            let output = ask(ptr::null_mut(), |out| {
                sys::TRITONBACKEND_ResponseOutput(
                    self.raw,
                    out,
                    name.as_ptr(),
                    to_raw(tensor.datatype),
                    tensor.shape.as_ptr(),
                    tensor.shape.len() as u32,
                )
            })?;
            ask(ptr::null_mut(), |out| {
                sys::TRITONBACKEND_OutputBuffer(output, out, tensor.data.len() as u64, &raw mut kind, &raw mut id)
            })?
        };
        if kind == sys::TRITONSERVER_MEMORY_GPU {
            return Err(Error::Unsupported(format!(
                "output `{}` was asked for in the memory of GPU {id}: ask for it in the response or in system shared \
                 memory",
                tensor.name
            )));
        }
        if !tensor.data.is_empty() {
            // SAFETY: the buffer has the size that was asked for, in host memory, and overlaps nothing of ours.
            unsafe { ptr::copy_nonoverlapping(tensor.data.as_ptr(), buffer.cast::<u8>(), tensor.data.len()) };
        }
        Ok(())
    }

    /// Keeps an error out of the response cache: Triton (24.10 to at least 26.05) stores a failed response there as a
    /// success without outputs, and answers the next equal request with that. It gives up on a response that has an
    /// output without a buffer, with an error in its log; clients see the error alone.
    pub fn spoil(&mut self, output: &TensorSpec) -> Result<(), Error> {
        let name = c_string(output.name);
        // SAFETY: the response is valid while `self` lives; name and shape outlive the call.
        ask(ptr::null_mut(), |out| unsafe {
            sys::TRITONBACKEND_ResponseOutput(self.raw, out, name.as_ptr(), to_raw(output.datatype), [1].as_ptr(), 1)
        })
        .map(drop)
    }

    /// Sends it; Triton owns it from here, also where sending fails.
    pub fn send(self, last: bool, error: Option<Error>) -> Result<(), Error> {
        let raw = self.raw;
        std::mem::forget(self);
        let flags = if last { sys::TRITONSERVER_RESPONSE_COMPLETE_FINAL } else { 0 };
        let error = error.map_or(ptr::null_mut(), Error::into_raw);
        // SAFETY: the response was owned and is forgotten, so Triton is its only owner. The error stays ours.
        unsafe {
            let sent = check(sys::TRITONBACKEND_ResponseSend(raw, flags, error));
            if !error.is_null() {
                sys::TRITONSERVER_ErrorDelete(error);
            }
            sent
        }
    }
}

impl Drop for Response {
    fn drop(&mut self) {
        // SAFETY: the response is owned and was not sent, so it is deleted here only.
        drop(check(unsafe { sys::TRITONBACKEND_ResponseDelete(self.raw) }));
    }
}
