//! Prompt lookup: what followed the last time that a sequence said what it has just said. It must not know whether its
//! guesses come true.

use std::collections::HashMap;

/// How many tokens must agree before what followed them is a guess: with two, most guesses are wrong; with four, the
/// first chance after a change of names is missed.
const GRAM: usize = 3;

type Gram = [u32; GRAM];

/// Where each run of tokens was last continued.
#[derive(Debug, Default)]
pub struct Lookup {
    /// The position after the run.
    continued_at: HashMap<Gram, u32>,
    /// Runs that end before this position are entered.
    entered: usize,
}

impl Lookup {
    /// Takes note of what is new in `context`.
    pub fn extend(&mut self, context: &[u32]) {
        // The run at the very end has no continuation yet.
        for end in self.entered.max(GRAM)..context.len() {
            if let Ok(gram) = Gram::try_from(&context[end - GRAM..end]) {
                self.continued_at.insert(gram, end as u32);
            }
        }
        self.entered = context.len();
    }

    /// The guess: at most `limit` tokens that followed the last run of `context`.
    pub fn guess<'a>(&self, context: &'a [u32], limit: usize) -> &'a [u32] {
        let last = context.last_chunk::<GRAM>();
        let Some(at) = last.and_then(|gram| self.continued_at.get(gram)) else { return &[] };
        let rest = &context[*at as usize..];
        &rest[..rest.len().min(limit)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_continuation_is_the_guess() {
        let mut lookup = Lookup::default();
        let mut context = vec![1, 2, 3, 4, 5, 1, 2, 3];
        lookup.extend(&context);
        assert_eq!(lookup.guess(&context, 2), [4, 5]);
        assert_eq!(lookup.guess(&context, 9), [4, 5, 1, 2, 3]);
        context.extend([7, 1, 2, 3]);
        lookup.extend(&context);
        assert_eq!(lookup.guess(&context, 2), [7, 1]);
        context.push(9);
        lookup.extend(&context);
        assert_eq!(lookup.guess(&context, 2), [0; 0]);
    }

    #[test]
    fn short_contexts_have_no_guess() {
        let mut lookup = Lookup::default();
        for length in 0..4 {
            let context = vec![5; length];
            lookup.extend(&context);
            assert!(lookup.guess(&context, 4).is_empty() || length == 4);
        }
        lookup.extend(&[5; 5]);
        assert_eq!(lookup.guess(&[5; 5], 4), [5]);
    }
}
