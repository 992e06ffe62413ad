//! The `void*` that Triton keeps for a backend, a model and an instance, as an owned box of one type. It must not know
//! which type it holds.

use crate::error::{Error, ask, check};
use portalis_triton_sys as sys;
use std::ffi::c_void;
use std::ptr;

/// A function that reads the state pointer of an `R`.
pub type Getter<R> = unsafe extern "C" fn(*mut R, *mut *mut c_void) -> *mut sys::TRITONSERVER_Error;
/// A function that writes it.
pub type Setter<R> = unsafe extern "C" fn(*mut R, *mut c_void) -> *mut sys::TRITONSERVER_Error;

/// One kind of Triton object, and the state of ours that it carries: the pairing that makes reading it back right.
pub trait Slot: Sized + Send + Sync {
    /// Triton's object.
    type Raw;
    /// The function that reads its state pointer.
    const GET: Getter<Self::Raw>;
    /// The function that writes it.
    const SET: Setter<Self::Raw>;

    /// Gives the state to the object, which keeps it until [`Slot::take`].
    ///
    /// # Safety
    /// `raw` is valid, and carries no state yet.
    unsafe fn put(self, raw: *mut Self::Raw) -> Result<(), Error> {
        let state = Box::into_raw(Box::new(self));
        // SAFETY: the caller vouches for `raw`.
        check(unsafe { Self::SET(raw, state.cast()) }).inspect_err(|_| {
            // SAFETY: the pointer is the box of above, which nobody else has seen.
            drop(unsafe { Box::from_raw(state) });
        })
    }

    /// The object's state.
    ///
    /// # Safety
    /// `raw` is valid, its state was put by this type, and is not taken while the reference lives.
    unsafe fn of<'a>(raw: *mut Self::Raw) -> Result<&'a Self, Error> {
        // SAFETY: the caller vouches for `raw`.
        let state = ask(ptr::null_mut(), |out| unsafe { Self::GET(raw, out) })?;
        // SAFETY: the pointer is null, or a box of this type that lives on.
        unsafe { state.cast::<Self>().as_ref() }
            .ok_or_else(|| Error::Internal("the object was not initialized: load it again".to_string()))
    }

    /// Takes the state back, if there is one.
    ///
    /// # Safety
    /// `raw` is valid, its state was put by this type, and no reference to it lives.
    unsafe fn take(raw: *mut Self::Raw) -> Result<Option<Box<Self>>, Error> {
        // SAFETY: the caller vouches for `raw`.
        let state = ask(ptr::null_mut(), |out| unsafe { Self::GET(raw, out) })?;
        if state.is_null() {
            return Ok(None);
        }
        // SAFETY: as above. The pointer is cleared, so that the box is made again only once.
        check(unsafe { Self::SET(raw, ptr::null_mut()) })?;
        // SAFETY: the pointer came from `put` of this type, and nobody else holds it now.
        Ok(Some(unsafe { Box::from_raw(state.cast::<Self>()) }))
    }
}
