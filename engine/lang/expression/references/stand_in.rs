//! What stands in for a value that is nothing: `or` takes `false` and 0 for nothing, though they are there.

use minijinja::machinery::ast::{self, BinOpKind};

use super::Reference;
use super::beside::{Text, is_blank};
use super::decided::gives_truth;
use super::parts::argument;

/// A value in whose place another one is given if it is not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The value.
    pub value: Reference,
    /// The others, if all of them are values of the record or the caller: of booleans alone, `or` means what it says.
    pub others: Option<Vec<Reference>>,
}

impl Text<'_> {
    /// Notes the values of an expression in whose place others may be given.
    pub(super) fn stand_ins(&mut self, expression: &ast::Expr<'_>) {
        let mut operands = Vec::new();
        match expression {
            ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::ScOr) => flatten(expression, &mut operands),
            ast::Expr::IfExpr(choice) => {
                let text = |part| self.walk.chain(part).map(|chain| chain.text());
                let own = text(&choice.test_expr).filter(|own| text(&choice.true_expr).as_ref() == Some(own));
                operands.extend(
                    own.and(choice.false_expr.as_ref()).map(|other| [&choice.true_expr, other]).into_iter().flatten(),
                );
            }
            ast::Expr::Filter(filter) if matches!(filter.name, "d" | "default") => {
                let is_for_false = filter.args.iter().skip(1).map(argument).any(is_true);
                if let (Some(value), Some(other), true) = (&filter.expr, filter.args.first(), is_for_false) {
                    operands.extend([value, argument(other)]);
                }
            }
            _ => {}
        }
        // Where `false` or 0 comes last, it is given in its own place.
        operands.pop_if(|last| matches!(last, ast::Expr::Const(own) if !own.value.is_true() && !is_blank(last)));
        if operands.len() < 2 || operands.iter().any(|operand| gives_truth(operand)) {
            return;
        }
        let chains: Option<Vec<Reference>> = operands.iter().map(|operand| self.walk.chain(operand)).collect();
        for operand in &operands[..operands.len() - 1] {
            let Some(value) = self.walk.chain(operand) else { continue };
            if self.walk.found.passed.iter().all(|known| known.value.range != value.range) {
                self.walk.found.passed.push(Passed { value, others: chains.clone() });
            }
        }
    }
}

/// The operands of `or`, and of each `or` that is one of them.
fn flatten<'e, 's>(expression: &'e ast::Expr<'s>, operands: &mut Vec<&'e ast::Expr<'s>>) {
    match expression {
        ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::ScOr) => {
            flatten(&binary.left, operands);
            flatten(&binary.right, operands);
        }
        other => operands.push(other),
    }
}

fn is_true(expression: &ast::Expr<'_>) -> bool {
    matches!(expression, ast::Expr::Const(constant) if constant.value.is_true())
}
