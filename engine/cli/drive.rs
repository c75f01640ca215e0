//! Runs what asks a provider: a second thread waits, fetches and reads pages, while this one maps what is left and writes.

use engine_runtime::error::{ErrorKind, RunError};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// Does work to its end. A scheduler for several threads would take memory, and has nothing to share out.
pub fn drive<F: Future>(work: F) -> Result<F::Output, RunError> {
    let failed = |error: std::io::Error| {
        RunError::new(ErrorKind::Unreachable, format!("the runtime cannot be started: {error}"))
    };
    let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let handle = runtime.handle().clone();
    let (end, ended) = oneshot::channel::<()>();
    std::thread::scope(|scope| {
        let second = std::thread::Builder::new().spawn_scoped(scope, move || {
            // It ends when the sender is dropped.
            let _ = runtime.block_on(ended);
            // Whoever stopped the work does not wait for a name that is still being looked up.
            runtime.shutdown_background();
        });
        second.map_err(failed)?;
        let output = handle.block_on(work);
        drop(end);
        Ok(output)
    })
}
