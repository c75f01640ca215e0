//! What a template names: members, filters, tests and functions, each with its place in the text.

mod asked;
mod beside;
mod blank;
mod comparison;
mod decided;
mod elements;
mod found;
mod orders;
mod parts;
mod scope;
mod shape;
mod stand_in;

pub use comparison::{Comparison, Relation};
pub use decided::Decided;
pub use found::{Call, CallKind, Hop, Misused, Reference, References};
pub use stand_in::Passed;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use minijinja::machinery::{Span, ast};

use comparison::Written;
use parts::argument;
use shape::Shape;

/// Filters that keep the elements of a list, or pick one of them, as they are.
const KEEPING: &[&str] = &["list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique"];
const PICKING: &[&str] = &["max", "min"];
/// Those that pick it by where it stands, whatever it is.
const BY_PLACE: &[&str] = &["first", "last"];
/// Filters whose first argument, or the argument `attribute`, names a member of the elements.
const NAMING: &[&str] = &["groupby", "map", "rejectattr", "selectattr", "sort", "sum", "unique"];

/// All members and calls of a template.
pub fn references(tree: &ast::Stmt<'_>, text: &str) -> References {
    let mut walk = Walk::new(text);
    walk.statement(tree);
    beside::beside(tree, Walk::new(text), &mut walk.found);
    walk.found.decided = decided::decided(tree, text);
    walk.found
}

struct Walk<'a> {
    text: &'a str,
    found: References,
    /// Names that the template binds itself: to elements of a chain, or to something computed.
    bound: HashMap<String, Option<Reference>>,
    /// What is written out in values that have names and are no chain, and what they are made of.
    written: HashMap<String, (Written, Option<Shape>)>,
    /// Those of them that were bound outside of the innermost loop or `with`: what it binds to them ends with it.
    outside: HashSet<String>,
    /// The members that the template gives to namespaces.
    namespaces: HashMap<String, HashSet<String>>,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        Walk {
            text,
            found: References::default(),
            bound: HashMap::new(),
            written: HashMap::new(),
            outside: HashSet::new(),
            namespaces: HashMap::new(),
        }
    }
}

impl Walk<'_> {
    fn statements(&mut self, statements: &[ast::Stmt<'_>]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &ast::Stmt<'_>) {
        match statement {
            ast::Stmt::Template(template) => self.statements(&template.children),
            ast::Stmt::EmitExpr(emit) => self.expression(&emit.expr),
            ast::Stmt::ForLoop(each) => {
                self.expression(&each.iter);
                let outside = self.enter();
                self.bind_element(&each.target, &each.iter);
                self.bound.insert("loop".into(), None);
                each.filter_expr.iter().for_each(|filter| self.expression(filter));
                self.statements(&each.body);
                self.leave(outside);
                self.statements(&each.else_body);
            }
            ast::Stmt::IfCond(condition) => {
                self.expression(&condition.expr);
                self.statements(&condition.true_body);
                self.statements(&condition.false_body);
            }
            ast::Stmt::WithBlock(with) => {
                let outside = self.enter();
                for (target, value) in &with.assignments {
                    self.expression(value);
                    let chain = self.chain(value);
                    self.bind_inside(target, chain);
                    self.write(target, value);
                }
                self.statements(&with.body);
                self.leave(outside);
            }
            ast::Stmt::Set(set) => {
                self.expression(&set.expr);
                let chain = self.chain(&set.expr);
                self.bind(&set.target, chain);
                self.write(&set.target, &set.expr);
                self.namespace(&set.target, &set.expr);
            }
            ast::Stmt::SetBlock(set) => {
                self.bind(&set.target, None);
                self.statements(&set.body);
            }
            ast::Stmt::FilterBlock(block) => {
                self.expression(&block.filter);
                self.statements(&block.body);
            }
            ast::Stmt::AutoEscape(block) => self.statements(&block.body),
            ast::Stmt::EmitRaw(_) | ast::Stmt::Do(_) => {}
        }
    }

    fn expression(&mut self, expression: &ast::Expr<'_>) {
        if let Some(chain) = self.chain(expression) {
            self.named_members(expression);
            self.found.members.push(chain);
            return;
        }
        match expression {
            ast::Expr::Const(constant) if constant.value.is_none() => self.found.nones.push(range(constant.span())),
            ast::Expr::Var(_) | ast::Expr::Const(_) => {}
            ast::Expr::Slice(slice) => {
                self.expression(&slice.expr);
                [&slice.start, &slice.stop, &slice.step].into_iter().flatten().for_each(|part| self.expression(part));
            }
            ast::Expr::UnaryOp(unary) => self.expression(&unary.expr),
            ast::Expr::BinOp(binary) => {
                self.compared(binary);
                self.expression(&binary.left);
                self.expression(&binary.right);
            }
            ast::Expr::Compare(compare) => {
                self.comparisons(compare);
                self.expression(&compare.expr);
                compare.ops.iter().for_each(|operand| self.expression(&operand.expr));
            }
            ast::Expr::IfExpr(choice) => {
                self.expression(&choice.test_expr);
                self.expression(&choice.true_expr);
                choice.false_expr.iter().for_each(|expression| self.expression(expression));
            }
            ast::Expr::Filter(filter) => {
                self.named_members(expression);
                filter.expr.iter().for_each(|expression| self.expression(expression));
            }
            ast::Expr::Test(test) => self.test(test),
            ast::Expr::GetAttr(member) => {
                self.named_by_dot(member);
                self.expression(&member.expr);
            }
            ast::Expr::GetItem(item) => {
                self.looked_up(item);
                self.named_by_key(item);
                self.expression(&item.expr);
                self.expression(&item.subscript_expr);
            }
            ast::Expr::Call(call) => {
                match &call.expr {
                    ast::Expr::Var(name) => self.call(CallKind::Function, name.id, name.span()),
                    other => self.expression(other),
                }
                self.arguments(&call.args);
            }
            ast::Expr::List(list) => list.items.iter().for_each(|item| self.expression(item)),
            ast::Expr::Map(map) => {
                map.keys.iter().chain(&map.values).for_each(|part| self.expression(part));
            }
        }
    }

    fn test(&mut self, test: &ast::Spanned<ast::Test<'_>>) {
        self.tested(test);
        self.call(CallKind::Test, test.name, test.span());
        self.expression(&test.expr);
        self.arguments(&test.args);
    }

    /// The calls of a chain of filters, and the members that they name in text: `map(attribute='name')`.
    fn named_members(&mut self, expression: &ast::Expr<'_>) {
        match expression {
            ast::Expr::Filter(filter) => {
                self.call(CallKind::Filter, filter.name, filter.span());
                self.given(filter);
                self.arguments(&filter.args);
                let Some(inner) = &filter.expr else { return };
                self.called_by_name(filter);
                self.selected(filter, inner);
                if NAMING.contains(&filter.name) {
                    // The first argument of `map`, `sort` and their like is another filter or a switch.
                    let by_position = matches!(filter.name, "groupby" | "rejectattr" | "selectattr");
                    let arguments = filter.args.iter().enumerate();
                    let arguments = arguments.map(|(index, argument)| (index + usize::from(!by_position), argument));
                    for (way, place) in arguments.filter_map(named_member) {
                        let hops = self.hops(&way, place.clone());
                        self.named_of(self.shape(inner).map(Shape::element), &way, &hops, place);
                    }
                }
                // What is inside a chain was not walked on its own.
                if self.chain(expression).is_some() {
                    self.named_inside(inner);
                }
            }
            ast::Expr::GetAttr(member) => self.named_inside(&member.expr),
            ast::Expr::GetItem(item) => self.named_inside(&item.expr),
            _ => {}
        }
    }

    /// The same of what is inside a chain: a list that is made of members is none, and what it is made of is inside, too.
    fn named_inside(&mut self, expression: &ast::Expr<'_>) {
        self.named_members(expression);
        match expression {
            ast::Expr::Filter(filter) if self.chain(expression).is_none() => {
                filter.expr.iter().for_each(|inner| self.named_inside(inner));
            }
            ast::Expr::Filter(_) | ast::Expr::GetAttr(_) | ast::Expr::GetItem(_) | ast::Expr::Var(_) => {}
            other => self.expression(other),
        }
    }

    fn arguments(&mut self, arguments: &[ast::CallArg<'_>]) {
        arguments.iter().map(argument).for_each(|value| self.expression(value));
    }

    fn call(&mut self, kind: CallKind, name: &str, span: Span) {
        let range = self.last_word(&(span.start_offset as usize..span.end_offset as usize), name);
        self.found.calls.push(Call { kind, name: name.to_owned(), range });
    }

    /// The expression as a chain of members, if it is nothing else. A bound name stands for what it is bound to.
    fn chain(&self, expression: &ast::Expr<'_>) -> Option<Reference> {
        match expression {
            ast::Expr::Var(name) => match self.bound.get(name.id) {
                Some(bound) => bound.clone(),
                None => Some(Reference {
                    root: name.id.to_owned(),
                    range: range(name.span()),
                    hops: Vec::new(),
                    there: 0,
                    picks: false,
                }),
            },
            ast::Expr::GetAttr(member) => {
                let mut chain = self.chain(elements::held(&member.expr))?;
                let place = self.last_word(&range(member.span()), member.name);
                chain.hops.push(Hop::Member(member.name.to_owned(), place));
                Some(chain)
            }
            ast::Expr::GetItem(item) => {
                let key = match &item.subscript_expr {
                    ast::Expr::Const(key) => key,
                    // An element that is counted from the end.
                    ast::Expr::UnaryOp(negative) => match &negative.expr {
                        ast::Expr::Const(key) if key.value.is_integer() => key,
                        _ => return None,
                    },
                    _ => return None,
                };
                let Some(name) = key.value.as_str() else { return self.picked(&item.expr) };
                let mut chain = self.chain(elements::held(&item.expr))?;
                chain.hops.push(Hop::Member(name.to_owned(), self.last_word(&range(key.span()), name)));
                Some(chain)
            }
            ast::Expr::Filter(filter) => {
                let inner = filter.expr.as_ref()?;
                if BY_PLACE.contains(&filter.name) {
                    return self.picked(inner);
                }
                if PICKING.contains(&filter.name) {
                    return self.elements(inner);
                }
                let mut chain = self.chain(inner)?;
                if let ("attr", [ast::CallArg::Pos(ast::Expr::Const(name))]) = (filter.name, filter.args.as_slice()) {
                    let place = range(name.span());
                    let name = name.value.as_str()?;
                    chain.hops.push(Hop::Member(name.to_owned(), self.last_word(&place, name)));
                    return Some(chain);
                }
                KEEPING.contains(&filter.name).then_some(chain)
            }
            _ => None,
        }
    }

    /// Where a name stands within a range: its last occurrence there.
    fn last_word(&self, range: &Range<usize>, name: &str) -> Range<usize> {
        let inside = self.text.get(range.clone()).unwrap_or("");
        match inside.rfind(name) {
            Some(offset) => range.start + offset..range.start + offset + name.len(),
            None => range.clone(),
        }
    }
}

/// The way to a member that an argument of a filter names, if it does.
fn named_member((index, argument): (usize, &ast::CallArg<'_>)) -> Option<(String, Range<usize>)> {
    let value = match argument {
        ast::CallArg::Pos(value) if index == 0 => value,
        ast::CallArg::Kwarg("attribute", value) => value,
        _ => return None,
    };
    match value {
        ast::Expr::Const(constant) => Some((constant.value.as_str()?.to_owned(), range(constant.span()))),
        _ => None,
    }
}

fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}
