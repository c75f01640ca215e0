//! One answer holds everything, unless it holds as many records as the provider gives at most, or points to a next page.

use super::{Next, Page};
use crate::link;

/// As many records as the provider gives at most may be all of them, or not.
pub fn next(at_most: Option<u64>, page: Page<'_>) -> Next {
    if link::next(page.links).is_some() {
        return Next::Unknown("the answer counts as whole, and its `Link` header points to a next page".to_owned());
    }
    match at_most {
        Some(most) if page.count >= most => {
            Next::Unknown(format!("the answer has {} records, the most that the provider gives", page.count))
        }
        _ => Next::End,
    }
}
