//! Forms of a rule: which keys go together, and what they say.

mod keys;

use keys::{FORMS, KEYS};

use super::Resolver;
use super::expression::Place;
use super::mapping::{FieldsOf, Matching, ResolvedElements, ResolvedRule};
use crate::definition::{Form, Named, Rule};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Path};
use crate::plan::Placed;
use crate::source::Span;
use crate::yaml::{Any, NodeId, NodeKind, Spanned};

impl Resolver<'_> {
    pub(super) fn form(&mut self, form: &Form, node: NodeId) -> Option<Placed<ResolvedRule>> {
        let written = |key: &str| self.nodes.member(node, key).is_some();
        let keys: Vec<&str> = KEYS.iter().copied().filter(|key| written(key)).collect();
        if !FORMS.contains(&keys.as_slice()) {
            let keys = crate::diagnostic::quoted_list(&keys);
            let message = match keys.as_str() {
                "" => "a form without keys is none".to_owned(),
                keys if keys.contains(", ") => format!("{keys} together are no form of a rule"),
                key => format!("{key} alone is no form of a rule"),
            };
            let help = "the forms are `from` with `fields`, `mapping` or `enum`; `each`, also with `distinct`, with `fields`, `mapping` or `value`; `lookup` or `step`, also with `where`, with `value`; `when` with `value`; `first`; `one`, also with `where` and `value`; `fields`";
            self.error(Code::WrongChoice, node, message, help);
            return None;
        }
        let span = self.nodes.span(node);
        let resolved = if let Some(first) = &form.first {
            self.first(first)?
        } else if let (Some(lookup), Some(value)) = (&form.lookup, &form.value) {
            let name = Placed::new(lookup.value.clone(), self.nodes.span(lookup.node));
            let (matching, value) = self.of_found(form, value)?;
            ResolvedRule::LookUp { name, matching, value }
        } else if let (Some(step), Some(value)) = (&form.step, &form.value) {
            let name = Placed::new(step.value.clone(), self.nodes.span(step.node));
            let (matching, value) = self.of_found(form, value)?;
            ResolvedRule::Step { name, matching, value }
        } else if let Some(one) = &form.one {
            self.one(form, one)?
        } else if let (Some(when), Some(value)) = (&form.when, &form.value) {
            let when = self.condition(when.node);
            let value = self.rule(value);
            ResolvedRule::When { when: when?, value: Box::new(value?) }
        } else if let Some(table) = &form.table {
            self.table(form, table)?
        } else if let Some(each) = &form.each {
            self.each(form, each, span)?
        } else {
            let from = form.from.as_ref().map(|from| self.single(from.node));
            let fields = self.fields_of(form);
            ResolvedRule::Object {
                from: match from {
                    Some(from) => Some(from?),
                    None => None,
                },
                fields: fields?,
            }
        };
        Some(Placed::new(resolved, span))
    }

    /// The only node of a path, or what becomes of the one that has certain values.
    fn one(&mut self, form: &Form, one: &Spanned<Any>) -> Option<ResolvedRule> {
        let help = "leave `one` out: the path alone gives the node";
        let nodes = self.many(one.node, "`one` looks among many", form.value.is_none().then_some(help));
        let Some(value) = &form.value else { return Some(ResolvedRule::One(nodes?)) };
        let (matching, value) = self.of_found(form, value)?;
        Some(ResolvedRule::OneOf { nodes: nodes?, matching, value })
    }

    /// Which record is meant of those that were found, and what becomes of it.
    fn of_found(&mut self, form: &Form, value: &Spanned<Rule>) -> Option<(Matching, Box<Placed<ResolvedRule>>)> {
        let matching = form.matching.as_ref().map(|matching| self.matching(matching));
        let value = self.rule(value);
        Some((matching.unwrap_or_else(|| Some(Vec::new()))?, Box::new(value?)))
    }

    /// What one of many records is known by: paths to single nodes, each with the value that is there.
    fn matching(&mut self, matching: &Spanned<Named<Rule>>) -> Option<Matching> {
        if matching.value.is_empty() {
            let help = "name a member that tells the records apart, as in `where: { $.title: $.name }`";
            self.error(Code::WrongChoice, matching.node, "there is nothing to find a record by", help);
            return None;
        }
        let pairs = matching.value.iter().map(|(text, rule)| {
            let span = self.nodes.key_span(rule.node);
            let path = self.path_of(text, span);
            if let Some(many) = path.as_ref().filter(|path| !path.value.is_singular()) {
                let message = format!("`{text}` can match many nodes, and a record is found by one value");
                let help = "name one member, as in `$.title`";
                self.diagnostics.push(Diagnostic::error(Code::ListMismatch, many.span, message).help(help));
            }
            Some((path.filter(|path| path.value.is_singular())?, self.rule(rule)?))
        });
        let pairs: Vec<Option<_>> = pairs.collect();
        pairs.into_iter().collect()
    }

    /// A list made from nodes.
    fn each(&mut self, form: &Form, each: &Spanned<Any>, span: Span) -> Option<ResolvedRule> {
        let each = self.many(each.node, "`each` goes through many", None);
        let distinct = form.distinct.as_ref().map(|distinct| self.one_of_names(distinct.node));
        let element = match &form.value {
            Some(value) => self.rule(value),
            None => {
                let object = self.fields_of(form).map(|fields| ResolvedRule::Object { from: None, fields });
                object.map(|object| Placed::new(object, span))
            }
        };
        let distinct = match distinct {
            Some(distinct) => Some(distinct?),
            None => None,
        };
        let objects = form.value.is_none();
        Some(ResolvedRule::Each(ResolvedElements { each: each?, distinct, objects, element: Box::new(element?) }))
    }

    /// The first of a list: of values, of what nodes make, or of nodes.
    fn first(&mut self, first: &Spanned<Rule>) -> Option<ResolvedRule> {
        if let Rule::List(values) = &first.value {
            if values.is_empty() {
                self.error(
                    Code::WrongChoice,
                    first.node,
                    "there is nothing to take the first of",
                    "write values in `[...]`",
                );
            }
            return Some(ResolvedRule::First(self.rules(values)?));
        }
        let rule = self.rule(first)?;
        match rule.value {
            ResolvedRule::Each(elements) => Some(ResolvedRule::FirstOf(elements)),
            ResolvedRule::Value(Expression::Path(path)) if !path.is_singular() => {
                let node = Path::parse("$").ok()?;
                let element = Box::new(Placed::new(ResolvedRule::Value(Expression::Path(node)), rule.span));
                let each = Placed::new(path, rule.span);
                Some(ResolvedRule::FirstOf(ResolvedElements { each, distinct: None, objects: false, element }))
            }
            _ => {
                let help = "write values in `[...]`, an `each`, or a path that can match many, as in `$.list[*]`";
                self.error(Code::WrongChoice, first.node, "`first` is taken of a list, and this is none", help);
                None
            }
        }
    }

    fn table(&mut self, form: &Form, table: &Spanned<Named<Any>>) -> Option<ResolvedRule> {
        let from = form.from.as_ref().and_then(|from| self.rule(from));
        let source = form.source.as_ref().map(|source| self.rule(source));
        Some(ResolvedRule::Table {
            from: Box::new(from?),
            entries: table
                .value
                .iter()
                .map(|(key, value)| {
                    if self.nodes.span(value.node).range().is_empty() {
                        let message = format!("`{key}` has no value");
                        let help = "write `null` for a value that has no counterpart";
                        let span = self.nodes.key_span(value.node);
                        self.diagnostics.push(Diagnostic::error(Code::WrongKind, span, message).help(help));
                    }
                    let ours = Placed::new(self.literal(value.node), self.nodes.span(value.node));
                    (key.clone(), (self.nodes.key_span(value.node), ours))
                })
                .collect(),
            span: self.nodes.key_span(table.node),
            otherwise: form
                .otherwise
                .as_ref()
                .map(|other| Placed::new(self.literal(other.node), self.nodes.span(other.node))),
            source: match source {
                Some(source) => Some(Box::new(source?)),
                None => None,
            },
        })
    }

    fn fields_of(&mut self, form: &Form) -> Option<FieldsOf> {
        match (&form.fields, &form.mapping) {
            (Some(fields), _) => Some(FieldsOf::Own(self.fields(&fields.value))),
            (None, Some(mapping)) => self.known_mapping(mapping).map(|(name, span)| FieldsOf::Mapping(name, span)),
            (None, None) => None,
        }
    }

    /// A path that gives a list; without other help, its elements are what is missing.
    /// A condition, or several.
    pub(super) fn conditions(&mut self, node: NodeId) -> Vec<Placed<Expression>> {
        match &self.nodes.get(node).kind {
            NodeKind::Sequence(list) => list.iter().filter_map(|element| self.condition(*element)).collect(),
            _ => self.condition(node).into_iter().collect(),
        }
    }

    /// What decides whether there is a value, or whether a step is made: a constant decides nothing.
    fn condition(&mut self, node: NodeId) -> Option<Placed<Expression>> {
        let when = self.expression(node, Place::Anywhere)?;
        if matches!(when.value, Expression::Literal(_)) {
            let help = "write a path that may find something, such as `$.name`, or a template such as `\"{{ item.count > 1 }}\"`";
            self.error(Code::InvalidPath, node, "a constant is no condition", help);
            return None;
        }
        Some(when)
    }

    fn many(&mut self, node: NodeId, wanted: &str, help: Option<&str>) -> Option<Placed<Path>> {
        let path = self.path(node)?;
        if path.value.is_singular() {
            let text = path.value.text();
            let message = format!("`{text}` names one node, and {wanted}");
            let elements = format!("write `{text}[*]` for the elements of the list");
            self.error(Code::ListMismatch, node, message, help.unwrap_or(&elements));
            return None;
        }
        Some(path)
    }
}
