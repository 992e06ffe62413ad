//! Text from tokens as they come: only whole characters leave, and each as soon as it is whole. It must not know stop
//! strings.

use super::Tokenizer;
use std::sync::Arc;

/// What undecodable bytes are shown as.
const REPLACEMENT: char = '\u{FFFD}';
/// Bytes that do not become a character within so many tokens never will: a character has at most four.
const LONGEST_WAIT: usize = 8;
/// Tokens without text that are kept for the sake of the text before them.
const LONGEST_SILENCE: usize = 64;

/// Decodes one sequence. What it has given out, joined, is what decoding all tokens at once gives.
#[derive(Debug)]
pub struct TextStream {
    tokenizer: Arc<Tokenizer>,
    skip_special: bool,
    tokens: Vec<u32>,
    /// Where the tokens begin that are decoded together: some decoders write a first token differently.
    prefix: usize,
    /// Tokens whose text has been given out.
    read: usize,
}

impl TextStream {
    /// Starts a text. `prompt` are tokens before it, which it continues.
    pub fn new(tokenizer: Arc<Tokenizer>, prompt: &[u32], skip_special: bool) -> TextStream {
        // A few tokens are enough to tell a decoder that it is not at a text's beginning.
        let tokens = prompt[prompt.len().saturating_sub(LONGEST_WAIT)..].to_vec();
        let read = tokens.len();
        TextStream { tokenizer, skip_special, tokens, prefix: 0, read }
    }

    /// Takes a token, and gives the text that is now certain; often empty within a character.
    pub fn push(&mut self, token: u32) -> String {
        self.tokens.push(token);
        let text = self.pending();
        if text.ends_with(REPLACEMENT) && self.tokens.len() - self.read < LONGEST_WAIT {
            return String::new();
        }
        self.commit(&text);
        text
    }

    /// The text that was held back, at the end.
    pub fn finish(&mut self) -> String {
        let text = self.pending();
        self.commit(&text);
        text
    }

    fn pending(&self) -> String {
        let before = self.tokenizer.decode(&self.tokens[self.prefix..self.read], self.skip_special);
        let mut all = self.tokenizer.decode(&self.tokens[self.prefix..], self.skip_special);
        match all.starts_with(&before) {
            true => all.split_off(before.len()),
            // The prefix ended within a character, which the new tokens complete.
            false => {
                let same = before.bytes().zip(all.bytes()).take_while(|(a, b)| a == b).count();
                all.split_off((0..=same).rev().find(|at| all.is_char_boundary(*at)).unwrap_or(0))
            }
        }
    }

    fn commit(&mut self, text: &str) {
        // Tokens without text (special ones that are skipped) do not tell a decoder that it is within a text.
        if !text.is_empty() || self.read - self.prefix > LONGEST_SILENCE {
            self.prefix = self.read;
        }
        self.read = self.tokens.len();
        // What was decoded is not needed again.
        self.tokens.drain(..self.prefix);
        self.read -= self.prefix;
        self.prefix = 0;
    }
}
