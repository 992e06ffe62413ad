//! A sequence: its tokens, how far their keys and values are computed, and its pages. It must not know other sequences.

use super::lookup::Lookup;
use super::pace::Luck;
use super::prefix::ROOT;
use crate::decode::Work;
use crate::decode::sampling::Sampling;

/// Names a sequence while it is scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SequenceId(pub u64);

/// A sequence to schedule.
#[derive(Debug)]
pub struct Sequence {
    /// All its tokens: the prompt, what was generated, and during a step the drafts.
    pub(super) context: Vec<u32>,
    pub(super) prompt: usize,
    /// As many tokens as it may ever have.
    pub(super) longest: usize,
    /// Who goes first: the lower the earlier; see [`Sequence::new`].
    pub(super) rank: u64,
    pub(super) sampling: Sampling,
    /// Tokens whose keys and values are in the pages.
    pub(super) computed: usize,
    pub(super) pages: Vec<u32>,
    /// Where it runs; `None` while it waits.
    pub(super) slot: Option<u32>,
    /// Whether the executor has not seen it in this slot yet.
    pub(super) fresh: bool,
    /// Pages that are known to the prefix index, and the serial of the last one.
    pub(super) sealed: usize,
    pub(super) chain: u64,
    /// How many tokens at the end of `context` are drafts.
    pub(super) drafts: usize,
    pub(super) luck: Luck,
    pub(super) lookup: Option<Lookup>,
}

impl Sequence {
    /// A sequence that starts with this prompt and grows to at most `longest` tokens. `rank` orders sequences for good:
    /// give a time of arrival plus a handicap by priority, and each waits at most its handicap longer than others, so
    /// that nobody starves. `speculate` notes what the prompt says, for guessing.
    pub fn new(prompt: Vec<u32>, longest: usize, rank: u64, sampling: Sampling, speculate: bool) -> Sequence {
        let lookup = speculate.then(|| {
            let mut lookup = Lookup::default();
            lookup.extend(&prompt);
            lookup
        });
        Sequence {
            prompt: prompt.len(),
            context: prompt,
            longest,
            rank,
            sampling,
            computed: 0,
            pages: Vec::new(),
            slot: None,
            fresh: true,
            sealed: 0,
            chain: ROOT,
            drafts: 0,
            luck: Luck::default(),
            lookup,
        }
    }

    /// Tokens that it has for certain.
    pub(super) fn known(&self) -> usize {
        self.context.len() - self.drafts
    }

    /// Whether only its last token is left to run.
    pub(super) fn decodes(&self) -> bool {
        self.computed + 1 == self.known()
    }

    /// Adds drafts for one step. How many.
    pub(super) fn draft(&mut self, limit: usize) -> usize {
        let Some(lookup) = &self.lookup else { return 0 };
        let guess = lookup.guess(&self.context, limit).to_vec();
        self.drafts = guess.len();
        self.context.extend(guess);
        self.drafts
    }

    /// Takes the drafts away again.
    pub(super) fn retract(&mut self) -> Vec<u32> {
        let kept = self.known();
        self.drafts = 0;
        self.context.split_off(kept)
    }

    /// Forgets what was computed: the sequence starts over when it is scheduled again. Its pages go back first.
    pub(super) fn reset(&mut self) {
        (self.computed, self.sealed, self.chain) = (0, 0, ROOT);
        (self.slot, self.fresh) = (None, true);
    }

    /// The work that runs these rows.
    pub(super) fn work(&self, start: usize, end: usize, outputs: usize) -> Option<Work<'_>> {
        Some(Work {
            slot: self.slot?,
            fresh: self.fresh,
            context: &self.context,
            prompt: self.prompt,
            start,
            end,
            pages: &self.pages,
            outputs,
            sampling: &self.sampling,
        })
    }
}
