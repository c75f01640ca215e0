//! The request says at which record to begin: behind as many as were read, whatever size the pages have.

use engine_lang::expression::Path;
use engine_lang::plan::{Placed, Slot, Word};
use serde_json::Value;

use super::{Next, Reader};
use crate::error::RunError;

/// The end is where the page says; without a word from it, an empty page.
pub fn next(
    to: &Slot,
    first: u32,
    total: Option<&Placed<Path>>,
    more: Option<&Word>,
    reader: &Reader<'_>,
) -> Result<Next, RunError> {
    let page = reader.page;
    let go_on = match (total, more) {
        (Some(total), _) => {
            let all = reader.count(total)?;
            if page.count == 0 && page.total < all {
                let message = format!("a page is empty after {} of {all} records", page.total);
                return Err(reader.error(total, message));
            }
            if page.count > all {
                let message = format!(
                    "a page has {} records, and `{}` says that there are {all} on all pages",
                    page.count,
                    total.value.text()
                );
                return Err(reader.error(total, message));
            }
            page.total < all
        }
        (None, Some(more)) => reader.says_more(more)?,
        (None, None) => page.count > 0,
    };
    let number = u64::from(first) + page.total;
    Ok(if go_on { Next::Set(to.clone(), Value::from(number)) } else { Next::End })
}
