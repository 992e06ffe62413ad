//! The backend's own lifecycle: is this server new enough, what was it given on the command line, which metric families
//! are there. It must not know a model.

use crate::boundary::log_panics;
use crate::error::{Error, ask, ask_text, check};
use crate::metrics::Families;
use crate::registry::engines;
use crate::slot::{Getter, Setter, Slot};
use crate::{log, message};
use portalis_engine::nearest;
use portalis_triton_sys as sys;
use serde_json::Value;
use std::ptr;
use std::sync::Arc;

/// The backend API of Triton 24.10, the oldest that has every function this library calls. A newer minor version adds
/// functions; another major version changes them.
const API_MAJOR: u32 = 1;
const API_MINOR: u32 = 19;

/// What Triton itself puts into every backend's configuration.
const SERVER_KEYS: [&str; 4] =
    ["auto-complete-config", "backend-directory", "default-max-batch-size", "min-compute-capability"];

/// State that outlives every model.
pub struct Backend {
    /// The metric families, which are made once: a deleted family stays in the server's registry.
    pub families: Arc<Families>,
}

impl Slot for Backend {
    type Raw = sys::TRITONBACKEND_Backend;
    const GET: Getter<Self::Raw> = sys::TRITONBACKEND_BackendState;
    const SET: Setter<Self::Raw> = sys::TRITONBACKEND_BackendSetState;
}

/// # Safety
/// `raw` is a valid backend without state.
pub unsafe fn initialize(raw: *mut sys::TRITONBACKEND_Backend) -> Result<(), Error> {
    log_panics();
    let (mut major, mut minor) = (0, 0);
    // SAFETY: the out-parameters are locals.
    check(unsafe { sys::TRITONBACKEND_ApiVersion(&raw mut major, &raw mut minor) })?;
    if major != API_MAJOR || minor < API_MINOR {
        return Err(Error::Unsupported(format!(
            "this server speaks backend API {major}.{minor} and portalis needs {API_MAJOR}.{API_MINOR} or a later \
             {API_MAJOR}.x: use Triton 24.10 or later"
        )));
    }
    // SAFETY: the caller vouches for `raw`; the message stays Triton's.
    let settings = unsafe { message::read(ask(ptr::null_mut(), |out| sys::TRITONBACKEND_BackendConfig(raw, out))?) }?;
    check_settings(&settings)?;
    let families = Arc::new(Families::of(&engines()));
    // SAFETY: the caller vouches for `raw`.
    unsafe { Backend { families }.put(raw) }?;
    // SAFETY: as above; the name lives as long as the backend.
    let name = ask_text(|out| unsafe { sys::TRITONBACKEND_BackendName(raw, out) })?;
    let known: Vec<&str> = engines().iter().map(|engine| engine.name()).collect();
    log::info(&format!(
        "backend `{name}` {} on backend API {major}.{minor}, engines: {}",
        env!("CARGO_PKG_VERSION"),
        known.join(", ")
    ));
    Ok(())
}

/// # Safety
/// `raw` is a valid backend, and none of its models is left.
pub unsafe fn finalize(raw: *mut sys::TRITONBACKEND_Backend) -> Result<(), Error> {
    // SAFETY: the caller vouches for `raw`; every model held the families by count.
    unsafe { Backend::take(raw) }.map(drop)
}

/// # Safety
/// `raw` is valid during the call.
pub unsafe fn attributes(raw: *mut sys::TRITONBACKEND_BackendAttribute) -> Result<(), Error> {
    // SAFETY: the caller vouches for `raw`; without devices the pointer may be null, and zero asks for the default count.
    unsafe {
        check(sys::TRITONBACKEND_BackendAttributeAddPreferredInstanceGroup(
            raw,
            sys::TRITONSERVER_INSTANCEGROUPKIND_CPU,
            0,
            ptr::null(),
            0,
        ))?;
        // Instances share nothing that is not locked, so they may load side by side.
        check(sys::TRITONBACKEND_BackendAttributeSetParallelModelInstanceLoading(raw, true))
    }
}

/// No setting of ours goes on the command line; one that is there was meant for a model's parameters.
fn check_settings(settings: &Value) -> Result<(), Error> {
    let unknown: Vec<String> = settings["cmdline"]
        .as_object()
        .into_iter()
        .flat_map(|given| given.keys())
        .filter(|key| !SERVER_KEYS.contains(&key.as_str()))
        .map(|key| {
            let meant = nearest(key, SERVER_KEYS).map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
            format!("unknown key `{key}`{meant}")
        })
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Error::InvalidArg(format!(
        "--backend-config=portalis: {}; allowed: {}; settings of an engine belong into `parameters` of the model's \
         config.pbtxt",
        unknown.join("; "),
        SERVER_KEYS.join(", ")
    )))
}
