//! What a condition asks for: the values that are there where it holds, or where it does not.

use minijinja::machinery::ast;

use super::beside::is_blank;
use super::{Reference, Walk};

/// Tests that what is absent passes, too.
pub(super) const OF_ABSENT: &[&str] = &["!=", "false", "ne", "none", "undefined"];

/// The values that are there if the condition `holds`, or if it does not.
pub(super) fn by(walk: &Walk<'_>, condition: &ast::Expr<'_>, holds: bool) -> Vec<Reference> {
    if let Some(chain) = walk.chain(condition) {
        return if holds { vec![chain] } else { Vec::new() };
    }
    match condition {
        ast::Expr::UnaryOp(unary) if matches!(unary.op, ast::UnaryOpKind::Not) => by(walk, &unary.expr, !holds),
        ast::Expr::BinOp(binary) => {
            let (left, right) = (by(walk, &binary.left, holds), by(walk, &binary.right, holds));
            let both = |left: Vec<Reference>, right: Vec<Reference>| {
                let is_in_right = |own: &Reference| right.iter().any(|other| other.text() == own.text());
                left.into_iter().filter(is_in_right).collect()
            };
            match binary.op {
                ast::BinOpKind::Eq | ast::BinOpKind::Ne if is_none(&binary.left) || is_none(&binary.right) => {
                    let is_unequal = matches!(binary.op, ast::BinOpKind::Ne);
                    let value = if is_none(&binary.left) { &binary.right } else { &binary.left };
                    if is_unequal == holds { by(walk, value, true) } else { Vec::new() }
                }
                ast::BinOpKind::ScAnd if holds => [left, right].concat(),
                ast::BinOpKind::ScAnd => both(left, right),
                ast::BinOpKind::ScOr if holds => both(left, right),
                ast::BinOpKind::ScOr => [left, right].concat(),
                ast::BinOpKind::Eq | ast::BinOpKind::Gt | ast::BinOpKind::Gte | ast::BinOpKind::In if holds => {
                    compared(walk, &binary.left, &binary.right)
                }
                ast::BinOpKind::Ne | ast::BinOpKind::Lt | ast::BinOpKind::Lte if !holds => {
                    compared(walk, &binary.left, &binary.right)
                }
                _ => Vec::new(),
            }
        }
        ast::Expr::Compare(compare) => {
            let [operand] = compare.ops.as_slice() else { return Vec::new() };
            let is_for_what_is_there = match operand.op {
                ast::CompareOpKind::Ne
                | ast::CompareOpKind::NotIn
                | ast::CompareOpKind::Lt
                | ast::CompareOpKind::Lte => !holds,
                _ => holds,
            };
            if is_for_what_is_there { compared(walk, &compare.expr, &operand.expr) } else { Vec::new() }
        }
        ast::Expr::Test(test) => {
            let is_of_none = test.args.iter().any(|other| matches!(other, ast::CallArg::Pos(other) if is_none(other)));
            let is_of_absent = OF_ABSENT.contains(&test.name) != is_of_none;
            if is_of_absent == holds { Vec::new() } else { by(walk, &test.expr, true) }
        }
        ast::Expr::Filter(filter) => match (&filter.expr, filter.name, filter.args.first()) {
            (Some(_), "d" | "default", Some(ast::CallArg::Pos(other))) if !is_blank(other) => Vec::new(),
            (Some(inner), _, _) => by(walk, inner, holds),
            (None, _, _) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The values that have to be true for a condition to hold.
pub(super) fn true_by(walk: &Walk<'_>, condition: &ast::Expr<'_>) -> Vec<Reference> {
    match condition {
        ast::Expr::BinOp(binary) if matches!(binary.op, ast::BinOpKind::ScAnd) => {
            [true_by(walk, &binary.left), true_by(walk, &binary.right)].concat()
        }
        condition => walk.chain(condition).into_iter().collect(),
    }
}

/// The values that are equal to something, or greater.
fn compared(walk: &Walk<'_>, left: &ast::Expr<'_>, right: &ast::Expr<'_>) -> Vec<Reference> {
    if is_blank(left) || is_blank(right) {
        return Vec::new();
    }
    [by(walk, left, true), by(walk, right, true)].concat()
}

/// Whether it is `none`.
fn is_none(expression: &ast::Expr<'_>) -> bool {
    matches!(expression, ast::Expr::Const(constant) if constant.value.is_none())
}
