//! A request's tensors in and out, by the names that vLLM's backend has. It must not know what happens between.

use super::answer::{Finish, Piece};
use super::parameters::Parameters;
use crate::decode::Choice;
use crate::decode::serve::text::Language;
use crate::{DataType, EngineError, Item, Tensor, TensorSpec};
use serde_json::{Map, Value, json};

const TEXT_INPUT: &str = "text_input";
const MESSAGES: &str = "messages";
const STREAM: &str = "stream";
const SAMPLING_PARAMETERS: &str = "sampling_parameters";
const EXCLUDE_INPUT: &str = "exclude_input_in_output";
const RETURN_FINISH_REASON: &str = "return_finish_reason";
const RETURN_CUMULATIVE_LOGPROB: &str = "return_cumulative_logprob";
const RETURN_LOGPROBS: &str = "return_logprobs";
const RETURN_INPUT_TOKENS: &str = "return_num_input_tokens";
const RETURN_OUTPUT_TOKENS: &str = "return_num_output_tokens";

const TEXT_OUTPUT: &str = "text_output";
const FINISH_REASON: &str = "finish_reason";
const CUMULATIVE_LOGPROB: &str = "cumulative_logprob";
const LOGPROBS: &str = "logprobs";
const INPUT_TOKENS: &str = "num_input_tokens";
const OUTPUT_TOKENS: &str = "num_output_tokens";

/// The inputs, in the order of a configuration.
pub fn inputs() -> Vec<TensorSpec> {
    let input = |name, datatype| TensorSpec { name, datatype, dims: &[1], optional: true };
    let mut inputs = [TEXT_INPUT, MESSAGES, SAMPLING_PARAMETERS].map(|name| input(name, DataType::Bytes)).to_vec();
    inputs.extend(
        [
            STREAM,
            EXCLUDE_INPUT,
            RETURN_FINISH_REASON,
            RETURN_CUMULATIVE_LOGPROB,
            RETURN_LOGPROBS,
            RETURN_INPUT_TOKENS,
            RETURN_OUTPUT_TOKENS,
        ]
        .map(|name| input(name, DataType::Bool)),
    );
    inputs
}

/// The outputs.
pub fn outputs() -> Vec<TensorSpec> {
    [
        (TEXT_OUTPUT, DataType::Bytes, &[-1][..]),
        (FINISH_REASON, DataType::Bytes, &[-1]),
        (CUMULATIVE_LOGPROB, DataType::Fp32, &[-1]),
        (LOGPROBS, DataType::Bytes, &[-1]),
        (INPUT_TOKENS, DataType::Uint32, &[1]),
        (OUTPUT_TOKENS, DataType::Uint32, &[-1]),
    ]
    .map(|(name, datatype, dims)| TensorSpec { name, datatype, dims, optional: false })
    .to_vec()
}

/// What is to be continued.
#[derive(Debug, Clone, PartialEq)]
pub enum Prompt {
    /// A text.
    Text(String),
    /// A conversation, of which the next answer is wanted.
    Chat(Vec<Value>),
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// A response per piece, or one at the end.
    pub stream: bool,
    /// What comes before the answer.
    pub lead: Option<String>,
    /// Tokens of the prompt.
    pub input_tokens: u32,
    finish_reason: bool,
    cumulative_logprob: bool,
    logprobs: bool,
    count_input: bool,
    count_output: bool,
}

/// A request, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// What is to be continued.
    pub prompt: Prompt,
    /// How.
    pub parameters: Parameters,
    /// In which form.
    pub form: Form,
}

/// Reads a request over the model's defaults.
pub fn read(item: &Item, defaults: &Parameters) -> Result<Ask, EngineError> {
    let prompt = match (text(item, TEXT_INPUT)?, text(item, MESSAGES)?) {
        (Some(text), None) => Prompt::Text(text),
        (None, Some(messages)) => Prompt::Chat(conversation(&messages)?),
        (None, None) => return Err(invalid(format!("input `{TEXT_INPUT}` is missing: send it, or `{MESSAGES}`"))),
        (Some(_), Some(_)) => {
            return Err(invalid(format!("`{TEXT_INPUT}` and `{MESSAGES}` are both there: send one of them")));
        }
    };
    let mut parameters = defaults.clone();
    // What `/generate` takes from the body's `parameters` comes as parameters of the request. There may be others, which
    // are somebody else's: proxies put headers there.
    let known = |(key, _): &(String, Value)| super::parameters::KEYS.contains(&key.as_str());
    let given: Map<String, Value> = item.parameters().into_iter().filter(known).collect();
    parameters.read_map(&given).map_err(|error| invalid(error.to_string()))?;
    if let Some(json) = text(item, SAMPLING_PARAMETERS)? {
        parameters.read(&json).map_err(|error| invalid(error.to_string()))?;
    }
    let stream = flag(item, STREAM)?.unwrap_or(false);
    let keep_input = flag(item, EXCLUDE_INPUT)?.map(|exclude| !exclude);
    if stream && keep_input == Some(true) {
        return Err(invalid(format!(
            "a stream has no input in its output: send `{EXCLUDE_INPUT}` as true, or not at all"
        )));
    }
    let lead = match &prompt {
        Prompt::Text(text) if keep_input.unwrap_or(!stream) => Some(text.clone()),
        _ => None,
    };
    let logprobs = flag(item, RETURN_LOGPROBS)?;
    let cumulative_logprob = flag(item, RETURN_CUMULATIVE_LOGPROB)?;
    if logprobs == Some(true) || cumulative_logprob == Some(true) {
        parameters.sampling.logprobs.get_or_insert(0);
    }
    let measured = parameters.sampling.logprobs.is_some();
    let form = Form {
        stream,
        lead,
        input_tokens: 0,
        finish_reason: flag(item, RETURN_FINISH_REASON)?.unwrap_or(true),
        cumulative_logprob: cumulative_logprob.unwrap_or(measured),
        logprobs: logprobs.unwrap_or(measured),
        count_input: flag(item, RETURN_INPUT_TOKENS)?.unwrap_or(true),
        count_output: flag(item, RETURN_OUTPUT_TOKENS)?.unwrap_or(true),
    };
    Ok(Ask { prompt, parameters, form })
}

impl Form {
    /// The tensors of one response.
    pub fn outputs(&self, piece: Piece) -> Result<Vec<Tensor>, EngineError> {
        let number = |name, datatype, data: [u8; 4]| Tensor { name, datatype, shape: vec![1], data: data.to_vec() };
        let mut outputs = vec![Tensor::byte_strings(TEXT_OUTPUT, vec![1], &[piece.text])?];
        if self.finish_reason {
            let reason = piece.finish.map_or("", Finish::name);
            outputs.push(Tensor::byte_strings(FINISH_REASON, vec![1], &[reason])?);
        }
        if self.cumulative_logprob {
            outputs.push(number(CUMULATIVE_LOGPROB, DataType::Fp32, piece.cumulative_logprob.to_le_bytes()));
        }
        if self.logprobs {
            let all = Value::Array(piece.logprobs).to_string();
            outputs.push(Tensor::byte_strings(LOGPROBS, vec![1], &[all])?);
        }
        if self.count_input {
            outputs.push(number(INPUT_TOKENS, DataType::Uint32, self.input_tokens.to_le_bytes()));
        }
        if self.count_output {
            outputs.push(number(OUTPUT_TOKENS, DataType::Uint32, piece.tokens.to_le_bytes()));
        }
        Ok(outputs)
    }
}

/// One token's log probabilities in vLLM's form: an object of token number to log probability, rank and text.
pub fn logprobs(choice: &Choice, language: &dyn Language) -> Value {
    let entry = |token: u32, logprob: f32, rank: Option<usize>| {
        let text = language.decode(&[token]);
        (token.to_string(), json!({ "logprob": logprob, "rank": rank, "decoded_token": text }))
    };
    let ranked = choice.top.iter().enumerate().map(|(at, (token, logprob))| entry(*token, *logprob, Some(at + 1)));
    let own = choice.logprob.filter(|_| !choice.top.iter().any(|(token, _)| *token == choice.token));
    ranked.chain(own.map(|logprob| entry(choice.token, logprob, None))).collect::<Map<_, _>>().into()
}

fn conversation(json: &str) -> Result<Vec<Value>, EngineError> {
    let wanted = "send a JSON list of objects with the texts `role` and `content`";
    let messages: Vec<Value> = serde_json::from_str(json)
        .map_err(|error| invalid(format!("`{MESSAGES}` is no JSON list ({error}): {wanted}")))?;
    let whole = |message: &Value| message["role"].is_string() && message["content"].is_string();
    match messages.iter().position(|message| !whole(message)) {
        Some(at) => Err(invalid(format!("`{MESSAGES}` is wrong at its element {at}: {wanted}"))),
        None if messages.is_empty() => Err(invalid(format!("`{MESSAGES}` is empty: {wanted}"))),
        None => Ok(messages),
    }
}

fn text(item: &Item, name: &'static str) -> Result<Option<String>, EngineError> {
    let Some(input) = item.input(name)? else { return Ok(None) };
    let elements = input.byte_strings(name)?;
    let [element] = elements.as_slice() else {
        return Err(invalid(format!("input `{name}` has {} elements: send one", elements.len())));
    };
    match std::str::from_utf8(element) {
        Ok(text) => Ok(Some(text.to_string())),
        Err(error) => Err(invalid(format!("input `{name}` is not UTF-8 at byte {}: send text", error.valid_up_to()))),
    }
}

fn flag(item: &Item, name: &'static str) -> Result<Option<bool>, EngineError> {
    let Some(input) = item.input(name)? else { return Ok(None) };
    match (input.datatype, &*input.data) {
        (DataType::Bool, [value]) => Ok(Some(*value != 0)),
        _ => Err(invalid(format!(
            "input `{name}` is {} of {} bytes: send one BOOL",
            input.datatype.name(),
            input.data.len()
        ))),
    }
}

fn invalid(message: String) -> EngineError {
    EngineError::InvalidInput(message)
}
