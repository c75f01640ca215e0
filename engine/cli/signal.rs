//! The signals that stop what writes: it is called off, and tells whether it may have been done. A hangup is left to the system, so that
//! `nohup` keeps its meaning.

/// The first signal that asks the process to end, in words.
#[cfg(unix)]
pub async fn any() -> String {
    use tokio::signal::unix::{SignalKind, signal};

    let of = |kind| async move {
        match signal(kind) {
            Ok(mut signals) => signals.recv().await,
            // Where it cannot be caught it ends the process, as it does by itself.
            Err(_) => std::future::pending().await,
        }
    };
    let name = tokio::select! {
        _ = of(SignalKind::interrupt()) => "SIGINT",
        _ = of(SignalKind::terminate()) => "SIGTERM",
    };
    format!("{name} stopped the write")
}

/// The interruption that a person asks for.
#[cfg(not(unix))]
pub async fn any() -> String {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    "Ctrl-C stopped the write".to_owned()
}
