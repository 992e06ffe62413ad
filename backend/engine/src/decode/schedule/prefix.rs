//! The prefix index: which page holds the keys and values of which block of tokens after which other blocks, and which
//! of those pages nobody uses now. It must not know sequences, nor how pages are counted.
//!
//! A block is identified by the block before it and its own tokens, compared in full: a hash only finds the candidates,
//! so that two prompts never share a page by accident. Every block gets a serial number that is never used again; the
//! chain of serials stands for the whole prefix.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

/// The serial that stands for "no block before".
pub const ROOT: u64 = 0;

#[derive(Debug)]
struct Block {
    parent: u64,
    serial: u64,
    hash: u64,
    tokens: Box<[u32]>,
    /// When it was last given up; zero while somebody uses it.
    idle_since: u64,
}

/// See the module.
#[derive(Debug)]
pub struct PrefixIndex {
    hasher: RandomState,
    /// Pages by the hash of their block.
    candidates: HashMap<u64, Vec<u32>>,
    /// The block in each page, if it is indexed.
    blocks: Vec<Option<Block>>,
    /// Pages that nobody uses, the longest unused first.
    idle: BTreeMap<u64, u32>,
    serials: u64,
    clock: u64,
}

impl PrefixIndex {
    /// An empty index over this many pages.
    pub fn new(pages: usize) -> PrefixIndex {
        PrefixIndex {
            hasher: RandomState::new(),
            candidates: HashMap::new(),
            blocks: std::iter::repeat_with(|| None).take(pages).collect(),
            idle: BTreeMap::new(),
            serials: ROOT,
            clock: 0,
        }
    }

    /// The page and serial of this block after `parent`.
    pub fn find(&self, parent: u64, tokens: &[u32]) -> Option<(u32, u64)> {
        self.candidates.get(&self.hash(parent, tokens))?.iter().find_map(|page| {
            let block = self.blocks[*page as usize].as_ref()?;
            (block.parent == parent && *block.tokens == *tokens).then_some((*page, block.serial))
        })
    }

    /// Enters a page that is in use, and returns the block's serial. Where another page already has the same block, that
    /// one stays the known one and this page remains its user's own.
    pub fn insert(&mut self, parent: u64, tokens: &[u32], page: u32) -> u64 {
        if let Some((_, serial)) = self.find(parent, tokens) {
            return serial;
        }
        let hash = self.hash(parent, tokens);
        self.serials += 1;
        let block = Block { parent, serial: self.serials, hash, tokens: tokens.into(), idle_since: 0 };
        self.blocks[page as usize] = Some(block);
        self.candidates.entry(hash).or_default().push(page);
        self.serials
    }

    /// Says that nobody uses the page any more. Whether the index keeps it.
    pub fn rest(&mut self, page: u32) -> bool {
        let Some(block) = &mut self.blocks[page as usize] else { return false };
        self.clock += 1;
        block.idle_since = self.clock;
        self.idle.insert(self.clock, page);
        true
    }

    /// Says that somebody uses the page again.
    pub fn wake(&mut self, page: u32) {
        if let Some(block) = &mut self.blocks[page as usize] {
            self.idle.remove(&std::mem::take(&mut block.idle_since));
        }
    }

    /// Forgets the block that was unused the longest, and hands out its page.
    pub fn evict(&mut self) -> Option<u32> {
        let (_, page) = self.idle.pop_first()?;
        let block = self.blocks[page as usize].take()?;
        if let Some(pages) = self.candidates.get_mut(&block.hash) {
            pages.retain(|other| *other != page);
            if pages.is_empty() {
                self.candidates.remove(&block.hash);
            }
        }
        Some(page)
    }

    /// Pages that are kept and that nobody uses.
    pub fn idle(&self) -> usize {
        self.idle.len()
    }

    fn hash(&self, parent: u64, tokens: &[u32]) -> u64 {
        self.hasher.hash_one((parent, tokens))
    }
}
