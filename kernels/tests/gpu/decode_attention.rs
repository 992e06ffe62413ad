//! Attention of single rows against the reference, over lengths that need one part, several and the most.

use half::{bf16, f16};
use portalis_kernels::{Attention, Device, Element, Row, RowLimits, Rows, Splits, reference};

use super::support::{Random, close, gpu, poisoned, wide};

#[test]
fn rows_of_every_length() {
    let Some(device) = gpu() else { return };
    every::<bf16>(&device);
    every::<f16>(&device);
}

fn every<E: Element>(device: &Device) {
    let mut random = Random::new();
    for head_dim in [64, 128] {
        for group in [1, 2, 6, 7, 8, 9, 16] {
            for (rows, longest) in [(1, 1), (1, 128), (1, 513), (1, 9000), (5, 700), (64, 200)] {
                one::<E>(device, &mut random, head_dim, group, rows, longest);
            }
        }
    }
}

fn one<E: Element>(device: &Device, random: &mut Random, head_dim: usize, group: usize, rows: usize, longest: usize) {
    let kv_heads = 1 + random.below(3);
    let heads = group * kv_heads;
    let page_size = 16 << random.below(4);
    let window = (random.below(3) == 0).then(|| 1 + random.below(longest) as u32);
    let per_row = longest.div_ceil(page_size);
    let pages = rows * per_row;
    let what = format!(
        "{} {heads}/{kv_heads}x{head_dim}, {rows} rows up to {longest}, pages of {page_size}, window {window:?}",
        E::SUFFIX
    );
    // What no token was written to is NaN: a kernel that reads it shows.
    let size = pages * page_size * kv_heads * head_dim;
    let mut keys = vec![E::from_f32(f32::NAN); size];
    let mut values = keys.clone();
    let mut free: Vec<u32> = (0..pages as u32).collect();
    let tables: Vec<Vec<u32>> =
        (0..rows).map(|_| (0..per_row).map(|_| free.swap_remove(random.below(free.len()))).collect()).collect();
    let lengths: Vec<usize> = (0..rows).map(|row| if row == 0 { longest } else { 1 + random.below(longest) }).collect();
    let queries: Vec<E> = random.elements(rows * heads * head_dim, 1.0);
    let scale = 1.0 / (head_dim as f32).sqrt();
    let mut expected = Vec::new();
    for row in 0..rows {
        let count = lengths[row] * kv_heads * head_dim;
        let (row_keys, row_values): (Vec<E>, Vec<E>) = (random.elements(count, 1.0), random.elements(count, 1.0));
        let mut by_head = vec![(Vec::new(), Vec::new()); kv_heads];
        for (token, (key, value)) in
            row_keys.chunks_exact(kv_heads * head_dim).zip(row_values.chunks_exact(kv_heads * head_dim)).enumerate()
        {
            for (head, (head_keys, head_values)) in by_head.iter_mut().enumerate() {
                let part = head * head_dim..(head + 1) * head_dim;
                let page = tables[row][token / page_size] as usize;
                let at = ((page * kv_heads + head) * page_size + token % page_size) * head_dim;
                keys[at..at + head_dim].copy_from_slice(&key[part.clone()]);
                values[at..at + head_dim].copy_from_slice(&value[part.clone()]);
                head_keys.extend(wide(&key[part.clone()]));
                head_values.extend(wide(&value[part]));
            }
        }
        for head in 0..heads {
            let query = wide(&queries[(row * heads + head) * head_dim..][..head_dim]);
            let (keys, values) = &by_head[head / group];
            let window = window.map(|window| window as usize);
            expected.extend(reference::attend(&query, keys, values, lengths[row] - 1, window, f64::from(scale)));
        }
    }

    let attention = Attention { heads, kv_heads, head_dim, page_size, window, scale };
    let limits = RowLimits { rows: 64, context: longest, pages, page_size };
    let mut places = Rows::new(device, limits).unwrap();
    let list: Vec<Row<'_>> = tables
        .iter()
        .zip(&lengths)
        .map(|(pages, length)| Row { token: 0, position: *length as u32 - 1, pages })
        .collect();
    places.set(&list, &[]).unwrap();
    let mut splits = Splits::new(device, &attention, rows).unwrap();
    let (queries, keys, values) =
        (device.upload(&queries).unwrap(), device.upload(&keys).unwrap(), device.upload(&values).unwrap());
    // Twice: the first run must leave its counters as it found them.
    for _ in 0..2 {
        let mut output = poisoned::<E>(device, rows * heads * head_dim);
        device
            .decode_attention(
                &attention,
                queries.view(),
                keys.view(),
                values.view(),
                &places,
                &mut splits,
                output.view_mut(),
            )
            .unwrap();
        close(&what, &wide(&output.read().unwrap()), &expected, if E::BRAIN { 6e-3 } else { 1e-3 });
    }
}
