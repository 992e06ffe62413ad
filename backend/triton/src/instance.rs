//! An instance's lifecycle, and Execute: a batch in, items to the engine, statistics out. It must not know what the
//! engine does with them.

use crate::clock;
use crate::error::{Error, ask, c_string, check};
use crate::log;
use crate::message;
use crate::model::{Model, ModelState, report_memory};
use crate::port::{BatchClock, TritonPort};
use crate::request::{Accepted, Offered, Request};
use crate::slot::{Getter, Setter, Slot};
use portalis_engine::metrics::{BATCH_SIZE, Metrics};
use portalis_engine::{Item, Placement};
use portalis_triton_sys as sys;
use std::ffi::CString;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// An instance, as Triton keeps it.
pub struct Instance {
    engine: Box<dyn portalis_engine::Instance>,
    shared: Arc<Shared>,
}

/// What the requests of an instance need until they are answered, which may be after Execute returned.
pub struct Shared {
    /// The instance's model.
    pub model: Arc<Model>,
    /// Which of several copies of an input is near this instance.
    pub host_policy: CString,
    raw: *mut sys::TRITONBACKEND_ModelInstance,
}

// SAFETY: the pointer is only passed to Triton's statistics functions, which lock; Triton keeps the instance while a
// request or a response factory of its model lives.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Shared {
    /// For statistics.
    pub fn raw(&self) -> *mut sys::TRITONBACKEND_ModelInstance {
        self.raw
    }
}

impl Slot for Instance {
    type Raw = sys::TRITONBACKEND_ModelInstance;
    const GET: Getter<Self::Raw> = sys::TRITONBACKEND_ModelInstanceState;
    const SET: Setter<Self::Raw> = sys::TRITONBACKEND_ModelInstanceSetState;
}

/// # Safety
/// `raw` is a valid instance without state, of an initialized model.
pub unsafe fn initialize(raw: *mut sys::TRITONBACKEND_ModelInstance) -> Result<(), Error> {
    // SAFETY: the caller vouches for `raw`, and its model has its state until the instance is gone.
    unsafe {
        let model = ModelState::of(ask(ptr::null_mut(), |out| sys::TRITONBACKEND_ModelInstanceModel(raw, out))?)?;
        let model = Arc::clone(&model.0);
        let engine = model.engine.instance(placement(raw)?)?;
        report_memory(&engine.memory(), |usage, count| {
            sys::TRITONBACKEND_ModelInstanceReportMemoryUsage(raw, usage, count)
        })?;
        let shared = Arc::new(Shared { model, host_policy: host_policy(raw)?, raw });
        Instance { engine, shared }.put(raw)
    }
}

/// # Safety
/// `raw` is a valid instance on which no other call runs.
pub unsafe fn finalize(raw: *mut sys::TRITONBACKEND_ModelInstance) -> Result<(), Error> {
    // SAFETY: the caller vouches for `raw`.
    unsafe { Instance::take(raw) }.map(drop)
}

/// # Safety
/// `raw` is an initialized instance.
pub unsafe fn ready(raw: *mut sys::TRITONBACKEND_ModelInstance) -> Result<(), Error> {
    // SAFETY: the caller vouches for `raw`.
    Ok(unsafe { Instance::of(raw) }?.engine.ready()?)
}

/// # Safety
/// `raw` is an initialized instance, and `requests` points to `count` valid requests.
pub unsafe fn execute(
    raw: *mut sys::TRITONBACKEND_ModelInstance,
    requests: *mut *mut sys::TRITONBACKEND_Request,
    count: u32,
) -> Result<(), Error> {
    let start = (Instant::now(), clock::now());
    // SAFETY: the caller vouches for all three.
    let (instance, offered) = unsafe { (Instance::of(raw)?, Offered::new(requests, count)?) };
    let Accepted { .. } = instance.run(offered, start);
    Ok(())
}

impl Instance {
    fn run(&self, offered: Offered<'_>, (start, exec_start): (Instant, u64)) -> Accepted {
        offered.accept(|requests| {
            let model = &self.shared.model;
            model.metrics.record(&BATCH_SIZE, None, requests.len() as f64);
            let rows = if model.batched { requests.iter().map(Request::rows).sum() } else { 1 };
            let clock =
                Arc::new(BatchClock { exec_start, compute_start: clock::now(), compute_end: AtomicU64::new(0) });
            let items = requests
                .into_iter()
                .map(|request| Item::new(Box::new(TritonPort::new(request, &self.shared, &clock, start))))
                .collect();
            // The batch is reported also when the engine panics.
            let _report = Report { shared: &self.shared, clock: &clock, rows };
            self.engine.execute(items);
        })
    }
}

/// Reports on the batch when it is dropped.
struct Report<'a> {
    shared: &'a Shared,
    clock: &'a BatchClock,
    rows: u64,
}

impl Drop for Report<'_> {
    fn drop(&mut self) {
        let now = clock::now();
        // An engine that answers after Execute has computed for the whole call.
        let compute_end = match self.clock.compute_end.load(Ordering::Relaxed) {
            0 => now,
            answered => answered,
        };
        // SAFETY: Execute runs, so its instance is valid.
        let reported = check(unsafe {
            sys::TRITONBACKEND_ModelInstanceReportBatchStatistics(
                self.shared.raw(),
                self.rows,
                self.clock.exec_start,
                self.clock.compute_start,
                compute_end,
                now,
            )
        });
        if let Err(error) = reported {
            log::warn(&format!("no statistics for a batch: {error}"));
        }
    }
}

/// # Safety
/// `raw` is a valid instance.
unsafe fn placement(raw: *mut sys::TRITONBACKEND_ModelInstance) -> Result<Placement, Error> {
    // SAFETY: the caller vouches for `raw`.
    let (kind, device) = unsafe {
        (
            ask(sys::TRITONSERVER_INSTANCEGROUPKIND_AUTO, |out| sys::TRITONBACKEND_ModelInstanceKind(raw, out))?,
            ask(0, |out| sys::TRITONBACKEND_ModelInstanceDeviceId(raw, out))?,
        )
    };
    match (kind, u32::try_from(device)) {
        (sys::TRITONSERVER_INSTANCEGROUPKIND_CPU, _) => Ok(Placement::Cpu),
        (sys::TRITONSERVER_INSTANCEGROUPKIND_GPU, Ok(device)) => Ok(Placement::Gpu(device)),
        _ => Err(Error::Unsupported("set `kind: KIND_CPU` or `kind: KIND_GPU` in `instance_group`".to_string())),
    }
}

/// The name of the instance's host policy, under which a request may hold a copy of its inputs.
///
/// # Safety
/// `raw` is a valid instance.
unsafe fn host_policy(raw: *mut sys::TRITONBACKEND_ModelInstance) -> Result<CString, Error> {
    // SAFETY: the caller vouches for `raw`; the message stays Triton's.
    let policy =
        unsafe { message::read(ask(ptr::null_mut(), |out| sys::TRITONBACKEND_ModelInstanceHostPolicy(raw, out))?) }?;
    let name = policy.as_object().and_then(|policies| policies.keys().next()).map_or("", String::as_str);
    Ok(c_string(name))
}
