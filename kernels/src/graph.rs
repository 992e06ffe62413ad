//! CUDA graphs (a recorded sequence of launches that replays with one call) and events (for timing).

use std::sync::Arc;

use cudarc::driver::{result, sys};

use crate::buffer::Allocation;
use crate::device::{Device, locked, wrap};
use crate::error::{Error, check};

/// Recorded launches. Addresses and numbers are those of the recording; what lies in memory is read anew each time.
pub struct Graph {
    handle: sys::CUgraphExec,
    device: Device,
    /// The memory that the nodes use stays allocated as long as the graph can run.
    _kept: Vec<Arc<Allocation>>,
}

// SAFETY: the handle may be used from any thread whose context is current, one at a time; `launch` sees to the context.
unsafe impl Send for Graph {}

impl Device {
    /// Records what `work` launches, without running it. Run the same work once before: kernels load at their first
    /// launch, which a recording cannot do. Copies inside it must be from and to page-locked memory that outlives it.
    pub fn capture<E: From<Error>>(&self, work: impl FnOnce() -> Result<(), E>) -> Result<Graph, E> {
        let shared = &self.shared;
        shared.make_current()?;
        *locked(&shared.recording) = Some(Vec::new());
        // SAFETY: the stream lives as long as `shared`.
        let begun = unsafe {
            result::stream::begin_capture(shared.stream, sys::CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)
        };
        let done = wrap("recording a graph", begun).map_err(E::from).and_then(|()| work());
        // SAFETY: as above; ends the recording even if the work failed.
        let graph = unsafe { result::stream::end_capture(shared.stream) };
        let mut kept = locked(&shared.recording).take().unwrap_or_default();
        done?;
        let graph = wrap("recording a graph", graph)?;
        kept.sort_unstable_by_key(|allocation| Arc::as_ptr(allocation).addr());
        kept.dedup_by(|left, right| Arc::ptr_eq(left, right));
        let mut handle = std::ptr::null_mut();
        // SAFETY: `graph` was recorded just now; it is not needed after the executable form exists.
        let status = unsafe {
            let status = sys::cuGraphInstantiateWithFlags(&mut handle, graph, 0);
            result::graph::destroy(graph).ok();
            status
        };
        check("preparing a graph", status)?;
        Ok(Graph { handle, device: self.clone(), _kept: kept })
    }

    /// A point on the stream whose time can be asked for.
    pub fn event(&self) -> Result<Event, Error> {
        self.shared.make_current()?;
        let handle = wrap("making an event", result::event::create(sys::CUevent_flags::CU_EVENT_DEFAULT))?;
        Ok(Event { handle, device: self.clone() })
    }
}

impl Graph {
    /// Puts the recorded launches on the stream.
    pub fn launch(&self) -> Result<(), Error> {
        self.device.shared.make_current()?;
        // SAFETY: the graph and all memory that it uses are alive.
        wrap("replaying a graph", unsafe { result::graph::launch(self.handle, self.device.shared.stream) })
    }
}

impl Drop for Graph {
    fn drop(&mut self) {
        self.device.synchronize().ok();
        // SAFETY: made in `capture`, destroyed here alone, and it is not running.
        unsafe { result::graph::exec_destroy(self.handle) }.ok();
    }
}

/// A point on the stream.
pub struct Event {
    handle: sys::CUevent,
    device: Device,
}

// SAFETY: as for `Graph`: every method makes the context current first.
unsafe impl Send for Event {}

impl Event {
    /// Marks the stream's present end.
    pub fn record(&self) -> Result<(), Error> {
        self.device.shared.make_current()?;
        // SAFETY: event and stream are alive.
        wrap("recording an event", unsafe { result::event::record(self.handle, self.device.shared.stream) })
    }

    /// Waits until the stream has come to the mark.
    pub fn wait(&self) -> Result<(), Error> {
        self.device.shared.make_current()?;
        // SAFETY: the event is alive.
        wrap("waiting for an event", unsafe { result::event::synchronize(self.handle) })
    }

    /// Milliseconds from `earlier` to this, both reached.
    pub fn since(&self, earlier: &Event) -> Result<f32, Error> {
        self.device.shared.make_current()?;
        // SAFETY: both events are alive.
        wrap("reading the time", unsafe { result::event::elapsed(earlier.handle, self.handle) })
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        if self.device.shared.make_current().is_ok() {
            // SAFETY: made in `Device::event`, destroyed here alone.
            unsafe { result::event::destroy(self.handle) }.ok();
        }
    }
}
