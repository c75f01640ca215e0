//! Paths that one of several shapes must have: whether one is a mistake is known when all were walked.

use std::collections::{HashMap, HashSet};

use super::Walk;
use crate::diagnostic::Diagnostics;
use crate::expression::Path;
use crate::schema::ShapeId;
use crate::source::Span;

impl Walk<'_> {
    /// Walks a path that one of several shapes must have, each of which is walked in a call of its own; tells whether this
    /// one has it.
    pub fn path_of_some(&mut self, path: &Path, span: Span, start: &[ShapeId]) -> bool {
        let mut own = Diagnostics::default();
        let (shapes, sources) = (self.shapes, self.sources);
        let mut walk =
            Walk { shapes, sources, diagnostics: &mut own, doubtful: HashMap::new(), wordless: HashSet::new() };
        let mistake = match walk.path(path, span, start) {
            Some(_) => None,
            None => own.sorted().first().map(|mistake| (*mistake).clone()),
        };
        let is_there = mistake.is_none();
        let known = self.doubtful.entry(span).or_insert_with(|| mistake.clone());
        if is_there {
            *known = None;
        }
        is_there
    }

    /// Reports the paths that none of their shapes has.
    pub fn report_doubtful(&mut self) {
        let mistakes = std::mem::take(&mut self.doubtful);
        mistakes.into_values().flatten().for_each(|mistake| self.diagnostics.push(mistake));
    }
}
