//! RMSNorm of rows, with the residual addition before it.

use crate::buffer::{View, ViewMut};
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

const FILE: &str = "norm";
/// What one block keeps in registers.
const WIDEST: usize = 16384;

impl Device {
    /// `output = x / rms(x) * weight` for rows of `weight.len()` values.
    pub fn rms_norm<E: Element>(
        &self,
        x: View<'_, E>,
        weight: View<'_, E>,
        epsilon: f32,
        output: ViewMut<'_, E>,
    ) -> Result<(), Error> {
        let width = row_width(x, weight, &output)?;
        let kernel = Kernel { file: FILE, name: E::pick("rms_norm_bf16", "rms_norm_f16") };
        let none: Option<View<'_, E>> = None;
        // SAFETY: one block a row of `width` values; x and output have the same number of whole rows. Without a delta
        // the kernel leaves the sum alone.
        unsafe {
            self.launch(kernel, shape(x.len() / width), args![x, none, weight, none, &output, width as u32, epsilon])
        }
    }

    /// `x += delta`, then `output = x / rms(x) * weight`.
    pub fn add_rms_norm<E: Element>(
        &self,
        x: ViewMut<'_, E>,
        delta: View<'_, E>,
        weight: View<'_, E>,
        epsilon: f32,
        output: ViewMut<'_, E>,
    ) -> Result<(), Error> {
        let width = row_width(x.as_view(), weight, &output)?;
        require("add_rms_norm", delta.len() == x.len(), || format!("{} values are added to {}", delta.len(), x.len()))?;
        let kernel = Kernel { file: FILE, name: E::pick("rms_norm_bf16", "rms_norm_f16") };
        // SAFETY: as in `rms_norm`; a thread writes the places of x that it alone has read.
        unsafe {
            self.launch(kernel, shape(x.len() / width), args![&x, delta, weight, &x, &output, width as u32, epsilon])
        }
    }
}

fn shape(rows: usize) -> Shape {
    Shape { dependent: true, ..Shape::new(rows, 256) }
}

fn row_width<E: Element>(x: View<'_, E>, weight: View<'_, E>, output: &ViewMut<'_, E>) -> Result<usize, Error> {
    let width = weight.len();
    require("rms_norm", width > 0 && width.is_multiple_of(8) && width <= WIDEST, || {
        format!("rows of {width} values: it takes multiples of 8 up to {WIDEST}")
    })?;
    require("rms_norm", x.len().is_multiple_of(width) && !x.is_empty() && output.len() == x.len(), || {
        format!("{} values in, {} out, rows of {width}", x.len(), output.len())
    })?;
    Ok(width)
}
