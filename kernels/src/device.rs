//! A GPU: its context, its one stream, and the kernels loaded on it.
//!
//! Everything that a `Device` does goes through one stream, so operations happen in the order of the calls and buffers
//! need no events between them. Must not know what a kernel computes.

use std::collections::HashMap;
use std::ffi::CString;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cudarc::driver::{DriverError, result, sys};

use crate::buffer::{Allocation, DeviceBuffer, Pod};
use crate::error::{Error, check};
use crate::images::{self, IMAGES};
use crate::launch::Kernel;

/// What is fixed about a GPU.
#[derive(Clone, Debug)]
pub struct Properties {
    /// The device's name, such as `NVIDIA H200`.
    pub name: String,
    /// Its number among the machine's GPUs.
    pub ordinal: usize,
    /// Compute capability.
    pub compute: (u32, u32),
    /// How many multiprocessors it has.
    pub multiprocessors: u32,
    /// Bytes of level-2 cache.
    pub l2_bytes: usize,
    /// The most shared memory that one block may have.
    pub shared_per_block: usize,
    /// Bytes of memory in all.
    pub memory_bytes: usize,
}

/// A GPU with the kernels loaded; clones share it. Dropping the last one (buffers and graphs count) gives it back.
#[derive(Clone)]
pub struct Device {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    properties: Properties,
    device: sys::CUdevice,
    context: sys::CUcontext,
    pub(crate) stream: sys::CUstream,
    modules: HashMap<&'static str, Module>,
    /// Kernels may start early, because they wait by themselves.
    dependent: bool,
    functions: Mutex<HashMap<Kernel, Function>>,
    /// While a graph is recorded: the memory that its nodes use.
    pub(crate) recording: Mutex<Option<Vec<Arc<Allocation>>>>,
}

struct Module(sys::CUmodule);

#[derive(Clone, Copy)]
pub(crate) struct Function {
    pub(crate) handle: sys::CUfunction,
    /// How much dynamic shared memory launches of it may ask for so far.
    pub(crate) shared: u32,
}

// SAFETY: the handles are the driver's, which may be used from any thread whose current context is theirs; every method
// makes the context current first, and the tables beside them are behind locks or never change.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Device {
    /// Opens a GPU and loads the kernels onto it.
    pub fn open(ordinal: usize) -> Result<Device, Error> {
        // SAFETY: looks whether the driver's library can be loaded; its initialiser has no conditions.
        if !unsafe { sys::is_culib_present() } {
            return Err(Error::NoDriver);
        }
        match result::init() {
            // A driver without a device, or a library without its kernel module, is a machine without a GPU.
            Err(DriverError(sys::CUresult::CUDA_ERROR_NO_DEVICE)) => {
                return Err(Error::NoDevice { ordinal, found: 0 });
            }
            other => wrap("starting the driver", other)?,
        }
        let found = usize::try_from(wrap("counting GPUs", result::device::get_count())?).unwrap_or(0);
        if ordinal >= found {
            return Err(Error::NoDevice { ordinal, found });
        }
        let device = wrap("opening the GPU", result::device::get(i32::try_from(ordinal).unwrap_or(i32::MAX)))?;
        let properties = properties(device, ordinal)?;
        if IMAGES.is_empty() {
            return Err(Error::NoKernels);
        }
        let (major, minor) = properties.compute;
        let images = images::for_capability(IMAGES, major, minor);
        if images.is_empty() {
            return Err(Error::TooOld { name: properties.name, major, minor });
        }
        // PTX is that of a chip without the instruction to wait: compiled for a newer one, it still does not wait.
        let dependent = properties.compute.0 >= 9 && images.iter().all(|image| image.target.starts_with("sm_"));
        // SAFETY: `device` is valid; the matching release is in `Shared::drop`, which from here on runs in any case.
        let context = wrap("making a context", unsafe { result::primary_ctx::retain(device) })?;
        let mut shared = Shared {
            properties,
            device,
            context,
            stream: std::ptr::null_mut(),
            modules: HashMap::new(),
            dependent,
            functions: Mutex::default(),
            recording: Mutex::default(),
        };
        shared.make_current()?;
        shared.stream = wrap("making a stream", result::stream::create(result::stream::StreamKind::NonBlocking))?;
        for image in images {
            // SAFETY: the bytes are a whole cubin, or PTX with a NUL at its end (the build script sees to both).
            let module = unsafe { result::module::load_data(image.bytes.as_ptr().cast()) };
            shared.modules.insert(image.file, Module(wrap("loading kernels", module)?));
        }
        Ok(Device { shared: Arc::new(shared) })
    }

    /// What is fixed about it.
    pub fn properties(&self) -> &Properties {
        &self.shared.properties
    }

    /// Free and total bytes of memory.
    pub fn memory(&self) -> Result<(usize, usize), Error> {
        self.shared.make_current()?;
        wrap("asking for free memory", result::mem_get_info())
    }

    /// Waits until everything asked for so far is done. Also the place where a failed kernel shows.
    pub fn synchronize(&self) -> Result<(), Error> {
        self.shared.make_current()?;
        // SAFETY: the stream lives as long as `shared`.
        wrap("waiting for the GPU", unsafe { result::stream::synchronize(self.shared.stream) })
    }

    /// Whether programmatic dependent launch exists here.
    pub fn has_dependent_launch(&self) -> bool {
        self.shared.dependent
    }

    /// Memory for `length` values, with whatever was there before.
    pub fn allocate<T: Pod>(&self, length: usize) -> Result<DeviceBuffer<T>, Error> {
        DeviceBuffer::new(self, length)
    }

    /// Memory for `length` values, all bits zero.
    pub fn zeroed<T: Pod>(&self, length: usize) -> Result<DeviceBuffer<T>, Error> {
        let mut buffer = DeviceBuffer::new(self, length)?;
        buffer.view_mut().fill(0)?;
        Ok(buffer)
    }

    /// A copy of `values` on the GPU.
    pub fn upload<T: Pod>(&self, values: &[T]) -> Result<DeviceBuffer<T>, Error> {
        let mut buffer = DeviceBuffer::new(self, values.len())?;
        buffer.write(0, values)?;
        Ok(buffer)
    }

    pub(crate) fn function(&self, kernel: Kernel, shared: u32) -> Result<Function, Error> {
        let mut functions = locked(&self.shared.functions);
        let mut function = match functions.get(&kernel) {
            Some(function) => *function,
            None => {
                let missing = || Error::Shape {
                    operation: kernel.file,
                    what: format!("this build has no kernel `{}`: build again", kernel.name),
                };
                let module = self.shared.modules.get(kernel.file).ok_or_else(missing)?;
                let name = CString::new(kernel.name).map_err(|_| missing())?;
                // SAFETY: the module was loaded by this device and is unloaded with it.
                let handle = unsafe { result::module::get_function(module.0, name) }.map_err(|_| missing())?;
                // A multiprocessor holds blocks of two kernels at once only if both split its memory between L1 and
                // shared memory in the same way, and kernels overlap here: all take the largest share.
                // SAFETY: the function was fetched just now.
                let status = unsafe {
                    sys::cuFuncSetAttribute(
                        handle,
                        sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT,
                        100,
                    )
                };
                check("dividing a multiprocessor's memory", status)?;
                Function { handle, shared: 48 << 10 }
            }
        };
        if shared > function.shared {
            // SAFETY: the function is the driver's own handle, fetched above.
            let status = unsafe {
                sys::cuFuncSetAttribute(
                    function.handle,
                    sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                    i32::try_from(shared).unwrap_or(i32::MAX),
                )
            };
            check("asking for more shared memory", status)?;
            function.shared = shared;
        }
        functions.insert(kernel, function);
        Ok(function)
    }
}

impl Shared {
    /// Every call to the driver works on the calling thread's current context.
    pub(crate) fn make_current(&self) -> Result<(), Error> {
        // SAFETY: the context is retained until drop.
        wrap("making the context current", unsafe { result::ctx::set_current(self.context) })
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if self.make_current().is_err() {
            return; // the driver is gone, and everything with it
        }
        // SAFETY: nothing else holds the handles: buffers and graphs own a clone of the `Arc` around this.
        unsafe {
            if !self.stream.is_null() {
                result::stream::synchronize(self.stream).ok();
                result::stream::destroy(self.stream).ok();
            }
            for module in self.modules.values() {
                result::module::unload(module.0).ok();
            }
            result::primary_ctx::release(self.device).ok();
        }
    }
}

fn properties(device: sys::CUdevice, ordinal: usize) -> Result<Properties, Error> {
    use sys::CUdevice_attribute as Attribute;
    let attribute = |which: Attribute| {
        // SAFETY: `device` comes from the driver.
        let value = wrap("asking what the GPU is", unsafe { result::device::get_attribute(device, which) })?;
        Ok::<u32, Error>(u32::try_from(value).unwrap_or(0))
    };
    Ok(Properties {
        name: wrap("asking for the GPU's name", result::device::get_name(device))?,
        ordinal,
        compute: (
            attribute(Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?,
            attribute(Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?,
        ),
        multiprocessors: attribute(Attribute::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)?,
        l2_bytes: attribute(Attribute::CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE)? as usize,
        shared_per_block: attribute(Attribute::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN)? as usize,
        // SAFETY: as above.
        memory_bytes: wrap("asking for the GPU's memory", unsafe { result::device::total_mem(device) })?,
    })
}

/// The driver's error with what was being done.
pub(crate) fn wrap<T>(what: &'static str, outcome: Result<T, DriverError>) -> Result<T, Error> {
    outcome.map_err(|DriverError(status)| match check(what, status) {
        Err(error) => error,
        Ok(()) => Error::Cuda { what, code: format!("{status:?}"), text: String::new() },
    })
}

/// A lock whose data stays whole even if a holder panicked.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
