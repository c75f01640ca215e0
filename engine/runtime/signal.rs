//! A signal that comes while something is under way: it is called off, and what is told is whether it may have been done.

use std::cell::Cell;
use std::time::Instant;

use serde_json::Value;

use crate::call::Call;
use crate::clock::Clock;
use crate::error::{ErrorKind, RunError};
use crate::execute::{Ending, Options, Outcome, Session, Sink, execute};
use crate::fetch::Notice;

/// Runs an operation until it ends, or until `signal` comes, which gives the reason.
pub async fn execute_until<S: Sink + ?Sized>(
    session: &Session,
    operation: &str,
    call: &Call,
    options: Options,
    sink: &mut S,
    signal: impl Future<Output = String>,
) -> Outcome {
    let watch = Watch::new(&*session.clock);
    let mut watched = Watched { sink, watch: &watch };
    let ended = watch.until(signal, execute(session, operation, call, options, &mut watched)).await;
    ended.unwrap_or_else(|error| Outcome::of(Ending::Failed(error.note("operation", operation))))
}

/// Knows whether a call waits to be tried again.
pub struct Watch<'c> {
    clock: &'c dyn Clock,
    resumes: Cell<Option<Instant>>,
}

impl<'c> Watch<'c> {
    /// Of a call that is not begun.
    pub fn new(clock: &'c dyn Clock) -> Self {
        Self { clock, resumes: Cell::new(None) }
    }

    /// The call said that it waits.
    pub fn waits(&self, notice: &Notice) {
        self.resumes.set(Some(self.clock.now() + notice.wait));
    }

    /// Lets something come to its end, unless the signal comes before.
    pub async fn until<T>(
        &self,
        signal: impl Future<Output = String>,
        calling: impl Future<Output = T>,
    ) -> Result<T, RunError> {
        let reason = tokio::select! {
            biased;
            reason = signal => reason,
            ended = calling => return Ok(ended),
        };
        let error = RunError::new(ErrorKind::Stopped, reason);
        // What writes is tried again only if nothing was done, so that one that waits for it has done nothing.
        let waits = self.resumes.get().is_some_and(|then| self.clock.now() < then);
        Err(if waits { error.of_nothing_sent() } else { error })
    }
}

/// Passes all on, and notes when it is waited.
struct Watched<'a, S: ?Sized> {
    sink: &'a mut S,
    watch: &'a Watch<'a>,
}

impl<S: Sink + ?Sized> Sink for Watched<'_, S> {
    fn record(&mut self, record: &Value) -> std::io::Result<()> {
        self.sink.record(record)
    }

    fn lines(&mut self, lines: &[u8]) -> std::io::Result<()> {
        self.sink.lines(lines)
    }

    fn page_done(&mut self) -> std::io::Result<()> {
        self.sink.page_done()
    }

    fn progress(&mut self, pages: u64, records: u64) {
        self.sink.progress(pages, records);
    }

    fn notice(&mut self, notice: &Notice) {
        self.watch.waits(notice);
        self.sink.notice(notice);
    }
}
