//! The backtracking machine of regular expressions: a stack of ways not yet tried, no recursion but for look-around.

use super::re_program::{Program, Step};
use super::re_syntax::{Category, Single};

/// A way not yet tried, or what is to be undone on the way back to one.
enum Back {
    Try {
        step: usize,
        at: usize,
    },
    /// A greedy run that may give back characters down to `least`.
    Shrink {
        step: usize,
        least: usize,
        at: usize,
    },
    /// A lazy run that may take one more.
    Grow {
        step: usize,
        at: usize,
        left: usize,
    },
    Saved(usize, Option<usize>),
    Turned(usize, Option<usize>),
}

/// How a match may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// Only at the end of the text.
    pub(super) at_end: bool,
    /// Not where it began.
    pub(super) advance: bool,
}

struct Machine<'a> {
    program: &'a Program,
    text: &'a [char],
    saved: Vec<Option<usize>>,
    turns: Vec<Option<usize>>,
    stack: Vec<Back>,
    start: usize,
    ending: Ending,
}

impl Program {
    /// The bounds of the match that begins at `start`, and of its groups.
    pub(super) fn run(&self, text: &[char], start: usize, ending: Ending) -> Option<Vec<Option<usize>>> {
        let mut machine = Machine {
            program: self,
            text,
            saved: vec![None; 2 * (self.groups + 1)],
            turns: vec![None; self.loops],
            stack: Vec::new(),
            start,
            ending,
        };
        let end = machine.run(0, start)?;
        machine.saved[0] = Some(start);
        machine.saved[1] = Some(end);
        Some(machine.saved)
    }
}

impl Machine<'_> {
    fn save(&mut self, slot: usize, at: Option<usize>) {
        self.stack.push(Back::Saved(slot, self.saved[slot]));
        self.saved[slot] = at;
    }

    fn turn(&mut self, slot: usize, at: Option<usize>) {
        self.stack.push(Back::Turned(slot, self.turns[slot]));
        self.turns[slot] = at;
    }

    /// Goes back to the last way not yet tried above `base`.
    fn back(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.stack.len() > base {
            match self.stack.pop()? {
                Back::Try { step, at } => return Some((step, at)),
                Back::Shrink { step, least, at } => {
                    if at > least {
                        self.stack.push(Back::Shrink { step, least, at: at - 1 });
                    }
                    return Some((step + 1, at));
                }
                Back::Grow { step, at, left } => {
                    let Step::Run { single, .. } = &self.program.steps[step] else { continue };
                    if left > 0 && self.text.get(at).is_some_and(|c| single.matches(*c)) {
                        self.stack.push(Back::Grow { step, at: at + 1, left: left - 1 });
                        return Some((step + 1, at + 1));
                    }
                }
                Back::Saved(slot, old) => self.saved[slot] = old,
                Back::Turned(slot, old) => self.turns[slot] = old,
            }
        }
        None
    }

    fn is_word(&self, at: Option<usize>, ascii: bool) -> bool {
        at.and_then(|at| self.text.get(at)).is_some_and(|c| Category::Word.has(*c, ascii))
    }

    /// Runs a part on its own; where it succeeds, its other ways are forgotten, but not what is to be undone.
    fn part(&mut self, step: usize, at: usize) -> Option<usize> {
        let base = self.stack.len();
        let end = self.run(step, at)?;
        let kept: Vec<Back> =
            self.stack.drain(base..).filter(|back| matches!(back, Back::Saved(..) | Back::Turned(..))).collect();
        self.stack.extend(kept);
        Some(end)
    }

    fn undo(&mut self, base: usize) {
        while self.stack.len() > base {
            match self.stack.pop() {
                Some(Back::Saved(slot, old)) => self.saved[slot] = old,
                Some(Back::Turned(slot, old)) => self.turns[slot] = old,
                _ => {}
            }
        }
    }

    /// Runs from a step to `Match` or `Done`; returns where that leaves off.
    fn run(&mut self, step: usize, at: usize) -> Option<usize> {
        let base = self.stack.len();
        let program = self.program;
        let (mut step, mut at) = (step, at);
        loop {
            let next = match &program.steps[step] {
                Step::Single(single) => {
                    self.text.get(at).is_some_and(|c| single.matches(*c)).then(|| (step + 1, at + 1))
                }
                Step::Run { single, least, most, greedy, possessive } => {
                    let most_here = (*most).min(self.text.len() - at);
                    let wanted = if *greedy { most_here } else { (*least).min(most_here) };
                    let count = self.text[at..at + wanted].iter().take_while(|c| single.matches(**c)).count();
                    if count < *least {
                        None
                    } else {
                        let end = at + count;
                        if !*greedy {
                            self.stack.push(Back::Grow { step, at: end, left: most_here.saturating_sub(count) });
                        } else if !*possessive && count > *least {
                            self.stack.push(Back::Shrink { step, least: at + least, at: end - 1 });
                        }
                        Some((step + 1, end))
                    }
                }
                Step::Split(first, second) => {
                    self.stack.push(Back::Try { step: *second, at });
                    Some((*first, at))
                }
                Step::Jump(to) => Some((*to, at)),
                Step::Save(slot) => {
                    self.save(*slot, Some(at));
                    Some((step + 1, at))
                }
                Step::Enter(slot) => {
                    self.turn(*slot, None);
                    Some((step + 1, at))
                }
                Step::Turn { slot, exit } => {
                    if self.turns[*slot] == Some(at) {
                        Some((*exit, at))
                    } else {
                        self.turn(*slot, Some(at));
                        Some((step + 1, at))
                    }
                }
                Step::Start(multiline) => {
                    (at == 0 || (*multiline && self.text[at - 1] == '\n')).then_some((step + 1, at))
                }
                Step::End(multiline) => {
                    let rest = &self.text[at..];
                    let holds = rest.is_empty() || (rest[0] == '\n' && (*multiline || rest.len() == 1));
                    holds.then_some((step + 1, at))
                }
                Step::TextEnd => (at == self.text.len()).then_some((step + 1, at)),
                Step::Boundary { inverted, ascii } => {
                    let edge = self.is_word(at.checked_sub(1), *ascii) != self.is_word(Some(at), *ascii);
                    // An empty text has neither.
                    (edge != *inverted && !self.text.is_empty()).then_some((step + 1, at))
                }
                Step::Reference(group, ignore_case) => {
                    self.reference(*group, *ignore_case, at).map(|end| (step + 1, end))
                }
                Step::Look { negated, back, next } => {
                    let mark = self.stack.len();
                    let found = at.checked_sub(*back).and_then(|from| self.part(step + 1, from));
                    if *negated && found.is_some() {
                        self.undo(mark);
                    }
                    (found.is_some() != *negated).then_some((*next, at))
                }
                Step::Atomic { next } => self.part(step + 1, at).map(|end| (*next, end)),
                Step::Conditional { group, no } => {
                    Some((if self.saved[2 * group + 1].is_some() { step + 1 } else { *no }, at))
                }
                Step::Done => return Some(at),
                Step::Match => {
                    let early = self.ending.at_end && at < self.text.len();
                    let stuck = self.ending.advance && at == self.start;
                    if !early && !stuck {
                        return Some(at);
                    }
                    None
                }
            };
            (step, at) = match next {
                Some(next) => next,
                None => self.back(base)?,
            };
        }
    }

    fn reference(&self, group: usize, ignore_case: bool, at: usize) -> Option<usize> {
        let (start, end) = (self.saved[2 * group]?, self.saved[2 * group + 1]?);
        let len = end.checked_sub(start)?;
        let here = self.text.get(at..at + len)?;
        let same = self.text[start..end].iter().zip(here).all(|(a, b)| Single::Char(*a, ignore_case).matches(*b));
        same.then_some(at + len)
    }
}
