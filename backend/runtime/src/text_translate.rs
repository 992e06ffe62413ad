//! `str.translate` and the tables of `str.maketrans`.

use super::dict::Dict;
use super::exc::Result;
use super::exc_classes::value_error;
use super::int::Int;
use super::text::Str;

/// What a character becomes: a text, a code point, or nothing.
pub trait Replacement {
    /// Appends it. ValueError for an integer that is no code point.
    fn put(&self, out: &mut String) -> Result<()>;
}

impl Replacement for Str {
    fn put(&self, out: &mut String) -> Result<()> {
        out.push_str(self);
        Ok(())
    }
}

impl Replacement for Int {
    fn put(&self, out: &mut String) -> Result<()> {
        let code = self.to_i64().and_then(|code| u32::try_from(code).ok()).filter(|code| *code < 0x11_0000);
        match code.map(char::from_u32) {
            Some(Some(c)) => out.push(c),
            Some(None) => super::program::unsupported("a lone surrogate in a string"),
            None => return Err(value_error("character mapping must be in range(0x110000)")),
        }
        Ok(())
    }
}

impl<T: Replacement> Replacement for Option<T> {
    fn put(&self, out: &mut String) -> Result<()> {
        self.as_ref().map_or(Ok(()), |one| one.put(out))
    }
}

impl Replacement for () {
    fn put(&self, _out: &mut String) -> Result<()> {
        Ok(())
    }
}

/// `s.translate(table)`. ValueError for an integer that is no code point.
pub fn translate<V: Replacement + Clone>(text: &Str, table: &Dict<Int, V>) -> Result<Str> {
    let mut out = String::new();
    for c in text.chars() {
        match table.get(&Int::from(c as u32)) {
            Some(one) => one.put(&mut out)?,
            None => out.push(c),
        }
    }
    Ok(Str::from(out))
}

/// `str.maketrans(from, to)`. ValueError where they differ in length.
pub fn maketrans(from: &Str, to: &Str) -> Result<Dict<Int, Int>> {
    if from.count_chars() != to.count_chars() {
        return Err(value_error("the first two maketrans arguments must have equal length"));
    }
    Ok(from.chars().zip(to.chars()).map(|(a, b)| (Int::from(a as u32), Int::from(b as u32))).collect())
}

/// `str.maketrans(from, to, without)`. ValueError where the first two differ in length.
pub fn maketrans_without(from: &Str, to: &Str, without: &Str) -> Result<Dict<Int, Option<Int>>> {
    let table: Dict<Int, Option<Int>> = maketrans(from, to)?.items().map(|(from, to)| (from, Some(to))).collect();
    for c in without.chars() {
        table.set(Int::from(c as u32), None);
    }
    Ok(table)
}

/// `str.maketrans({...})` of one-character texts. ValueError for longer ones.
pub fn maketrans_dict<V: Clone>(pairs: &Dict<Str, V>) -> Result<Dict<Int, V>> {
    let table = Dict::new();
    for (key, value) in pairs.items() {
        let mut chars = key.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => table.set(Int::from(c as u32), value),
            _ => return Err(value_error("string keys in translate table must be of length 1")),
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dict, repr};

    fn text(text: &str) -> Str {
        Str::from(text)
    }

    #[test]
    fn tables_hold_code_points() {
        let table = maketrans(&text("ab"), &text("xy")).expect("a table");
        assert_eq!(repr(&table).as_str(), "{97: 120, 98: 121}");
        assert_eq!(translate(&text("abc"), &table).expect("a text").as_str(), "xyc");
        let table = maketrans_without(&text("a"), &text("\u{e9}"), &text("bb")).expect("a table");
        assert_eq!(repr(&table).as_str(), "{97: 233, 98: None}");
        assert_eq!(translate(&text("abc"), &table).expect("a text").as_str(), "\u{e9}c");
    }

    #[test]
    fn characters_become_texts_or_nothing() {
        let table = maketrans_dict(&dict! { text("a") => Some(text("AA")), text("b") => None }).expect("a table");
        assert_eq!(translate(&text("cab"), &table).expect("a text").as_str(), "cAA");
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let message = |exc: Option<crate::Exc>| exc.map(|exc| exc.to_string()).unwrap_or_default();
        let error = maketrans(&text("ab"), &text("x")).err();
        assert_eq!(message(error), "the first two maketrans arguments must have equal length");
        let error = maketrans_dict(&dict! { text("ab") => Int::from(1) }).err();
        assert_eq!(message(error), "string keys in translate table must be of length 1");
        let error = translate(&text("a"), &dict! { Int::from(97) => Int::from(0x11_0000) }).err();
        assert_eq!(message(error), "character mapping must be in range(0x110000)");
    }
}
