//! Embedding rows by token.

use crate::buffer::{View, ViewMut};
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

impl Device {
    /// `output[i] = table[tokens[i]]`; a token outside the table reads its last row.
    pub fn embed<E: Element>(
        &self,
        table: View<'_, E>,
        tokens: View<'_, u32>,
        output: ViewMut<'_, E>,
    ) -> Result<(), Error> {
        let rows = tokens.len();
        require("embed", rows > 0 && output.len().is_multiple_of(rows), || {
            format!("{} values are not {rows} whole rows", output.len())
        })?;
        let width = output.len() / rows;
        require("embed", width > 0 && width.is_multiple_of(8) && table.len().is_multiple_of(width), || {
            format!("rows of {width} values from a table of {}: it takes multiples of 8", table.len())
        })?;
        require("embed", !table.is_empty(), || "the table is empty".into())?;
        let kernel = Kernel { file: "embed", name: E::pick("embed_bf16", "embed_f16") };
        let threads = width.div_ceil(8).next_multiple_of(32).min(256) as u32;
        let shape = Shape { dependent: true, ..Shape::new(rows, threads) };
        // SAFETY: a block writes one whole row; the kernel clamps tokens to the table's rows.
        unsafe { self.launch(kernel, shape, args![table, tokens, &output, (table.len() / width) as u32, width as u32]) }
    }
}
