//! Lists in records: the words beside one that say that the record has a part of it.

use super::walk::path;
use super::{Asked, Holds, Member, Named, Told, asked, is_about_pages, told};
use crate::vocabulary::{Meaning, plain};

/// What says of the lists in objects of a record that there is more of them: members of these objects, and of the objects
/// about pages in them. `within` is the name of what holds the lists; without one it is a record, whose members are data.
pub fn told_of_lists<'a, M: Member<'a>>(holders: &[M], within: Option<&str>) -> Vec<Named<M, Told>> {
    let (is_record, members) = (within.is_none(), || holders.iter().flat_map(Member::members));
    // A record is no object about pages, whatever its name.
    let mut all = words(&[], members().collect(), within.unwrap_or("record"), is_record);
    for (name, member) in members().filter(|(name, _)| is_about_pages(name)) {
        all.extend(words(&[name], member.members(), name, is_record));
    }
    all
}

/// The words among the members of one object; of those of a record only what can be nothing else.
fn words<'a, M: Member<'a>>(
    before: &[&str],
    members: Vec<(&'a str, M)>,
    within: &str,
    is_record: bool,
) -> Vec<Named<M, Told>> {
    // A number under a word such as `count` is about anything.
    let kinds: Vec<(&str, Holds)> = members.iter().map(|(name, _)| (*name, Holds::Other)).collect();
    let is_sized = !is_record && asked(&kinds).iter().any(|word| matches!(word, Some(Asked::Size | Asked::Offset)));
    let is_of_pages = is_sized || is_about_pages(within);
    let words = members.into_iter().filter(|(_, member)| !member.is_constant()).filter_map(|(name, member)| {
        let says = told(name, Some(within), member.holds())?;
        let counts = if is_record {
            is_unmistakable(says, name, member.holds())
        } else {
            match says {
                Told::Place | Told::TotalPages => is_of_pages,
                Told::Count => false,
                Told::Total => is_sized || is_of_records(name),
                _ => true,
            }
        };
        counts.then(|| Named { path: path(before, name), says, member })
    });
    words.collect()
}

/// Whether a member of a record can be nothing but a word of pages: `next` may be the next record, and `completed` a task's.
fn is_unmistakable(says: Told, name: &str, holds: Holds) -> bool {
    match says {
        Told::More => holds == Holds::Boolean && !Meaning::Next.is_of(&plain(name)),
        Told::Last => holds == Holds::Boolean,
        Told::Cursor => holds != Holds::Number,
        _ => false,
    }
}

/// Whether a total says of what it is one: `total` alone may be a price.
fn is_of_records(name: &str) -> bool {
    Meaning::TotalRecords.is_of(&plain(name))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::told_of_lists;

    #[test]
    fn a_list_is_a_part_by_the_words_beside_it() {
        let object = Some("lines");
        for (within, holder, words) in [
            (object, json!({ "list": [], "has_more": true, "url": "/lines" }), vec!["has_more"]),
            (object, json!({ "list": [], "total": 45, "maxResults": 10, "startAt": 0 }), vec!["total"]),
            (object, json!({ "list": [], "totalCount": 45 }), vec!["totalCount"]),
            (object, json!({ "list": [], "total": 45.5, "count": 3 }), vec![]),
            (object, json!({ "list": [], "total_pages": 300, "marker": "red", "done": true }), vec![]),
            (
                object,
                json!({ "list": [], "pageInfo": { "hasNextPage": true, "endCursor": "x" } }),
                vec!["pageInfo.hasNextPage", "pageInfo.endCursor"],
            ),
            (object, json!({ "list": [], "paging": { "next": "/lines" } }), vec!["paging.next"]),
            (object, json!({ "list": [], "status": { "next": "open" } }), vec![]),
            (object, json!({ "list": [], "others": { "list": [], "has_more": true } }), vec![]),
            (object, json!({ "list": [], "next": "/lines" }), vec!["next"]),
            (object, json!({ "list": [], "next_page": 2 }), vec!["next_page"]),
            (None, json!({ "list": [], "next": "b", "last": true, "completed": true, "total_count": 4 }), vec![]),
            (None, json!({ "list": [], "has_more": true, "is_last": false }), vec!["has_more", "is_last"]),
            (None, json!({ "list": [], "next_cursor": "x", "links": { "next": "/b" } }), vec!["next_cursor"]),
        ] {
            let told = told_of_lists::<&Value>(&[&holder], within);
            let told: Vec<String> = told.iter().map(super::Named::text).collect();
            assert_eq!(told, words, "{holder}");
        }
    }
}
