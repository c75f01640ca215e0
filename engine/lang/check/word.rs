//! The word on whether there is more can be what is asked of it, and everything that it can be says one of the two.

use super::answer::{CURSORS, kind_or, one_of};
use super::walk::{Walk, shown};
use crate::conversion::same;
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::plan::{OneOf, Word};
use crate::schema::{Choices, Kinds, ShapeId, Shapes};

/// The kinds of value that can say whether there is more.
const SCALARS: Kinds = CURSORS.with(Kinds::BOOLEAN);

/// Checks a word: a boolean, or each of its values; of an answer that counts as whole, `while` takes all that finds something.
pub fn check(word: &Word, is_whole: bool, start: &[ShapeId], walk: &mut Walk<'_>) {
    let text = word.path.value.text();
    if let Some(is_while) = word.is_flag() {
        let wanted = if is_whole && is_while { SCALARS } else { Kinds::BOOLEAN };
        let help =
            format!("name a boolean, or write the values: `while: {{ {text}: [...] }}, until: {{ {text}: [...] }}`");
        kind_or(&word.path, start, wanted, &help, walk);
        return;
    }
    let values = || word.goes_on.iter().chain(&word.ends);
    one_of(&OneOf { path: word.path.clone(), values: values().cloned().collect() }, start, walk);
    let Some(reach) = walk.path(&word.path.value, word.path.span, start) else { return };
    let shapes = reach.shapes.iter().filter_map(|shape| Some((*shape, walk.shapes.choices(*shape)?)));
    let pairs = |(shape, choices): (ShapeId, Choices)| -> Vec<_> {
        choices.iter().map(|choice| (shape, choice.clone())).collect()
    };
    let left = shapes.flat_map(pairs);
    let left: Vec<_> = left.filter(|(_, choice)| !values().any(|value| same(&value.value, choice))).collect();
    let Some((shape, _)) = left.first() else { return };
    let names: Vec<String> = left.iter().map(|(_, choice)| shown(choice)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("`{text}` can be {}, which is in neither `while` nor `until`", quoted_list(&names));
    walk.diagnostics.push(
        Diagnostic::error(Code::EnumMismatch, word.path.span, message)
            .also(walk.shapes.get(*shape).span, "listed by this schema")
            .help("name it under `until` if the list ends with it, and under `while` if there is more"),
    );
}

/// Whether every page has the word, as far as its schema tells; `way` names what every page has without its saying so.
pub fn is_always_there(word: &Word, way: &[String], pages: &[ShapeId], shapes: &Shapes) -> bool {
    let path = &word.path.value;
    path.is_of_names() && !pages.is_empty() && pages.iter().all(|page| has(*page, &path.names(), way, shapes))
}

fn has(shape: ShapeId, names: &[String], way: &[String], shapes: &Shapes) -> bool {
    let Some((name, rest)) = names.split_first() else { return true };
    let (is_on_way, way) = match way.split_first() {
        Some((first, way)) if first == name => (true, way),
        _ => (false, &[][..]),
    };
    let is_sure = |form: ShapeId| {
        let property = shapes.get(form).properties.get(name);
        property.is_some_and(|own| {
            let is_there = is_on_way || own.required && !shapes.nullable(own.shape);
            is_there && has(own.shape, rest, way, shapes)
        })
    };
    shapes.flat(shape).len() > 0 && shapes.flat(shape).all(is_sure)
}
