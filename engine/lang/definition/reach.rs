//! What one operation takes to run, out of all that a connector's files say.

use std::collections::HashSet;

use super::Definition;
use crate::yaml::{NodeId, NodeKind};

impl Definition {
    /// The definition with one operation, by its own name or the provider's, with the write of that name, and with all
    /// that their texts name: a mapping, those that it uses, the operations of look-ups and steps. A text that names
    /// something by chance keeps it, to no harm.
    pub fn only(mut self, operation: &str) -> Option<Definition> {
        let write = self.writes.get(operation).map(|write| write.node);
        let mut open: Vec<NodeId> = self.named(operation).into_iter().chain(write).collect();
        if open.is_empty() {
            return None;
        }
        let mut kept: HashSet<NodeId> = open.iter().copied().collect();
        while let Some(node) = open.pop() {
            match &self.nodes.get(node).kind {
                NodeKind::Mapping(entries) => open.extend(entries.iter().map(|(_, member)| *member)),
                NodeKind::Sequence(elements) => open.extend(elements),
                NodeKind::Scalar(scalar) => {
                    let mapping = self.mappings.get(&scalar.text).map(|mapping| mapping.node);
                    let operation = self.operations.get(&scalar.text).map(|operation| operation.node);
                    open.extend(mapping.into_iter().chain(operation).filter(|named| kept.insert(*named)));
                }
            }
        }
        self.operations.retain(|_, operation| kept.contains(&operation.node));
        self.mappings.retain(|_, mapping| kept.contains(&mapping.node));
        self.writes.retain(|_, write| kept.contains(&write.node));
        // What the provider sends by itself, and how a credential is had, are no part of a run.
        self.events.clear();
        self.connector.webhooks = None;
        self.connector.connect = None;
        Some(self)
    }

    fn named(&self, operation: &str) -> Option<NodeId> {
        let theirs = || {
            let is_theirs = |path: &str| path.strip_prefix('/') == Some(operation);
            self.operations.values().find(|own| own.value.path.as_ref().is_some_and(|path| is_theirs(&path.value)))
        };
        self.operations.get(operation).or_else(theirs).map(|own| own.node)
    }
}
