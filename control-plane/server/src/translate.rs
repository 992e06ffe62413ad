//! `portalis translate`: several programs at once through the pipeline, or through a gateway, and what came of each.

use crate::Outcome;
use crate::args::Translate;
use crate::artefacts::{self, Artefacts};
use crate::inputs::{self, Program};
use crate::progress::Progress;
use crate::remote::{Failure, Gateway};
use crate::report::Report;
use portalis_pipeline::{Embedded, Event, Job, Runner, Settings, StageError, Targets};
use serde_json::json;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Where programs are translated.
#[derive(Clone)]
enum Means {
    Here(Arc<Runner>),
    Gateway(Gateway),
}

/// Translates every PATH; one failure does not keep the others from being written.
pub fn run(options: Translate) -> anyhow::Result<Outcome> {
    let Translate { paths, out, targets, gateway, json } = options;
    if let Some(twice) = same_name(&paths) {
        anyhow::bail!("two paths are called `{twice}`, and would be written to one place; translate them one by one");
    }
    let settings = Settings::default();
    // As many as the machine has cores: more would only wait, and hold their memory.
    let at_once = settings.places;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let means = match gateway {
        Some(url) => Means::Gateway(Gateway::new(&url)),
        None => Means::Here(Arc::new(Runner::new(Arc::new(Embedded), settings)?)),
    };
    let progress = Arc::new(Progress::new(paths.len(), json));
    let reports = runtime.block_on(async {
        let mut reports = Vec::new();
        let mut waiting = paths.into_iter().enumerate();
        let mut running = JoinSet::new();
        loop {
            while running.len() < at_once {
                let Some((place, path)) = waiting.next() else { break };
                let (means, out, progress) = (means.clone(), out.clone(), progress.clone());
                running.spawn(async move { (place, one(&means, &path, &out, targets, &progress, json).await) });
            }
            match running.join_next().await {
                Some(report) => reports.push(report?),
                None => break,
            }
        }
        reports.sort_by_key(|(place, _)| *place);
        anyhow::Ok(reports.into_iter().map(|(_, report)| report).collect::<Vec<_>>())
    })?;
    drop(progress);
    let failed = reports.iter().filter(|report| !report.is_done()).count();
    if json {
        let results: Vec<_> = reports.iter().map(Report::json).collect();
        println!("{}", json!({"results": results, "translated": reports.len() - failed, "failed": failed}));
    } else if reports.len() > 1 {
        println!("{} translated, {failed} failed", reports.len() - failed);
    }
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Failed })
}

fn same_name(paths: &[PathBuf]) -> Option<String> {
    let mut seen = HashMap::new();
    paths.iter().filter_map(|path| inputs::name_of(path)).find(|name| seen.insert(name.clone(), ()).is_some())
}

async fn one(means: &Means, path: &Path, out: &Path, targets: Targets, progress: &Progress, quiet: bool) -> Report {
    let name = inputs::name_of(path).unwrap_or_else(|| path.display().to_string());
    let bar = progress.file(&name);
    let mut report = Report::new(path, &name);
    if let Ok(artefacts) = make(means, path, targets, &mut report, |stage| bar.set_message(stage)).await {
        match artefacts::write(&artefacts, out, &name) {
            Ok(written) => report.written = Some(written),
            Err(error) => report.rendered.push(format!("portalis: {}: {error:#}", path.display())),
        }
    }
    progress.done(&bar);
    progress.print(|| {
        for text in &report.rendered {
            eprintln!("{text}");
        }
        if let (Some(written), false) = (&report.written, quiet) {
            println!("{}", written.folder.display());
        }
    });
    report
}

/// The report says why.
struct Failed;

async fn make(
    means: &Means,
    path: &Path,
    targets: Targets,
    report: &mut Report,
    mut tell: impl FnMut(&'static str) + Send,
) -> Result<Artefacts, Failed> {
    let program = match inputs::read(path) {
        Ok(program) => program,
        Err(diagnostics) => {
            report.say(&diagnostics);
            return Err(Failed);
        }
    };
    match means {
        Means::Here(runner) => here(runner, program, targets, report, tell).await,
        Means::Gateway(gateway) => {
            tell("gateway");
            let gateway = gateway.clone();
            let answer = tokio::task::spawn_blocking(move || gateway.translate(&program, targets)).await;
            match answer {
                Ok(Ok(translation)) => {
                    report.say_json(translation.diagnostics);
                    report.timings = translation.timings;
                    Ok(translation.artefacts)
                }
                Ok(Err(Failure::Refused(diagnostics))) => {
                    report.say_json(diagnostics);
                    Err(Failed)
                }
                Ok(Err(Failure::Failed(message))) => {
                    report.rendered.push(format!("portalis: {message}"));
                    Err(Failed)
                }
                Err(stopped) => {
                    report.rendered.push(format!("portalis: the request to the gateway broke off: {stopped}"));
                    Err(Failed)
                }
            }
        }
    }
}

async fn here(
    runner: &Runner,
    program: Program,
    targets: Targets,
    report: &mut Report,
    mut tell: impl FnMut(&'static str) + Send,
) -> Result<Artefacts, Failed> {
    let first = program.sources.first().map(|s| s.text.clone()).unwrap_or_default();
    let job = Job { sources: program.sources, targets, ..Job::default() };
    let told = |event| {
        if let Event::Started(stage) = event {
            tell(stage.name());
        }
    };
    match runner.run(job, told).await {
        Ok(package) => {
            report.say(&package.krate.warnings);
            report.timings = package.timings.iter().map(|(stage, time)| (stage.name().to_string(), *time)).collect();
            Ok(Artefacts { files: package.krate.files, native: package.native, wasm: package.wasm })
        }
        Err(error) => {
            report.say(&error.diagnostics(&program.path, &first));
            if let StageError::Defect { detail, .. } = &error {
                report.rendered.push(detail.trim_end().to_string());
            }
            Err(Failed)
        }
    }
}
