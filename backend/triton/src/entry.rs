//! The functions that Triton calls, and nothing else: each forwards through the panic boundary. It must not hold a
//! decision.
#![allow(non_snake_case, reason = "the names are Triton's")]

use crate::boundary::guard;
use crate::{backend, instance, model};
use portalis_triton_sys as sys;

type Error = *mut sys::TRITONSERVER_Error;

/// Called once, when the first model of the backend loads.
///
/// # Safety
/// `raw` is valid, as Triton's contract says; the same holds for every function here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_Initialize(raw: *mut sys::TRITONBACKEND_Backend) -> Error {
    // SAFETY: Triton passes a valid backend, and calls Initialize before anything else.
    guard(|| unsafe { backend::initialize(raw) })
}

/// Called once, when the server exits.
///
/// # Safety
/// See [`TRITONBACKEND_Initialize`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_Finalize(raw: *mut sys::TRITONBACKEND_Backend) -> Error {
    // SAFETY: Triton passes the initialized backend after its last model is gone.
    guard(|| unsafe { backend::finalize(raw) })
}

/// Called when Triton wants to know what the backend prefers.
///
/// # Safety
/// See [`TRITONBACKEND_Initialize`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_GetBackendAttribute(
    _raw: *mut sys::TRITONBACKEND_Backend,
    attributes: *mut sys::TRITONBACKEND_BackendAttribute,
) -> Error {
    // SAFETY: Triton passes attributes that are valid during the call.
    guard(|| unsafe { backend::attributes(attributes) })
}

/// Called when a model version loads.
///
/// # Safety
/// See [`TRITONBACKEND_Initialize`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_ModelInitialize(raw: *mut sys::TRITONBACKEND_Model) -> Error {
    // SAFETY: Triton passes a valid model of an initialized backend.
    guard(|| unsafe { model::initialize(raw) })
}

/// Called when a model version unloads, after its last instance and request.
///
/// # Safety
/// See [`TRITONBACKEND_Initialize`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_ModelFinalize(raw: *mut sys::TRITONBACKEND_Model) -> Error {
    // SAFETY: Triton passes a model whose instances and requests are gone.
    guard(|| unsafe { model::finalize(raw) })
}

/// Called for each instance of a model, possibly from several threads.
///
/// # Safety
/// See [`TRITONBACKEND_Initialize`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_ModelInstanceInitialize(raw: *mut sys::TRITONBACKEND_ModelInstance) -> Error {
    // SAFETY: Triton passes a valid instance of an initialized model.
    guard(|| unsafe { instance::initialize(raw) })
}

/// Called for each instance when its model unloads.
///
/// # Safety
/// See [`TRITONBACKEND_Initialize`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_ModelInstanceFinalize(raw: *mut sys::TRITONBACKEND_ModelInstance) -> Error {
    // SAFETY: Triton passes an instance on which no other call runs.
    guard(|| unsafe { instance::finalize(raw) })
}

/// Called with each batch, one at a time for an instance.
///
/// # Safety
/// See [`TRITONBACKEND_Initialize`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_ModelInstanceExecute(
    raw: *mut sys::TRITONBACKEND_ModelInstance,
    requests: *mut *mut sys::TRITONBACKEND_Request,
    count: u32,
) -> Error {
    // SAFETY: Triton passes an initialized instance, and `count` valid requests in an array that outlives the call.
    guard(|| unsafe { instance::execute(raw, requests, count) })
}

/// Called by health checks of servers from 25.12 on, at any time.
///
/// # Safety
/// See [`TRITONBACKEND_Initialize`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn TRITONBACKEND_ModelInstanceReady(raw: *mut sys::TRITONBACKEND_ModelInstance) -> Error {
    // SAFETY: Triton passes an initialized instance.
    guard(|| unsafe { instance::ready(raw) })
}
