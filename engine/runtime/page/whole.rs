//! One answer holds everything, unless it holds as many records as the provider gives at most.

use super::{Next, Page};

/// As many records as the provider gives at most may be all of them, or not.
pub fn next(at_most: Option<u64>, page: Page<'_>) -> Next {
    match at_most {
        Some(most) if page.count >= most => {
            Next::Unknown(format!("the answer has {} records, the most that the provider gives", page.count))
        }
        _ => Next::End,
    }
}
