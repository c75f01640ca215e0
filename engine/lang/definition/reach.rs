//! What one operation takes to run, out of all that a connector's files say.

use std::collections::HashSet;

use super::index::REFERENCES;
use super::{Definition, Form, Mapping, Operation, Rule};
use crate::yaml::{NodeId, Spanned};

/// How far a run goes for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It is made of the answer that it came in: what look-ups would give is absent. Where a mapping makes several records,
    /// look-ups find those, and are made all the same.
    Record,
    /// All look-ups can be made.
    LookUps,
}

impl Definition {
    /// The definition with one operation, by its own name, the provider's or an alias, with the write of that name, and with all
    /// that they name: a mapping, those that it uses, the operations of steps and, as far as they are reached, of look-ups. An input
    /// that is called as a reference is keeps what it names, to no harm.
    pub fn only(mut self, operation: &str, reach: Reach) -> Option<Definition> {
        let write = self.writes.get(operation).map(|write| write.node);
        let looks_up = |mapping: &Mapping| reach == Reach::LookUps || mapping.records.is_some();
        let mut open: Vec<(NodeId, bool)> =
            self.named(operation).into_iter().chain(write).map(|node| (node, true)).collect();
        if open.is_empty() {
            return None;
        }
        let mut kept: HashSet<NodeId> = open.iter().map(|(node, _)| *node).collect();
        while let Some((node, follows)) = open.pop() {
            if !follows && self.nodes.member(node, "lookup").is_some() {
                continue;
            }
            open.extend(self.nodes.elements(node).iter().map(|element| (*element, follows)));
            for (key, member) in self.nodes.entries(node).iter().filter(|(key, _)| follows || key != "lookups") {
                open.push((*member, follows));
                if REFERENCES.contains(&key.as_str())
                    && let Some(name) = self.nodes.scalar(*member)
                {
                    let mapping = self.mappings.get(&name.text).map(|own| (own.node, looks_up(&own.value)));
                    let operation = self.operations.get(&name.text).map(|own| (own.node, true));
                    open.extend(mapping.into_iter().chain(operation).filter(|(named, _)| kept.insert(*named)));
                }
            }
        }
        self.operations.retain(|_, operation| kept.contains(&operation.node));
        self.mappings.retain(|_, mapping| kept.contains(&mapping.node));
        self.writes.retain(|_, write| kept.contains(&write.node));
        self.mappings.values_mut().filter(|own| !looks_up(&own.value)).for_each(|own| own.value.leave_out_look_ups());
        // What the provider sends by itself, and how a credential is had, are no part of a run.
        self.events.clear();
        self.is_whole = false;
        self.connector.webhooks = None;
        self.connector.connect = None;
        Some(self)
    }

    fn named(&self, operation: &str) -> Option<NodeId> {
        let theirs = || {
            let is_theirs = |path: &str| path.strip_prefix('/') == Some(operation);
            self.operations.values().find(|own| own.value.path.as_ref().is_some_and(|path| is_theirs(&path.value)))
        };
        let by_alias = || {
            let is_alias = |own: &Operation| own.aliases.iter().any(|alias| alias.value == operation);
            self.operations.values().find(|own| is_alias(&own.value))
        };
        self.operations.get(operation).or_else(theirs).or_else(by_alias).map(|own| own.node)
    }
}

impl Mapping {
    fn leave_out_look_ups(&mut self) {
        self.lookups.clear();
        self.fields.values_mut().for_each(leave_out_look_ups);
    }
}

fn leave_out_look_ups(rule: &mut Spanned<Rule>) {
    match &mut rule.value {
        Rule::Scalar | Rule::Unasked { .. } => {}
        Rule::List(list) => list.iter_mut().for_each(leave_out_look_ups),
        Rule::Form(form) if form.lookup.is_some() => {
            rule.value = Rule::Unasked { elements: makes_elements(form) };
        }
        Rule::Form(form) => {
            let Form { matching, from, fields, value, first, source, .. } = &mut **form;
            let named = matching.iter_mut().chain(fields).flat_map(|named| named.value.values_mut());
            let single = [from, value, first, source].into_iter().flatten();
            named.chain(single).for_each(leave_out_look_ups);
        }
    }
}

/// Whether the list of a form adds its elements to one that is written around it.
fn makes_elements(form: &Form) -> bool {
    match &form.value {
        Some(value) if form.each.is_none() => matches!(&value.value, Rule::Form(form) if makes_elements(form)),
        _ => form.each.is_some(),
    }
}
