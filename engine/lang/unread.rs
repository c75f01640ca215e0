//! What an answer has beside what an operation reads of it. A word that nobody asks may be the one that says that there is
//! more, or that it failed: nothing is passed over unless its name is known, or somebody set it aside.

use indexmap::IndexMap;
use serde_json::Value;

use crate::expression::{Path, path_to};
use crate::outcome::{error_at, outcome};
use crate::paging::{
    Asked, DEPTH, Holds, Member, Told, asked, counted, is_about_pages, is_last_link, leads_back, tells_exactness, told,
};
use crate::plan::{Event, Operation, Placed};
use crate::vocabulary::{Meaning, plain};

/// Members by the names that lead there, each with the forms that it can have.
type Members<M> = Vec<(Vec<String>, Vec<M>)>;

/// The members of an answer that nothing reads, and of which no name tells. `ways` lead to what is read or set aside.
pub fn unread<'a, M: Member<'a> + Clone>(answer: &[M], ways: &[Vec<String>]) -> Members<M> {
    beside(answer, ways).into_iter().flat_map(|(place, forms)| untold(place, forms, 1)).collect()
}

/// The outermost members of an answer that are neither on one of the `ways` nor behind it.
pub fn beside<'a, M: Member<'a> + Clone>(answer: &[M], ways: &[Vec<String>]) -> Members<M> {
    beside_at(&[], answer, ways)
}

fn beside_at<'a, M: Member<'a> + Clone>(here: &[String], objects: &[M], ways: &[Vec<String>]) -> Members<M> {
    let mut found = Vec::new();
    for (name, forms) in members(objects) {
        let place = [here, &[name.to_owned()]].concat();
        if ways.iter().any(|way| place.starts_with(way)) {
            continue;
        }
        if ways.iter().any(|way| way.starts_with(&place)) {
            found.extend(beside_at(&place, &forms, ways));
        } else {
            found.push((place, forms));
        }
    }
    found
}

/// A member of which no name tells; of an object, those of its members.
fn untold<'a, M: Member<'a> + Clone>(place: Vec<String>, forms: Vec<M>, depth: usize) -> Members<M> {
    if forms.iter().all(|form| is_known(&place, form)) {
        return Vec::new();
    }
    if depth == DEPTH || forms.iter().all(|form| form.members().is_empty()) {
        return vec![(place, forms)];
    }
    let inner = members(&forms).into_iter();
    inner.flat_map(|(name, forms)| untold([place.as_slice(), &[name.to_owned()]].concat(), forms, depth + 1)).collect()
}

/// The members of objects by their names.
fn members<'a, M: Member<'a>>(objects: &[M]) -> IndexMap<&'a str, Vec<M>> {
    let mut members: IndexMap<&str, Vec<M>> = IndexMap::new();
    for (name, member) in objects.iter().flat_map(Member::members) {
        members.entry(name).or_default().push(member);
    }
    members
}

/// Whether a name tells what a member is about: pages or the outcome, on which other checks and the run have their word, or
/// where this page is. An object is about what its members are about.
fn is_known<'a>(place: &[String], member: &impl Member<'a>) -> bool {
    let Some((name, before)) = place.split_last() else { return false };
    let within = before.last().map(String::as_str);
    let is_link = leads_back(name, within)
        || is_last_link(name) && within.is_some_and(is_about_pages)
        || within.is_some_and(is_last_link) && Meaning::Address.is_of(&plain(name));
    is_link || before.is_empty() && outcome(name).is_some() || is_word(name, within, member)
}

/// Whether a member that is no object says something of pages.
fn is_word<'a>(name: &str, within: Option<&str>, member: &impl Member<'a>) -> bool {
    let holds = member.holds();
    let is_number = matches!(holds, Holds::Number | Holds::Text);
    let says = match told(name, within, holds) {
        Some(Told::Total | Told::TotalPages) => is_number,
        // What says so by another word than true and false has to be read.
        Some(Told::More | Told::Last) => holds == Holds::Boolean,
        told => told.is_some(),
    };
    let is_of_page = || {
        counted(name).is_some() || matches!(asked(&[(name, holds)])[0], Some(Asked::Page | Asked::Offset | Asked::Size))
    };
    let is_about_itself = || holds != Holds::Boolean && Meaning::AboutItself.is_of(&plain(name));
    let says = says || tells_exactness(name, within);
    member.members().is_empty() && (says || holds == Holds::Number && is_of_page() || is_about_itself())
}

/// Whether a record would rather not have a member of this name, whatever it holds: it is one of an answer. A guess, where
/// records are looked for; `is_known` is none, and says what can be passed over.
pub fn is_of_no_record(name: &str) -> bool {
    Meaning::BesideList.is_of(&plain(name))
        || outcome(name).is_some()
        || told(name, None, Holds::Other).is_some()
        || asked(&[(name, Holds::Number)])[0].is_some()
}

/// Whether a connector sets aside the member to which these names lead. A word of pages or of the outcome is set aside by
/// its own path alone: an object may come to have one that nobody meant.
pub fn is_set_aside(ignored: &[Placed<Path>], names: &[impl AsRef<str>]) -> bool {
    ignored.iter().any(|path| path.value.leads_to(names) && path.value.names().len() == names.len())
}

/// The members of an answer that no schema has, as paths: nobody knew of them when the connector was written.
pub fn strange(operation: &Operation, answer: &Value) -> Vec<String> {
    let aside = operation.beside.ignored.iter().map(|path| path.value.names());
    let known: Vec<Vec<String>> =
        ways(operation).into_iter().chain(aside).chain(operation.beside.constants.clone()).collect();
    there(answer, unread(&[answer], &known), &known)
}

/// The same of a delivery; here a word of pages means nothing, and is a member like any other.
pub fn strange_to(event: &Event, delivery: &Value) -> Vec<String> {
    there(delivery, beside(&[delivery], &event.known), &event.known)
}

/// Those that are not null, as paths.
fn there(answer: &Value, found: Members<&Value>, known: &[Vec<String>]) -> Vec<String> {
    let found = found.into_iter().filter(|(_, values)| values.iter().any(|value| !value.is_null()));
    let found = outermost(answer, found.map(|(names, _)| names).collect(), known);
    found.iter().map(|names| path_to("$", names.iter().map(String::as_str))).collect()
}

/// An object in which nothing is known is told as one, whatever it has in it: its members may be called by ids.
fn outermost(answer: &Value, mut found: Vec<Vec<String>>, known: &[Vec<String>]) -> Vec<Vec<String>> {
    let deepest = found.iter().map(Vec::len).max().unwrap_or(0);
    for length in (2..=deepest).rev() {
        let mut held: IndexMap<Vec<String>, usize> = IndexMap::new();
        for names in found.iter().filter(|names| names.len() == length) {
            *held.entry(names[..length - 1].to_vec()).or_default() += 1;
        }
        held.retain(|holder, count| {
            let members = holder.iter().try_fold(answer, |value, name| value.get(name)).and_then(Value::as_object);
            let there = members.map_or(0, |members| members.values().filter(|value| !value.is_null()).count());
            *count == there && !known.iter().any(|way| way.starts_with(holder))
        });
        found.retain(|names| names.len() < length || !held.contains_key(&names[..length - 1]));
        found.extend(held.into_keys());
    }
    found
}

/// The names that lead to what is read. An error is read as a whole, whatever part of it is told.
pub fn ways(operation: &Operation) -> Vec<Vec<String>> {
    let records = operation.records.value.names();
    // What begins with any member, as `$..message` does, leads nowhere by names.
    let read = operation.reads_beside().chain(operation.error.all()).filter(|path| !path.value.names().is_empty());
    let ways = read.map(|path| {
        let mut names = path.value.names();
        names.truncate(error_at(&names).map_or(names.len(), |error| error + 1));
        names
    });
    ways.chain([records]).collect()
}
