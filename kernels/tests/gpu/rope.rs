//! Rotation and the cache write against the reference, and that nothing else of the cache is touched.

use half::{bf16, f16};
use portalis_kernels::{Cache, Device, Element, NO_SLOT, Rope, reference};

use super::support::{Random, close, gpu, poisoned, rounding, wide};

#[test]
fn rows_land_rotated_in_their_slots() {
    let Some(device) = gpu() else { return };
    check::<bf16>(&device);
    check::<f16>(&device);
}

fn check<E: Element>(device: &Device) {
    let mut random = Random::new();
    for (heads, kv_heads, head_dim) in [(1, 1, 64), (14, 2, 64), (12, 2, 128), (28, 4, 128), (16, 1, 80), (4, 4, 256)] {
        for (biased, normed, page_size) in [(false, false, 16), (true, false, 64), (false, true, 256)] {
            one::<E>(device, &mut random, (heads, kv_heads, head_dim), biased, normed, page_size);
        }
    }
}

fn one<E: Element>(
    device: &Device,
    random: &mut Random,
    (heads, kv_heads, head_dim): (usize, usize, usize),
    biased: bool,
    normed: bool,
    page_size: usize,
) {
    let what = format!("{} {heads}/{kv_heads}x{head_dim} bias {biased} norm {normed} pages {page_size}", E::SUFFIX);
    let rows = 1 + random.below(70);
    let (all, pages) = ((heads + 2 * kv_heads) * head_dim, 128usize.div_ceil(page_size) + 1);
    let qkv: Vec<E> = random.elements(rows * all, 1.0);
    let bias: Vec<E> = random.elements(all, 0.5);
    let (q_norm, k_norm): (Vec<E>, Vec<E>) = (random.elements(head_dim, 1.0), random.elements(head_dim, 1.0));
    let context = 4000;
    let frequencies: Vec<f64> = (0..head_dim / 2).map(|i| 1e6f64.powf(-2.0 * i as f64 / head_dim as f64)).collect();
    let rotary: Vec<f32> = (0..context)
        .flat_map(|position| frequencies.iter().map(move |frequency| (position as f64 * frequency).sin_cos()))
        .flat_map(|(sine, cosine)| [cosine as f32, sine as f32])
        .collect();
    let positions: Vec<u32> = (0..rows).map(|_| random.below(context) as u32).collect();
    // Every slot once, in any order; one row goes nowhere.
    let mut free: Vec<u32> = (0..(pages * page_size) as u32).collect();
    let mut slots: Vec<u32> = (0..rows).map(|_| free.swap_remove(random.below(free.len()))).collect();
    slots[0] = NO_SLOT;

    let rotary_there = device.upload(&rotary).unwrap();
    let bias_there = device.upload(&bias).unwrap();
    let (q_there, k_there) = (device.upload(&q_norm).unwrap(), device.upload(&k_norm).unwrap());
    let mut queries = poisoned::<E>(device, rows * heads * head_dim);
    let size = pages * page_size * kv_heads * head_dim;
    let before: Vec<E> = random.elements(size, 1.0);
    let (mut keys, mut values) = (device.upload(&before).unwrap(), device.upload(&before).unwrap());
    let rope = Rope {
        heads,
        kv_heads,
        head_dim,
        page_size,
        rotary: rotary_there.view(),
        bias: biased.then(|| bias_there.view()),
        norms: normed.then(|| (q_there.view(), k_there.view())),
        epsilon: 1e-6,
    };
    device
        .rope_store(
            &rope,
            device.upload(&qkv).unwrap().view(),
            device.upload(&positions).unwrap().view(),
            device.upload(&slots).unwrap().view(),
            queries.view_mut(),
            &mut Cache { keys: keys.view_mut(), values: values.view_mut() },
        )
        .unwrap();

    let (mut expected_q, mut expected_k, mut expected_v) = (Vec::new(), wide(&before), wide(&before));
    for row in 0..rows {
        for head in 0..heads + 2 * kv_heads {
            let at = head * head_dim..(head + 1) * head_dim;
            let mut values = wide(&qkv[row * all..][at.clone()]);
            if biased {
                values.iter_mut().zip(wide(&bias[at])).for_each(|(value, bias)| *value += bias);
            }
            if head < heads + kv_heads {
                if normed {
                    let weight = wide(if head < heads { &q_norm } else { &k_norm });
                    values = reference::rms_norm(&values, &weight, 1e-6);
                }
                reference::rotate(&mut values, &frequencies, f64::from(positions[row]));
            }
            if head < heads {
                expected_q.extend(values);
            } else if slots[row] != NO_SLOT {
                let (page, within) = (slots[row] as usize / page_size, slots[row] as usize % page_size);
                let at = ((page * kv_heads + (head - heads) % kv_heads) * page_size + within) * head_dim;
                let target = if head < heads + kv_heads { &mut expected_k } else { &mut expected_v };
                target[at..at + head_dim].copy_from_slice(&values);
            }
        }
    }
    // Two roundings, and three with bias and norm.
    let bound = 2.0 * rounding::<E>();
    close(&format!("{what}: queries"), &wide(&queries.read().unwrap()), &expected_q, bound);
    close(&format!("{what}: keys"), &wide(&keys.read().unwrap()), &expected_k, bound);
    close(&format!("{what}: values"), &wide(&values.read().unwrap()), &expected_v, bound);
}
