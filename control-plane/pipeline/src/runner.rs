//! Chains the five stages for one job: order, deadlines, places, events. Each stage's work is elsewhere.

use crate::author::{self, Author, Message};
use crate::cache::Cache;
use crate::compile::{Artefacts, Compiler, Goal};
use crate::error::{SetupError, StageError};
use crate::isolation::Isolation;
use crate::job::{Event, Job, Package, RequestContext, RunInputs, Stage, Targets};
use crate::scan;
use crate::settings::Settings;
use crate::stages::{Draft, ParsedProgram, Validated};
use crate::toolchain::{Target, Toolchain};
use crate::translator::Translator;
use crate::worker::Worker;
use portalis_transpiler::{Crate, Diagnostic, Source};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// Runs jobs through the pipeline; shared by all requests.
pub struct Runner {
    translator: Arc<dyn Translator>,
    author: Option<Arc<dyn Author>>,
    compiler: Compiler,
    worker: Worker,
    places: Semaphore,
}

impl Runner {
    /// Opens the cache and looks at what the machine offers. Compilers are looked for when first needed.
    pub fn new(translator: Arc<dyn Translator>, settings: Settings) -> Result<Runner, SetupError> {
        let cache = Cache::open(settings.cache.as_deref())?;
        Ok(Runner {
            translator,
            author: None,
            worker: Worker::new(&settings),
            places: Semaphore::new(settings.places.max(1)),
            compiler: Compiler {
                session: cache.session()?,
                isolation: Isolation::probe()?,
                toolchain: Toolchain::new(cache.clone()),
                cache,
                settings,
            },
        })
    }

    /// Asks this author where the rules refuse.
    pub fn with_author(self, author: Arc<dyn Author>) -> Runner {
        Runner { author: Some(author), ..self }
    }

    /// The translator behind the translate stage.
    pub fn translator(&self) -> &dyn Translator {
        &*self.translator
    }

    /// How sandboxed processes are shut in on this machine, in one line.
    pub fn isolation(&self) -> &'static str {
        self.compiler.isolation.describe()
    }

    /// Finds the compilers and compiles the runtime for `targets` now, so that the first job does not wait for it.
    pub async fn warm_up(&self, targets: Targets) -> Result<(), SetupError> {
        let wanted = [(true, Target::Native), (targets.wasm, Target::Wasm)];
        for (_, target) in wanted.into_iter().filter(|(wanted, _)| *wanted) {
            self.compiler.prepare(target).await?;
        }
        Ok(())
    }

    /// One job, from sources to package. Dropping the future cancels it: its processes end, its files go.
    pub async fn run(&self, job: Job, mut events: impl FnMut(Event) + Send) -> Result<Package, StageError> {
        if job.sources.is_empty() {
            return Err(StageError::Invalid { message: "there is no source; give at least one Python file".into() });
        }
        let Job { sources, targets, run, context } = job;
        let settings = &self.compiler.settings;
        let mut clock = Clock { context: &context, timings: Vec::new(), events: &mut events };
        let quick = settings.translate_time;
        // Who cannot write Python is told so: only a whole program is worth another translator's time.
        let parsed = clock.stage(Stage::Parse, quick, ParsedProgram::parse(sources.clone(), &self.worker)).await?;
        // Compiling waits for a place and, the first time, for the runtime; both have limits of their own.
        let long = settings.queue_wait + settings.cache_wait + settings.runtime.wall + settings.compile.wall * 2;
        let work = Work { targets, run, long };
        let (translator, validated) = match (self.by_rules(&mut clock, parsed, &work).await, &self.author) {
            (Ok(validated), _) => (self.translator.name(), validated),
            (Err(StageError::Refused(why)), Some(author)) => {
                (author.name(), self.by_author(&mut clock, &**author, &sources, why, &work).await?)
            }
            (Err(error), _) => return Err(error),
        };
        let package = clock.stage(Stage::Package, long, self.package(validated, targets)).await?;
        Ok(Package { translator, timings: clock.timings, ..package })
    }

    async fn by_rules(
        &self,
        clock: &mut Clock<'_, impl FnMut(Event) + Send>,
        parsed: ParsedProgram,
        work: &Work,
    ) -> Result<Validated, StageError> {
        let quick = self.compiler.settings.translate_time;
        let context = clock.context;
        let analysed = clock.stage(Stage::Analyse, quick, parsed.analyse(&self.worker)).await?;
        let draft = clock.stage(Stage::Translate, quick, self.translator.translate(&analysed, context)).await?;
        clock.warn(draft.krate());
        clock.stage(Stage::Validate, work.long, self.validate(draft, work.targets, work.run.clone())).await
    }

    /// Asks, validates, and shows the author what its program fails with, a few times.
    async fn by_author(
        &self,
        clock: &mut Clock<'_, impl FnMut(Event) + Send>,
        author: &dyn Author,
        sources: &[Source],
        mut refused: Vec<Diagnostic>,
        work: &Work,
    ) -> Result<Validated, StageError> {
        let settings = &self.compiler.settings;
        let (name, context) = (author::crate_name(sources), clock.context);
        let mut conversation = vec![author::question(sources)];
        let mut reason = String::new();
        for _ in 0..=settings.repairs {
            let limit = settings.author_time;
            let answer = match clock.stage(Stage::Translate, limit, author.answer(&conversation, context)).await {
                Ok(answer) => answer,
                Err(error @ StageError::Cancelled { .. }) => return Err(error),
                // The rules' reasons are what the caller can act on.
                Err(error) => {
                    reason = error.to_string();
                    break;
                }
            };
            let failed = match author::read(&name, &answer) {
                Err(reason) => reason,
                Ok(mut krate) => {
                    krate.warnings.push(author::warning(&sources[0], &refused));
                    clock.warn(&krate);
                    let validated = self.validate(Draft { krate }, work.targets, work.run.clone());
                    match clock.stage(Stage::Validate, work.long, validated).await {
                        Err(StageError::Defect { detail, .. }) => detail,
                        Err(error @ StageError::Unsafe(_)) => error.to_string(),
                        other => return other,
                    }
                }
            };
            conversation.push(Message { role: "assistant", content: answer });
            conversation.push(author::objection(&failed));
            reason = failed.lines().next().unwrap_or_default().to_string();
        }
        refused.push(author::regret(&sources[0], &reason));
        Err(StageError::Refused(refused))
    }

    /// An open executable file with these bytes and no name: nothing is left of it once nobody has it open.
    pub fn executable(&self, bytes: &[u8]) -> Result<std::fs::File, SetupError> {
        self.compiler.session.executable(bytes)
    }

    async fn place(&self) -> Result<SemaphorePermit<'_>, StageError> {
        let settings = &self.compiler.settings;
        match tokio::time::timeout(settings.queue_wait, self.places.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(StageError::Busy { places: settings.places.max(1), retry_after: settings.queue_wait }),
        }
    }

    /// Scans the draft, compiles it for its first target, and runs it where there are inputs.
    async fn validate(&self, draft: Draft, targets: Targets, run: Option<RunInputs>) -> Result<Validated, StageError> {
        let findings = scan::scan(&draft.krate);
        if !findings.is_empty() {
            return Err(StageError::Unsafe(findings));
        }
        let _place = self.place().await?;
        let goal = match targets {
            _ if run.is_some() => Goal::Build(Target::Native),
            Targets { native: true, .. } => Goal::Build(Target::Native),
            Targets { wasm: true, .. } => Goal::Build(Target::Wasm),
            _ => Goal::Check,
        };
        let compiled = self.compiler.compile(&draft.krate, goal).await?;
        let mut artefacts = Artefacts::default();
        match goal {
            Goal::Check => {}
            Goal::Build(Target::Native) => artefacts.native = Some(compiled.read()?),
            Goal::Build(Target::Wasm) => artefacts.wasm = Some(compiled.read()?),
        }
        let run = match run {
            None => None,
            Some(inputs) => {
                let limits = &self.compiler.settings.run;
                Some(self.compiler.execute(&compiled, &inputs.args, inputs.stdin, limits).await?)
            }
        };
        Ok(Validated { krate: draft.krate, artefacts, run })
    }

    /// Builds the targets that validation did not, and puts everything together.
    async fn package(&self, validated: Validated, targets: Targets) -> Result<Package, StageError> {
        let Validated { krate, mut artefacts, run } = validated;
        if targets.wasm && artefacts.wasm.is_none() {
            let _place = self.place().await?;
            artefacts.wasm = Some(self.compiler.compile(&krate, Goal::Build(Target::Wasm)).await?.read()?);
        }
        let native = artefacts.native.filter(|_| targets.native);
        let translator = self.translator.name();
        Ok(Package { translator, krate, native, wasm: artefacts.wasm, run, timings: Vec::new() })
    }
}

/// What is to be made of a draft.
struct Work {
    targets: Targets,
    run: Option<RunInputs>,
    /// The longest time of validating.
    long: Duration,
}

/// Times the stages, holds them to the deadline, and tells of them.
struct Clock<'a, E> {
    context: &'a RequestContext,
    timings: Vec<(Stage, Duration)>,
    events: &'a mut E,
}

impl<E: FnMut(Event) + Send> Clock<'_, E> {
    /// Tells of a draft's warnings.
    fn warn(&mut self, krate: &Crate) {
        if !krate.warnings.is_empty() {
            (self.events)(Event::Diagnostics(krate.warnings.clone()));
        }
    }

    async fn stage<T>(
        &mut self,
        stage: Stage,
        limit: Duration,
        work: impl Future<Output = Result<T, StageError>>,
    ) -> Result<T, StageError> {
        (self.events)(Event::Started(stage));
        let begun = Instant::now();
        let until = (begun + limit).min(self.context.deadline.unwrap_or(begun + limit));
        let value = tokio::time::timeout_at(until, work)
            .await
            .map_err(|_| StageError::Timeout { stage, limit: until.saturating_duration_since(begun) })??;
        let elapsed = begun.elapsed();
        // A stage that is done again, after a repair, takes the sum.
        match self.timings.iter_mut().find(|(done, _)| *done == stage) {
            Some((_, sum)) => *sum += elapsed,
            None => self.timings.push((stage, elapsed)),
        }
        (self.events)(Event::Finished { stage, elapsed });
        Ok(value)
    }
}

#[cfg(test)]
mod tests;
