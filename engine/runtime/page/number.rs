//! The request numbers the pages.

use engine_lang::expression::Path;
use engine_lang::plan::{Placed, Slot, Word};
use serde_json::Value;

use super::{Next, Reader};
use crate::error::RunError;

/// The end is where the page says; without a word from it, an empty page.
pub fn next(
    to: &Slot,
    first: u32,
    total_pages: Option<&Placed<Path>>,
    more: Option<&Word>,
    reader: &Reader<'_>,
) -> Result<Next, RunError> {
    let page = reader.page;
    let go_on = match (total_pages, more) {
        (Some(total_pages), _) => {
            let all = reader.count(total_pages)?;
            // Also the last one: where pages are counted from another number, the first was never read.
            if page.count == 0 && (page.index > 0 || all > 1) {
                let message = format!("page {} of {all} is empty", page.index + 1);
                return Err(reader.error(total_pages, message));
            }
            if page.count > 0 && all == 0 {
                let message =
                    format!("the page has records, and `{}` says that there is none", total_pages.value.text());
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
