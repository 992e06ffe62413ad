//! One launch of a kernel: its name, shape and arguments.
//!
//! The only way to the device code. The operations' modules check what they pass; nothing outside this crate launches.

use std::ffi::c_void;
use std::sync::Arc;

use cudarc::driver::sys;

use crate::buffer::{Allocation, Pod, View, ViewMut};
use crate::device::{Device, locked};
use crate::error::{Error, check};

/// A kernel by the file that holds it and its name there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Kernel {
    /// `cuda/<file>.cu`.
    pub file: &'static str,
    /// The `extern "C"` name.
    pub name: &'static str,
}

/// How many threads, in what grouping.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Blocks.
    pub grid: (u32, u32, u32),
    /// Threads a block.
    pub block: u32,
    /// Bytes of dynamic shared memory a block.
    pub shared: u32,
    /// Start before the previous kernel has ended (programmatic dependent launch): the kernel waits for it by itself,
    /// with `dependency_wait()` of common.cuh, before it reads what that one writes. Ignored before sm_90.
    pub dependent: bool,
}

impl Shape {
    /// A row of blocks without dynamic shared memory.
    pub fn new(blocks: usize, threads: u32) -> Shape {
        Shape { grid: (u32::try_from(blocks).unwrap_or(u32::MAX), 1, 1), block: threads, shared: 0, dependent: false }
    }
}

/// One argument of a kernel.
#[derive(Clone, Copy)]
pub(crate) struct Arg<'a> {
    /// The value's bytes, widest first use: addresses and 64-bit numbers take all, narrower ones the first bytes.
    bits: u64,
    keep: Option<&'a Arc<Allocation>>,
}

impl Arg<'_> {
    /// A null pointer, where a kernel has an optional input.
    pub(crate) const NULL: Arg<'static> = Arg { bits: 0, keep: None };
}
impl<'a, T: Pod> From<View<'a, T>> for Arg<'a> {
    fn from(view: View<'a, T>) -> Self {
        Arg { bits: view.address(), keep: Some(view.allocation) }
    }
}
impl<'a, T: Pod> From<&'a ViewMut<'_, T>> for Arg<'a> {
    fn from(view: &'a ViewMut<'_, T>) -> Self {
        Arg { bits: view.address(), keep: Some(view.view.allocation) }
    }
}
impl<'a, T: Pod> From<Option<View<'a, T>>> for Arg<'a> {
    fn from(view: Option<View<'a, T>>) -> Self {
        view.map_or(Arg::NULL, Arg::from)
    }
}
impl From<u32> for Arg<'_> {
    fn from(value: u32) -> Self {
        Arg { bits: u64::from(value), keep: None }
    }
}
impl From<i32> for Arg<'_> {
    fn from(value: i32) -> Self {
        Arg { bits: u64::from(value.cast_unsigned()), keep: None }
    }
}
impl From<u64> for Arg<'_> {
    fn from(value: u64) -> Self {
        Arg { bits: value, keep: None }
    }
}
impl From<f32> for Arg<'_> {
    fn from(value: f32) -> Self {
        Arg { bits: u64::from(value.to_bits()), keep: None }
    }
}

/// Builds the argument list of a launch from views and numbers.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::launch::Arg::from($value)),*] };
}
pub(crate) use args;

impl Device {
    /// Puts a launch on the stream.
    ///
    /// # Safety
    /// The arguments are those of the kernel, in number, order and type, and with this shape the kernel reads and writes
    /// inside the views that they were made from. On a little-endian host, which CUDA's hosts are.
    pub(crate) unsafe fn launch(&self, kernel: Kernel, shape: Shape, args: &[Arg<'_>]) -> Result<(), Error> {
        self.shared.make_current()?;
        let function = self.function(kernel, shape.shared)?;
        if let Some(kept) = locked(&self.shared.recording).as_mut() {
            kept.extend(args.iter().filter_map(|arg| arg.keep).cloned());
        }
        let mut values: Vec<*mut c_void> =
            args.iter().map(|arg| (&raw const arg.bits).cast_mut().cast::<c_void>()).collect();
        let mut attribute = dependent_attribute();
        let config = sys::CUlaunchConfig {
            gridDimX: shape.grid.0,
            gridDimY: shape.grid.1,
            gridDimZ: shape.grid.2,
            blockDimX: shape.block,
            blockDimY: 1,
            blockDimZ: 1,
            sharedMemBytes: shape.shared,
            hStream: self.shared.stream,
            attrs: &mut attribute,
            numAttrs: u32::from(shape.dependent && self.has_dependent_launch()),
        };
        // SAFETY: the caller vouches for the arguments; everything pointed to outlives the call, which copies it.
        let status =
            unsafe { sys::cuLaunchKernelEx(&config, function.handle, values.as_mut_ptr(), std::ptr::null_mut()) };
        check(kernel.name, status)
    }
}

fn dependent_attribute() -> sys::CUlaunchAttribute {
    // SAFETY: a C struct of numbers, for which all zeros are valid.
    let mut attribute: sys::CUlaunchAttribute = unsafe { std::mem::zeroed() };
    attribute.id = sys::CUlaunchAttributeID::CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_STREAM_SERIALIZATION;
    attribute.value.programmaticStreamSerializationAllowed = 1;
    attribute
}
