//! The syntax tree of regular expressions, and what can be said of a tree without matching it.

use super::text_kind::{decimal_value, is_letter_or_number, is_space};

/// The flags that change how a node matches; settled while parsing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    pub(super) ignore_case: bool,
    pub(super) multiline: bool,
    pub(super) dot_all: bool,
    pub(super) verbose: bool,
    pub(super) ascii: bool,
}

/// A class of characters by escape: `\d`, `\w`, `\s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Category {
    Digit,
    Word,
    Space,
}

impl Category {
    pub(super) fn has(self, c: char, ascii: bool) -> bool {
        if ascii && !c.is_ascii() {
            return false;
        }
        match self {
            Category::Digit => decimal_value(c).is_some(),
            Category::Word => c == '_' || is_letter_or_number(c),
            Category::Space => is_space(c) && (!ascii || !('\x1c'..='\x1f').contains(&c)),
        }
    }
}

/// A member of a character set.
#[derive(Clone, Debug)]
pub(super) enum Member {
    Range(char, char),
    Category(Category, bool),
}

/// What matches a single character.
#[derive(Clone, Debug)]
pub(super) enum Single {
    Char(char, bool),
    /// Any character; a newline too where the flag says so.
    Any(bool),
    Set {
        members: Vec<Member>,
        negated: bool,
        flags: Flags,
    },
}

/// The small letter of `c`, or `c` itself where that is not one character.
fn lower(c: char) -> char {
    let mut mapped = c.to_lowercase();
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// The large letter of `c`, or `c` itself where that is not one character.
fn upper(c: char) -> char {
    let mut mapped = c.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn same_letter(a: char, b: char) -> bool {
    lower(a) == lower(b) || upper(a) == upper(b)
}

impl Single {
    pub(super) fn matches(&self, c: char) -> bool {
        match self {
            Single::Char(own, ignore_case) => *own == c || (*ignore_case && same_letter(*own, c)),
            Single::Any(newline) => *newline || c != '\n',
            Single::Set { members, negated, flags } => {
                let has = |c: char| {
                    members.iter().any(|member| match member {
                        Member::Range(low, high) => (*low..=*high).contains(&c),
                        Member::Category(category, inverted) => category.has(c, flags.ascii) != *inverted,
                    })
                };
                let folded = || {
                    let (small, large) = (lower(c), upper(c));
                    has(small) || has(large) || has(lower(large)) || has(upper(small))
                };
                (has(c) || (flags.ignore_case && folded())) != *negated
            }
        }
    }
}

/// A node of the tree.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Empty,
    Single(Single),
    /// `^`, at line starts too where the flag says so.
    Start(bool),
    /// `$`, at line ends too where the flag says so.
    End(bool),
    /// `\Z`.
    TextEnd,
    /// `\b`, or `\B` where inverted.
    Boundary {
        inverted: bool,
        ascii: bool,
    },
    Group(usize, Box<Node>),
    Reference(usize, bool),
    Concat(Vec<Node>),
    Either(Vec<Node>),
    Repeat {
        node: Box<Node>,
        least: usize,
        most: usize,
        greedy: bool,
        possessive: bool,
    },
    Look {
        node: Box<Node>,
        behind: bool,
        negated: bool,
    },
    Atomic(Box<Node>),
    Conditional {
        group: usize,
        yes: Box<Node>,
        no: Box<Node>,
    },
}

impl Node {
    /// The least and the greatest number of characters that it takes; MAX stands for no bound.
    pub(super) fn width(&self, groups: &[(usize, usize)]) -> (usize, usize) {
        let plus = |a: (usize, usize), b: (usize, usize)| (a.0.saturating_add(b.0), a.1.saturating_add(b.1));
        match self {
            Node::Single(_) => (1, 1),
            Node::Group(_, node) | Node::Atomic(node) => node.width(groups),
            Node::Reference(group, _) => groups.get(group - 1).copied().unwrap_or((0, usize::MAX)),
            Node::Concat(nodes) => nodes.iter().fold((0, 0), |sum, node| plus(sum, node.width(groups))),
            Node::Either(nodes) => nodes
                .iter()
                .map(|node| node.width(groups))
                .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
                .unwrap_or((0, 0)),
            Node::Repeat { node, least, most, .. } => {
                let (low, high) = node.width(groups);
                let most = if high == 0 { 0 } else { high.saturating_mul(*most) };
                (low.saturating_mul(*least), most)
            }
            Node::Conditional { yes, no, .. } => {
                let (a, b) = (yes.width(groups), no.width(groups));
                (a.0.min(b.0), a.1.max(b.1))
            }
            _ => (0, 0),
        }
    }
}
