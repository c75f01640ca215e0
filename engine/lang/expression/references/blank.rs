//! Questions whether a value is empty, such as `record.name == ''`: what is absent is no empty text and no empty list, and
//! would count as filled.

use minijinja::machinery::ast::{self, BinOpKind, CompareOpKind};

use super::beside::{Text, is_blank};
use super::{Reference, asked};

impl Text<'_> {
    /// Notes the values of which an expression asks whether they are empty, unless something asks whether they are there.
    pub(super) fn blank(&mut self, expression: &ast::Expr<'_>) {
        let mut compared = Vec::new();
        match expression {
            ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::Eq | BinOpKind::Ne) => {
                compared.push((&binary.left, &binary.right));
            }
            ast::Expr::Compare(compare) => {
                let mut left = &compare.expr;
                for operand in &compare.ops {
                    if matches!(operand.op, CompareOpKind::Eq | CompareOpKind::Ne) {
                        compared.push((left, &operand.expr));
                    }
                    left = &operand.expr;
                }
            }
            _ => {}
        }
        for (one, other) in compared.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]) {
            let Some(chain) = self.emptied(one, other) else { continue };
            let is_excused = self.excused.iter().any(|own| own.text() == chain.text());
            if !is_excused && !self.is_asked(&chain) {
                let chain = self.as_asked(chain);
                self.walk.found.blank.push(chain);
            }
        }
    }

    /// Lets pass what is walked now where it asks whether these are empty.
    pub(super) fn excusing(&mut self, excused: Vec<Reference>, walk: impl FnOnce(&mut Self)) {
        let before = self.excused.len();
        self.excused.extend(excused);
        walk(self);
        self.excused.truncate(before);
    }

    /// The values of which a condition asks whether they are there, in one way or the other.
    pub(super) fn questioned(&self, condition: &ast::Expr<'_>) -> Vec<Reference> {
        [asked::by(&self.walk, condition, true), asked::by(&self.walk, condition, false)].concat()
    }

    /// The value that one of two parts gives where the other one gives nothing: if it is absent, nothing comes either way.
    pub(super) fn given_alone(&self, part: &ast::Expr<'_>, other: Option<&ast::Expr<'_>>) -> Vec<Reference> {
        let given = match other {
            None => Some(part),
            Some(other) if is_blank(other) => Some(part),
            other => other.filter(|_| is_blank(part)),
        };
        given.and_then(|given| self.made_of(given)).into_iter().collect()
    }

    /// The same of the parts of a statement.
    pub(super) fn written_alone(&self, condition: &ast::IfCond<'_>) -> Vec<Reference> {
        let (([part], []) | ([], [part])) = (condition.true_body.as_slice(), condition.false_body.as_slice()) else {
            return Vec::new();
        };
        let chain = match part {
            ast::Stmt::EmitExpr(emit) => self.made_of(&emit.expr),
            ast::Stmt::ForLoop(each) if each.else_body.is_empty() => self.made_of(&each.iter),
            _ => None,
        };
        chain.into_iter().collect()
    }

    /// The value that is compared with what is empty.
    fn emptied(&self, value: &ast::Expr<'_>, empty: &ast::Expr<'_>) -> Option<Reference> {
        let counts = matches!(value, ast::Expr::Filter(filter) if matches!(filter.name, "count" | "length"));
        let is_empty = match empty {
            ast::Expr::Const(constant) if counts => constant.value.as_i64() == Some(0),
            ast::Expr::Const(constant) => constant.value.as_str().is_some_and(|text| text.trim().is_empty()),
            ast::Expr::List(list) => list.items.is_empty(),
            ast::Expr::Map(map) => map.keys.is_empty(),
            _ => false,
        };
        self.made_of(value).filter(|_| is_empty)
    }

    /// The value without which an expression is nothing, since filters make nothing of nothing.
    fn made_of(&self, expression: &ast::Expr<'_>) -> Option<Reference> {
        match (self.walk.chain(expression), expression) {
            (Some(chain), _) => Some(chain),
            (None, ast::Expr::Filter(filter)) if !matches!(filter.name, "d" | "default") => {
                self.made_of(filter.expr.as_ref()?)
            }
            _ => None,
        }
    }
}
