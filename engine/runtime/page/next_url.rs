//! The answer has the address of the next page.

use engine_lang::conversion::word;
use engine_lang::expression::Path;
use engine_lang::plan::{Placed, Word};
use serde_json::Value;

use super::{Next, Reader, is_end, same_server};
use crate::error::RunError;

/// `more` decides where the page says it.
pub fn next(
    from: &Placed<Path>,
    ends: &[Placed<Value>],
    more: Option<&Word>,
    reader: &Reader<'_>,
) -> Result<Next, RunError> {
    let more = reader.more(more)?;
    let address = if more == Some(false) { None } else { reader.value(from)? };
    let address = address.filter(|found| !is_end(ends, found));
    match address {
        None if more == Some(true) => {
            let message = format!("the page says that there is more, and `{}` has no address", from.value.text());
            Err(reader.error(from, message).note("instead", word(reader.page.body)))
        }
        None => Ok(Next::End),
        Some(Value::String(address)) => {
            same_server(address, reader.page).map(Next::Go).map_err(|error| error.at(&reader.plan.location(from.span)))
        }
        Some(other) => Err(reader.error(from, format!("`{}` is no address but {}", from.value.text(), word(other)))),
    }
}
