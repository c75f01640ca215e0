//! What the value of an expression is made of: the members that can be asked of it, whatever stands in for it, is joined to
//! it, or picks parts of it.

use std::ops::Range;

use minijinja::machinery::ast::{self, BinOpKind};

use super::comparison::Written;
use super::parts::argument;
use super::{Hop, KEEPING, PICKING, Reference, Walk, range};

/// What a value is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// One of these values; none of them has members if there are none, as a constant.
    Of(Vec<Reference>),
    /// A list whose elements are made of these.
    List(Box<Shape>),
}

impl Shape {
    /// What its elements are made of.
    pub(super) fn element(self) -> Shape {
        match self {
            Shape::Of(values) => Shape::Of(values.into_iter().map(|value| onward(value, [Hop::Element])).collect()),
            Shape::List(elements) => *elements,
        }
    }

    fn list(self) -> Shape {
        Shape::List(Box::new(self))
    }

    fn or(self, other: Shape) -> Shape {
        match (self, other) {
            (Shape::Of(values), Shape::Of(others)) => Shape::Of([values, others].concat()),
            (Shape::Of(values), other) | (other, Shape::Of(values)) if values.is_empty() => other,
            (one, other) => one.element().or(other.element()).list(),
        }
    }

    /// The values that a way leads to from one of these; `None` if it has no members that are known.
    pub(super) fn member(self, way: &[Hop]) -> Option<Vec<Reference>> {
        let Shape::Of(values) = self else { return None };
        (!values.is_empty()).then(|| values.into_iter().map(|value| onward(value, way.iter().cloned())).collect())
    }
}

impl Walk<'_> {
    /// What an expression is made of; `None` if that is not known.
    pub(super) fn shape(&self, expression: &ast::Expr<'_>) -> Option<Shape> {
        match expression {
            ast::Expr::Var(name) => match self.bound.get(name.id) {
                Some(Some(bound)) => Some(Shape::Of(vec![bound.clone()])),
                Some(None) => self.written.get(name.id)?.1.clone(),
                None => self.chain(expression).map(|chain| Shape::Of(vec![chain])),
            },
            ast::Expr::Const(_) => Some(Shape::Of(Vec::new())),
            ast::Expr::List(list) => Some(self.one_of(&list.items)?.list()),
            ast::Expr::Map(map) => map.keys.is_empty().then(|| Shape::Of(Vec::new())),
            ast::Expr::GetAttr(_) | ast::Expr::GetItem(_) => match self.asked_of(expression) {
                Some((inner, hops)) => self.shape(inner)?.member(&hops).map(Shape::Of),
                None => match expression {
                    ast::Expr::GetItem(item) => Some(self.shape(&item.expr)?.element()),
                    _ => None,
                },
            },
            ast::Expr::Slice(slice) => self.shape(&slice.expr),
            ast::Expr::BinOp(binary) => match binary.op {
                BinOpKind::ScOr | BinOpKind::Add => Some(self.shape(&binary.left)?.or(self.shape(&binary.right)?)),
                BinOpKind::ScAnd => self.shape(&binary.right),
                _ => None,
            },
            ast::Expr::IfExpr(choice) => match &choice.false_expr {
                Some(other) => Some(self.shape(&choice.true_expr)?.or(self.shape(other)?)),
                None => self.shape(&choice.true_expr),
            },
            ast::Expr::Filter(filter) => self.filtered(filter),
            _ => None,
        }
    }

    /// Notes the members that a way leads to, from all that its start is made of.
    pub(super) fn named_of(&mut self, start: Option<Shape>, name: &str, way: &[Hop], place: Range<usize>) {
        match start.and_then(|start| start.member(way)) {
            Some(found) => self.found.members.extend(found),
            None => self.found.unknowable.push((name.to_owned(), place)),
        }
    }

    /// The same of a member in brackets, unless it is one of an object that is written out.
    pub(super) fn named_by_key(&mut self, item: &ast::GetItem<'_>) {
        if let ast::Expr::Const(key) = &item.subscript_expr
            && let Some(name) = key.value.as_str()
            && !matches!(self.written_out(&item.expr), Written::Keys(_))
        {
            let place = self.last_word(&range(key.span()), name);
            let way = [Hop::Member(name.to_owned(), place.clone())];
            self.named_of(self.shape(&item.expr), name, &way, place);
        }
    }

    /// The same of a member behind a dot, unless it is one that the template gave itself.
    pub(super) fn named_by_dot(&mut self, member: &ast::Spanned<ast::GetAttr<'_>>) {
        if !self.is_own(member) {
            let place = self.last_word(&range(member.span()), member.name);
            let way = [Hop::Member(member.name.to_owned(), place.clone())];
            self.named_of(self.shape(&member.expr), member.name, &way, place);
        }
    }

    fn filtered(&self, filter: &ast::Filter<'_>) -> Option<Shape> {
        let inner = || self.shape(filter.expr.as_ref()?);
        match (filter.name, filter.args.as_slice()) {
            ("d" | "default", [other, ..]) => Some(inner()?.or(self.shape(argument(other))?)),
            ("d" | "default", []) => inner(),
            ("batch" | "slice", _) => Some(inner()?.list()),
            ("map", [ast::CallArg::Kwarg("attribute", ast::Expr::Const(way))]) => {
                let hops = self.hops(way.value.as_str()?, range(way.span()));
                inner()?.element().member(&hops).map(|found| Shape::Of(found).list())
            }
            ("chain", others) => others.iter().try_fold(inner()?, |all, other| {
                let other = match other {
                    ast::CallArg::PosSplat(lists) => self.shape(lists)?.element(),
                    other => self.shape(argument(other))?,
                };
                Some(all.or(other))
            }),
            ("attr", [ast::CallArg::Pos(ast::Expr::Const(name))]) => {
                inner()?.member(&self.hops_to(name.value.as_str()?, range(name.span()))).map(Shape::Of)
            }
            (name, _) if KEEPING.contains(&name) => inner(),
            (name, _) if PICKING.contains(&name) => Some(inner()?.element()),
            _ => None,
        }
    }

    /// What a member is asked of, and the hop to it, unless an element is picked.
    fn asked_of<'e, 's>(&self, expression: &'e ast::Expr<'s>) -> Option<(&'e ast::Expr<'s>, Vec<Hop>)> {
        match expression {
            ast::Expr::GetAttr(member) => Some((&member.expr, self.hops_to(member.name, range(member.span())))),
            ast::Expr::GetItem(item) => match &item.subscript_expr {
                ast::Expr::Const(key) => Some((&item.expr, self.hops_to(key.value.as_str()?, range(key.span())))),
                _ => None,
            },
            _ => None,
        }
    }

    fn hops_to(&self, name: &str, place: Range<usize>) -> Vec<Hop> {
        vec![Hop::Member(name.to_owned(), self.last_word(&place, name))]
    }

    fn one_of(&self, expressions: &[ast::Expr<'_>]) -> Option<Shape> {
        expressions.iter().try_fold(Shape::Of(Vec::new()), |all, own| Some(all.or(self.shape(own)?)))
    }
}

fn onward(mut value: Reference, hops: impl IntoIterator<Item = Hop>) -> Reference {
    value.hops.extend(hops);
    value
}
