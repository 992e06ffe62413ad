//! Drawing tokens against the reference: every parameter, alone and with others, peaked and flat rows.

use half::bf16;
use portalis_kernels::reference::sample::{log_probabilities, scores};
use portalis_kernels::{Adjustment, Device, Drawing, Sampler};

use super::support::{Random, gpu};

/// How near the best a score must be to count as equal: float32 logarithms differ in the last place.
const NEAR: f32 = 2e-5;

#[test]
fn rows_of_every_kind() {
    let Some(device) = gpu() else { return };
    let mut random = Random::new();
    for vocabulary in [1, 33, 8192, 8193, 50_257, 151_936] {
        for spread in [0.05, 1.0, 4.0] {
            check(&device, &mut random, vocabulary, spread);
        }
    }
}

fn drawings(random: &mut Random, rows: usize, vocabulary: usize) -> (Vec<Drawing>, Vec<Adjustment>) {
    let mut adjustments = Vec::new();
    let drawings = (0..rows)
        .map(|row| {
            let mut drawing = Drawing::greedy(row);
            drawing.seed = random.bits();
            drawing.position = random.below(100_000) as u32;
            drawing.report = [None, Some(0), Some(3), Some(20)][row % 4];
            if row % 5 > 0 {
                drawing.temperature = [1.0, 0.7, 1.3, 0.2][random.below(4)];
            }
            match row % 9 {
                1 => drawing.top_k = 1 + random.below(60) as u32,
                2 => drawing.top_p = 0.05 + 0.9 * random.unit() as f32,
                3 => drawing.min_p = 0.3 * random.unit() as f32,
                4 => (drawing.top_k, drawing.top_p) = (50, 0.9),
                5 => (drawing.top_k, drawing.top_p, drawing.min_p) = (5000, 0.95, 0.001),
                6 => drawing.top_k = 7000,
                7 => (drawing.top_p, drawing.min_p) = (0.99, 0.02),
                _ => {}
            }
            let start = adjustments.len();
            if row % 3 == 1 {
                (drawing.repetition, drawing.presence, drawing.frequency) = (1.2, 0.5, 0.25);
                for token in 0..vocabulary as u32 {
                    if random.below(vocabulary) >= 200 {
                        continue;
                    }
                    let times = random.below(3) as u32;
                    let bias = if random.below(4) == 0 { random.normal(2.0) as f32 } else { 0.0 };
                    adjustments.push(Adjustment { token, bias, seen: times > 0 || random.below(2) == 0, times });
                }
            }
            drawing.adjustments = start..adjustments.len();
            drawing
        })
        .collect();
    (drawings, adjustments)
}

fn check(device: &Device, random: &mut Random, vocabulary: usize, spread: f64) {
    let rows = 45;
    // bf16 values: many are equal, which is where orders differ.
    let logits: Vec<bf16> = random.elements(rows * vocabulary, spread);
    let wide: Vec<f32> = logits.iter().map(|logit| logit.to_f32()).collect();
    let (drawings, adjustments) = drawings(random, rows, vocabulary);
    let mut sampler = Sampler::new(device, vocabulary, rows + 3).unwrap();
    sampler.set(&drawings, &adjustments).unwrap();
    sampler.run(device.upload(&logits).unwrap().view()).unwrap();
    let found = sampler.read().unwrap();
    sampler.run(device.upload(&wide).unwrap().view()).unwrap();
    assert_eq!(found, sampler.read().unwrap(), "bf16 and float32 of the same logits");
    assert_eq!(found.len(), rows);

    let mut differ = 0;
    for (row, (drawing, found)) in drawings.iter().zip(&found).enumerate() {
        let what = format!("{vocabulary} x {spread}: {drawing:?}");
        let logits = &wide[row * vocabulary..(row + 1) * vocabulary];
        let scores = scores(logits, drawing, &adjustments);
        let best = scores.iter().map(|score| score.1).fold(f32::NEG_INFINITY, f32::max);
        let first = scores.iter().find(|score| score.1 == best).unwrap().0;
        if found.token != first {
            differ += 1;
            // Another token may only be drawn where float32 cannot tell: a near score, or a near end of what stays.
            let score = scores.iter().find(|score| score.0 == found.token).map(|score| score.1);
            let mut wider = drawing.clone();
            wider.top_p = (drawing.top_p * 1.0001).min(1.0);
            let mut narrower = drawing.clone();
            narrower.top_p = drawing.top_p * 0.9999;
            let is_edge = [wider, narrower].iter().any(|drawing| {
                let scores = self::scores(logits, drawing, &adjustments);
                let best = scores.iter().map(|score| score.1).fold(f32::NEG_INFINITY, f32::max);
                scores.iter().any(|score| score.0 == found.token && score.1 >= best - NEAR)
            });
            assert!(
                score.is_some_and(|score| drawing.temperature > 0.0 && score >= best - NEAR) || is_edge,
                "{what}: drew {} of score {score:?}, not {first} of {best}",
                found.token
            );
        }
        let expected = log_probabilities(logits);
        assert_eq!(found.log_probability.is_some(), drawing.report.is_some(), "{what}");
        if let Some(log_probability) = found.log_probability {
            let expected = expected[found.token as usize];
            assert!((f64::from(log_probability) - expected).abs() < 1e-4, "{what}: {log_probability} not {expected}");
        }
        let mut order: Vec<u32> = (0..vocabulary as u32).collect();
        order.sort_by(|a, b| logits[*b as usize].total_cmp(&logits[*a as usize]).then(a.cmp(b)));
        order.truncate(drawing.report.unwrap_or(0) as usize);
        assert_eq!(found.likeliest.iter().map(|found| found.0).collect::<Vec<_>>(), order, "{what}");
        for (token, value) in &found.likeliest {
            assert!((f64::from(*value) - expected[*token as usize]).abs() < 1e-4, "{what}");
        }
    }
    assert!(differ <= 2, "{differ} of {rows} rows differ at edges that should be rare");
}

#[test]
fn a_row_does_not_depend_on_its_batch() {
    let Some(device) = gpu() else { return };
    let mut random = Random::new();
    let (rows, vocabulary) = (64, 32_000);
    let logits: Vec<bf16> = random.elements(rows * vocabulary, 2.0);
    let there = device.upload(&logits).unwrap();
    let (drawings, adjustments) = drawings(&mut random, rows, vocabulary);
    let mut sampler = Sampler::new(&device, vocabulary, rows).unwrap();
    sampler.set(&drawings, &adjustments).unwrap();
    sampler.run(there.view()).unwrap();
    let together = sampler.read().unwrap();
    for (drawing, expected) in drawings.iter().zip(&together) {
        sampler.set(std::slice::from_ref(drawing), &adjustments).unwrap();
        sampler.run(there.view()).unwrap();
        assert_eq!(&sampler.read().unwrap()[0], expected);
    }
}

#[test]
fn the_noise_draws_from_the_softmax() {
    let Some(device) = gpu() else { return };
    let mut random = Random::new();
    let logits: Vec<f32> = vec![0.0, 1.0, 2.0, -1.0, 0.5, f32::NEG_INFINITY];
    let rows = 40_000;
    let mut sampler = Sampler::new(&device, logits.len(), rows).unwrap();
    let seed = random.bits();
    let drawings: Vec<Drawing> = (0..rows)
        .map(|position| Drawing { temperature: 1.0, seed, position: position as u32, ..Drawing::greedy(0) })
        .collect();
    sampler.set(&drawings, &[]).unwrap();
    sampler.run(device.upload(&logits).unwrap().view()).unwrap();
    let mut counts = vec![0f64; logits.len()];
    sampler.read().unwrap().iter().for_each(|found| counts[found.token as usize] += 1.0);
    for (count, log_probability) in counts.iter().zip(log_probabilities(&logits)) {
        let expected = rows as f64 * log_probability.exp();
        // Five standard deviations.
        assert!((count - expected).abs() <= 5.0 * expected.sqrt() + 1e-9, "{counts:?}: {count} not {expected}");
    }
}
