//! The gated activation of a feed-forward block.

use crate::buffer::{View, ViewMut};
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

impl Device {
    /// `output = silu(gate) * up` for `rows` rows of eight gates, their eight ups, the next eight gates, ...
    pub fn silu_mul<E: Element>(&self, gate_up: View<'_, E>, rows: usize, output: ViewMut<'_, E>) -> Result<(), Error> {
        let width = output.len().checked_div(rows).unwrap_or(0);
        require("silu_mul", width > 0 && width.is_multiple_of(8) && width * rows == output.len(), || {
            format!("{} values are not {rows} rows of a multiple of 8", output.len())
        })?;
        require("silu_mul", gate_up.len() == 2 * output.len(), || {
            format!("{} values in for {} out: it takes twice as many", gate_up.len(), output.len())
        })?;
        require("silu_mul", rows <= 65535, || format!("{rows} rows: it takes up to 65535"))?;
        let kernel = Kernel { file: "activation", name: E::pick("silu_mul_bf16", "silu_mul_f16") };
        let shape =
            Shape { grid: ((width / 8).div_ceil(256) as u32, rows as u32, 1), dependent: true, ..Shape::new(1, 256) };
        // SAFETY: a thread reads 8 values of either half of its row, and writes 8, inside the row.
        unsafe { self.launch(kernel, shape, args![gate_up, &output, width as u32]) }
    }
}
