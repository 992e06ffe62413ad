//! Requests: offered by Execute, then owned. An owned request releases itself when it is dropped; inputs borrow from it.
//! It must not know how a request is answered.

use crate::boundary::panic_message;
use crate::datatype::from_raw;
use crate::error::{Error, ask, ask_text, c_string, check};
use crate::{clock, log};
use portalis_engine::InputTensor;
use portalis_triton_sys as sys;
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::ffi::{CStr, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{self, NonNull};
use std::time::{Duration, Instant};

/// The requests of one call to Execute, which are still Triton's: an error returned now leaves them there.
pub struct Offered<'a> {
    raw: &'a [*mut sys::TRITONBACKEND_Request],
}

/// Proof that the requests of a call were taken over: Execute must return success from here on.
pub struct Accepted(());

impl<'a> Offered<'a> {
    /// # Safety
    /// `requests` points to `count` valid requests and outlives the call that it was passed to.
    pub unsafe fn new(requests: *mut *mut sys::TRITONBACKEND_Request, count: u32) -> Result<Offered<'a>, Error> {
        if requests.is_null() || count == 0 {
            return Err(Error::InvalidArg("execute was called without requests".to_string()));
        }
        // SAFETY: the caller vouches for pointer and length; Triton does not write to the array during the call.
        Ok(Offered { raw: unsafe { std::slice::from_raw_parts(requests, count as usize) } })
    }

    /// Takes the requests over (never their array) and works on them. A panic of `work` ends here: what it had not
    /// answered answers for itself as it is dropped, and Execute still succeeds.
    pub fn accept(self, work: impl FnOnce(Vec<Request>)) -> Accepted {
        let requests = self.raw.iter().filter_map(|raw| NonNull::new(*raw)).map(|raw| Request { raw }).collect();
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| work(requests))) {
            log::error(&format!("an engine panicked while it executed a batch: {}", panic_message(payload.as_ref())));
        }
        Accepted(())
    }
}

/// An owned request.
pub struct Request {
    raw: NonNull<sys::TRITONBACKEND_Request>,
}

// SAFETY: Triton lets the owner of a request use it from any thread, one at a time.
unsafe impl Send for Request {}

impl Request {
    /// For functions that answer it or report on it.
    pub fn as_raw(&self) -> *mut sys::TRITONBACKEND_Request {
        self.raw.as_ptr()
    }

    /// Whether the client has given it up.
    pub fn is_cancelled(&self) -> bool {
        // SAFETY: the request is valid while `self` lives.
        ask(false, |out| unsafe { sys::TRITONBACKEND_RequestIsCancelled(self.as_raw(), out) }).unwrap_or(false)
    }

    /// When its client stops waiting, counted from `start`.
    pub fn deadline(&self, start: Instant) -> Option<Instant> {
        // SAFETY: the request is valid while `self` lives.
        let timeout =
            ask(0, |out| unsafe { sys::TRITONBACKEND_InferenceRequestTimeoutMicroseconds(self.as_raw(), out) });
        timeout.ok().filter(|micros| *micros > 0).and_then(|micros| start.checked_add(Duration::from_micros(micros)))
    }

    /// Marks a moment in its trace, if it has one.
    pub fn activity(&self, name: &str, at: Instant) {
        // SAFETY: the request is valid while `self` lives; its trace lives as long.
        let trace = ask(ptr::null_mut(), |out| unsafe { sys::TRITONBACKEND_RequestTrace(self.as_raw(), out) });
        let Ok(trace) = trace else { return };
        if !trace.is_null() {
            let name = c_string(name);
            // SAFETY: the trace is valid, and the name outlives the call.
            drop(check(unsafe { sys::TRITONSERVER_InferenceTraceReportActivity(trace, clock::at(at), name.as_ptr()) }));
        }
    }

    /// Its parameters, by name. One whose value JSON cannot say (bytes, or a number that is none) is left out.
    pub fn parameters(&self) -> Result<Vec<(String, Value)>, Error> {
        let mut parameters = Vec::new();
        // SAFETY: the request is valid while `self` lives, and so are its parameters' names and values.
        unsafe {
            for index in 0..ask(0, |out| sys::TRITONBACKEND_RequestParameterCount(self.as_raw(), out))? {
                let (mut kind, mut value) = (sys::TRITONSERVER_PARAMETER_STRING, ptr::null());
                let name = ask_text(|out| {
                    sys::TRITONBACKEND_RequestParameter(self.as_raw(), index, out, &raw mut kind, &raw mut value)
                })?;
                if let Some(value) = parameter(kind, value) {
                    parameters.push((name, value));
                }
            }
        }
        Ok(parameters)
    }

    /// Whether its client wants this output.
    pub fn wants(&self, output: &str) -> Result<bool, Error> {
        // SAFETY: the request is valid while `self` lives, and so are the names of its outputs.
        unsafe {
            let count = ask(0, |out| sys::TRITONBACKEND_RequestOutputCount(self.as_raw(), out))?;
            for index in 0..count {
                if ask_text(|out| sys::TRITONBACKEND_RequestOutputName(self.as_raw(), index, out))? == output {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The input of this name, as it lies for this host policy.
    pub fn input(&self, name: &str, policy: &CStr) -> Result<Option<InputTensor<'_>>, Error> {
        // SAFETY: the request is valid while `self` lives, and the returned tensor borrows from `self`.
        unsafe {
            let count = ask(0, |out| sys::TRITONBACKEND_RequestInputCount(self.as_raw(), out))?;
            for index in 0..count {
                if ask_text(|out| sys::TRITONBACKEND_RequestInputName(self.as_raw(), index, out))? == name {
                    let raw =
                        ask(ptr::null_mut(), |out| sys::TRITONBACKEND_RequestInputByIndex(self.as_raw(), index, out))?;
                    return read(raw, name, policy).map(Some);
                }
            }
        }
        Ok(None)
    }

    /// How many rows its inputs have: what it counts for in a batch.
    pub fn rows(&self) -> u64 {
        // SAFETY: the request is valid while `self` lives; the shape is read before anything else happens to it.
        unsafe {
            let input = ask(ptr::null_mut(), |out| sys::TRITONBACKEND_RequestInputByIndex(self.as_raw(), 0, out));
            let Ok(input) = input else { return 1 };
            let (mut shape, mut rank) = (ptr::null(), 0);
            let read = check(sys::TRITONBACKEND_InputProperties(
                input,
                ptr::null_mut(),
                ptr::null_mut(),
                &raw mut shape,
                &raw mut rank,
                ptr::null_mut(),
                ptr::null_mut(),
            ));
            if read.is_err() || rank == 0 || shape.is_null() { 1 } else { u64::try_from(*shape).unwrap_or(1) }
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        // SAFETY: the request is owned, and released here only.
        let released =
            check(unsafe { sys::TRITONBACKEND_RequestRelease(self.as_raw(), sys::TRITONSERVER_REQUEST_RELEASE_ALL) });
        if let Err(error) = released {
            log::error(&format!("cannot release a request: {error}"));
        }
    }
}

/// # Safety
/// `value` is null or points to a value of this kind.
unsafe fn parameter(kind: sys::TRITONSERVER_ParameterType, value: *const c_void) -> Option<Value> {
    if value.is_null() {
        return None;
    }
    // SAFETY: the caller vouches for kind and pointer.
    unsafe {
        match kind {
            sys::TRITONSERVER_PARAMETER_STRING => Some(CStr::from_ptr(value.cast()).to_string_lossy().into()),
            sys::TRITONSERVER_PARAMETER_INT => Some((*value.cast::<i64>()).into()),
            sys::TRITONSERVER_PARAMETER_BOOL => Some((*value.cast::<bool>()).into()),
            sys::TRITONSERVER_PARAMETER_DOUBLE => Number::from_f64(*value.cast()).map(Value::Number),
            _ => None,
        }
    }
}

/// # Safety
/// The input is valid for `'a`.
unsafe fn read<'a>(raw: *mut sys::TRITONBACKEND_Input, name: &str, policy: &CStr) -> Result<InputTensor<'a>, Error> {
    let (mut datatype, mut shape, mut rank, mut size, mut buffers) =
        (sys::TRITONSERVER_TYPE_INVALID, ptr::null(), 0, 0, 0);
    // SAFETY: the caller vouches for the input; the out-parameters are locals, and null where nothing is wanted.
    check(unsafe {
        sys::TRITONBACKEND_InputPropertiesForHostPolicy(
            raw,
            policy.as_ptr(),
            ptr::null_mut(),
            &raw mut datatype,
            &raw mut shape,
            &raw mut rank,
            &raw mut size,
            &raw mut buffers,
        )
    })?;
    let datatype = from_raw(datatype)
        .ok_or_else(|| Error::Unsupported(format!("input `{name}` has the unknown type {datatype}")))?;
    let shape: &'a [i64] = if shape.is_null() {
        &[]
    } else {
        // SAFETY: Triton hands out `rank` numbers that live as long as the input.
        unsafe { std::slice::from_raw_parts(shape, rank as usize) }
    };
    let mut data: Cow<'a, [u8]> = Cow::Borrowed(&[]);
    for index in 0..buffers {
        // SAFETY: the caller vouches for the input.
        let part = unsafe { buffer(raw, name, policy, index) }?;
        // The usual single buffer stays where it is; several are put together.
        if buffers == 1 {
            data = Cow::Borrowed(part);
        } else {
            let whole = data.to_mut();
            whole.reserve(usize::try_from(size).unwrap_or(0).saturating_sub(whole.len()));
            whole.extend_from_slice(part);
        }
    }
    Ok(InputTensor { datatype, shape: Cow::Borrowed(shape), data })
}

/// # Safety
/// The input is valid for `'a`.
unsafe fn buffer<'a>(
    raw: *mut sys::TRITONBACKEND_Input,
    name: &str,
    policy: &CStr,
    index: u32,
) -> Result<&'a [u8], Error> {
    let (mut base, mut size) = (ptr::null(), 0);
    let (mut kind, mut id) = (sys::TRITONSERVER_MEMORY_CPU, 0);
    // SAFETY: the caller vouches for the input; the out-parameters are locals.
    check(unsafe {
        sys::TRITONBACKEND_InputBufferForHostPolicy(
            raw,
            policy.as_ptr(),
            index,
            &raw mut base,
            &raw mut size,
            &raw mut kind,
            &raw mut id,
        )
    })?;
    if kind == sys::TRITONSERVER_MEMORY_GPU {
        return Err(Error::Unsupported(format!(
            "input `{name}` lies in the memory of GPU {id}: send it in the request or in system shared memory"
        )));
    }
    if base.is_null() || size == 0 {
        return Ok(&[]);
    }
    // SAFETY: the buffer is in host memory (plain or pinned), of this size, and lives as long as the input.
    Ok(unsafe { std::slice::from_raw_parts(base.cast::<u8>(), size as usize) })
}
