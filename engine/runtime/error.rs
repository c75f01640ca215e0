//! Why a run did not read everything: what happened, where, and what to do.

use engine_lang::plan::Access;
use engine_lang::source::Location;

/// What kind of failure ends a run; each has an exit code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The caller's inputs are not what the operation takes.
    Input,
    /// A credential is missing.
    Credential,
    /// The provider does not accept the credential, or does not say whether it lacks a scope only.
    Permission,
    /// The provider accepts the credential, and it lacks a scope.
    Scope,
    /// The provider refuses.
    Refused,
    /// The provider asks for fewer requests, and has done nothing (RFC 6585, 4).
    Throttled,
    /// The provider cannot be reached, or is out of order.
    Unreachable,
    /// The answer is not what the connector says.
    Answer,
    /// A delivery is not shown to be the provider's.
    Signature,
    /// The records cannot be written.
    Output,
    /// Someone stopped it.
    Stopped,
}

/// What says that there is no such record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    /// A status of 404, which a path that does not exist gets as well.
    Status,
    /// A code of kind `not_found`.
    Code,
}

/// Why a run ended before everything was read.
#[derive(Debug, Clone)]
pub struct RunError(Box<Details>);

#[derive(Debug, Clone)]
struct Details {
    kind: ErrorKind,
    message: String,
    notes: Vec<(&'static str, String)>,
    help: Vec<String>,
    broken_pipe: bool,
    absent: Option<Absence>,
    unsent: bool,
    answered: bool,
}

impl RunError {
    /// A failure of some kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let details = Details {
            kind,
            message: message.into(),
            notes: Vec::new(),
            help: Vec::new(),
            broken_pipe: false,
            absent: None,
            unsent: false,
            answered: false,
        };
        Self(Box::new(details))
    }

    /// Says that what was asked for is not there; the provider's own word counts more than a status.
    pub(crate) fn of_absence(mut self, absence: Absence) -> Self {
        self.0.absent = self.0.absent.max(Some(absence));
        self
    }

    /// What says that what was asked for is not there, if that is why it failed.
    pub fn absence(&self) -> Option<Absence> {
        self.0.absent
    }

    /// Says that no request has reached the server, or that it counted one too many and left it undone.
    pub(crate) fn of_nothing_sent(mut self) -> Self {
        self.0.unsent = true;
        self
    }

    /// Whether no request has reached the server, or it left the one that did undone.
    pub fn is_unsent(&self) -> bool {
        self.0.unsent
    }

    /// Says that the provider has answered with success before, whatever failed then.
    pub(crate) fn of_an_answer(mut self) -> Self {
        self.0.answered = true;
        self
    }

    /// Whether what writes may have been done all the same: only a refusal, or a request that was never sent, has surely
    /// changed nothing.
    pub fn may_have_been_done(&self, access: Access) -> bool {
        let is_open = match self.kind() {
            ErrorKind::Input
            | ErrorKind::Credential
            | ErrorKind::Permission
            | ErrorKind::Scope
            | ErrorKind::Refused
            | ErrorKind::Throttled => false,
            ErrorKind::Unreachable
            | ErrorKind::Answer
            | ErrorKind::Signature
            | ErrorKind::Output
            | ErrorKind::Stopped => !self.is_unsent(),
        };
        access != Access::Read && (is_open || self.0.answered)
    }

    /// The records cannot be written.
    pub fn output(error: &std::io::Error) -> Self {
        let mut failure = Self::new(ErrorKind::Output, format!("the records cannot be written: {error}"));
        failure.0.broken_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        failure
    }

    /// Says where: the operation, the page, the request.
    #[must_use]
    pub fn note(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if self.0.notes.iter().all(|(known, _)| *known != name) {
            self.0.notes.push((name, value.into()));
        }
        self
    }

    /// Names the place in the connector's files.
    #[must_use]
    pub fn at(self, location: &Location) -> Self {
        self.note("at", location.to_string())
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.0.help.push(text.into());
        self
    }

    /// With every text passed through `hide`: a provider's words may repeat what was sent to it.
    #[must_use]
    pub fn hiding(mut self, hide: impl Fn(&str) -> String) -> Self {
        self.0.message = hide(&self.0.message);
        self.0.notes.iter_mut().for_each(|(_, value)| *value = hide(value));
        self.0.help.iter_mut().for_each(|help| *help = hide(help));
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What a note of this name says.
    pub fn noted(&self, name: &str) -> Option<&str> {
        self.0.notes.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// What to do, in sentences.
    pub fn helps(&self) -> &[String] {
        &self.0.help
    }

    /// What happened, in a line.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether the reader of the output has gone away, which is nobody's mistake.
    pub fn is_broken_pipe(&self) -> bool {
        self.0.broken_pipe
    }
}

impl std::fmt::Display for RunError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", one_line(&self.0.message))?;
        for (name, value) in &self.0.notes {
            write!(formatter, "\n  {name}: {}", one_line(value))?;
        }
        for help in &self.0.help {
            write!(formatter, "\n  help: {}", one_line(help))?;
        }
        Ok(())
    }
}

impl std::error::Error for RunError {}

/// Without control characters: a provider's words must not move the cursor of a terminal.
pub fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { '\u{fffd}' } else { letter }).collect()
}

/// The same on one line: what comes from outside must not look like a line of ours.
pub fn one_line(text: &str) -> String {
    printable(text).replace('\n', "\\n").replace(['\u{2028}', '\u{2029}'], "\u{fffd}")
}
