//! One answer holds everything, unless it says that there is more or holds as many records as the provider gives at most.

use engine_lang::plan::Word;

use super::{Next, Page, value_at};

/// Signs of more, which nothing here can ask for, leave it open whether everything was read.
pub fn next(at_most: Option<u64>, more: Option<&Word>, page: Page<'_>) -> Next {
    let says_more = |word: &&Word| match value_at(&word.path, page.body) {
        Some(_) => word.says(page.body) != Some(false),
        None => word.says(page.body) == Some(true) || word.path.value.astray(page.body).is_some(),
    };
    if let Some(Word { path, .. }) = more.filter(says_more) {
        return Next::Unknown(format!(
            "the answer counts as whole, and `{}` says that there is more",
            path.value.text()
        ));
    }
    if let Some(part) = page.part {
        return Next::Unknown(format!("the request asks for a part of the list by `{part}`"));
    }
    match at_most.into_iter().chain(page.asked).min() {
        Some(most) if page.count >= most => {
            Next::Unknown(format!("the answer has {} records, the most that are given at once", page.count))
        }
        _ => Next::End,
    }
}
