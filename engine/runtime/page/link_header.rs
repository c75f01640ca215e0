//! The `Link` header has the address of the next page (RFC 8288).

use super::{Next, Page, same_server};
use crate::error::RunError;
use crate::link;

/// No link with the relation `next` is the end.
pub fn next(page: Page<'_>) -> Result<Next, RunError> {
    match link::next(page.links) {
        Some(address) => same_server(&address, page).map(Next::Go),
        None => Ok(Next::End),
    }
}
