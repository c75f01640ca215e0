//! The elements of lists: of a chain, and of the lists that filters make of its members. A list that is nothing where there
//! is none adds none.

use std::ops::Range;

use minijinja::machinery::ast;

use super::beside::is_blank;
use super::parts::argument;
use super::shape::Shape;
use super::{Hop, KEEPING, Reference, Walk, range};

impl Walk<'_> {
    /// The elements of a list as a chain, also of one that is made of the members of another one's.
    pub(super) fn elements(&self, list: &ast::Expr<'_>) -> Option<Reference> {
        let list = match held(list) {
            ast::Expr::Slice(slice) => held(&slice.expr),
            list => list,
        };
        if let Some(mut chain) = self.chain(list) {
            chain.hops.push(Hop::Element);
            return Some(chain);
        }
        match list {
            ast::Expr::Var(name) => match self.written.get(name.id)?.1.clone()?.element() {
                Shape::Of(mut elements) if elements.len() == 1 => elements.pop(),
                _ => None,
            },
            ast::Expr::Filter(filter) if KEEPING.contains(&filter.name) => self.elements(filter.expr.as_ref()?),
            ast::Expr::Filter(filter) if filter.name == "map" => {
                let [ast::CallArg::Kwarg("attribute", ast::Expr::Const(way))] = filter.args.as_slice() else {
                    return None;
                };
                let mut chain = self.elements(filter.expr.as_ref()?)?;
                chain.hops.extend(self.hops(way.value.as_str()?, range(way.span())));
                Some(chain)
            }
            _ => None,
        }
    }

    /// An element of a list that is picked by where it stands, or a part of the list.
    pub(super) fn picked(&self, list: &ast::Expr<'_>) -> Option<Reference> {
        Some(Reference { picks: true, ..self.elements(list)? })
    }

    /// The hops of a way that is written as text: `sub.name`
    pub(super) fn hops(&self, way: &str, place: Range<usize>) -> Vec<Hop> {
        let hop = |name: &str| match name.parse::<usize>() {
            Ok(_) => Hop::Element,
            Err(_) => Hop::Member(name.to_owned(), self.last_word(&place, name)),
        };
        way.split('.').map(hop).collect()
    }
}

/// The value whose members and elements an expression has: what stands in for it where it is absent has none.
pub(super) fn held<'e, 's>(expression: &'e ast::Expr<'s>) -> &'e ast::Expr<'s> {
    match expression {
        ast::Expr::BinOp(binary) if matches!(binary.op, ast::BinOpKind::ScOr) && has_none(&binary.right) => {
            held(&binary.left)
        }
        ast::Expr::Filter(filter) if matches!(filter.name, "d" | "default") => match &filter.expr {
            Some(inner) if filter.args.first().is_none_or(|other| has_none(argument(other))) => held(inner),
            _ => expression,
        },
        _ => expression,
    }
}

/// Whether it is written out, and has neither members nor elements.
fn has_none(expression: &ast::Expr<'_>) -> bool {
    match expression {
        ast::Expr::List(list) => list.items.is_empty(),
        ast::Expr::Map(map) => map.keys.is_empty(),
        other => is_blank(other),
    }
}
