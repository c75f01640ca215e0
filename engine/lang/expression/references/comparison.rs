//! Comparisons of a template, with literals and of two values: one that never holds makes a branch that is never taken.

use std::ops::Range;

use minijinja::machinery::ast;
use serde_json::Value;

use super::{Reference, Walk, elements, range};

/// A value that is compared with literals, or with another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The value.
    pub value: Reference,
    /// The literals but null, with their places.
    pub literals: Vec<(Value, Range<usize>)>,
    /// The other value.
    pub other: Option<Reference>,
    /// What is asked of the two.
    pub relation: Relation,
}

/// What a comparison asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Whether they are the same.
    Same,
    /// Which of them comes first.
    Order,
    /// Whether the value has the literal in it: a list as an element, text as a part.
    Part,
}

/// Literals that are written out, with their places.
type Literals = Vec<(Value, Range<usize>)>;

/// What is written out in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    /// Nothing, or not all of it.
    Nothing,
    /// The value.
    Value(Literals),
    /// The elements of a list.
    List(Literals),
    /// The keys of an object.
    Keys(Literals),
}

/// Tests that ask whether two values are the same.
const EQUAL: &[&str] = &["!=", "==", "eq", "equalto", "ne", "sameas"];
/// Tests that ask for an order.
const ORDERING: &[&str] = &["<", "<=", ">", ">=", "ge", "greaterthan", "gt", "le", "lessthan", "lt"];

impl Walk<'_> {
    /// Notes the literals of a chain of comparisons.
    pub(super) fn comparisons(&mut self, compare: &ast::Compare<'_>) {
        let mut left = &compare.expr;
        for operand in &compare.ops {
            match operand.op {
                ast::CompareOpKind::Eq | ast::CompareOpKind::Ne => self.comparison(left, &operand.expr, Relation::Same),
                ast::CompareOpKind::Lt | ast::CompareOpKind::Lte | ast::CompareOpKind::Gt | ast::CompareOpKind::Gte => {
                    self.comparison(left, &operand.expr, Relation::Order);
                }
                ast::CompareOpKind::In | ast::CompareOpKind::NotIn => self.contained(left, &operand.expr),
            }
            left = &operand.expr;
        }
    }

    /// Notes the literals of an operation that compares.
    pub(super) fn compared(&mut self, binary: &ast::BinOp<'_>) {
        match binary.op {
            ast::BinOpKind::Eq | ast::BinOpKind::Ne => self.comparison(&binary.left, &binary.right, Relation::Same),
            ast::BinOpKind::Lt | ast::BinOpKind::Lte | ast::BinOpKind::Gt | ast::BinOpKind::Gte => {
                self.comparison(&binary.left, &binary.right, Relation::Order);
            }
            ast::BinOpKind::In => self.contained(&binary.left, &binary.right),
            _ => {}
        }
    }

    /// Notes the literals of a test that compares: `is eq`, `is in`.
    pub(super) fn tested(&mut self, test: &ast::Test<'_>) {
        let [ast::CallArg::Pos(other)] = test.args.as_slice() else { return };
        match test.name {
            "in" => self.contained(&test.expr, other),
            name if EQUAL.contains(&name) => self.comparison(&test.expr, other, Relation::Same),
            name if ORDERING.contains(&name) => self.comparison(&test.expr, other, Relation::Order),
            _ => {}
        }
    }

    /// Notes the literals of a test that a filter makes of every element: `selectattr('kind', 'eq', 'Work')`.
    pub(super) fn selected(&mut self, filter: &ast::Filter<'_>, list: &ast::Expr<'_>) {
        let Some(mut value) = self.elements(list) else { return };
        let arguments = match (filter.name, filter.args.as_slice()) {
            ("select" | "reject", arguments) => arguments,
            ("selectattr" | "rejectattr", [ast::CallArg::Pos(ast::Expr::Const(way)), arguments @ ..]) => {
                let Some(name) = way.value.as_str() else { return };
                value.hops.extend(self.hops(name, range(way.span())));
                arguments
            }
            _ => return,
        };
        let [ast::CallArg::Pos(ast::Expr::Const(test)), ast::CallArg::Pos(other)] = arguments else { return };
        let test = test.value.as_str().unwrap_or_default();
        match self.written_out(other) {
            Written::List(literals) | Written::Keys(literals) if test == "in" => {
                self.note(value, literals, Relation::Same);
            }
            Written::Value(literals) if EQUAL.contains(&test) => self.note(value, literals, Relation::Same),
            Written::Value(literals) if ORDERING.contains(&test) => self.note(value, literals, Relation::Order),
            _ => {}
        }
    }

    /// Notes the keys among which a value is looked up: `{'a': 1}[record.kind]`.
    pub(super) fn looked_up(&mut self, item: &ast::GetItem<'_>) {
        if let (Written::Keys(keys), Some(value)) = (self.written_out(&item.expr), self.chain(&item.subscript_expr)) {
            self.note(value, keys, Relation::Same);
        }
    }

    /// Notes the literals of `in`: a list that is written out, or a value that is looked for in a list of members. In
    /// text, `in` looks for a part of it.
    fn contained(&mut self, value: &ast::Expr<'_>, list: &ast::Expr<'_>) {
        if let (Written::List(literals) | Written::Keys(literals), Some(value)) =
            (self.written_out(list), self.chain(value))
        {
            self.note(value, literals, Relation::Same);
        }
        let Written::Value(literals) = self.written_out(value) else { return };
        match (self.chain(elements::held(list)), self.elements(list)) {
            (Some(whole), _) => self.note(whole, literals, Relation::Part),
            (None, Some(element)) => self.note(element, literals, Relation::Same),
            (None, None) => {}
        }
    }

    fn note(&mut self, value: Reference, literals: Literals, relation: Relation) {
        if !literals.is_empty() {
            self.found.comparisons.push(Comparison { value, literals, other: None, relation });
        }
    }

    /// Notes one comparison: its literals, on whichever side they are, or both of its values.
    fn comparison(&mut self, left: &ast::Expr<'_>, right: &ast::Expr<'_>, relation: Relation) {
        for (value, other) in [(left, right), (right, left)] {
            let literals = match self.written_out(other) {
                Written::Value(literals) => literals,
                Written::List(elements) => {
                    let list = elements.into_iter().map(|(element, _)| element).collect();
                    vec![(Value::Array(list), range(other.span()))]
                }
                Written::Nothing | Written::Keys(_) => continue,
            };
            if let Some(value) = self.chain(value) {
                self.note(value, literals, relation);
            }
        }
        if let (Some(value), Some(other)) = (self.chain(left), self.chain(right)) {
            self.found.comparisons.push(Comparison { value, literals: Vec::new(), other: Some(other), relation });
        }
    }

    /// What is written out in an expression, or in the value that a name was given to.
    pub(super) fn written_out(&self, expression: &ast::Expr<'_>) -> Written {
        match expression {
            ast::Expr::Const(_) => Written::Value(self.literals(std::slice::from_ref(expression))),
            ast::Expr::List(list) => Written::List(self.literals(&list.items)),
            ast::Expr::Map(map) => Written::Keys(self.literals(&map.keys)),
            ast::Expr::Var(name) => self.written.get(name.id).map_or(Written::Nothing, |(written, _)| written.clone()),
            _ => Written::Nothing,
        }
    }

    /// The constants among these but `none`.
    fn literals(&self, expressions: &[ast::Expr<'_>]) -> Literals {
        let literal = |expression: &ast::Expr<'_>| {
            let ast::Expr::Const(constant) = expression else { return None };
            let literal = serde_json::to_value(&constant.value).ok().filter(|literal| !literal.is_null())?;
            let shown = literal.as_str().map_or_else(|| literal.to_string(), str::to_owned);
            let place = self.last_word(&range(constant.span()), &shown);
            Some((literal, place))
        };
        expressions.iter().filter_map(literal).collect()
    }
}
