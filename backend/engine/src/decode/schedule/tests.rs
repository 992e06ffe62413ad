//! The scheduler against an executor that keeps what it is told in the pages that it is given, and computes from there:
//! a wrong page table, position or number of rows shows as a wrong token, or at once.

use super::*;
use crate::MemoryUse;
use crate::decode::sampling::Sampling;
use crate::decode::{Choice, Executor, ExecutorError, Limits, Work};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What one row of a page holds: whose position and token its keys and values are of.
type Row = (usize, u32);

struct Ledger {
    limits: Limits,
    rows: Vec<Option<Row>>,
    /// What the sequence in each slot said, without drafts.
    slots: BTreeMap<u32, Vec<u32>>,
}

/// The next token after these: mostly counts on, so that guesses come true, and now and then depends on everything.
fn next_token(vocab: u32, tokens: impl Iterator<Item = u32>) -> u32 {
    let (mut hash, mut last, mut count) = (17_u32, 0, 0_u32);
    for token in tokens {
        hash = hash.wrapping_mul(0x9E37_79B1).wrapping_add(token + 1);
        hash ^= hash >> 15;
        (last, count) = (token, count + 1);
    }
    if count.is_multiple_of(5) { hash % vocab } else { (last + 1) % vocab }
}

impl Ledger {
    fn new(limits: Limits) -> Ledger {
        Ledger { limits, rows: vec![None; limits.pages as usize * limits.page_size], slots: BTreeMap::new() }
    }

    fn row(&self, work: &Work<'_>, at: usize) -> usize {
        work.pages[at / self.limits.page_size] as usize * self.limits.page_size + at % self.limits.page_size
    }
}

impl Executor for Ledger {
    fn limits(&self) -> Limits {
        self.limits
    }

    fn step(&mut self, batch: &[Work<'_>]) -> Result<Vec<Vec<Choice>>, ExecutorError> {
        assert!(!batch.is_empty());
        let rows: usize = batch.iter().map(|work| work.end - work.start).sum();
        assert!(rows <= self.limits.max_tokens, "{rows} rows");
        let slots: BTreeSet<u32> = batch.iter().map(|work| work.slot).collect();
        assert_eq!(slots.len(), batch.len(), "two works share a slot");
        for work in batch {
            work.check(&self.limits)?;
            let known = &work.context[..work.context.len() - work.outputs.saturating_sub(1)];
            let before = self.slots.insert(work.slot, known.to_vec());
            if !work.fresh {
                assert!(known.starts_with(&before.expect("an old sequence in a new slot")));
            }
            for at in work.start..work.end {
                let row = self.row(work, at);
                self.rows[row] = Some((at, work.context[at]));
            }
        }
        let choose = |work: &Work<'_>, end: usize| {
            let tokens = (0..end).map(|at| {
                let (position, token) = self.rows[self.row(work, at)].expect("a row that nobody wrote is read");
                assert_eq!((position, token), (at, work.context[at]), "a row of something else is read");
                token
            });
            let token = next_token(self.limits.vocab, tokens);
            Choice { token, logprob: None, top: Vec::new() }
        };
        Ok(batch.iter().map(|w| (w.end - w.outputs + 1..=w.end).map(|end| choose(w, end)).collect()).collect())
    }

    fn memory(&self) -> Vec<MemoryUse> {
        Vec::new()
    }

    fn health(&self) -> Result<(), ExecutorError> {
        Ok(())
    }
}

#[derive(Debug, Clone)]
struct Request {
    prompt: Vec<u32>,
    output: usize,
    rank: u64,
    arrives: usize,
    cancelled: Option<usize>,
}

/// What every request produced, in their order.
fn run(limits: Limits, policy: Policy, requests: &[Request]) -> Vec<Vec<u32>> {
    let mut ledger = Ledger::new(limits);
    let mut scheduler = Scheduler::new(limits, policy);
    let mut outputs = vec![Vec::new(); requests.len()];
    let mut live: BTreeMap<SequenceId, usize> = BTreeMap::new();
    let work: usize = requests.iter().map(|r| r.prompt.len() + r.output + r.arrives + 2).sum();
    let mut arrived = 0;
    for step in 0.. {
        assert!(step <= 20 * work, "the requests never end: {live:?} of {requests:?}");
        for (index, request) in requests.iter().enumerate() {
            if request.arrives == step {
                let longest = request.prompt.len() + request.output;
                let sequence = Sequence::new(
                    request.prompt.clone(),
                    longest,
                    request.rank,
                    Sampling::greedy(),
                    policy.max_drafts > 0,
                );
                live.insert(scheduler.add(sequence), index);
                arrived += 1;
            }
            if request.cancelled == Some(step)
                && let Some((id, _)) = live.iter().find(|(_, i)| **i == index)
            {
                let id = *id;
                scheduler.remove(id);
                live.remove(&id);
            }
        }
        let plan = scheduler.plan();
        check(&scheduler, &plan, limits);
        if plan.is_empty() {
            if arrived == requests.len() {
                break;
            }
            continue;
        }
        let batch = scheduler.batch(&plan);
        assert_eq!(batch.len(), plan.len(), "a planned sequence has no work");
        let choices = ledger.step(&batch).unwrap();
        for Produced { id, choices } in scheduler.complete(plan, choices, Duration::ZERO) {
            let index = live[&id];
            outputs[index].extend(choices.iter().map(|choice| choice.token));
            if outputs[index].len() >= requests[index].output {
                assert_eq!(outputs[index].len(), requests[index].output, "a guess ran past the end");
                scheduler.remove(id);
                live.remove(&id);
            }
        }
    }
    assert!(live.is_empty(), "{live:?} never ended");
    assert_eq!(scheduler.pages().used(), 0, "pages leaked");
    assert_eq!(scheduler.population(), (0, 0));
    outputs
}

/// Pages are counted right, and nobody writes where somebody else reads.
fn check(scheduler: &Scheduler, plan: &Plan, limits: Limits) {
    let mut users = vec![0; limits.pages as usize];
    for table in scheduler.tables() {
        let distinct: BTreeSet<u32> = table.iter().copied().collect();
        assert_eq!(distinct.len(), table.len(), "a page is twice in one table");
        table.iter().for_each(|page| users[*page as usize] += 1);
    }
    assert_eq!(users, scheduler.pages().users());
    assert_eq!(users.iter().filter(|users| **users > 0).count(), scheduler.pages().used());
    for work in scheduler.batch(plan) {
        for at in work.start..work.end {
            assert_eq!(users[work.pages[at / limits.page_size] as usize], 1, "a shared page is written");
        }
    }
}

fn alone(vocab: u32, request: &Request) -> Vec<u32> {
    let mut context = request.prompt.clone();
    for _ in 0..request.output {
        context.push(next_token(vocab, context.iter().copied()));
    }
    context.split_off(request.prompt.len())
}

fn request() -> impl Strategy<Value = Request> {
    let prompt = (0..3_u32, 0..20_usize, prop::collection::vec(0..7_u32, 1..12));
    (prompt, 1..30_usize, 0..3_u64, 0..40_usize, prop::option::weighted(0.2, 0..80_usize)).prop_map(
        |((family, shared, own), output, level, arrives, cancelled)| {
            // Prompts of one family begin alike, to different lengths.
            let mut prompt: Vec<u32> = (0..shared as u32).map(|at| (at * (family + 2) + family) % 7).collect();
            prompt.extend(own);
            Request { prompt, output, rank: arrives as u64 + level * 25, arrives, cancelled }
        },
    )
}

prop_compose! {
    fn setting()(
        page_size in 1..6_usize,
        spare in 0..40_usize,
        slots in 1..7_u32,
        rows in 0..24_usize,
        max_batch in 1..8_usize,
        chunk in 1..16_usize,
        share_prefixes: bool,
        max_drafts in prop_oneof![Just(0), 1..9_usize],
    ) -> (Limits, Policy) {
        let context = 62;
        let limits = Limits {
            vocab: 7,
            context,
            page_size,
            // At least one sequence of the longest kind fits.
            pages: (context.div_ceil(page_size) + spare) as u32,
            slots,
            max_tokens: slots as usize + rows,
        };
        (limits, Policy { max_batch, chunk, share_prefixes, max_drafts })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// However requests are batched, cut, preempted, shared and guessed, each gets what it would get alone.
    #[test]
    fn every_request_gets_its_own_tokens(
        (limits, policy) in setting(),
        requests in prop::collection::vec(request(), 1..14),
    ) {
        for (request, output) in requests.iter().zip(run(limits, policy, &requests)) {
            let expected = alone(limits.vocab, request);
            if request.cancelled.is_none() {
                prop_assert_eq!(&output, &expected);
            } else {
                prop_assert!(expected.starts_with(&output));
            }
        }
    }
}

const LIMITS: Limits = Limits { vocab: 50, context: 64, page_size: 4, pages: 64, slots: 4, max_tokens: 16 };
const POLICY: Policy = Policy { max_batch: 4, chunk: 8, share_prefixes: true, max_drafts: 0 };

fn prompt(length: u32) -> Vec<u32> {
    (0..length).map(|at| at * 7 % 50).collect()
}

/// Runs all sequences to `outputs` tokens each; how many steps that took.
fn drain(scheduler: &mut Scheduler, outputs: usize) -> usize {
    let mut ledger = Ledger::new(LIMITS);
    let mut counts: BTreeMap<SequenceId, usize> = BTreeMap::new();
    for steps in 0.. {
        let plan = scheduler.plan();
        if plan.is_empty() {
            return steps;
        }
        let choices = ledger.step(&scheduler.batch(&plan)).unwrap();
        for Produced { id, choices } in scheduler.complete(plan, choices, Duration::ZERO) {
            let count = counts.entry(id).or_default();
            *count += choices.len();
            if *count >= outputs {
                scheduler.remove(id);
            }
        }
    }
    unreachable!()
}

#[test]
fn decodes_go_on_beside_a_long_prompt() {
    let mut scheduler = Scheduler::new(LIMITS, POLICY);
    let mut ledger = Ledger::new(LIMITS);
    let short = scheduler.add(Sequence::new(prompt(3), 40, 0, Sampling::greedy(), false));
    let plan = scheduler.plan();
    let choices = ledger.step(&scheduler.batch(&plan)).unwrap();
    scheduler.complete(plan, choices, Duration::ZERO);
    let long = scheduler.add(Sequence::new(prompt(40), 60, 1, Sampling::greedy(), false));
    let mut steps = 0;
    loop {
        let plan = scheduler.plan();
        let rows: Vec<usize> = scheduler.batch(&plan).iter().map(|work| work.end - work.start).collect();
        assert_eq!(rows, [1, 8], "one row of the decode, a chunk of the prompt");
        let choices = ledger.step(&scheduler.batch(&plan)).unwrap();
        let produced = scheduler.complete(plan, choices, Duration::ZERO);
        assert_eq!(produced[0].id, short);
        steps += 1;
        if produced.iter().any(|one| one.id == long) {
            break;
        }
    }
    assert_eq!(steps, 5);
}

#[test]
fn a_second_prompt_like_the_first_is_not_computed_again() {
    let mut scheduler = Scheduler::new(LIMITS, POLICY);
    let mut ledger = Ledger::new(LIMITS);
    for expected in [(22, 0), (2, 20)] {
        let id = scheduler.add(Sequence::new(prompt(22), 40, 0, Sampling::greedy(), false));
        for _ in 0..3 {
            let plan = scheduler.plan();
            let choices = ledger.step(&scheduler.batch(&plan)).unwrap();
            scheduler.complete(plan, choices, Duration::ZERO);
        }
        scheduler.remove(id);
        let tally = scheduler.take_tally();
        assert_eq!((tally.prompt_computed, tally.prompt_shared), expected);
    }
}

#[test]
fn guesses_that_come_true_save_steps() {
    let steps = |max_drafts| {
        let mut scheduler = Scheduler::new(LIMITS, Policy { max_drafts, ..POLICY });
        // It has counted before.
        let told: Vec<u32> = (0..20).collect();
        scheduler.add(Sequence::new([told, vec![0, 1, 2]].concat(), 43, 0, Sampling::greedy(), max_drafts > 0));
        let steps = drain(&mut scheduler, 20);
        (steps, scheduler.take_tally().drafts_right)
    };
    let ((plain, none), (guessing, right)) = (steps(0), steps(8));
    assert_eq!(none, 0);
    assert!(right >= 4, "{right} right guesses");
    assert_eq!(guessing + right as usize, plain, "each right guess saves a step");
}

#[test]
fn the_last_in_rank_makes_room_and_comes_back() {
    let limits = Limits { pages: 16, ..LIMITS };
    let mut scheduler = Scheduler::new(limits, POLICY);
    let mut ledger = Ledger::new(limits);
    let ids: Vec<SequenceId> =
        (0..3).map(|rank| scheduler.add(Sequence::new(prompt(15), 50, rank, Sampling::greedy(), false))).collect();
    let mut ended = Vec::new();
    let mut counts = BTreeMap::new();
    while ended.len() < 3 {
        let plan = scheduler.plan();
        let choices = ledger.step(&scheduler.batch(&plan)).unwrap();
        for Produced { id, choices } in scheduler.complete(plan, choices, Duration::ZERO) {
            let count: &mut usize = counts.entry(id).or_default();
            *count += choices.len();
            if *count == 35 {
                scheduler.remove(id);
                ended.push(id);
            }
        }
    }
    assert_eq!(ended, ids, "the first in rank is never held up by the others");
    assert!(scheduler.take_tally().preemptions > 0);
}

#[test]
fn a_failed_step_leaves_sequences_as_they_were() {
    let mut scheduler = Scheduler::new(LIMITS, Policy { max_drafts: 4, ..POLICY });
    let told = [1, 2, 3, 4, 5, 1, 2, 3];
    scheduler.add(Sequence::new(told.to_vec(), 40, 0, Sampling::greedy(), true));
    let plan = scheduler.plan();
    scheduler.abandon(&plan);
    let plan = scheduler.plan();
    assert_eq!(scheduler.batch(&plan)[0].context, told);
}
