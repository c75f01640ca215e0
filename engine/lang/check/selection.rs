//! Selections: a constant of a request that says which members the provider is to send has to name all that are read. What
//! it leaves out would be null, and a list without its cursor would end with the first page.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::expression::{Expression, Path, words_around};
use crate::plan::{Operation, Pagination, Placed, Tree};
use crate::reads::Reads;
use crate::resolve::{ResolvedMapping, ResolvedOperation};
use crate::source::Span;
use crate::vocabulary::{Meaning, plain};

/// What is read of an object of the answer, by the names that lead to it.
type Read = BTreeMap<Vec<String>, BTreeSet<String>>;

/// A constant that selects members.
struct Selection<'a> {
    argument: &'a str,
    /// In small letters: some providers do not tell them from great ones.
    text: String,
    span: Span,
}

/// Reports members that are read, and that a selection leaves out though it names others beside them.
pub fn check(resolved: &ResolvedOperation, mappings: &IndexMap<String, ResolvedMapping>, walk: &mut Walk<'_>) {
    let selections = selections(&resolved.operation);
    if selections.is_empty() {
        return;
    }
    let (records, read) = (resolved.operation.records.value.names(), read(resolved, mappings));
    for selection in selections {
        let left_out: BTreeSet<&str> = read.iter().flat_map(|object| selection.left_out(object, &records)).collect();
        if left_out.is_empty() {
            continue;
        }
        let names = quoted_list(&left_out.into_iter().collect::<Vec<_>>());
        let message =
            format!("`{}` selects what the provider sends, and leaves out what is read: {names}", selection.argument);
        walk.diagnostics.push(
            Diagnostic::error(Code::UnselectedMember, selection.span, message)
                .help("name it there, too, where the provider has it; or read nothing of it"),
        );
    }
}

impl Selection<'_> {
    /// What is read of an object, and not named beside what is named.
    fn left_out<'r>(&self, (way, members): (&Vec<String>, &'r BTreeSet<String>), records: &[String]) -> Vec<&'r str> {
        // Around the records, and in an object inside of them, only a selection inside of a selection says something.
        let is_selected = match records.get(way.len()) {
            _ if way == records => true,
            Some(onward) if records.starts_with(way) => self.opens(onward),
            _ => way.last().is_some_and(|name| self.opens(name)),
        };
        if !is_selected || !members.iter().any(|name| self.has(name)) {
            return Vec::new();
        }
        members.iter().filter(|name| !self.has(name)).map(String::as_str).collect()
    }

    fn has(&self, name: &str) -> bool {
        self.behind(name).next().is_some()
    }

    /// Whether it selects something of this member: `items(id)`, `items { id }`, `items/id`.
    fn opens(&self, name: &str) -> bool {
        self.behind(name).any(|rest| rest.trim_start().starts_with(['(', '{', '/', '.', '[']))
    }

    /// What stands behind each place of a name, as a whole word.
    fn behind(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = name.to_lowercase();
        let is_of_word = |letter: char| letter.is_alphanumeric() || "_-$".contains(letter);
        let places: Vec<usize> = self.text.match_indices(&name).map(|(at, _)| at).collect();
        places.into_iter().filter_map(move |at| {
            let (before, rest) = (&self.text[..at], &self.text[at + name.len()..]);
            (!before.ends_with(is_of_word) && !rest.starts_with(is_of_word)).then_some(rest)
        })
    }
}

/// The constants of a request that select members.
fn selections(operation: &Operation) -> Vec<Selection<'_>> {
    let named = operation.query.iter().chain(&operation.headers);
    let mut found: Vec<Selection<'_>> =
        named.filter_map(|(name, value)| Selection::of(name, &Tree::Value(value.clone()))).collect();
    let mut open: Vec<&Tree> = operation.body.iter().collect();
    while let Some(Tree::Object(members)) = open.pop() {
        open.extend(members.iter().map(|member| &member.value));
        found.extend(members.iter().filter_map(|member| Selection::of(&member.name.value, &member.value)));
    }
    found
}

impl<'a> Selection<'a> {
    fn of(argument: &'a str, tree: &Tree) -> Option<Selection<'a>> {
        let (text, span) = constant(tree)?;
        let name = plain(argument.split('[').next().unwrap_or(argument));
        let is_other = Meaning::OfNoSelection.names().iter().any(|part| name.contains(part));
        let is_called = Meaning::Selection.names().iter().any(|word| name.ends_with(word)) && !is_other;
        let is_selection = (is_called || is_query(&text)) && !text.contains('*');
        is_selection.then(|| Selection { argument, text: text.to_lowercase(), span })
    }
}

/// Whether a text is a query of GraphQL or SQL.
fn is_query(text: &str) -> bool {
    let text = text.trim_start();
    let begins = |word: &str| {
        text.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word))
            && text[word.len()..].starts_with([' ', '{', '(', '\n'])
    };
    let is_set = text.strip_prefix('{').is_some_and(|inner| inner.trim_start().starts_with(char::is_alphabetic));
    begins("select") || text.contains('{') && (begins("query") || begins("mutation")) || is_set && !text.contains("\":")
}

/// The text of a constant, and of a list of them.
fn constant(tree: &Tree) -> Option<(String, Span)> {
    match tree {
        Tree::Value(Placed { value: Expression::Literal(Value::String(text)), span }) => Some((text.clone(), *span)),
        Tree::Value(Placed { value: Expression::Literal(Value::Array(list)), span }) => {
            let words: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            Some((words?.join(","), *span))
        }
        Tree::Value(Placed { value: Expression::Template(template), span }) => {
            let text = words_around(template.text());
            is_query(&text).then_some((text, *span))
        }
        Tree::List(list) => {
            let words: Option<Vec<(String, Span)>> = list.iter().map(constant).collect();
            let span = words.as_ref()?.first()?.1;
            Some((words?.into_iter().map(|(word, _)| word).collect::<Vec<_>>().join(","), span))
        }
        Tree::Value(_) | Tree::Object(_) => None,
    }
}

/// What paging and the mapping read of an answer.
fn read(resolved: &ResolvedOperation, mappings: &IndexMap<String, ResolvedMapping>) -> Read {
    let operation = &resolved.operation;
    let records = operation.records.value.names();
    let in_record = |names: Vec<String>| [records.clone(), names].concat();
    let mut ways = vec![records.clone()];
    ways.extend(of_pages(operation).map(|path| path.value.names()));
    if let Pagination::LastId { from, .. } = &operation.pagination {
        ways.push(in_record(from.value.names()));
    }
    if let Some(mapping) = resolved.mapping.as_ref().and_then(|(name, _)| mappings.get(name)) {
        ways.extend(Reads::of(mapping, mappings).names().into_iter().map(in_record));
    }
    let mut read = Read::new();
    for way in ways {
        for (at, name) in way.iter().enumerate() {
            read.entry(way[..at].to_vec()).or_default().insert(name.clone());
        }
    }
    read
}

/// The paths by which an operation knows how its list goes on.
fn of_pages(operation: &Operation) -> impl Iterator<Item = &Placed<Path>> {
    let from = match &operation.pagination {
        Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. } => Some(from),
        _ => None,
    };
    let more = operation.pagination.more().map(|more| &more.path);
    let token = operation.incremental.as_ref().map(|incremental| &incremental.token);
    [from, more, operation.pagination.total(), token].into_iter().flatten()
}
