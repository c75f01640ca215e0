//! What would be left alone of an object or a list without the input in it: it would be sent all the same, and ask for
//! something else.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::arguments::query;
use super::optional::{Gives, Optional};
use super::places::places;
use crate::check::guard::asked;
use crate::check::walk::Walk;
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::expression::{Expression, Step};
use crate::plan::{Member, Placed, Tree};
use crate::resolve::ResolvedOperation;
use crate::schema::{ShapeId, Shapes};
use crate::source::Span;
use crate::vocabulary::plain;

/// How members are called that hold a value of which others say what it is.
const VALUES: &[&str] = &["operand", "operands", "value", "values"];
/// How members are called that say what a value is of, or what is asked of it.
const SUBJECTS: &[&str] = &[
    "attribute",
    "by",
    "column",
    "comparator",
    "field",
    "fieldname",
    "key",
    "name",
    "op",
    "operator",
    "property",
    "propertyname",
];

/// Reports what is sent without the optional input that it is about: an element of a list of whose inputs none is always
/// there, and a constant that is called like the subject of a value.
pub(super) fn check(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let missing = walk.diagnostics.sorted().into_iter().filter(|told| told.code == Code::MissingKey);
    let told = missing.map(|told| told.primary.span).collect();
    let places = places(resolved, walk.shapes);
    let mut alone = Alone { resolved, shapes: walk.shapes, places, told, found: Vec::new() };
    alone.tree(&query(resolved), true);
    if let Some(body) = &resolved.operation.body {
        alone.tree(body, true);
    }
    alone.found.into_iter().for_each(|diagnostic| walk.diagnostics.push(diagnostic));
}

struct Alone<'a> {
    resolved: &'a ResolvedOperation,
    shapes: &'a Shapes,
    /// What the provider takes for each input.
    places: IndexMap<String, ShapeId>,
    /// Members of which it was told that they must be there.
    told: HashSet<Span>,
    found: Vec<Diagnostic>,
}

impl Alone<'_> {
    fn tree(&mut self, tree: &Tree, is_top: bool) {
        match tree {
            Tree::Value(_) => {}
            Tree::Object(members) => {
                members.iter().for_each(|member| self.tree(&member.value, false));
                self.subjects(members, (!is_top).then_some(tree));
            }
            Tree::List(elements) => elements.iter().for_each(|element| self.element(element)),
        }
    }

    /// An element stands for what a caller gives; one that is a value is left out without it.
    fn element(&mut self, element: &Tree) {
        let before = self.found.len();
        self.tree(element, false);
        if matches!(element, Tree::Value(_)) || self.found.len() > before || self.has_something(element) {
            return;
        }
        if let [(optional, span), others @ ..] = self.optional(element).as_slice() {
            let message = format!(
                "a caller may leave out `{}`, and the rest of this element would be sent all the same",
                optional.name
            );
            let template = written(element).filter(|_| others.is_empty()).map(|made| guarded(&made, optional));
            self.report(*span, message, optional, template);
        }
    }

    /// Constants that are about an optional value beside them, by the names of both.
    fn subjects(&mut self, members: &[Member], whole: Option<&Tree>) {
        for Member { name, value, .. } in members {
            if self.told.contains(&name.span) {
                continue;
            }
            let name = plain(&name.value);
            let Some(stem) = VALUES.iter().find_map(|word| name.strip_suffix(word)) else { continue };
            let optional = self.optional(value);
            let Some((optional, span)) = optional.first().filter(|_| !self.has_something(value)) else { continue };
            let constants =
                members.iter().filter(|own| is_subject(&own.name.value, stem) && self.is_constant(&own.value));
            let constants: Vec<&Member> = constants.collect();
            let Some(first) = constants.first() else { continue };
            let names: Vec<&str> = constants.iter().map(|member| member.name.value.as_str()).collect();
            let message = format!(
                "a caller may leave out `{}`, and {} would be sent without it",
                optional.name,
                quoted_list(&names)
            );
            let template = match whole {
                Some(whole) if self.optional(whole).len() > 1 => None,
                Some(whole) => written(whole).map(|made| guarded(&made, optional)),
                None => {
                    let guarded = written(&first.value).map(|made| guarded(&made, optional));
                    guarded.map(|guarded| format!("{guarded} for `{}`", first.name.value))
                }
            };
            self.report(*span, message, optional, template);
        }
    }

    fn report(&mut self, span: Span, message: String, optional: &Optional, template: Option<String>) {
        let other = optional.other();
        let help = match template.filter(|_| optional.is_alone) {
            Some(template) => format!("write {template}, or {other}"),
            None => other.to_owned(),
        };
        let diagnostic = Diagnostic::error(Code::OptionalInObject, span, message);
        self.found.push(diagnostic.also(optional.declared, "declared here").help(help));
    }

    fn gives(&self, value: &Expression) -> Gives {
        match (Gives::of(value, self.resolved), value.sole_input()) {
            // The provider knows what counts where nothing is sent.
            (Gives::Perhaps(_), Some(input)) if self.has_default(input) => Gives::Something,
            (gives, _) => gives,
        }
    }

    fn has_default(&self, input: &str) -> bool {
        self.places.get(input).is_some_and(|shape| self.shapes.get(*shape).default.is_some())
    }

    fn is_constant(&self, tree: &Tree) -> bool {
        matches!(tree, Tree::Value(value) if matches!(self.gives(&value.value), Gives::Constant))
    }

    /// Whether something of it is there that is no constant beside an input, such as an element that is about none.
    fn has_something(&self, tree: &Tree) -> bool {
        match tree {
            Tree::Value(value) => matches!(self.gives(&value.value), Gives::Something),
            Tree::Object(members) => {
                let is_told = |member: &Member| self.told.contains(&member.name.span);
                members.iter().any(|member| is_told(member) || self.has_something(&member.value))
            }
            Tree::List(elements) => {
                let stands_alone = |tree: &Tree| !matches!(tree, Tree::Value(_)) && self.optional(tree).is_empty();
                elements.iter().any(|element| stands_alone(element) || self.has_something(element))
            }
        }
    }

    /// The optional inputs in it, each where it stands.
    fn optional(&self, tree: &Tree) -> Vec<(Optional, Span)> {
        match tree {
            Tree::Value(value) => match self.gives(&value.value) {
                Gives::Perhaps(optional) => vec![(optional, value.span)],
                Gives::Constant | Gives::Something => Vec::new(),
            },
            Tree::Object(members) => members.iter().flat_map(|member| self.optional(&member.value)).collect(),
            Tree::List(elements) => elements.iter().flat_map(|element| self.optional(element)).collect(),
        }
    }
}

/// Whether a member is called like what a value of this stem is of: `filter_field` beside `filter_value`.
fn is_subject(name: &str, stem: &str) -> bool {
    let name = plain(name);
    !stem.is_empty() && name == stem || SUBJECTS.iter().any(|word| name.strip_suffix(word) == Some(stem))
}

/// A part of a body as a template makes it, if that can be written.
fn written(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Value(Placed { value: Expression::Literal(literal), .. }) => constant(literal),
        Tree::Value(Placed { value: Expression::Path(path), .. }) => {
            let names: Option<Vec<&str>> = path.lead().iter().map(Step::name).collect();
            Some(names.filter(|_| path.is_singular())?.join("."))
        }
        Tree::Value(Placed { value: Expression::Template(template), .. }) => {
            let sole = template.text().trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
            (!template.is_text()).then(|| if template.is_chain() { sole.to_owned() } else { format!("({sole})") })
        }
        Tree::List(elements) => {
            let elements: Vec<String> = elements.iter().map(written).collect::<Option<_>>()?;
            Some(format!("[{}]", elements.join(", ")))
        }
        Tree::Object(members) => {
            let members = members.iter().map(|member| {
                let name = constant(&Value::String(member.name.value.clone()))?;
                Some(format!("{name}: {}", written(&member.value)?))
            });
            Some(format!("{{ {} }}", members.collect::<Option<Vec<_>>>()?.join(", ")))
        }
    }
}

fn constant(literal: &Value) -> Option<String> {
    match literal {
        Value::String(text) if text.contains(['\'', '\\', '\n']) => None,
        Value::String(text) => Some(format!("'{text}'")),
        Value::Array(_) | Value::Object(_) => None,
        Value::Null => Some("none".to_owned()),
        scalar => Some(scalar.to_string()),
    }
}

fn guarded(made: &str, optional: &Optional) -> String {
    format!("`\"{{{{ {made} if {} }}}}\"`", asked(&optional.name, optional.may_be_false))
}
