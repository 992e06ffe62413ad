//! Triton's messages, which are JSON: owned here, read and written as values. It must not know what they say.

use crate::error::{Error, ask, check};
use portalis_triton_sys as sys;
use serde_json::Value;
use std::ptr;

/// A message that this side owns and deletes.
pub struct Message {
    raw: *mut sys::TRITONSERVER_Message,
}

impl Message {
    /// A message of this JSON.
    pub fn from_value(value: &Value) -> Result<Message, Error> {
        let text = value.to_string();
        // SAFETY: pointer and length are those of `text`, which Triton copies.
        let raw = ask(ptr::null_mut(), |out| unsafe {
            sys::TRITONSERVER_MessageNewFromSerializedJson(out, text.as_ptr().cast(), text.len())
        })?;
        Ok(Message { raw })
    }

    /// Takes over a message that a Triton function made for its caller.
    ///
    /// # Safety
    /// The message is valid and the caller's to delete.
    pub unsafe fn from_raw(raw: *mut sys::TRITONSERVER_Message) -> Message {
        Message { raw }
    }

    /// Its JSON.
    pub fn value(&self) -> Result<Value, Error> {
        // SAFETY: the message is valid while `self` lives.
        unsafe { read(self.raw) }
    }

    /// For a Triton function that reads it.
    pub fn as_raw(&self) -> *mut sys::TRITONSERVER_Message {
        self.raw
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        // SAFETY: the message is owned and deleted here only.
        drop(check(unsafe { sys::TRITONSERVER_MessageDelete(self.raw) }));
    }
}

/// Reads a message that stays Triton's.
///
/// # Safety
/// The message is valid.
pub unsafe fn read(raw: *mut sys::TRITONSERVER_Message) -> Result<Value, Error> {
    let mut length = 0_usize;
    // SAFETY: the caller vouches for the message; the out-parameters are locals.
    let base = ask(ptr::null(), |out| unsafe { sys::TRITONSERVER_MessageSerializeToJson(raw, out, &raw mut length) })?;
    if base.is_null() {
        return Ok(Value::Null);
    }
    // SAFETY: on success Triton hands out `length` bytes that live as long as the message.
    let text = unsafe { std::slice::from_raw_parts(base.cast::<u8>(), length) };
    serde_json::from_slice(text).map_err(|e| Error::Internal(format!("the server sent a message that is no JSON: {e}")))
}
