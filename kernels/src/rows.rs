//! The rows of a decode step, on the GPU: each a token, its position, and the pages of its sequence.
//!
//! Kernels index the cache by what these say, also when a recorded graph replays long after its launches were checked:
//! so all of it is checked here, whenever it changes.

use crate::buffer::{DeviceBuffer, PinnedBuffer, View};
use crate::device::Device;
use crate::error::{Error, require};
use crate::graph::Event;
use crate::rope::NO_SLOT;

const NAME: &str = "rows";
/// The position of a row that only fills a batch: kernels skip it.
const PADDING: u32 = u32::MAX;
/// Arrays of one value a row, before the page tables.
const ARRAYS: usize = 5;
const TOKENS: usize = 0;
const POSITIONS: usize = 1;
const OFFSETS: usize = 2;
const SLOTS: usize = 3;
const PICKS: usize = 4;

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The token to run.
    pub token: u32,
    /// Its position in its sequence.
    pub position: u32,
    /// The pages of its sequence, up to this position at least. Neighbouring rows of one sequence pass the same slice.
    pub pages: &'a [u32],
}

/// What positions and pages stay below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowLimits {
    /// Rows at most.
    pub rows: usize,
    /// Positions.
    pub context: usize,
    /// Pages of the cache.
    pub pages: usize,
    /// Positions a page, a power of two from 16 on.
    pub page_size: usize,
}

/// The rows of a step, where kernels find them.
pub struct Rows {
    there: DeviceBuffer<u32>,
    here: PinnedBuffer<u32>,
    copied: Event,
    limits: RowLimits,
}

impl Rows {
    /// Room for a step within the limits.
    pub fn new(device: &Device, limits: RowLimits) -> Result<Rows, Error> {
        let RowLimits { rows, context, pages, page_size } = limits;
        require(NAME, rows > 0 && context > 0 && context <= i32::MAX as usize, || {
            format!("{rows} rows of up to {context} positions")
        })?;
        require(NAME, page_size >= 16 && page_size.is_power_of_two(), || {
            format!("pages of {page_size} positions: it takes powers of two from 16 on")
        })?;
        require(NAME, pages * page_size < NO_SLOT as usize, || format!("{pages} pages of {page_size} positions"))?;
        let words = rows * (ARRAYS + context.div_ceil(page_size));
        let copied = device.event()?;
        copied.record()?;
        let mut rows = Rows { there: device.zeroed(words)?, here: PinnedBuffer::new(device, words)?, copied, limits };
        rows.set(&[], &[])?;
        Ok(rows)
    }

    /// The limits.
    pub fn limits(&self) -> RowLimits {
        self.limits
    }

    /// Replaces all rows; places behind them are padding. `picks` are the rows whose logits are wanted.
    pub fn set(&mut self, rows: &[Row<'_>], picks: &[u32]) -> Result<(), Error> {
        let RowLimits { rows: most, context, pages, page_size } = self.limits;
        require(NAME, rows.len() <= most && picks.len() <= most, || {
            format!("{} rows and {} picks: there is room for {most}", rows.len(), picks.len())
        })?;
        for row in rows {
            let needed = row.position as usize / page_size + 1;
            require(NAME, (row.position as usize) < context && needed <= row.pages.len(), || {
                format!("position {} of {context} with {} pages of {page_size}", row.position, row.pages.len())
            })?;
            let highest = row.pages.iter().copied().max().unwrap_or(0);
            require(NAME, (highest as usize) < pages, || format!("page {highest} of {pages}"))?;
        }
        // What the last copy reads must not change under it.
        self.copied.wait()?;
        let (arrays, tables) = self.here.values_mut().split_at_mut(ARRAYS * most);
        let mut used = 0;
        let mut before: Option<(&[u32], usize)> = None;
        for place in 0..most {
            let (mut token, mut position, mut offset, mut slot) = (0, PADDING, 0, NO_SLOT);
            if let Some(row) = rows.get(place) {
                let start = match before {
                    Some((pages, start)) if std::ptr::eq(pages, row.pages) => start,
                    _ => {
                        let needed = row.pages.len().min(context.div_ceil(page_size));
                        tables[used..used + needed].copy_from_slice(&row.pages[..needed]);
                        used += needed;
                        used - needed
                    }
                };
                before = Some((row.pages, start));
                let within = row.position as usize % page_size;
                let page = row.pages[row.position as usize / page_size];
                (token, position, offset) = (row.token, row.position, start as u32);
                slot = page * page_size as u32 + within as u32;
            }
            for (array, value) in [(TOKENS, token), (POSITIONS, position), (OFFSETS, offset), (SLOTS, slot)] {
                arrays[array * most + place] = value;
            }
            // Some row, where fewer are wanted than a graph picks.
            arrays[PICKS * most + place] = picks.get(place).copied().unwrap_or(0).min(most as u32 - 1);
        }
        let end = ARRAYS * most + used;
        self.here.copy_to(self.there.range_mut(0..end)?)?;
        self.copied.record()
    }

    /// The tokens of the first `count` rows.
    pub fn tokens(&self, count: usize) -> Result<View<'_, u32>, Error> {
        self.array(TOKENS, 0, count)
    }

    /// The positions of the first `count` rows.
    pub fn positions(&self, count: usize) -> Result<View<'_, u32>, Error> {
        self.array(POSITIONS, 0, count)
    }

    /// The slots of the cache that the first `count` rows write.
    pub fn slots(&self, count: usize) -> Result<View<'_, u32>, Error> {
        self.array(SLOTS, 0, count)
    }

    /// The first `count` rows whose logits are wanted.
    pub fn picks(&self, count: usize) -> Result<View<'_, u32>, Error> {
        self.array(PICKS, 0, count)
    }

    /// Positions, table offsets and tables as kernels take them, from row `first` on.
    pub(crate) fn places(&self, first: usize, count: usize) -> Result<[View<'_, u32>; 3], Error> {
        let tables = self.there.range(ARRAYS * self.limits.rows..self.there.len())?;
        Ok([self.array(POSITIONS, first, count)?, self.array(OFFSETS, first, count)?, tables])
    }

    fn array(&self, which: usize, first: usize, count: usize) -> Result<View<'_, u32>, Error> {
        let most = self.limits.rows;
        require(NAME, first + count <= most, || format!("rows {first}..{} of {most}", first + count))?;
        self.there.range(which * most + first..which * most + first + count)
    }
}
