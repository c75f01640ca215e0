//! The answer has a cursor that the next request sends.

use engine_lang::conversion::word;
use engine_lang::expression::Path;
use engine_lang::plan::{Placed, Slot, Word};
use serde_json::Value;

use super::{Next, Reader};
use crate::error::RunError;

/// `more` decides where the page says it; a cursor on the last page is then of no interest.
pub fn next(from: &Placed<Path>, to: &Slot, more: Option<&Word>, reader: &Reader<'_>) -> Result<Next, RunError> {
    let more = reader.more(more)?;
    let cursor = if more == Some(false) { None } else { reader.value(from)? };
    match (more, cursor) {
        (Some(false), _) | (None, None) => Ok(Next::End),
        (Some(true), None) => {
            let message = format!("the page says that there is more, and `{}` has no cursor", from.value.text());
            Err(reader.error(from, message).note("instead", word(reader.page.body)))
        }
        (_, Some(cursor @ (Value::String(_) | Value::Number(_)))) => Ok(Next::Set(to.clone(), cursor.clone())),
        (_, Some(other)) => {
            Err(reader.error(from, format!("`{}` is no cursor but {}", from.value.text(), word(other))))
        }
    }
}
