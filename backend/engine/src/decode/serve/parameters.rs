//! A request's `sampling_parameters`: JSON with vLLM's names, read over defaults and checked. It must not know tensors.

use crate::decode::sampling::Sampling;
use crate::nearest;
use serde_json::{Map, Value};
use std::fmt;
use thiserror::Error;

/// The most stop strings, and the longest, in bytes.
const STOPS: (usize, usize) = (16, 256);
/// The most tokens with a bias of their own.
const BIASES: usize = 1024;
/// The most tokens whose log probabilities come beside the chosen one.
const LOGPROBS: u32 = 20;
/// Priorities: 1 goes first.
const PRIORITIES: (u32, u32) = (1, 9);

/// What is wrong with parameters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParameterError {
    /// Not JSON, or not an object.
    #[error(
        "`sampling_parameters` is no JSON object ({0}): send one like {{\"temperature\": 0.7, \"max_tokens\": 64}}"
    )]
    NoObject(String),
    /// Nothing has this name.
    #[error("`sampling_parameters` has the unknown key `{key}`{}; known: {}", meant(.nearest), KEYS.join(", "))]
    Unknown {
        /// The key.
        key: String,
        /// What was probably meant.
        nearest: Option<&'static str>,
    },
    /// The value does not fit.
    #[error("`{key}` in `sampling_parameters` is {value}: give {wanted}")]
    Invalid {
        /// The key.
        key: &'static str,
        /// The value as it came.
        value: String,
        /// What would be right.
        wanted: String,
    },
}

fn meant(nearest: &Option<&'static str>) -> String {
    nearest.map(|key| format!(", did you mean `{key}`?")).unwrap_or_default()
}

/// How one answer is made, and when it ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// How tokens are chosen. Its seed counts only where `seeded`.
    pub sampling: Sampling,
    /// Whether the seed was given.
    pub seeded: bool,
    /// Tokens of the answer; the model's default where none.
    pub max_tokens: Option<usize>,
    /// Strings that end the answer.
    pub stop: Vec<String>,
    /// Tokens that end the answer, beside the model's own.
    pub stop_tokens: Vec<u32>,
    /// Whether the answer keeps the stop string that ended it.
    pub include_stop: bool,
    /// Whether the model's own last token is one like the others.
    pub ignore_eos: bool,
    /// 1 goes first.
    pub priority: u32,
}

impl Default for Parameters {
    fn default() -> Self {
        Parameters {
            sampling: Sampling::default(),
            seeded: false,
            max_tokens: None,
            stop: Vec::new(),
            stop_tokens: Vec::new(),
            include_stop: false,
            ignore_eos: false,
            priority: 2,
        }
    }
}

/// Every key, in the order in which messages list them.
pub const KEYS: [&str; 17] = [
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
    "include_stop_str_in_output",
    "ignore_eos",
    "priority",
    "n",
];

impl Parameters {
    /// Reads a JSON object over these parameters.
    pub fn read(&mut self, json: &str) -> Result<(), ParameterError> {
        let value: Value = serde_json::from_str(json).map_err(|error| ParameterError::NoObject(error.to_string()))?;
        let Value::Object(map) = value else {
            return Err(ParameterError::NoObject(format!("it is {}", brief(&value))));
        };
        self.read_map(&map)
    }

    /// Reads an object over these parameters.
    pub fn read_map(&mut self, map: &Map<String, Value>) -> Result<(), ParameterError> {
        for (given, value) in map {
            let Some(key) = KEYS.into_iter().find(|key| key == given) else {
                return Err(ParameterError::Unknown { key: given.clone(), nearest: nearest(given, KEYS) });
            };
            // Null is what clients send for "not set".
            if !value.is_null() {
                let set = Field { key, value };
                self.set(&set)?;
            }
        }
        Ok(())
    }

    fn set(&mut self, field: &Field<'_>) -> Result<(), ParameterError> {
        let sampling = &mut self.sampling;
        match field.key {
            "temperature" => sampling.temperature = field.float(0.0, 100.0)?,
            // -1 is vLLM's way to say "all".
            "top_k" => sampling.top_k = field.integer(-1, i64::from(u32::MAX))?.max(0) as u32,
            "top_p" => sampling.top_p = field.positive(1.0)?,
            "min_p" => sampling.min_p = field.float(0.0, 1.0)?,
            "repetition_penalty" => sampling.repetition_penalty = field.positive(100.0)?,
            "presence_penalty" => sampling.presence_penalty = field.float(-2.0, 2.0)?,
            "frequency_penalty" => sampling.frequency_penalty = field.float(-2.0, 2.0)?,
            "logit_bias" => sampling.bias = field.biases()?,
            "seed" => {
                sampling.seed = field.integer(i64::MIN, i64::MAX)? as u64;
                self.seeded = true;
            }
            "logprobs" => sampling.logprobs = Some(field.integer(0, i64::from(LOGPROBS))? as u32),
            "max_tokens" => self.max_tokens = Some(field.integer(1, i64::from(u32::MAX))? as usize),
            "stop" => self.stop = field.stops()?,
            "stop_token_ids" => self.stop_tokens = field.tokens()?,
            "include_stop_str_in_output" => self.include_stop = field.boolean()?,
            "ignore_eos" => self.ignore_eos = field.boolean()?,
            "priority" => self.priority = field.integer(i64::from(PRIORITIES.0), i64::from(PRIORITIES.1))? as u32,
            // One answer per request; whoever wants more sends more, and they share the prompt's pages.
            _ => drop(field.integer(1, 1)?),
        }
        Ok(())
    }
}

struct Field<'a> {
    key: &'static str,
    value: &'a Value,
}

impl Field<'_> {
    fn wrong(&self, wanted: impl fmt::Display) -> ParameterError {
        ParameterError::Invalid { key: self.key, value: brief(self.value), wanted: wanted.to_string() }
    }

    /// Numbers may come as text: vLLM's own clients send them so.
    fn number(&self) -> Option<f64> {
        self.value.as_f64().or_else(|| self.value.as_str()?.trim().parse().ok()).filter(|number| number.is_finite())
    }

    fn float(&self, min: f32, max: f32) -> Result<f32, ParameterError> {
        let fits = |number: &f64| (f64::from(min)..=f64::from(max)).contains(number);
        let number = self.number().filter(fits).ok_or_else(|| self.wrong(format!("a number from {min} to {max}")))?;
        Ok(number as f32)
    }

    fn positive(&self, max: f32) -> Result<f32, ParameterError> {
        let number = self.float(0.0, max)?;
        if number > 0.0 { Ok(number) } else { Err(self.wrong(format!("a number above 0, to {max}"))) }
    }

    fn integer(&self, min: i64, max: i64) -> Result<i64, ParameterError> {
        let text = || self.value.as_str()?.trim().parse().ok();
        let whole = || self.value.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 9e15).map(|n| n as i64);
        let number = self.value.as_i64().or_else(whole).or_else(text).filter(|number| (min..=max).contains(number));
        number.ok_or_else(|| match (min, max) {
            (1, 1) => self.wrong("1, or leave it out"),
            (i64::MIN, _) => self.wrong("a whole number"),
            _ => self.wrong(format!("a whole number from {min} to {max}")),
        })
    }

    fn boolean(&self) -> Result<bool, ParameterError> {
        match self.value {
            Value::Bool(value) => Ok(*value),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(self.wrong("true or false")),
        }
    }

    fn stops(&self) -> Result<Vec<String>, ParameterError> {
        let (most, longest) = STOPS;
        let wanted = || self.wrong(format!("a text, or a list of at most {most}, each of 1 to {longest} bytes"));
        let stops = match self.value {
            Value::String(one) => vec![one.clone()],
            Value::Array(all) => {
                let text = |one: &Value| one.as_str().map(str::to_string);
                all.iter().map(text).collect::<Option<Vec<_>>>().ok_or_else(wanted)?
            }
            _ => return Err(wanted()),
        };
        let fits = |stop: &String| (1..=longest).contains(&stop.len());
        if stops.len() <= most && stops.iter().all(fits) { Ok(stops) } else { Err(wanted()) }
    }

    fn tokens(&self) -> Result<Vec<u32>, ParameterError> {
        let token = |one: &Value| one.as_u64().and_then(|token| u32::try_from(token).ok());
        let tokens = self.value.as_array().and_then(|all| all.iter().map(token).collect::<Option<Vec<_>>>());
        tokens.filter(|tokens| tokens.len() <= BIASES).ok_or_else(|| self.wrong("a list of token numbers"))
    }

    fn biases(&self) -> Result<Vec<(u32, f32)>, ParameterError> {
        let wanted = || self.wrong(format!("an object of at most {BIASES} token numbers and numbers from -100 to 100"));
        let map = self.value.as_object().filter(|map| map.len() <= BIASES).ok_or_else(wanted)?;
        let bias = |(token, bias): (&String, &Value)| {
            let bias = bias.as_f64().filter(|bias| (-100.0..=100.0).contains(bias))?;
            Some((token.trim().parse().ok()?, bias as f32))
        };
        let mut biases = map.iter().map(bias).collect::<Option<Vec<(u32, f32)>>>().ok_or_else(wanted)?;
        biases.sort_by_key(|(token, _)| *token);
        if biases.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(wanted());
        }
        Ok(biases)
    }
}

/// A value as a message shows it.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Parameters, String> {
        let mut parameters = Parameters::default();
        parameters.read(json).map(|()| parameters).map_err(|error| error.to_string())
    }

    #[test]
    fn every_key_is_read() {
        let json = r#"{"temperature": 0, "top_k": -1, "top_p": "0.9", "min_p": 0.1, "repetition_penalty": 1.1,
            "presence_penalty": 1, "frequency_penalty": -0.5, "logit_bias": {"7": -1, "3": 2.5}, "seed": -1,
            "logprobs": 2, "max_tokens": "12", "stop": ["a", "b"], "stop_token_ids": [5],
            "include_stop_str_in_output": true, "ignore_eos": "true", "priority": 1, "n": 1}"#;
        let parameters = read(json).unwrap();
        assert_eq!(serde_json::from_str::<Map<String, Value>>(json).unwrap().len(), KEYS.len());
        let sampling = Sampling {
            temperature: 0.0,
            top_k: 0,
            top_p: 0.9,
            min_p: 0.1,
            repetition_penalty: 1.1,
            presence_penalty: 1.0,
            frequency_penalty: -0.5,
            bias: vec![(3, 2.5), (7, -1.0)],
            seed: u64::MAX,
            logprobs: Some(2),
        };
        let expected = Parameters {
            sampling,
            seeded: true,
            max_tokens: Some(12),
            stop: vec!["a".into(), "b".into()],
            stop_tokens: vec![5],
            include_stop: true,
            ignore_eos: true,
            priority: 1,
        };
        assert_eq!(parameters, expected);
        // What is null or absent stays as it was.
        let mut again = expected.clone();
        again.read(r#"{"top_p": null, "stop": "x"}"#).unwrap();
        assert_eq!(again, Parameters { stop: vec!["x".into()], ..expected });
    }

    #[test]
    fn mistakes_name_the_key_and_what_would_be_right() {
        for (json, expected) in [
            ("{", "no JSON object"),
            ("[1]", "it is [1]"),
            (r#"{"temprature": 1}"#, "unknown key `temprature`, did you mean `temperature`?"),
            (r#"{"colour": 1}"#, "unknown key `colour`; known: temperature, top_k"),
            (r#"{"temperature": -1}"#, "`temperature` in `sampling_parameters` is -1: give a number from 0 to 100"),
            (r#"{"temperature": "hot"}"#, "is \"hot\""),
            (r#"{"temperature": 1e999}"#, "no JSON object"),
            (r#"{"top_p": 0}"#, "give a number above 0, to 1"),
            (r#"{"max_tokens": 0}"#, "give a whole number from 1 to 4294967295"),
            (r#"{"max_tokens": 1.5}"#, "is 1.5"),
            (r#"{"stop": ""}"#, "each of 1 to 256 bytes"),
            (r#"{"stop": [1]}"#, "give a text, or a list"),
            (r#"{"logit_bias": {"x": 1}}"#, "token numbers"),
            (r#"{"logit_bias": {"1": 1, "01": 1}}"#, "token numbers"),
            (r#"{"logprobs": 21}"#, "from 0 to 20"),
            (r#"{"priority": 0}"#, "from 1 to 9"),
            (r#"{"ignore_eos": 1}"#, "true or false"),
            (r#"{"n": 2}"#, "give 1, or leave it out"),
        ] {
            let message = read(json).unwrap_err();
            assert!(message.contains(expected), "{json}: {message}");
        }
    }
}
