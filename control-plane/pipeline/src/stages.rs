//! The typed forms of a program on its road. Each can be made from the former one only; none can be forged outside.

use crate::compile::Artefacts;
use crate::error::StageError;
use crate::job::{RunOutput, Stage};
use crate::worker::Worker;
use portalis_transpiler::{Analysed, Crate, Parsed, Source};
use std::sync::{Arc, Mutex};

/// Sources whose syntax is right.
pub struct ParsedProgram {
    sources: Arc<[Source]>,
    parsed: Parsed,
}

impl ParsedProgram {
    /// Checks the syntax.
    pub(crate) async fn parse(sources: Vec<Source>, worker: &Worker) -> Result<ParsedProgram, StageError> {
        let sources: Arc<[Source]> = sources.into();
        let own = sources.to_vec();
        let parsed =
            worker.run(Stage::Parse, move || portalis_transpiler::parse(own)).await?.map_err(StageError::Refused)?;
        Ok(ParsedProgram { sources, parsed })
    }

    /// Resolves names and infers types.
    pub(crate) async fn analyse(self, worker: &Worker) -> Result<AnalysedProgram, StageError> {
        let ParsedProgram { sources, parsed } = self;
        let analysed = worker.run(Stage::Analyse, move || parsed.analyse()).await?.map_err(StageError::Refused)?;
        Ok(AnalysedProgram {
            name: analysed.name().to_string(),
            sources,
            analysed: Mutex::new(Some(analysed)),
            worker: worker.clone(),
        })
    }
}

/// A program that the rules understand.
pub struct AnalysedProgram {
    name: String,
    sources: Arc<[Source]>,
    /// Taken by the first [`AnalysedProgram::emit`]; a translator elsewhere leaves it.
    analysed: Mutex<Option<Analysed>>,
    worker: Worker,
}

impl AnalysedProgram {
    /// The crate's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The Python sources, as the job gave them.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The rules' own Rust. A second call translates anew.
    pub(crate) async fn emit(&self) -> Result<Crate, StageError> {
        let taken = self.analysed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        let sources = self.sources.clone();
        self.worker
            .run(Stage::Translate, move || match taken {
                Some(analysed) => Ok(analysed.emit()),
                None => portalis_transpiler::translate(sources.to_vec()),
            })
            .await?
            .map_err(StageError::Refused)
    }
}

/// A crate that a translator says is the program; nothing has checked it yet.
pub struct Draft {
    pub(crate) krate: Crate,
}

impl Draft {
    /// A translator's answer to `analysed`. The crate keeps its own files; its name is the program's.
    pub fn new(analysed: &AnalysedProgram, mut krate: Crate) -> Draft {
        krate.name.clone_from(&analysed.name);
        Draft { krate }
    }

    /// The unchecked crate, for showing.
    pub fn krate(&self) -> &Crate {
        &self.krate
    }
}

/// A crate that is safe to build, compiles, and ran where there were inputs.
pub struct Validated {
    pub(crate) krate: Crate,
    pub(crate) artefacts: Artefacts,
    pub(crate) run: Option<RunOutput>,
}
