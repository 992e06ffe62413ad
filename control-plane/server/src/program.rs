//! `portalis run`: translates and builds a program, then becomes it, so that input, output, signals and exit code are
//! the program's own.

use crate::Outcome;
use crate::args::Run;
use crate::inputs;
use anyhow::Context;
use portalis_pipeline::{Embedded, Job, Runner, Settings, Targets};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::sync::Arc;

/// Does not return when the program starts.
pub fn run(options: &Run) -> anyhow::Result<Outcome> {
    let program = match inputs::read(&options.file) {
        Ok(program) => program,
        Err(diagnostics) => {
            for diagnostic in diagnostics {
                eprint!("{}", diagnostic.render());
            }
            return Ok(Outcome::Failed);
        }
    };
    let first = program.sources.first().map(|s| s.text.clone()).unwrap_or_default();
    let job = Job { sources: program.sources, targets: Targets { native: true, wasm: false }, ..Job::default() };
    let runner = Runner::new(Arc::new(Embedded), Settings::default())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let package = match runtime.block_on(runner.run(job, |_| {})) {
        Ok(package) => package,
        Err(error) => {
            for diagnostic in error.diagnostics(&program.path, &first) {
                eprint!("{}", diagnostic.render());
            }
            return Ok(Outcome::Failed);
        }
    };
    let executable = runner.executable(package.native.as_deref().unwrap_or_default())?;
    drop(runner);
    drop(runtime);
    // The file has no name any more; the system holds it while the program runs, whatever way that ends.
    let error = std::process::Command::new(format!("/proc/self/fd/{}", executable.as_raw_fd()))
        .arg0(&options.file)
        .args(&options.args)
        .exec();
    Err(error).context("cannot start the translated program")
}
