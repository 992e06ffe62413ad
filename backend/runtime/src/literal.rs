//! Displays of literals: `List::of([1, 2])` is `[1, 2]`, and `Dict::of([("a", 1)])` is `{"a": 1}`.

/// A Rust literal that stands for a Python value.
pub trait Literal {
    /// The type of that value.
    type Value;

    /// The value.
    fn value(self) -> Self::Value;
}

impl Literal for f64 {
    type Value = f64;

    fn value(self) -> f64 {
        self
    }
}

impl Literal for bool {
    type Value = bool;

    fn value(self) -> bool {
        self
    }
}

macro_rules! tuples {
    ($(($($name:ident $at:tt)+))*) => {$(
        impl<$($name: Literal),+> Literal for ($($name,)+) {
            type Value = ($($name::Value,)+);

            fn value(self) -> Self::Value {
                ($(self.$at.value(),)+)
            }
        }
    )*};
}

tuples! {
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
}

/// The values of several literals, in order.
pub(super) fn values<L: Literal, const N: usize>(items: [L; N]) -> impl Iterator<Item = L::Value> {
    items.into_iter().map(L::value)
}

#[cfg(test)]
mod tests {
    use crate::{Dict, List, Set, Tuple, repr};

    #[test]
    fn displays_are_what_they_look_like() {
        assert_eq!(repr(&List::of([3, -1, 4_000_000_000])), "[3, -1, 4000000000]");
        assert_eq!(repr(&List::of([[1, 0], [0, 1]])), "[[1, 0], [0, 1]]");
        assert_eq!(repr(&List::of([("a", 1.5, true)])), "[('a', 1.5, True)]");
        assert_eq!(repr(&Dict::of([("b", 1), ("a", 2), ("b", 3)])), "{'b': 3, 'a': 2}");
        assert_eq!(repr(&Set::of([3, 1, 3])), "{1, 3}");
        assert_eq!(repr(&Tuple::of(["x"])), "('x',)");
    }

    #[test]
    fn nested_lists_are_lists_of_their_own() {
        let rows = List::of([[0, 0], [0, 0]]);
        rows.get(0).expect("a row").append(crate::Int::from(1));
        assert_eq!(repr(&rows), "[[0, 0, 1], [0, 0]]");
    }
}
