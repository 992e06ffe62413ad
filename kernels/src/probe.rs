//! Reading memory for its own sake, to measure how fast that goes.

use crate::buffer::{Pod, View, ViewMut};
use crate::device::Device;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

impl Device {
    /// Reads all of it (whole 16-byte words) once, with every multiprocessor. `scratch` is there so that the reads count as used.
    pub fn read_all<T: Pod>(&self, data: View<'_, T>, scratch: ViewMut<'_, u32>) -> Result<(), Error> {
        let words = (data.len() * size_of::<T>() / 16) as u64;
        require("read_all", !scratch.is_empty(), || "no scratch".into())?;
        let shape = Shape::new(self.properties().multiprocessors as usize * 4, 512);
        // SAFETY: the kernel reads `words` whole words of `data`, and writes at most the one word of `scratch`.
        unsafe { self.launch(Kernel { file: "probe", name: "read_all" }, shape, args![data, words, &scratch]) }
    }
}
