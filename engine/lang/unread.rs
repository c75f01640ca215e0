//! What an answer has beside what an operation reads of it. A word that nobody asks may be the one that says that there is
//! more, or that it failed: nothing is passed over unless its name is known, or somebody set it aside.

use indexmap::IndexMap;

use crate::expression::Path;
use crate::outcome::{Outcome, outcome};
use crate::paging::{Asked, DEPTH, Holds, Member, asked, counted, is_about_pages, leads_back, plain, told};
use crate::plan::{Operation, Pagination, Placed};

/// The members of an answer that nothing reads, by the names that lead there; an object of which nothing is read stands for
/// all that it has. `ways` lead to what is read or set aside.
pub fn unread<M: Member + Clone>(answer: &[M], ways: &[Vec<String>]) -> Vec<(Vec<String>, M)> {
    below(&[], answer, ways)
}

fn below<M: Member + Clone>(here: &[String], objects: &[M], ways: &[Vec<String>]) -> Vec<(Vec<String>, M)> {
    let mut found = Vec::new();
    for (name, forms) in members(objects) {
        let place = [here, &[name]].concat();
        let is_on_way = ways.iter().any(|way| way.starts_with(&place));
        let is_known = || forms.iter().all(|form| is_known(&place, form));
        if ways.iter().any(|way| place.starts_with(way)) || !is_on_way && is_known() {
            continue;
        }
        let inner = members(&forms);
        let left = if place.len() < DEPTH { below(&place, &forms, ways) } else { Vec::new() };
        let is_left = inner.is_empty() || place.len() == DEPTH || left.len() == inner.len() && is_of(&left, &place);
        match forms.into_iter().next() {
            Some(form) if is_left && !is_on_way => found.push((place, form)),
            _ => found.extend(left),
        }
    }
    found
}

/// The members of objects by their names.
fn members<M: Member>(objects: &[M]) -> IndexMap<String, Vec<M>> {
    let mut members: IndexMap<String, Vec<M>> = IndexMap::new();
    for (name, member) in objects.iter().flat_map(Member::members) {
        members.entry(name).or_default().push(member);
    }
    members
}

/// Whether all that was found are members of one object, and not of what it has.
fn is_of<M>(found: &[(Vec<String>, M)], place: &[String]) -> bool {
    found.iter().all(|(path, _)| path.len() == place.len() + 1)
}

/// Whether a name tells what a member is about: pages or the outcome, on which other checks and the run have their word, or
/// where this page is. A constant tells nothing.
fn is_known(place: &[String], member: &impl Member) -> bool {
    let Some((name, before)) = place.split_last() else { return false };
    let (within, holds) = (before.last().map(String::as_str), member.holds());
    let is_of_page = || {
        counted(name).is_some() || matches!(asked(&[(name, holds)])[0], Some(Asked::Page | Asked::Offset | Asked::Size))
    };
    let is_last_link = || plain(name).starts_with("last") && within.is_some_and(is_about_pages);
    member.is_constant()
        || told(name, within, holds).is_some()
        || leads_back(name, within)
        || holds == Holds::Number && is_of_page()
        || is_last_link()
        || before.is_empty() && outcome(name).is_some()
}

/// Whether a connector sets aside what these names lead to.
pub fn is_set_aside(ignored: &[Placed<Path>], names: &[impl AsRef<str>]) -> bool {
    ignored.iter().any(|path| {
        let own = path.value.names();
        own.len() <= names.len() && own.iter().zip(names).all(|(own, name)| own == name.as_ref())
    })
}

/// What an operation reads of an answer.
fn read(operation: &Operation) -> impl Iterator<Item = &Placed<Path>> {
    let errors = operation.error.code.iter().chain(&operation.error.message).chain(&operation.error.request_id);
    let paging = &operation.pagination;
    let from = match paging {
        Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. } => Some(from),
        _ => None,
    };
    let more = paging.more().map(|more| &more.path);
    let token = operation.incremental.as_ref().map(|incremental| &incremental.token);
    let others = [operation.warnings.as_ref(), token, from, more, paging.total()];
    let success = operation.success.iter().map(|success| &success.path);
    others.into_iter().flatten().chain([&operation.records]).chain(errors).chain(success)
}

/// The names that lead to what is read. An error is read as a whole, whatever part of it is told.
pub fn ways(operation: &Operation) -> Vec<Vec<String>> {
    let ways = read(operation).map(|path| {
        let mut names = path.value.names();
        let error = names.iter().position(|name| outcome(name) == Some(Outcome::Error));
        names.truncate(error.map_or(names.len(), |error| error + 1));
        names
    });
    ways.collect()
}
