//! Drawing a token on the CPU. Sums are in float64; what decides by comparison stays in float32, as on the GPU.

use crate::sample::{Adjustment, Drawing};

/// The tokens that stay, ascending, each with its logit over temperature plus its noise: the largest is drawn.
pub fn scores(logits: &[f32], drawing: &Drawing, adjustments: &[Adjustment]) -> Vec<(u32, f32)> {
    let mut row = logits.to_vec();
    for adjustment in &adjustments[drawing.adjustments.clone()] {
        let logit = &mut row[adjustment.token as usize];
        *logit += adjustment.bias;
        if adjustment.seen {
            *logit *= if *logit > 0.0 { drawing.repetition.recip() } else { drawing.repetition };
        }
        if adjustment.times > 0 {
            *logit -= drawing.frequency * adjustment.times as f32 + drawing.presence;
        }
    }
    let numbered = |row: Vec<f32>| (0..).zip(row).collect::<Vec<(u32, f32)>>();
    if drawing.temperature == 0.0 {
        return numbered(row);
    }
    row.iter_mut().for_each(|logit| *logit /= drawing.temperature);
    let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut kept = numbered(row);
    if drawing.min_p > 0.0 {
        kept.retain(|(_, logit)| *logit >= best + drawing.min_p.ln());
    }
    kept.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let k = drawing.top_k as usize;
    if k > 0 && k < kept.len() {
        let least = kept[k - 1].1;
        kept.retain(|(_, logit)| *logit >= least);
    }
    if drawing.top_p < 1.0 {
        let weight = |logit: f32| f64::from(logit - best).exp();
        let enough = f64::from(drawing.top_p) * kept.iter().map(|(_, logit)| weight(*logit)).sum::<f64>();
        let mut before = 0.0;
        let stay = kept.iter().take_while(|(_, logit)| {
            let stays = before < enough;
            before += weight(*logit);
            stays
        });
        let stay = stay.count().max(1);
        kept.truncate(stay);
    }
    kept.sort_by_key(|(token, _)| *token);
    for (token, logit) in &mut kept {
        let key = [drawing.seed as u32, (drawing.seed >> 32) as u32];
        let words = philox(key, [*token / 4, drawing.position, 0, 0]);
        let unit = ((words[*token as usize % 4] >> 9) as f32 + 0.5) * (1.0 / (1 << 23) as f32);
        *logit += -(-unit.ln()).ln();
    }
    kept
}

/// Log probabilities of a row.
pub fn log_probabilities(logits: &[f32]) -> Vec<f64> {
    let best = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|logit| f64::from(logit - best).exp()).sum();
    logits.iter().map(|logit| f64::from(logit - best) - sum.ln()).collect()
}

/// Philox4x32-10.
fn philox(mut key: [u32; 2], mut counter: [u32; 4]) -> [u32; 4] {
    for _ in 0..10 {
        let a = 0xD251_1F53u64 * u64::from(counter[0]);
        let b = 0xCD9E_8D57u64 * u64::from(counter[2]);
        counter = [(b >> 32) as u32 ^ counter[1] ^ key[0], b as u32, (a >> 32) as u32 ^ counter[3] ^ key[1], a as u32];
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    counter
}
