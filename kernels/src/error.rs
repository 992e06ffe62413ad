//! What can go wrong between here and the GPU.

use cudarc::driver::sys;

/// Why an operation on the GPU did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The machine has no driver.
    #[error("no NVIDIA driver on this machine (libcuda.so.1 is not found): use the CPU, or install the driver")]
    NoDriver,
    /// The driver has no such device.
    #[error("no GPU with index {ordinal}: the driver sees {found}")]
    NoDevice {
        /// The index that was asked for.
        ordinal: usize,
        /// How many there are.
        found: usize,
    },
    /// The crate was built where no CUDA compiler was.
    #[error("this build has no GPU kernels: run `cargo xtask setup` and build again")]
    NoKernels,
    /// The GPU is older than all that the kernels are compiled for.
    #[error("{name} has compute capability {major}.{minor}: the kernels need 8.0 or newer")]
    TooOld {
        /// The device's name.
        name: String,
        /// First number of its compute capability.
        major: u32,
        /// Second number of its compute capability.
        minor: u32,
    },
    /// The driver refused a call, or an earlier launch failed.
    #[error("{what} failed: {code} ({text})")]
    Cuda {
        /// What was being done.
        what: &'static str,
        /// The driver's name of the error.
        code: String,
        /// The driver's explanation.
        text: String,
    },
    /// cuBLASLt is missing or refused a call.
    #[error("{what} failed in cuBLASLt: {reason}")]
    Blas {
        /// What was being done.
        what: &'static str,
        /// Its status.
        reason: String,
    },
    /// Arguments that do not fit each other; nothing was launched.
    #[error("{operation}: {what}")]
    Shape {
        /// The operation that refused.
        operation: &'static str,
        /// What does not fit.
        what: String,
    },
}

impl Error {
    /// Whether the machine simply has no GPU to use, so that the CPU is the answer.
    pub fn is_no_gpu(&self) -> bool {
        matches!(self, Error::NoDriver | Error::NoDevice { found: 0, .. })
    }

    /// Whether the allocation asked for more than is free.
    pub fn is_out_of_memory(&self) -> bool {
        matches!(self, Error::Cuda { code, .. } if code == "CUDA_ERROR_OUT_OF_MEMORY")
    }
}

/// Turns a driver's status into a result that says what was being done.
pub(crate) fn check(what: &'static str, status: sys::CUresult) -> Result<(), Error> {
    if status == sys::CUresult::CUDA_SUCCESS {
        return Ok(());
    }
    let error = cudarc::driver::DriverError(status);
    let text = error.error_string().map(|text| text.to_string_lossy().into_owned());
    Err(Error::Cuda { what, code: format!("{status:?}"), text: text.unwrap_or_default() })
}

/// Refuses a launch unless `holds`.
pub(crate) fn require(operation: &'static str, holds: bool, what: impl FnOnce() -> String) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::Shape { operation, what: what() }) }
}
