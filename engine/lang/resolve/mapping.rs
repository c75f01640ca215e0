//! Mappings: every rule as one of its forms, with its expressions compiled.

use indexmap::IndexMap;
use serde_json::Value;

use super::Resolver;
use super::expression::Place;
use crate::definition::{Lookup, Mapping, Named, Rule};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Path};
use crate::plan::{Placed, RECORDS};
use crate::schema::ShapeId;
use crate::source::Span;
use crate::yaml::Spanned;

/// A mapping with its target's shape.
#[derive(Debug)]
pub struct ResolvedMapping {
    /// The place of its name.
    pub span: Span,
    /// The target's name.
    pub target_name: String,
    /// The target's shape, if it exists.
    pub target: Option<ShapeId>,
    /// The shape of the object with the list of them, where the mapping makes several records; that list is then the one
    /// field.
    pub list: Option<ShapeId>,
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
    pub inputs: IndexMap<String, (Span, Option<Placed<ResolvedRule>>)>,
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
    /// A list made from nodes.
    Each(ResolvedElements),
    /// What a look-up gives.
    LookUp {
        /// The look-up's name.
        name: Placed<String>,
        /// What the only one of its records that is meant has at these paths; none, if all that it found is meant.
        matching: Matching,
        /// What its answer becomes.
        value: Box<Placed<ResolvedRule>>,
    },
    /// What an earlier step of a write gave.
    Step {
        /// The step's name.
        name: Placed<String>,
        /// What the only one of its records that is meant has at these paths; none, if all that it gave is meant.
        matching: Matching,
        /// What its answer becomes.
        value: Box<Placed<ResolvedRule>>,
    },
    /// What a look-up would give that nobody asks for.
    Unasked {
        /// Whether its list would add its elements to one that is written around it.
        elements: bool,
    },
    /// The only node that a path finds.
    One(Placed<Path>),
    /// What becomes of the only node that is meant.
    OneOf {
        /// The nodes.
        nodes: Placed<Path>,
        /// What the one that is meant has at these paths.
        matching: Matching,
        /// What it becomes.
        value: Box<Placed<ResolvedRule>>,
    },
    /// A value that is made if a path finds something, or a template says so.
    When {
        /// The path, or the template.
        when: Placed<Expression>,
        /// What is made.
        value: Box<Placed<ResolvedRule>>,
    },
    /// The first value that is there.
    First(Vec<Placed<ResolvedRule>>),
    /// The first element that is there of a list made from nodes.
    FirstOf(ResolvedElements),
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

impl ResolvedRule {
    /// Whether its list adds its elements to one that is written around it.
    pub fn makes_elements(&self) -> bool {
        match self {
            Self::Each(_) => true,
            Self::LookUp { value, .. } | Self::Step { value, .. } | Self::When { value, .. } => {
                value.value.makes_elements()
            }
            Self::Unasked { elements } => *elements,
            _ => false,
        }
    }
}

/// Paths of a record, and what stands there.
pub type Matching = Vec<(Placed<Path>, Placed<ResolvedRule>)>;

/// Elements made from nodes.
#[derive(Debug)]
pub struct ResolvedElements {
    /// The nodes.
    pub each: Placed<Path>,
    /// Where a node has what tells it from the others.
    pub distinct: Option<Placed<Path>>,
    /// Whether `fields` or a mapping reads the nodes themselves, which are objects then.
    pub objects: bool,
    /// What each becomes.
    pub element: Box<Placed<ResolvedRule>>,
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
        let fields = self.fields_or_records(mapping);
        ResolvedMapping {
            span: self.nodes.key_span(mapping.node),
            target_name: mapping.value.target.value.clone(),
            target: fields.as_ref().and_then(|_| self.shape(Some(&mapping.value.target))),
            list: mapping.value.records.as_ref().and_then(|_| self.lists.get(&mapping.value.target.value).copied()),
            fields: fields.unwrap_or_default(),
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

    /// What the mapping writes: the fields of one record, or the list of several.
    fn fields_or_records(&mut self, mapping: &Spanned<Mapping>) -> Option<Vec<ResolvedField>> {
        let Mapping { fields, records, .. } = &mapping.value;
        let span = self.nodes.key_span(mapping.node);
        let (code, message, help) = match (records, self.nodes.member(mapping.node, "fields")) {
            (None, Some(_)) => return Some(self.fields(fields)),
            (Some(records), None) => {
                let span = self.nodes.key_span(records.node);
                return Some(vec![ResolvedField { name: RECORDS.to_owned(), span, rule: self.rule(records) }]);
            }
            (Some(_), Some(_)) => {
                let message = "a mapping makes one record of each, by `fields`, or several, by `records`";
                (Code::WrongChoice, message, "write one of the two, and not both")
            }
            (None, None) => {
                let help = "write `fields`, or `records` where one record of the provider's makes several";
                (Code::MissingKey, "the key `fields` is missing", help)
            }
        };
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
        None
    }

    fn lookup(&mut self, lookup: &Spanned<Lookup>) -> ResolvedLookup {
        let Lookup { operation, inputs } = &lookup.value;
        let inputs = inputs.iter().map(|(name, value)| {
            let rule = self.rule(value);
            (name.clone(), (self.nodes.key_span(value.node), rule))
        });
        ResolvedLookup {
            inputs: inputs.collect(),
            span: self.nodes.key_span(lookup.node),
            operation: Placed::new(operation.value.clone(), self.nodes.span(operation.node)),
        }
    }

    pub(super) fn ignored(&mut self, path: &str, why: &Spanned<String>) -> Option<(Placed<Path>, String)> {
        let path = self.path_of(path, self.nodes.key_span(why.node))?;
        Some((path, why.value.clone()))
    }

    /// A path that is a key.
    pub(super) fn path_of(&mut self, path: &str, span: Span) -> Option<Placed<Path>> {
        match Path::parse(path) {
            Ok(path) => Some(Placed::new(path, span)),
            Err(reason) => {
                let message = format!("`{path}` is no path: {reason}");
                let help = "a member is named by its path, as in `$.member`";
                self.diagnostics.push(Diagnostic::error(Code::InvalidPath, span, message).help(help));
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

    pub(super) fn rule(&mut self, rule: &Spanned<Rule>) -> Option<Placed<ResolvedRule>> {
        let span = self.nodes.span(rule.node);
        let resolved = match &rule.value {
            Rule::Scalar => match self.nodes.scalar(rule.node).filter(|scalar| scalar.literal) {
                Some(scalar) => ResolvedRule::Constant(scalar.value()),
                None => ResolvedRule::Value(self.expression(rule.node, Place::Anywhere)?.value),
            },
            Rule::List(list) => ResolvedRule::List(self.rules(list)?),
            Rule::Form(form) => return self.form(form, rule.node),
            Rule::Unasked { elements } => ResolvedRule::Unasked { elements: *elements },
        };
        Some(Placed::new(resolved, span))
    }

    /// All rules, each reported on, or none.
    pub(super) fn rules(&mut self, rules: &[Spanned<Rule>]) -> Option<Vec<Placed<ResolvedRule>>> {
        let resolved: Vec<_> = rules.iter().map(|rule| self.rule(rule)).collect();
        resolved.into_iter().collect()
    }
}
