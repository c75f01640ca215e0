//! The HTTP status of an answer: which one lets it be read, and what any other means.

use engine_lang::json;
use engine_lang::plan::{Access, Refusal};

use super::{Failure, Judged};
use crate::error::{Absence, ErrorKind};
use crate::throttle;

/// Each part of the answer has a status of its own (RFC 4918, 11.1).
const MULTI_STATUS: u16 = 207;

impl Judged<'_> {
    /// Whether the status says that all was done, and that what was asked for is in the answer.
    pub(super) fn status_is_good(&self) -> bool {
        match self.response.status {
            // What writes may be done later; what is read is not there yet, or is a part.
            202 | 206 => self.operation.access != Access::Read,
            MULTI_STATUS => false,
            status => (200..300).contains(&status),
        }
    }

    /// Why an answer with such a status is none.
    pub(super) fn bad_status(&self) -> Failure {
        let status = self.response.status;
        let body = json::read(&self.response.body).ok();
        let mut refusal = body.as_ref().map(|body| self.refusal(body)).unwrap_or_default();
        // What one part was refused for is not what became of the others.
        refusal.kind = refusal.kind.filter(|_| status != MULTI_STATUS);
        let by_code = refusal.kind.unwrap_or(Refusal::Other);
        let (kind, meaning) = match status {
            429 => (ErrorKind::Throttled, FEWER),
            400..=499 if by_code == Refusal::RateLimit => (ErrorKind::Throttled, FEWER),
            202 | 206 => (ErrorKind::Answer, "the answer is not there yet, or is a part of it"),
            MULTI_STATUS => {
                (ErrorKind::Answer, "each part of the answer has a status of its own, and some may have failed")
            }
            501 => (ErrorKind::Refused, "the provider does not offer this"),
            408 | 425 | 500..=599 => (ErrorKind::Unreachable, "the provider is out of order"),
            401 => (ErrorKind::Permission, NOT_ACCEPTED),
            403 if by_code == Refusal::Scope => (ErrorKind::Scope, "the credential lacks a scope"),
            403 if matches!(by_code, Refusal::Other | Refusal::Retry) && throttle::is_meant(self.response) => {
                (ErrorKind::Throttled, FEWER)
            }
            // Of a scope that is missing, the provider would have said so by a code.
            403 if refusal.code.is_none() && self.tells_scopes() => (ErrorKind::Permission, NOT_ACCEPTED),
            403 => (ErrorKind::Permission, EITHER),
            404 => (ErrorKind::Refused, "the provider does not know what was asked for"),
            300..=399 => (ErrorKind::Answer, "the provider points elsewhere, and redirects are not followed"),
            _ => (ErrorKind::Refused, "the provider refuses the request"),
        };
        let mut error = self.error(kind, format!("HTTP {status}: {meaning}"));
        if let Some(location) = self.response.header("location").filter(|_| (300..400).contains(&status)) {
            error = error.note("points at", location);
        }
        let known = refusal.code.is_some() || refusal.message.is_some();
        error = self.words(error, &refusal, kind == ErrorKind::Scope || meaning == EITHER);
        if !known && !self.response.body.is_empty() {
            error = error.note("answer", self.excerpt());
        }
        if status == MULTI_STATUS {
            error = error.help("what its parts say is not read: ask for one thing at a time, by an operation that says so with its status");
        }
        if status == 404 {
            error = error.of_absence(Absence::Status);
        }
        if kind == ErrorKind::Throttled {
            // RFC 6585, 4: it was counted, and not done.
            error = error.of_nothing_sent();
        }
        let passing = matches!(kind, ErrorKind::Throttled | ErrorKind::Unreachable);
        Failure { error, passing, wait: throttle::wait(self.response, self.wall) }
    }
}

const FEWER: &str = "the provider asks for fewer requests";
const NOT_ACCEPTED: &str = "the provider does not accept the credential";
const EITHER: &str = "the provider does not accept the credential, or it lacks a scope";
