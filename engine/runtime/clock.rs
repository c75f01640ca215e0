//! Time, given to a run rather than taken by it, so that tests wait for nothing.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// What tells the time and lets it pass.
pub trait Clock: Send + Sync {
    /// A time that never goes back, for deadlines.
    fn now(&self) -> Instant;
    /// The time of day, to read dates that a server names.
    fn wall(&self) -> SystemTime;
    /// Ends after the duration.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
