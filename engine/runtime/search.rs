//! Paths that look for one text or number, such as the title of a custom field. Nothing but a run tells a misspelt title from
//! one that few records have: what no record had is told at its end.

use engine_lang::expression::{Expression, Path};
use engine_lang::plan::{Filling, Plan, Rule};
use engine_lang::source::Span;
use indexmap::IndexMap;
use serde_json::Value;

/// The records after which it is no longer likely by chance that none of them has it.
const ENOUGH: u64 = 20;

/// The paths of a run that look for one value, by their places.
#[derive(Debug, Default, Clone)]
pub struct Searches(IndexMap<Span, Search>);

#[derive(Debug, Clone)]
struct Search {
    path: String,
    found: bool,
}

impl Searches {
    /// Notes what a rule gave, if its path looks for one value.
    pub fn note(&mut self, filling: &Filling, gave: Option<&Value>) {
        let Some(path) = path_of(&filling.rule).filter(|path| path.seeks_one()) else { return };
        let search =
            self.0.entry(filling.span).or_insert_with(|| Search { path: path.text().to_owned(), found: false });
        search.found |= gave.is_some_and(|value| value.as_array().is_none_or(|list| !list.is_empty()));
    }

    /// Adds those of other records.
    pub fn add(&mut self, others: &Searches) {
        for (span, other) in &others.0 {
            let found = self.0.get(span).is_some_and(|own| own.found);
            self.0.insert(*span, Search { found: found || other.found, ..other.clone() });
        }
    }

    /// What is told of those that found nothing in as many records.
    pub fn in_vain(&self, records: u64, plan: &Plan) -> Vec<String> {
        let in_vain = self.0.iter().filter(|(_, search)| records >= ENOUGH && !search.found);
        let told = in_vain.map(|(span, Search { path, .. })| {
            format!(
                "{}: `{path}` found nothing in any of {records} records: is what it looks for misspelt?",
                plan.location(*span)
            )
        });
        told.collect()
    }
}

fn path_of(rule: &Rule) -> Option<&Path> {
    match rule {
        Rule::Value(Expression::Path(path)) | Rule::One(path) => Some(path),
        Rule::OneOf { nodes, .. } => Some(nodes),
        Rule::Each(elements) | Rule::FirstOf(elements) => Some(&elements.each),
        _ => None,
    }
}
