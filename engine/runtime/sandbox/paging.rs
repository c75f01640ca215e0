//! Pages of recorded records, cut as the connector says that its provider cuts them. Pure.

use engine_lang::expression::{Found, Path, Sought};
use engine_lang::plan::{Operation, Pagination, Placed, Slot};
use serde_json::Value;

use super::provider::{Asked, Given, given, write};
use crate::exchange::Exchange;
use crate::request::plain_text;

/// The parameter in which the sandbox keeps its place, where the provider's own address says nothing of it.
const PLACE: &str = "sandbox_from";

/// The page that was asked for. Its envelope is that of the first recorded page, and of the last one at the end.
pub fn page(
    operation: &Operation,
    asked: &Asked,
    base: &str,
    records: &[Value],
    first: &Exchange,
    last: &Exchange,
) -> Given {
    let size = operation.page_size.as_ref().map_or(records.len().max(1), |size| {
        let asked = read(asked, &size.to).and_then(|size| size.parse().ok());
        asked.filter(|size| *size > 0).unwrap_or(size.default as usize)
    });
    let start = start(operation, asked, records, size).min(records.len());
    let end = (start + size).min(records.len());
    let is_last = end == records.len();
    let recorded = if is_last { last } else { first };
    let mut body = recorded.response.body.clone();
    write(&mut body, operation.records.value.lead(), Value::Array(records[start..end].to_vec()));
    let next = format!("{base}{}?{PLACE}={end}", asked.path);
    // A list whose pages all lead on ends with an empty one.
    let leads_on = !is_last || operation.pagination.leads_on_always() && start < end;
    let is_whole = matches!(operation.pagination, Pagination::Whole { .. });
    let mut say = |path: &Placed<Path>, value: Value| write(&mut body, path.value.lead(), value);
    if let Some(more) = operation.pagination.more().filter(|_| !is_whole) {
        let says = if is_last { &more.ends } else { &more.goes_on };
        says.iter().take(1).for_each(|value| say(&more.path, value.value.clone()));
    }
    match &operation.pagination {
        Pagination::Single | Pagination::Whole { .. } | Pagination::LinkHeader { .. } | Pagination::LastId { .. } => {}
        Pagination::Cursor { from, ends, .. } => {
            if leads_on {
                say(from, Value::String(end.to_string()));
            } else if let [end, ..] = ends.as_slice() {
                say(from, end.value.clone());
            }
        }
        Pagination::NextUrl { from, ends, .. } => {
            let none = ends.first().map_or(Value::Null, |end| end.value.clone());
            let address = if leads_on { Value::String(next.clone()) } else { none };
            say(from, from.value.sought().map_or(address.clone(), |sought| link(&sought, address)));
        }
        Pagination::Offset { total, .. } => total.iter().for_each(|total| say(total, Value::from(records.len()))),
        Pagination::Page { total_pages, .. } => {
            total_pages.iter().for_each(|total| say(total, Value::from(records.len().div_ceil(size))));
        }
    }
    let mut answer = given(&body, recorded);
    if matches!(operation.pagination, Pagination::LinkHeader { .. }) {
        answer.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("link"));
        if leads_on {
            answer.headers.push(("link".to_owned(), format!("<{next}>; rel=\"next\"")));
        }
    }
    answer
}

/// A list with the link to the next page, if there is one.
fn link(sought: &Sought, address: Value) -> Value {
    if address.is_null() {
        return Value::Array(Vec::new());
    }
    let mut link = Value::Null;
    sought.known_by.iter().for_each(|(way, value)| write(&mut link, way, value.clone()));
    write(&mut link, &sought.onward, address);
    Value::Array(vec![link])
}

/// The number of records before the page.
fn start(operation: &Operation, asked: &Asked, records: &[Value], size: usize) -> usize {
    let number = |slot: &Slot| read(asked, slot).and_then(|text| text.parse::<usize>().ok());
    match &operation.pagination {
        Pagination::Single | Pagination::Whole { .. } => 0,
        Pagination::Cursor { to, .. } => number(to).unwrap_or(0),
        Pagination::Offset { to, first, .. } => number(to).map_or(0, |at| at.saturating_sub(*first as usize)),
        Pagination::NextUrl { .. } | Pagination::LinkHeader { .. } => {
            let place = asked.query.iter().find(|(name, _)| name == PLACE);
            place.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
        }
        Pagination::Page { to, first, .. } => {
            number(to).map_or(0, |page| page.saturating_sub(*first as usize).saturating_mul(size))
        }
        Pagination::LastId { to, from, .. } => read(asked, to).map_or(0, |id| {
            let position = records.iter().position(|record| match from.value.find(record) {
                Found::One(Some(own)) => plain_text(own) == id,
                _ => false,
            });
            position.map_or(0, |position| position + 1)
        }),
    }
}

/// What the request has in a slot.
fn read(asked: &Asked, slot: &Slot) -> Option<String> {
    let named = |list: &[(String, String)], name: &str| {
        list.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    };
    match slot {
        Slot::Query(name) => named(&asked.query, name),
        Slot::Header(name) => named(&asked.headers, name),
        Slot::Body(path) => {
            let found = path.iter().try_fold(&asked.body, |value, name| value.get(name))?;
            (!found.is_null()).then(|| plain_text(found))
        }
    }
}
