//! Bodies: every argument is one that the provider takes, of the type that it takes, and none that it needs is left out.

use serde_json::Value;

use crate::check::walk::{Known, Walk};
use crate::conversion::{Target, convert};
use crate::definition::InputType;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Path, Step};
use crate::plan::{Input, Member, Slot, Tree};
use crate::resolve::ResolvedOperation;
use crate::schema::{Kinds, ShapeId};
use crate::source::Span;

/// Holds the body against the shape of what the provider takes, if the operation names one.
pub fn check(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let Some(shape) = resolved.request else { return };
    let operation = &resolved.operation;
    let mut body = Body { resolved, walk };
    match &operation.body {
        Some(tree) => body.tree(tree, &[shape], operation.span),
        None => body.required(&[], shape, operation.span, true),
    }
    for slot in &resolved.slots {
        if let Slot::Body(path) = &slot.value {
            let mut at: Known = vec![shape];
            for name in path {
                let start = path.iter().take_while(|other| *other != name).map(|other| other.len() + 1).sum::<usize>();
                let text = format!("body.{}", path.join("."));
                let start = "body.".len() + start;
                let place = body.walk.sources.within(slot.span, &text, start..start + name.len());
                match body.walk.member(name, &at, place) {
                    Some(found) => at = found,
                    None => break,
                }
            }
        }
    }
}

struct Body<'a, 'w, 's> {
    resolved: &'a ResolvedOperation,
    walk: &'w mut Walk<'s>,
}

impl Body<'_, '_, '_> {
    fn tree(&mut self, tree: &Tree, shapes: &[ShapeId], place: Span) {
        match tree {
            Tree::Value(value) => self.value(&value.value, value.span, shapes),
            Tree::List(list) => match self.elements(shapes) {
                Some(elements) => list.iter().for_each(|tree| self.tree(tree, &elements, place)),
                None => self.wrong(place, "a list", shapes),
            },
            Tree::Object(members) => {
                let top = shapes == self.resolved.request.as_slice();
                for member in members {
                    if let Some(found) = self.walk.member(&member.name.value, shapes, member.name.span) {
                        self.tree(&member.value, &found, member.name.span);
                    }
                }
                if let [shape] = shapes {
                    self.required(members, *shape, place, top);
                }
            }
        }
    }

    fn elements(&self, shapes: &[ShapeId]) -> Option<Known> {
        let lists: Vec<Known> = shapes.iter().filter_map(|shape| self.walk.shapes.elements(*shape)).collect();
        (shapes.is_empty() || !lists.is_empty()).then(|| lists.into_iter().flatten().collect())
    }

    /// What the provider needs is sent, and by something that is always there.
    fn required(&mut self, members: &[Member], shape: ShapeId, place: Span, top: bool) {
        let required = self.walk.shapes.properties(shape).into_iter().filter(|(_, property)| property.required);
        for (name, property) in required.collect::<Vec<_>>() {
            let paged = top
                && self.resolved.slots.iter().any(|slot| matches!(&slot.value, Slot::Body(path) if path[0] == name));
            let sent = members.iter().find(|member| member.name.value == name);
            let (span, message) = match sent {
                None if paged => continue,
                None => (place, format!("the provider needs `{name}`, and it is not sent")),
                Some(member) => match self.optional_input(&member.value) {
                    Some(input) => {
                        (member.name.span, format!("the provider needs `{name}`, and a caller may leave out `{input}`"))
                    }
                    None => continue,
                },
            };
            let diagnostic = Diagnostic::error(Code::MissingKey, span, message);
            self.walk.diagnostics.push(diagnostic.also(property.span, "needed by this schema"));
        }
    }

    fn optional_input(&self, tree: &Tree) -> Option<String> {
        let Tree::Value(value) = tree else { return None };
        let Expression::Path(path) = &value.value else { return None };
        let (name, input) = self.input(path)?;
        (!input.required && input.default.is_none()).then_some(name)
    }

    fn input(&self, path: &Path) -> Option<(String, &Input)> {
        match path.lead() {
            [Step::Member(root), Step::Member(name)] if root == "inputs" => {
                self.resolved.operation.inputs.get(name).map(|input| (name.clone(), input))
            }
            _ => None,
        }
    }

    fn value(&mut self, expression: &Expression, span: Span, shapes: &[ShapeId]) {
        let [shape] = shapes else { return };
        match expression {
            // What a template computes is known only when it runs.
            Expression::Template(_) => {}
            Expression::Literal(value) => {
                let target = Target::of(self.walk.shapes, *shape);
                if convert(value.clone(), &target).as_ref() != Ok(value) {
                    self.wrong(span, &crate::conversion::word(value), shapes);
                }
            }
            Expression::Path(path) => {
                let Some((name, input)) = self.input(path) else { return };
                let given = kinds(input.kind);
                if !self.walk.shapes.kinds(*shape).meets(given) {
                    let word = format!("the input `{name}`, which is {given},");
                    self.wrong(span, &word, shapes);
                    return;
                }
                let items = self.elements(shapes).filter(|_| input.kind == InputType::Array);
                let shape = items.as_ref().and_then(|items| items.first()).unwrap_or(shape);
                let (choices, taken) = (input.choices.clone(), self.walk.shapes.choices(*shape));
                let (Some(choices), Some(taken)) = (choices, taken) else { return };
                let strangers: Vec<String> =
                    choices.iter().filter(|choice| !taken.contains(choice)).map(Value::to_string).collect();
                if !strangers.is_empty() {
                    let message = format!("`{name}` can be {}, which the provider does not take", strangers.join(", "));
                    let place = self.walk.shapes.get(*shape).span;
                    let diagnostic = Diagnostic::error(Code::EnumMismatch, span, message);
                    self.walk.diagnostics.push(diagnostic.also(place, "what it takes"));
                }
            }
        }
    }

    fn wrong(&mut self, span: Span, what: &str, shapes: &[ShapeId]) {
        let kinds = shapes.iter().fold(Kinds::default(), |kinds, shape| kinds.with(self.walk.shapes.kinds(*shape)));
        let mut diagnostic =
            Diagnostic::error(Code::TypeMismatch, span, format!("{what} is sent, and the provider takes {kinds}"));
        if let Some(shape) = shapes.first() {
            diagnostic = diagnostic.also(self.walk.shapes.get(*shape).span, "what it takes");
        }
        self.walk.diagnostics.push(diagnostic);
    }
}

/// The kinds of JSON that an input is sent as.
fn kinds(input: InputType) -> Kinds {
    match input {
        InputType::String | InputType::Date | InputType::DateTime => Kinds::STRING,
        InputType::Integer => Kinds::INTEGER.with(Kinds::NUMBER),
        InputType::Number => Kinds::NUMBER,
        InputType::Boolean => Kinds::BOOLEAN,
        InputType::Array => Kinds::ARRAY,
        InputType::Object => Kinds::OBJECT,
    }
}
