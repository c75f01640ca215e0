//! The answer has a cursor that the next request sends.

use engine_lang::conversion::word;
use engine_lang::expression::Path;
use engine_lang::plan::{Placed, Slot, Word};
use serde_json::Value;

use super::{Next, Reader, is_end};
use crate::error::RunError;

/// `more` decides where the page says it; a cursor on the last page is then of no interest. One that stays leads on as long
/// as pages have records.
pub fn next(
    from: &Placed<Path>,
    to: &Slot,
    ends: &[Placed<Value>],
    stays: bool,
    more: Option<&Word>,
    reader: &Reader<'_>,
) -> Result<Next, RunError> {
    let more = reader.more(more)?;
    let found = if more == Some(false) { None } else { reader.value(from)? };
    let cursor = found.filter(|found| !is_end(ends, found));
    let wants_one = match more {
        Some(goes_on) => goes_on,
        None if stays && reader.page.count == 0 => return Ok(Next::End),
        None => stays && found.is_none(),
    };
    match cursor {
        None if wants_one => {
            let reason = if more.is_some() { "says that there is more" } else { "has records" };
            let message = format!("the page {reason}, and `{}` has no cursor", from.value.text());
            Err(reader.error(from, message).note("instead", word(reader.page.body)))
        }
        None => Ok(Next::End),
        Some(cursor @ (Value::String(_) | Value::Number(_))) => Ok(Next::Set(to.clone(), cursor.clone())),
        Some(other) => Err(reader.error(from, format!("`{}` is no cursor but {}", from.value.text(), word(other)))),
    }
}
