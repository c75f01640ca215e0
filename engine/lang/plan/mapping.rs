//! What makes a unified record of a provider's record.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::Target;
use crate::expression::{Expression, Found, Path, Template};
use crate::source::Span;

/// What makes a unified record of a provider's record.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// The name of the schema that the records follow.
    pub target: String,
    /// Every field of the target, in the target's order; of several records, the one field [`RECORDS`].
    pub fields: Vec<Field>,
    /// Whether one record of the provider's makes several.
    pub several: bool,
}

/// The field that holds the records of a mapping that makes several.
pub const RECORDS: &str = "records";

impl Mapping {
    /// The fields of its records that further requests fill, if they are asked for.
    pub fn by_lookup(&self) -> Vec<&str> {
        let own = self.fields.iter();
        let fields: Vec<&Field> = if self.several {
            own.flat_map(|field| &field.filling).flat_map(Filling::fields).collect()
        } else {
            own.collect()
        };
        fields.into_iter().filter(|field| !field.lookups().is_empty()).map(|field| field.name.as_str()).collect()
    }
}

/// A further request for a record, whose answer fills fields.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LookUp {
    /// Its name.
    pub name: String,
    /// The operation that is called.
    pub operation: String,
    /// Its inputs, made of the node that the rule stands at.
    pub inputs: Vec<(String, Filling)>,
    /// The inputs without which it is not called.
    pub needs: Vec<String>,
}

impl Field {
    /// The look-ups that fill it.
    pub fn lookups(&self) -> Vec<&LookUp> {
        let mut found = Vec::new();
        self.filling.iter().for_each(|filling| filling.lookups(&mut found));
        found
    }

    /// The names of the steps of a write whose answers fill it.
    pub fn steps(&self) -> Vec<&str> {
        self.filling.iter().flat_map(Filling::steps).collect()
    }

    /// Those of which the whole answer is meant, each with what is made of it.
    pub fn answers(&self) -> Vec<(&str, &Filling)> {
        let mut found = Vec::new();
        self.filling.iter().for_each(|filling| filling.answers(&mut |name, whole| found.extend(Some(name).zip(whole))));
        found
    }
}

impl Rule {
    /// Whether its list adds its elements to one that is written around it.
    pub fn makes_elements(&self) -> bool {
        match self {
            Self::Each(_) => true,
            Self::LookUp { value, .. } | Self::Step { value, .. } | Self::When { value, .. } => {
                value.rule.makes_elements()
            }
            Self::Unasked { elements } => *elements,
            _ => false,
        }
    }
}

impl Filling {
    /// The fields of the objects that it makes, alone or in a list.
    fn fields(&self) -> Vec<&Field> {
        match &self.rule {
            Rule::Object { fields, .. } => fields.iter().collect(),
            Rule::LookUp { value, .. } | Rule::When { value, .. } | Rule::OneOf { value, .. } => value.fields(),
            Rule::Each(elements) | Rule::FirstOf(elements) => elements.element.fields(),
            Rule::List(list) | Rule::First(list) => list.iter().flat_map(Filling::fields).collect(),
            Rule::Value(_) | Rule::One(_) | Rule::Step { .. } | Rule::Table { .. } | Rule::Unasked { .. } => Vec::new(),
        }
    }

    /// The names of the steps of a write of whose answers it is made.
    pub fn steps(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.answers(&mut |name, _| found.push(name));
        found
    }

    /// Shows every step with what is made of its whole answer, if it is made of that.
    fn answers<'a>(&'a self, visit: &mut impl FnMut(&'a str, Option<&'a Filling>)) {
        if let Rule::Step { name, matching, value } = &self.rule {
            visit(name, matching.is_empty().then_some(value));
        }
        self.parts().into_iter().for_each(|part| part.answers(visit));
    }

    fn lookups<'a>(&'a self, found: &mut Vec<&'a LookUp>) {
        if let Rule::LookUp { lookup, .. } = &self.rule {
            found.push(lookup);
        }
        self.parts().into_iter().for_each(|part| part.lookups(found));
    }

    /// The templates that can name the node that this stands at as `outer`, if this is made of what a step gave.
    pub fn of_outer(&self) -> Vec<&Template> {
        match &self.rule {
            Rule::Value(Expression::Template(template)) => vec![template],
            Rule::Step { matching, .. } => matching.iter().flat_map(|(_, wanted)| wanted.of_outer()).collect(),
            Rule::LookUp { .. } => Vec::new(),
            _ => self.parts().into_iter().flat_map(Filling::of_outer).collect(),
        }
    }

    /// What it is made of, but for the inputs of look-ups.
    fn parts(&self) -> Vec<&Filling> {
        match &self.rule {
            Rule::Value(_) | Rule::One(_) | Rule::Unasked { .. } => Vec::new(),
            Rule::When { value, .. } => vec![value],
            Rule::LookUp { matching, value, .. }
            | Rule::Step { matching, value, .. }
            | Rule::OneOf { matching, value, .. } => {
                matching.iter().map(|(_, wanted)| wanted).chain([&**value]).collect()
            }
            Rule::List(list) | Rule::First(list) => list.iter().collect(),
            Rule::Object { fields, .. } => fields.iter().filter_map(|field| field.filling.as_ref()).collect(),
            Rule::Each(elements) | Rule::FirstOf(elements) => vec![&elements.element],
            Rule::Table { from, kept, .. } => {
                [Some(from), kept.as_ref()].into_iter().flatten().map(|part| &**part).collect()
            }
        }
    }
}

/// Elements made from nodes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Elements {
    /// The nodes.
    pub each: Path,
    /// Where a node has what tells it from the others.
    pub distinct: Option<Path>,
    /// Whether the nodes must be objects, since fields are read from them.
    pub objects: bool,
    /// What each becomes.
    pub element: Box<Filling>,
}

impl Elements {
    /// The nodes that count, if there is a list of them. A node that has nothing where others differ, or blank text, is
    /// like no other.
    pub fn nodes<'v>(&self, root: &'v Value) -> Option<Vec<&'v Value>> {
        let Found::Many(Some(mut nodes)) = self.each.find(root) else { return None };
        if let Some(distinct) = &self.distinct {
            let mut seen = HashSet::new();
            nodes.retain(|node| match distinct.all(node).into_iter().find(|value| !is_blank(value)) {
                Some(value) => seen.insert(value),
                None => true,
            });
        }
        Some(nodes)
    }
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// A field of a mapped record.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What fills it; `None` if nothing does.
    pub filling: Option<Filling>,
}

/// A rule with what its result must become.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Filling {
    /// Where the value comes from.
    pub rule: Rule,
    /// What it must become.
    pub target: Target,
    /// Where the rule stands.
    pub span: Span,
    /// Whether the source's shape says that the value is always there, so that its absence is a surprise.
    pub always: bool,
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub enum Rule {
    /// An expression.
    Value(Expression),
    /// A list of values; what is absent is left out, and a list made by `each` gives its elements.
    List(Vec<Filling>),
    /// An object.
    Object {
        /// The node it is made from; the present one if there is none.
        from: Option<Path>,
        /// Its fields.
        fields: Vec<Field>,
    },
    /// A list with an element for each node.
    Each(Elements),
    /// What a look-up gives.
    LookUp {
        /// The look-up.
        lookup: LookUp,
        /// What the only one of its records that is meant has at these paths; none, if all that it found is meant.
        matching: Vec<(Path, Filling)>,
        /// What its answer becomes.
        value: Box<Filling>,
    },
    /// What a look-up would give that nobody asked for.
    Unasked {
        /// Whether its list would add its elements to one that is written around it.
        elements: bool,
    },
    /// What an earlier step of a write gave.
    Step {
        /// The step's name.
        name: String,
        /// What the only one of its records that is meant has at these paths; none, if all that it gave is meant.
        matching: Vec<(Path, Filling)>,
        /// What its answer becomes.
        value: Box<Filling>,
    },
    /// The only node that a path finds.
    One(Path),
    /// What becomes of the only node that is meant.
    OneOf {
        /// The nodes.
        nodes: Path,
        /// What the one that is meant has at these paths.
        matching: Vec<(Path, Filling)>,
        /// What it becomes.
        value: Box<Filling>,
    },
    /// A value that is made if a path finds something, or a template says so.
    When {
        /// The path, or the template.
        when: Expression,
        /// What is made.
        value: Box<Filling>,
    },
    /// The first value that is there.
    First(Vec<Filling>),
    /// The first element that is there.
    FirstOf(Elements),
    /// The table's value for the provider's one.
    Table {
        /// The provider's value.
        from: Box<Filling>,
        /// The provider's values and ours.
        entries: IndexMap<String, Option<Value>>,
        /// Ours for a value that the table does not have.
        otherwise: Option<Value>,
        /// The provider's value as it is kept beside ours, if the target has a place for it.
        kept: Option<Box<Filling>>,
    },
}
