//! Files mapped into memory, read only: the one place of this crate with `unsafe`. It must not know their format.

use super::CheckpointError;
use memmap2::Mmap;
use std::fs::File;
use std::ops::Deref;
use std::path::Path;

/// A file's bytes.
#[derive(Debug)]
pub(super) struct Mapped(Mmap);

impl Mapped {
    /// Maps a file; pages are read from disk when first touched.
    pub(super) fn open(path: &Path) -> Result<Mapped, CheckpointError> {
        let failed = |error: std::io::Error| CheckpointError::Read { path: path.into(), reason: error.to_string() };
        let file = File::open(path).map_err(failed)?;
        // SAFETY: a mapping is sound while nobody changes the file. It is opened and mapped read only, and nothing here
        // writes to it. What others do to a checkpoint's files while a model runs from them cannot be checked: a model
        // repository's files are replaced by renaming, as every tool that writes safetensors does, which leaves the
        // mapped file as it was.
        #[expect(unsafe_code, reason = "the lint is lifted for this one call; see the module's documentation")]
        let map = unsafe { Mmap::map(&file) }.map_err(failed)?;
        Ok(Mapped(map))
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
