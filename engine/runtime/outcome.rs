//! What a run came to, and how it ended.

use crate::error::RunError;
use crate::problem::Problems;
use crate::warning::Warnings;

/// How a run ended.
#[derive(Debug)]
pub enum Ending {
    /// Everything was read.
    Complete,
    /// The caller's limit was reached, and there was more.
    Limited,
    /// It cannot be told whether everything was read.
    Unknown(String),
    /// Something failed before everything was read.
    Failed(RunError),
}

impl Ending {
    /// `complete`, `truncated` or `unknown`.
    pub fn completeness(&self) -> &'static str {
        match self {
            Ending::Complete => "complete",
            Ending::Limited | Ending::Failed(_) => "truncated",
            Ending::Unknown(_) => "unknown",
        }
    }
}

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// The pages that were read.
    pub pages: u64,
    /// The records that were given to the sink.
    pub records: u64,
    /// The records that were read and do not count, by the `only` of the operation.
    pub left_out: u64,
    /// The values that could not become their target.
    pub problems: Problems,
    /// What is told though it succeeded.
    pub warnings: Warnings,
    /// What the next read sends to get only what changed; only of a run that read everything.
    pub token: Option<String>,
    /// How it ended.
    pub ending: Ending,
}

impl Outcome {
    /// A run of which nothing is known but its end.
    pub fn of(ending: Ending) -> Self {
        let (problems, warnings) = (Problems::default(), Warnings::default());
        Self { pages: 0, records: 0, left_out: 0, problems, warnings, token: None, ending }
    }
}
