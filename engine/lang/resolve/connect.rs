//! `connect:`: the steps as they are, the path to what was granted compiled.

use super::Resolver;
use crate::definition::Connect;
use crate::plan::{self, Placed};
use crate::yaml::Spanned;

impl Resolver<'_> {
    /// How a person comes by a credential; whether the proof can be made is for the check to say.
    pub(super) fn connect(&mut self, connect: Option<&Spanned<Connect>>) -> plan::Connect {
        let Some(Spanned { value: Connect { steps, proof }, .. }) = connect else { return plan::Connect::default() };
        let proof = proof.as_ref().map(|proof| {
            let operation = &proof.value.operation;
            let granted = proof.value.granted.as_ref().and_then(|granted| self.path(granted.node));
            plan::Proof { operation: Placed::new(operation.value.clone(), self.nodes.span(operation.node)), granted }
        });
        plan::Connect { steps: steps.iter().map(|step| step.value.clone()).collect(), proof }
    }
}
