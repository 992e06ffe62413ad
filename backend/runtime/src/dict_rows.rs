//! Pairs out of rows, as `dict(rows)` takes them: any sequences of two.

use super::exc::Result;
use super::exc_classes::value_error;
use super::list::List;
use super::text::Str;
use super::tuple::Tuple;

/// A sequence that may be a pair.
pub trait Row {
    /// What it holds.
    type Item;

    /// Its items.
    fn items(self) -> Vec<Self::Item>;
}

impl<T: Clone> Row for List<T> {
    type Item = T;

    fn items(self) -> Vec<T> {
        self.to_vec()
    }
}

impl<T: Clone> Row for Tuple<T> {
    type Item = T;

    fn items(self) -> Vec<T> {
        self.as_slice().to_vec()
    }
}

impl Row for Str {
    type Item = Str;

    fn items(self) -> Vec<Str> {
        self.iter().collect()
    }
}

/// The rows as pairs. ValueError for a row that is none.
pub fn dict_pairs<R: Row>(rows: impl IntoIterator<Item = R>) -> Result<Vec<(R::Item, R::Item)>> {
    let pair = |(at, row): (usize, R)| {
        let items = row.items();
        let length = items.len();
        match <[R::Item; 2]>::try_from(items) {
            Ok([key, value]) => Ok((key, value)),
            Err(_) => {
                Err(value_error(format!("dictionary update sequence element #{at} has length {length}; 2 is required")))
            }
        }
    };
    rows.into_iter().enumerate().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Int, list};

    #[test]
    fn rows_of_two_are_pairs() {
        let rows = [list![Int::from(1), Int::from(2)], list![Int::from(3), Int::from(4)]];
        let pairs = dict_pairs(rows).map(|pairs| pairs.len());
        assert_eq!(pairs.ok(), Some(2));
        let texts = dict_pairs([Str::lit("ab"), Str::lit("c\u{e9}")]);
        let last = texts.ok().and_then(|mut pairs| pairs.pop());
        assert_eq!(last.map(|(a, b)| format!("{a}{b}")).as_deref(), Some("c\u{e9}"));
    }

    #[test]
    fn a_row_of_another_length_is_named() {
        let error = dict_pairs([Str::lit("ab"), Str::lit("cde")]).err();
        let expected = "dictionary update sequence element #1 has length 3; 2 is required";
        assert_eq!(error.map(|e| e.to_string()).as_deref(), Some(expected));
    }
}
