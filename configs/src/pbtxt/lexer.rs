//! Tokens of protobuf's text form, with their lines. Knows no grammar.

use super::Finding;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A field name, an enum value, `true`, `inf`.
    Word(String),
    /// A number as it is written, without its sign.
    Number(String),
    /// A quoted string, unescaped; bytes, because escapes may give any.
    Text(Vec<u8>),
    /// One of `{}<>[]:,;-`.
    Mark(char),
}

/// Splits `text` into tokens with their lines.
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Finding> {
    let mut lexer = Lexer { rest: text, line: 1 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'t> {
    rest: &'t str,
    line: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<Option<(Token, usize)>, Finding> {
        self.skip_blanks();
        let line = self.line;
        let Some(first) = self.rest.chars().next() else { return Ok(None) };
        let token = match first {
            '{' | '}' | '<' | '>' | '[' | ']' | ':' | ',' | ';' | '-' => {
                self.rest = &self.rest[1..];
                Token::Mark(first)
            }
            '"' | '\'' => Token::Text(self.text(first)?),
            c if c.is_ascii_alphabetic() || c == '_' => Token::Word(self.run()),
            c if c.is_ascii_digit() || c == '.' => Token::Number(self.number()),
            c => return Err(self.error(format!("the character '{}' has no place here", c.escape_debug()))),
        };
        Ok(Some((token, line)))
    }

    fn skip_blanks(&mut self) {
        loop {
            let trimmed = self.rest.trim_start_matches([' ', '\t', '\r', '\n', '\x0b', '\x0c']);
            self.line += self.rest[..self.rest.len() - trimmed.len()].matches('\n').count();
            self.rest = trimmed;
            if !self.rest.starts_with('#') {
                return;
            }
            self.rest = &self.rest[self.rest.find('\n').unwrap_or(self.rest.len())..];
        }
    }

    fn run(&mut self) -> String {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word.to_string()
    }

    fn number(&mut self) -> String {
        let mut number = self.run();
        // The sign of an exponent is part of the number.
        if number.ends_with(['e', 'E']) && !number.starts_with("0x") && self.rest.starts_with(['+', '-']) {
            number.push_str(&self.rest[..1]);
            self.rest = &self.rest[1..];
            number.push_str(&self.run());
        }
        number
    }

    fn text(&mut self, quote: char) -> Result<Vec<u8>, Finding> {
        let mut chars = self.rest[1..].char_indices();
        let mut bytes = Vec::new();
        loop {
            let Some((at, c)) = chars.next() else { return Err(self.error("the string is not closed".into())) };
            match c {
                c if c == quote => {
                    self.rest = &self.rest[1 + at + 1..];
                    return Ok(bytes);
                }
                '\n' => return Err(self.error("the string is not closed on its line; write \\n for a new line".into())),
                '\\' => {
                    let escaped = &self.rest[1 + at + 1..];
                    let (length, byte) = unescape(escaped).ok_or_else(|| {
                        self.error("the string has an unknown escape; write \\\\ for a backslash".into())
                    })?;
                    bytes.extend(byte);
                    for _ in 0..length {
                        chars.next();
                    }
                }
                c => bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }

    fn error(&self, message: String) -> Finding {
        Finding { line: self.line, key: None, message }
    }
}

/// What an escape (its backslash left out) stands for, and how many characters it has.
fn unescape(text: &str) -> Option<(usize, Vec<u8>)> {
    let bytes = text.as_bytes();
    let digits = |from: usize, most: usize, radix: u32| {
        bytes[from..].iter().take(most).take_while(|b| (**b as char).is_digit(radix)).count()
    };
    let simple = |byte: u8| Some((1, vec![byte]));
    match bytes.first()? {
        b'n' => simple(b'\n'),
        b't' => simple(b'\t'),
        b'r' => simple(b'\r'),
        b'a' => simple(7),
        b'b' => simple(8),
        b'f' => simple(12),
        b'v' => simple(11),
        c @ (b'\\' | b'\'' | b'"' | b'?') => simple(*c),
        b'0'..=b'7' => {
            let n = digits(0, 3, 8);
            Some((n, vec![u8::from_str_radix(&text[..n], 8).ok()?]))
        }
        b'x' | b'X' => {
            let n = digits(1, 2, 16);
            Some((1 + n, vec![u8::from_str_radix(&text[1..1 + n], 16).ok()?]))
        }
        b'u' | b'U' => {
            let n = if bytes[0] == b'u' { 4 } else { 8 };
            let code = u32::from_str_radix(text.get(1..1 + n)?, 16).ok()?;
            Some((1 + n, char::from_u32(code)?.to_string().into_bytes()))
        }
        _ => None,
    }
}
