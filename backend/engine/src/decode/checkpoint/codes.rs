//! Matrices as small integers with a scale for each group of columns: rounded to nearest at load, or unpacked from GPTQ
//! and AWQ files. One form for every executor. It must not know how a device lays them out.

use super::{CheckpointError, Linear, Matrix, QuantMethod, TensorView};
use half::f16;
use rayon::prelude::*;

/// The nibble `i` of a word of AWQ's GEMM layout holds the row `AWQ_ORDER[i]` of its eight.
const AWQ_ORDER: [usize; 8] = [0, 2, 4, 6, 1, 3, 5, 7];

/// A quantised matrix: element (row, column) is `(code - zero) * scale`, with the zero and the scale of the row and the
/// column's group.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// Bits of a code: 4 or 8.
    pub bits: u32,
    /// Outputs.
    pub rows: usize,
    /// Inputs.
    pub cols: usize,
    /// Neighbouring columns that share a scale; divides `cols`.
    pub group: usize,
    /// One unsigned code a byte, row after row.
    pub codes: Vec<u8>,
    /// Row after row, a scale a group; each is exact in half precision.
    pub scales: Vec<f32>,
    /// Row after row, a zero a group.
    pub zeros: Vec<u8>,
    /// Where the columns are not in the order of the inputs: the input of each column.
    pub columns: Option<Vec<u32>>,
}

/// Rounding to the nearest code, at load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundToNearest {
    /// Eight bits, symmetric about 128.
    Int8,
    /// Four bits, between a group's least and largest (and zero).
    Int4,
}

impl RoundToNearest {
    /// Columns that share a scale, where the width allows it.
    pub const GROUP: usize = 128;

    /// Bits of a code.
    pub fn bits(self) -> u32 {
        match self {
            RoundToNearest::Int8 => 8,
            RoundToNearest::Int4 => 4,
        }
    }

    /// The largest group up to [`Self::GROUP`] that divides a width; `None` where even 16 does not.
    pub fn group(cols: usize) -> Option<usize> {
        [128, 64, 32, 16].into_iter().find(|group| cols.is_multiple_of(*group))
    }

    /// The scale and the zero of a group.
    fn fit(self, group: &[f32]) -> (f32, u8) {
        let least = group.iter().copied().fold(0.0, f32::min);
        let largest = group.iter().copied().fold(0.0, f32::max);
        let half = |scale: f32| match f16::from_f32(scale.min(f16::MAX.to_f32())).to_f32() {
            // All zeros, or too small to tell from them.
            0.0 => 1.0,
            scale => scale,
        };
        match self {
            RoundToNearest::Int8 => (half(largest.max(-least) / 127.0), 128),
            RoundToNearest::Int4 => {
                let scale = half((largest - least) / 15.0);
                (scale, (-least / scale).round_ties_even().clamp(0.0, 15.0) as u8)
            }
        }
    }
}

impl Codes {
    /// Rounds a matrix of floats.
    pub fn round(weights: &TensorView<'_>, scheme: RoundToNearest) -> Result<Codes, CheckpointError> {
        let &[rows, cols] = weights.shape else {
            return Err(CheckpointError::tensor(weights.name, "is no matrix and cannot be quantised"));
        };
        let Some(group) = RoundToNearest::group(cols) else {
            let reason = format!("has {cols} columns; quantisation at load needs a multiple of 16");
            return Err(CheckpointError::tensor(weights.name, reason));
        };
        let weights = weights.to_f32()?;
        let most = ((1u32 << scheme.bits()) - 1) as f32;
        let groups = cols / group;
        let mut codes = vec![0; rows * cols];
        let mut fits = vec![(0.0, 0); rows * groups];
        let per_row = codes.par_chunks_mut(cols).zip(fits.par_chunks_mut(groups)).zip(weights.par_chunks(cols));
        per_row.for_each(|((codes, fits), weights)| {
            let per_group = codes.chunks_exact_mut(group).zip(fits).zip(weights.chunks_exact(group));
            for ((codes, fit), weights) in per_group {
                let (scale, zero) = scheme.fit(weights);
                *fit = (scale, zero);
                for (code, weight) in codes.iter_mut().zip(weights) {
                    *code = ((weight / scale).round_ties_even() + f32::from(zero)).clamp(0.0, most) as u8;
                }
            }
        });
        let (scales, zeros) = fits.into_iter().unzip();
        Ok(Codes { bits: scheme.bits(), rows, cols, group, codes, scales, zeros, columns: None })
    }

    /// The matrix as floats, its columns in the order of the inputs.
    pub fn to_f32(&self) -> Vec<f32> {
        let groups = self.cols / self.group;
        let mut out = vec![0.0; self.rows * self.cols];
        out.par_chunks_mut(self.cols).enumerate().for_each(|(row, out)| {
            for (column, code) in self.codes[row * self.cols..][..self.cols].iter().enumerate() {
                let place = row * groups + column / self.group;
                let input = self.columns.as_ref().map_or(column, |columns| columns[column] as usize);
                out[input] = (f32::from(*code) - f32::from(self.zeros[place])) * self.scales[place];
            }
        });
        out
    }
}

impl<'a> Linear<'a> {
    /// The matrix as codes: those of the file, or the floats rounded, if that is asked for.
    pub fn codes(&self, quantize: Option<RoundToNearest>) -> Result<Option<Codes>, CheckpointError> {
        match (&self.matrix, quantize) {
            (Matrix::Dense(_), None) => Ok(None),
            (Matrix::Dense(view), Some(scheme)) => Codes::round(view, scheme).map(Some),
            (Matrix::Packed { method: QuantMethod::Gptq { true_zeros, .. }, .. }, _) => {
                self.unpack(*true_zeros).map(Some)
            }
            (Matrix::Packed { method: QuantMethod::Awq, .. }, _) => self.unpack(true).map(Some),
        }
    }

    /// The matrix as floats in the file.
    pub fn dense(&self) -> Result<TensorView<'a>, CheckpointError> {
        match &self.matrix {
            Matrix::Dense(view) => Ok(*view),
            Matrix::Packed { qweight, .. } => {
                Err(CheckpointError::tensor(qweight.name, "is quantised, and floats are expected"))
            }
        }
    }

    fn unpack(&self, true_zeros: bool) -> Result<Codes, CheckpointError> {
        let Matrix::Packed { method, bits, group, qweight, qzeros, scales, g_idx } = &self.matrix else {
            unreachable!("only packed matrices are unpacked");
        };
        let (rows, cols, bits, group) = (self.rows, self.cols, *bits, *group);
        let (per_word, groups) = (32 / bits as usize, cols / group);
        let code = |word: i32, at: usize| (word as u32 >> (at as u32 * bits)) & ((1 << bits) - 1);
        // Where a row's code is within the words that hold rows side by side.
        let place = |row: usize| match method {
            QuantMethod::Gptq { .. } => (row / per_word, row % per_word),
            QuantMethod::Awq => (row / 8, AWQ_ORDER.iter().position(|at| *at == row % 8).unwrap_or(0)),
        };
        let columns = match g_idx {
            Some(view) => group_order(view, group, groups)?,
            None => None,
        };
        let (words, zero_words, wide_scales) = (qweight.to_i32()?, qzeros.to_i32()?, scales.to_f32()?);
        let mut codes = vec![0; rows * cols];
        codes.par_chunks_mut(cols).enumerate().for_each(|(row, codes)| {
            for (column, out) in codes.iter_mut().enumerate() {
                let input = columns.as_ref().map_or(column, |columns| columns[column] as usize);
                *out = match method {
                    QuantMethod::Gptq { .. } => code(words[input / per_word * rows + row], input % per_word),
                    QuantMethod::Awq => {
                        let (word, at) = place(row);
                        code(words[input * (rows / per_word) + word], at)
                    }
                } as u8;
            }
        });
        let mut narrow_scales = Vec::with_capacity(rows * groups);
        let mut zeros = Vec::with_capacity(rows * groups);
        for row in 0..rows {
            let (word, at) = place(row);
            for group in 0..groups {
                let zero = code(zero_words[group * (rows / per_word) + word], at) + u32::from(!true_zeros);
                let zero = u8::try_from(zero)
                    .map_err(|_| CheckpointError::tensor(qzeros.name, "has a zero point beyond eight bits"))?;
                zeros.push(zero);
                narrow_scales.push(f16::from_f32(wide_scales[group * rows + row]).to_f32());
            }
        }
        Ok(Codes { bits, rows, cols, group, codes, scales: narrow_scales, zeros, columns })
    }
}

/// The inputs in the order of their groups; `None` where that is their own.
fn group_order(view: &TensorView<'_>, group: usize, groups: usize) -> Result<Option<Vec<u32>>, CheckpointError> {
    let of_input = view.to_i32()?;
    let mut inputs: Vec<u32> = (0..of_input.len() as u32).collect();
    inputs.sort_by_key(|input| of_input[*input as usize]);
    let even = inputs.chunks(group).enumerate().all(|(number, inputs)| {
        number < groups && inputs.iter().all(|input| of_input[*input as usize] == number as i32)
    });
    if !even {
        return Err(CheckpointError::tensor(view.name, format!("does not put {group} columns into each group")));
    }
    Ok(if inputs.is_sorted() { None } else { Some(inputs) })
}

#[cfg(test)]
#[path = "codes_tests.rs"]
mod tests;
