//! Judges an answer: the HTTP status first, then whether it is JSON, then the connector's own word for success.

mod said;
mod status;
mod unsaid;

use std::time::{Duration, SystemTime};

use engine_lang::expression::{Found, Path};
use engine_lang::json::{self, Unreadable};
use engine_lang::outcome::is_refusal;
use engine_lang::plan::{Access, Connector, EmptyList, Operation, Placed, Plan, Refusal};
use engine_lang::source::Location;
use engine_lang::unread::strange;
use serde_json::Value;

use crate::client::Response;
use crate::error::{Absence, ErrorKind, RunError, one_line};
use crate::hidden::Hidden;
use crate::project::{Lines, Projector};
use crate::request::plain_text;
use crate::throttle;
use crate::warning::{Kind, Warnings};

/// An answer that says success.
#[derive(Debug)]
pub struct Answer {
    /// The body; null where there is none. Where its records were written, an empty list is in their place.
    pub body: Value,
    /// The records, if they were written while the body was read.
    pub written: Option<Written>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The bytes of the body.
    pub size: usize,
    /// What the provider says though it succeeded.
    pub warnings: Warnings,
}

/// Records that were written.
#[derive(Debug)]
pub struct Written {
    /// The records.
    pub lines: Lines,
    /// The first and the last one as they came, if paging needs them.
    pub ends: Option<[Value; 2]>,
}

/// An answer that does not.
#[derive(Debug)]
pub struct Failure {
    /// What to tell.
    pub error: RunError,
    /// Whether another try may help.
    pub passing: bool,
    /// How long the server asks to wait.
    pub wait: Option<Duration>,
}

impl Failure {
    /// A failure that another try cannot mend.
    pub fn lasting(error: RunError) -> Failure {
        Failure { error, passing: false, wait: None }
    }
}

/// Reads an answer as the operation expects it, the fast way if there is one and the answer is as usual.
pub fn judge(judge: Judged<'_>, projector: Option<&mut Projector>) -> Result<Answer, Failure> {
    let Judged { response, .. } = judge;
    if !judge.status_is_good() {
        return Err(judge.bad_status());
    }
    if judge.is_empty_list() {
        let warnings = judge.warnings(&Value::Null);
        return Ok(Answer { body: Value::Null, written: None, headers: response.headers.clone(), size: 0, warnings });
    }
    if let Some(page) = projector.and_then(|projector| projector.page(&response.body)) {
        let written = Written { lines: page.lines, ends: page.ends };
        if let Ok(answer) = judge.answer(page.envelope, Some(written)) {
            return Ok(answer);
        }
    }
    judge.answer(judge.json()?, None)
}

/// An answer that is judged.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What was asked.
    pub operation: &'a Operation,
    /// The answer.
    pub response: &'a Response,
    /// What no message shows of it.
    pub hidden: &'a Hidden,
    /// When it came, for waits until a time.
    pub wall: SystemTime,
}

impl Judged<'_> {
    fn answer(&self, body: Value, written: Option<Written>) -> Result<Answer, Failure> {
        self.operation.success.iter().try_for_each(|wanted| self.success(wanted, &body))?;
        self.no_refusal(&body)?;
        let warnings = self.warnings(&body);
        Ok(Answer { body, written, headers: self.response.headers.clone(), size: self.response.body.len(), warnings })
    }

    /// Whether it has no content, and the connector says that this is an empty list.
    fn is_empty_list(&self) -> bool {
        let says = self.operation.empty.list.as_ref().map(|empty| empty.value);
        self.response.status == 204 && self.response.body.is_empty() && says == Some(EmptyList::NoContent)
    }

    fn json(&self) -> Result<Value, Failure> {
        let bytes = &self.response.body;
        // What writes may have nothing to say; what reads and gets nothing would be an empty list by mistake.
        let may_be_empty = self.operation.success.is_empty() && self.operation.access != Access::Read;
        if bytes.is_empty() && may_be_empty {
            return Ok(Value::Null);
        }
        json::read(bytes).map_err(|unreadable| {
            let error = self
                .error(ErrorKind::Answer, format!("the answer {unreadable}"))
                .note("content type", self.response.header("content-type").unwrap_or("none"))
                .note("answer", self.excerpt());
            let is_list = !self.operation.records.value.is_singular();
            let error = if self.response.status == 204 && is_list { error.help(NO_CONTENT) } else { error };
            // A proxy's page or a half-written answer may be gone the next time.
            Failure { error, passing: matches!(unreadable, Unreadable::NotJson(_)), wait: None }
        })
    }

    /// A refusal with a status that says nothing of it.
    fn refused(&self, refusal: &Words, message: String, place: &Location) -> Failure {
        let kind = match refusal.kind {
            Some(Refusal::Auth) => ErrorKind::Permission,
            Some(Refusal::Scope) => ErrorKind::Scope,
            Some(Refusal::Retry) => ErrorKind::Unreachable,
            Some(Refusal::RateLimit) => ErrorKind::Throttled,
            _ => ErrorKind::Refused,
        };
        let mut error = self.words(self.error(kind, message).at(place), refusal, kind == ErrorKind::Scope);
        if kind == ErrorKind::Throttled {
            error = error.of_nothing_sent();
        }
        let passing = matches!(kind, ErrorKind::Throttled | ErrorKind::Unreachable);
        let wait = throttle::wait(self.response, self.wall).filter(|_| passing);
        Failure { error, passing, wait }
    }

    /// Whether the provider has a code for a scope that is missing.
    fn tells_scopes(&self) -> bool {
        self.plan.connector().errors.iter().any(|error| error.kind == Refusal::Scope)
    }

    /// What the provider says though it succeeded, headers that are not what they are when all is well, and members that
    /// nobody knew of.
    fn warnings(&self, body: &Value) -> Warnings {
        let mut warnings = Warnings::default();
        let said = self.operation.warnings.as_ref().map(|path| path.value.find(body));
        let said = match said {
            Some(Found::Many(Some(said))) => said,
            Some(Found::One(said)) => said.into_iter().collect(),
            Some(Found::Many(None)) | None => Vec::new(),
        };
        for said in said {
            warnings.add(Kind::Said, format!("the provider says: {}", one_line(&plain_text(said))));
        }
        for unexpected in self.unexpected_headers() {
            warnings.add(Kind::Header, format!("the header {unexpected}"));
        }
        for path in strange(self.operation, body) {
            let text = format!(
                "the answer has `{path}` beside what is read of it, and no schema has that: it may say that there is more, or that a part failed"
            );
            warnings.add(Kind::Strange, text);
        }
        warnings
    }

    /// Headers that are not what they are when all is well: a refusal may be for what they tell of.
    fn unexpected_headers(&self) -> Vec<String> {
        let headers = self.operation.expect_headers.iter().filter_map(|(name, wanted)| {
            let found = self.response.header(name).filter(|found| found != wanted)?;
            Some(format!("`{name}` is `{}`, and `{wanted}` when all is well", one_line(found)))
        });
        headers.collect()
    }

    /// The provider's words, with ours for codes that the connector knows.
    fn words(&self, mut error: RunError, refusal: &Words, about_scopes: bool) -> RunError {
        if let Some(code) = &refusal.code {
            error = error.note("code", code);
        }
        if let Some(message) = &refusal.message {
            error = error.note("provider says", message);
        }
        if about_scopes && !self.operation.scopes.is_empty() {
            error = error.note("scopes needed", self.operation.scopes.join(", "));
        }
        match refusal.kind {
            Some(Refusal::Restart) => {
                error = error.help("the place in the list was lost: run again from the beginning");
            }
            Some(Refusal::Resync) => {
                error = error.help("the incremental token leads no further: read everything once more, without it");
            }
            Some(Refusal::NotFound) => error = error.of_absence(Absence::Code),
            Some(Refusal::Input) => error = error.help("change the inputs; another try gives the same answer"),
            _ => {}
        }
        match &refusal.help {
            Some(help) => error.help(help),
            None => error,
        }
    }

    fn refusal(&self, body: &Value) -> Words {
        let first = |paths: &[Placed<Path>]| paths.iter().find_map(|path| said(&path.value, body).into_iter().next());
        let paths = &self.operation.error;
        let code = first(&paths.code);
        let messages = paths.message.iter().map(|path| said(&path.value, body)).find(|said| !said.is_empty());
        let messages = messages.or_else(|| paths.message.iter().find_map(|path| in_place(&path.value, body)));
        // Where a word alone stands for both, it is told as the code.
        let messages = messages.filter(|said| !matches!((said.as_slice(), &code), ([one], Some(code)) if one == code));
        let connector: &Connector = self.plan.connector();
        let known = code.as_ref().and_then(|code| connector.errors.iter().find(|error| error.covers(code)));
        Words {
            kind: known.map(|known| known.kind),
            help: known.and_then(|known| known.help.clone()),
            code,
            message: messages.map(|said| said.join("; ")),
            request_id: first(&paths.request_id),
        }
    }

    fn error(&self, kind: ErrorKind, message: String) -> RunError {
        let mut error = RunError::new(kind, message).note("operation", &self.operation.name);
        let header = self.operation.error.request_id_header.as_ref();
        let id = header.and_then(|header| self.response.header(header)).map(str::to_owned);
        let id = id.or_else(|| {
            let body = json::read(&self.response.body).ok()?;
            self.refusal(&body).request_id
        });
        if let Some(id) = id {
            error = error.note("request id", id);
        }
        let headers = self.unexpected_headers();
        if headers.is_empty() { error } else { error.note("header", headers.join("; ")) }
    }

    /// The beginning of a body that is no JSON, on one line. Secrets are hidden before it is cut: half of one is not found.
    fn excerpt(&self) -> String {
        const SHOWN: usize = 120;
        if !self.operation.secrets.is_empty() {
            let kind = self.response.header("content-type").unwrap_or("no content type");
            return format!("{} bytes of {kind}, not shown: a record has `secrets`", self.response.body.len());
        }
        let text = self.hidden.hide(&String::from_utf8_lossy(&self.response.body));
        let line: Vec<&str> = text.split_whitespace().collect();
        let line = one_line(&line.join(" "));
        match line.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}...", &line[..end]),
            None => line,
        }
    }
}

const NO_CONTENT: &str = "if the provider answers so where the list is empty, write `empty_list: no_content`";

/// What a refusal says.
#[derive(Debug, Default)]
struct Words {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    kind: Option<Refusal>,
    help: Option<String>,
}

/// One text that stands where a path asks for a list or an object of errors.
fn in_place(path: &Path, body: &Value) -> Option<Vec<String>> {
    let at = path.astray(body).map(|astray| astray.at).filter(|at| !std::ptr::eq(*at, body))?;
    let text = at.as_str().filter(|text| !text.trim().is_empty() && !is_refusal(at))?;
    Some(vec![text.to_owned()])
}

/// The words that a path finds, of many the first few.
fn said(path: &Path, body: &Value) -> Vec<String> {
    const TOLD: usize = 5;
    let found = match path.find(body) {
        Found::One(found) => found.into_iter().collect(),
        Found::Many(found) => found.unwrap_or_default(),
    };
    let is_word = |value: &&Value| value.is_string() || value.is_number() || value.is_boolean();
    found.into_iter().filter(is_word).take(TOLD).map(plain_text).collect()
}
