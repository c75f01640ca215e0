//! Comparisons of a template, with literals and of two values: one that never holds makes a branch that is never taken.

use std::ops::Range;

use minijinja::machinery::ast;
use serde_json::Value;

use super::{Reference, Walk, range};

/// A value that is compared with literals, or with another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The value.
    pub value: Reference,
    /// The literals but null, with their places.
    pub literals: Vec<(Value, Range<usize>)>,
    /// The other value.
    pub other: Option<Reference>,
    /// Whether it is asked which of them comes first, and not whether they are the same.
    pub ordered: bool,
}

/// Tests that ask for an order.
const ORDERING: &[&str] = &["<", "<=", ">", ">=", "ge", "greaterthan", "gt", "le", "lessthan", "lt"];

impl Walk<'_> {
    /// Notes the literals of a chain of comparisons.
    pub(super) fn comparisons(&mut self, compare: &ast::Compare<'_>) {
        let mut left = &compare.expr;
        for operand in &compare.ops {
            match operand.op {
                ast::CompareOpKind::Eq | ast::CompareOpKind::Ne => self.comparison(left, &operand.expr, false),
                ast::CompareOpKind::Lt | ast::CompareOpKind::Lte | ast::CompareOpKind::Gt | ast::CompareOpKind::Gte => {
                    self.comparison(left, &operand.expr, true);
                }
                _ => {}
            }
            left = &operand.expr;
        }
    }

    /// Notes the literals of an operation that compares.
    pub(super) fn compared(&mut self, binary: &ast::BinOp<'_>) {
        // In text, `in` looks for a part of it.
        let is_one_of = matches!((&binary.op, &binary.right), (ast::BinOpKind::In, ast::Expr::List(_)));
        if is_one_of || matches!(binary.op, ast::BinOpKind::Eq | ast::BinOpKind::Ne) {
            self.comparison(&binary.left, &binary.right, false);
        }
        if matches!(binary.op, ast::BinOpKind::Lt | ast::BinOpKind::Lte | ast::BinOpKind::Gt | ast::BinOpKind::Gte) {
            self.comparison(&binary.left, &binary.right, true);
        }
    }

    /// Notes the literals of a test that compares: `is eq`, `is in`.
    pub(super) fn tested(&mut self, test: &ast::Test<'_>) {
        let [ast::CallArg::Pos(other)] = test.args.as_slice() else { return };
        let is_one_of = test.name == "in" && matches!(other, ast::Expr::List(_));
        if is_one_of || matches!(test.name, "eq" | "equalto" | "==" | "ne" | "!=") {
            self.comparison(&test.expr, other, false);
        }
        if ORDERING.contains(&test.name) {
            self.comparison(&test.expr, other, true);
        }
    }

    /// Notes one comparison: its literals, on whichever side they are, or both of its values.
    fn comparison(&mut self, left: &ast::Expr<'_>, right: &ast::Expr<'_>, ordered: bool) {
        for (value, other) in [(left, right), (right, left)] {
            let literals = self.literals(other);
            if let (Some(value), false) = (self.chain(value), literals.is_empty()) {
                self.found.comparisons.push(Comparison { value, literals, other: None, ordered });
            }
        }
        if let (Some(value), Some(other)) = (self.chain(left), self.chain(right)) {
            self.found.comparisons.push(Comparison { value, literals: Vec::new(), other: Some(other), ordered });
        }
    }

    fn literals(&self, expression: &ast::Expr<'_>) -> Vec<(Value, Range<usize>)> {
        match expression {
            ast::Expr::Const(constant) => {
                let literal = serde_json::to_value(&constant.value).ok().filter(|literal| !literal.is_null());
                let place = |literal: Value| {
                    let shown = literal.as_str().map_or_else(|| literal.to_string(), str::to_owned);
                    let place = self.last_word(&range(constant.span()), &shown);
                    (literal, place)
                };
                literal.map(place).into_iter().collect()
            }
            ast::Expr::List(list) => list.items.iter().flat_map(|item| self.literals(item)).collect(),
            _ => Vec::new(),
        }
    }
}
