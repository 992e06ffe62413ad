//! CPython 3.11's set table (Objects/setobject.c), step by step: probing, growth, dummies and the finger of `pop`,
//! since the order in which a set prints follows from all of them.

use super::eq::PyEq;
use super::hash::PyHash;

/// Slots that are looked at in a row before the probe jumps.
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
const MIN_SIZE: usize = 8;

enum Slot<T> {
    Empty,
    /// Held a value once; a search goes on past it.
    Dummy,
    Full(i64, T),
}

/// The table of a set.
pub struct SetTable<T> {
    slots: Vec<Slot<T>>,
    /// Slots that are not empty, dummies included.
    fill: usize,
    used: usize,
    /// Where `pop` goes on searching.
    finger: usize,
}

impl<T> Default for SetTable<T> {
    fn default() -> SetTable<T> {
        SetTable { slots: empty_slots(MIN_SIZE), fill: 0, used: 0, finger: 0 }
    }
}

fn empty_slots<T>(size: usize) -> Vec<Slot<T>> {
    let mut slots = Vec::new();
    slots.resize_with(size, || Slot::Empty);
    slots
}

impl<T> SetTable<T> {
    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// The number of slots.
    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }

    /// The value in a slot.
    pub(super) fn slot(&self, at: usize) -> Option<&T> {
        match self.slots.get(at) {
            Some(Slot::Full(_, value)) => Some(value),
            _ => None,
        }
    }

    /// The values and their hashes, in the order of the table.
    pub(super) fn entries(&self) -> impl Iterator<Item = (i64, &T)> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Full(hash, value) => Some((*hash, value)),
            _ => None,
        })
    }

    /// `set_lookkey` and the search of `set_add_entry`: the slot of the value that is `same`, or else the one that
    /// takes a new value: the last dummy on the way, or the empty slot where the search ended.
    fn search(&self, hash: i64, mut same: impl FnMut(&T) -> bool) -> std::result::Result<usize, usize> {
        let mut dummy = None;
        let mask = self.slots.len() - 1;
        let mut perturb = hash as u64;
        let mut i = hash as u64 as usize & mask;
        loop {
            let probes = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            for at in i..=i + probes {
                match &self.slots[at] {
                    Slot::Empty => return Err(dummy.unwrap_or(at)),
                    Slot::Dummy => dummy = Some(at),
                    Slot::Full(one, value) if *one == hash && same(value) => return Ok(at),
                    Slot::Full(..) => {}
                }
            }
            perturb >>= PERTURB_SHIFT;
            i = (i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize)) & mask;
        }
    }

    pub(super) fn find(&self, hash: i64, same: impl FnMut(&T) -> bool) -> Option<usize> {
        self.search(hash, same).ok()
    }

    /// `set_insert_clean`: into a table without dummies, a value that is not there.
    fn insert_clean(slots: &mut [Slot<T>], hash: i64, value: T) {
        let mask = slots.len() - 1;
        let mut perturb = hash as u64;
        let mut i = hash as u64 as usize & mask;
        loop {
            let probes = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            let empty = slots[i..=i + probes].iter_mut().find(|slot| matches!(slot, Slot::Empty));
            if let Some(slot) = empty {
                *slot = Slot::Full(hash, value);
                return;
            }
            perturb >>= PERTURB_SHIFT;
            i = (i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize)) & mask;
        }
    }

    /// `set_table_resize`: to the smallest power of two above `minimum`.
    fn resize(&mut self, minimum: usize) {
        let mut size = MIN_SIZE;
        while size <= minimum {
            size <<= 1;
        }
        if size == self.slots.len() && size == MIN_SIZE && self.fill == self.used {
            return;
        }
        let old = std::mem::replace(&mut self.slots, empty_slots(size));
        for slot in old {
            if let Slot::Full(hash, value) = slot {
                Self::insert_clean(&mut self.slots, hash, value);
            }
        }
        self.fill = self.used;
    }

    /// `set_add_entry` with a known hash. Returns whether the value is new.
    pub(super) fn add(&mut self, hash: i64, value: T, same: impl FnMut(&T) -> bool) -> bool {
        let Err(at) = self.search(hash, same) else { return false };
        let old = std::mem::replace(&mut self.slots[at], Slot::Full(hash, value));
        self.used += 1;
        if matches!(old, Slot::Dummy) {
            return true;
        }
        self.fill += 1;
        if self.fill * 5 >= (self.slots.len() - 1) * 3 {
            self.resize(if self.used > 50_000 { self.used * 2 } else { self.used * 4 });
        }
        true
    }

    /// Removes the value in a slot, leaving a dummy.
    pub(super) fn remove(&mut self, at: usize) -> Option<T> {
        match std::mem::replace(&mut self.slots[at], Slot::Dummy) {
            Slot::Full(_, value) => {
                self.used -= 1;
                Some(value)
            }
            other => {
                self.slots[at] = other;
                None
            }
        }
    }

    /// `set.pop`: the first value at or after the finger.
    pub(super) fn pop(&mut self) -> Option<T> {
        if self.used == 0 {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = self.finger & mask;
        while !matches!(self.slots[at], Slot::Full(..)) {
            at = if at >= mask { 0 } else { at + 1 };
        }
        self.finger = at + 1;
        self.remove(at)
    }

    /// The growth that an update from a dict of `size` items begins with.
    pub(super) fn reserve_for_dict(&mut self, size: usize) {
        if (self.fill + size) * 5 >= (self.slots.len() - 1) * 3 {
            self.resize((self.used + size) * 2);
        }
    }

    /// `set_clear_internal`: an empty table; the finger stays.
    pub(super) fn clear(&mut self) -> SetTable<T> {
        let empty = SetTable { finger: self.finger, ..SetTable::default() };
        std::mem::replace(self, empty)
    }

    /// `set_swap_bodies`, as in-place intersections end: the table of `other`, and the finger stays.
    pub(super) fn swap_body(&mut self, other: SetTable<T>) {
        let finger = self.finger;
        *self = other;
        self.finger = finger;
    }

    /// `set_difference_update`'s end: dummies are dropped where they fill more than a quarter of the table.
    pub(super) fn drop_dummies(&mut self) {
        if self.fill - self.used > (self.slots.len() - 1) / 4 {
            self.resize(if self.used > 50_000 { self.used * 2 } else { self.used * 4 });
        }
    }
}

impl<T: PyHash + PyEq + Clone> SetTable<T> {
    /// Adds a value.
    pub(super) fn insert(&mut self, value: T) -> bool {
        let hash = value.py_hash();
        self.insert_hashed(hash, value)
    }

    pub(super) fn insert_hashed(&mut self, hash: i64, value: T) -> bool {
        // The search sees the value before it moves into the table.
        let probe = value.clone();
        self.add(hash, value, |one| one.same_item(&probe))
    }

    /// `set_merge`: the union with another table.
    pub(super) fn merge(&mut self, other: &SetTable<T>) {
        if other.used == 0 {
            return;
        }
        if (self.fill + other.used) * 5 >= (self.slots.len() - 1) * 3 {
            self.resize((self.used + other.used) * 2);
        }
        if self.fill == 0 && self.slots.len() == other.slots.len() && other.fill == other.used {
            // Slot by slot.
            for (at, slot) in other.slots.iter().enumerate() {
                if let Slot::Full(hash, value) = slot {
                    self.slots[at] = Slot::Full(*hash, value.clone());
                }
            }
            self.fill = other.fill;
            self.used = other.used;
            return;
        }
        if self.fill == 0 {
            self.fill = other.used;
            self.used = other.used;
            for (hash, value) in other.entries() {
                Self::insert_clean(&mut self.slots, hash, value.clone());
            }
            return;
        }
        for (hash, value) in other.entries() {
            self.insert_hashed(hash, value.clone());
        }
    }
}
