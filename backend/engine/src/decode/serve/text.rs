//! From tokens to text as it streams: characters that end in a later token are held back, and so is what may become a
//! stop string. It must not know which tokenizer there is.

use serde_json::Value;

/// What a model's vocabulary can do. Errors are texts for the request's caller.
pub trait Language: Send + Sync {
    /// The tokens of a text, with the special ones that begin one.
    fn encode(&self, text: &str) -> Result<Vec<u32>, String>;
    /// The tokens of a conversation (a list of objects with `role` and `content`), up to where the answer begins.
    fn encode_chat(&self, messages: &Value) -> Result<Vec<u32>, String>;
    /// The text of tokens, without special ones; bytes that are no whole character are U+FFFD.
    fn decode(&self, tokens: &[u32]) -> String;
}

/// Tokens before the answer that are decoded along with its first ones: whether a word begins with a space depends on
/// what stands before it.
const LEAD: usize = 5;
/// A character takes four bytes, hence tokens, at most. What is longer without an end is no character.
const LONGEST_CHARACTER: usize = 8;
/// Tokens without text that the window keeps at most.
const LONGEST_SILENCE: usize = 32;

/// Turns one sequence's tokens into text, token by token.
#[derive(Debug)]
pub struct Detokenizer {
    /// The window that is decoded.
    tokens: Vec<u32>,
    /// The text of so many of them was given out.
    given: usize,
}

impl Detokenizer {
    /// For what follows this prompt.
    pub fn new(prompt: &[u32]) -> Detokenizer {
        let tokens = prompt[prompt.len().saturating_sub(LEAD)..].to_vec();
        Detokenizer { given: tokens.len(), tokens }
    }

    /// The text that this token completes; empty where it ends inside a character.
    pub fn push(&mut self, token: u32, language: &dyn Language) -> String {
        self.tokens.push(token);
        let whole = language.decode(&self.tokens);
        if whole.ends_with(char::REPLACEMENT_CHARACTER) && self.tokens.len() - self.given < LONGEST_CHARACTER {
            return String::new();
        }
        self.give(whole, language)
    }

    /// What was held back, at the end.
    pub fn finish(&mut self, language: &dyn Language) -> String {
        if self.given == self.tokens.len() {
            return String::new();
        }
        let whole = language.decode(&self.tokens);
        self.give(whole, language)
    }

    fn give(&mut self, whole: String, language: &dyn Language) -> String {
        let before = language.decode(&self.tokens[..self.given]);
        let new = match whole.strip_prefix(&before) {
            Some(new) => new.to_string(),
            // What was given out ended inside a character, which the new tokens complete.
            None => {
                let same = before.bytes().zip(whole.bytes()).take_while(|(a, b)| a == b).count();
                whole[whole.floor_char_boundary(same)..].to_string()
            }
        };
        // The window moves on by what was decoded before, so that it stays short. Tokens without text (special ones) do
        // not tell a decoder that it is within a text, so they stay in it for a while.
        if !new.is_empty() || self.given > LONGEST_SILENCE {
            self.tokens.drain(..self.given);
        }
        self.given = self.tokens.len();
        new
    }
}

/// Looks for stop strings in a text that comes in pieces.
#[derive(Debug)]
pub struct StopStrings {
    stops: Vec<String>,
    /// Whether the answer keeps the stop string that ended it.
    include: bool,
    /// Text that may be the beginning of a stop string.
    held: String,
}

impl StopStrings {
    /// For these strings; none is empty.
    pub fn new(stops: Vec<String>, include: bool) -> StopStrings {
        StopStrings { stops, include, held: String::new() }
    }

    /// Text that is certain now, and whether a stop string ended it.
    pub fn push(&mut self, text: &str) -> (String, bool) {
        if self.stops.is_empty() {
            return (text.to_string(), false);
        }
        self.held.push_str(text);
        // The one that is complete first, wherever the borders of the pieces are; of two, the longer.
        let ends = |stop: &String| self.held.find(stop.as_str()).map(|at| (at + stop.len(), at));
        if let Some((end, at)) = self.stops.iter().filter_map(ends).min() {
            self.held.truncate(if self.include { end } else { at });
            return (std::mem::take(&mut self.held), true);
        }
        let keep = self.stops.iter().map(|stop| self.overlap(stop)).max().unwrap_or(0);
        let rest = self.held.split_off(self.held.len() - keep);
        (std::mem::replace(&mut self.held, rest), false)
    }

    /// What was held back, at the end.
    pub fn finish(&mut self) -> String {
        std::mem::take(&mut self.held)
    }

    /// How many of the last bytes held are the beginning of `stop`.
    fn overlap(&self, stop: &str) -> usize {
        let (held, stop) = (self.held.as_bytes(), stop.as_bytes());
        let most = held.len().min(stop.len().saturating_sub(1));
        (1..=most).rev().find(|length| held.ends_with(&stop[..*length])).unwrap_or(0)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A vocabulary of bytes, with one special token.
    pub struct Bytes;

    /// Has no text.
    pub const SPECIAL: u32 = 256;

    impl Language for Bytes {
        fn encode(&self, text: &str) -> Result<Vec<u32>, String> {
            Ok(text.bytes().map(u32::from).collect())
        }
        fn encode_chat(&self, messages: &Value) -> Result<Vec<u32>, String> {
            let messages = messages.as_array().ok_or("the messages are no list")?;
            let told: Vec<&str> = messages.iter().filter_map(|message| message["content"].as_str()).collect();
            self.encode(&told.join("|"))
        }
        fn decode(&self, tokens: &[u32]) -> String {
            let bytes: Vec<u8> = tokens.iter().filter_map(|token| u8::try_from(*token).ok()).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
    }

    fn stream(prompt: &str, text: &[u8]) -> Vec<String> {
        let mut detokenizer = Detokenizer::new(&Bytes.encode(prompt).unwrap());
        let mut pieces: Vec<String> = text.iter().map(|byte| detokenizer.push(u32::from(*byte), &Bytes)).collect();
        pieces.push(detokenizer.finish(&Bytes));
        pieces
    }

    #[test]
    fn characters_come_whole() {
        assert_eq!(stream("x", "aé€".as_bytes()), ["a", "", "é", "", "", "€", ""]);
        // What never becomes a character is shown as such, at the latest at the end.
        assert_eq!(stream("é", b"a\xe2\x82").concat(), "a\u{fffd}");
        assert_eq!(stream("", &[0xff; 20]).concat(), "\u{fffd}".repeat(20));
    }

    #[test]
    fn special_tokens_have_no_text() {
        let mut detokenizer = Detokenizer::new(&[SPECIAL]);
        assert_eq!(detokenizer.push(SPECIAL, &Bytes), "");
        assert_eq!(detokenizer.push(u32::from(b'a'), &Bytes), "a");
    }

    #[test]
    fn a_stop_string_across_pieces_is_found_and_never_shown() {
        let mut stops = StopStrings::new(vec!["END".into(), "\n\n".into()], false);
        assert_eq!(stops.push("some E"), ("some ".to_string(), false));
        assert_eq!(stops.push("N"), (String::new(), false));
        assert_eq!(stops.push("T\n"), ("ENT".to_string(), false));
        assert_eq!(stops.push("x EN"), ("\nx ".to_string(), false));
        assert_eq!(stops.push("D more"), (String::new(), true));
        let mut stops = StopStrings::new(vec!["END".into()], true);
        assert_eq!(stops.push("aEND."), ("aEND".to_string(), true));
    }

    proptest! {
        #[test]
        fn any_text_survives_in_any_pieces(prompt: String, text: String) {
            // A text that really has this character cannot be told from one that is not whole yet.
            let text = text.replace(char::REPLACEMENT_CHARACTER, "?");
            prop_assert_eq!(stream(&prompt, text.as_bytes()).concat(), text);
        }

        #[test]
        fn stop_strings_cut_where_a_search_of_the_whole_would(
            text in "[ab\u{e9}]{0,30}",
            stops in prop::collection::vec("[ab\u{e9}]{1,4}", 0..3),
            cuts in prop::collection::vec(1..5_usize, 30),
        ) {
            let mut search = StopStrings::new(stops.clone(), false);
            let (mut shown, mut stopped) = (String::new(), false);
            let mut characters = text.chars().peekable();
            for cut in cuts {
                let piece: String = characters.by_ref().take(cut).collect();
                let (certain, hit) = search.push(&piece);
                shown += &certain;
                if hit {
                    stopped = true;
                    break;
                }
            }
            if !stopped {
                shown += &search.finish();
            }
            let ends = |stop: &String| text.find(stop.as_str()).map(|at| (at + stop.len(), at));
            let expected = stops.iter().filter_map(ends).min();
            prop_assert_eq!(stopped, expected.is_some());
            prop_assert_eq!(shown, &text[..expected.map_or(text.len(), |(_, at)| at)]);
        }
    }
}
