//! Which sequences run in the next step, and how many rows each: continuous batching, prompts in chunks beside decodes,
//! shared prefixes, preemption when pages run out. It must not know text, clients or clocks, nor run anything.
//!
//! Sequences are ordered by rank, which never changes. The first of them can take pages from all others, so it always
//! gets on; when it has ended, the next one is the first. That is why every sequence ends.

use super::pace::Costs;
use super::pages::Pages;
use super::sequence::{Sequence, SequenceId};
use crate::decode::{Choice, Limits, Work};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How to schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Sequences that run at once; the executor's slots are another bound.
    pub max_batch: usize,
    /// Rows of prompts in a step that decodes share. Small keeps the pauses between tokens short, large reads prompts
    /// fast.
    pub chunk: usize,
    /// Whether sequences share the pages of equal beginnings.
    pub share_prefixes: bool,
    /// Guessed tokens per sequence and step; zero guesses none.
    pub max_drafts: usize,
}

/// What one sequence got out of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Produced {
    /// Whose it is.
    pub id: SequenceId,
    /// The tokens, in order.
    pub choices: Vec<Choice>,
}

/// What happened since the last look, for metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Prompt tokens that were computed, recomputation included.
    pub prompt_computed: u64,
    /// Prompt tokens that were found in the cache.
    pub prompt_shared: u64,
    /// Guesses that were right.
    pub drafts_right: u64,
    /// Guesses that were wrong.
    pub drafts_wrong: u64,
    /// Sequences that lost their pages to others.
    pub preemptions: u64,
}

/// The next step: rows of sequences, between [`Scheduler::plan`] and [`Scheduler::complete`].
#[derive(Debug, Default)]
pub struct Plan {
    rows: Vec<Rows>,
}

#[derive(Debug, Clone, Copy)]
struct Rows {
    id: SequenceId,
    start: usize,
    end: usize,
    outputs: usize,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The sequences in it.
    pub fn sequences(&self) -> impl Iterator<Item = SequenceId> {
        self.rows.iter().map(|rows| rows.id)
    }

    /// How many sequences it serves.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
}

/// See the module.
#[derive(Debug)]
pub struct Scheduler {
    limits: Limits,
    policy: Policy,
    pages: Pages,
    sequences: BTreeMap<SequenceId, Sequence>,
    /// Sequences with a slot, the first in rank first.
    running: BTreeSet<(u64, SequenceId)>,
    /// Sequences without one, likewise.
    waiting: BTreeSet<(u64, SequenceId)>,
    slots: Vec<u32>,
    next_id: u64,
    costs: Costs,
    tally: Tally,
}

impl Scheduler {
    /// A scheduler for an executor with these limits.
    pub fn new(limits: Limits, policy: Policy) -> Scheduler {
        // Every decode has a row in every step.
        let slots = (limits.slots as usize).min(policy.max_batch).min(limits.max_tokens).max(1);
        Scheduler {
            pages: Pages::new(limits.pages as usize, limits.page_size, policy.share_prefixes),
            slots: (0..slots as u32).rev().collect(),
            limits,
            policy: Policy { max_batch: slots, ..policy },
            sequences: BTreeMap::new(),
            running: BTreeSet::new(),
            waiting: BTreeSet::new(),
            next_id: 0,
            costs: Costs::default(),
            tally: Tally::default(),
        }
    }

    /// The longest that any sequence may be: the executor's context, or what all pages hold.
    pub fn longest(&self) -> usize {
        self.limits.context.min(self.pages.total() * self.pages.size())
    }

    /// Adds a sequence. It must fit [`Scheduler::longest`] and have a prompt; what is longer is cut to it.
    pub fn add(&mut self, mut sequence: Sequence) -> SequenceId {
        debug_assert!(!sequence.context.is_empty() && sequence.prompt <= self.longest());
        sequence.longest = sequence.longest.min(self.longest());
        let id = SequenceId(self.next_id);
        self.next_id += 1;
        self.waiting.insert((sequence.rank, id));
        self.sequences.insert(id, sequence);
        id
    }

    /// Removes a sequence, at its end or whenever nobody wants it any more. Its slot and pages are free at once.
    pub fn remove(&mut self, id: SequenceId) {
        let Some(mut sequence) = self.sequences.remove(&id) else { return };
        self.running.remove(&(sequence.rank, id));
        self.waiting.remove(&(sequence.rank, id));
        self.slots.extend(sequence.slot);
        self.pages.give_back(sequence.pages.drain(..));
    }

    /// How many more sequences could start at once.
    pub fn seats(&self) -> usize {
        self.policy.max_batch.saturating_sub(self.sequences.len())
    }

    /// Pages for sequences that are not here yet.
    pub fn spare_pages(&self) -> usize {
        let owed: usize = self.waiting.iter().filter_map(|(_, id)| self.sequences.get(id)).map(|s| self.entry(s)).sum();
        self.pages.available().saturating_sub(owed)
    }

    /// Pages that a prompt of so many tokens needs to start.
    pub fn needed(&self, prompt: usize) -> usize {
        self.pages.needed(prompt + 1).min(self.pages.total())
    }

    /// The pages themselves, for metrics.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Sequences that run, and that wait.
    pub fn population(&self) -> (usize, usize) {
        (self.running.len(), self.waiting.len())
    }

    /// What happened since the last call.
    pub fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// Decides on the next step. The plan goes to [`Scheduler::batch`], and back through [`Scheduler::complete`] or
    /// [`Scheduler::abandon`] before the next one is made.
    pub fn plan(&mut self) -> Plan {
        let mut plan = Plan::default();
        let decoding = self.ranked().filter(|id| self.sequences[id].decodes()).count();
        let mut prompt_rows = if decoding > 0 {
            self.policy.chunk.min(self.limits.max_tokens - decoding)
        } else {
            self.limits.max_tokens
        };
        let preemptions = self.tally.preemptions;
        let mut next = self.running.first().copied();
        while let Some(at) = next {
            let wanted = if self.sequences[&at.1].decodes() { 1 } else { prompt_rows };
            if let Some(rows) = self.grow(at, wanted) {
                if !self.sequences[&at.1].decodes() {
                    prompt_rows -= rows.end - rows.start;
                }
                plan.rows.push(rows);
            }
            next = self.running.range((std::ops::Bound::Excluded(at), std::ops::Bound::Unbounded)).next().copied();
        }
        // Pages that were just taken from somebody are not for newcomers.
        if preemptions == self.tally.preemptions {
            self.admit(&mut plan, prompt_rows);
        }
        self.draft(&mut plan);
        plan
    }

    /// The plan as the executor's work.
    pub fn batch<'a>(&'a self, plan: &Plan) -> Vec<Work<'a>> {
        let work = |rows: &Rows| self.sequences.get(&rows.id)?.work(rows.start, rows.end, rows.outputs);
        plan.rows.iter().filter_map(work).collect()
    }

    /// Takes in what the executor chose, one list per work. `elapsed` is what the step took; zero where it was not
    /// measured.
    pub fn complete(&mut self, plan: Plan, choices: Vec<Vec<Choice>>, elapsed: Duration) -> Vec<Produced> {
        let decode_only = plan.rows.iter().all(|rows| rows.outputs == rows.end - rows.start);
        let guessed = plan.rows.iter().any(|rows| rows.outputs > 1);
        let (sequences, mut tokens) = (plan.len(), 0);
        let mut produced = Vec::with_capacity(plan.len());
        for (rows, choices) in plan.rows.into_iter().zip(choices) {
            let Some(sequence) = self.sequences.get_mut(&rows.id) else { continue };
            let choices = accept(sequence, rows, choices, &mut self.tally);
            tokens += choices.len();
            seal(&mut self.pages, sequence);
            if !choices.is_empty() {
                produced.push(Produced { id: rows.id, choices });
            }
        }
        if decode_only {
            self.costs.observe(guessed, sequences, tokens, elapsed);
        }
        produced
    }

    /// Gives up a plan that the executor could not run; its sequences are as they were.
    pub fn abandon(&mut self, plan: &Plan) {
        for id in plan.sequences() {
            if let Some(sequence) = self.sequences.get_mut(&id) {
                sequence.retract();
            }
        }
    }

    fn ranked(&self) -> impl Iterator<Item = SequenceId> {
        self.running.iter().map(|(_, id)| *id)
    }

    /// Pages that a waiting sequence needs before it runs.
    fn entry(&self, sequence: &Sequence) -> usize {
        self.needed(sequence.known())
    }

    /// At most `wanted` further rows for a running sequence, with pages for them; those behind it in rank make room.
    /// `None` where it has no row in this step, or had to go itself.
    fn grow(&mut self, (rank, id): (u64, SequenceId), wanted: usize) -> Option<Rows> {
        let sequence = self.sequences.get(&id)?;
        let (start, known) = (sequence.computed, sequence.known());
        let end = known.min(start + wanted);
        if start == end {
            return None;
        }
        while self.sequences[&id].pages.len() < self.pages.needed(end) {
            if let Some(page) = self.pages.take() {
                self.sequences.get_mut(&id)?.pages.push(page);
                continue;
            }
            let last = self.running.last().copied()?;
            self.preempt(last);
            if last == (rank, id) {
                return None;
            }
        }
        Some(Rows { id, start, end, outputs: usize::from(end == known) })
    }

    fn preempt(&mut self, (rank, id): (u64, SequenceId)) {
        let Some(sequence) = self.sequences.get_mut(&id) else { return };
        self.tally.preemptions += 1;
        self.slots.extend(sequence.slot);
        self.pages.give_back(sequence.pages.drain(..));
        sequence.reset();
        self.running.remove(&(rank, id));
        self.waiting.insert((rank, id));
    }

    /// Starts waiting sequences, strictly in rank: a large one is not overtaken for ever by small ones.
    fn admit(&mut self, plan: &mut Plan, mut prompt_rows: usize) {
        while prompt_rows > 0
            && let Some(&(rank, id)) = self.waiting.first()
            && let Some(slot) = self.slots.pop()
        {
            // One page for each that runs, so that the newcomer is not thrown out again at once.
            let margin = self.running.len();
            let needed = self.entry(&self.sequences[&id]);
            let Some(sequence) = self.sequences.get_mut(&id) else { break };
            // At least the last token is run: it yields the next one.
            let whole = (sequence.known() - 1) / self.pages.size();
            let prefix = self.pages.find(&sequence.context, whole);
            if self.pages.available() + prefix.pages.len() < needed + margin && !self.running.is_empty() {
                self.pages.give_back(prefix.pages.into_iter());
                self.slots.push(slot);
                break;
            }
            sequence.computed = prefix.pages.len() * self.pages.size();
            self.tally.prompt_shared += sequence.computed as u64;
            (sequence.sealed, sequence.chain) = (prefix.pages.len(), prefix.chain);
            sequence.pages = prefix.pages;
            sequence.slot = Some(slot);
            self.waiting.remove(&(rank, id));
            self.running.insert((rank, id));
            match self.grow((rank, id), prompt_rows) {
                Some(rows) => {
                    prompt_rows -= rows.end - rows.start;
                    plan.rows.push(rows);
                }
                None => break,
            }
        }
    }

    /// Adds guesses to the plan's decodes, out of rows and pages that nobody else wants.
    fn draft(&mut self, plan: &mut Plan) {
        if self.policy.max_drafts == 0 || !self.costs.worthwhile(plan.len()) {
            return;
        }
        let mut left = self.limits.max_tokens - plan.rows.iter().map(|rows| rows.end - rows.start).sum::<usize>();
        for rows in plan.rows.iter_mut().filter(|rows| rows.outputs == 1 && rows.end - rows.start == 1) {
            let Some(sequence) = self.sequences.get_mut(&rows.id) else { continue };
            // The step yields one token more than there are right guesses, and the last token has no row.
            let room = sequence.longest.saturating_sub(sequence.known() + 1);
            let limit = sequence.luck.length(self.policy.max_drafts.min(room).min(left));
            if limit == 0 {
                continue;
            }
            let mut drafts = sequence.draft(limit);
            while sequence.pages.len() < self.pages.needed(rows.end + drafts) {
                // Pages with prefixes are worth more than a guess.
                match (self.pages.available() > self.pages.kept()).then(|| self.pages.take()).flatten() {
                    Some(page) => sequence.pages.push(page),
                    None => {
                        drafts = sequence.pages.len() * self.pages.size() - rows.end;
                        sequence.context.truncate(rows.end + drafts);
                        sequence.drafts = drafts;
                    }
                }
            }
            left -= drafts;
            rows.end += drafts;
            rows.outputs += drafts;
        }
    }

    /// Every page's users, as the sequences have them; for the checks of the tests.
    #[cfg(test)]
    pub(super) fn tables(&self) -> impl Iterator<Item = &[u32]> {
        self.sequences.values().map(|sequence| sequence.pages.as_slice())
    }
}

/// Adds what was chosen to the sequence: as many guesses as were right, and the choice after them.
fn accept(sequence: &mut Sequence, rows: Rows, mut choices: Vec<Choice>, tally: &mut Tally) -> Vec<Choice> {
    let drafts = sequence.retract();
    sequence.fresh = false;
    if rows.start < sequence.prompt {
        tally.prompt_computed += (rows.end.min(sequence.prompt) - rows.start) as u64;
    }
    if rows.outputs == 0 {
        sequence.computed = rows.end;
        return Vec::new();
    }
    let right = drafts.iter().zip(&choices).take_while(|(draft, choice)| **draft == choice.token).count();
    tally.drafts_right += right as u64;
    tally.drafts_wrong += (drafts.len() - right) as u64;
    sequence.computed = rows.end - drafts.len() + right;
    choices.truncate(right + 1);
    sequence.luck.observe(drafts.len(), right, choices.len());
    sequence.context.extend(choices.iter().map(|choice| choice.token));
    if let Some(lookup) = &mut sequence.lookup {
        lookup.extend(&sequence.context);
    }
    choices
}

/// Makes pages that became full known to later sequences.
fn seal(pages: &mut Pages, sequence: &mut Sequence) {
    let size = pages.size();
    while (sequence.sealed + 1) * size <= sequence.computed {
        let tokens = &sequence.context[sequence.sealed * size..(sequence.sealed + 1) * size];
        sequence.chain = pages.seal(sequence.chain, tokens, sequence.pages[sequence.sealed]);
        sequence.sealed += 1;
    }
}
