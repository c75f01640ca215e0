//! Values by which something is put in an order: one that is absent comes before all others, so that `<` holds of it, and
//! a sorted list begins with it.

use minijinja::machinery::ast::{self, BinOpKind, CompareOpKind};

use super::beside::Text;
use super::parts::{argument, parts};
use super::{Hop, Reference, asked, range};

impl Text<'_> {
    /// Notes the values of an expression that no condition around them asks for, and that come first if they are absent.
    pub(super) fn orders(&mut self, expression: &ast::Expr<'_>) {
        self.blank(expression);
        match expression {
            ast::Expr::BinOp(binary) => match binary.op {
                BinOpKind::ScAnd | BinOpKind::ScOr => {
                    let holds = matches!(binary.op, BinOpKind::ScAnd);
                    let excused = self.questioned(&binary.right);
                    self.excusing(excused, |own| own.one_after_other(&binary.left, &binary.right, holds));
                }
                BinOpKind::Lt | BinOpKind::Lte => self.lesser(&binary.left),
                BinOpKind::Gt | BinOpKind::Gte => self.lesser(&binary.right),
                _ => {}
            },
            ast::Expr::Compare(compare) => {
                let mut left = &compare.expr;
                for operand in &compare.ops {
                    match operand.op {
                        CompareOpKind::Lt | CompareOpKind::Lte => self.lesser(left),
                        CompareOpKind::Gt | CompareOpKind::Gte => self.lesser(&operand.expr),
                        _ => {}
                    }
                    left = &operand.expr;
                }
            }
            ast::Expr::IfExpr(choice) => {
                let excused = self.given_alone(&choice.true_expr, choice.false_expr.as_ref());
                self.excusing(excused, |own| own.orders(&choice.test_expr));
                self.after(&choice.test_expr, &choice.true_expr, true);
                choice.false_expr.iter().for_each(|other| self.after(&choice.test_expr, other, false));
                return;
            }
            ast::Expr::Filter(filter) if matches!(filter.name, "first" | "last") => {
                filter.expr.iter().for_each(|list| self.end_of(list));
            }
            ast::Expr::GetItem(item) if matches!(&item.subscript_expr, ast::Expr::Const(key) if key.value.is_integer()) =>
            {
                self.end_of(&item.expr);
            }
            _ => {}
        }
        if !matches!(expression, ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::ScAnd | BinOpKind::ScOr)) {
            parts(expression).into_iter().for_each(|part| self.orders(part));
        }
    }

    /// An expression that is looked at only if the one before it holds, or does not.
    fn one_after_other(&mut self, first: &ast::Expr<'_>, second: &ast::Expr<'_>, holds: bool) {
        self.orders(first);
        self.after(first, second, holds);
    }

    /// The second of two such expressions.
    fn after(&mut self, first: &ast::Expr<'_>, second: &ast::Expr<'_>, holds: bool) {
        let before = self.asked.len();
        self.asked.extend(asked::by(&self.walk, first, holds));
        self.orders(second);
        self.asked.truncate(before);
    }

    /// The lesser side of an order. Filters give nothing for nothing.
    fn lesser(&mut self, expression: &ast::Expr<'_>) {
        match (self.walk.chain(expression), expression) {
            (Some(chain), _) => self.comes_first(chain),
            (None, ast::Expr::Filter(filter)) if !matches!(filter.name, "d" | "default") => {
                filter.expr.iter().for_each(|inner| self.lesser(inner));
            }
            _ => {}
        }
    }

    /// What one end of a list is taken of: sorted by a member, elements without it stand at one of them.
    fn end_of(&mut self, list: &ast::Expr<'_>) {
        let ast::Expr::Filter(filter) = list else { return };
        let Some(inner) = &filter.expr else { return };
        if filter.name != "sort" {
            return if matches!(filter.name, "list" | "map" | "reverse") {
                self.end_of(inner);
            };
        }
        let members = filter.args.iter().filter_map(|argument| match argument {
            ast::CallArg::Kwarg("attribute", ast::Expr::Const(name)) => Some((name.value.as_str()?, name.span())),
            _ => None,
        });
        for (way, span) in members {
            if let Some(mut element) = self.walk.elements(inner).filter(|_| !is_selected(inner, way)) {
                element.hops.extend(self.walk.hops(way, range(span)));
                self.comes_first(element);
            }
        }
    }

    fn comes_first(&mut self, chain: Reference) {
        if chain.hops.iter().any(|hop| matches!(hop, Hop::Member(..))) && !self.is_asked(&chain) {
            let chain = self.as_asked(chain);
            if !self.first.contains(&chain) {
                self.first.push(chain);
            }
        }
    }
}

/// Whether elements without a member were left out.
fn is_selected(list: &ast::Expr<'_>, member: &str) -> bool {
    let ast::Expr::Filter(filter) = list else { return false };
    let names_it = matches!(filter.args.first().map(argument), Some(ast::Expr::Const(name)) if name.value.as_str() == Some(member));
    let test = filter.args.get(1).map(argument);
    let test = test.and_then(|test| if let ast::Expr::Const(test) = test { test.value.as_str() } else { None });
    let is_left_out = match filter.name {
        "selectattr" => test.is_none_or(|test| !asked::OF_ABSENT.contains(&test)),
        "rejectattr" => test.is_some_and(|test| matches!(test, "none" | "undefined")),
        _ => false,
    };
    names_it && is_left_out || filter.expr.as_ref().is_some_and(|inner| is_selected(inner, member))
}
