//! CPU work on a thread with a large stack, away from the async threads; a panic inside becomes a defect.

use crate::error::StageError;
use crate::job::Stage;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// Runs `work` on its own thread. Dropping the future lets the thread finish alone: the translator is bounded in time
/// by itself, and its result goes nowhere.
pub(crate) async fn run<T: Send + 'static>(
    stage: Stage,
    stack: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StageError> {
    let (tell, told) = oneshot::channel();
    std::thread::Builder::new()
        .name(format!("portalis-{stage}"))
        .stack_size(stack)
        .spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(work));
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
