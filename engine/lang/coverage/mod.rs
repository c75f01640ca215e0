//! Coverage: what of a provider's records a connector reads, and what of the unified ones it fills.

mod target;

use crate::check::{Checked, Use};
use crate::reads::{Reads, Seen, SourceField, source_fields};
use crate::resolve::{ResolvedMapping, ResolvedRule};

/// The coverage of every mapping that an operation or an event uses.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// One for each mapping and the shape that it is applied to.
    pub mappings: Vec<MappingCoverage>,
}

/// What one mapping reads and fills.
#[derive(Debug, Clone)]
pub struct MappingCoverage {
    /// The mapping's name.
    pub name: String,
    /// The schema that its records follow.
    pub target: String,
    /// The provider's schema that it reads.
    pub record: String,
    /// The operations that use it.
    pub operations: Vec<String>,
    /// The events that use it.
    pub events: Vec<String>,
    /// The provider's fields, with their paths.
    pub source: Vec<SourceField>,
    /// The target's fields, with their paths.
    pub fields: Vec<TargetField>,
}

/// A field of the target.
#[derive(Debug, Clone)]
pub struct TargetField {
    /// Where it is, as in `tags[*].name`.
    pub path: String,
    /// What fills it.
    pub filled: Filled,
    /// The look-ups that have a part in it.
    pub lookups: Vec<String>,
}

/// What fills a field of the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// What the provider sends, by this path, template or table.
    From(String),
    /// What another request finds, by the look-up of this name: without it there is nothing, or not all.
    LookUp(String),
    /// The same in every record.
    Constant(String),
    /// The mapping says that the provider has no such thing, and why.
    Impossible(String),
    /// Nothing: it is always null.
    Nothing,
}

impl Coverage {
    /// The coverage of a checked connector.
    pub(crate) fn of(checked: &Checked) -> Self {
        let mut mappings: Vec<MappingCoverage> = Vec::new();
        for used in &checked.uses {
            let Some(mapping) = checked.mappings.get(&used.mapping) else { continue };
            let unnamed = || if asks(checked, used) { "an unnamed shape" } else { "constants" }.to_owned();
            let record = used.record.clone().unwrap_or_else(unnamed);
            let known = mappings.iter().position(|own| own.name == used.mapping && own.record == record);
            let index = known.unwrap_or_else(|| {
                mappings.push(one(checked, mapping, used, record));
                mappings.len() - 1
            });
            let own = &mut mappings[index];
            let users = if used.is_event { &mut own.events } else { &mut own.operations };
            if !users.contains(&used.by) {
                users.push(used.by.clone());
            }
        }
        Self { mappings }
    }

    /// The share of the target's fields that are filled or known to be impossible, in percent.
    pub fn filled(&self) -> f64 {
        let fields = self.mappings.iter().flat_map(|mapping| &mapping.fields);
        share(fields.map(|field| field.filled != Filled::Nothing))
    }

    /// The share of the provider's fields that are read or ignored on purpose, in percent.
    pub fn seen(&self) -> f64 {
        let fields = self.mappings.iter().flat_map(|mapping| &mapping.source);
        share(fields.map(|field| field.seen != Seen::Never))
    }
}

fn one(checked: &Checked, mapping: &ResolvedMapping, used: &Use, record: String) -> MappingCoverage {
    let reads = Reads::of(mapping, &checked.mappings);
    // Records that a look-up makes are of what it finds.
    let list = mapping.list.and(mapping.fields.first()).and_then(|field| field.rule.as_ref());
    let is_elsewhere = list.is_some_and(|list| has_look_up(&list.value));
    let counts = !is_elsewhere && asks(checked, used);
    MappingCoverage {
        name: used.mapping.clone(),
        target: mapping.target_name.clone(),
        record,
        operations: Vec::new(),
        events: Vec::new(),
        source: if counts { source_fields(&checked.shapes, &used.shapes, &reads) } else { Vec::new() },
        fields: target::fields(&checked.shapes, mapping, &checked.mappings),
    }
}

/// Whether a use is of an operation that asks something of the provider, or of an event.
fn asks(checked: &Checked, used: &Use) -> bool {
    let operation = checked.connector.operations.get(&used.by).filter(|_| !used.is_event);
    operation.is_none_or(|operation| !operation.asks_nothing())
}

fn share(covered: impl Iterator<Item = bool>) -> f64 {
    let (mut yes, mut all) = (0_u32, 0_u32);
    for covered in covered {
        all += 1;
        yes += u32::from(covered);
    }
    if all == 0 { 100.0 } else { f64::from(yes) * 100.0 / f64::from(all) }
}

/// Whether a look-up makes a list, or elements of it.
fn has_look_up(list: &ResolvedRule) -> bool {
    match list {
        ResolvedRule::LookUp { .. } => true,
        ResolvedRule::List(list) => list.iter().any(|rule| has_look_up(&rule.value)),
        _ => false,
    }
}
