//! The `Link` header has the address of the next page (RFC 8288).

use super::{Next, Page, same_server};
use crate::error::{ErrorKind, RunError, one_line};
use crate::link::{self, Unreadable};

/// No link with the relation `next` is the end.
pub fn next(page: Page<'_>) -> Result<Next, RunError> {
    let unreadable = |Unreadable(value)| {
        let message = "where the next page is cannot be told: the `Link` header is no list of links (RFC 8288)";
        RunError::new(ErrorKind::Answer, message).note("header", one_line(&value))
    };
    match link::next(page.links).map_err(unreadable)? {
        Some(address) => same_server(&address, page).map(Next::Go),
        None => Ok(Next::End),
    }
}
