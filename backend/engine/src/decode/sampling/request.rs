//! What a request may ask for, from its `sampling_parameters`: a JSON object with vLLM's names. It must not know the
//! request's prompt.

use super::Sampling;
use crate::decode::checkpoint::Generation;
use crate::nearest;
use serde_json::{Map, Value};
use thiserror::Error;

/// Log probabilities of so many tokens at most.
const MOST_LOGPROBS: i64 = 20;
/// Stop strings, stop tokens and biases, each.
const MOST_ENTRIES: usize = 1024;
/// vLLM's.
const DEFAULT_MAX_TOKENS: usize = 16;

/// What a request asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// How tokens are chosen. Its seed is that of the request, or zero: see `seed`.
    pub sampling: Sampling,
    /// The seed, where the request names one.
    pub seed: Option<u64>,
    /// Tokens after which the text ends.
    pub max_tokens: usize,
    /// Strings at which the text ends.
    pub stop: Vec<String>,
    /// Tokens at which the text ends, beside the checkpoint's own.
    pub stop_token_ids: Vec<u32>,
    /// Goes on past the checkpoint's own ends of text.
    pub ignore_eos: bool,
    /// Whether the text has the stop string that ended it.
    pub include_stop_str_in_output: bool,
    /// Whether tokens such as `<|im_end|>` are left out of the text.
    pub skip_special_tokens: bool,
}

/// Every mistake in a request's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("sampling_parameters: {}", .0.join("; "))]
pub struct RequestErrors(pub Vec<String>);

const KEYS: [&str; 17] = [
    "temperature",
    "top_k",
    "top_p",
    "min_p",
    "repetition_penalty",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "seed",
    "logprobs",
    "max_tokens",
    "stop",
    "stop_token_ids",
    "ignore_eos",
    "include_stop_str_in_output",
    "skip_special_tokens",
    "n",
];

/// Keys that vLLM knows and this engine does not have.
const FOREIGN: [&str; 12] = [
    "best_of",
    "use_beam_search",
    "length_penalty",
    "early_stopping",
    "min_tokens",
    "prompt_logprobs",
    "truncate_prompt_tokens",
    "bad_words",
    "allowed_token_ids",
    "guided_decoding",
    "structured_outputs",
    "spaces_between_special_tokens",
];

impl Request {
    /// What a request that asks for nothing gets: the checkpoint's own defaults.
    pub fn defaults(generation: &Generation) -> Request {
        let plain = Sampling::default();
        let sampling = Sampling {
            temperature: generation.temperature.unwrap_or(plain.temperature),
            top_k: generation.top_k.unwrap_or(plain.top_k),
            top_p: generation.top_p.unwrap_or(plain.top_p),
            repetition_penalty: generation.repetition_penalty.unwrap_or(plain.repetition_penalty),
            ..plain
        };
        Request {
            sampling,
            seed: None,
            max_tokens: DEFAULT_MAX_TOKENS,
            stop: Vec::new(),
            stop_token_ids: Vec::new(),
            ignore_eos: false,
            include_stop_str_in_output: false,
            skip_special_tokens: true,
        }
    }

    /// The defaults, with what a JSON object says instead. Numbers and truth values may be strings too, as some clients
    /// send them; a null is as if absent.
    pub fn parse(json: &str, defaults: &Request, vocab: u32) -> Result<Request, RequestErrors> {
        let map = match serde_json::from_str::<Value>(json) {
            Ok(Value::Object(map)) => map,
            Ok(_) => return Err(RequestErrors(vec!["give a JSON object".into()])),
            Err(error) => return Err(RequestErrors(vec![format!("not JSON: {error}")])),
        };
        let mut read = Reader { map: &map, vocab, errors: unknown_keys(&map) };
        let mut request = defaults.clone();
        read.sampling(&mut request.sampling);
        if let Some(seed) = read.whole("seed", i64::MIN, i64::MAX) {
            request.seed = Some(seed as u64);
            request.sampling.seed = seed as u64;
        }
        if let Some(tokens) = read.whole("max_tokens", 1, i64::from(i32::MAX)) {
            request.max_tokens = tokens as usize;
        }
        if let Some(stop) = read.strings("stop") {
            request.stop = stop;
        }
        if let Some(tokens) = read.tokens("stop_token_ids") {
            request.stop_token_ids = tokens;
        }
        read.flag("ignore_eos", &mut request.ignore_eos);
        read.flag("include_stop_str_in_output", &mut request.include_stop_str_in_output);
        read.flag("skip_special_tokens", &mut request.skip_special_tokens);
        read.whole("n", 1, 1);
        if read.errors.is_empty() { Ok(request) } else { Err(RequestErrors(read.errors)) }
    }
}

fn unknown_keys(map: &Map<String, Value>) -> Vec<String> {
    let unknown = map.keys().filter(|key| !KEYS.contains(&key.as_str()));
    unknown
        .map(|key| match nearest(key, KEYS) {
            _ if FOREIGN.contains(&key.as_str()) => format!("`{key}` is not supported"),
            Some(near) => format!("unknown key `{key}`, did you mean `{near}`?"),
            None => format!("unknown key `{key}`; allowed: {}", KEYS.join(", ")),
        })
        .collect()
}

/// Takes values out of the object and collects what is wrong.
struct Reader<'a> {
    map: &'a Map<String, Value>,
    vocab: u32,
    errors: Vec<String>,
}

impl Reader<'_> {
    fn sampling(&mut self, sampling: &mut Sampling) {
        self.number("temperature", 0.0, 100.0, &mut sampling.temperature);
        // As in vLLM: what would divide by almost nothing is greedy.
        if sampling.temperature < 1e-5 {
            sampling.temperature = 0.0;
        }
        if let Some(k) = self.whole("top_k", -1, i64::from(i32::MAX)) {
            sampling.top_k = k.max(0) as u32;
        }
        self.number("top_p", f32::MIN_POSITIVE, 1.0, &mut sampling.top_p);
        self.number("min_p", 0.0, 1.0, &mut sampling.min_p);
        self.number("repetition_penalty", 0.01, 10.0, &mut sampling.repetition_penalty);
        self.number("presence_penalty", -2.0, 2.0, &mut sampling.presence_penalty);
        self.number("frequency_penalty", -2.0, 2.0, &mut sampling.frequency_penalty);
        if let Some(count) = self.whole("logprobs", 0, MOST_LOGPROBS) {
            sampling.logprobs = Some(count as u32);
        }
        if let Some(value) = self.get("logit_bias") {
            match bias(value, self.vocab) {
                Some(bias) => sampling.bias = bias,
                None => self.errors.push(format!(
                    "`logit_bias` takes an object of at most {MOST_ENTRIES} tokens below {}, each with a number from -100 \
                     to 100",
                    self.vocab
                )),
            }
        }
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    fn wrong(&mut self, key: &str, expected: &str) {
        self.errors.push(format!("`{key}` is {}: give {expected}", shown(&self.map[key])));
    }

    fn number(&mut self, key: &str, min: f32, max: f32, place: &mut f32) {
        let Some(value) = self.get(key) else { return };
        let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
        match number.map(|number| number as f32) {
            Some(number) if (min..=max).contains(&number) => *place = number,
            _ if min == f32::MIN_POSITIVE => self.wrong(key, &format!("a number above 0, at most {max}")),
            _ => self.wrong(key, &format!("a number from {min} to {max}")),
        }
    }

    fn whole(&mut self, key: &str, min: i64, max: i64) -> Option<i64> {
        let value = self.get(key)?;
        let number = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
        match number.filter(|number| (min..=max).contains(number)) {
            Some(number) => return Some(number),
            None if min == max => self.wrong(key, &format!("{min}, the only one supported")),
            None => self.wrong(key, &format!("a whole number from {min} to {max}")),
        }
        None
    }

    fn flag(&mut self, key: &str, place: &mut bool) {
        let Some(value) = self.get(key) else { return };
        let flag = value.as_bool().or_else(|| value.as_str()?.to_lowercase().parse().ok());
        match flag {
            Some(flag) => *place = flag,
            None => self.wrong(key, "true or false"),
        }
    }

    fn strings(&mut self, key: &str) -> Option<Vec<String>> {
        let list = match self.get(key)? {
            Value::String(one) => vec![Some(one.clone())],
            Value::Array(list) => list.iter().map(|value| value.as_str().map(String::from)).collect(),
            _ => vec![None],
        };
        let strings: Option<Vec<String>> = list.into_iter().collect();
        match strings.filter(|list| list.len() <= MOST_ENTRIES && list.iter().all(|text| !text.is_empty())) {
            Some(strings) => Some(strings),
            None => {
                self.wrong(key, &format!("a string that is not empty, or a list of at most {MOST_ENTRIES} such"));
                None
            }
        }
    }

    fn tokens(&mut self, key: &str) -> Option<Vec<u32>> {
        let vocab = u64::from(self.vocab);
        let list = self.get(key)?.as_array().filter(|list| list.len() <= MOST_ENTRIES);
        let tokens = list.and_then(|list| {
            list.iter().map(|value| value.as_u64().filter(|token| *token < vocab).map(|token| token as u32)).collect()
        });
        if tokens.is_none() {
            self.wrong(key, &format!("a list of at most {MOST_ENTRIES} tokens below {vocab}"));
        }
        tokens
    }
}

/// The biases of an object of tokens (as JSON's keys are: in quotes), each once, ascending.
fn bias(value: &Value, vocab: u32) -> Option<Vec<(u32, f32)>> {
    let object = value.as_object().filter(|object| object.len() <= MOST_ENTRIES)?;
    let mut entries: Vec<(u32, f32)> = object
        .iter()
        .map(|(token, value)| {
            let token = token.parse::<u32>().ok().filter(|token| *token < vocab)?;
            let bias = value.as_f64().filter(|bias| bias.abs() <= 100.0)?;
            Some((token, bias as f32))
        })
        .collect::<Option<_>>()?;
    entries.sort_unstable_by_key(|(token, _)| *token);
    // "1" and "01" are two keys and one token.
    entries.dedup_by_key(|(token, _)| *token);
    Some(entries)
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 40 { text.chars().take(37).chain("...".chars()).collect() } else { text }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
