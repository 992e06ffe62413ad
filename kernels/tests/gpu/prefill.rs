//! Prefill attention against the reference: ragged batches, chunks behind a cached prefix, windows, all head shapes.

use half::{bf16, f16};
use portalis_kernels::{Attention, Device, Element, Span, Spans, reference};

use super::support::{Random, close, gpu, poisoned, rounding, wide};

#[test]
fn ragged_batches_of_every_head_shape() {
    let Some(device) = gpu() else { return };
    check::<bf16>(&device);
    check::<f16>(&device);
}

fn check<E: Element>(device: &Device) {
    let mut random = Random::new();
    for (heads, kv_heads) in [(1, 1), (2, 2), (6, 2), (7, 1), (16, 1)] {
        for head_dim in [64, 128] {
            for (page_size, window) in [(16, None), (64, Some(40)), (256, Some(100)), (32, None)] {
                let scale = 1.0 / (head_dim as f32).sqrt();
                let attention = Attention { heads, kv_heads, head_dim, page_size, window, scale };
                // Rows and keys of each sequence: whole prompts, chunks behind a prefix, single rows, tile edges.
                let mut lengths = vec![(1, 1), (128, 128), (65, 193), (1, 130), (129, 129)];
                let rows = 1 + random.below(150);
                lengths.push((rows, rows + random.below(200)));
                lengths.swap(0, random.below(6));
                one::<E>(device, &mut random, &attention, &lengths);
            }
        }
    }
}

fn one<E: Element>(device: &Device, random: &mut Random, attention: &Attention, lengths: &[(usize, usize)]) {
    let Attention { heads, kv_heads, head_dim, page_size, window, scale } = *attention;
    let what = format!("{} {heads}/{kv_heads}x{head_dim} pages {page_size} window {window:?}", E::SUFFIX);
    let needed: usize = lengths.iter().map(|(_, end)| end.div_ceil(page_size)).sum();
    let mut free: Vec<u32> = (0..needed as u32 + 3).collect();
    let tables: Vec<Vec<u32>> = lengths
        .iter()
        .map(|(_, end)| (0..end.div_ceil(page_size)).map(|_| free.swap_remove(random.below(free.len()))).collect())
        .collect();
    let total: usize = lengths.iter().map(|(rows, _)| rows).sum();
    let queries: Vec<E> = random.elements(total * heads * head_dim, 1.0);

    // What nobody wrote is NaN: a key beyond a sequence's end that is looked at shows.
    let size = (needed + 3) * page_size * kv_heads * head_dim;
    let nan = E::from_f32(f32::NAN);
    let (mut keys, mut values) = (vec![nan; size], vec![nan; size]);
    let place =
        |page: u32, head: usize, within: usize| ((page as usize * kv_heads + head) * page_size + within) * head_dim;
    let mut flat: Vec<Vec<(Vec<f64>, Vec<f64>)>> = Vec::new();
    for ((_, end), table) in lengths.iter().zip(&tables) {
        let mut of_heads = Vec::new();
        for head in 0..kv_heads {
            let k: Vec<E> = random.elements(end * head_dim, 1.0);
            let v: Vec<E> = random.elements(end * head_dim, 1.0);
            for at in 0..*end {
                let to = place(table[at / page_size], head, at % page_size);
                keys[to..to + head_dim].copy_from_slice(&k[at * head_dim..(at + 1) * head_dim]);
                values[to..to + head_dim].copy_from_slice(&v[at * head_dim..(at + 1) * head_dim]);
            }
            of_heads.push((wide(&k), wide(&v)));
        }
        flat.push(of_heads);
    }

    let longest = tables.iter().map(Vec::len).max().unwrap();
    let mut spans = Spans::new(device, lengths.len() + 1, longest + 2).unwrap();
    let list: Vec<Span<'_>> =
        lengths.iter().zip(&tables).map(|((rows, end), pages)| Span { rows: *rows, end: *end, pages }).collect();
    spans.set(page_size, &list).unwrap();
    let mut output = poisoned::<E>(device, queries.len());
    device
        .prefill_attention(
            attention,
            device.upload(&queries).unwrap().view(),
            device.upload(&keys).unwrap().view(),
            device.upload(&values).unwrap().view(),
            &spans,
            output.view_mut(),
        )
        .unwrap();

    let mut expected = Vec::with_capacity(queries.len());
    let mut row = 0;
    for ((rows, end), of_heads) in lengths.iter().zip(&flat) {
        for position in end - rows..*end {
            for head in 0..heads {
                let (k, v) = &of_heads[head / (heads / kv_heads)];
                let query = wide(&queries[(row * heads + head) * head_dim..][..head_dim]);
                let window = window.map(|window| window as usize);
                expected.extend(reference::attend(&query, k, v, position, window, f64::from(scale)));
            }
            row += 1;
        }
    }
    // Probabilities are rounded to the type before they weigh the values.
    close(&what, &wide(&output.read().unwrap()), &expected, 2.0 * rounding::<E>());
}

#[test]
fn pages_and_rows_that_do_not_fit_are_refused() {
    let Some(device) = gpu() else { return };
    let mut spans = Spans::new(&device, 2, 4).unwrap();
    let pages = [0, 1, 2, 3, 4];
    for (rows, end) in [(5, 4), (1, 17 * 4)] {
        let error = spans.set(16, &[Span { rows, end, pages: &pages }]).unwrap_err();
        assert!(error.to_string().contains("a span of"), "{error}");
    }
    spans.set(16, &[Span { rows: 3, end: 40, pages: &pages }]).unwrap();
    let attention = Attention { heads: 2, kv_heads: 1, head_dim: 64, page_size: 16, window: None, scale: 0.125 };
    let queries = device.zeroed::<bf16>(3 * 2 * 64).unwrap();
    let cache = device.zeroed::<bf16>(2 * 16 * 64).unwrap();
    let mut output = device.zeroed::<bf16>(3 * 2 * 64).unwrap();
    let error = device
        .prefill_attention(&attention, queries.view(), cache.view(), cache.view(), &spans, output.view_mut())
        .unwrap_err();
    assert!(error.to_string().contains("pages up to slot 48"), "{error}");
}
