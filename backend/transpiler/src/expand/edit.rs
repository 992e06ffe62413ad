//! Edits of a source text, and the way back from a place in the edited text to the place it came from.

use rustpython_ruff_text_size::TextRange;

/// Text that takes the place of a range.
pub(super) struct Edit {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

impl Edit {
    pub(super) fn of(range: TextRange, text: String) -> Edit {
        Edit { start: range.start().into(), end: range.end().into(), text }
    }
}

/// A stretch of edited text: copied from `from` on, or written in place of what stood from `from` to `to`.
struct Piece {
    at: usize,
    len: usize,
    from: usize,
    to: usize,
    copied: bool,
}

/// A source text after edits.
pub(crate) struct Expanded {
    pub text: String,
    /// One list for each round of edits, the latest last.
    rounds: Vec<Vec<Piece>>,
}

impl Expanded {
    pub(super) fn new(text: &str) -> Expanded {
        Expanded { text: text.to_string(), rounds: Vec::new() }
    }

    /// The text after more edits. Of edits that overlap, the first stands.
    pub(super) fn edited(&self, mut edits: Vec<Edit>) -> Expanded {
        edits.sort_by_key(|e| (e.start, e.end));
        let mut text = String::with_capacity(self.text.len());
        let mut pieces = Vec::new();
        let mut at = 0;
        let copy = |text: &mut String, pieces: &mut Vec<Piece>, from: usize, to: usize| {
            pieces.push(Piece { at: text.len(), len: to - from, from, to, copied: true });
            text.push_str(&self.text[from..to]);
        };
        for e in edits {
            if e.start < at {
                continue;
            }
            copy(&mut text, &mut pieces, at, e.start);
            pieces.push(Piece { at: text.len(), len: e.text.len(), from: e.start, to: e.end, copied: false });
            text.push_str(&e.text);
            at = e.end;
        }
        copy(&mut text, &mut pieces, at, self.text.len());
        let mut rounds: Vec<Vec<Piece>> = self.rounds.iter().map(|r| r.iter().map(Piece::same).collect()).collect();
        rounds.push(pieces);
        Expanded { text, rounds }
    }

    /// The range of the original text that a range of the edited one came from.
    pub(crate) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let (mut start, mut end) = (start, end);
        for pieces in self.rounds.iter().rev() {
            let piece = |at: usize| pieces.iter().rfind(|p| p.at <= at && (p.len > 0 || p.at == at));
            let (first, last) = (piece(start), piece(end));
            start = match first {
                Some(p) if p.copied => p.from + (start - p.at),
                Some(p) => p.from,
                None => start,
            };
            end = match last {
                Some(p) if p.copied => p.from + (end - p.at).min(p.len),
                Some(p) => p.to,
                None => end,
            };
            end = end.max(start);
        }
        (start, end)
    }
}

impl Piece {
    fn same(&self) -> Piece {
        Piece { at: self.at, len: self.len, from: self.from, to: self.to, copied: self.copied }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_again_through_two_rounds() {
        let text = "one two three\n";
        let edit = |e: &Expanded, word: &str, by: &str| {
            let start = e.text.find(word).expect("the word is there");
            e.edited(vec![Edit { start, end: start + word.len(), text: by.to_string() }])
        };
        let once = edit(&Expanded::new(text), "two", "zwei und zwei");
        let twice = edit(&once, "one", "eins");
        assert_eq!(twice.text, "eins zwei und zwei three\n");
        let at = |word: &str| {
            let start = twice.text.find(word).expect("the word is there");
            let (start, end) = twice.original(start, start + word.len());
            &text[start..end]
        };
        assert_eq!((at("eins"), at("und"), at("three")), ("one", "two", "three"));
    }
}
