//! The elements of lists: of a chain, and of the lists that filters make of its members.

use std::ops::Range;

use minijinja::machinery::ast;

use super::{Hop, KEEPING, Reference, Walk, range};

impl Walk<'_> {
    /// The elements of a list as a chain, also of one that is made of the members of another one's.
    pub(super) fn elements(&self, list: &ast::Expr<'_>) -> Option<Reference> {
        if let Some(mut chain) = self.chain(list) {
            chain.hops.push(Hop::Element);
            return Some(chain);
        }
        match list {
            ast::Expr::Var(name) => self.written.get(name.id)?.1.clone(),
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
