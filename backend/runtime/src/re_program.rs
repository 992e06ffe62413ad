//! Regular expressions as programs for a backtracking machine, and the machine: a stack of ways not yet tried, no
//! recursion but for look-around.

use super::re_syntax::{Category, Node, Single};

enum Step {
    Single(Single),
    /// So many characters of one kind, at least and at most.
    Run {
        single: Single,
        least: usize,
        most: usize,
        greedy: bool,
        possessive: bool,
    },
    /// Try the first, then the second.
    Split(usize, usize),
    Jump(usize),
    Save(usize),
    /// A loop's head: leave it where the last turn took nothing.
    Turn {
        slot: usize,
        exit: usize,
    },
    /// Forget a loop's last turn, on entering it.
    Enter(usize),
    Start(bool),
    End(bool),
    TextEnd,
    Boundary {
        inverted: bool,
        ascii: bool,
    },
    Reference(usize, bool),
    /// Run the steps up to `next` on their own; they end with `Done`.
    Look {
        negated: bool,
        back: usize,
        next: usize,
    },
    Atomic {
        next: usize,
    },
    Conditional {
        group: usize,
        no: usize,
    },
    /// The end of a part that runs on its own.
    Done,
    Match,
}

/// A compiled expression.
pub struct Program {
    steps: Vec<Step>,
    groups: usize,
    loops: usize,
}

/// Steps beyond which a pattern is refused: counted repeats are written out.
const LARGEST: usize = 200_000;

struct Compiler {
    steps: Vec<Step>,
    loops: usize,
    widths: Vec<(usize, usize)>,
}

impl Compiler {
    fn emit(&mut self, step: Step) -> usize {
        if self.steps.len() >= LARGEST {
            super::program::unsupported("a regular expression this large is not supported");
        }
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Empty => {}
            Node::Single(single) => {
                self.emit(Step::Single(single.clone()));
            }
            Node::Start(multiline) => {
                self.emit(Step::Start(*multiline));
            }
            Node::End(multiline) => {
                self.emit(Step::End(*multiline));
            }
            Node::TextEnd => {
                self.emit(Step::TextEnd);
            }
            Node::Boundary { inverted, ascii } => {
                self.emit(Step::Boundary { inverted: *inverted, ascii: *ascii });
            }
            Node::Reference(group, ignore_case) => {
                self.emit(Step::Reference(*group, *ignore_case));
            }
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.node(node)),
            Node::Group(group, node) => {
                self.emit(Step::Save(2 * group));
                self.node(node);
                self.emit(Step::Save(2 * group + 1));
                self.widths[*group - 1] = node.width(&self.widths);
            }
            Node::Either(nodes) => self.either(nodes),
            Node::Look { node, behind, negated } => {
                let back = if *behind { node.width(&self.widths).0 } else { 0 };
                let at = self.emit(Step::Done);
                self.node(node);
                self.emit(Step::Done);
                self.steps[at] = Step::Look { negated: *negated, back, next: self.steps.len() };
            }
            Node::Atomic(node) => self.atomic(node),
            Node::Conditional { group, yes, no } => {
                let at = self.emit(Step::Done);
                self.node(yes);
                let over = self.emit(Step::Done);
                self.steps[at] = Step::Conditional { group: *group, no: self.steps.len() };
                self.node(no);
                self.steps[over] = Step::Jump(self.steps.len());
            }
            Node::Repeat { node, least, most, greedy, possessive } => match &**node {
                Node::Single(single) => {
                    let (single, possessive) = (single.clone(), *possessive);
                    self.emit(Step::Run { single, least: *least, most: *most, greedy: *greedy, possessive });
                }
                _ if *possessive => {
                    let node = node.clone();
                    let plain = Node::Repeat { node, least: *least, most: *most, greedy: true, possessive: false };
                    self.atomic(&plain);
                }
                node => self.repeat(node, *least, *most, *greedy),
            },
        }
    }

    fn atomic(&mut self, node: &Node) {
        let at = self.emit(Step::Done);
        self.node(node);
        self.emit(Step::Done);
        self.steps[at] = Step::Atomic { next: self.steps.len() };
    }

    fn either(&mut self, nodes: &[Node]) {
        let mut ends = Vec::new();
        for (i, node) in nodes.iter().enumerate() {
            if i + 1 == nodes.len() {
                self.node(node);
                break;
            }
            let split = self.emit(Step::Done);
            self.node(node);
            ends.push(self.emit(Step::Done));
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
    }

    fn split(&mut self, at: usize, body: usize, exit: usize, greedy: bool) {
        self.steps[at] = if greedy { Step::Split(body, exit) } else { Step::Split(exit, body) };
    }

    fn repeat(&mut self, node: &Node, least: usize, most: usize, greedy: bool) {
        for _ in 0..least {
            self.node(node);
        }
        if most == usize::MAX {
            let slot = self.loops;
            self.loops += 1;
            self.emit(Step::Enter(slot));
            let turn = self.emit(Step::Done);
            let split = self.emit(Step::Done);
            self.node(node);
            self.emit(Step::Jump(turn));
            let exit = self.steps.len();
            self.steps[turn] = Step::Turn { slot, exit };
            self.split(split, split + 1, exit, greedy);
            return;
        }
        if most == least {
            return;
        }
        let slot = self.loops;
        self.loops += 1;
        self.emit(Step::Enter(slot));
        let mut turns = Vec::new();
        for _ in least..most {
            turns.push(self.emit(Step::Done));
            self.emit(Step::Done);
            self.node(node);
        }
        let exit = self.steps.len();
        for turn in turns {
            self.steps[turn] = Step::Turn { slot, exit };
            self.split(turn + 1, turn + 2, exit, greedy);
        }
    }
}

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
    pub(super) fn new(node: &Node, groups: usize) -> Program {
        let mut compiler = Compiler { steps: Vec::new(), loops: 0, widths: vec![(0, usize::MAX); groups] };
        compiler.node(node);
        compiler.emit(Step::Match);
        Program { steps: compiler.steps, groups, loops: compiler.loops }
    }

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

    /// The first character that a match must begin with, where there is one.
    pub(super) fn first(&self) -> Option<&Single> {
        self.steps.iter().find_map(|step| match step {
            Step::Save(_) => None,
            Step::Single(single) => Some(Some(single)),
            Step::Run { single, least, .. } if *least > 0 => Some(Some(single)),
            _ => Some(None),
        })?
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
