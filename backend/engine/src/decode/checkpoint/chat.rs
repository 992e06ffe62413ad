//! The chat template: a conversation to the text that the model continues, in the dialect of Jinja that transformers
//! has. It must not know tokens.

use super::fields::{Fields, read_object, read_text};
use super::{CheckpointError, clock};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Kwargs;
use minijinja::{Environment, Error, ErrorKind, Value};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use thiserror::Error as ThisError;

const CONFIG: &str = "tokenizer_config.json";
const TEMPLATE: &str = "chat_template.jinja";

/// A compiled chat template.
#[derive(Debug)]
pub struct ChatTemplate {
    environment: Environment<'static>,
    /// `bos_token` and its kin, as the template's variables.
    tokens: BTreeMap<String, Value>,
}

/// Why a conversation has no text.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum ChatError {
    /// The conversation is not what templates take.
    #[error("the conversation {0}")]
    Conversation(String),
    /// The template refuses the conversation, or does not get along with it.
    #[error("the chat template refuses the conversation: {0}")]
    Refused(String),
}

impl ChatTemplate {
    /// Reads and compiles the checkpoint's template; `None` where it has none.
    pub fn open(directory: &Path) -> Result<Option<ChatTemplate>, CheckpointError> {
        let config = match directory.join(CONFIG).exists() {
            true => read_object(directory, CONFIG)?,
            false => serde_json::Map::new(),
        };
        let fields = Fields::new(CONFIG, &config);
        let (file, source) = if directory.join(TEMPLATE).exists() {
            (TEMPLATE, read_text(directory, TEMPLATE)?)
        } else {
            match fields.get("chat_template") {
                None => return Ok(None),
                Some(serde_json::Value::String(source)) => (CONFIG, source.clone()),
                Some(serde_json::Value::Array(named)) => (CONFIG, default_template(fields, named)?),
                Some(_) => return Err(fields.error("chat_template", "is neither a text nor a list of named ones")),
            }
        };
        let tokens = config.iter().filter_map(|(key, value)| {
            let text = value.as_str().or_else(|| value.get("content")?.as_str())?;
            key.ends_with("_token").then(|| (key.clone(), Value::from(text)))
        });
        ChatTemplate::compile(&source, tokens.collect())
            .map(Some)
            .map_err(|error| CheckpointError::malformed(file, format!("its chat template does not compile: {error:#}")))
    }

    /// Compiles a template. `tokens` are variables that it has in every conversation.
    pub fn compile(source: &str, tokens: BTreeMap<String, Value>) -> Result<ChatTemplate, Error> {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_filter("tojson", tojson);
        environment.add_function("raise_exception", |message: String| -> Result<Value, Error> {
            Err(Error::new(ErrorKind::InvalidOperation, message))
        });
        environment.add_function("strftime_now", |format: String| clock::strftime(&format, clock::now()));
        environment.add_template_owned("chat", without_generation_blocks(source))?;
        Ok(ChatTemplate { environment, tokens })
    }

    /// The text of a conversation: a JSON object with `messages` (objects with `role` and `content`), and where wanted
    /// `tools`, `add_generation_prompt` (true where absent) and whatever else this model's template reads.
    pub fn render(&self, conversation: &str) -> Result<String, ChatError> {
        let given: BTreeMap<String, Value> = serde_json::from_str(conversation)
            .map_err(|error| ChatError::Conversation(format!("is not a JSON object: {error}")))?;
        if given.get("messages").is_none_or(|messages| messages.len().unwrap_or(0) == 0) {
            return Err(ChatError::Conversation("has no `messages`".into()));
        }
        let mut variables = self.tokens.clone();
        variables.insert("add_generation_prompt".into(), Value::from(true));
        variables.extend(given);
        self.environment
            .get_template("chat")
            .and_then(|template| template.render(Value::from_pairs(variables)))
            .map_err(|error| ChatError::Refused(error.detail().map_or_else(|| error.to_string(), Into::into)))
    }
}

/// The template named `default` of a list.
fn default_template(fields: Fields<'_>, named: &[serde_json::Value]) -> Result<String, CheckpointError> {
    let template = named.iter().find(|entry| entry["name"] == "default");
    match template.and_then(|entry| entry["template"].as_str()) {
        Some(source) => Ok(source.to_string()),
        None => Err(fields.error("chat_template", "names no `default` template")),
    }
}

/// transformers marks what the assistant says by a tag of its own, which has no meaning for the text.
fn without_generation_blocks(source: &str) -> String {
    let mut text = source.to_string();
    for (open, close) in [("{%", "%}"), ("{%-", "%}"), ("{%", "-%}"), ("{%-", "-%}")] {
        text = text.replace(&format!("{open} generation {close}"), &format!("{open} if true {close}"));
        text = text.replace(&format!("{open} endgeneration {close}"), &format!("{open} endif {close}"));
    }
    text
}

/// `tojson` as Python writes it: spaces after commas and colons, nothing escaped for HTML, keys as they come.
fn tojson(value: Value, options: Kwargs) -> Result<Value, Error> {
    let indent: Option<usize> = options.get("indent")?;
    // Python's other options; `ensure_ascii` is off there too.
    let _: Option<bool> = options.get("ensure_ascii")?;
    let _: Option<bool> = options.get("sort_keys")?;
    options.assert_all_used()?;
    let mut out = Vec::new();
    let done = match indent {
        Some(width) => write_json(&value, &mut out, PrettyFormatter::with_indent(" ".repeat(width).as_bytes())),
        None => write_json(&value, &mut out, Spaced),
    };
    done.map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    let text = String::from_utf8(out).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    Ok(Value::from_safe_string(text))
}

fn write_json(value: &Value, out: &mut Vec<u8>, formatter: impl Formatter) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, formatter))
}

/// Python's separators.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        CompactFormatter.write_f64(writer, value)
    }
}

#[cfg(test)]
#[path = "chat_tests.rs"]
mod tests;
