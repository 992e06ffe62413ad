//! Matrices as codes of 4 or 8 bits with a scale and a zero for each group of columns, in the order in which products
//! of few rows read them. Element (row, column) is `(code - zero) * scale`. Must not know how codes were chosen.

use crate::buffer::{DeviceBuffer, View, ViewMut};
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

const NAME: &str = "codes";
const FILE: &str = "codes";
/// Rows that one launch may have.
const MOST_ROWS: usize = 65535;

/// A matrix of codes on the GPU.
pub struct Codes {
    bits: u32,
    rows: usize,
    columns: usize,
    group: usize,
    packed: DeviceBuffer<u32>,
    scales: DeviceBuffer<u32>,
}

/// Rows to write into a matrix of codes, as the host has them.
#[derive(Clone, Copy, Debug)]
pub struct CodeRows<'a> {
    /// One unsigned code a byte, row after row.
    pub codes: &'a [u8],
    /// Row after row, a scale a group.
    pub scales: &'a [f32],
    /// Row after row, a zero a group.
    pub zeros: &'a [u8],
    /// Where each row goes.
    pub to: &'a [u32],
}

impl Codes {
    /// Whether the kernels take such a matrix; others have to become floats.
    pub fn takes(bits: u32, columns: usize, group: usize) -> bool {
        let piece = match bits {
            4 => 128,
            8 => 64,
            _ => return false,
        };
        columns > 0 && group > 0 && columns.is_multiple_of(group) && group.is_multiple_of(piece)
    }

    /// Room for a matrix; rows that are not written are zeros.
    pub fn new(device: &Device, bits: u32, rows: usize, columns: usize, group: usize) -> Result<Codes, Error> {
        require(NAME, Codes::takes(bits, columns, group) && rows > 0 && rows.is_multiple_of(8), || {
            format!(
                "{rows} rows of {columns} codes of {bits} bits in groups of {group}: it takes multiples of 8 rows, and \
                 groups of multiples of 128 codes of 4 bits or of 64 of 8"
            )
        })?;
        let packed = device.zeroed(rows * columns / (32 / bits as usize))?;
        let scales = device.zeroed(rows * (columns / group))?;
        Ok(Codes { bits, rows, columns, group, packed, scales })
    }

    /// Outputs.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Inputs.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Columns that share a scale.
    pub fn group(&self) -> usize {
        self.group
    }

    /// Bits a code.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Bytes on the GPU.
    pub fn bytes(&self) -> usize {
        (self.packed.len() + self.scales.len()) * 4
    }

    pub(crate) fn packed(&self) -> View<'_, u32> {
        self.packed.view()
    }

    pub(crate) fn scales(&self) -> View<'_, u32> {
        self.scales.view()
    }

    /// Writes rows.
    pub fn write(&mut self, rows: CodeRows<'_>) -> Result<(), Error> {
        let device = self.packed.device().clone();
        let (count, columns, groups) = (rows.to.len(), self.columns, self.columns / self.group);
        require(
            NAME,
            rows.codes.len() == count * columns
                && rows.scales.len() == count * groups
                && rows.zeros.len() == count * groups,
            || {
                let (codes, scales, zeros) = (rows.codes.len(), rows.scales.len(), rows.zeros.len());
                format!(
                    "{codes} codes, {scales} scales and {zeros} zeros for {count} rows of {columns} in {groups} groups"
                )
            },
        )?;
        let outside = rows.to.iter().find(|row| **row as usize >= self.rows);
        require(NAME, outside.is_none(), || format!("row {} of {}", outside.copied().unwrap_or_default(), self.rows))?;
        let name = if self.bits == 4 { "codes_pack_4" } else { "codes_pack_8" };
        for first in (0..count).step_by(MOST_ROWS) {
            let part = first..(first + MOST_ROWS).min(count);
            let codes = device.upload(&rows.codes[part.start * columns..part.end * columns])?;
            let scales = device.upload(&rows.scales[part.start * groups..part.end * groups])?;
            let zeros = device.upload(&rows.zeros[part.start * groups..part.end * groups])?;
            let to = device.upload(&rows.to[part.clone()])?;
            let words = (columns * self.bits as usize / 32).max(groups);
            let shape = Shape { grid: (words.div_ceil(256) as u32, part.len() as u32, 1), ..Shape::new(1, 256) };
            // SAFETY: a thread writes one word and one scale of its row, which lies inside the matrix, and reads the
            // codes of that word inside its row.
            unsafe {
                device.launch(
                    Kernel { file: FILE, name },
                    shape,
                    args![
                        codes.view(),
                        scales.view(),
                        zeros.view(),
                        to.view(),
                        &self.packed.view_mut(),
                        &self.scales.view_mut(),
                        self.rows as u32,
                        columns as u32,
                        groups as u32
                    ],
                )?;
            }
        }
        Ok(())
    }

    /// The matrix in floats, row after row, for products that a few rows do not bound.
    pub fn floats<E: Element>(&self, output: ViewMut<'_, E>) -> Result<(), Error> {
        require(NAME, output.len() == self.rows * self.columns && self.rows <= MOST_ROWS, || {
            format!("{} floats for {} rows of {} codes", output.len(), self.rows, self.columns)
        })?;
        let name = match self.bits {
            4 => E::pick("codes_unpack_4_bf16", "codes_unpack_4_f16"),
            _ => E::pick("codes_unpack_8_bf16", "codes_unpack_8_f16"),
        };
        let shape = Shape {
            grid: ((self.columns / 8).div_ceil(256) as u32, self.rows as u32, 1),
            dependent: true,
            ..Shape::new(1, 256)
        };
        // SAFETY: a thread reads the codes of 8 columns of its row, and writes those.
        unsafe {
            self.packed.device().launch(
                Kernel { file: FILE, name },
                shape,
                args![self.packed.view(), self.scales.view(), &output, self.columns as u32, self.group as u32],
            )
        }
    }
}
