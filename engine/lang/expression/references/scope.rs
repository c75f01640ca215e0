//! The names that a template binds: where each ends, and the members of its namespaces and of `loop`.

use std::collections::{HashMap, HashSet};

use minijinja::machinery::ast;

use super::comparison::Written;
use super::shape::Shape;
use super::{CallKind, Reference, Walk, range};

/// The members of `loop`.
const LOOP: &[&str] = &[
    "changed",
    "cycle",
    "depth",
    "depth0",
    "first",
    "index",
    "index0",
    "last",
    "length",
    "nextitem",
    "previtem",
    "revindex",
    "revindex0",
];

/// What was bound when a loop or a `with` began.
pub(super) struct Outside {
    bound: HashMap<String, Option<Reference>>,
    written: HashMap<String, (Written, Option<Shape>)>,
    names: HashSet<String>,
}

impl Walk<'_> {
    /// Begins a loop or a `with`.
    pub(super) fn enter(&mut self) -> Outside {
        let own = self.bound.keys().cloned().collect();
        let names = std::mem::replace(&mut self.outside, own);
        Outside { bound: self.bound.clone(), written: self.written.clone(), names }
    }

    /// Ends it.
    pub(super) fn leave(&mut self, before: Outside) {
        (self.bound, self.written, self.outside) = (before.bound, before.written, before.names);
    }

    /// Gives a name to a value that is the loop's or the `with`'s own.
    pub(super) fn bind_inside(&mut self, target: &ast::Expr<'_>, chain: Option<Reference>) {
        let mut targets = vec![target];
        while let Some(target) = targets.pop() {
            match target {
                ast::Expr::Var(name) => drop(self.outside.remove(name.id)),
                ast::Expr::List(list) => targets.extend(&list.items),
                _ => {}
            }
        }
        self.bind(target, chain);
    }

    /// Gives a name to the elements of a list.
    pub(super) fn bind_element(&mut self, target: &ast::Expr<'_>, list: &ast::Expr<'_>) {
        let (element, shape) = (self.elements(list), self.shape(list).map(Shape::element));
        let is_chain = element.is_some();
        self.bind_inside(target, element);
        if let (ast::Expr::Var(name), false) = (target, is_chain) {
            self.written.insert(name.id.to_owned(), (Written::Nothing, shape));
        }
    }

    /// Gives a name to a value.
    pub(super) fn bind(&mut self, target: &ast::Expr<'_>, chain: Option<Reference>) {
        match target {
            ast::Expr::Var(name) => {
                self.found.bound.push((name.id.to_owned(), range(name.span())));
                if self.outside.contains(name.id) {
                    self.found.lost.push((name.id.to_owned(), range(name.span())));
                }
                self.namespaces.remove(name.id);
                self.written.remove(name.id);
                self.bound.insert(name.id.to_owned(), chain);
            }
            ast::Expr::List(list) => list.items.iter().for_each(|item| self.bind(item, None)),
            _ => {}
        }
    }

    /// Notes what is written out in a value that has a name now.
    pub(super) fn write(&mut self, target: &ast::Expr<'_>, value: &ast::Expr<'_>) {
        if let (ast::Expr::Var(name), None) = (target, self.chain(value)) {
            let value = (self.written_out(value), self.shape(value));
            self.written.insert(name.id.to_owned(), value);
        }
    }

    /// Notes a namespace that is made, or a member of one that is set.
    pub(super) fn namespace(&mut self, target: &ast::Expr<'_>, value: &ast::Expr<'_>) {
        match (target, value) {
            (ast::Expr::Var(name), ast::Expr::Call(call)) if matches!(&call.expr, ast::Expr::Var(function) if function.id == "namespace") =>
            {
                let given = call.args.iter().filter_map(|argument| match argument {
                    ast::CallArg::Kwarg(name, _) => Some((*name).to_owned()),
                    _ => None,
                });
                let given = given.collect();
                self.namespaces.insert(name.id.to_owned(), given);
            }
            (ast::Expr::GetAttr(member), _) => {
                if let ast::Expr::Var(name) = &member.expr
                    && let Some(given) = self.namespaces.get_mut(name.id)
                {
                    given.insert(member.name.to_owned());
                }
            }
            _ => {}
        }
    }

    /// Whether it is a member that `loop` has, or that the template gave to a namespace.
    pub(super) fn is_own(&self, member: &ast::GetAttr<'_>) -> bool {
        let ast::Expr::Var(name) = &member.expr else { return false };
        let is_given = self.namespaces.get(name.id).is_some_and(|given| given.contains(member.name));
        is_given || name.id == "loop" && LOOP.contains(&member.name)
    }

    /// Notes the test or filter that an argument names in text: `select('odd')`, `selectattr('name', 'eq', ...)`,
    /// `map('upper')`.
    pub(super) fn called_by_name(&mut self, filter: &ast::Filter<'_>) {
        let (index, kind) = match filter.name {
            "map" => (0, CallKind::Filter),
            "select" | "reject" => (0, CallKind::Test),
            "selectattr" | "rejectattr" => (1, CallKind::Test),
            _ => return,
        };
        if let Some(ast::CallArg::Pos(ast::Expr::Const(name))) = filter.args.get(index)
            && let Some(called) = name.value.as_str()
        {
            self.call(kind, called, name.span());
        }
    }
}
