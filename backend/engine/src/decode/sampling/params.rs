//! The parameters by which a token is chosen, for one request. They must not know a request's text form.

/// How a request's tokens are chosen. The order of operations, as in vLLM, on float32 logits of one row:
///
/// 1. log probabilities for the answer are those of the untouched row;
/// 2. `bias` is added;
/// 3. `repetition_penalty`: a token of the prompt or the output so far has its logit divided by it where positive,
///    multiplied where not;
/// 4. `frequency_penalty` times its count in the output so far is taken off, then `presence_penalty` once;
/// 5. greedy where `temperature` is zero: the largest, the lowest token among equals;
/// 6. all are divided by `temperature`;
/// 7. `min_p`: those whose probability is below `min_p` times the largest fall out;
/// 8. `top_k`: those below the k-th largest fall out (equals stay);
/// 9. `top_p`: of the rest, renormalised, those fall out before which (larger first) `top_p` is already reached;
/// 10. of what stays, the largest sum of logit and noise wins: Gumbel noise from [`super::philox`], keyed by the seed,
///     the absolute position of the token that is produced, and the token. Adding Gumbel noise and taking the largest
///     draws from the softmax; each token's noise is its own, so the draw depends on neither batch nor order.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampling {
    /// Zero is greedy.
    pub temperature: f32,
    /// Keeps this many; zero keeps all.
    pub top_k: u32,
    /// Keeps the likeliest whose probabilities reach it; 1 keeps all.
    pub top_p: f32,
    /// Keeps those at least this fraction as likely as the likeliest; zero keeps all.
    pub min_p: f32,
    /// Over prompt and output; 1 is none.
    pub repetition_penalty: f32,
    /// Over the output; 0 is none.
    pub presence_penalty: f32,
    /// Over the output; 0 is none.
    pub frequency_penalty: f32,
    /// Added to the logits of these tokens; each token once, ascending.
    pub bias: Vec<(u32, f32)>,
    /// Keys the noise. A request that names none gets one of its own.
    pub seed: u64,
    /// Whether choices carry log probabilities, and how many of the likeliest beside the chosen one.
    pub logprobs: Option<u32>,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling {
            temperature: 1.0,
            top_k: 0,
            top_p: 1.0,
            min_p: 0.0,
            repetition_penalty: 1.0,
            presence_penalty: 0.0,
            frequency_penalty: 0.0,
            bias: Vec::new(),
            seed: 0,
            logprobs: None,
        }
    }
}

impl Sampling {
    /// The likeliest token, always.
    pub fn greedy() -> Sampling {
        Sampling { temperature: 0.0, ..Sampling::default() }
    }

    /// Whether the row is only searched for its largest logit.
    pub fn is_greedy(&self) -> bool {
        self.temperature == 0.0
    }

    /// Whether the choice needs to know which tokens came before.
    pub fn has_penalties(&self) -> bool {
        self.repetition_penalty != 1.0 || self.presence_penalty != 0.0 || self.frequency_penalty != 0.0
    }
}
