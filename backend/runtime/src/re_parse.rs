//! Regular expressions as Python writes them, parsed into a tree (escapes and sets by super::re_escape).
//! Errors are `re.error`'s.

use super::exc::{Exc, ExcClass, Result};
use super::exc_classes::EXCEPTION;
use super::re_syntax::{Flags, Node, Single};

/// `re.error`.
pub static RE_ERROR: ExcClass = ExcClass::of_module("re", "error", &EXCEPTION);

/// A parsed expression.
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
    pub(super) flags: Flags,
}

pub(super) struct Parser {
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
    groups: usize,
    /// The widths of closed groups; None while one is open.
    widths: Vec<Option<(usize, usize)>>,
    names: Vec<(String, usize)>,
    flags: Flags,
}

const MOST: usize = 4_294_967_295;

/// Parses a pattern under the flags given with it.
pub(super) fn parse(pattern: &str, flags: Flags) -> Result<Parsed> {
    let mut parser =
        Parser { chars: pattern.chars().collect(), at: 0, groups: 0, widths: Vec::new(), names: Vec::new(), flags };
    parser.global_flags()?;
    let flags = parser.flags;
    let node = parser.either(flags)?;
    if parser.at < parser.chars.len() {
        return Err(parser.error("unbalanced parenthesis", parser.at));
    }
    Ok(Parsed { node, groups: parser.groups, names: parser.names, flags: parser.flags })
}

impl Parser {
    pub(super) fn error(&self, message: &str, at: usize) -> Exc {
        let before = &self.chars[..at.min(self.chars.len())];
        let line = before.iter().filter(|c| **c == '\n').count() + 1;
        if self.chars.contains(&'\n') {
            let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
            return Exc::new(&RE_ERROR, format!("{message} at position {at} (line {line}, column {column})"));
        }
        Exc::new(&RE_ERROR, format!("{message} at position {at}"))
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        c
    }

    pub(super) fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn looking_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c))
    }

    /// `(?im)` at the very start.
    fn global_flags(&mut self) -> Result<()> {
        while self.looking_at("(?") {
            let start = self.at;
            self.at += 2;
            let mut flags = self.flags;
            let mut any = false;
            while let Some(c) = self.peek().filter(|c| "aiLmsux".contains(*c)) {
                self.set_flag(&mut flags, c, true)?;
                self.at += 1;
                any = true;
            }
            if !any || !self.take(')') {
                self.at = start;
                return Ok(());
            }
            self.flags = flags;
        }
        Ok(())
    }

    fn set_flag(&self, flags: &mut Flags, c: char, on: bool) -> Result<()> {
        match c {
            'a' => flags.ascii = on,
            'i' => flags.ignore_case = on,
            'm' => flags.multiline = on,
            's' => flags.dot_all = on,
            'x' => flags.verbose = on,
            'u' => flags.ascii = false,
            _ => return Err(self.error("bad inline flags: cannot use 'L' flag with a str pattern", self.at + 1)),
        }
        Ok(())
    }

    fn either(&mut self, flags: Flags) -> Result<Node> {
        let mut branches = vec![self.concat(flags)?];
        while self.take('|') {
            branches.push(self.concat(flags)?);
        }
        Ok(if branches.len() == 1 { branches.swap_remove(0) } else { Node::Either(branches) })
    }

    fn skip_verbose(&mut self, flags: Flags) {
        if !flags.verbose {
            return;
        }
        while let Some(c) = self.peek() {
            if c.is_ascii_whitespace() || c == '\x0b' {
                self.at += 1;
            } else if c == '#' {
                while self.next().is_some_and(|c| c != '\n') {}
            } else {
                break;
            }
        }
    }

    fn concat(&mut self, flags: Flags) -> Result<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            self.skip_verbose(flags);
            let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) else { break };
            let start = self.at;
            if let Some((least, most)) = self.quantifier()? {
                let Some(last) = nodes.pop() else { return Err(self.error("nothing to repeat", start)) };
                if matches!(last, Node::Start(_) | Node::End(_) | Node::TextEnd | Node::Boundary { .. } | Node::Empty) {
                    return Err(self.error("nothing to repeat", start));
                }
                if matches!(last, Node::Repeat { .. }) {
                    return Err(self.error("multiple repeat", start));
                }
                if least > most {
                    return Err(self.error("min repeat greater than max repeat", start + 1));
                }
                let (greedy, possessive) = match (self.take('?'), c) {
                    (true, _) => (false, false),
                    _ => (true, self.take('+')),
                };
                nodes.push(Node::Repeat { node: Box::new(last), least, most, greedy, possessive });
                continue;
            }
            self.at += 1;
            let node = match c {
                '.' => Node::Single(Single::Any(flags.dot_all)),
                '^' => Node::Start(flags.multiline),
                '$' => Node::End(flags.multiline),
                '(' => match self.group(start, flags)? {
                    Some(node) => node,
                    None => continue,
                },
                '[' => self.set(start, flags)?,
                '\\' => self.escape(start, flags)?,
                c => Node::Single(Single::Char(c, flags.ignore_case)),
            };
            nodes.push(node);
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.swap_remove(0),
            _ => Node::Concat(nodes),
        })
    }

    /// `*`, `+`, `?` or `{m,n}`, where there is one; a brace that is none is a character.
    fn quantifier(&mut self) -> Result<Option<(usize, usize)>> {
        let found = match self.peek() {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('?') => (0, 1),
            Some('{') => return self.counted(),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(found))
    }

    fn counted(&mut self) -> Result<Option<(usize, usize)>> {
        let start = self.at;
        self.at += 1;
        let low = self.digits()?;
        let comma = self.take(',');
        let high = if comma { self.digits()? } else { low };
        if !self.take('}') || (low.is_none() && !comma) {
            self.at = start;
            return Ok(None);
        }
        Ok(Some((low.unwrap_or(0), high.unwrap_or(usize::MAX))))
    }

    fn digits(&mut self) -> Result<Option<usize>> {
        let mut value: Option<usize> = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let sum = value.unwrap_or(0).saturating_mul(10).saturating_add(digit as usize);
            if sum >= MOST {
                return Err(Exc::new(&super::exc_classes::OVERFLOW_ERROR, "the repetition number is too large"));
            }
            value = Some(sum);
            self.at += 1;
        }
        Ok(value)
    }

    fn name(&mut self, end: char) -> Result<String> {
        let start = self.at;
        let mut name = String::new();
        loop {
            match self.next() {
                Some(c) if c == end => break,
                Some(c) => name.push(c),
                None if name.is_empty() => return Err(self.error("missing group name", start)),
                None => return Err(self.error(&format!("missing {end}, unterminated name"), start)),
            }
        }
        if name.is_empty() {
            return Err(self.error("missing group name", start));
        }
        Ok(name)
    }

    fn checked_name(&mut self, end: char) -> Result<String> {
        let start = self.at;
        let name = self.name(end)?;
        if !super::text::Str::from(name.as_str()).isidentifier() {
            let shown = super::show::repr(name.as_str());
            return Err(self.error(&format!("bad character in group name {shown}"), start));
        }
        Ok(name)
    }

    fn open_group(&mut self, name: Option<String>, at: usize) -> Result<usize> {
        self.groups += 1;
        self.widths.push(None);
        if let Some(name) = name {
            if let Some((_, other)) = self.names.iter().find(|(one, _)| *one == name) {
                let shown = super::show::repr(name.as_str());
                let message = format!("redefinition of group name {shown} as group {}; was group {other}", self.groups);
                return Err(self.error(&message, at));
            }
            self.names.push((name, self.groups));
        }
        Ok(self.groups)
    }

    fn close(&mut self, start: usize) -> Result<()> {
        if self.take(')') { Ok(()) } else { Err(self.error("missing ), unterminated subpattern", start)) }
    }

    fn closed_widths(&self) -> Vec<(usize, usize)> {
        self.widths.iter().map(|width| width.unwrap_or((0, usize::MAX))).collect()
    }

    /// What follows `(`; None for a comment.
    fn group(&mut self, start: usize, flags: Flags) -> Result<Option<Node>> {
        let mut name = None;
        if self.take('?') {
            let Some(c) = self.next() else { return Err(self.error("unexpected end of pattern", self.at)) };
            match c {
                ':' => {
                    let node = self.either(flags)?;
                    self.close(start)?;
                    // A group of its own, so that a quantifier after it is no second one.
                    return Ok(Some(Node::Concat(vec![node])));
                }
                'P' => match self.next() {
                    Some('<') => name = Some(self.checked_name('>')?),
                    Some('=') => {
                        let at = self.at;
                        let name = self.checked_name(')')?;
                        let Some((_, group)) = self.names.iter().find(|(one, _)| *one == name) else {
                            return Err(self.error(&format!("unknown group name '{name}'"), at));
                        };
                        return self.reference(*group, at, at, flags).map(Some);
                    }
                    Some(c) => return Err(self.error(&format!("unknown extension ?P{c}"), start + 1)),
                    None => return Err(self.error("unexpected end of pattern", self.at)),
                },
                '#' => {
                    while let Some(c) = self.next() {
                        if c == ')' {
                            return Ok(None);
                        }
                    }
                    return Err(self.error("missing ), unterminated comment", start));
                }
                '=' | '!' => {
                    let node = self.either(flags)?;
                    self.close(start)?;
                    return Ok(Some(Node::Look { node: Box::new(node), behind: false, negated: c == '!' }));
                }
                '<' => {
                    let Some(kind) = self.next() else {
                        return Err(self.error("unexpected end of pattern", self.at));
                    };
                    if !matches!(kind, '=' | '!') {
                        return Err(self.error(&format!("unknown extension ?<{kind}"), start + 1));
                    }
                    let node = self.either(flags)?;
                    self.close(start)?;
                    let (low, high) = node.width(&self.closed_widths());
                    if low != high {
                        return Err(Exc::new(&RE_ERROR, "look-behind requires fixed-width pattern"));
                    }
                    return Ok(Some(Node::Look { node: Box::new(node), behind: true, negated: kind == '!' }));
                }
                '>' => {
                    let node = self.either(flags)?;
                    self.close(start)?;
                    return Ok(Some(Node::Atomic(Box::new(node))));
                }
                '(' => return self.conditional(start, flags).map(Some),
                c if "aiLmsux-".contains(c) => {
                    self.at -= 1;
                    return self.scoped_flags(start, flags).map(Some);
                }
                c => return Err(self.error(&format!("unknown extension ?{c}"), start + 1)),
            }
        }
        let group = self.open_group(name, start + 4)?;
        let node = self.either(flags)?;
        self.close(start)?;
        let width = node.width(&self.closed_widths());
        self.widths[group - 1] = Some(width);
        Ok(Some(Node::Group(group, Box::new(node))))
    }

    fn conditional(&mut self, start: usize, flags: Flags) -> Result<Node> {
        let at = self.at;
        let name = self.name(')')?;
        let group = match name.parse::<usize>() {
            Ok(0) => return Err(self.error("bad group number", at)),
            Ok(group) => group,
            Err(_) => match self.names.iter().find(|(one, _)| *one == name) {
                Some((_, group)) => *group,
                None => return Err(self.error(&format!("unknown group name '{name}'"), at)),
            },
        };
        let yes = self.concat(flags)?;
        let no = if self.take('|') { self.concat(flags)? } else { Node::Empty };
        if self.peek() == Some('|') {
            return Err(self.error("conditional backref with more than two branches", self.at));
        }
        self.close(start)?;
        if group > self.groups {
            return Err(self.error(&format!("invalid group reference {group}"), at));
        }
        Ok(Node::Conditional { group, yes: Box::new(yes), no: Box::new(no) })
    }

    fn scoped_flags(&mut self, start: usize, flags: Flags) -> Result<Node> {
        let mut inner = flags;
        let mut on = true;
        let mut turned_on = Vec::new();
        loop {
            match self.next() {
                Some('-') if on => on = false,
                Some(':') => break,
                Some(')') => {
                    return Err(self.error("global flags not at the start of the expression", start));
                }
                Some(c) if "aiLmsux".contains(c) => {
                    if !on && turned_on.contains(&c) {
                        return Err(self.error("bad inline flags: flag turned on and off", self.at));
                    }
                    turned_on.push(c);
                    self.set_flag(&mut inner, c, on)?;
                }
                Some(c) if c.is_alphabetic() => return Err(self.error("unknown flag", self.at - 1)),
                Some(_) => return Err(self.error("missing -, : or )", self.at - 1)),
                None => return Err(self.error("missing -, : or )", self.at)),
            }
        }
        let node = self.either(inner)?;
        self.close(start)?;
        Ok(Node::Concat(vec![node]))
    }

    pub(super) fn reference(&self, group: usize, at: usize, start: usize, flags: Flags) -> Result<Node> {
        if group > self.groups {
            return Err(self.error(&format!("invalid group reference {group}"), at));
        }
        if self.widths[group - 1].is_none() {
            return Err(self.error("cannot refer to an open group", start));
        }
        Ok(Node::Reference(group, flags.ignore_case))
    }
}
