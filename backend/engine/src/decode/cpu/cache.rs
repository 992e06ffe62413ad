//! Keys and values in pages. It must not know who owns a page.

use super::Row;
use crate::decode::checkpoint::ModelConfig;

/// The paged cache: per layer, page after page, token after token, all heads of a token together.
#[derive(Debug)]
pub(super) struct Cache {
    keys: Vec<Vec<f32>>,
    values: Vec<Vec<f32>>,
    page_size: usize,
    width: usize,
}

impl Cache {
    /// A cache of zeros; the system gives memory to a page when it is first written.
    pub(super) fn new(config: &ModelConfig, pages: u32, page_size: usize) -> Cache {
        let width = config.kv_width();
        let layers = || (0..config.layers).map(|_| vec![0.0; pages as usize * page_size * width]).collect();
        Cache { keys: layers(), values: layers(), page_size, width }
    }

    /// Stores a row's key and value.
    pub(super) fn write(&mut self, layer: usize, row: &Row<'_>, key: &[f32], value: &[f32]) {
        let at = self.offset(row.pages, row.position);
        self.keys[layer][at..at + self.width].copy_from_slice(key);
        self.values[layer][at..at + self.width].copy_from_slice(value);
    }

    /// The keys of a layer, and where in them a token's are.
    pub(super) fn keys(&self, layer: usize) -> &[f32] {
        &self.keys[layer]
    }

    /// The values of a layer.
    pub(super) fn values(&self, layer: usize) -> &[f32] {
        &self.values[layer]
    }

    /// Where the key and value of a position begin.
    pub(super) fn offset(&self, pages: &[u32], position: usize) -> usize {
        let page = pages[position / self.page_size] as usize;
        (page * self.page_size + position % self.page_size) * self.width
    }

    /// The bytes that it takes when every page is in use.
    pub(super) fn bytes(&self) -> usize {
        self.keys.iter().chain(&self.values).map(|layer| size_of_val(layer.as_slice())).sum()
    }
}
