//! The request names the last record that was read.

use engine_lang::conversion::word;
use engine_lang::expression::Path;
use engine_lang::plan::{Placed, Slot, Word};

use super::{Next, Reader, value_at};
use crate::error::RunError;

/// The end is where the page says; without a word from it, an empty page.
pub fn next(from: &Placed<Path>, to: &Slot, more: Option<&Word>, reader: &Reader<'_>) -> Result<Next, RunError> {
    let go_on = match more {
        Some(more) => reader.says_more(more)?,
        None => reader.page.count > 0,
    };
    if !go_on {
        return Ok(Next::End);
    }
    let Some([_, last]) = reader.page.ends else {
        return Err(reader.error(from, "the page says that there is more, and has no record to go on from"));
    };
    match value_at(from, last) {
        Some(id) if !id.is_object() && !id.is_array() => Ok(Next::Set(to.clone(), id.clone())),
        _ => {
            let message = format!("the last record has no id at `{}`", from.value.text());
            Err(reader.error(from, message).note("instead", word(last)))
        }
    }
}
