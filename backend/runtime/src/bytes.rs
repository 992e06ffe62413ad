//! `Bytes`: Python's immutable bytes.

use super::eq::PyEq;
use super::exc::{Exc, Result};
use super::exc_classes::{UNICODE_DECODE_ERROR, index_error, value_error};
use super::hash::{PyHash, hash_bytes};
use super::index::{PyIndex, resolve_index, resolve_slice};
use super::int::Int;
use super::list::{List, repeat_items, slice_of};
use super::order::{Op, PyOrd, PyTryOrd};
use super::show::Show;
use super::text::Str;
use super::truth::{Truthy, TypeName};
use std::fmt;
use std::rc::Rc;

/// Python's `bytes`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(Rc<[u8]>);

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Bytes {
        Bytes(Rc::from(bytes))
    }
}

impl<const N: usize> From<&[u8; N]> for Bytes {
    fn from(bytes: &[u8; N]) -> Bytes {
        Bytes(Rc::from(bytes.as_slice()))
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(Rc::from(bytes))
    }
}

impl Default for Bytes {
    fn default() -> Bytes {
        Bytes::from(Vec::new())
    }
}

impl Bytes {
    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// `bytes(items)`. ValueError outside 0 to 255.
    pub fn from_ints(items: impl IntoIterator<Item = Int>) -> Result<Bytes> {
        items
            .into_iter()
            .map(|item| {
                item.to_i64()
                    .and_then(|item| u8::try_from(item).ok())
                    .ok_or_else(|| value_error("bytes must be in range(0, 256)"))
            })
            .collect::<Result<Vec<u8>>>()
            .map(Bytes::from)
    }

    /// `bytes(count)`: zeros. ValueError for a negative count.
    pub fn zeros(count: &Int) -> Result<Bytes> {
        if count.is_negative() {
            return Err(value_error("negative count"));
        }
        repeat_items(&[0u8], count).map(Bytes::from)
    }

    /// The number of bytes, as std counts.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// `len(b)`.
    pub fn len(&self) -> Int {
        Int::from(self.0.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `b[i]`. IndexError.
    pub fn get(&self, i: impl PyIndex) -> Result<Int> {
        match resolve_index(i, self.0.len())? {
            Some(at) => Ok(Int::from(self.0[at])),
            None => Err(index_error("index out of range")),
        }
    }

    /// `b[start:stop:step]`. ValueError for a step of 0.
    pub fn slice(&self, start: Option<Int>, stop: Option<Int>, step: Option<Int>) -> Result<Bytes> {
        let slice = resolve_slice(start, stop, step, self.0.len())?;
        Ok(Bytes::from(slice_of(&self.0, slice)))
    }

    /// `a + b`.
    pub fn concat(&self, other: &Bytes) -> Bytes {
        Bytes::from([&*self.0, &*other.0].concat())
    }

    /// `b * n`. MemoryError where the result cannot exist.
    pub fn repeat(&self, n: &Int) -> Result<Bytes> {
        repeat_items(&self.0, n).map(Bytes::from)
    }

    /// The bytes as ints.
    pub fn iter(&self) -> BytesIter {
        BytesIter { bytes: self.clone(), at: 0 }
    }

    /// `list(b)`.
    pub fn to_list(&self) -> List<Int> {
        self.iter().collect()
    }

    /// `n in b`.
    pub fn contains(&self, byte: &Int) -> Result<bool> {
        match byte.to_i64().and_then(|byte| u8::try_from(byte).ok()) {
            Some(byte) => Ok(self.0.contains(&byte)),
            None => Err(value_error("byte must be in range(0, 256)")),
        }
    }

    fn position(&self, part: &[u8]) -> Option<usize> {
        if part.is_empty() {
            return Some(0);
        }
        self.0.windows(part.len()).position(|window| window == part)
    }

    /// `part in b`.
    pub fn contains_bytes(&self, part: &Bytes) -> bool {
        self.position(&part.0).is_some()
    }

    /// `b.find(part)`.
    pub fn find(&self, part: &Bytes) -> Int {
        self.position(&part.0).map_or(Int::new(-1), Int::from)
    }

    /// `b.startswith(part)`.
    pub fn startswith(&self, part: &Bytes) -> bool {
        self.0.starts_with(&part.0)
    }

    /// `b.endswith(part)`.
    pub fn endswith(&self, part: &Bytes) -> bool {
        self.0.ends_with(&part.0)
    }

    /// `b.hex()`.
    pub fn hex(&self) -> Str {
        let digits: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        Str::from(digits)
    }

    /// `bytes.fromhex(text)`. ValueError.
    pub fn fromhex(text: &str) -> Result<Bytes> {
        let wrong = |at: usize| value_error(format!("non-hexadecimal number found in fromhex() arg at position {at}"));
        let chars: Vec<char> = text.chars().collect();
        let mut out = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            if chars[at].is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let high = chars[at].to_digit(16).ok_or_else(|| wrong(at))?;
            let low = chars.get(at + 1).and_then(|c| c.to_digit(16)).ok_or_else(|| wrong(at + 1))?;
            out.push((high * 16 + low) as u8);
            at += 2;
        }
        Ok(Bytes::from(out))
    }

    /// `b.decode()`: UTF-8. UnicodeDecodeError.
    pub fn decode(&self) -> Result<Str> {
        let error = match std::str::from_utf8(&self.0) {
            Ok(text) => return Ok(Str::from(text)),
            Err(error) => error,
        };
        let at = error.valid_up_to();
        let byte = self.0[at];
        let reason = match (byte, error.error_len()) {
            (0x80..=0xc1 | 0xf5..=0xff, _) => "invalid start byte",
            (_, None) => "unexpected end of data",
            _ => "invalid continuation byte",
        };
        let span = error.error_len().unwrap_or(self.0.len() - at);
        let place = if span > 1 {
            format!("bytes in position {at}-{}", at + span - 1)
        } else {
            format!("byte 0x{byte:02x} in position {at}")
        };
        Err(Exc::new(&UNICODE_DECODE_ERROR, format!("'utf-8' codec can't decode {place}: {reason}")))
    }

    /// `b.decode(encoding)` for utf-8, ascii and latin-1. UnicodeDecodeError, LookupError.
    pub fn decode_as(&self, encoding: &str) -> Result<Str> {
        match encoding.to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" => self.decode(),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => {
                Ok(Str::from(self.0.iter().map(|&byte| byte as char).collect::<String>()))
            }
            "ascii" | "us-ascii" => match self.0.iter().position(|byte| !byte.is_ascii()) {
                None => self.decode(),
                Some(at) => Err(Exc::new(
                    &UNICODE_DECODE_ERROR,
                    format!(
                        "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                        self.0[at]
                    ),
                )),
            },
            _ => Err(super::text_layout::unknown_encoding(encoding)),
        }
    }

    /// `int.from_bytes(b, order, signed=signed)`.
    pub fn to_int(&self, big_endian: bool, signed: bool) -> Int {
        let mut bytes = self.0.to_vec();
        if big_endian {
            bytes.reverse();
        }
        let negative = signed && bytes.last().is_some_and(|top| top & 0x80 != 0);
        let mut value = Int::ZERO;
        for byte in bytes.iter().rev() {
            value = value.shl_by(8) + i64::from(*byte);
        }
        if negative { value - Int::ONE.shl_by(8 * bytes.len() as u32) } else { value }
    }

    /// `n.to_bytes(length, order, signed=signed)`. OverflowError where it does not fit.
    pub fn of_int(value: &Int, length: &Int, big_endian: bool, signed: bool) -> Result<Bytes> {
        let overflow = super::exc_classes::overflow_error;
        if length.is_negative() {
            return Err(value_error("length argument must be non-negative"));
        }
        if value.is_negative() && !signed {
            return Err(overflow("can't convert negative int to unsigned"));
        }
        let length = length.to_usize().unwrap_or(usize::MAX);
        let bits = if value.is_negative() { (!value).bits() } else { value.bits() } + u64::from(signed);
        if bits > 8 * length as u64 && !(value.is_zero() && length == 0) {
            return Err(overflow("int too big to convert"));
        }
        let mut rest = value.clone();
        let mut out = Vec::with_capacity(length);
        for _ in 0..length {
            out.push((&rest & 0xff).to_i64().unwrap_or(0) as u8);
            rest = rest.shr_by(8);
        }
        if big_endian {
            out.reverse();
        }
        Ok(Bytes::from(out))
    }
}

/// An iterator over bytes, as ints.
#[derive(Clone)]
pub struct BytesIter {
    bytes: Bytes,
    at: usize,
}

impl Iterator for BytesIter {
    type Item = Int;

    fn next(&mut self) -> Option<Int> {
        let byte = *self.bytes.0.get(self.at)?;
        self.at += 1;
        Some(Int::from(byte))
    }
}

impl IntoIterator for &Bytes {
    type Item = Int;
    type IntoIter = BytesIter;

    fn into_iter(self) -> BytesIter {
        self.iter()
    }
}

impl IntoIterator for Bytes {
    type Item = Int;
    type IntoIter = BytesIter;

    fn into_iter(self) -> BytesIter {
        self.iter()
    }
}

impl std::ops::Add<&Bytes> for &Bytes {
    type Output = Bytes;

    fn add(self, other: &Bytes) -> Bytes {
        self.concat(other)
    }
}

impl PyEq for Bytes {
    fn py_eq(&self, other: &Bytes) -> bool {
        self == other
    }
}

impl PyOrd for Bytes {
    fn order(&self, other: &Bytes, op: Op) -> bool {
        op.holds(self, other)
    }
}

impl PyTryOrd for Bytes {
    fn try_order(&self, other: &Bytes, op: Op) -> Result<bool> {
        Ok(op.holds(self, other))
    }
}

impl PyHash for Bytes {
    fn py_hash(&self) -> i64 {
        hash_bytes(&self.0)
    }
}

impl Truthy for Bytes {
    fn truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl TypeName for Bytes {
    fn type_name(&self) -> &'static str {
        "bytes"
    }
}

impl Show for Bytes {
    fn write_repr(&self, out: &mut String) {
        let quote = if self.0.contains(&b'\'') && !self.0.contains(&b'"') { b'"' } else { b'\'' };
        out.push('b');
        out.push(quote as char);
        for &byte in self.0.iter() {
            match byte {
                b'\\' => out.push_str("\\\\"),
                b'\n' => out.push_str("\\n"),
                b'\r' => out.push_str("\\r"),
                b'\t' => out.push_str("\\t"),
                byte if byte == quote => {
                    out.push('\\');
                    out.push(quote as char);
                }
                b' '..=b'~' => out.push(byte as char),
                byte => out.push_str(&format!("\\x{byte:02x}")),
            }
        }
        out.push(quote as char);
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
