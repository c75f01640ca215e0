//! The answer has the address of the next page.

use engine_lang::conversion::word;
use engine_lang::expression::Path;
use engine_lang::plan::{Placed, Word};
use serde_json::Value;

use super::{Next, Reader, is_end, same_server};
use crate::error::RunError;

/// `more` decides where the page says it. An address that is on every page leads on as long as pages have records.
pub fn next(
    from: &Placed<Path>,
    ends: &[Placed<Value>],
    stays: bool,
    more: Option<&Word>,
    reader: &Reader<'_>,
) -> Result<Next, RunError> {
    let more = reader.more(more)?;
    let address = if more == Some(false) { None } else { reader.value(from)? };
    let address = address.filter(|found| !is_end(ends, found));
    let is_empty = reader.page.count == 0;
    match (more, address) {
        (Some(false), _) => Ok(Next::End),
        (None, _) if stays && is_empty => Ok(Next::End),
        (None, None) if !stays => Ok(Next::End),
        (_, None) => {
            let reason = if more.is_some() { "says that there is more" } else { "has records" };
            let message = format!("the page {reason}, and `{}` has no address", from.value.text());
            Err(reader.error(from, message).note("instead", word(reader.page.body)))
        }
        (_, Some(Value::String(address))) => {
            same_server(address, reader.page).map(Next::Go).map_err(|error| error.at(&reader.plan.location(from.span)))
        }
        (_, Some(other)) => {
            Err(reader.error(from, format!("`{}` is no address but {}", from.value.text(), word(other))))
        }
    }
}
