//! `copy.deepcopy`: copies what is reachable, once each, so that shared and recursive structures keep their shape.

use super::bytes::Bytes;
use super::dict::Dict;
use super::eq::PyEq;
use super::hash::PyHash;
use super::int::Int;
use super::list::List;
use super::never::Never;
use super::num::Num;
use super::range::Range;
use super::set::{FrozenSet, Set};
use super::text::Str;
use super::tuple::Tuple;
use std::any::Any;
use std::collections::HashMap;

/// What has been copied already, by the original's address.
#[derive(Default)]
pub struct Memo(HashMap<usize, Box<dyn Any>>);

impl Memo {
    /// The copy of the original at an address.
    pub fn find<T: Clone + 'static>(&self, address: usize) -> Option<T> {
        self.0.get(&address)?.downcast_ref::<T>().cloned()
    }

    /// Notes the copy of the original at an address; before its parts are copied, where they may refer to it.
    pub fn note<T: 'static>(&mut self, address: usize, copy: T) {
        self.0.insert(address, Box::new(copy));
    }
}

/// Values that `copy.deepcopy` copies.
pub trait DeepCopy: Clone {
    /// The copy, with what it shares taken from the memo.
    fn deep_copy(&self, memo: &mut Memo) -> Self;
}

/// `copy.deepcopy(x)`.
pub fn deepcopy<T: DeepCopy>(value: &T) -> T {
    value.deep_copy(&mut Memo::default())
}

macro_rules! plain_copies {
    ($($name:ty),*) => {$(
        impl DeepCopy for $name {
            fn deep_copy(&self, _: &mut Memo) -> $name {
                self.clone()
            }
        }
    )*};
}

plain_copies!(bool, f64, i64, (), Int, Num, Str, Bytes, Range, Never);

impl<T: DeepCopy> DeepCopy for Option<T> {
    fn deep_copy(&self, memo: &mut Memo) -> Option<T> {
        self.as_ref().map(|value| value.deep_copy(memo))
    }
}

impl<T: DeepCopy + 'static> DeepCopy for List<T> {
    fn deep_copy(&self, memo: &mut Memo) -> List<T> {
        if let Some(copy) = memo.find(self.address()) {
            return copy;
        }
        let copy = List::new();
        memo.note(self.address(), copy.clone());
        for item in self {
            copy.append(item.deep_copy(memo));
        }
        copy
    }
}

impl<K: DeepCopy + PyHash + PyEq + 'static, V: DeepCopy + 'static> DeepCopy for Dict<K, V> {
    fn deep_copy(&self, memo: &mut Memo) -> Dict<K, V> {
        if let Some(copy) = memo.find(self.address()) {
            return copy;
        }
        let copy = Dict::new();
        memo.note(self.address(), copy.clone());
        for (key, value) in self.items() {
            copy.set(key.deep_copy(memo), value.deep_copy(memo));
        }
        copy
    }
}

impl<T: DeepCopy + PyHash + PyEq + 'static> DeepCopy for Set<T> {
    fn deep_copy(&self, memo: &mut Memo) -> Set<T> {
        if let Some(copy) = memo.find(self.address()) {
            return copy;
        }
        // CPython rebuilds a set from the list of its items.
        let copy: Set<T> = self.to_list().iter().map(|item| item.deep_copy(memo)).collect();
        memo.note(self.address(), copy.clone());
        copy
    }
}

impl<T: DeepCopy + PyHash + PyEq + 'static> DeepCopy for FrozenSet<T> {
    fn deep_copy(&self, memo: &mut Memo) -> FrozenSet<T> {
        self.to_list().iter().map(|item| item.deep_copy(memo)).collect()
    }
}

impl<T: DeepCopy> DeepCopy for Tuple<T> {
    fn deep_copy(&self, memo: &mut Memo) -> Tuple<T> {
        self.iter().map(|item| item.deep_copy(memo)).collect()
    }
}

macro_rules! tuple_copies {
    ($(($($name:ident $i:tt)+))*) => {$(
        impl<$($name: DeepCopy),+> DeepCopy for ($($name,)+) {
            fn deep_copy(&self, memo: &mut Memo) -> Self {
                ($(self.$i.deep_copy(memo),)+)
            }
        }
    )*};
}

tuple_copies! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}
