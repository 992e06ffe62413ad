//! The seam between the routes and the pipeline: one job, its events, its result. Knows no HTTP.

use portalis_pipeline::{BoxFuture, Event, Job, Package, Runner, SetupError, StageError, Targets};

/// Takes the events of a job while it runs.
pub(crate) type Events = Box<dyn FnMut(Event) + Send>;

/// Does jobs. Dropping the future cancels the job.
pub(crate) trait Work: Send + Sync + 'static {
    /// Makes ready what the first job would otherwise wait for. Jobs run before that, too, only slower.
    fn prepare<'a>(&'a self, targets: Targets) -> BoxFuture<'a, Result<(), SetupError>>;

    fn run<'a>(&'a self, job: Job, events: Events) -> BoxFuture<'a, Result<Package, StageError>>;
}

impl Work for Runner {
    fn prepare<'a>(&'a self, targets: Targets) -> BoxFuture<'a, Result<(), SetupError>> {
        Box::pin(self.warm_up(targets))
    }

    fn run<'a>(&'a self, job: Job, events: Events) -> BoxFuture<'a, Result<Package, StageError>> {
        Box::pin(Runner::run(self, job, events))
    }
}
