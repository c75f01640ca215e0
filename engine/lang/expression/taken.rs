//! What a template reads of the values that it is given, for those who must know that nothing of them is lost.

use serde_json::Value;

use super::{Hop, Name, Reference, Template};

impl Template {
    /// The values that it names, each with all below it; what a loop goes through counts as far as the loop reads it.
    pub fn read<'a>(&self, names: &[Name<'a>]) -> Vec<&'a Value> {
        let members = &self.references().members;
        let leads_on = |reference: &Reference| {
            members.iter().any(|other| {
                other.root == reference.root
                    && other.hops.len() > reference.hops.len()
                    && other.hops.iter().zip(&reference.hops).all(|(other, own)| is_same(other, own))
            })
        };
        let ends = members.iter().filter(|reference| !leads_on(reference));
        ends.flat_map(|reference| follow(reference, names)).collect()
    }
}

fn is_same(one: &Hop, other: &Hop) -> bool {
    match (one, other) {
        (Hop::Member(one, _), Hop::Member(other, _)) => one == other,
        (Hop::Element, Hop::Element) => true,
        _ => false,
    }
}

fn follow<'a>(reference: &Reference, names: &[Name<'a>]) -> Vec<&'a Value> {
    let root = names.iter().find(|name| name.name == reference.root);
    let mut found: Vec<&'a Value> = root.map(|name| name.value).into_iter().collect();
    for hop in &reference.hops {
        found = match hop {
            Hop::Member(name, _) => found.into_iter().filter_map(|value| value.as_object()?.get(name)).collect(),
            Hop::Element => found.into_iter().filter_map(Value::as_array).flatten().collect(),
        };
    }
    found
}
