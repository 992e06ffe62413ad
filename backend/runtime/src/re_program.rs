//! Regular expressions as programs for the backtracking machine of `super::re_machine`.

use super::re_syntax::{Node, Single};

pub(super) enum Step {
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
    pub(super) steps: Vec<Step>,
    pub(super) groups: usize,
    pub(super) loops: usize,
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

impl Program {
    pub(super) fn new(node: &Node, groups: usize) -> Program {
        let mut compiler = Compiler { steps: Vec::new(), loops: 0, widths: vec![(0, usize::MAX); groups] };
        compiler.node(node);
        compiler.emit(Step::Match);
        Program { steps: compiler.steps, groups, loops: compiler.loops }
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
