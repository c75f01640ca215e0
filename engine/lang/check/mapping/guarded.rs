//! What a template makes of a value that may be absent, `false` or 0: nothing is sent around one that is absent, and none is
//! given up that is there.

use super::sent::Purpose;
use super::{Here, Typing};
use crate::check::guard::{Sent, is_nothing};
use crate::check::ordered::first_if_absent;
use crate::expression::{Reference, Template};
use crate::schema::Kinds;
use crate::source::Span;

/// The kinds of which a condition takes a value for nothing.
const JUDGED: Kinds = Kinds::BOOLEAN.with(Kinds::INTEGER).with(Kinds::NUMBER);

impl Typing<'_, '_> {
    /// Whether what is made here goes into a request.
    pub(super) fn is_sent(&self) -> bool {
        // The inputs of a look-up are made in no mapping of a name.
        self.purpose == Purpose::Request || self.stack.last().is_some_and(String::is_empty)
    }

    /// Reports text that is sent whether or not the value beside it is there, and what a condition leaves out that is there.
    pub(super) fn guarded(&mut self, template: &Template, span: Span, here: &Here) {
        let sent = Sent { template, span };
        for reference in &template.references().beside_text {
            if self.reference_may_be_absent(reference, here) {
                let may_be_false = self.may_be_false(reference, template, span, here);
                let other = "correct the schema, if it is always there";
                let diagnostic = sent.lonely(reference, may_be_false, other, self.walk);
                self.walk.diagnostics.push(diagnostic);
            }
        }
        for reference in &template.references().judged {
            if self.may_be_false(reference, template, span, here) {
                let diagnostic = sent.judged(reference, "sent", self.walk);
                self.walk.diagnostics.push(diagnostic);
            }
        }
    }

    /// Reports what is given up though it is there, and what counts as filled though it is absent.
    pub(super) fn taken_for_nothing(&mut self, template: &Template, span: Span, here: &Here) {
        let sent = Sent { template, span };
        let references = template.references();
        // In text around other words, what is left out is left to its author.
        let is_whole = !self.is_sent() && !template.is_text();
        for reference in references.judged.iter().filter(|_| is_whole) {
            if self.may_be_false(reference, template, span, here) {
                let diagnostic = sent.judged(reference, "given", self.walk);
                self.walk.diagnostics.push(diagnostic);
            }
        }
        for passed in &references.passed {
            let is_for_booleans =
                passed.others.as_ref().is_some_and(|others| self.are_booleans(others, template, span, here));
            if !is_for_booleans && self.may_be_false(&passed.value, template, span, here) {
                let diagnostic = sent.passed_over(&passed.value, self.walk);
                self.walk.diagnostics.push(diagnostic);
            }
        }
        for reference in &references.blank {
            if self.reference_may_be_absent(reference, here) {
                let diagnostic = sent.blank(reference, self.walk);
                self.walk.diagnostics.push(diagnostic);
            }
        }
    }

    fn are_booleans(&mut self, references: &[Reference], template: &Template, span: Span, here: &Here) -> bool {
        let names = here.names();
        references.iter().all(|own| {
            let shapes = self.walk.reference(own, template.text(), span, &names).unwrap_or_default();
            self.walk.kinds(&shapes) == Kinds::BOOLEAN
        })
    }

    /// Reports what may be absent where something is put in an order.
    pub(super) fn ordered(&mut self, template: &Template, span: Span, here: &Here) {
        for reference in &template.references().first_if_absent {
            if self.reference_may_be_absent(reference, here) {
                let diagnostic = first_if_absent(reference, template, span, self.walk);
                self.walk.diagnostics.push(diagnostic);
            }
        }
    }

    /// Whether a value is of a kind that a condition may take for nothing though it is there, and of no other.
    fn may_be_false(&mut self, reference: &Reference, template: &Template, span: Span, here: &Here) -> bool {
        let shapes = self.walk.reference(reference, template.text(), span, &here.names()).unwrap_or_default();
        let kinds = self.walk.kinds(&shapes);
        let choices = shapes.iter().map(|id| self.walk.shapes.choices(*id));
        let choices: Option<Vec<_>> = choices.collect();
        !kinds.is_empty()
            && kinds.with(JUDGED) == JUDGED
            && choices.is_none_or(|choices| choices.iter().flat_map(|choices| choices.iter()).any(is_nothing))
    }
}
