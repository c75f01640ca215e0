//! One answer: sends a request, and tries again as long as that is safe, useful and within the limits.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine_lang::Plan;
use engine_lang::plan::{Access, Operation};
use tokio::sync::mpsc::UnboundedSender;

use crate::advice::advised;
use crate::answer::{Answer, Failure, Judged, judge};
use crate::client::{Broken, Client};
use crate::clock::Clock;
use crate::error::{ErrorKind, RunError};
use crate::execute::Session;
use crate::hidden::Hidden;
use crate::project::Projector;
use crate::request::Request;
use crate::retry::{Attempt, Decision, decide};

/// Something that a person may want to know of while waiting.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Why the last try failed.
    pub reason: String,
    /// How long it is until the next one.
    pub wait: Duration,
}

impl std::fmt::Display for Notice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "waiting {:.1} s: {}", self.wait.as_secs_f64(), self.reason)
    }
}

/// Gets answers for one operation.
#[derive(Clone)]
pub struct Fetcher {
    /// The plan.
    pub plan: Plan,
    /// The operation's name.
    pub operation: String,
    /// The client.
    pub client: Client,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
    /// Whether a request may be sent again when the server may have acted on it.
    pub repeatable: bool,
    /// What reads pages the fast way, if the operation has one.
    pub projector: Option<Arc<Mutex<Projector>>>,
    /// What no message shows.
    pub hidden: Hidden,
    /// Where notices go.
    pub notify: UnboundedSender<Notice>,
}

impl Fetcher {
    /// What gets answers for an operation, each read the general way.
    pub fn new(
        session: &Session,
        operation: &Operation,
        client: Client,
        hidden: Hidden,
        notify: UnboundedSender<Notice>,
    ) -> Fetcher {
        Fetcher {
            plan: session.plan.clone(),
            operation: operation.name.clone(),
            client,
            clock: Arc::clone(&session.clock),
            repeatable: operation.access == Access::Read,
            projector: None,
            hidden,
            notify,
        }
    }

    /// An answer that says success, or why there is none.
    pub async fn fetch(&self, request: &Request) -> Result<Answer, RunError> {
        let limits = self.plan.connector().limits;
        let started = self.clock.now();
        for made in 1.. {
            let failure = match self.attempt(request).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if !failure.passing || !(failure.error.is_unsent() || self.repeatable) {
                let error = self.located(failure.error, request, made);
                return Err(if failure.passing && self.keeps_place() { error.help(NOT_AGAIN) } else { error });
            }
            let elapsed = self.clock.now().duration_since(started);
            let attempt = Attempt { made, allowed: limits.attempts, elapsed, deadline: limits.deadline };
            match decide(attempt, failure.wait, chance()) {
                Decision::Wait(wait) => {
                    let reason = self.hidden.hide(failure.error.message());
                    // Nobody listens any more only when the run has ended.
                    let _ = self.notify.send(Notice { reason, wait });
                    self.clock.sleep(wait).await;
                }
                Decision::TriesUsed => return Err(self.located(failure.error, request, made)),
                Decision::TooLong(wait) => {
                    let help = format!(
                        "the wait of {} s would end after the deadline of {} s",
                        wait.as_secs(),
                        limits.deadline.as_secs()
                    );
                    return Err(self.located(failure.error, request, made).help(help));
                }
            }
        }
        Err(RunError::new(ErrorKind::Unreachable, "no try was made"))
    }

    async fn attempt(&self, request: &Request) -> Result<Answer, Failure> {
        let response = self.client.send(request).await.map_err(|broken| self.broken(broken))?;
        let Some(operation) = self.plan.operation(&self.operation) else {
            let error = RunError::new(ErrorKind::Input, format!("there is no operation `{}`", self.operation));
            return Err(Failure::lasting(error));
        };
        let mut projector = self.projector.as_ref().and_then(|projector| projector.lock().ok());
        let (plan, hidden, wall) = (&self.plan, &self.hidden, self.clock.wall());
        judge(Judged { plan, operation, response: &response, hidden, wall }, projector.as_deref_mut())
    }

    fn broken(&self, broken: Broken) -> Failure {
        let failure = |kind, message: String, passing| {
            let error = RunError::new(kind, message).note("operation", &self.operation);
            Failure { error, passing, wait: None }
        };
        match broken {
            Broken::Unsent(reason) => {
                let message = format!("the provider cannot be reached: {reason}");
                let mut failure = failure(ErrorKind::Unreachable, message, true);
                failure.error = failure.error.of_nothing_sent();
                failure
            }
            Broken::Cut(reason) => failure(ErrorKind::Unreachable, format!("the connection broke: {reason}"), true),
            Broken::TooLarge(limit) => {
                let message = format!("the answer is larger than {limit} bytes");
                let mut failure = failure(ErrorKind::Answer, message, false);
                failure.error = failure.error.help("raise `limits.response_size`, or ask for smaller pages");
                failure
            }
            Broken::Unsendable(reason) => {
                failure(ErrorKind::Input, format!("the request cannot be built: {reason}"), false)
            }
        }
    }

    /// Whether the provider itself keeps the place in the list.
    fn keeps_place(&self) -> bool {
        let operation = self.plan.operation(&self.operation);
        !self.repeatable && operation.is_some_and(|operation| operation.pagination.stays().is_some())
    }

    fn located(&self, error: RunError, request: &Request, tries: u32) -> RunError {
        let error = error.note("request", format!("{} {}", request.method_name(), request.url));
        let error = if tries > 1 { error.note("tries", tries.to_string()) } else { error };
        match self.plan.operation(&self.operation) {
            Some(operation) => advised(error.at(&self.plan.location(operation.span)), operation.access),
            None => error,
        }
    }
}

const NOT_AGAIN: &str = "the provider keeps the place in the list, and the same request would get the page behind the one that was lost: run again from the beginning";

/// A number that differs each time; the standard library seeds its hash maps with one.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}
