//! What one operation takes to run, out of all that a connector's files say.

use std::collections::HashSet;

use super::index::REFERENCES;
use super::{Definition, Operation};
use crate::yaml::NodeId;

impl Definition {
    /// The definition with one operation, by its own name, the provider's or an alias, with the write of that name, and with all
    /// that they name: a mapping, those that it uses, the operations of look-ups and steps. An input that is called as a
    /// reference is keeps what it names, to no harm.
    pub fn only(mut self, operation: &str) -> Option<Definition> {
        let write = self.writes.get(operation).map(|write| write.node);
        let mut open: Vec<NodeId> = self.named(operation).into_iter().chain(write).collect();
        if open.is_empty() {
            return None;
        }
        let mut kept: HashSet<NodeId> = open.iter().copied().collect();
        while let Some(node) = open.pop() {
            open.extend(self.nodes.elements(node));
            for (key, member) in self.nodes.entries(node) {
                open.push(*member);
                if REFERENCES.contains(&key.as_str())
                    && let Some(name) = self.nodes.scalar(*member)
                {
                    let mapping = self.mappings.get(&name.text).map(|mapping| mapping.node);
                    let operation = self.operations.get(&name.text).map(|operation| operation.node);
                    open.extend(mapping.into_iter().chain(operation).filter(|named| kept.insert(*named)));
                }
            }
        }
        self.operations.retain(|_, operation| kept.contains(&operation.node));
        self.mappings.retain(|_, mapping| kept.contains(&mapping.node));
        self.writes.retain(|_, write| kept.contains(&write.node));
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
