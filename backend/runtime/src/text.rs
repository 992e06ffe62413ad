//! `Str`: Python's immutable string. Cheap to clone, indexed by code point in constant time.
//! This file holds the value, its indexing and its conversions (carries super::text_search, super::text_split,
//! super::text_case, super::text_kind, super::text_layout,
//! super::text_traits); it knows nothing of other containers.

use super::exc::Result;
use super::exc_classes::{index_error, memory_error};
use super::index::{PyIndex, resolve_index, resolve_slice};
use super::int::Int;
use super::literal::Literal;
use std::cell::OnceCell;
use std::ops::{Add, AddAssign, Deref};
use std::rc::Rc;

#[derive(Default)]
struct Text {
    text: String,
    ascii: bool,
    /// Where each code point begins, made on the first index into a text that is not ASCII.
    starts: OnceCell<Box<[u32]>>,
}

#[derive(Clone)]
enum Inner {
    Lit(&'static str),
    Heap(Rc<Text>),
}

/// Python's `str`.
#[derive(Clone)]
pub struct Str(Inner);

impl Str {
    /// A literal, without allocating.
    pub const fn lit(text: &'static str) -> Str {
        Str(Inner::Lit(text))
    }

    fn heap(text: String) -> Str {
        let ascii = text.is_ascii();
        Str(Inner::Heap(Rc::new(Text { text, ascii, starts: OnceCell::new() })))
    }

    /// The text as std's.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Inner::Lit(text) => text,
            Inner::Heap(heap) => &heap.text,
        }
    }

    /// Whether all is ASCII: `str.isascii`.
    #[inline]
    pub fn isascii(&self) -> bool {
        match &self.0 {
            Inner::Lit(text) => text.is_ascii(),
            Inner::Heap(heap) => heap.ascii,
        }
    }

    /// The number of code points.
    pub fn count_chars(&self) -> usize {
        if self.isascii() {
            return self.as_str().len();
        }
        match &self.0 {
            Inner::Lit(text) => text.chars().count(),
            Inner::Heap(heap) => heap.starts().len() - 1,
        }
    }

    /// `len(s)`.
    pub fn len(&self) -> Int {
        Int::from(self.count_chars())
    }

    /// The byte offset of the code point at `i`, which is at most the length.
    pub fn byte_at(&self, i: usize) -> usize {
        if self.isascii() {
            return i;
        }
        match &self.0 {
            Inner::Lit(text) => text.char_indices().nth(i).map_or(text.len(), |(at, _)| at),
            Inner::Heap(heap) => heap.starts()[i] as usize,
        }
    }

    /// The code point index of the byte offset `at`, which lies on a boundary.
    pub fn char_at_byte(&self, at: usize) -> usize {
        if self.isascii() {
            return at;
        }
        match &self.0 {
            Inner::Lit(text) => text[..at].chars().count(),
            Inner::Heap(heap) => heap.starts().partition_point(|&start| (start as usize) < at),
        }
    }

    /// `s[i]`. IndexError outside.
    pub fn get(&self, i: impl PyIndex) -> Result<Str> {
        let len = self.count_chars();
        match resolve_index(i, len)? {
            Some(at) => Ok(self.char_str(at)),
            None => Err(index_error("string index out of range")),
        }
    }

    fn char_str(&self, at: usize) -> Str {
        if self.isascii() {
            return Str::from_byte(self.as_str().as_bytes()[at]);
        }
        let start = self.byte_at(at);
        self.as_str()[start..].chars().next().map_or(Str::lit(""), Str::from)
    }

    /// A string of one ASCII character, without allocating.
    fn from_byte(byte: u8) -> Str {
        let at = byte as usize;
        Str::lit(ASCII.get(at..at + 1).unwrap_or(""))
    }

    /// The code points from `start` to `stop`, both within the text.
    pub fn sub(&self, start: usize, stop: usize) -> Str {
        if start >= stop {
            return Str::lit("");
        }
        let (from, to) = (self.byte_at(start), self.byte_at(stop));
        match &self.0 {
            Inner::Lit(text) => Str::lit(&text[from..to]),
            Inner::Heap(heap) if from == 0 && to == heap.text.len() => self.clone(),
            Inner::Heap(heap) => Str::from(&heap.text[from..to]),
        }
    }

    /// `s[start:stop:step]`. ValueError for a step of 0.
    pub fn slice(&self, start: Option<Int>, stop: Option<Int>, step: Option<Int>) -> Result<Str> {
        let slice = resolve_slice(start, stop, step, self.count_chars())?;
        if let Some((from, to)) = slice.contiguous() {
            return Ok(self.sub(from, to));
        }
        let text = self.as_str();
        if self.isascii() {
            let bytes = text.as_bytes();
            return Ok(Str::from(slice.indices().map(|i| bytes[i] as char).collect::<String>()));
        }
        let chars: Vec<char> = text.chars().collect();
        Ok(Str::from(slice.indices().map(|i| chars[i]).collect::<String>()))
    }

    /// `s * n`. MemoryError where the result cannot exist.
    pub fn repeat(&self, n: &Int) -> Result<Str> {
        let times = match n.to_i64() {
            Some(n) => usize::try_from(n).unwrap_or(0),
            None if n.is_negative() => 0,
            None if self.is_empty() => 0,
            None => return Err(super::exc_classes::overflow_error("cannot fit 'int' into an index-sized integer")),
        };
        match self.as_str().len().checked_mul(times) {
            Some(0) => Ok(Str::lit("")),
            Some(total) if total < isize::MAX as usize => {
                let mut out = String::new();
                out.try_reserve_exact(total).map_err(|_| memory_error())?;
                for _ in 0..times {
                    out.push_str(self);
                }
                Ok(Str::from(out))
            }
            _ => Err(memory_error()),
        }
    }

    /// The code points, each as a string of its own.
    pub fn iter(&self) -> StrIter {
        StrIter { text: self.clone(), at: 0, end: self.as_str().len() }
    }

    /// Whether both are one string object, which is all that `is` can tell.
    pub fn is(&self, other: &Str) -> bool {
        std::ptr::eq(self.as_str(), other.as_str())
    }

    /// `c in s`.
    pub fn py_contains(&self, part: &str) -> bool {
        self.as_str().contains(part)
    }
}

impl Text {
    fn starts(&self) -> &[u32] {
        self.starts.get_or_init(|| {
            let mut starts: Vec<u32> = self.text.char_indices().map(|(at, _)| at as u32).collect();
            starts.push(self.text.len() as u32);
            starts.into_boxed_slice()
        })
    }
}

/// Every ASCII character in order, so that one of them is a slice of this.
const ASCII: &str = "\0\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\
\x1a\x1b\x1c\x1d\x1e\x1f !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`\
abcdefghijklmnopqrstuvwxyz{|}~\x7f";

/// An iterator over the code points of a string.
#[derive(Clone)]
pub struct StrIter {
    text: Str,
    at: usize,
    end: usize,
}

impl Iterator for StrIter {
    type Item = Str;

    fn next(&mut self) -> Option<Str> {
        let c = self.text.as_str()[self.at..self.end].chars().next()?;
        self.at += c.len_utf8();
        Some(Str::from(c))
    }
}

impl DoubleEndedIterator for StrIter {
    fn next_back(&mut self) -> Option<Str> {
        let c = self.text.as_str()[self.at..self.end].chars().next_back()?;
        self.end -= c.len_utf8();
        Some(Str::from(c))
    }
}

impl IntoIterator for &Str {
    type Item = Str;
    type IntoIter = StrIter;

    fn into_iter(self) -> StrIter {
        self.iter()
    }
}

impl IntoIterator for Str {
    type Item = Str;
    type IntoIter = StrIter;

    fn into_iter(self) -> StrIter {
        self.iter()
    }
}

impl Default for Str {
    fn default() -> Str {
        Str::lit("")
    }
}

impl Deref for Str {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        Str::heap(text)
    }
}

impl From<&String> for Str {
    fn from(text: &String) -> Str {
        Str::heap(text.clone())
    }
}

impl Literal for &str {
    type Value = Str;

    fn value(self) -> Str {
        Str::from(self)
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        match text.as_bytes() {
            [] => Str::lit(""),
            [byte] => Str::from_byte(*byte),
            _ => Str::heap(text.to_string()),
        }
    }
}

impl From<&Str> for Str {
    fn from(text: &Str) -> Str {
        text.clone()
    }
}

impl From<char> for Str {
    fn from(c: char) -> Str {
        if c.is_ascii() { Str::from_byte(c as u8) } else { Str::heap(c.to_string()) }
    }
}

impl FromIterator<Str> for Str {
    fn from_iter<I: IntoIterator<Item = Str>>(parts: I) -> Str {
        let mut out = String::new();
        for part in parts {
            out.push_str(&part);
        }
        Str::from(out)
    }
}

impl FromIterator<char> for Str {
    fn from_iter<I: IntoIterator<Item = char>>(parts: I) -> Str {
        Str::from(parts.into_iter().collect::<String>())
    }
}

impl AddAssign<&str> for Str {
    fn add_assign(&mut self, other: &str) {
        // As CPython does, a string that nobody else holds grows in place.
        if let Inner::Heap(heap) = &mut self.0 {
            if let Some(text) = Rc::get_mut(heap) {
                text.ascii = text.ascii && other.is_ascii();
                text.text.push_str(other);
                text.starts.take();
                return;
            }
        }
        let mut text = String::with_capacity(self.as_str().len() + other.len());
        text.push_str(self);
        text.push_str(other);
        *self = Str::from(text);
    }
}

impl AddAssign<&Str> for Str {
    fn add_assign(&mut self, other: &Str) {
        *self += other.as_str();
    }
}

impl AddAssign<Str> for Str {
    fn add_assign(&mut self, other: Str) {
        *self += other.as_str();
    }
}

macro_rules! add_str {
    ($($left:ty, $right:ty;)*) => {$(
        impl Add<$right> for $left {
            type Output = Str;

            fn add(self, other: $right) -> Str {
                let mut out = Str::from(self);
                let text: &str = other.as_ref();
                out += text;
                out
            }
        }
    )*};
}

add_str! {
    Str, Str;
    Str, &Str;
    Str, &str;
    &Str, Str;
    &Str, &Str;
    &Str, &str;
    &str, Str;
    &str, &Str;
}
