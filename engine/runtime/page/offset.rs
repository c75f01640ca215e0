//! The request says at which record to begin: behind as many as were read, whatever size the pages have.

use engine_lang::expression::Path;
use engine_lang::paging::{Holds, Told, is_lower_bound, told};
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
        // There are at least as many: only an empty page is the end.
        (Some(total), _) if page.count > 0 && is_lower_bound(page.body, &total.value.names()) => {
            reader.count(total)?;
            true
        }
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
            let is_of_page = page.index == 0 && page.asked == Some(page.count) && page.count == all;
            if page.total > all && !is_total(total) {
                let message = format!(
                    "{} records came, and `{}` is {all}: it may count those of a page",
                    page.total,
                    total.value.text()
                );
                return Err(reader.error(total, message));
            }
            // A full page of as many records as the word says may be a page whose records it counts: the next one tells.
            page.total < all || is_of_page && !is_total(total)
        }
        (None, Some(more)) => reader.says_more(more)?,
        (None, None) => page.count > 0,
    };
    let number = u64::from(first) + page.total;
    Ok(if go_on { Next::Set(to.clone(), Value::from(number)) } else { Next::End })
}

/// Whether the name of a number says that it counts all records.
fn is_total(total: &Placed<Path>) -> bool {
    let names = total.value.last_names();
    names.is_some_and(|(name, within)| told(name, within, Holds::Number) == Some(Told::Total))
}
