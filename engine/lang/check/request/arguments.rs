//! Arguments, in the body and in the query: every one is one that the provider takes, of the type that it takes, and none that it needs is left out.

mod computed;

use serde_json::Value;

use super::kinds::kinds;
use super::optional::Gives;
use crate::check::walk::{Known, Walk, shown};
use crate::conversion::{Target, convert, kind, word};
use crate::definition::InputType;
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::expression::{Expression, Path, Step};
use crate::plan::{Input, Member, Pagination, Placed, Slot, Tree};
use crate::resolve::ResolvedOperation;
use crate::schema::{Kinds, Property, ShapeId};
use crate::source::Span;

/// Holds the body and the query against the shapes of what the provider takes, as far as the operation names them.
pub fn check(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    if let Some(shape) = resolved.request {
        let slots = resolved.slots.iter().filter_map(|slot| match &slot.value {
            Slot::Body(path) => Some(Placed::new(path.clone(), slot.span)),
            _ => None,
        });
        let part = Part { name: "body", shape, slots: slots.collect() };
        Arguments { resolved, part: &part, walk }.check(operation.body.as_ref());
    }
    if let Some(shape) = resolved.parameters {
        let slots = resolved.slots.iter().filter_map(|slot| match &slot.value {
            Slot::Query(name) => Some(Placed::new(vec![name.clone()], slot.span)),
            _ => None,
        });
        let query = query(resolved);
        let part = Part { name: "query", shape, slots: slots.collect() };
        Arguments { resolved, part: &part, walk }.check(Some(&query));
    }
}

/// The query as an object.
pub(super) fn query(resolved: &ResolvedOperation) -> Tree {
    let members = resolved.operation.query.iter().map(|(name, value)| Member {
        name: Placed::new(name.clone(), resolved.query_spans.get(name).copied().unwrap_or(value.span)),
        value: Tree::Value(value.clone()),
    });
    Tree::Object(members.collect())
}

/// A part of the request that holds arguments.
struct Part {
    /// Its name in the place of a slot: `body.cursor`.
    name: &'static str,
    /// What the provider takes there.
    shape: ShapeId,
    /// Where paging writes to, as the members that lead there.
    slots: Vec<Placed<Vec<String>>>,
}

impl Part {
    /// The place in the request that the members lead to.
    fn place(&self, members: &[String]) -> Slot {
        match self.name {
            "query" => Slot::Query(members.concat()),
            _ => Slot::Body(members.to_vec()),
        }
    }

    /// Where paging writes to below a member.
    fn slot(&self, name: &str) -> Option<&Placed<Vec<String>>> {
        self.slots.iter().find(|slot| slot.value[0] == name)
    }
}

struct Arguments<'a, 'w, 's> {
    resolved: &'a ResolvedOperation,
    part: &'a Part,
    walk: &'w mut Walk<'s>,
}

impl Arguments<'_, '_, '_> {
    fn check(&mut self, tree: Option<&Tree>) {
        let (shape, place) = (self.part.shape, self.resolved.operation.span);
        match tree {
            Some(tree) => self.tree(tree, &[shape], place),
            None => self.required(&[], shape, place, true),
        }
        for slot in &self.part.slots {
            let text = format!("{}.{}", self.part.name, slot.value.join("."));
            let mut at = Some(vec![shape]);
            let mut start = self.part.name.len() + 1;
            for name in &slot.value {
                let place = self.walk.sources.within(slot.span, &text, start..start + name.len());
                start += name.len() + 1;
                at = at.and_then(|at| self.walk.member(name, &at, || place));
            }
            if let Some(found) = at {
                self.slot(slot, &found);
            }
        }
    }

    /// What paging writes is of a kind that the provider takes there.
    fn slot(&mut self, slot: &Placed<Vec<String>>, shapes: &[ShapeId]) {
        let operation = &self.resolved.operation;
        let is_size = operation.page_size.as_ref().is_some_and(|size| size.to == self.part.place(&slot.value));
        let counts = is_size || matches!(operation.pagination, Pagination::Offset { .. } | Pagination::Page { .. });
        let number = Kinds::INTEGER.with(Kinds::NUMBER);
        let written = if counts { number } else { number.with(Kinds::STRING) };
        let taken = self.taken(shapes);
        if !shapes.is_empty() && !taken.is_empty() && !taken.meets(written) {
            self.wrong(
                slot.span,
                if counts { "a number that paging counts" } else { "what pages lead on with" },
                shapes,
            );
        }
    }

    /// The kinds that the provider takes; in a query, everything is written as text.
    fn taken(&self, shapes: &[ShapeId]) -> Kinds {
        let kinds = self.walk.kinds(shapes);
        if self.part.name == "query" && kinds.meets(Kinds::STRING) { kinds.with(Kinds::SCALARS) } else { kinds }
    }

    fn tree(&mut self, tree: &Tree, shapes: &[ShapeId], place: Span) {
        match tree {
            Tree::Value(value) => self.value(&value.value, value.span, shapes),
            Tree::List(list) => match self.elements(shapes) {
                Some(elements) => list.iter().for_each(|tree| self.tree(tree, &elements, place)),
                None => self.wrong(place, "a list", shapes),
            },
            Tree::Object(members) => {
                let top = shapes == [self.part.shape];
                for member in members {
                    if let Some(found) = self.walk.member(&member.name.value, shapes, || member.name.span) {
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
        for (name, property) in self.needed(members, shape, top) {
            let slot = self.part.slot(&name).filter(|_| top);
            let sent = members.iter().find(|member| member.name.value == name);
            let (span, message) = match (sent, slot) {
                (None, Some(_)) if self.is_in_first(&name) => continue,
                (None, Some(slot)) => {
                    (slot.span, format!("the provider needs `{name}`, and the first request has nothing to send there"))
                }
                (None, None) => (place, format!("the provider needs `{name}`, and it is not sent")),
                (Some(member), _) => match self.optional_input(&member.value) {
                    Some(input) => {
                        (member.name.span, format!("the provider needs `{name}`, and a caller may leave out `{input}`"))
                    }
                    None => continue,
                },
            };
            let help = match (sent, slot) {
                (Some(_), _) => "add `required: true` or a `default` to the input",
                (None, Some(_)) => "if the provider takes a first request without it, correct the schema",
                (None, None) => "send it: a literal, or an input as in `$.inputs.name`",
            };
            let diagnostic = Diagnostic::error(Code::MissingKey, span, message);
            let diagnostic = diagnostic.also(property.span, "needed by this schema").help(help);
            self.walk.diagnostics.push(diagnostic);
        }
    }

    /// Whether the first request has what paging writes below a member: a number, and no cursor or id of an answer.
    fn is_in_first(&self, name: &str) -> bool {
        let (Pagination::Cursor { to, .. } | Pagination::LastId { to, .. }) = &self.resolved.operation.pagination
        else {
            return true;
        };
        match to {
            Slot::Body(path) => self.part.name != "body" || path[0] != name,
            Slot::Query(own) => self.part.name != "query" || own != name,
            Slot::Header(_) => true,
        }
    }

    /// What the provider needs: of several forms that the arguments can have, the one that they come closest to.
    fn needed(&self, members: &[Member], shape: ShapeId, top: bool) -> Vec<(String, Property)> {
        let forms = self.walk.shapes.flat(shape).map(|form| {
            let properties = self.walk.shapes.get(form).properties.iter();
            let required = properties.filter(|(_, property)| property.required);
            required.map(|(name, property)| (name.clone(), *property)).collect::<Vec<_>>()
        });
        let is_sent = |name: &String| {
            members.iter().any(|member| member.name.value == *name) || top && self.part.slot(name).is_some()
        };
        let forms: Vec<Vec<(String, Property)>> = forms.collect();
        let in_all = |name: &String| forms.iter().all(|form| form.iter().any(|(own, _)| own == name));
        let closest = forms.iter().min_by_key(|form| form.iter().filter(|(name, _)| !is_sent(name)).count());
        // Which form a caller chooses is not known, so what only some forms need may be left out by the caller.
        let needed = closest.into_iter().flatten().filter(|(name, _)| in_all(name) || !is_sent(name));
        needed.cloned().collect()
    }

    fn optional_input(&self, tree: &Tree) -> Option<String> {
        let Tree::Value(value) = tree else { return None };
        match Gives::of(&value.value, self.resolved) {
            Gives::Perhaps(optional) if optional.is_whole && optional.is_alone => {
                Some(optional.name.strip_prefix("inputs.").map_or(optional.name.clone(), str::to_owned))
            }
            _ => None,
        }
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
            Expression::Template(template) => self.computed(template, span, shapes),
            Expression::Literal(value) => {
                // In a query, a list of one is written as its element.
                let elements = self.elements(shapes).filter(|_| self.part.name == "query" && !value.is_array());
                let shape = elements.as_ref().and_then(|elements| elements.first()).unwrap_or(shape);
                self.literal(value, span, *shape);
            }
            Expression::Path(path) => {
                let Some((name, input)) = self.input(path) else { return };
                if input.nullable && !self.walk.shapes.nullable(*shape) {
                    return self.no_null(&name, span, *shape);
                }
                let given = kinds(input.kind);
                if !self.taken(shapes).meets(given) {
                    let word = format!("the input `{name}`, which is {given},");
                    self.wrong(span, &word, shapes);
                    return;
                }
                let items = self.elements(shapes).filter(|_| input.kind == InputType::Array);
                // The provider's schema does not say what the elements are.
                if items.as_ref().is_some_and(Vec::is_empty) {
                    return;
                }
                let shape = items.as_ref().and_then(|items| items.first()).unwrap_or(shape);
                let given = kinds(input.items);
                if input.kind == InputType::Array && !self.taken(&[*shape]).meets(given) {
                    let word = format!("a list of {given}, the input `{name}`,");
                    self.wrong(span, &word, &[*shape]);
                    return;
                }
                let Some(taken) = self.walk.shapes.choices(*shape) else { return };
                let default = input.default.iter().flat_map(|default| match default {
                    Value::Array(list) => list.iter().collect(),
                    one => vec![one],
                });
                let mut given: Vec<&Value> = input.choices.iter().flatten().chain(default).collect();
                given.dedup();
                let strangers: Vec<String> =
                    given.into_iter().filter(|choice| !taken.contains(choice)).map(Value::to_string).collect();
                if !strangers.is_empty() {
                    let message = format!("`{name}` can be {}, which the provider does not take", strangers.join(", "));
                    let place = self.walk.shapes.get(*shape).span;
                    let diagnostic = Diagnostic::error(Code::EnumMismatch, span, message);
                    let taken: Vec<String> = taken.iter().map(shown).collect();
                    let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
                    let help = format!("leave it out of `enum` and `default`: there are {}", quoted_list(&taken));
                    self.walk.diagnostics.push(diagnostic.also(place, "what it takes").help(help));
                }
            }
        }
    }

    fn no_null(&mut self, input: &str, span: Span, shape: ShapeId) {
        let message = format!("`{input}` can be null, which the provider does not take");
        let diagnostic = Diagnostic::error(Code::NullMismatch, span, message);
        let diagnostic = diagnostic.also(self.walk.shapes.get(shape).span, "what it takes");
        self.walk.diagnostics.push(diagnostic.help("leave `nullable` out, or correct the schema"));
    }

    /// A constant is a value that the provider takes, written just so.
    fn literal(&mut self, value: &Value, span: Span, shape: ShapeId) {
        let target = Target::of(self.walk.shapes, shape);
        if convert(value.clone(), &target).as_ref() == Ok(value) {
            return;
        }
        let any = Target { choices: None, ..target.clone() };
        let Some(choices) = target.choices.filter(|_| convert(value.clone(), &any).as_ref() == Ok(value)) else {
            // A query is text, so a number is as good as its digits.
            if !(self.taken(&[shape]).meets(kind(value)) && self.part.name == "query") {
                self.wrong(span, &word(value), &[shape]);
            }
            return;
        };
        let shown = shown(value);
        let message = format!("the provider does not take `{shown}` here");
        let diagnostic = Diagnostic::error(Code::EnumMismatch, span, message);
        let diagnostic = diagnostic.also(self.walk.shapes.get(shape).span, "what it takes");
        self.walk.diagnostics.push(diagnostic.suggest(span, &shown, choices.iter().filter_map(Value::as_str)));
    }

    fn wrong(&mut self, span: Span, what: &str, shapes: &[ShapeId]) {
        let kinds = self.walk.kinds(shapes);
        let mut diagnostic =
            Diagnostic::error(Code::TypeMismatch, span, format!("{what} is sent, and the provider takes {kinds}"));
        if let Some(shape) = shapes.first() {
            diagnostic = diagnostic.also(self.walk.shapes.get(*shape).span, "what it takes");
        }
        self.walk.diagnostics.push(diagnostic.help(format!("send what is {kinds}, or correct the schema")));
    }
}
