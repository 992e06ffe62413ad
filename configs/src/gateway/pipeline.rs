//! The section `pipeline`: the stages that run in the gateway's process. Must not know what the gateway does with them.

use crate::reader::Section;
use crate::settings::*;

/// The stages that run in the gateway's process: all but translate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pipeline {
    /// The compile cache.
    pub cache: CacheFolder,
    /// Programs that compile at once.
    pub compile_places: CompilePlaces,
    /// Longest wait for one of those places.
    pub compile_queue_wait: CompileQueueWait,
    /// Longest time of one compile.
    pub compile_time: CompileTime,
    /// Address space of one compile.
    pub compile_memory: CompileMemory,
    /// Longest time of one translator stage in this process.
    pub translate_time: TranslateTime,
    /// Longest time of one answer of the author model.
    pub author_time: AuthorTime,
    /// Times that it is shown what its program fails with.
    pub repairs: Repairs,
}

impl Pipeline {
    pub(super) fn read(&mut self, s: &mut Section<'_>) {
        s.set("cache", &mut self.cache);
        s.set("compile_places", &mut self.compile_places);
        s.set("compile_queue_wait", &mut self.compile_queue_wait);
        s.set("compile_time", &mut self.compile_time);
        s.set("compile_memory", &mut self.compile_memory);
        s.set("translate_time", &mut self.translate_time);
        s.set("author_time", &mut self.author_time);
        s.set("repairs", &mut self.repairs);
    }
}
