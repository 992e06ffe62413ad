//! An answer in the making: what its tokens add to the text, and when it ends. It must not know other answers, nor how
//! it is sent.

use super::answer::{Finish, Piece};
use super::parameters::Parameters;
use super::tensors::logprobs;
use super::text::{Detokenizer, Language, StopStrings};
use crate::decode::Choice;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// See the module.
#[derive(Debug)]
pub struct Active {
    /// Set when the client has gone.
    pub gone: Arc<AtomicBool>,
    /// When its time is up.
    pub deadline: Instant,
    /// When Execute got it.
    pub arrived: Instant,
    /// When its last token came.
    pub last_token: Option<Instant>,
    detokenizer: Detokenizer,
    stops: StopStrings,
    ends: Vec<u32>,
    left: usize,
    measured: bool,
    cumulative_logprob: f32,
}

impl Active {
    /// An answer to this prompt of at most `tokens` tokens. `ends` are the model's own last tokens.
    pub fn new(
        prompt: &[u32],
        parameters: &Parameters,
        tokens: usize,
        ends: &[u32],
        arrived: Instant,
        deadline: Instant,
    ) -> Active {
        let mut ends = if parameters.ignore_eos { Vec::new() } else { ends.to_vec() };
        ends.extend(&parameters.stop_tokens);
        Active {
            gone: Arc::default(),
            deadline,
            arrived,
            last_token: None,
            detokenizer: Detokenizer::new(prompt),
            stops: StopStrings::new(parameters.stop.clone(), parameters.include_stop),
            ends,
            left: tokens,
            measured: parameters.sampling.logprobs.is_some(),
            cumulative_logprob: 0.0,
        }
    }

    /// Whether the client has gone.
    pub fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Relaxed)
    }

    /// Adds tokens, up to the one that ends the answer.
    pub fn take(&mut self, choices: &[Choice], language: &dyn Language) -> Piece {
        let mut piece = Piece::default();
        for choice in choices {
            piece.tokens += 1;
            self.left = self.left.saturating_sub(1);
            if self.measured {
                self.cumulative_logprob += choice.logprob.unwrap_or(0.0);
                piece.logprobs.push(logprobs(choice, language));
            }
            if self.ends.contains(&choice.token) {
                self.end(Finish::Stop, &mut piece, language);
            } else {
                let text = self.detokenizer.push(choice.token, language);
                if !self.show(&text, &mut piece) && self.left == 0 {
                    self.end(Finish::Length, &mut piece, language);
                }
            }
            if piece.finish.is_some() {
                break;
            }
        }
        piece.cumulative_logprob = self.cumulative_logprob;
        piece
    }

    /// Ends the answer where it is.
    pub fn time_out(&mut self, language: &dyn Language) -> Piece {
        let mut piece = Piece { cumulative_logprob: self.cumulative_logprob, ..Piece::default() };
        self.end(Finish::Timeout, &mut piece, language);
        piece
    }

    /// Adds text. Whether a stop string ended it.
    fn show(&mut self, text: &str, piece: &mut Piece) -> bool {
        let (certain, stopped) = self.stops.push(text);
        piece.text += &certain;
        if stopped {
            piece.finish = Some(Finish::Stop);
        }
        stopped
    }

    fn end(&mut self, finish: Finish, piece: &mut Piece, language: &dyn Language) {
        let rest = self.detokenizer.finish(language);
        if !self.show(&rest, piece) {
            piece.text += &self.stops.finish();
            piece.finish = Some(finish);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::{Bytes, SPECIAL};
    use super::*;

    fn active(json: &str, tokens: usize) -> Active {
        let mut parameters = Parameters::default();
        parameters.read(json).unwrap();
        Active::new(&[], &parameters, tokens, &[SPECIAL], Instant::now(), Instant::now())
    }

    fn choices(text: &[u8]) -> Vec<Choice> {
        let choice = |byte: &u8| Choice { token: u32::from(*byte), logprob: Some(-0.5), top: vec![(7, -0.1)] };
        text.iter().map(choice).collect()
    }

    fn end() -> Choice {
        Choice { token: SPECIAL, logprob: None, top: Vec::new() }
    }

    #[test]
    fn the_end_of_text_ends_it_in_the_middle_of_a_step() {
        let mut all = choices(b"ab");
        all.extend([end()]);
        all.extend(choices(b"cd"));
        let piece = active("{}", 10).take(&all, &Bytes);
        assert_eq!((piece.text.as_str(), piece.tokens, piece.finish), ("ab", 3, Some(Finish::Stop)));
        let piece = active(r#"{"ignore_eos": true}"#, 10).take(&all, &Bytes);
        assert_eq!((piece.text.as_str(), piece.tokens, piece.finish), ("abcd", 5, None));
        let piece = active(r#"{"stop_token_ids": [98]}"#, 10).take(&all, &Bytes);
        assert_eq!((piece.text.as_str(), piece.tokens, piece.finish), ("a", 2, Some(Finish::Stop)));
    }

    #[test]
    fn length_shows_what_was_held_back() {
        let mut active = active(r#"{"stop": "END"}"#, 3);
        assert_eq!(active.take(&choices(b"xE"), &Bytes).text, "x");
        let piece = active.take(&choices(b"N"), &Bytes);
        assert_eq!((piece.text.as_str(), piece.finish), ("EN", Some(Finish::Length)));
    }

    #[test]
    fn a_stop_string_that_the_last_token_completes_is_a_stop() {
        let piece = active(r#"{"stop": "END"}"#, 4).take(&choices(b"xEND"), &Bytes);
        assert_eq!((piece.text.as_str(), piece.finish), ("x", Some(Finish::Stop)));
    }

    #[test]
    fn a_timeout_shows_half_a_character() {
        let mut active = active("{}", 10);
        assert_eq!(active.take(&choices(b"a\xe2"), &Bytes).text, "a");
        let piece = active.time_out(&Bytes);
        assert_eq!((piece.text.as_str(), piece.finish), ("\u{fffd}", Some(Finish::Timeout)));
    }

    #[test]
    fn log_probabilities_add_up() {
        let mut active = active(r#"{"logprobs": 1}"#, 10);
        active.take(&choices(b"a"), &Bytes);
        let piece = active.take(&choices(b"b"), &Bytes);
        assert_eq!(piece.cumulative_logprob, -1.0);
        let expected = serde_json::json!([{
            "7": {"logprob": -0.1_f32, "rank": 1, "decoded_token": "\u{7}"},
            "98": {"logprob": -0.5, "rank": null, "decoded_token": "b"},
        }]);
        assert_eq!(serde_json::Value::from(piece.logprobs), expected);
    }
}
