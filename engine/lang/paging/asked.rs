//! The words of requests: which page is wanted, and how large it is.

use super::part_of_name::{part, parts};
use super::{Holds, is_about_pages};
use crate::vocabulary::{Meaning, first, plain};

/// What a member of a request says about pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Where to go on.
    Cursor,
    /// The record behind which to go on.
    LastId,
    /// Where to go back from.
    Back,
    /// Which page.
    Page,
    /// How many records to skip.
    Offset,
    /// How many records a page has.
    Size,
}

impl std::fmt::Display for Asked {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Asked::Cursor => "where to go on",
            Asked::LastId => "behind which record to go on",
            Asked::Back => "where to go back from",
            Asked::Page => "which page is wanted",
            Asked::Offset => "how many records to skip",
            Asked::Size => "how many records a page has",
        })
    }
}

/// What names ask wherever they stand and whatever they hold.
const ANYWHERE: &[(Meaning, Asked)] = &[
    (Meaning::NextCursor, Asked::Cursor),
    (Meaning::Cursor, Asked::Cursor),
    (Meaning::Mark, Asked::Cursor),
    (Meaning::CursorOfRequest, Asked::Cursor),
    (Meaning::LastId, Asked::LastId),
    (Meaning::Back, Asked::Back),
    (Meaning::PageNumber, Asked::Page),
    (Meaning::Offset, Asked::Offset),
    (Meaning::PageSize, Asked::Size),
    (Meaning::PageSizeOfRequest, Asked::Size),
];

/// What each of a request's members is about, by its name in whatever spelling and by what it holds. Of a name in parts,
/// such as `queryOptions.page`, the last ones count as the members of an object do.
pub fn asked(members: &[(&str, Holds)]) -> Vec<Option<Asked>> {
    let mut all = beside_each_other(members);
    for (at, (name, holds)) in members.iter().enumerate().filter(|(at, _)| all[*at].is_none()).collect::<Vec<_>>() {
        let alone = part(name).and_then(|(before, rest)| behind(before, rest, *holds));
        all[at] = alone.or_else(|| parts(name).find_map(|(before, rest)| among(before, rest, members)));
    }
    all
}

/// What the part of a name behind a dot or a bracket asks by itself.
fn behind(before: &str, rest: &str, holds: Holds) -> Option<Asked> {
    let holds = if holds == Holds::Number { Holds::Other } else { holds };
    // The columns of records: `fields[page]`.
    let is_sure = !["fields", "field"].contains(&plain(before).as_str())
        && (is_about_pages(before) || !Meaning::CursorOrFilter.is_of(&plain(rest)));
    asked_alone(&plain(rest), holds).filter(|asked| is_sure && *asked != Asked::Back)
}

/// What the part of a name asks behind what stands before it in several, if they ask for a size and for a place.
fn among(before: &str, rest: &str, members: &[(&str, Holds)]) -> Option<Asked> {
    let group =
        members.iter().filter_map(|(name, holds)| Some((parts(name).find(|(own, _)| *own == before)?.1, *holds)));
    let group: Vec<(&str, Holds)> = group.collect();
    let asks = beside_each_other(&group);
    let is_place = |asked: &Option<Asked>| matches!(asked, Some(asked) if !matches!(asked, Asked::Size | Asked::Back));
    let is_of_pages = asks.contains(&Some(Asked::Size)) && asks.iter().any(is_place);
    let own = group.iter().position(|(name, _)| *name == rest).filter(|_| is_of_pages)?;
    asks[own]
}

/// What whole names ask, beside each other.
fn beside_each_other(members: &[(&str, Holds)]) -> Vec<Option<Asked>> {
    let sure: Vec<Option<Asked>> = members.iter().map(|(name, holds)| asked_alone(&plain(name), *holds)).collect();
    let is_sized = sure.contains(&Some(Asked::Size));
    // Beside an end, what begins is a filter.
    let is_range = members.iter().any(|(name, _)| Meaning::EndOfRange.is_of(&plain(name)));
    let beside = |(name, holds): &(&str, Holds)| {
        let name = plain(name);
        match holds {
            Holds::Number | Holds::Text | Holds::Other if Meaning::Before.is_of(&name) => Some(Asked::Back),
            Holds::Number if Meaning::PageInShort.is_of(&name) => Some(Asked::Page),
            Holds::Text if Meaning::PageId.is_of(&name) => Some(Asked::Cursor),
            Holds::Number if Meaning::OffsetBesideSize.is_of(&name) && !is_range => Some(Asked::Offset),
            _ => None,
        }
    };
    sure.iter().zip(members).map(|(sure, member)| sure.or_else(|| beside(member).filter(|_| is_sized))).collect()
}

fn asked_alone(name: &str, holds: Holds) -> Option<Asked> {
    match holds {
        // A filter by time, and a switch.
        Holds::Time | Holds::Boolean => None,
        Holds::Number if Meaning::PageSizeInNumber.is_of(name) => Some(Asked::Size),
        Holds::Number | Holds::Text | Holds::Other => first(name, ANYWHERE),
    }
}

/// Whether an offset of this name counts from one as a rule.
pub fn counts_from_one(name: &str) -> bool {
    let bare = part(name).map_or(name, |(_, rest)| rest);
    Meaning::OffsetFromOne.is_of(&plain(bare))
}

#[cfg(test)]
mod tests {
    use super::{ANYWHERE, Asked, asked};
    use crate::paging::Holds;

    #[test]
    fn no_name_stands_for_two_things() {
        assert_eq!(crate::vocabulary::ambiguous(ANYWHERE), Vec::<&str>::new());
    }

    #[test]
    fn a_word_counts_by_what_it_holds_and_what_stands_beside() {
        use Holds::{Number, Other, Text, Time};
        for (members, expected) in [
            (vec![("$top", Number), ("$skip", Number)], vec![Some(Asked::Size), Some(Asked::Offset)]),
            (vec![("from", Number), ("to", Number)], vec![None, None]),
            (vec![("from", Number), ("size", Number)], vec![Some(Asked::Offset), Some(Asked::Size)]),
            (vec![("from", Number), ("until", Number), ("limit", Number)], vec![None, None, Some(Asked::Size)]),
            (vec![("start", Number), ("count", Number)], vec![Some(Asked::Offset), Some(Asked::Size)]),
            (vec![("count", Text), ("size", Text)], vec![None, None]),
            (vec![("after", Time), ("before", Time)], vec![None, None]),
            (vec![("before", Text), ("n", Number)], vec![Some(Asked::Back), Some(Asked::Size)]),
            (vec![("starting_after", Text), ("page[number]", Other)], vec![Some(Asked::LastId), Some(Asked::Page)]),
            (vec![("start", Number), ("maxLength", Number)], vec![Some(Asked::Offset), Some(Asked::Size)]),
            (vec![("nextRecordKey", Text), ("offsetId", Text)], vec![Some(Asked::Cursor), Some(Asked::LastId)]),
            (vec![("from_index", Number)], vec![Some(Asked::Offset)]),
        ] {
            assert_eq!(asked(&members), expected, "{members:?}");
        }
    }
    #[test]
    fn the_last_part_of_a_name_counts_too() {
        use Holds::{Boolean, Number, Other, Text};
        let (size, page, offset) = (Some(Asked::Size), Some(Asked::Page), Some(Asked::Offset));
        for (members, expected) in [
            (vec![("queryParameters.skip", Number), ("queryParameters.take", Number)], vec![offset, size]),
            (vec![("queryOptions.page", Number), ("queryOptions.pageSize", Number)], vec![page, size]),
            (vec![("searchCriteria[currentPage]", Number), ("searchCriteria[pageSize]", Number)], vec![page, size]),
            (vec![("pagination[start]", Number), ("pagination[limit]", Number)], vec![offset, size]),
            (vec![("paging.offset", Number), ("paging.limit", Number)], vec![offset, size]),
            (
                vec![("pagination.page", Other), ("params[offset]", Other), ("filter.page", Other)],
                vec![page, offset, page],
            ),
            (vec![("paging.cursor", Text), ("pagination[after]", Text)], vec![Some(Asked::Cursor); 2]),
            (
                vec![("paginate_page", Number), ("paginate_limit", Number), ("paginate_enabled", Boolean)],
                vec![page, size, None],
            ),
            (vec![("recordStart", Number), ("recordCount", Number)], vec![offset, size]),
            (vec![("search_criteria_page", Number), ("search_criteria_limit", Number)], vec![page, size]),
            (vec![("iDisplayStart", Number), ("iDisplayLength", Number)], vec![offset, size]),
            (vec![("created[after]", Text), ("filter[size]", Number), ("fields[page]", Text)], vec![None; 3]),
            (vec![("landing_page", Text), ("landing_name", Text), ("speed_limit", Number)], vec![None; 3]),
            (vec![("price_from", Number), ("price_to", Number), ("price_count", Number)], vec![None; 3]),
        ] {
            assert_eq!(asked(&members), expected, "{members:?}");
        }
    }
}
