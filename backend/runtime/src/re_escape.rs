//! The escapes and the character sets of regular expressions.

use super::exc::Result;
use super::re_parse::Parser;
use super::re_syntax::{Category, Flags, Member, Node, Single};

impl Parser {
    fn category(c: char) -> Option<Member> {
        let category = match c.to_ascii_lowercase() {
            'd' => Category::Digit,
            'w' => Category::Word,
            's' => Category::Space,
            _ => return None,
        };
        Some(Member::Category(category, c.is_ascii_uppercase()))
    }

    /// What follows a backslash outside a set.
    pub(super) fn escape(&mut self, start: usize, flags: Flags) -> Result<Node> {
        let Some(c) = self.peek() else { return Err(self.error("bad escape (end of pattern)", start)) };
        if let Some(member) = Parser::category(c) {
            self.at += 1;
            let flags = Flags { ignore_case: false, ..flags };
            return Ok(Node::Single(Single::Set { members: vec![member], negated: false, flags }));
        }
        match c {
            'A' => {
                self.at += 1;
                return Ok(Node::Start(false));
            }
            'Z' => {
                self.at += 1;
                return Ok(Node::TextEnd);
            }
            'b' | 'B' => {
                self.at += 1;
                return Ok(Node::Boundary { inverted: c == 'B', ascii: flags.ascii });
            }
            '1'..='9' => {
                let octal = |c: Option<&char>| c.is_some_and(|c| ('0'..='7').contains(c));
                let (second, third) = (self.chars.get(self.at + 1), self.chars.get(self.at + 2));
                if octal(Some(&c)) && octal(second) && octal(third) {
                    let value: String = self.chars[self.at..self.at + 3].iter().collect();
                    let code = u32::from_str_radix(&value, 8).unwrap_or(0);
                    if code > 0o377 {
                        let message = format!("octal escape value \\{value} outside of range 0-0o377");
                        return Err(self.error(&message, start));
                    }
                    self.at += 3;
                    return Ok(Node::Single(Single::Char(char::from(code as u8), flags.ignore_case)));
                }
                let mut group = 0;
                for _ in 0..2 {
                    if let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
                        group = group * 10 + digit as usize;
                        self.at += 1;
                    }
                }
                return self.reference(group, start + 1, start, flags);
            }
            _ => {}
        }
        let c = self.character(start)?;
        Ok(Node::Single(Single::Char(c, flags.ignore_case)))
    }

    /// An escape that stands for one character, inside a set or outside.
    fn character(&mut self, start: usize) -> Result<char> {
        let Some(c) = self.next() else { return Err(self.error("bad escape (end of pattern)", start)) };
        let wide = |width| (width, 16);
        let (width, base) = match c {
            'n' => return Ok('\n'),
            't' => return Ok('\t'),
            'r' => return Ok('\r'),
            'f' => return Ok('\x0c'),
            'v' => return Ok('\x0b'),
            'a' => return Ok('\x07'),
            'x' => wide(2),
            'u' => wide(4),
            'U' => wide(8),
            '0'..='7' => {
                let mut value = c.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    if let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) {
                        value = value * 8 + digit;
                        self.at += 1;
                    }
                }
                return char::from_u32(value).ok_or_else(|| self.error("bad escape", start));
            }
            'N' => super::program::unsupported("named characters in regular expressions are not supported"),
            c if c.is_ascii_alphanumeric() => return Err(self.error(&format!("bad escape \\{c}"), start)),
            c => return Ok(c),
        };
        let mut value = 0;
        for _ in 0..width {
            match self.peek().and_then(|c| c.to_digit(base)) {
                Some(digit) => value = value * base + digit,
                None => {
                    let text: String = self.chars[start..self.at].iter().collect();
                    return Err(self.error(&format!("incomplete escape {text}"), start));
                }
            }
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        char::from_u32(value).ok_or_else(|| self.error(&format!("bad escape {text}"), start))
    }

    /// What follows `[`.
    pub(super) fn set(&mut self, start: usize, flags: Flags) -> Result<Node> {
        let negated = self.take('^');
        let mut members = Vec::new();
        let mut first = true;
        loop {
            let at = self.at;
            let Some(c) = self.next() else { return Err(self.error("unterminated character set", start)) };
            if c == ']' && !first {
                break;
            }
            first = false;
            let low = self.set_member(c, at)?;
            if self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']') {
                self.at += 1;
                let high_at = self.at;
                let Some(c) = self.next() else { return Err(self.error("unterminated character set", start)) };
                let high = self.set_member(c, high_at)?;
                let bad = || {
                    let text: String = self.chars[at..self.at].iter().collect();
                    self.error(&format!("bad character range {text}"), at)
                };
                match (low, high) {
                    (Member::Range(low, _), Member::Range(high, _)) if low <= high => {
                        members.push(Member::Range(low, high));
                    }
                    _ => return Err(bad()),
                }
                continue;
            }
            members.push(low);
        }
        Ok(Node::Single(Single::Set { members, negated, flags }))
    }

    fn set_member(&mut self, c: char, at: usize) -> Result<Member> {
        if c != '\\' {
            return Ok(Member::Range(c, c));
        }
        if let Some(member) = self.peek().and_then(Parser::category) {
            self.at += 1;
            return Ok(member);
        }
        if self.take('b') {
            return Ok(Member::Range('\x08', '\x08'));
        }
        let c = self.character(at)?;
        Ok(Member::Range(c, c))
    }
}
