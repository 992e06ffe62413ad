//! Rounding against its bound, and unpacking against matrices packed here as the formats' tools do.

use super::*;
use crate::decode::checkpoint::{Dtype, Quantization, Tensors, weights::find_linear};
use crate::decode::testing::{Stored, noise, write_safetensors};

const ROWS: usize = 16;
const COLS: usize = 64;
const GROUP: usize = 32;

fn rounded(values: &[f32], scheme: RoundToNearest) -> Codes {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let view = TensorView { name: "w", dtype: Dtype::F32, shape: &[ROWS, COLS], bytes: &bytes };
    Codes::round(&view, scheme).unwrap()
}

#[test]
fn rounding_is_off_by_half_a_step_at_most() {
    for scheme in [RoundToNearest::Int8, RoundToNearest::Int4] {
        let values: Vec<f32> = noise(5, ROWS * COLS).iter().map(|value| value * 0.02 + 0.003).collect();
        let codes = rounded(&values, scheme);
        assert_eq!((codes.group, codes.bits), (64, scheme.bits()));
        for (at, (value, back)) in values.iter().zip(codes.to_f32()).enumerate() {
            // Half a step, and what rounding scale and zero to their types may add.
            let step = codes.scales[at / codes.group];
            assert!((value - back).abs() <= step * 0.51, "{scheme:?} {at}: {value} {back} {step}");
        }
    }
}

#[test]
fn zeros_stay_zeros() {
    for scheme in [RoundToNearest::Int8, RoundToNearest::Int4] {
        assert!(rounded(&[0.0; ROWS * COLS], scheme).to_f32().iter().all(|value| *value == 0.0));
        let mut values = noise(6, ROWS * COLS);
        values[17] = 0.0;
        assert_eq!(rounded(&values, scheme).to_f32()[17], 0.0);
    }
}

/// A random quantised matrix: codes by row and column, zeros and scales by row and group.
fn random(bits: u32) -> (Vec<u32>, Vec<u32>, Vec<f32>) {
    let top = (1u32 << bits) as f32 - 0.001;
    let whole = |seed, count| noise(seed, count).iter().map(|n| ((n + 1.0) / 2.0 * top) as u32).collect();
    let scales = noise(9, ROWS * COLS / GROUP).iter().map(|n| f16::from_f32(n * 0.01 + 0.02).to_f32()).collect();
    (whole(7, ROWS * COLS), whole(8, ROWS * COLS / GROUP), scales)
}

/// Packs columns of codes, `order[i]` into place `i` of a word.
fn pack(codes: &[u32], bits: u32, order: &[usize]) -> Vec<i32> {
    let word = |codes: &[u32]| (0..order.len()).fold(0, |word, i| word | codes[order[i]] << (i as u32 * bits)) as i32;
    codes.chunks(order.len()).map(word).collect()
}

fn transposed<T: Copy>(values: &[T], cols: usize) -> Vec<T> {
    (0..cols).flat_map(|col| values.iter().skip(col).step_by(cols).copied()).collect()
}

fn unpacked(method: QuantMethod, bits: u32, tensors: &[Stored]) -> Result<Vec<f32>, CheckpointError> {
    let folder = tempfile::TempDir::new().unwrap();
    write_safetensors(&folder.path().join("model.safetensors"), tensors);
    let tensors = Tensors::open(folder.path())?;
    let quantization = Quantization { method, bits, group: GROUP };
    let linear = find_linear(Some(&quantization), &tensors, "l".into(), ROWS, COLS, false)?;
    Ok(linear.codes(None)?.unwrap().to_f32())
}

fn expected(codes: &[u32], zeros: &[u32], scales: &[f32], group: impl Fn(usize) -> usize) -> Vec<f32> {
    let value = |at: usize| {
        let place = at / COLS * (COLS / GROUP) + group(at % COLS);
        (codes[at] as f32 - zeros[place] as f32) * scales[place]
    };
    (0..ROWS * COLS).map(value).collect()
}

fn gptq(bits: u32, minus_one: u32, g_idx: Option<&[i32]>) -> (Vec<Stored>, [Vec<u32>; 2], Vec<f32>) {
    let (codes, mut zeros, scales) = random(bits);
    zeros.iter_mut().for_each(|zero| *zero = (*zero).max(minus_one));
    let per_word = 32 / bits as usize;
    let plain: Vec<usize> = (0..per_word).collect();
    // Words along the columns, then word after word over the rows.
    let words = transposed(&pack(&codes, bits, &plain), COLS / per_word);
    let stored_zeros: Vec<u32> = transposed(&zeros, COLS / GROUP).iter().map(|zero| zero - minus_one).collect();
    let mut tensors = vec![
        Stored::words("l.qweight", &[COLS / per_word, ROWS], &words),
        Stored::words("l.qzeros", &[COLS / GROUP, ROWS / per_word], &pack(&stored_zeros, bits, &plain)),
        Stored::floats("l.scales", Dtype::F16, &[COLS / GROUP, ROWS], &transposed(&scales, COLS / GROUP)),
    ];
    tensors.extend(g_idx.map(|g_idx| Stored::words("l.g_idx", &[COLS], g_idx)));
    (tensors, [codes, zeros], scales)
}

#[test]
fn gptq_in_four_and_eight_bits_and_both_kinds_of_zeros() {
    for (bits, true_zeros) in [(4, false), (4, true), (8, false)] {
        let (tensors, [codes, zeros], scales) = gptq(bits, u32::from(!true_zeros), None);
        let method = QuantMethod::Gptq { desc_act: false, true_zeros };
        let found = unpacked(method, bits, &tensors).unwrap();
        assert_eq!(found, expected(&codes, &zeros, &scales, |col| col / GROUP));
    }
}

#[test]
fn gptq_in_order_of_activation() {
    let g_idx: Vec<i32> = (0..COLS as i32).map(|col| (col * 7 + 3) % 2).collect();
    let (tensors, [codes, zeros], scales) = gptq(4, 1, Some(&g_idx));
    let method = QuantMethod::Gptq { desc_act: true, true_zeros: false };
    let found = unpacked(method, 4, &tensors).unwrap();
    assert_eq!(found, expected(&codes, &zeros, &scales, |col| g_idx[col] as usize));
    let uneven = vec![0; COLS];
    let (tensors, ..) = gptq(4, 1, Some(&uneven));
    let error = unpacked(method, 4, &tensors).unwrap_err().to_string();
    assert_eq!(error, "tensor `l.g_idx` does not put 32 columns into each group");
    let (tensors, ..) = gptq(4, 1, None);
    assert!(unpacked(method, 4, &tensors).unwrap_err().to_string().contains("`l.g_idx` is missing"));
}

#[test]
fn awq() {
    let (codes, zeros, scales) = random(4);
    let tensors = [
        Stored::words("l.qweight", &[COLS, ROWS / 8], &pack(&transposed(&codes, COLS), 4, &AWQ_ORDER)),
        Stored::words("l.qzeros", &[COLS / GROUP, ROWS / 8], &pack(&transposed(&zeros, COLS / GROUP), 4, &AWQ_ORDER)),
        Stored::floats("l.scales", Dtype::F16, &[COLS / GROUP, ROWS], &transposed(&scales, COLS / GROUP)),
    ];
    let found = unpacked(QuantMethod::Awq, 4, &tensors).unwrap();
    assert_eq!(found, expected(&codes, &zeros, &scales, |col| col / GROUP));
}
