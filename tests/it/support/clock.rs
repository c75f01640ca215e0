//! A clock in which waiting takes no time and is remembered.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use engine_runtime::clock::Clock;

pub struct TestClock {
    start: Instant,
    waits: Mutex<Vec<Duration>>,
}

impl TestClock {
    pub fn new() -> Self {
        Self { start: Instant::now(), waits: Mutex::default() }
    }

    /// Every wait so far.
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        self.start + self.waits().iter().sum::<Duration>()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.waits().iter().sum::<Duration>()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.waits.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}
