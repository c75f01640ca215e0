//! Words that say the opposite of what is asked of them, and places that lead another way: told by their names.

use serde_json::Value;

use super::in_schema::{InSchema, told as told_by_schema};
use super::paging::last_name;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Path, Sought, Step};
use crate::paging::{Asked, Holds, Named, Told, asked, is_last_link, leads_back, told, truth};
use crate::plan::{Pagination, Placed, Slot, Word};
use crate::resolve::ResolvedOperation;
use crate::schema::ShapeId;
use crate::source::Span;
use crate::vocabulary::{Meaning, plain};

/// Reports a `while` that is true on the last page, an `until` that is not, and what is about the page before: the list
/// would end with its first page.
pub fn more(word: &Word, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let path = &word.path;
    let names = names(&path.value);
    let Some((name, before)) = names.split_last() else { return };
    let (text, within) = (path.value.text(), before.last().copied());
    let says = told(name, None, Holds::Boolean).or_else(|| told(name, within, Holds::Boolean));
    if leads_back(name, within) {
        let is_word = |named: &Named<InSchema<'_>, Told>| {
            matches!(named.says, Told::More | Told::Last) && named.member.is_boolean()
        };
        let help = match nearest(answer, before, is_word, walk) {
            Some(word) if word.says == Told::Last => format!("write `until: $.{}`", word.text()),
            Some(word) => format!("write `while: $.{}`", word.text()),
            None => "name what says whether there is a page after this one".to_owned(),
        };
        let message = format!("`{text}` is about the page before this one, or the first, by its name");
        return wrong(path.span, message, help, walk);
    }
    let (is_true, right, opposite, key) = match says {
        Some(Told::Last) => ("on the last page", "until", "while", false),
        Some(Told::More) => ("as long as there is more", "while", "until", true),
        _ => return,
    };
    let says_opposite = |values: &[Placed<Value>], meaning| values.iter().any(|own| truth(&own.value) == Some(meaning));
    if !says_opposite(&word.goes_on, !key) && !says_opposite(&word.ends, key) {
        return;
    }
    let (message, help) = if word.is_flag().is_some() {
        let other = if key { "on the last page" } else { "as long as there is more" };
        let message = format!("`{text}` is true {is_true} by its name, and `{opposite}` is true {other}");
        (message, format!("write `{right}: {text}`"))
    } else {
        let message = format!("`{text}` is true {is_true} by its name, and `while` and `until` say the opposite");
        (message, "exchange their values".to_owned())
    };
    wrong(path.span, message, help, walk);
}

/// Reports a cursor or an address of the page before or of the first one: the list would end with its first page, or go
/// round.
pub fn from(path: &Placed<Path>, to: Option<&Slot>, answer: &[ShapeId], walk: &mut Walk<'_>) {
    if let Some(sought) = path.value.sought() {
        return sought_back(path, &sought, walk);
    }
    let names = names(&path.value);
    let Some((name, before)) = names.split_last() else { return };
    if to.is_none() && is_last_link(name) {
        let message = format!("`{}` leads to the last page, by its name", path.value.text());
        let help = "name where the answer says how it goes on, as in `$.links.next`";
        return wrong(path.span, message, help.to_owned(), walk);
    }
    // It may be where the next page starts, if nothing else says that.
    let is_start = name.eq_ignore_ascii_case("start");
    if !is_start && !leads_back(name, before.last().copied()) {
        return;
    }
    let leads_on = |named: &Named<InSchema<'_>, Told>| {
        let within = named.path.len().checked_sub(2).map(|outer| named.path[outer].as_str());
        let is_place = matches!(named.says, Told::Cursor | Told::NextUrl | Told::Place);
        is_place && !named.path.last().is_some_and(|name| leads_back(name, within))
    };
    let better = nearest(answer, before, leads_on, walk);
    // Some lists begin with what is newest, and go on to what was before.
    if better.is_none() && (is_start || to.and_then(last_name).is_some_and(is_back)) {
        return;
    }
    let message = format!("`{}` leads to this page or to one before it, by its name", path.value.text());
    let help = match better {
        Some(word) => format!("write `from: $.{}`", word.text()),
        None => "name where the answer says how it goes on".to_owned(),
    };
    wrong(path.span, message, help, walk);
}

/// Reports a link that is known by a relation which does not lead on.
fn sought_back(path: &Placed<Path>, sought: &Sought, walk: &mut Walk<'_>) {
    let mut words = sought.known_by.iter().filter_map(|(_, value)| value.as_str());
    if let Some(word) = words.find(|word| leads_back(word, None) || is_last_link(word)) {
        let message =
            format!("`{}` does not lead to the next page: a link called `{word}` is sought", path.value.text());
        wrong(path.span, message, "seek the link to the next page, as in `[?@.rel == 'next']`".to_owned(), walk);
    }
}

/// The word of the schema that is like this, from the same object if it has one.
fn nearest<'a>(
    answer: &[ShapeId],
    before: &[&str],
    is_like: impl Fn(&Named<InSchema<'a>, Told>) -> bool,
    walk: &Walk<'a>,
) -> Option<Named<InSchema<'a>, Told>> {
    let all = told_by_schema(answer, &[], walk.shapes).into_iter().filter(is_like);
    all.min_by_key(|named| {
        named.path.len() != before.len() + 1 || !named.path.iter().zip(before).all(|(own, other)| own == other)
    })
}

/// Reports a place in the request that asks for something else than paging writes there.
pub fn to(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    if let Some(size) = &operation.page_size {
        let others = [Asked::Cursor, Asked::LastId, Asked::Back, Asked::Page, Asked::Offset];
        place(resolved, &size.to, "the size of a page", &others, walk);
    }
    match &operation.pagination {
        Pagination::Page { to, .. } => {
            place(
                resolved,
                to,
                "the number of a page",
                &[Asked::LastId, Asked::Back, Asked::Offset, Asked::Size],
                walk,
            );
        }
        Pagination::Offset { to, .. } => {
            let others = [Asked::LastId, Asked::Back, Asked::Page, Asked::Size];
            place(resolved, to, "the number of records read", &others, walk);
        }
        Pagination::Cursor { from, to, .. } => {
            let goes_back = from.value.last_names().is_some_and(|(name, _)| is_back(name));
            let others: &[Asked] = if goes_back { &[Asked::Size] } else { &[Asked::Back, Asked::Size] };
            place(resolved, to, "the cursor of the next page", others, walk);
        }
        Pagination::LastId { to, .. } => {
            // Where the newest records come first, what is before the last one comes next.
            let is_older = last_name(to).is_some_and(|name| Meaning::BeforeId.is_of(&plain(name)));
            let others: &[Asked] = &[Asked::Page, Asked::Offset, Asked::Size, Asked::Back];
            place(resolved, to, "the last record's id", &others[..others.len() - usize::from(is_older)], walk);
        }
        Pagination::Single | Pagination::Whole { .. } | Pagination::NextUrl { .. } | Pagination::LinkHeader { .. } => {}
    }
}

fn place(resolved: &ResolvedOperation, to: &Slot, written: &str, others: &[Asked], walk: &mut Walk<'_>) {
    let Some(name) = last_name(to) else { return };
    let found = if is_back(name) { Some(Asked::Back) } else { asked(&[(name, Holds::Other)])[0] };
    let Some(found) = found.filter(|found| others.contains(found)) else { return };
    let message = format!("`{name}` says {found} by its name, and {written} is sent there");
    let span = resolved.slots.iter().find(|slot| slot.value == *to).map_or(resolved.operation.span, |slot| slot.span);
    let help = match found {
        Asked::Page => "write `page: { to: ... }` if pages are counted, or name the place that this is sent in",
        Asked::Offset => "write `offset: { to: ... }` if records are counted, or name the place that this is sent in",
        Asked::Back => "name the place that leads on, as `after` does",
        Asked::Cursor | Asked::LastId | Asked::Size => "name the place in the request that this is sent in",
    };
    wrong(span, message, help.to_owned(), walk);
}

fn is_back(name: &str) -> bool {
    Meaning::Before.is_of(&plain(name)) || asked(&[(name, Holds::Other)])[0] == Some(Asked::Back)
}

/// The names that a path is made of.
fn names(path: &Path) -> Vec<&str> {
    path.lead().iter().filter_map(Step::name).collect()
}

fn wrong(span: Span, message: String, help: String, walk: &mut Walk<'_>) {
    walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, span, message).help(help));
}
