//! `Range`: Python's range, with a fast iterator where all fits an i64.

use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::{index_error, overflow_error, value_error};
use super::hash::{HASH_NONE, PyHash, hash_tuple};
use super::int::Int;
use super::list::List;
use super::show::Show;
use super::truth::{Truthy, TypeName};
use std::fmt;

/// Python's `range`.
#[derive(Clone)]
pub struct Range {
    start: Int,
    stop: Int,
    step: Int,
    count: Int,
}

impl Range {
    /// `range(stop)`.
    pub fn to(stop: impl Into<Int>) -> Range {
        Range::of(Int::ZERO, stop.into(), Int::ONE)
    }

    /// `range(start, stop)`.
    pub fn new(start: impl Into<Int>, stop: impl Into<Int>) -> Range {
        Range::of(start.into(), stop.into(), Int::ONE)
    }

    /// `range(start, stop, step)`. ValueError for a step of 0.
    pub fn stepped(start: impl Into<Int>, stop: impl Into<Int>, step: impl Into<Int>) -> Result<Range> {
        let step = step.into();
        if step.is_zero() {
            return Err(value_error("range() arg 3 must not be zero"));
        }
        Ok(Range::of(start.into(), stop.into(), step))
    }

    /// A range whose step is known not to be 0.
    fn of(start: Int, stop: Int, step: Int) -> Range {
        let (low, high, size) =
            if step.is_negative() { (&stop, &start, -&step) } else { (&start, &stop, step.clone()) };
        let count = if low >= high { Int::ZERO } else { (high - low - 1).div_mod_nonzero(&size).0 + 1 };
        Range { start, stop, step, count }
    }

    /// `r.start`.
    pub fn start(&self) -> Int {
        self.start.clone()
    }

    /// `r.stop`.
    pub fn stop(&self) -> Int {
        self.stop.clone()
    }

    /// `r.step`.
    pub fn step(&self) -> Int {
        self.step.clone()
    }

    /// `len(r)`, unbounded.
    pub fn len(&self) -> Int {
        self.count.clone()
    }

    /// `len(r)` as CPython has it: OverflowError where it is too large for an index.
    pub fn checked_len(&self) -> Result<Int> {
        match self.count.to_i64() {
            Some(_) => Ok(self.len()),
            None => Err(overflow_error("Python int too large to convert to C ssize_t")),
        }
    }

    /// Whether it has no items.
    pub fn is_empty(&self) -> bool {
        self.count.is_zero()
    }

    fn at(&self, i: &Int) -> Int {
        &self.start + i * &self.step
    }

    /// `r[i]`. IndexError.
    pub fn get(&self, i: impl Into<Int>) -> Result<Int> {
        let i = i.into();
        let i = if i.is_negative() { i + &self.count } else { i };
        if i.is_negative() || i >= self.count {
            return Err(index_error("range object index out of range"));
        }
        Ok(self.at(&i))
    }

    /// `r[start:stop:step]`, another range. ValueError for a step of 0.
    pub fn slice(&self, start: Option<Int>, stop: Option<Int>, step: Option<Int>) -> Result<Range> {
        let step = step.unwrap_or(Int::ONE);
        if step.is_zero() {
            return Err(value_error("slice step cannot be zero"));
        }
        let falling = step.is_negative();
        let (low, high) = if falling { (Int::new(-1), &self.count - 1) } else { (Int::ZERO, self.count.clone()) };
        let bound = |value: Option<Int>, missing: &Int| match value {
            None => missing.clone(),
            Some(value) => {
                (if value.is_negative() { value + &self.count } else { value }).clamp(low.clone(), high.clone())
            }
        };
        let (first, last) = if falling { (&high, &low) } else { (&low, &high) };
        let (from, to) = (bound(start, first), bound(stop, last));
        Ok(Range::of(self.at(&from), self.at(&to), &self.step * step))
    }

    /// `value in r`.
    pub fn contains(&self, value: &Int) -> bool {
        let (low, high) = if self.step.is_negative() { (&self.stop, &self.start) } else { (&self.start, &self.stop) };
        let inside = if self.step.is_negative() { low < value && value <= high } else { low <= value && value < high };
        inside && (value - &self.start).div_mod_nonzero(&self.step).1.is_zero()
    }

    /// `value in r` for a float, which may be whole.
    pub fn contains_float(&self, value: f64) -> bool {
        super::float::is_integer(value) && Int::from_float(value).is_ok_and(|value| self.contains(&value))
    }

    /// `r.index(value)`. ValueError.
    pub fn index(&self, value: &Int) -> Result<Int> {
        if self.contains(value) {
            Ok((value - &self.start).div_mod_nonzero(&self.step).0)
        } else {
            Err(value_error(format!("{value} is not in range")))
        }
    }

    /// `r.count(value)`.
    pub fn count(&self, value: &Int) -> Int {
        Int::from(self.contains(value))
    }

    /// The items.
    pub fn iter(&self) -> RangeIter {
        let last = self.at(&self.count);
        match (self.start.to_i64(), last.to_i64(), self.step.to_i64(), self.count.to_i64()) {
            (Some(start), Some(_), Some(step), Some(count)) => {
                RangeIter(Walk::Small { next: start, step, left: count })
            }
            _ => RangeIter(Walk::Large { range: self.clone(), at: Int::ZERO }),
        }
    }

    /// `reversed(r)`.
    pub fn reversed(&self) -> RangeIter {
        let step = -&self.step;
        Range::of(self.at(&(&self.count - 1)), &self.start + &step, step).iter()
    }

    /// `list(r)`.
    pub fn to_list(&self) -> List<Int> {
        self.iter().collect()
    }
}

#[derive(Clone)]
enum Walk {
    Small { next: i64, step: i64, left: i64 },
    Large { range: Range, at: Int },
}

/// An iterator over a range.
#[derive(Clone)]
pub struct RangeIter(Walk);

impl Iterator for RangeIter {
    type Item = Int;

    #[inline]
    fn next(&mut self) -> Option<Int> {
        match &mut self.0 {
            Walk::Small { next, step, left } => {
                if *left <= 0 {
                    return None;
                }
                let value = *next;
                *left -= 1;
                *next += *step;
                Some(Int::new(value))
            }
            Walk::Large { range, at } => {
                let value = range.get(&*at).ok()?;
                *at += 1;
                Some(value)
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Walk::Small { left, .. } => (*left as usize, Some(*left as usize)),
            Walk::Large { .. } => (0, None),
        }
    }
}

impl DoubleEndedIterator for RangeIter {
    fn next_back(&mut self) -> Option<Int> {
        match &mut self.0 {
            Walk::Small { next, step, left } => {
                if *left <= 0 {
                    return None;
                }
                *left -= 1;
                Some(Int::new(*next + *left * *step))
            }
            Walk::Large { range, at } => {
                if *at >= range.count {
                    return None;
                }
                range.count -= 1;
                Some(range.at(&range.count))
            }
        }
    }
}

impl IntoIterator for &Range {
    type Item = Int;
    type IntoIter = RangeIter;

    fn into_iter(self) -> RangeIter {
        self.iter()
    }
}

impl IntoIterator for Range {
    type Item = Int;
    type IntoIter = RangeIter;

    fn into_iter(self) -> RangeIter {
        self.iter()
    }
}

impl PyEq for Range {
    fn py_eq(&self, other: &Range) -> bool {
        self.count == other.count
            && (self.count.is_zero()
                || (self.start == other.start && (self.count == Int::ONE || self.step == other.step)))
    }
}

impl PyHash for Range {
    fn py_hash(&self) -> i64 {
        let some = |shown: bool, value: &Int| if shown { value.py_hash() } else { HASH_NONE };
        let any = !self.count.is_zero();
        hash_tuple([self.count.py_hash(), some(any, &self.start), some(any && self.count != Int::ONE, &self.step)])
    }
}

impl Truthy for Range {
    fn truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl TypeName for Range {
    fn type_name(&self) -> &'static str {
        "range"
    }
}

impl Show for Range {
    fn write_repr(&self, out: &mut String) {
        out.push_str("range(");
        self.start.write_repr(out);
        out.push_str(", ");
        self.stop.write_repr(out);
        if self.step != Int::ONE {
            out.push_str(", ");
            self.step.write_repr(out);
        }
        out.push(')');
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}
