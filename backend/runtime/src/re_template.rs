//! The templates of `re.sub`: texts with references to groups.

use super::exc::{Exc, Result};
use super::exc_classes::INDEX_ERROR;
use super::re_match::Match;
use super::re_parse::RE_ERROR;

/// A piece of a template.
pub(super) enum Piece {
    Text(String),
    Group(usize),
}

/// Parses a template for a pattern of so many groups. re.error, IndexError for an unknown name.
pub(super) fn parse(template: &str, groups: usize, names: &[(String, usize)]) -> Result<Vec<Piece>> {
    let chars: Vec<char> = template.chars().collect();
    let error = |message: String, at: usize| Exc::new(&RE_ERROR, format!("{message} at position {at}"));
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        at += 1;
        if chars[start] != '\\' {
            text.push(chars[start]);
            continue;
        }
        let Some(&c) = chars.get(at) else { return Err(error("bad escape (end of pattern)".to_string(), start)) };
        at += 1;
        let octal = |at: usize| chars.get(at).and_then(|c| c.to_digit(8));
        let group = match c {
            'g' => {
                if chars.get(at) != Some(&'<') {
                    return Err(error("missing <".to_string(), at));
                }
                let name: String = chars[at + 1..].iter().take_while(|c| **c != '>').collect();
                let name_at = at + 1;
                at += name.chars().count() + 2;
                if at > chars.len() {
                    let missing = if name.is_empty() { "missing group name" } else { "missing >, unterminated name" };
                    return Err(error(missing.to_string(), name_at));
                }
                if name.is_empty() {
                    return Err(error("missing group name".to_string(), name_at));
                }
                let number = name.parse::<usize>().ok().filter(|_| name.chars().all(|c| c.is_ascii_digit()));
                match number {
                    Some(group) if group <= groups => group,
                    Some(group) => return Err(error(format!("invalid group reference {group}"), name_at)),
                    None => match names.iter().find(|(one, _)| *one == name) {
                        Some((_, group)) => *group,
                        None if super::text::Str::from(name.as_str()).isidentifier() => {
                            return Err(Exc::new(&INDEX_ERROR, format!("unknown group name '{name}'")));
                        }
                        None => {
                            let shown = super::show::repr(name.as_str());
                            return Err(error(format!("bad character in group name {shown}"), name_at));
                        }
                    },
                }
            }
            '0' => {
                let mut value = 0;
                for _ in 0..2 {
                    if let Some(digit) = octal(at) {
                        value = value * 8 + digit;
                        at += 1;
                    }
                }
                text.extend(char::from_u32(value));
                continue;
            }
            '1'..='9' => {
                let mut group = c.to_digit(10).unwrap_or(0) as usize;
                if let Some(second) = chars.get(at).and_then(|c| c.to_digit(10)) {
                    if let (Some(a), Some(b), Some(d)) = (c.to_digit(8), octal(at), octal(at + 1)) {
                        let value = a * 64 + b * 8 + d;
                        if value > 0o377 {
                            let shown: String = chars[start..start + 4].iter().collect();
                            return Err(error(format!("octal escape value {shown} outside of range 0-0o377"), start));
                        }
                        text.extend(char::from_u32(value));
                        at += 2;
                        continue;
                    }
                    group = group * 10 + second as usize;
                    at += 1;
                }
                if group > groups {
                    return Err(error(format!("invalid group reference {group}"), start + 1));
                }
                group
            }
            c => {
                let plain = match c {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'f' => '\x0c',
                    'v' => '\x0b',
                    'a' => '\x07',
                    'b' => '\x08',
                    '\\' => '\\',
                    c if c.is_ascii_alphabetic() => return Err(error(format!("bad escape \\{c}"), start)),
                    c => {
                        text.push('\\');
                        c
                    }
                };
                text.push(plain);
                continue;
            }
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Group(group));
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

/// Appends a template with the groups of a match filled in; one that did not match is empty.
pub(super) fn expand(template: &[Piece], found: &Match, out: &mut String) {
    for piece in template {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Group(group) => out.push_str(&found.text_of(*group).unwrap_or_default()),
        }
    }
}
