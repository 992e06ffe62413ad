//! One translation from decoded files to what the outputs say, with the time of each stage. It must not know tensors,
//! threads or requests.

use portalis_transpiler::{Crate, Diagnostic, Source};
use std::time::Instant;

/// A stage as it ran.
pub struct Stage {
    pub name: &'static str,
    pub start_activity: &'static str,
    pub end_activity: &'static str,
    pub start: Instant,
    pub end: Instant,
}

/// What became of a program.
pub struct Translated {
    /// The crate with its warnings, or why there is none.
    pub result: Result<Crate, Vec<Diagnostic>>,
    /// How many lines went in.
    pub lines: usize,
    /// The stages that ran.
    pub stages: Vec<Stage>,
}

impl Translated {
    /// The value of the output `status`.
    pub fn status(&self) -> &'static str {
        if self.result.is_ok() { "translated" } else { "refused" }
    }
}

/// Translates one program; `sources` are paths and bytes.
pub fn translate(sources: Vec<(String, Vec<u8>)>) -> Translated {
    let lines = sources.iter().map(|(_, bytes)| bytes.split(|b| *b == b'\n').count()).sum();
    let mut stages = Vec::with_capacity(3);
    let result = stages_of(sources, &mut stages);
    Translated { result, lines, stages }
}

fn stages_of(sources: Vec<(String, Vec<u8>)>, stages: &mut Vec<Stage>) -> Result<Crate, Vec<Diagnostic>> {
    let parsed = timed(stages, ["parse", "PARSE_START", "PARSE_END"], || {
        let mut good = Vec::with_capacity(sources.len());
        let mut bad = Vec::new();
        for (path, bytes) in sources {
            match Source::from_bytes(path, &bytes) {
                Ok(source) => good.push(source),
                Err(diagnostic) => bad.push(diagnostic),
            }
        }
        if bad.is_empty() { portalis_transpiler::parse(good) } else { Err(bad) }
    })?;
    let analysed = timed(stages, ["analyse", "ANALYSE_START", "ANALYSE_END"], || parsed.analyse())?;
    Ok(timed(stages, ["emit", "EMIT_START", "EMIT_END"], || analysed.emit()))
}

fn timed<T>(stages: &mut Vec<Stage>, names: [&'static str; 3], stage: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = stage();
    let [name, start_activity, end_activity] = names;
    stages.push(Stage { name, start_activity, end_activity, start, end: Instant::now() });
    result
}
