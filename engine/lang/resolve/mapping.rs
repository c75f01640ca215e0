//! Mappings: every rule as one of its forms, with its expressions compiled.

use indexmap::IndexMap;
use serde_json::Value;

use super::Resolver;
use super::expression::Place;
use crate::definition::{Form, Lookup, Mapping, Named, Rule};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Path};
use crate::plan::Placed;
use crate::schema::ShapeId;
use crate::source::Span;
use crate::yaml::{Any, NodeId, Spanned};

/// A mapping with its target's shape.
#[derive(Debug)]
pub struct ResolvedMapping {
    /// The place of its name.
    pub span: Span,
    /// The target's name.
    pub target_name: String,
    /// The target's shape, if it exists.
    pub target: Option<ShapeId>,
    /// The fields that are written.
    pub fields: Vec<ResolvedField>,
    /// Further requests for a record.
    pub lookups: IndexMap<String, ResolvedLookup>,
    /// Members of the record that are left out on purpose, and why.
    pub ignored: Vec<(Placed<Path>, String)>,
    /// Fields that the provider cannot fill, where that is said, and why.
    pub impossible: IndexMap<String, Placed<String>>,
}

/// A further request for a record.
#[derive(Debug)]
pub struct ResolvedLookup {
    /// Where it is declared.
    pub span: Span,
    /// The operation that is called.
    pub operation: Placed<String>,
    /// Its inputs, with the places of their names; without a value, if that failed.
    pub inputs: IndexMap<String, (Span, Option<Placed<Expression>>)>,
}

/// A field that is written.
#[derive(Debug)]
pub struct ResolvedField {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What fills it; `None` if the rule failed.
    pub rule: Option<Placed<ResolvedRule>>,
}

/// Where a value comes from.
#[derive(Debug)]
pub enum ResolvedRule {
    /// An expression.
    Value(Expression),
    /// A value marked `!literal`: itself, whatever it looks like.
    Constant(Value),
    /// A list of values.
    List(Vec<Placed<ResolvedRule>>),
    /// An object made from a node.
    Object {
        /// The node; the present one if there is none.
        from: Option<Placed<Path>>,
        /// Its fields.
        fields: FieldsOf,
    },
    /// A list of objects made from nodes.
    EachObject {
        /// The nodes.
        each: Placed<Path>,
        /// The fields of each.
        fields: FieldsOf,
    },
    /// A list of values made from nodes.
    EachValue {
        /// The nodes.
        each: Placed<Path>,
        /// What each becomes.
        value: Box<Placed<ResolvedRule>>,
    },
    /// What a look-up gives.
    LookUp {
        /// The look-up's name.
        name: Placed<String>,
        /// What its answer becomes.
        value: Box<Placed<ResolvedRule>>,
    },
    /// What an earlier step of a write gave.
    Step {
        /// The step's name.
        name: Placed<String>,
        /// What its answer becomes.
        value: Box<Placed<ResolvedRule>>,
    },
    /// The first value that is there.
    First(Vec<Placed<ResolvedRule>>),
    /// The table's value for the provider's one.
    Table {
        /// The provider's value.
        from: Box<Placed<ResolvedRule>>,
        /// The provider's values, with their places, and ours with theirs.
        entries: IndexMap<String, (Span, Placed<Value>)>,
        /// Where the table stands.
        span: Span,
        /// Ours for any other value.
        otherwise: Option<Placed<Value>>,
        /// Where the provider's own value is, if not at `from`.
        source: Option<Box<Placed<ResolvedRule>>>,
    },
}

/// The fields of an object.
#[derive(Debug)]
pub enum FieldsOf {
    /// Written in place.
    Own(Vec<ResolvedField>),
    /// Those of a mapping that exists, and where it is named.
    Mapping(String, Span),
}

impl Resolver<'_> {
    /// One mapping.
    pub(super) fn mapping(&mut self, mapping: &Spanned<Mapping>) -> ResolvedMapping {
        ResolvedMapping {
            span: self.nodes.key_span(mapping.node),
            target_name: mapping.value.target.value.clone(),
            target: self.shape(Some(&mapping.value.target)),
            fields: self.fields(&mapping.value.fields),
            lookups: mapping.value.lookups.iter().map(|(name, lookup)| (name.clone(), self.lookup(lookup))).collect(),
            ignored: mapping.value.ignored.iter().filter_map(|(path, why)| self.ignored(path, why)).collect(),
            impossible: mapping
                .value
                .impossible
                .iter()
                .map(|(field, why)| (field.clone(), Placed::new(why.value.clone(), self.nodes.key_span(why.node))))
                .collect(),
        }
    }

    fn lookup(&mut self, lookup: &Spanned<Lookup>) -> ResolvedLookup {
        let Lookup { operation, inputs } = &lookup.value;
        let inputs = inputs.iter().map(|(name, value)| {
            let expression = self.expression(value.node, Place::Anywhere);
            (name.clone(), (self.nodes.key_span(value.node), expression))
        });
        ResolvedLookup {
            inputs: inputs.collect(),
            span: self.nodes.key_span(lookup.node),
            operation: Placed::new(operation.value.clone(), self.nodes.span(operation.node)),
        }
    }

    pub(super) fn ignored(&mut self, path: &str, why: &Spanned<String>) -> Option<(Placed<Path>, String)> {
        let span = self.nodes.key_span(why.node);
        match Path::parse(path) {
            Ok(path) => Some((Placed::new(path, span), why.value.clone())),
            Err(reason) => {
                let message = format!("`{path}` is no path: {reason}");
                self.diagnostics.push(
                    Diagnostic::error(Code::InvalidPath, span, message)
                        .help("what is ignored is named by its path, as in `$.member`"),
                );
                None
            }
        }
    }

    pub(super) fn fields(&mut self, fields: &Named<Rule>) -> Vec<ResolvedField> {
        fields
            .iter()
            .map(|(name, rule)| ResolvedField {
                name: name.clone(),
                span: self.nodes.key_span(rule.node),
                rule: self.rule(rule),
            })
            .collect()
    }

    fn rule(&mut self, rule: &Spanned<Rule>) -> Option<Placed<ResolvedRule>> {
        let span = self.nodes.span(rule.node);
        let resolved = match &rule.value {
            Rule::Scalar => match self.nodes.scalar(rule.node).filter(|scalar| scalar.literal) {
                Some(scalar) => ResolvedRule::Constant(scalar.value.clone()),
                None => ResolvedRule::Value(self.expression(rule.node, Place::Anywhere)?.value),
            },
            Rule::List(list) => ResolvedRule::List(self.rules(list)?),
            Rule::Form(form) => return self.form(form, rule.node),
        };
        Some(Placed::new(resolved, span))
    }

    /// All rules, each reported on, or none.
    fn rules(&mut self, rules: &[Spanned<Rule>]) -> Option<Vec<Placed<ResolvedRule>>> {
        let resolved: Vec<_> = rules.iter().map(|rule| self.rule(rule)).collect();
        resolved.into_iter().collect()
    }

    fn form(&mut self, form: &Form, node: NodeId) -> Option<Placed<ResolvedRule>> {
        let written = |key: &str| self.nodes.member(node, key).is_some();
        let keys: Vec<&str> = KEYS.iter().copied().filter(|key| written(key)).collect();
        if !FORMS.contains(&keys.as_slice()) {
            let keys = crate::diagnostic::quoted_list(&keys);
            let together = if keys.contains(", ") { "together are" } else { "alone is" };
            let message = format!("{keys} {together} no form of a rule");
            let help = "the forms are `from` with `fields`, `mapping` or `enum`; `each` with `fields`, `mapping` or `value`; `lookup` or `step` with `value`; `first`; `fields`";
            self.error(Code::WrongChoice, node, message, help);
            return None;
        }
        if let (["from"], Some(from)) = (keys.as_slice(), &form.from) {
            return self.rule(from);
        }
        let span = self.nodes.span(node);
        let resolved = if let Some(first) = &form.first {
            if first.value.is_empty() {
                self.error(Code::WrongChoice, first.node, "there is nothing to take the first of", "");
            }
            ResolvedRule::First(self.rules(&first.value)?)
        } else if let (Some(lookup), Some(value)) = (&form.lookup, &form.value) {
            let name = Placed::new(lookup.value.clone(), self.nodes.span(lookup.node));
            ResolvedRule::LookUp { name, value: Box::new(self.rule(value)?) }
        } else if let (Some(step), Some(value)) = (&form.step, &form.value) {
            let name = Placed::new(step.value.clone(), self.nodes.span(step.node));
            ResolvedRule::Step { name, value: Box::new(self.rule(value)?) }
        } else if let Some(table) = &form.table {
            self.table(form, table)?
        } else if let Some(each) = &form.each {
            let each = self.many(each.node);
            match &form.value {
                Some(value) => {
                    let value = self.rule(value);
                    ResolvedRule::EachValue { each: each?, value: Box::new(value?) }
                }
                None => {
                    let fields = self.fields_of(form);
                    ResolvedRule::EachObject { each: each?, fields: fields? }
                }
            }
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

    /// A path that gives a list.
    fn many(&mut self, node: NodeId) -> Option<Placed<Path>> {
        let path = self.path(node)?;
        if path.value.is_singular() {
            let text = path.value.text();
            let message = format!("`{text}` names one node, and `each` goes through many");
            self.error(Code::ListMismatch, node, message, &format!("write `{text}[*]` for the elements of the list"));
            return None;
        }
        Some(path)
    }
}

/// The keys of a form, in the order in which the forms name them.
const KEYS: &[&str] =
    &["lookup", "step", "from", "each", "fields", "mapping", "value", "first", "enum", "otherwise", "source"];
/// The keys that go together.
const FORMS: &[&[&str]] = &[
    &["from"],
    &["fields"],
    &["from", "fields"],
    &["from", "mapping"],
    &["each", "fields"],
    &["each", "mapping"],
    &["each", "value"],
    &["lookup", "value"],
    &["step", "value"],
    &["first"],
    &["from", "enum"],
    &["from", "enum", "otherwise"],
    &["from", "enum", "source"],
    &["from", "enum", "otherwise", "source"],
];
