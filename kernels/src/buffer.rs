//! Memory on the GPU, typed, and the views of it that launches take.
//!
//! A view borrows its buffer, so the compiler keeps a launch from writing what another argument reads. Memory is freed
//! when its last owner goes: the buffer, or a graph that was recorded with it.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use cudarc::driver::{result, sys};

use crate::device::{Device, wrap};
use crate::error::{Error, require};

/// A type whose every bit pattern is a value, without padding: what may cross to the GPU and back as bytes.
///
/// # Safety
/// Implementors are plain numbers: any bits are a valid value, and there is no padding.
pub unsafe trait Pod: Copy + Send + Sync + 'static {}
macro_rules! pod {
    ($($name:ty),*) => { $(
        // SAFETY: a plain number.
        unsafe impl Pod for $name {}
    )* };
}
pod!(u8, i8, u16, i16, u32, i32, u64, i64, f32, f64, half::bf16, half::f16);

/// Owned memory on the GPU.
pub(crate) struct Allocation {
    address: sys::CUdeviceptr,
    device: Device,
}

impl Drop for Allocation {
    fn drop(&mut self) {
        if self.address != 0 && self.device.shared.make_current().is_ok() {
            // SAFETY: allocated in `DeviceBuffer::new` and freed here alone, after whatever was launched with it.
            unsafe {
                result::stream::synchronize(self.device.shared.stream).ok();
                result::free_sync(self.address).ok();
            }
        }
    }
}

/// An array on the GPU.
pub struct DeviceBuffer<T> {
    allocation: Arc<Allocation>,
    length: usize,
    kind: PhantomData<T>,
}

impl<T: Pod> DeviceBuffer<T> {
    pub(crate) fn new(device: &Device, length: usize) -> Result<Self, Error> {
        device.shared.make_current()?;
        let bytes = length.checked_mul(size_of::<T>()).ok_or_else(|| Error::Shape {
            operation: "allocate",
            what: format!("{length} values are more bytes than there are addresses"),
        })?;
        // SAFETY: the context is current; the address is owned by the `Allocation` from here on.
        let address = if bytes == 0 { 0 } else { wrap("allocating memory", unsafe { result::malloc_sync(bytes) })? };
        let allocation = Arc::new(Allocation { address, device: device.clone() });
        Ok(DeviceBuffer { allocation, length, kind: PhantomData })
    }

    /// How many values it holds.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Where it lives.
    pub fn device(&self) -> &Device {
        &self.allocation.device
    }

    /// All of it, to read.
    pub fn view(&self) -> View<'_, T> {
        View { allocation: &self.allocation, offset: 0, length: self.length, kind: PhantomData }
    }

    /// All of it, to write.
    pub fn view_mut(&mut self) -> ViewMut<'_, T> {
        ViewMut { view: View { allocation: &self.allocation, offset: 0, length: self.length, kind: PhantomData } }
    }

    /// A part of it, to read.
    pub fn range(&self, range: Range<usize>) -> Result<View<'_, T>, Error> {
        self.view().range(range)
    }

    /// A part of it, to write.
    pub fn range_mut(&mut self, range: Range<usize>) -> Result<ViewMut<'_, T>, Error> {
        let view = self.view_mut().view.range(range)?;
        Ok(ViewMut { view })
    }

    /// Copies `values` to it from index `offset` on. `values` may be reused at once.
    pub fn write(&mut self, offset: usize, values: &[T]) -> Result<(), Error> {
        let end = offset.saturating_add(values.len());
        let target = self.range(offset..end)?;
        if values.is_empty() {
            return Ok(());
        }
        let shared = &self.allocation.device.shared;
        shared.make_current()?;
        // SAFETY: the range was checked; from pageable memory the driver has taken its copy when the call returns.
        wrap("copying to the GPU", unsafe { result::memcpy_htod_async(target.address(), values, shared.stream) })
    }

    /// Copies it back, after everything asked for so far is done.
    pub fn read(&self) -> Result<Vec<T>, Error> {
        self.view().read()
    }
}

/// A part of a buffer, to read.
pub struct View<'a, T> {
    pub(crate) allocation: &'a Arc<Allocation>,
    offset: usize,
    length: usize,
    kind: PhantomData<T>,
}

impl<T> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for View<'_, T> {}

impl<'a, T: Pod> View<'a, T> {
    /// How many values it covers.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether it covers none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A part of it.
    pub fn range(&self, range: Range<usize>) -> Result<View<'a, T>, Error> {
        require("range", range.start <= range.end && range.end <= self.length, || {
            format!("{}..{} does not lie in 0..{}", range.start, range.end, self.length)
        })?;
        Ok(View {
            allocation: self.allocation,
            offset: self.offset + range.start,
            length: range.end - range.start,
            kind: PhantomData,
        })
    }

    /// Copies it back, after everything asked for so far is done.
    pub fn read(&self) -> Result<Vec<T>, Error> {
        let shared = &self.allocation.device.shared;
        shared.make_current()?;
        let mut values = Vec::with_capacity(self.length);
        if self.length > 0 {
            // SAFETY: the source lies in its allocation; the target has room for `length` values, is only reached
            // through a pointer until it is filled, and the stream is waited for before its length says so.
            unsafe {
                let status = sys::cuMemcpyDtoHAsync_v2(
                    values.as_mut_ptr() as *mut _,
                    self.address(),
                    self.length * size_of::<T>(),
                    shared.stream,
                );
                crate::error::check("copying from the GPU", status)?;
                wrap("copying from the GPU", result::stream::synchronize(shared.stream))?;
                values.set_len(self.length);
            }
        }
        Ok(values)
    }

    pub(crate) fn address(&self) -> sys::CUdeviceptr {
        self.allocation.address + (self.offset * size_of::<T>()) as u64
    }
}

/// A part of a buffer, to write.
pub struct ViewMut<'a, T> {
    pub(crate) view: View<'a, T>,
}

impl<T: Pod> ViewMut<'_, T> {
    /// How many values it covers.
    pub fn len(&self) -> usize {
        self.view.length
    }

    /// Whether it covers none.
    pub fn is_empty(&self) -> bool {
        self.view.length == 0
    }

    /// The same part for a shorter time, to hand on.
    pub fn reborrow(&mut self) -> ViewMut<'_, T> {
        ViewMut { view: self.view }
    }

    /// A part of it, for a shorter time.
    pub fn range_mut(&mut self, range: Range<usize>) -> Result<ViewMut<'_, T>, Error> {
        Ok(ViewMut { view: self.view.range(range)? })
    }

    /// The same part, to read.
    pub fn as_view(&self) -> View<'_, T> {
        self.view
    }

    /// Sets every byte.
    pub fn fill(&mut self, byte: u8) -> Result<(), Error> {
        if self.view.length == 0 {
            return Ok(());
        }
        let shared = &self.view.allocation.device.shared;
        shared.make_current()?;
        // SAFETY: the range lies in its allocation.
        wrap("filling memory", unsafe {
            result::memset_d8_async(self.address(), byte, self.view.length * size_of::<T>(), shared.stream)
        })
    }

    /// Copies from another place on the same GPU.
    pub fn copy_from(&mut self, source: View<'_, T>) -> Result<(), Error> {
        require("copy", source.length == self.view.length, || {
            format!("{} values do not fit {}", source.length, self.view.length)
        })?;
        if self.view.length == 0 {
            return Ok(());
        }
        let shared = &self.view.allocation.device.shared;
        shared.make_current()?;
        // SAFETY: both ranges lie in their allocations, and are as long as each other.
        wrap("copying on the GPU", unsafe {
            result::memcpy_dtod_async(
                self.address(),
                source.address(),
                self.view.length * size_of::<T>(),
                shared.stream,
            )
        })
    }

    pub(crate) fn address(&self) -> sys::CUdeviceptr {
        self.view.address()
    }
}

/// Page-locked memory on the host: copies from and to it are fast, and can be part of a graph.
pub struct PinnedBuffer<T> {
    address: *mut T,
    length: usize,
    device: Device,
}

// SAFETY: it owns its memory as a `Vec` does.
unsafe impl<T: Pod> Send for PinnedBuffer<T> {}

impl<T: Pod> PinnedBuffer<T> {
    /// Room for `length` values, all bits zero.
    pub fn new(device: &Device, length: usize) -> Result<Self, Error> {
        device.shared.make_current()?;
        let bytes = (length * size_of::<T>()).max(1);
        // SAFETY: the context is current, and the memory is zeroed before anything reads it.
        let address = unsafe {
            let address = wrap("allocating page-locked memory", result::malloc_host(bytes, 0))?;
            address.cast::<u8>().write_bytes(0, bytes);
            address
        };
        Ok(PinnedBuffer { address: address.cast(), length, device: device.clone() })
    }

    /// What it holds. Wait for the GPU before reading what it copies here.
    pub fn values(&self) -> &[T] {
        // SAFETY: `length` values were allocated and are initialised; the driver's alignment exceeds any `Pod`'s.
        unsafe { std::slice::from_raw_parts(self.address, self.length) }
    }

    /// What it holds, to write. Wait for the GPU before writing what it still copies from here.
    pub fn values_mut(&mut self) -> &mut [T] {
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts_mut(self.address, self.length) }
    }

    /// Copies the first values of it to the GPU, without waiting.
    pub fn copy_to(&self, mut target: ViewMut<'_, T>) -> Result<(), Error> {
        require("copy", target.len() <= self.length, || format!("{} values do not fit {}", self.length, target.len()))?;
        if target.is_empty() {
            return Ok(());
        }
        let target = target.reborrow();
        self.device.shared.make_current()?;
        // SAFETY: both ranges are allocated; drop waits for the stream before the memory goes.
        wrap("copying to the GPU", unsafe {
            result::memcpy_htod_async(target.address(), &self.values()[..target.len()], self.device.shared.stream)
        })
    }

    /// Copies from the GPU to the first values of it, without waiting.
    pub fn copy_from(&mut self, source: View<'_, T>) -> Result<(), Error> {
        require("copy", source.len() <= self.length, || format!("{} values do not fit {}", source.len(), self.length))?;
        if source.is_empty() {
            return Ok(());
        }
        self.device.shared.make_current()?;
        let (address, stream) = (source.address(), self.device.shared.stream);
        // SAFETY: as in `copy_to`.
        wrap("copying from the GPU", unsafe {
            result::memcpy_dtoh_async(&mut self.values_mut()[..source.len()], address, stream)
        })
    }
}

impl<T> Drop for PinnedBuffer<T> {
    fn drop(&mut self) {
        self.device.synchronize().ok();
        // SAFETY: allocated in `new`, freed here alone, and no copy is under way.
        unsafe { result::free_host(self.address.cast()) }.ok();
    }
}
