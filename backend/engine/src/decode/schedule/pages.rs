//! The pages of the KV cache: which are free, and how many sequences use each of the others. It must not know what a
//! page holds on the device.

use super::prefix::{PrefixIndex, ROOT};

/// Counts pages in and out. A page is free, or used by one or more sequences, or kept by the prefix index for a later
/// sequence; kept pages are handed out again when no free one is left.
#[derive(Debug)]
pub struct Pages {
    size: usize,
    users: Vec<u32>,
    free: Vec<u32>,
    prefixes: Option<PrefixIndex>,
}

/// A prefix that lies in the cache already: its pages, taken for the asker, and the serial of its last block.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Prefix {
    /// The pages, in order.
    pub pages: Vec<u32>,
    /// What the next block has as its parent.
    pub chain: u64,
}

impl Pages {
    /// `count` pages of `size` tokens each; `share` keeps finished prefixes for later sequences.
    pub fn new(count: usize, size: usize, share: bool) -> Pages {
        Pages {
            size,
            users: vec![0; count],
            // Handed out from the back: low numbers first.
            free: (0..count as u32).rev().collect(),
            prefixes: share.then(|| PrefixIndex::new(count)),
        }
    }

    /// Tokens in a page.
    pub fn size(&self) -> usize {
        self.size
    }

    /// All pages.
    pub fn total(&self) -> usize {
        self.users.len()
    }

    /// How many pages so many tokens need.
    pub fn needed(&self, tokens: usize) -> usize {
        tokens.div_ceil(self.size)
    }

    /// Pages that [`Pages::take`] can hand out now.
    pub fn available(&self) -> usize {
        self.free.len() + self.kept()
    }

    /// Pages that hold a prefix which no sequence uses now.
    pub fn kept(&self) -> usize {
        self.prefixes.as_ref().map_or(0, PrefixIndex::idle)
    }

    /// Pages that sequences use.
    pub fn used(&self) -> usize {
        self.total() - self.available()
    }

    /// A page of one's own.
    pub fn take(&mut self) -> Option<u32> {
        let page = self.free.pop().or_else(|| self.prefixes.as_mut()?.evict())?;
        debug_assert_eq!(self.users[page as usize], 0, "a page is handed out while it is used");
        self.users[page as usize] = 1;
        Some(page)
    }

    /// Gives pages back, those of one sequence in order. The deepest become the first to be evicted, so that a prefix is
    /// never lost before what continues it.
    pub fn give_back(&mut self, pages: impl DoubleEndedIterator<Item = u32>) {
        for page in pages.rev() {
            let users = &mut self.users[page as usize];
            debug_assert!(*users > 0, "a page is given back twice");
            *users = users.saturating_sub(1);
            if *users == 0 && !self.prefixes.as_mut().is_some_and(|index| index.rest(page)) {
                self.free.push(page);
            }
        }
    }

    /// The longest known prefix of these tokens in whole pages, at most `limit` of them.
    pub fn find(&mut self, tokens: &[u32], limit: usize) -> Prefix {
        let mut prefix = Prefix { pages: Vec::new(), chain: ROOT };
        let Some(index) = &mut self.prefixes else { return prefix };
        for block in tokens.chunks_exact(self.size).take(limit) {
            let Some((page, serial)) = index.find(prefix.chain, block) else { break };
            if self.users[page as usize] == 0 {
                index.wake(page);
            }
            self.users[page as usize] += 1;
            prefix.pages.push(page);
            prefix.chain = serial;
        }
        prefix
    }

    /// Makes a full page known as the block of these tokens after `chain`. The serial of the block.
    pub fn seal(&mut self, chain: u64, tokens: &[u32], page: u32) -> u64 {
        self.prefixes.as_mut().map_or(ROOT, |index| index.insert(chain, tokens, page))
    }

    /// How many sequences use each page; for the checks of the scheduler's tests.
    #[cfg(test)]
    pub fn users(&self) -> &[u32] {
        &self.users
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes pages for these tokens, and makes all full ones known.
    fn fill(pages: &mut Pages, tokens: &[u32]) -> Vec<u32> {
        let Prefix { pages: mut table, mut chain } = pages.find(tokens, usize::MAX);
        for block in tokens.chunks(pages.size()).skip(table.len()) {
            let page = pages.take().unwrap();
            if block.len() == pages.size() {
                chain = pages.seal(chain, block, page);
            }
            table.push(page);
        }
        table
    }

    #[test]
    fn a_prefix_is_shared_by_what_it_says_and_what_came_before() {
        let mut pages = Pages::new(8, 2, true);
        let first = fill(&mut pages, &[1, 2, 3, 4]);
        assert_eq!(fill(&mut pages, &[1, 2, 3, 4]), first);
        // The same block after another one is another block.
        let other = fill(&mut pages, &[9, 9, 3, 4]);
        assert!(other.iter().all(|page| !first.contains(page)));
        assert_eq!(pages.used(), 4);
        assert_eq!(pages.users()[first[0] as usize], 2);
    }

    #[test]
    fn kept_pages_come_back_to_life_and_are_evicted_deepest_first() {
        let mut pages = Pages::new(3, 2, true);
        let table = fill(&mut pages, &[1, 2, 3, 4, 5, 6]);
        pages.give_back(table.iter().copied());
        assert_eq!((pages.used(), pages.kept(), pages.available()), (0, 3, 3));
        // The third block goes, and the first two are still found.
        assert_eq!(pages.take(), Some(table[2]));
        let found = pages.find(&[1, 2, 3, 4, 5, 6], usize::MAX);
        assert_eq!(found.pages, table[..2]);
        assert_eq!(pages.available(), 0);
        assert_eq!(pages.take(), None);
    }

    #[test]
    fn without_sharing_nothing_is_kept() {
        let mut pages = Pages::new(2, 2, false);
        let table = fill(&mut pages, &[1, 2, 3, 4]);
        pages.give_back(table.into_iter());
        assert_eq!((pages.kept(), pages.available()), (0, 2));
        assert_eq!(pages.find(&[1, 2], usize::MAX), Prefix::default());
    }
}
