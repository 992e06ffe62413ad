//! Text to tokens and back, as `tokenizer.json` says. It must not know a request.

use super::fields::read_text;
use super::{CheckpointError, ModelConfig};
use serde_json::Value;
use std::fmt;
use std::path::Path;
use tokenizers::pipeline::{EncodeOptions, Override, PipelineToken, PipelineTokenizer};
use tokenizers::{canonicalize_str, from_json};

const FILE: &str = "tokenizer.json";

/// A checkpoint's tokenizer.
pub struct Tokenizer {
    inner: PipelineTokenizer,
    size: usize,
}

impl Tokenizer {
    /// Reads the tokenizer, and checks that the model has a row for each of its tokens.
    pub fn open(directory: &Path, config: &ModelConfig) -> Result<Tokenizer, CheckpointError> {
        Tokenizer::parse(&read_text(directory, FILE)?, config.vocab)
    }

    /// As [`Tokenizer::open`], from the file's text.
    pub(crate) fn parse(text: &str, vocab: usize) -> Result<Tokenizer, CheckpointError> {
        let bad = |reason: String| CheckpointError::malformed(FILE, reason);
        let size = check_vocabulary(text, vocab)?;
        // The library's reader takes the newest form only, and brings a pass that upgrades older ones.
        let canonical = canonicalize_str(text).map_err(|error| bad(format!("cannot be read: {error}")))?;
        let inner = from_json(&canonical).map_err(|error| bad(format!("cannot be read: {error}")))?;
        Ok(Tokenizer { inner, size })
    }

    /// One past its highest token: at most the model's vocabulary, which is often padded.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The tokens of a text. `special`: with what the tokenizer puts around a text of its own (such as a token for the
    /// beginning); a text made by a chat template has them already.
    pub fn encode(&self, text: &str, special: bool) -> Result<Vec<u32>, CheckpointError> {
        let options = EncodeOptions {
            add_special_tokens: special,
            encode_special_tokens: false,
            padding: Override::Off,
            truncation: Override::Off,
        };
        let mut tokens: Vec<PipelineToken> = Vec::new();
        self.inner
            .encode_into(text, &options, &mut tokens)
            .map_err(|error| CheckpointError::malformed(FILE, format!("cannot encode a text: {error}")))?;
        Ok(tokens.into_iter().map(u32::from).collect())
    }

    /// The text of tokens. Bytes that are no whole character, and tokens that the tokenizer does not know, are shown
    /// as the replacement character or left out.
    pub fn decode(&self, tokens: &[u32], skip_special: bool) -> String {
        // Decoding fails on unknown tokens only; a padded vocabulary has rows without a token.
        let known: Vec<u32> = tokens.iter().copied().filter(|token| (*token as usize) < self.size).collect();
        self.inner.decode(&known, skip_special).unwrap_or_default()
    }

    /// The token that stands for a text, such as `<|im_end|>`, if it is one token.
    pub fn token(&self, text: &str) -> Option<u32> {
        self.inner.get_added_vocabulary().token_to_id(text)
    }
}

impl fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokenizer").field("size", &self.size).finish_non_exhaustive()
    }
}

/// One past the highest token in the file; an error where the model has no row for it.
fn check_vocabulary(text: &str, vocab: usize) -> Result<usize, CheckpointError> {
    let file: Value = serde_json::from_str(text)
        .map_err(|error| CheckpointError::malformed(FILE, format!("is not JSON: {error}")))?;
    let listed = file["model"]["vocab"].as_object().into_iter().flatten().map(|(name, id)| (name.as_str(), id));
    let added = file["added_tokens"].as_array().into_iter().flatten();
    let added = added.filter_map(|token| Some((token["content"].as_str()?, token.get("id")?)));
    let highest = listed.chain(added).filter_map(|(name, id)| Some((id.as_u64()?, name))).max();
    let Some((highest, name)) = highest else {
        return Err(CheckpointError::malformed(FILE, "has no `model.vocab`: is it a BPE tokenizer?"));
    };
    if highest >= vocab as u64 {
        let reason = format!("its token {highest} (`{name}`) is outside the model's vocabulary of {vocab}");
        return Err(CheckpointError::malformed(FILE, reason));
    }
    Ok(highest as usize + 1)
}
