//! A request that is under way while the page before it is mapped and written.

use tokio::task::JoinHandle;

use crate::answer::Answer;
use crate::error::{ErrorKind, RunError};
use crate::execute::Sink;
use crate::fetch::{Fetcher, Notice};
use crate::request::Request;

/// A request under way in a task of its own; dropped, it is called off.
pub struct Pending {
    task: JoinHandle<Result<Answer, RunError>>,
}

impl Pending {
    /// Sends a request.
    pub fn start(fetcher: &Fetcher, request: Request) -> Pending {
        let fetcher = fetcher.clone();
        Pending { task: tokio::spawn(async move { fetcher.fetch(&request).await }) }
    }

    /// Waits for the answer, and hands on what a person may want to know meanwhile.
    pub async fn wait<S: Sink + ?Sized>(
        &mut self,
        notices: &mut tokio::sync::mpsc::UnboundedReceiver<Notice>,
        sink: &mut S,
    ) -> Result<Answer, RunError> {
        loop {
            tokio::select! {
                Some(notice) = notices.recv() => sink.notice(&notice),
                done = &mut self.task => {
                    return done.unwrap_or_else(|error| {
                        Err(RunError::new(ErrorKind::Unreachable, format!("the request was called off: {error}")))
                    });
                }
            }
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.task.abort();
    }
}
