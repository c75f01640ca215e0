//! Conditions that are decided before there is a record: a constant in one of them, or two comparisons of which one always
//! holds. What was meant is nearly always a comparison with several words.

use std::ops::Range;

use minijinja::machinery::ast::{self, BinOpKind};

use super::beside::is_blank;
use super::parts::{argument, parts};
use super::range;

/// A condition that asks nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What decides it.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What was meant, as far as that can be told.
    pub help: String,
}

/// All of them in a template.
pub(super) fn decided(tree: &ast::Stmt<'_>, text: &str) -> Vec<Decided> {
    let mut conditions = Conditions { text, found: Vec::new() };
    conditions.statement(tree);
    conditions.found
}

struct Conditions<'a> {
    text: &'a str,
    found: Vec<Decided>,
}

/// A member that is compared with a constant.
struct Comparison<'e> {
    name: String,
    other: &'e ast::Expr<'e>,
    is_equal: bool,
}

impl Conditions<'_> {
    fn statements(&mut self, statements: &[ast::Stmt<'_>]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &ast::Stmt<'_>) {
        match statement {
            ast::Stmt::Template(template) => self.statements(&template.children),
            ast::Stmt::EmitExpr(emit) => self.value(&emit.expr),
            ast::Stmt::ForLoop(each) => {
                self.value(&each.iter);
                each.filter_expr.iter().for_each(|filter| self.truth(filter, None));
                self.statements(&each.body);
                self.statements(&each.else_body);
            }
            ast::Stmt::IfCond(condition) => {
                self.truth(&condition.expr, None);
                self.statements(&condition.true_body);
                self.statements(&condition.false_body);
            }
            ast::Stmt::WithBlock(with) => {
                with.assignments.iter().for_each(|(_, value)| self.value(value));
                self.statements(&with.body);
            }
            ast::Stmt::Set(set) => self.value(&set.expr),
            ast::Stmt::SetBlock(set) => self.statements(&set.body),
            ast::Stmt::FilterBlock(block) => {
                self.value(&block.filter);
                self.statements(&block.body);
            }
            ast::Stmt::AutoEscape(block) => self.statements(&block.body),
            ast::Stmt::EmitRaw(_) | ast::Stmt::Do(_) => {}
        }
    }

    /// An expression of which only the truth counts, and what stands before it in the same condition.
    fn truth(&mut self, expression: &ast::Expr<'_>, before: Option<&ast::Expr<'_>>) {
        match expression {
            _ if is_constant(expression) => self.constant(expression, before),
            ast::Expr::UnaryOp(unary) if matches!(unary.op, ast::UnaryOpKind::Not) => self.truth(&unary.expr, None),
            ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::ScAnd | BinOpKind::ScOr) => {
                self.truth(&binary.left, None);
                self.truth(&binary.right, Some(&binary.left));
                self.always_one(binary);
            }
            other => self.value(other),
        }
    }

    /// An expression that gives a value: the last operand of `or` may be a constant then, which stands in for the others,
    /// and so may that of `and`, which is given where the others hold.
    fn value(&mut self, expression: &ast::Expr<'_>) {
        match expression {
            ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::ScAnd) => {
                self.truth(&binary.left, None);
                self.value(&binary.right);
                self.always_one(binary);
            }
            ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::ScOr) => {
                self.alternative(&binary.left, None);
                let is_judged = gives_truth(&binary.left) && !is_blank(&binary.right);
                match &binary.right {
                    right if is_judged && is_constant(right) => self.constant(right, Some(&binary.left)),
                    right => self.value(right),
                }
                self.always_one(binary);
            }
            ast::Expr::IfExpr(choice) => {
                self.truth(&choice.test_expr, None);
                self.value(&choice.true_expr);
                choice.false_expr.iter().for_each(|other| self.value(other));
            }
            ast::Expr::Filter(filter) if is_of_constants(filter) => self.of_constants(filter),
            other => parts(other).into_iter().for_each(|part| self.value(part)),
        }
    }

    /// A filter binds closer than `or` and its like, and takes the constant behind them alone.
    fn of_constants(&mut self, filter: &ast::Filter<'_>) {
        let Some(constant) = &filter.expr else { return };
        let (shown, name) = (self.shown(constant), filter.name);
        self.found.push(Decided {
            range: range(constant.span()),
            message: format!("`{name}` takes the constant `{shown}` alone, and so always gives the same"),
            help: format!("write parentheses around what it should take, as in `(record.name or {shown}) | {name}`"),
        });
    }

    /// An operand of `or` behind which another one stands.
    fn alternative(&mut self, expression: &ast::Expr<'_>, before: Option<&ast::Expr<'_>>) {
        match expression {
            _ if is_constant(expression) => self.constant(expression, before),
            ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::ScOr) => {
                self.alternative(&binary.left, None);
                self.alternative(&binary.right, Some(&binary.left));
            }
            other => self.value(other),
        }
    }

    fn constant(&mut self, constant: &ast::Expr<'_>, before: Option<&ast::Expr<'_>>) {
        let truth = constant.as_const().is_some_and(|value| value.is_true());
        let range = range(constant.span());
        let before = before.filter(|_| matches!(constant, ast::Expr::Const(_)));
        let meant = before.and_then(last_comparison).map(|compared| {
            let not = if compared.is_equal { "" } else { "not " };
            format!("write `{} {not}in [{}, {}]`", compared.name, self.shown(compared.other), self.shown(constant))
        });
        let help = "compare a value with it, as in `record.name in ['one', 'another']`, or leave it out";
        self.found.push(Decided {
            message: format!("`{}` is a constant, and so always {truth}", self.shown(constant)),
            range,
            help: meant.unwrap_or_else(|| help.to_owned()),
        });
    }

    /// Notes two comparisons of one value with constants, of which one always holds, or one never.
    fn always_one(&mut self, binary: &ast::BinOp<'_>) {
        let is_or = matches!(binary.op, BinOpKind::ScOr);
        let Some(last) = comparison(&binary.right).filter(|last| last.is_equal != is_or) else { return };
        let mut operands = vec![&binary.left];
        while let Some(operand) = operands.pop() {
            if let ast::Expr::BinOp(inner) = operand
                && matches!(inner.op, BinOpKind::ScOr) == is_or
                && matches!(inner.op, BinOpKind::ScOr | BinOpKind::ScAnd)
            {
                operands.extend([&inner.left, &inner.right]);
            }
            let Some(other) = comparison(operand) else { continue };
            if other.name != last.name || other.is_equal == is_or || other.other.as_const() == last.other.as_const() {
                continue;
            }
            let (name, one, another) = (&last.name, self.shown(other.other), self.shown(last.other));
            let (what, not) = if is_or { ("always true", "not ") } else { ("never true", "") };
            self.found.push(Decided {
                range: range(last.other.span()),
                message: format!("this is {what}, since `{name}` is not both {one} and {another}"),
                help: format!("write `{name} {not}in [{one}, {another}]`"),
            });
            return;
        }
    }

    fn shown(&self, constant: &ast::Expr<'_>) -> String {
        self.text.get(range(constant.span())).unwrap_or_default().to_owned()
    }
}

/// Whether it is written out, whatever is given.
fn is_constant(expression: &ast::Expr<'_>) -> bool {
    matches!(expression, ast::Expr::Const(_) | ast::Expr::List(_) | ast::Expr::Map(_))
        && expression.as_const().is_some()
}

/// Whether a filter is given constants, and nothing else.
fn is_of_constants(filter: &ast::Filter<'_>) -> bool {
    filter.expr.as_ref().is_some_and(is_constant) && filter.args.iter().all(|own| is_constant(argument(own)))
}

/// Whether it gives true or false.
pub(super) fn gives_truth(expression: &ast::Expr<'_>) -> bool {
    match expression {
        ast::Expr::Compare(_) | ast::Expr::Test(_) => true,
        ast::Expr::UnaryOp(unary) => matches!(unary.op, ast::UnaryOpKind::Not),
        ast::Expr::BinOp(binary) => match binary.op {
            BinOpKind::ScAnd | BinOpKind::ScOr => gives_truth(&binary.right),
            op => matches!(
                op,
                BinOpKind::Eq
                    | BinOpKind::Ne
                    | BinOpKind::Lt
                    | BinOpKind::Lte
                    | BinOpKind::Gt
                    | BinOpKind::Gte
                    | BinOpKind::In
            ),
        },
        _ => false,
    }
}

/// The last comparison of several.
fn last_comparison<'e>(expression: &'e ast::Expr<'_>) -> Option<Comparison<'e>> {
    match expression {
        ast::Expr::BinOp(binary) if matches!(binary.op, BinOpKind::ScAnd | BinOpKind::ScOr) => {
            last_comparison(&binary.right).or_else(|| last_comparison(&binary.left))
        }
        other => comparison(other),
    }
}

fn comparison<'e>(expression: &'e ast::Expr<'_>) -> Option<Comparison<'e>> {
    let ast::Expr::BinOp(binary) = expression else { return None };
    let is_equal = match binary.op {
        BinOpKind::Eq => true,
        BinOpKind::Ne => false,
        _ => return None,
    };
    let sides = [(&binary.left, &binary.right), (&binary.right, &binary.left)];
    let (name, other) = sides.into_iter().find_map(|(value, other)| Some((name(value)?, other)))?;
    matches!(other, ast::Expr::Const(_)).then_some(Comparison { name, other, is_equal })
}

/// The name of a member, by names alone.
fn name(expression: &ast::Expr<'_>) -> Option<String> {
    match expression {
        ast::Expr::Var(name) => Some(name.id.to_owned()),
        ast::Expr::GetAttr(member) => Some(format!("{}.{}", name(&member.expr)?, member.name)),
        _ => None,
    }
}
