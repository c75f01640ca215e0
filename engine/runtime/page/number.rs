//! The request numbers the pages.

use engine_lang::expression::Path;
use engine_lang::plan::{Placed, Slot};
use serde_json::Value;

use super::{Next, Reader};
use crate::error::RunError;

/// The end is where the page says; without a word from it, an empty page.
pub fn next(
    to: &Slot,
    first: u32,
    total_pages: Option<&Placed<Path>>,
    more: Option<&Placed<Path>>,
    reader: &Reader<'_>,
) -> Result<Next, RunError> {
    let page = reader.page;
    let go_on = match (total_pages, more) {
        (Some(total_pages), _) => {
            let all = reader.count(total_pages)?;
            if page.count == 0 && page.index + 1 < all {
                let message = format!("page {} of {all} is empty", page.index + 1);
                return Err(reader.error(total_pages, message));
            }
            page.index + 1 < all
        }
        (None, Some(more)) => reader.says_more(more)?,
        (None, None) => page.count > 0,
    };
    let number = u64::from(first) + page.index + 1;
    Ok(if go_on { Next::Set(to.clone(), Value::from(number)) } else { Next::End })
}
