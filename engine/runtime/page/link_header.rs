//! The `Link` header has the address of the next page (RFC 8288).

use engine_lang::plan::Word;

use super::{Next, Reader, same_server};
use crate::error::{ErrorKind, RunError, one_line};
use crate::link::{self, Unreadable};

/// No link with the relation `next` is the end; `more` decides where the page says it. A link that is on every page leads on
/// as long as pages have records.
pub fn next(stays: bool, more: Option<&Word>, reader: &Reader<'_>) -> Result<Next, RunError> {
    let unreadable = |Unreadable(value)| {
        let message = "where the next page is cannot be told: the `Link` header is no list of links (RFC 8288)";
        RunError::new(ErrorKind::Answer, message).note("header", one_line(&value))
    };
    let told = reader.more(more)?;
    if told == Some(false) || told.is_none() && stays && reader.page.count == 0 {
        return Ok(Next::End);
    }
    match (link::next(&reader.page.links()).map_err(unreadable)?, more) {
        (Some(address), _) => same_server(&address, reader.page).map(Next::Go),
        (None, Some(more)) if told == Some(true) => {
            Err(reader.error(&more.path, "the page says that there is more, and its `Link` header leads nowhere"))
        }
        (None, _) if stays => {
            Err(RunError::new(ErrorKind::Answer, "the page has records, and its `Link` header leads nowhere"))
        }
        (None, _) => Ok(Next::End),
    }
}
