//! The run: request, answer, page, records. The next page is on its way while the current one is mapped.

mod fast;
mod several;

use std::sync::Arc;

use engine_lang::conversion::word;
use engine_lang::expression::Found;
use engine_lang::plan::{Access, Operation, Plan, Tree};
use serde_json::Value;
use url::Url;

use crate::answer::Answer;
use crate::call::Call;
use crate::client::Client;
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::error::{ErrorKind, RunError};
use crate::fetch::{Fetcher, Notice};
use crate::hidden::Hidden;
use crate::lookup::{LookUps, With};
use crate::map::map;
pub use crate::outcome::{Ending, Outcome};
use crate::page::{Next, Page, Totals, next, signs};
use crate::pending::Pending;
use crate::problem::Problems;
use crate::project::Lines;
use crate::records::{Records, counting, incomplete, is_one, none_counts, records_of, shown};
use crate::request::{Request, plain_text};
use crate::seen::{Seen, Told};
use crate::step::{Step, step};
use crate::warning::{Kind, Warnings};

/// Takes what a run gives, as soon as it is there.
pub trait Sink {
    /// A record: unified, or the provider's own if the caller or the operation wants those.
    fn record(&mut self, record: &Value) -> std::io::Result<()>;
    /// Records as JSON, each with a line end.
    fn lines(&mut self, lines: &[u8]) -> std::io::Result<()> {
        lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .try_for_each(|line| self.record(&serde_json::from_slice(line)?))
    }
    /// A page was done: what was given of it must not wait in a buffer any longer.
    fn page_done(&mut self) -> std::io::Result<()> {
        Ok(())
    }
    /// So many pages and records were read so far.
    fn progress(&mut self, _pages: u64, _records: u64) {}
    /// Something happened that a person may want to know of while waiting.
    fn notice(&mut self, _notice: &Notice) {}
}

/// What a caller may ask of a run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The provider's records instead of the unified ones.
    pub raw: bool,
    /// Which fields are filled by further requests.
    pub with: With,
    /// The most records that are wanted.
    pub limit: Option<u64>,
}

/// A plan with what it needs from the world.
#[derive(Clone)]
pub struct Session {
    /// The plan.
    pub plan: Plan,
    /// What a person must have.
    pub credentials: Credentials,
    /// Another server than the connector's.
    pub base_url: Option<Url>,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Runs an operation to its end. Whatever happens, the outcome says how far it got.
pub async fn execute<S: Sink + ?Sized>(
    session: &Session,
    operation: &str,
    call: &Call,
    options: Options,
    sink: &mut S,
) -> Outcome {
    let lookups = LookUps::new(options.with.clone());
    let mut run = Run { options, lookups, ..Run::default() };
    let hidden = Hidden::of_call(session.plan.connector(), &session.credentials, call);
    let hide = |text: &str| hidden.hide(text);
    let ending = match run.all(session, operation, call, &hidden, sink).await {
        Ok(Ending::Unknown(reason)) => Ending::Unknown(hide(&reason)),
        Ok(ending) => ending,
        Err(error) => {
            let place = session.plan.operation(operation).map(|operation| session.plan.location(operation.span));
            let error = error.note("operation", operation);
            let error = place.map_or(error.clone(), |place| error.at(&place));
            // What fails behind an answer, such as a look-up, does not undo what the answer tells of.
            let error = if run.answered { error.of_an_answer() } else { error };
            Ending::Failed(error.hiding(hide))
        }
    };
    let ending = match (run.lookups.doubt(), ending) {
        (Some(reason), Ending::Complete | Ending::Limited) => Ending::Unknown(reason),
        (_, ending) => ending,
    };
    let mut token = run.token.filter(|_| matches!(ending, Ending::Complete));
    // It is kept where others may read it.
    if token.take_if(|token| hidden.is_repeated(token)).is_some() {
        let text = "the token for the next read has a secret in it, and is not kept";
        run.warnings.add(Kind::Found, text.to_owned());
    }
    let planned = session.plan.operation(operation).filter(|_| run.left_out > 0 && run.left_out == run.read);
    if let Some(operation) = planned {
        run.warnings.add(Kind::Found, none_counts(operation, run.read));
    }
    for text in run.problems.searches.in_vain(run.records, &session.plan) {
        run.warnings.add(Kind::Found, text);
    }
    run.warnings.extend(run.lookups.warnings);
    let warnings = run.warnings.hiding(hide);
    run.problems.of_record(1, &run.lookups.problems);
    let (pages, records, left_out) = (run.pages, run.records, run.left_out);
    Outcome { pages, records, left_out, problems: run.problems.hiding(hide), warnings, token, ending }
}

#[derive(Default)]
struct Run {
    options: Options,
    /// Whether an answer said success.
    answered: bool,
    pages: u64,
    /// The records that were read, with those that do not count.
    read: u64,
    records: u64,
    /// Those that do not count.
    left_out: u64,
    /// Whether there were more than the caller wants of what one record makes.
    cut: bool,
    problems: Problems,
    warnings: Warnings,
    token: Option<String>,
    seen: Seen,
    totals: Totals,
    lookups: LookUps,
}

impl Run {
    async fn all<S: Sink + ?Sized>(
        &mut self,
        session: &Session,
        operation: &str,
        call: &Call,
        hidden: &Hidden,
        sink: &mut S,
    ) -> Result<Ending, RunError> {
        let plan = &session.plan;
        let operation = plan
            .operation(operation)
            .ok_or_else(|| RunError::new(ErrorKind::Input, format!("there is no operation `{operation}`")))?;
        if operation.asks_nothing() {
            return self.constants(operation, sink);
        }
        let mut request = Request::first(plan, operation, call, &session.credentials, session.base_url.as_ref())?;
        request.fit_page(operation, self.options.limit);
        let client = Client::new(&plan.connector().limits, &request.url)?;
        let (notify, mut notices) = tokio::sync::mpsc::unbounded_channel();
        let mut fetcher = Fetcher::new(session, operation, client, hidden.clone(), notify);
        fetcher.projector = self.projector(operation);
        let mut pending = Pending::start(&fetcher, request.clone());
        loop {
            let answer = pending.wait(&mut notices, sink).await.map_err(|error| self.on_page(error))?;
            self.told(operation, &answer);
            let records = records_of(plan, operation, &answer).map_err(|error| self.on_page(error))?;
            let seen = self.seen.page(&records);
            if seen.map_err(|error| self.on_page(error.at(&plan.location(operation.records.span))))? == Told::Perhaps {
                fetcher.projector = None;
            }
            let following = self.following(plan, operation, &answer, &records, &request);
            let read = records.len();
            let records = counting(plan, operation, records).map_err(|error| self.on_page(error))?;
            self.left_out += (read - records.len()) as u64;
            // A page that cannot be followed is whole all the same: its records are given before the run fails.
            let following = step(following, &mut request).map_err(|error| self.on_page(error));
            fetcher.repeatable &= operation.pagination.stays().is_none();
            let limit = self.options.limit.filter(|_| self.several(operation).is_none());
            let wanted = limit.map_or(u64::MAX, |limit| limit.saturating_sub(self.records));
            let goes_on = matches!(following, Ok(Step::GoOn));
            let upcoming =
                (goes_on && wanted > records.len() as u64).then(|| Pending::start(&fetcher, request.clone()));
            let given = records.len().min(usize::try_from(wanted).unwrap_or(usize::MAX));
            match &records {
                Records::Written(written) => self.pass_on(&written.lines, given, sink)?,
                Records::Values(records) => self.give_all(session, operation, &records[..given], sink).await?,
                Records::Absent => {}
            }
            sink.page_done().map_err(|error| RunError::output(&error))?;
            self.pages += 1;
            sink.progress(self.pages, self.records);
            // What the caller wants is there: whether the list could have gone on does not matter.
            let is_enough = records.len() as u64 >= wanted;
            match (following, upcoming) {
                _ if self.cut => return Ok(Ending::Limited),
                (Ok(Step::End(Ending::Complete)), _) if records.len() as u64 <= wanted => return Ok(Ending::Complete),
                (_, None) if is_enough => return Ok(Ending::Limited),
                (Ok(Step::End(ending)), _) => return Ok(ending),
                (Ok(Step::GoOn), Some(upcoming)) => pending = upcoming,
                (Ok(Step::GoOn), None) => return Ok(Ending::Limited),
                (Err(error), _) => return Err(error),
            }
        }
    }

    /// What an answer says beside its records.
    fn told(&mut self, operation: &Operation, answer: &Answer) {
        self.answered = true;
        self.warnings.extend(answer.warnings.clone());
        let path = operation.incremental.as_ref().map(|incremental| &incremental.token.value);
        if let Some(Found::One(Some(token))) = path.map(|path| path.find(&answer.body)) {
            self.token = Some(plain_text(token)).filter(|token| !token.is_empty());
        }
    }

    fn following(
        &mut self,
        plan: &Plan,
        operation: &Operation,
        answer: &Answer,
        records: &Records<'_>,
        request: &Request,
    ) -> Result<Next, RunError> {
        let count = records.len() as u64;
        // What the file says of a request was checked; a whole body is the caller's.
        let is_given = matches!(operation.body, Some(Tree::Value(_)));
        let (size, part) = signs::of_parts(request.body.as_ref().filter(|_| is_given));
        let way = operation.records.value.names();
        let sent = operation.pagination.to().and_then(|to| request.text(to));
        let page = Page {
            body: &answer.body,
            headers: &answer.headers,
            count,
            is_absent: matches!(records, Records::Absent),
            total: self.read + count,
            index: self.pages,
            asked: operation.sizes.iter().filter_map(|size| request.number(size)).chain(size).min(),
            sent: sent.as_deref(),
            part: part.as_deref(),
            ends: records.ends(),
            url: &request.url,
            ignored: &operation.beside.ignored,
            way: &way,
        };
        self.read += count;
        self.totals.note(&operation.pagination, page);
        let following = next(plan, operation, page, &self.totals)?;
        if operation.access != Access::Read && matches!(following, Next::Set(..) | Next::Go(_)) {
            let message = format!("`{}` writes, and is not sent again for a further page", operation.name);
            return Err(RunError::new(ErrorKind::Answer, message));
        }
        self.seen.beginning(operation, page)?;
        self.seen.position(operation, &following)?;
        Ok(following)
    }

    /// What look-ups find for the records of a page.
    async fn gather(&mut self, session: &Session, operation: &Operation, records: &[&Value]) -> Result<(), RunError> {
        match operation.mapping.as_ref().filter(|_| !self.options.raw) {
            Some(mapping) => self.lookups.gather(session, mapping, records).await,
            None => Ok(()),
        }
    }

    async fn give_all<S: Sink + ?Sized>(
        &mut self,
        session: &Session,
        operation: &Operation,
        records: &[&Value],
        sink: &mut S,
    ) -> Result<(), RunError> {
        self.gather(session, operation, records).await.map_err(|error| self.on_page(error))?;
        records.iter().try_for_each(|record| self.give(operation, record, sink))
    }

    /// Gives the first records that were written already.
    fn pass_on<S: Sink + ?Sized>(&mut self, lines: &Lines, wanted: usize, sink: &mut S) -> Result<(), RunError> {
        self.problems.searches.add(&lines.searches);
        for (index, problems) in lines.problems.iter().take_while(|(index, _)| *index < wanted) {
            self.problems.of_record(self.records + 1 + *index as u64, problems);
        }
        sink.lines(lines.first(wanted)).map_err(|error| RunError::output(&error))?;
        self.records += wanted as u64;
        Ok(())
    }

    fn give<S: Sink + ?Sized>(&mut self, operation: &Operation, record: &Value, sink: &mut S) -> Result<(), RunError> {
        let number = self.records + 1;
        // What a write was answered is no reason to call it a failure.
        let is_read = operation.access == Access::Read;
        let is_single = is_read && operation.records.value.is_singular();
        if is_single || is_read && operation.mapping.is_some() && !self.options.raw {
            is_one(operation, record, number).map_err(|error| self.on_page(error))?;
        }
        if let Some(mapping) = self.several(operation).filter(|_| record.is_object()) {
            return self.give_several(mapping, record, number, sink);
        }
        let record = &*shown(operation, record);
        let written = match operation.mapping.as_ref().filter(|_| !self.options.raw) {
            Some(mapping) if record.is_object() => {
                sink.record(&map(mapping, record, &self.lookups, number, &mut self.problems))
            }
            Some(_) => {
                let message = format!("record {number} is no object but {}", word(record));
                return Err(self.on_page(RunError::new(ErrorKind::Answer, message)));
            }
            None => sink.record(record),
        };
        written.map_err(|error| RunError::output(&error))?;
        if is_single {
            incomplete(operation, record, number, &mut self.problems);
        }
        self.records = number;
        Ok(())
    }

    fn on_page(&self, error: RunError) -> RunError {
        error.note("page", (self.pages + 1).to_string())
    }
}
