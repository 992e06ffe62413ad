//! RMSNorm of rows, with the residual addition before it.

use crate::buffer::{View, ViewMut};
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

const FILE: &str = "norm";
/// What a warp keeps in registers.
const NARROW: usize = 4096;
/// What a block keeps in registers.
const WIDEST: usize = 16384;

impl Device {
    /// `output = x / rms(x) * weight` for rows of `width` values; without a weight, it was folded into what follows.
    pub fn rms_norm<E: Element>(
        &self,
        x: View<'_, E>,
        width: usize,
        weight: Option<View<'_, E>>,
        epsilon: f32,
        output: ViewMut<'_, E>,
    ) -> Result<(), Error> {
        check(x, width, weight, &output)?;
        let none: Option<View<'_, E>> = None;
        let (kernel, shape, rows) = choose::<E>(x.len(), width);
        // SAFETY: each row of `width` values has its warp or block; x and output have the same whole rows, and a weight
        // is one row. Without a delta the kernel leaves the sum alone.
        unsafe { self.launch(kernel, shape, args![x, none, weight, none, &output, width as u32, rows, epsilon]) }
    }

    /// `x += delta`, then `output = x / rms(x) * weight`.
    pub fn add_rms_norm<E: Element>(
        &self,
        x: ViewMut<'_, E>,
        delta: View<'_, E>,
        width: usize,
        weight: Option<View<'_, E>>,
        epsilon: f32,
        output: ViewMut<'_, E>,
    ) -> Result<(), Error> {
        check(x.as_view(), width, weight, &output)?;
        require("add_rms_norm", delta.len() == x.len(), || format!("{} values are added to {}", delta.len(), x.len()))?;
        let (kernel, shape, rows) = choose::<E>(x.len(), width);
        // SAFETY: as in `rms_norm`; a thread writes the places of x that it alone has read.
        unsafe { self.launch(kernel, shape, args![&x, delta, weight, &x, &output, width as u32, rows, epsilon]) }
    }
}

fn choose<E: Element>(values: usize, width: usize) -> (Kernel, Shape, u32) {
    let rows = values / width;
    let (name, blocks) = if width <= NARROW {
        (E::pick("rms_norm_narrow_bf16", "rms_norm_narrow_f16"), rows.div_ceil(8))
    } else {
        (E::pick("rms_norm_wide_bf16", "rms_norm_wide_f16"), rows)
    };
    (Kernel { file: FILE, name }, Shape { dependent: true, ..Shape::new(blocks, 256) }, rows as u32)
}

fn check<E: Element>(
    x: View<'_, E>,
    width: usize,
    weight: Option<View<'_, E>>,
    output: &ViewMut<'_, E>,
) -> Result<(), Error> {
    require("rms_norm", width > 0 && width.is_multiple_of(8) && width <= WIDEST, || {
        format!("rows of {width} values: it takes multiples of 8 up to {WIDEST}")
    })?;
    require(
        "rms_norm",
        x.len().is_multiple_of(width)
            && !x.is_empty()
            && output.len() == x.len()
            && weight.is_none_or(|weight| weight.len() == width),
        || format!("{} values in, {} out, rows of {width}", x.len(), output.len()),
    )
}
