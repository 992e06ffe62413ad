//! Each parameter on rows small enough to reckon by hand, and draws against their probabilities.

use super::*;

fn at(logits: &[f32], context: &[u32], prompt: usize, sampling: Sampling) -> u32 {
    choose(logits, context, prompt, &sampling).token
}

/// How often each token is drawn over many positions.
fn frequencies(logits: &[f32], sampling: &Sampling) -> Vec<f64> {
    let draws = 20_000;
    let mut counts = vec![0.0; logits.len()];
    let mut context = vec![];
    for _ in 0..draws {
        counts[choose(logits, &context, 0, sampling).token as usize] += 1.0 / f64::from(draws);
        context.push(0);
    }
    counts
}

fn assert_near(found: &[f64], expected: &[f64]) {
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 0.015, "{found:?} is not {expected:?}");
    }
}

#[test]
fn greedy_takes_the_largest_and_the_lowest_of_equals() {
    assert_eq!(at(&[1.0, 3.0, 2.0, 3.0], &[], 0, Sampling::greedy()), 1);
    assert_eq!(at(&[-5.0, -4.0], &[], 0, Sampling::greedy()), 1);
}

#[test]
fn bias_comes_before_penalties() {
    let bias = Sampling { bias: vec![(2, 1.5)], ..Sampling::greedy() };
    assert_eq!(at(&[1.0, 2.0, 1.0], &[], 0, bias.clone()), 2);
    // (1 + 1.5) / 2 = 1.25 < 2: were the bias added after, it would win.
    assert_eq!(at(&[1.0, 2.0, 1.0], &[2], 1, Sampling { repetition_penalty: 2.0, ..bias }), 1);
}

#[test]
fn penalties_see_what_they_should() {
    let repetition = Sampling { repetition_penalty: 2.0, ..Sampling::greedy() };
    assert_eq!(at(&[3.0, 2.0], &[0], 1, repetition.clone()), 1, "the prompt counts");
    assert_eq!(at(&[-1.0, -1.5], &[0], 1, repetition), 1, "negative logits are multiplied");
    let presence = Sampling { presence_penalty: 1.5, ..Sampling::greedy() };
    assert_eq!(at(&[3.0, 2.0], &[0], 1, presence.clone()), 0, "the prompt does not count");
    assert_eq!(at(&[3.0, 2.0], &[0], 0, presence.clone()), 1, "the output does");
    assert_eq!(at(&[3.6, 2.0], &[0, 0], 0, presence), 0, "once");
    let frequency = Sampling { frequency_penalty: 1.5, ..Sampling::greedy() };
    assert_eq!(at(&[3.6, 2.0], &[0, 0], 0, frequency), 1, "each time");
}

#[test]
fn draws_follow_the_softmax_at_the_temperature() {
    let logits: Vec<f32> = [0.5f32, 0.3, 0.15, 0.05].iter().map(|p| p.ln()).collect();
    assert_near(&frequencies(&logits, &Sampling::default()), &[0.5, 0.3, 0.15, 0.05]);
    let hot = Sampling { temperature: 2.0, seed: 9, ..Sampling::default() };
    let roots: Vec<f64> = [0.5f64, 0.3, 0.15, 0.05].iter().map(|p| p.sqrt()).collect();
    let sum: f64 = roots.iter().sum();
    assert_near(&frequencies(&logits, &hot), &roots.iter().map(|root| root / sum).collect::<Vec<_>>());
}

#[test]
fn what_falls_out_is_never_drawn() {
    let logits: Vec<f32> = [0.5f32, 0.3, 0.15, 0.05].iter().map(|p| p.ln()).collect();
    let base = Sampling { seed: 3, ..Sampling::default() };
    let two = [0.625, 0.375, 0.0, 0.0];
    assert_near(&frequencies(&logits, &Sampling { top_k: 2, ..base.clone() }), &two);
    assert_near(&frequencies(&logits, &Sampling { top_p: 0.79, ..base.clone() }), &two);
    assert_near(&frequencies(&logits, &Sampling { min_p: 0.5, ..base.clone() }), &two);
    // Renormalised after top-k: 0.3 of 0.8 begins at 0.625, which is short of 0.7.
    assert_near(&frequencies(&logits, &Sampling { top_k: 2, top_p: 0.7, ..base.clone() }), &two);
    assert_near(&frequencies(&logits, &Sampling { top_k: 2, top_p: 0.6, ..base.clone() }), &[1.0, 0.0, 0.0, 0.0]);
    assert_near(&frequencies(&logits, &Sampling { top_p: 1e-6, ..base }), &[1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn equals_at_the_edge_of_top_k_stay() {
    let sampling = Sampling { top_k: 1, ..Sampling::default() };
    assert_near(&frequencies(&[1.0, 1.0, 0.0], &sampling), &[0.5, 0.5, 0.0]);
}

#[test]
fn a_draw_depends_on_seed_and_position_only() {
    let logits = vec![0.0; 1000];
    let sampling = |seed| Sampling { seed, ..Sampling::default() };
    let first = at(&logits, &[1, 2, 3], 1, sampling(7));
    assert_eq!(first, at(&logits, &[9, 8, 7], 3, sampling(7)));
    assert_ne!(first, at(&logits, &[1, 2, 3, 4], 1, sampling(7)));
    assert_ne!(first, at(&logits, &[1, 2, 3], 1, sampling(8)));
    assert_ne!(first, at(&logits, &[1, 2, 3], 1, sampling(7 + (1 << 32))));
}

#[test]
fn log_probabilities_are_those_of_the_untouched_row() {
    let logits: Vec<f32> = [0.2f32, 0.5, 0.3].iter().map(|p| p.ln() + 4.0).collect();
    let sampling = Sampling { bias: vec![(0, 100.0)], logprobs: Some(2), ..Sampling::greedy() };
    let choice = choose(&logits, &[], 0, &sampling);
    assert_eq!(choice.token, 0);
    assert!((choice.logprob.unwrap() - 0.2f32.ln()).abs() < 1e-5);
    let tokens: Vec<u32> = choice.top.iter().map(|(token, _)| *token).collect();
    assert_eq!(tokens, [1, 2]);
    assert!((choice.top[0].1 - 0.5f32.ln()).abs() < 1e-5);
    let none = choose(&logits, &[], 0, &Sampling { logprobs: Some(0), ..Sampling::greedy() });
    assert!(none.logprob.is_some() && none.top.is_empty());
}
