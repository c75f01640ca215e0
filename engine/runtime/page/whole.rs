//! One answer holds everything, unless it says that there is more or holds as many records as the provider gives at most.

use engine_lang::expression::Path;
use engine_lang::plan::Placed;
use serde_json::Value;

use super::{Next, Page, signs, value_at};
use crate::link;

/// Signs of a next page, which nothing here can ask for, leave it open whether everything was read.
pub fn next(at_most: Option<u64>, more: Option<&Placed<Path>>, page: Page<'_>) -> Next {
    match link::next(page.links) {
        Ok(None) => {}
        Ok(Some(_)) => {
            let message = "the answer counts as whole, and its `Link` header points to a next page";
            return Next::Unknown(message.to_owned());
        }
        Err(_) => {
            let message = "the answer counts as whole, and its `Link` header is no list of links (RFC 8288)";
            return Next::Unknown(message.to_owned());
        }
    }
    let says_more = |path: &&Placed<Path>| match value_at(path, page.body) {
        Some(found) => *found != Value::Bool(false),
        None => path.value.astray(page.body).is_some(),
    };
    if let Some(path) = more.filter(says_more) {
        return Next::Unknown(format!(
            "the answer counts as whole, and `{}` says that there is more",
            path.value.text()
        ));
    }
    if let Some(part) = page.part {
        return Next::Unknown(format!("the request asks for a part of the list by `{part}`"));
    }
    if let Some(sign) = signs::of_more(page.body, page.count).filter(|_| more.is_none()) {
        return Next::Unknown(format!("the answer counts as whole, and {sign}"));
    }
    match at_most.into_iter().chain(page.asked).min() {
        Some(most) if page.count >= most => {
            Next::Unknown(format!("the answer has {} records, the most that are given at once", page.count))
        }
        _ => Next::End,
    }
}
