//! Comparisons of a template with words: a word that the value never is makes a branch that is never taken.

use std::ops::Range;

use minijinja::machinery::ast;

use super::{Reference, Walk, range};

/// A value that is compared with words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The value.
    pub value: Reference,
    /// The words, with their places.
    pub words: Vec<(String, Range<usize>)>,
}

impl Walk<'_> {
    /// Notes the words of a chain of comparisons.
    pub(super) fn comparisons(&mut self, compare: &ast::Compare<'_>) {
        let mut left = &compare.expr;
        for operand in &compare.ops {
            if matches!(operand.op, ast::CompareOpKind::Eq | ast::CompareOpKind::Ne) {
                self.comparison(left, &operand.expr);
            }
            left = &operand.expr;
        }
    }

    /// Notes the words of an operation that compares.
    pub(super) fn compared(&mut self, binary: &ast::BinOp<'_>) {
        // In text, `in` looks for a part of it.
        let is_one_of = matches!((&binary.op, &binary.right), (ast::BinOpKind::In, ast::Expr::List(_)));
        if is_one_of || matches!(binary.op, ast::BinOpKind::Eq | ast::BinOpKind::Ne) {
            self.comparison(&binary.left, &binary.right);
        }
    }

    /// Notes the words of one comparison, on whichever side they are.
    fn comparison(&mut self, left: &ast::Expr<'_>, right: &ast::Expr<'_>) {
        for (value, other) in [(left, right), (right, left)] {
            let words = self.words(other);
            if let (Some(value), false) = (self.chain(value), words.is_empty()) {
                self.found.comparisons.push(Comparison { value, words });
            }
        }
    }

    fn words(&self, expression: &ast::Expr<'_>) -> Vec<(String, Range<usize>)> {
        match expression {
            ast::Expr::Const(constant) => {
                let word = constant.value.as_str().map(str::to_owned);
                let place = |word: String| {
                    let place = self.last_word(&range(constant.span()), &word);
                    (word, place)
                };
                word.map(place).into_iter().collect()
            }
            ast::Expr::List(list) => list.items.iter().flat_map(|item| self.words(item)).collect(),
            _ => Vec::new(),
        }
    }
}
