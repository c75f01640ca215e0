//! What an answer has beside its records is read, known by its name, or set aside: it may be the word for more records, or
//! for a failure.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::in_schema::{self, InSchema};
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic, as_in_others, quoted_list};
use crate::expression::{in_braces, path_to};
use crate::paging::Member as _;
use crate::resolve::{Resolved, ResolvedOperation};
use crate::schema::{Property, ShapeId, Shapes};
use crate::source::Span;
use crate::unread::{unread, ways};

/// What nothing reads, and in whose answers; and what is set aside.
#[derive(Default)]
pub struct Unread {
    by_places: IndexMap<Vec<String>, Own>,
    /// What is set aside, with its text, and whether some answer has it that nobody reads.
    aside: IndexMap<Span, (String, bool)>,
}

struct Own {
    properties: Vec<Property>,
    operation: String,
    span: Span,
    /// Whether it reads a list, so that pages and tokens are of interest.
    reads_list: bool,
    /// What it sets aside that its answer does not have.
    misspelt: Vec<Span>,
    others: usize,
}

impl Unread {
    /// Notes what nothing reads of the operation's answer; gives what is the same in every answer. After a mistake in what it
    /// reads, that would tell it once more.
    pub fn note(&mut self, resolved: &ResolvedOperation, is_sound: bool, walk: &mut Walk<'_>) -> Vec<Vec<String>> {
        let (operation, Some(envelope)) = (&resolved.operation, resolved.envelope) else { return Vec::new() };
        let misspelt = self.note_aside(resolved, envelope, walk);
        let (left, constants) = unread_members(resolved, walk.shapes);
        if is_sound && !left.is_empty() {
            let properties = left.iter().filter_map(|(_, forms)| forms[0].property).collect();
            let reads_list = !operation.records.value.is_singular() && !resolved.writes;
            let (operation, span) = (operation.name.clone(), operation.span);
            let own = Own { properties, operation, span, reads_list, misspelt, others: 0 };
            self.by_places.entry(texts(&left)).and_modify(|known| known.others += 1).or_insert(own);
        }
        constants.into_iter().map(|(names, _)| names).collect()
    }

    /// Notes whether what is set aside is there, and is not read; gives the places of what is not there.
    fn note_aside(&mut self, resolved: &ResolvedOperation, envelope: ShapeId, walk: &mut Walk<'_>) -> Vec<Span> {
        let mut misspelt = Vec::new();
        let ways = ways(&resolved.operation);
        for path in &resolved.operation.beside.ignored {
            let names = path.value.names();
            let is_read = ways.iter().any(|way| way.starts_with(&names) || names.starts_with(way));
            if walk.path_of_some(&path.value, path.span, &[envelope]) {
                let (_, has_effect) = self.aside.entry(path.span).or_insert((path.value.text().to_owned(), false));
                *has_effect |= !is_read;
            } else {
                misspelt.push(path.span);
            }
        }
        misspelt
    }

    /// Reports what operations have in common once: one line of `defaults` mends it for all of them.
    pub fn report(self, walk: &mut Walk<'_>) {
        // A path that no answer has is a mistake that was told, and of what it was meant for nothing more is to be said.
        let is_there = |span: &Span| self.aside.contains_key(span);
        for (places, own) in self.by_places.iter().filter(|(_, own)| own.misspelt.iter().all(is_there)) {
            walk.diagnostics.push(own.diagnostic(places));
        }
        for (span, (text, _)) in self.aside.into_iter().filter(|(_, (_, has_effect))| !has_effect) {
            let message = format!("`{text}` is called ignored, and is read");
            walk.diagnostics.push(Diagnostic::warning(Code::Unused, span, message).help("leave it out of `ignored`"));
        }
    }
}

/// What nothing reads of each operation's answer, as paths.
pub fn by_operation(resolved: &Resolved) -> BTreeMap<String, Vec<String>> {
    let operations = resolved.operations.iter().filter(|own| own.envelope.is_some());
    let all = operations.map(|own| (own.operation.name.clone(), texts(&unread_members(own, &resolved.shapes).0)));
    all.collect()
}

/// Members of an answer with the names that lead to them.
type Members<'a> = Vec<(Vec<String>, Vec<InSchema<'a>>)>;

fn texts(members: &Members<'_>) -> Vec<String> {
    members.iter().map(|(names, _)| path_to("$", names.iter().map(String::as_str))).collect()
}

/// The members of an answer that are neither read nor set aside: those that may say something, and the constants.
fn unread_members<'a>(resolved: &ResolvedOperation, shapes: &'a Shapes) -> (Members<'a>, Members<'a>) {
    let operation = &resolved.operation;
    let aside = operation.beside.ignored.iter().map(|path| path.value.names());
    let ways: Vec<Vec<String>> = ways(operation).into_iter().chain(aside).collect();
    let forms: Vec<InSchema<'a>> =
        pages(resolved, shapes).into_iter().map(|form| in_schema::whole(form, shapes)).collect();
    unread(&forms, &ways).into_iter().partition(|(_, forms)| !is_constant(forms))
}

/// The forms of an operation's answer that have what leads to the records; a refusal has not. All of them, where none has.
pub fn pages(resolved: &ResolvedOperation, shapes: &Shapes) -> Vec<ShapeId> {
    let Some(envelope) = resolved.envelope else { return Vec::new() };
    let way = resolved.operation.records.value.names();
    let has = |form: &ShapeId| !way.iter().fold(vec![*form], |at, name| shapes.members(&at, name)).is_empty();
    let forms: Vec<ShapeId> = shapes.flat(envelope).filter(has).collect();
    if forms.is_empty() { vec![envelope] } else { forms }
}

/// Whether a member is the same in every answer, whatever form that has.
fn is_constant(forms: &[InSchema<'_>]) -> bool {
    let is_there = |form: &InSchema<'_>| form.property.is_some_and(|property| property.required);
    forms.len() == 1 && forms.iter().all(|form| is_there(form) && form.is_constant())
}

impl Own {
    fn diagnostic(&self, places: &[String]) -> Diagnostic {
        let also = as_in_others(self.others);
        let names: Vec<&str> = places.iter().map(String::as_str).collect();
        let (verb, it) = if places.len() == 1 { ("stands", "it") } else { ("stand", "them") };
        let operation = &self.operation;
        let names = quoted_list(&names);
        let message = format!("beside the records of `{operation}` {verb} {names}, and nothing reads {it}{also}");
        let lines: Vec<String> = places.iter().map(|place| format!("{}: why", in_braces(place))).collect();
        let of_list = "what says how the list goes on is read by `pagination`, as by `while`, and a token for the next read by `incremental`; ";
        let of_all =
            "what says that something failed is read by `success` or `error`, and words beside a success by `warnings`";
        let diagnostic = Diagnostic::error(Code::UnreadMember, self.span, message)
            .help(format!("{}{of_all}", if self.reads_list { of_list } else { "" }))
            .help(format!(
                "what can be left out is named with the reason, here or under `defaults`: `ignored: {{ {} }}`",
                lines.join(", ")
            ));
        self.properties.iter().take(3).fold(diagnostic, |told, own| told.also(own.span, "the answer has this"))
    }
}
