//! What translated loops and unpackings call: ranges, slices that cannot fail, checks of length, zips.

use super::bytes::Bytes;
use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::value_error;
use super::hash::PyHash;
use super::int::Int;
use super::list::List;
use super::range::{Range, RangeIter};
use super::set::Set;
use super::text::Str;
use super::tuple::Tuple;

/// `range(start, stop)` as an iterator.
pub fn range(start: impl Into<Int>, stop: impl Into<Int>) -> RangeIter {
    Range::new(start, stop).iter()
}

/// `range(start, stop, step)` as an iterator; ValueError for a zero step.
pub fn range_step(start: impl Into<Int>, stop: impl Into<Int>, step: impl Into<Int>) -> Result<RangeIter> {
    Ok(Range::stepped(start, stop, step)?.iter())
}

/// `range(start, stop, step)` with a step that is known not to be zero.
pub fn range_by(start: impl Into<Int>, stop: impl Into<Int>, step: i64) -> RangeIter {
    super::control::or_terminal(range_step(start, stop, step))
}

/// Slices whose step is known not to be zero.
macro_rules! parts {
    ($([$($generic:tt)*] $name:ty),*) => {$(
        impl<$($generic)*> $name {
            /// `self[start:stop]`.
            pub fn part(&self, start: Option<Int>, stop: Option<Int>) -> $name {
                super::control::or_terminal(self.slice(start, stop, None))
            }

            /// `self[start:stop:step]` with a step that is not zero.
            pub fn part_by(&self, start: Option<Int>, stop: Option<Int>, step: i64) -> $name {
                super::control::or_terminal(self.slice(start, stop, Some(Int::from(step))))
            }
        }
    )*};
}
parts!([T: Clone] List<T>, [T: Clone] Tuple<T>, [] Str, [] Bytes, [] Range);

/// Checks that unpacking into `count` targets fits.
pub fn unpack_exactly<T>(items: &List<T>, count: usize) -> Result<()> {
    let have = items.size();
    match have.cmp(&count) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => {
            Err(value_error(format!("not enough values to unpack (expected {count}, got {have})")))
        }
        std::cmp::Ordering::Greater => Err(value_error(format!("too many values to unpack (expected {count})"))),
    }
}

/// Checks that unpacking into `count` targets and a starred one fits.
pub fn unpack_at_least<T>(items: &List<T>, count: usize) -> Result<()> {
    let have = items.size();
    if have < count {
        return Err(value_error(format!("not enough values to unpack (expected at least {count}, got {have})")));
    }
    Ok(())
}

/// Zips of more than two.
macro_rules! zips {
    ($($name:ident($($arg:ident: $ty:ident),*);)*) => {$(
        /// Tuples of the iterators' items, as long as the shortest.
        pub fn $name<$($ty: IntoIterator),*>($($arg: $ty),*) -> impl Iterator<Item = ($($ty::Item,)*)> {
            $(let mut $arg = $arg.into_iter();)*
            std::iter::from_fn(move || Some(($($arg.next()?,)*)))
        }
    )*};
}
zips! {
    zip3(a: A, b: B, c: C);
    zip4(a: A, b: B, c: C, d: D);
    zip5(a: A, b: B, c: C, d: D, e: E);
    zip6(a: A, b: B, c: C, d: D, e: E, f: F);
}

impl<T: Clone> List<T> {
    /// The same elements as a tuple.
    pub fn to_tuple(&self) -> Tuple<T> {
        self.iter().collect()
    }
}

impl Int {
    /// `int(text, base)`; ValueError for a base out of range or text that is no such number.
    pub fn parse_base(text: &str, base: &Int) -> Result<Int> {
        let base = base.to_i64().ok_or_else(|| value_error("int() base must be >= 2 and <= 36, or 0"))?;
        Int::parse(text, base)
    }
}

/// `zip(*rows)`: tuples of the rows' items, as many as the shortest row has.
pub fn zip_all<T: Clone>(rows: impl IntoIterator<Item = Vec<T>>) -> impl Iterator<Item = Tuple<T>> {
    let rows: Vec<Vec<T>> = rows.into_iter().collect();
    let shortest = rows.iter().map(Vec::len).min().unwrap_or(0);
    (0..shortest).map(move |at| rows.iter().map(|row| row[at].clone()).collect())
}

/// A set display of constants: CPython keeps those as a frozenset, and updates an empty set from it.
pub fn set_of_constants<T: PyHash + PyEq + Clone>(constants: Set<T>) -> Set<T> {
    let set = Set::new();
    set.update_set(&frozen_constants(constants));
    set
}

/// The constant itself: made in the order of the display, then once more in the order of that when the compiler merges
/// equal constants.
pub fn frozen_constants<T: PyHash + PyEq + Clone>(constants: Set<T>) -> Set<T> {
    constants.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{list, repr};

    fn raised<T>(result: Result<T>) -> String {
        result.err().map(|exc| exc.to_string()).unwrap_or_default()
    }

    #[test]
    fn ranges_count_as_python_does() {
        let numbers = |items: RangeIter| items.map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(numbers(range(2, 5)), "2 3 4");
        assert_eq!(numbers(range_by(5, 0, -2)), "5 3 1");
        assert_eq!(numbers(range(3, 3)), "");
        assert_eq!(raised(range_step(0, 1, 0)), "range() arg 3 must not be zero");
    }

    #[test]
    fn unpacking_counts() {
        let items = list![Int::from(1), Int::from(2)];
        assert!(unpack_exactly(&items, 2).is_ok() && unpack_at_least(&items, 1).is_ok());
        assert_eq!(raised(unpack_exactly(&items, 3)), "not enough values to unpack (expected 3, got 2)");
        assert_eq!(raised(unpack_exactly(&items, 1)), "too many values to unpack (expected 1)");
        assert_eq!(raised(unpack_at_least(&items, 3)), "not enough values to unpack (expected at least 3, got 2)");
    }

    #[test]
    fn zips_end_with_the_shortest() {
        assert_eq!(zip3([1, 2], ["a", "b"], [true]).count(), 1);
        let rows = [vec![Int::from(1), Int::from(2)], vec![Int::from(3)]];
        assert_eq!(repr(&zip_all(rows).collect::<List<_>>()).as_str(), "[(1, 3)]");
        assert_eq!(zip_all(Vec::<Vec<Int>>::new()).count(), 0);
    }

    #[test]
    fn parts_clamp_their_bounds() {
        let items: List<Int> = (0..5).map(Int::from).collect();
        assert_eq!(repr(&items.part(Some(Int::from(-2)), Some(Int::from(99)))).as_str(), "[3, 4]");
        assert_eq!(repr(&items.part_by(None, None, -2)).as_str(), "[4, 2, 0]");
    }

    #[test]
    fn integers_are_read_in_a_base() {
        assert_eq!(Int::parse_base("ff", &Int::from(16)).ok().map(|n| n.to_string()).as_deref(), Some("255"));
        assert_eq!(raised(Int::parse_base("1", &Int::from(37))), "int() base must be >= 2 and <= 36, or 0");
    }

    #[test]
    fn sets_of_constants_stand_in_the_order_of_their_frozenset() {
        let set = set_of_constants([8, 1, 16].into_iter().map(Int::from).collect::<Set<Int>>());
        assert_eq!(repr(&set).as_str(), "{8, 1, 16}");
    }
}
