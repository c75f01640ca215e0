//! The words of answers for numbers: a total, or where a page is.

use crate::vocabulary::{Meaning, first, plain};

/// What a number in an answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Records, all of them.
    Records,
    /// Pages, all of them.
    Pages,
    /// Which page this is.
    Page,
    /// The records before this page.
    Offset,
    /// The records that a page has.
    Size,
}

impl std::fmt::Display for Counted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Counted::Records => "the number of all records",
            Counted::Pages => "the number of all pages",
            Counted::Page => "the number of a page",
            Counted::Offset => "the place of a page",
            Counted::Size => "the size of a page",
        })
    }
}

/// What names count wherever they stand.
const ANYWHERE: &[(Meaning, Counted)] = &[
    (Meaning::TotalRecords, Counted::Records),
    (Meaning::TotalPages, Counted::Pages),
    (Meaning::PageNumber, Counted::Page),
    (Meaning::PageNumberOfAnswer, Counted::Page),
    (Meaning::Offset, Counted::Offset),
    (Meaning::OffsetOfAnswer, Counted::Offset),
    (Meaning::PageSize, Counted::Size),
    (Meaning::PageSizeOfAnswer, Counted::Size),
];

/// What a number of this name in an answer counts, where the name leaves no doubt.
pub fn counted(name: &str) -> Option<Counted> {
    first(&plain(name), ANYWHERE)
}

#[cfg(test)]
mod tests {
    use super::{ANYWHERE, Counted, counted};

    #[test]
    fn no_name_stands_for_two_things() {
        assert_eq!(crate::vocabulary::ambiguous(ANYWHERE), Vec::<&str>::new());
    }

    #[test]
    fn an_answer_repeats_what_a_request_asks() {
        for (name, expected) in [
            ("perPage", Some(Counted::Size)),
            ("hits_per_page", Some(Counted::Size)),
            ("returned", Some(Counted::Size)),
            ("startRecord", Some(Counted::Offset)),
            ("pageNr", Some(Counted::Page)),
            ("totalHits", Some(Counted::Records)),
            // A request asks for so many, and an answer may say that there are so many.
            ("numResults", None),
            ("pageCount", None),
            ("count", None),
        ] {
            assert_eq!(counted(name), expected, "{name}");
        }
    }
}
