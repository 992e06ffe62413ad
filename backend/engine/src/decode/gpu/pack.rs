//! A checkpoint's matrices in the order that the kernels read: which row comes where, and norms folded into columns of
//! floats. //! It must not know what reads them.

use super::GpuError;
use crate::decode::checkpoint::{
    CheckpointError, Codes, Dtype, LayerWeights, Linear, ModelConfig, RoundToNearest, TensorView,
};
use half::{bf16, f16};
use portalis_kernels::{CodeRows, Device, Element};
use rayon::prelude::*;

/// A matrix whose rows can be read as floats.
enum Source<'a> {
    View(TensorView<'a>),
    /// Dequantised.
    Floats(Vec<f32>),
}

impl<'a> Source<'a> {
    fn of(linear: &Linear<'a>, quantize: Option<RoundToNearest>) -> Result<Source<'a>, CheckpointError> {
        match linear.codes(quantize)? {
            Some(codes) => Ok(Source::Floats(codes.to_f32())),
            None => Source::view(linear.dense()?),
        }
    }

    fn view(view: TensorView<'a>) -> Result<Source<'a>, CheckpointError> {
        view.check_finite()?;
        Ok(Source::View(view))
    }

    /// Hands the values of row `index` to `take`, column by column.
    fn each(&self, index: usize, width: usize, mut take: impl FnMut(usize, f32)) {
        match self {
            Source::Floats(values) => {
                values[index * width..][..width].iter().enumerate().for_each(|(at, value)| take(at, *value));
            }
            Source::View(view) => {
                let size = view.dtype.size();
                let bytes = &view.bytes[index * width * size..][..width * size];
                match view.dtype {
                    Dtype::F32 => {
                        bytes.as_chunks().0.iter().enumerate().for_each(|(at, b)| take(at, f32::from_le_bytes(*b)))
                    }
                    Dtype::F16 => {
                        bytes
                            .as_chunks()
                            .0
                            .iter()
                            .enumerate()
                            .for_each(|(at, b)| take(at, f16::from_le_bytes(*b).to_f32()));
                    }
                    _ => {
                        bytes
                            .as_chunks()
                            .0
                            .iter()
                            .enumerate()
                            .for_each(|(at, b)| take(at, bf16::from_le_bytes(*b).to_f32()));
                    }
                }
            }
        }
    }
}

/// Rows in a new order, each multiplied by `scale` where there is one.
fn pack<'s, 'a: 's, E: Element>(
    rows: usize,
    width: usize,
    scale: Option<&[f32]>,
    from: impl Fn(usize) -> (&'s Source<'a>, usize) + Sync,
) -> Vec<E> {
    let mut packed = vec![E::default(); rows * width];
    packed.par_chunks_mut(width).enumerate().for_each(|(row, to)| {
        let (source, index) = from(row);
        source.each(index, width, |at, value| {
            to[at] = E::from_f32(scale.map_or(value, |scale| value * scale[at]));
        });
    });
    packed
}

/// A matrix of codes for the GPU: the sources' rows, each where `to` says.
fn codes(
    device: &Device,
    sources: &[&Linear<'_>],
    quantize: Option<RoundToNearest>,
    to: impl Fn(usize, usize) -> usize,
) -> Result<Option<portalis_kernels::Codes>, GpuError> {
    let mut found = Vec::with_capacity(sources.len());
    for source in sources {
        match source.codes(quantize)? {
            // Columns out of order, or groups that no kernel takes: floats then.
            Some(codes)
                if codes.columns.is_none() && portalis_kernels::Codes::takes(codes.bits, codes.cols, codes.group) =>
            {
                found.push(codes);
            }
            _ => return Ok(None),
        }
    }
    let Some(first) = found.first() else { return Ok(None) };
    let alike = |codes: &Codes| (codes.bits, codes.cols, codes.group) == (first.bits, first.cols, first.group);
    let rows: usize = found.iter().map(|codes| codes.rows).sum();
    if !found.iter().all(alike) || !rows.is_multiple_of(8) {
        return Ok(None);
    }
    let mut there = portalis_kernels::Codes::new(device, first.bits, rows, first.cols, first.group)?;
    for (which, codes) in found.iter().enumerate() {
        let to: Vec<u32> = (0..codes.rows).map(|row| to(which, row) as u32).collect();
        there.write(CodeRows { codes: &codes.codes, scales: &codes.scales, zeros: &codes.zeros, to: &to })?;
    }
    Ok(Some(there))
}

/// Where row `row` of a query or key projection goes in the packed one: the inverse of [`unrotated`].
fn rotated(row: usize, head_dim: usize) -> usize {
    let (head, within) = (row / head_dim, row % head_dim);
    let half = head_dim / 2;
    head * head_dim + within % half * 2 + within / half
}

/// The four projections of a layer as codes, where they can be: queries with keys and values, output, gate with up, down.
pub(super) fn layer_codes(
    device: &Device,
    config: &ModelConfig,
    layer: &LayerWeights<'_>,
    quantize: Option<RoundToNearest>,
) -> Result<[Option<portalis_kernels::Codes>; 4], GpuError> {
    let (q, kv, head_dim) = (config.q_width(), config.kv_width(), config.head_dim);
    let qkv = codes(device, &[&layer.q, &layer.k, &layer.v], quantize, |which, row| match which {
        0 => rotated(row, head_dim),
        1 => q + rotated(row, head_dim),
        _ => q + kv + row,
    })?;
    let output = codes(device, &[&layer.o], quantize, |_, row| row)?;
    let gate_up = codes(device, &[&layer.gate, &layer.up], quantize, |which, row| row / 8 * 16 + which * 8 + row % 8)?;
    Ok([qkv, output, gate_up, codes(device, &[&layer.down], quantize, |_, row| row)?])
}

/// Where row `row` of a packed query or key projection comes from: values that rotate together become neighbours.
fn unrotated(row: usize, head_dim: usize) -> usize {
    let (head, within) = (row / head_dim, row % head_dim);
    head * head_dim + within / 2 + within % 2 * (head_dim / 2)
}

/// A matrix or vector as it is.
pub(super) fn plain<E: Element>(view: TensorView<'_>) -> Result<Vec<E>, CheckpointError> {
    let (rows, width) = match *view.shape {
        [rows, width] => (rows, width),
        _ => (1, view.elements()),
    };
    let source = Source::view(view)?;
    Ok(pack(rows, width, None, |row| (&source, row)))
}

/// A projection as it is.
pub(super) fn linear<E: Element>(
    linear: &Linear<'_>,
    quantize: Option<RoundToNearest>,
) -> Result<Vec<E>, CheckpointError> {
    let source = Source::of(linear, quantize)?;
    Ok(pack(linear.rows, linear.cols, None, |row| (&source, row)))
}

/// Queries, keys and values over each other, with the norm before them.
pub(super) fn qkv<E: Element>(
    config: &ModelConfig,
    layer: &LayerWeights<'_>,
    quantize: Option<RoundToNearest>,
) -> Result<Vec<E>, CheckpointError> {
    let of = |linear| Source::of(linear, quantize);
    let sources = [of(&layer.q)?, of(&layer.k)?, of(&layer.v)?];
    let norm = layer.attention_norm.to_f32()?;
    let place = qkv_place(config);
    let rows = config.q_width() + 2 * config.kv_width();
    Ok(pack(rows, config.hidden, Some(&norm), |row| {
        let (which, row) = place(row);
        (&sources[which], row)
    }))
}

/// Their biases in the same order.
pub(super) fn qkv_bias<E: Element>(
    config: &ModelConfig,
    layer: &LayerWeights<'_>,
) -> Result<Option<Vec<E>>, CheckpointError> {
    let (Some(q), Some(k), Some(v)) = (layer.q.bias, layer.k.bias, layer.v.bias) else { return Ok(None) };
    let sources = [q.to_f32()?, k.to_f32()?, v.to_f32()?];
    let place = qkv_place(config);
    let rows = config.q_width() + 2 * config.kv_width();
    let value = |row| {
        let (which, row) = place(row);
        E::from_f32(sources[which][row])
    };
    Ok(Some((0..rows).map(value).collect()))
}

/// Which of query, key and value projection a packed row comes from, and which row of it.
fn qkv_place(config: &ModelConfig) -> impl Fn(usize) -> (usize, usize) + Sync {
    let (q, kv, head_dim) = (config.q_width(), config.kv_width(), config.head_dim);
    move |row| {
        if row < q {
            (0, unrotated(row, head_dim))
        } else if row < q + kv {
            (1, unrotated(row - q, head_dim))
        } else {
            (2, row - q - kv)
        }
    }
}

/// The norm of a query or key head, in the order of the head's values.
pub(super) fn head_norm<E: Element>(norm: TensorView<'_>) -> Result<Vec<E>, CheckpointError> {
    let values = norm.to_f32()?;
    Ok((0..values.len()).map(|at| E::from_f32(values[unrotated(at, values.len())])).collect())
}

/// Gate and up in groups of 8 rows, with the norm before them.
pub(super) fn gate_up<E: Element>(
    config: &ModelConfig,
    layer: &LayerWeights<'_>,
    quantize: Option<RoundToNearest>,
) -> Result<Vec<E>, CheckpointError> {
    let sources = [Source::of(&layer.gate, quantize)?, Source::of(&layer.up, quantize)?];
    let norm = layer.mlp_norm.to_f32()?;
    Ok(pack(2 * config.intermediate, config.hidden, Some(&norm), |row| {
        (&sources[row % 16 / 8], row / 16 * 8 + row % 8)
    }))
}

#[cfg(test)]
mod tests {
    use super::{rotated, unrotated};

    #[test]
    fn pairs_become_neighbours() {
        let places: Vec<usize> = (0..16).map(|row| unrotated(row, 8)).collect();
        assert_eq!(places, [0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15]);
        assert!((0..256).all(|row| rotated(unrotated(row, 64), 64) == row));
    }
}
