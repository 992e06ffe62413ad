//! CPU work on threads with a large stack, away from the async threads and bounded in number; a panic inside becomes a
//! defect. Knows nothing of what the work is.

use crate::error::StageError;
use crate::job::Stage;
use crate::settings::Settings;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// Where the in-process translator works.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    places: Arc<Semaphore>,
    count: usize,
    wait: Duration,
    stack: usize,
}

impl Worker {
    pub(crate) fn new(settings: &Settings) -> Worker {
        let count = settings.translate_places.max(1);
        Worker {
            places: Arc::new(Semaphore::new(count)),
            count,
            wait: settings.queue_wait,
            stack: settings.translate_stack,
        }
    }

    /// Runs `work` on a thread of its own. When the caller stops waiting the thread goes on, since nothing can end it
    /// from outside; it keeps its place until it is done, so that stuck threads cannot pile up.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        stage: Stage,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StageError> {
        let place = match tokio::time::timeout(self.wait, self.places.clone().acquire_owned()).await {
            Ok(Ok(place)) => place,
            _ => return Err(StageError::Busy { places: self.count, retry_after: self.wait }),
        };
        let (tell, told) = oneshot::channel();
        std::thread::Builder::new()
            .name(format!("portalis-{stage}"))
            .stack_size(self.stack)
            .spawn(move || {
                let result = catch_unwind(AssertUnwindSafe(work));
                drop(place);
                // A caller that went away needs no answer.
                let _ = tell.send(result);
            })
            .map_err(|e| StageError::Unavailable {
                message: format!("no thread for the {stage} stage: {e}"),
                retry_after: None,
            })?;
        match told.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(panic)) => {
                let said = panic
                    .downcast_ref::<&str>()
                    .map(|s| (*s).to_string())
                    .or_else(|| panic.downcast_ref::<String>().cloned())
                    .unwrap_or_else(|| "no message".into());
                Err(StageError::Defect { message: format!("the {stage} stage panicked: {said}"), detail: said })
            }
            Err(_) => Err(StageError::Cancelled { stage }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker() -> Worker {
        let wait = Duration::from_millis(100);
        Worker::new(&Settings { translate_places: 1, queue_wait: wait, ..Settings::default() })
    }

    #[tokio::test]
    async fn a_panic_is_a_defect_and_the_next_job_works() {
        let worker = worker();
        let error = worker.run(Stage::Analyse, || panic!("at {}", "once")).await.unwrap_err();
        assert!(error.to_string().contains("the analyse stage panicked: at once"), "{error}");
        assert_eq!(worker.run(Stage::Parse, || 7).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn deep_recursion_has_room() {
        fn deep(n: u32) -> u32 {
            let pad = std::hint::black_box([n; 64]);
            if n == 0 { 0 } else { deep(n - 1) + pad[0] / pad[1] }
        }
        assert_eq!(worker().run(Stage::Parse, || deep(200_000)).await.unwrap(), 200_000);
    }

    #[tokio::test]
    async fn a_stuck_job_keeps_its_place() {
        let worker = worker();
        let (release, held) = std::sync::mpsc::channel::<()>();
        let stuck = worker.run(Stage::Analyse, move || held.recv().is_ok());
        assert!(tokio::time::timeout(Duration::from_millis(50), stuck).await.is_err());
        let error = worker.run(Stage::Parse, || ()).await.unwrap_err();
        assert!(matches!(error, StageError::Busy { places: 1, .. }), "{error}");
        release.send(()).unwrap();
        assert!(worker.run(Stage::Parse, || ()).await.is_ok());
    }
}
