//! Values that could not become their target: told once for each place, with a sample and how often.

use engine_lang::plan::{Plan, Rule};
use engine_lang::source::{Location, Span};
use indexmap::IndexMap;

use crate::search::Searches;

/// The different problems that are told; more of them only make the count grow.
const KEPT: usize = 100;

/// One kind of problem at one place of the connector.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The place in the connector's files.
    pub location: Location,
    /// The field of the target.
    pub field: String,
    /// Where the value came from.
    pub source: String,
    /// What was wanted and what came, for the first record that has it.
    pub reason: String,
    /// The number of that record, from one.
    pub record: u64,
    /// How often it happened.
    pub count: u64,
}

/// All problems of a run.
#[derive(Debug, Default, Clone)]
pub struct Problems {
    kinds: IndexMap<(Span, String), (Misfitting, u64)>,
    total: u64,
    /// What the paths of the mapping looked for, and whether any record had it.
    pub(crate) searches: Searches,
}

/// A problem before its place is looked up.
#[derive(Debug, Clone)]
pub struct Misfitting {
    /// The rule's place.
    pub span: Span,
    /// The field of the target.
    pub field: String,
    /// Where the value came from.
    pub source: String,
    /// What was wanted and what came.
    pub reason: String,
    /// Whether it is of another kind than a path asks for, so that another value of a `first` may take it.
    pub astray: bool,
    /// The number of the record, from one.
    pub record: u64,
}

impl Problems {
    /// Counts a problem.
    pub fn add(&mut self, misfit: Misfitting) {
        self.total += 1;
        let key = (misfit.span, misfit.field.clone());
        if let Some((_, count)) = self.kinds.get_mut(&key) {
            *count += 1;
        } else if self.kinds.len() < KEPT {
            self.kinds.insert(key, (misfit, 1));
        }
    }

    /// Adds the problems of a record that was mapped by itself; `number` counts records from one.
    pub fn of_record(&mut self, number: u64, own: &Problems) {
        self.searches.add(&own.searches);
        self.total += own.total;
        for (key, (misfit, times)) in &own.kinds {
            if let Some((_, count)) = self.kinds.get_mut(key) {
                *count += times;
            } else if self.kinds.len() < KEPT {
                self.kinds.insert(key.clone(), (Misfitting { record: number, ..misfit.clone() }, *times));
            }
        }
    }

    /// Whether a value of this source did not fit.
    pub fn has(&self, source: &str) -> bool {
        self.kinds.values().any(|(misfit, _)| misfit.source == source)
    }

    /// With every sample passed through `hide`: a record may repeat what was sent.
    #[must_use]
    pub(crate) fn hiding(mut self, hide: impl Fn(&str) -> String) -> Problems {
        self.kinds.values_mut().for_each(|(misfit, _)| misfit.reason = hide(&misfit.reason));
        self
    }

    /// How many values could not become their target.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The problems with their places.
    pub fn list(&self, plan: &Plan) -> Vec<Problem> {
        let kinds = self.kinds.values();
        kinds
            .map(|(misfit, count)| Problem {
                location: plan.location(misfit.span),
                field: misfit.field.clone(),
                source: misfit.source.clone(),
                reason: misfit.reason.clone(),
                record: misfit.record,
                count: *count,
            })
            .collect()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Problem { location, field, source, reason, record, count } = self;
        let reason = crate::error::one_line(reason);
        let times = if *count == 1 { String::new() } else { format!(", {count} times") };
        write!(formatter, "{location}: `{field}` from `{source}`: {reason} (first in record {record}{times})")
    }
}

/// Where a rule takes its value from, in the connector's own words.
pub fn source_of(rule: &Rule) -> String {
    match rule {
        Rule::Value(expression) => expression.text(),
        Rule::One(path) | Rule::OneOf { nodes: path, .. } | Rule::Object { from: Some(path), .. } => {
            path.text().to_owned()
        }
        Rule::LookUp { value, .. } | Rule::Step { value, .. } | Rule::When { value, .. } => source_of(&value.rule),
        Rule::Each(elements) | Rule::FirstOf(elements) => elements.each.text().to_owned(),
        Rule::Table { from, .. } => source_of(&from.rule),
        Rule::List(list) | Rule::First(list) => list.first().map_or(String::new(), |first| source_of(&first.rule)),
        Rule::Object { from: None, .. } => "$".to_owned(),
        Rule::Unasked { .. } => "a look-up".to_owned(),
    }
}
