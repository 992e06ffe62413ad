//! From the last states of rows to tokens: the last norm, the logits, and the sampler. It must not know how the states
//! came about.

use super::model::Model;
use super::{FEW, Wanted};
use crate::decode::Choice;
use crate::decode::sampling::Sampling;
use portalis_kernels::{Adjustment, Device, DeviceBuffer, Drawing, Element, Error, Output, Product, Sampler, View};
use std::collections::BTreeMap;

/// Buffers for the logits of up to [`FEW`] rows.
pub(super) struct Head<E> {
    normed: DeviceBuffer<E>,
    logits: DeviceBuffer<f32>,
    sampler: Sampler,
}

impl<E: Element> Head<E> {
    pub(super) fn new(device: &Device, model: &Model<E>) -> Result<Head<E>, Error> {
        let shape = &model.shape;
        Ok(Head {
            normed: device.zeroed(FEW * shape.hidden)?,
            logits: device.zeroed(FEW * shape.vocab)?,
            sampler: Sampler::new(device, shape.vocab, FEW)?,
        })
    }

    /// Says how the tokens of these rows are chosen, before their logits are there.
    pub(super) fn set(&mut self, wanted: &[Wanted<'_>]) -> Result<(), Error> {
        let mut adjustments = Vec::new();
        let mut drawings = Vec::with_capacity(wanted.len());
        for (row, wanted) in wanted.iter().enumerate() {
            let sampling = wanted.work.sampling;
            let start = adjustments.len();
            adjust(wanted, &mut adjustments);
            drawings.push(Drawing {
                row,
                temperature: sampling.temperature,
                top_k: sampling.top_k,
                top_p: sampling.top_p,
                min_p: sampling.min_p,
                repetition: sampling.repetition_penalty,
                presence: sampling.presence_penalty,
                frequency: sampling.frequency_penalty,
                seed: sampling.seed,
                position: wanted.token as u32 + 1,
                report: sampling.logprobs,
                adjustments: start..adjustments.len(),
            });
        }
        self.sampler.set(&drawings, &adjustments)
    }

    /// Computes the logits of `states`, one row after another.
    pub(super) fn logits(&mut self, device: &Device, model: &Model<E>, states: View<'_, E>) -> Result<(), Error> {
        let (hidden, vocab) = (model.shape.hidden, model.shape.vocab);
        let mut normed = self.normed.range_mut(0..states.len())?;
        device.rms_norm(states, hidden, Some(model.norm.view()), model.shape.epsilon, normed.reborrow())?;
        let product =
            Product { x: normed.as_view(), weight: model.head().into(), inputs: hidden, bias: None, normalize: None };
        device.skinny(&product, Output::Logits(self.logits.range_mut(0..states.len() / hidden * vocab)?))
    }

    /// Chooses as `set` said, from the first `count` rows of logits.
    pub(super) fn choose(&mut self, count: usize) -> Result<Vec<Choice>, Error> {
        if count == 0 {
            return Ok(Vec::new());
        }
        self.sampler.run(self.logits.view())?;
        let sampled = self.sampler.read()?;
        let choice = |sampled: portalis_kernels::Sampled| Choice {
            token: sampled.token,
            logprob: sampled.log_probability,
            top: sampled.likeliest,
        };
        Ok(sampled.into_iter().map(choice).collect())
    }
}

/// What bias and penalties do to a row's logits, token by token.
fn adjust(wanted: &Wanted<'_>, adjustments: &mut Vec<Adjustment>) {
    let sampling: &Sampling = wanted.work.sampling;
    if !sampling.has_penalties() {
        let biased = |(token, bias): &(u32, f32)| Adjustment { token: *token, bias: *bias, seen: false, times: 0 };
        adjustments.extend(sampling.bias.iter().map(biased));
        return;
    }
    let none = |token| Adjustment { token, bias: 0.0, seen: false, times: 0 };
    let mut by_token = BTreeMap::new();
    for (token, bias) in &sampling.bias {
        by_token.entry(*token).or_insert_with(|| none(*token)).bias = *bias;
    }
    for (at, token) in wanted.work.context[..=wanted.token].iter().enumerate() {
        let adjustment = by_token.entry(*token).or_insert_with(|| none(*token));
        adjustment.seen = true;
        adjustment.times += u32::from(at >= wanted.work.prompt);
    }
    adjustments.extend(by_token.into_values());
}
