//! Chooses a token from a row of logits on the host, in the order that [`Sampling`] documents: the reference for the
//! GPU. It must not know where the logits come from.

use super::{Sampling, philox};
use crate::decode::Choice;

/// The token that follows `context`, of which the first `prompt` tokens are the prompt.
pub fn choose(logits: &[f32], context: &[u32], prompt: usize, sampling: &Sampling) -> Choice {
    let mut row = logits.to_vec();
    adjust(&mut row, context, prompt, sampling);
    let token = match sampling.is_greedy() {
        true => largest(row.iter().copied().enumerate()),
        false => draw(&mut row, context.len() as u32, sampling),
    };
    let (logprob, top) = match sampling.logprobs {
        None => (None, Vec::new()),
        Some(count) => report(logits, token, count as usize),
    };
    Choice { token, logprob, top }
}

/// Bias and penalties.
fn adjust(row: &mut [f32], context: &[u32], prompt: usize, sampling: &Sampling) {
    for (token, bias) in &sampling.bias {
        row[*token as usize] += bias;
    }
    if !sampling.has_penalties() {
        return;
    }
    let mut seen = context.to_vec();
    seen.sort_unstable();
    seen.dedup();
    for token in seen {
        let logit = &mut row[token as usize];
        *logit *= if *logit > 0.0 { sampling.repetition_penalty.recip() } else { sampling.repetition_penalty };
    }
    let mut output = context[prompt.min(context.len())..].to_vec();
    output.sort_unstable();
    for run in output.chunk_by(|a, b| a == b) {
        row[run[0] as usize] -= sampling.frequency_penalty * run.len() as f32 + sampling.presence_penalty;
    }
}

/// Temperature, what falls out, and the noise.
fn draw(row: &mut [f32], position: u32, sampling: &Sampling) -> u32 {
    for logit in row.iter_mut() {
        *logit /= sampling.temperature;
    }
    let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut floor = f32::NEG_INFINITY;
    if sampling.min_p > 0.0 {
        floor = best + sampling.min_p.ln();
    }
    let mut kept: Vec<(u32, f32)> = (0..).zip(row.iter().copied()).filter(|(_, logit)| *logit >= floor).collect();
    let k = sampling.top_k as usize;
    if k > 0 && k < kept.len() {
        let (_, (_, least), _) = kept.select_nth_unstable_by(k - 1, |a, b| b.1.total_cmp(&a.1));
        let least = *least;
        kept.retain(|(_, logit)| *logit >= least);
    }
    if sampling.top_p < 1.0 {
        kept.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let weight = |logit: f32| f64::from(logit - best).exp();
        let enough = f64::from(sampling.top_p) * kept.iter().map(|(_, logit)| weight(*logit)).sum::<f64>();
        let mut before = 0.0;
        let reached = kept.iter().position(|(_, logit)| {
            let over = before >= enough;
            before += weight(*logit);
            over
        });
        kept.truncate(reached.unwrap_or(kept.len()).max(1));
    }
    kept.sort_unstable_by_key(|(token, _)| *token);
    let (mut group, mut noise) = (u32::MAX, [0.0; 4]);
    let noisy = kept.into_iter().map(|(token, logit)| {
        if token / 4 != group {
            group = token / 4;
            noise = philox::gumbel(sampling.seed, position, group);
        }
        (token as usize, logit + noise[token as usize % 4])
    });
    largest(noisy)
}

/// The place of the largest value, the lowest among equals.
fn largest(values: impl Iterator<Item = (usize, f32)>) -> u32 {
    let mut best = (0, f32::NEG_INFINITY);
    for (at, value) in values {
        if value > best.1 {
            best = (at, value);
        }
    }
    best.0 as u32
}

/// Log probabilities of the chosen token and of the likeliest.
fn report(logits: &[f32], token: u32, count: usize) -> (Option<f32>, Vec<(u32, f32)>) {
    let best = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|logit| f64::from(logit - best).exp()).sum();
    let total = best + sum.ln() as f32;
    let mut order: Vec<(u32, f32)> = (0..).zip(logits.iter().map(|logit| logit - total)).collect();
    let by_rank = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    let count = count.min(order.len());
    if count > 0 && count < order.len() {
        order.select_nth_unstable_by(count - 1, by_rank);
    }
    order.truncate(count);
    order.sort_unstable_by(by_rank);
    (Some(logits[token as usize] - total), order)
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
