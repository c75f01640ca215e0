//! Exit codes: one for each kind of failure. `docs/exit-codes.md` is the same table for users.

use engine_runtime::error::{ErrorKind, RunError};

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything that was asked for was done.
    Done = 0,
    /// A connector has mistakes.
    Invalid = 1,
    /// The arguments are wrong: an unknown name, an input of the wrong type.
    Usage = 2,
    /// A credential is missing.
    Credential = 3,
    /// The provider does not accept the credential, or it lacks a scope.
    Permission = 4,
    /// The provider refuses.
    Refused = 5,
    /// The provider cannot be reached, or is out of order.
    Unreachable = 6,
    /// The answer is not what the connector says.
    Answer = 7,
    /// Values could not become their target, and `--strict` was given.
    Problems = 8,
    /// It cannot be told whether everything was read.
    Unknown = 9,
    /// The output cannot be written.
    Output = 10,
    /// A delivery is not shown to be the provider's.
    Signature = 11,
    /// What changes data was done, or may have been, and not all of it is known.
    Partial = 12,
    /// A signal stopped a write before it changed anything; the shell's number for the commonest of them.
    Stopped = 130,
    /// The reader of the output went away; the shell's number for that.
    BrokenPipe = 141,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<&RunError> for Exit {
    fn from(error: &RunError) -> Self {
        match error.kind() {
            ErrorKind::Input => Exit::Usage,
            ErrorKind::Credential => Exit::Credential,
            ErrorKind::Permission | ErrorKind::Scope => Exit::Permission,
            ErrorKind::Refused => Exit::Refused,
            ErrorKind::Throttled | ErrorKind::Unreachable => Exit::Unreachable,
            ErrorKind::Answer => Exit::Answer,
            ErrorKind::Signature => Exit::Signature,
            ErrorKind::Stopped => Exit::Stopped,
            ErrorKind::Output if error.is_broken_pipe() => Exit::BrokenPipe,
            ErrorKind::Output => Exit::Output,
        }
    }
}
