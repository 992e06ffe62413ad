//! The insertion-ordered hash table under `Dict`: entries in order, and an open-addressed index into them.
//! Knows nothing of Python's values: hashes come from the caller, equality as a closure.

/// An entry: hash, key, value.
pub struct Entry<K, V> {
    pub(super) hash: i64,
    pub(super) key: K,
    pub(super) value: V,
}

const EMPTY: u32 = u32::MAX;
const DELETED: u32 = u32::MAX - 1;

/// An insertion-ordered map from hashed keys to values.
pub struct Table<K, V> {
    index: Vec<u32>,
    /// In insertion order; None where one was removed.
    entries: Vec<Option<Entry<K, V>>>,
    used: usize,
    /// Slots of the index that are not empty, deleted ones included: a search ends at an empty one.
    filled: usize,
    /// No live entry stands before this position, so that popping from the front stays cheap.
    first: usize,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Table<K, V> {
        Table { index: Vec::new(), entries: Vec::new(), used: 0, filled: 0, first: 0 }
    }
}

fn spread(hash: i64) -> usize {
    // Python's hashes of ints are the ints: multiplied, so that multiples of powers of two spread too.
    ((hash as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as usize
}

impl<K, V> Table<K, V> {
    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// The positions to look at: live entries lie below this.
    pub(super) fn end(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn first(&self) -> usize {
        self.first
    }

    pub(super) fn entry(&self, at: usize) -> Option<&Entry<K, V>> {
        self.entries.get(at).and_then(Option::as_ref)
    }

    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry<K, V>> {
        self.entries[self.first.min(self.entries.len())..].iter().flatten()
    }

    /// The position of the entry of this hash for which `same` holds.
    pub(super) fn find(&self, hash: i64, mut same: impl FnMut(&K) -> bool) -> Option<usize> {
        if self.used == 0 {
            return None;
        }
        let mask = self.index.len() - 1;
        let mut slot = spread(hash) & mask;
        loop {
            match self.index[slot] {
                EMPTY => return None,
                DELETED => {}
                at => {
                    if let Some(entry) = &self.entries[at as usize] {
                        if entry.hash == hash && same(&entry.key) {
                            return Some(at as usize);
                        }
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Appends an entry whose key is not there yet.
    pub(super) fn insert_new(&mut self, hash: i64, key: K, value: V) {
        if self.filled.max(self.entries.len()) * 3 + 3 > self.index.len() * 2 {
            self.entries.retain(Option::is_some);
            self.first = 0;
            self.rebuild_index();
        }
        let at = self.entries.len();
        self.entries.push(Some(Entry { hash, key, value }));
        self.used += 1;
        self.point_at(hash, at);
    }

    /// Enters a position into the index, in an empty slot.
    fn point_at(&mut self, hash: i64, at: usize) {
        let mask = self.index.len() - 1;
        let mut slot = spread(hash) & mask;
        while self.index[slot] != EMPTY {
            slot = (slot + 1) & mask;
        }
        self.index[slot] = at as u32;
        self.filled += 1;
    }

    /// Replaces the value at a position.
    pub(super) fn replace(&mut self, at: usize, value: V) -> Option<V> {
        self.entries[at].as_mut().map(|entry| std::mem::replace(&mut entry.value, value))
    }

    /// Removes the entry at a position.
    pub(super) fn remove(&mut self, at: usize) -> Option<Entry<K, V>> {
        let entry = self.entries.get_mut(at)?.take()?;
        let mask = self.index.len() - 1;
        let mut slot = spread(entry.hash) & mask;
        while self.index[slot] != at as u32 {
            slot = (slot + 1) & mask;
        }
        self.index[slot] = DELETED;
        self.used -= 1;
        if self.used == 0 {
            self.clear();
            return Some(entry);
        }
        while matches!(self.entries.last(), Some(None)) && self.entries.len() > self.first {
            // Popping from the end leaves nothing behind; the index slot above is already marked.
            self.entries.pop();
        }
        if at == self.first {
            while matches!(self.entries.get(self.first), Some(None)) {
                self.first += 1;
            }
        }
        Some(entry)
    }

    pub(super) fn last(&self) -> Option<usize> {
        self.entries.iter().rposition(Option::is_some)
    }

    pub(super) fn clear(&mut self) {
        *self = Table::default();
    }

    /// Makes a fresh index of the entries as they stand, with room to double.
    fn rebuild_index(&mut self) {
        let size = ((self.entries.len() + 1) * 3).next_power_of_two().max(8);
        self.index.clear();
        self.index.resize(size, EMPTY);
        self.filled = 0;
        for at in 0..self.entries.len() {
            if let Some(entry) = &self.entries[at] {
                self.point_at(entry.hash, at);
            }
        }
    }

    /// Moves an entry to the end or to the front.
    pub(super) fn move_entry(&mut self, at: usize, to_end: bool) {
        let Some(entry) = self.remove(at) else { return };
        if to_end {
            self.insert_new(entry.hash, entry.key, entry.value);
            return;
        }
        self.used += 1;
        if self.first == 0 || (self.filled + 1) * 3 > self.index.len() * 2 {
            // Room for as many again at the front, so that the next ones are cheap.
            let gap = self.used;
            let live = std::mem::take(&mut self.entries);
            self.entries.resize_with(gap, || None);
            self.entries.extend(live.into_iter().filter(Option::is_some));
            self.first = gap - 1;
            self.entries[gap - 1] = Some(entry);
            self.rebuild_index();
            return;
        }
        self.first -= 1;
        self.point_at(entry.hash, self.first);
        let front = self.first;
        self.entries[front] = Some(entry);
    }
}

impl<K: Clone, V: Clone> Clone for Table<K, V> {
    fn clone(&self) -> Table<K, V> {
        let mut copy = Table::default();
        for entry in self.entries() {
            copy.insert_new(entry.hash, entry.key.clone(), entry.value.clone());
        }
        copy
    }
}
