//! The expressions of which an expression is made.

use minijinja::Value;
use minijinja::machinery::ast;

use super::{Misused, Walk, range};

/// The expressions right below one, in the order in which they are written.
pub(super) fn parts<'e, 's>(expression: &'e ast::Expr<'s>) -> Vec<&'e ast::Expr<'s>> {
    match expression {
        ast::Expr::Var(_) | ast::Expr::Const(_) => Vec::new(),
        ast::Expr::Slice(slice) => {
            let bounds = [&slice.start, &slice.stop, &slice.step].into_iter().flatten();
            std::iter::once(&slice.expr).chain(bounds).collect()
        }
        ast::Expr::UnaryOp(unary) => vec![&unary.expr],
        ast::Expr::BinOp(binary) => vec![&binary.left, &binary.right],
        ast::Expr::Compare(compare) => {
            std::iter::once(&compare.expr).chain(compare.ops.iter().map(|operand| &operand.expr)).collect()
        }
        ast::Expr::IfExpr(choice) => {
            [&choice.true_expr, &choice.test_expr].into_iter().chain(&choice.false_expr).collect()
        }
        ast::Expr::Filter(filter) => filter.expr.iter().chain(filter.args.iter().map(argument)).collect(),
        ast::Expr::Test(test) => std::iter::once(&test.expr).chain(test.args.iter().map(argument)).collect(),
        ast::Expr::GetAttr(member) => vec![&member.expr],
        ast::Expr::GetItem(item) => vec![&item.expr, &item.subscript_expr],
        ast::Expr::Call(call) => std::iter::once(&call.expr).chain(call.args.iter().map(argument)).collect(),
        ast::Expr::List(list) => list.items.iter().collect(),
        ast::Expr::Map(map) => map.keys.iter().chain(&map.values).collect(),
    }
}

impl Walk<'_> {
    /// Notes what a filter is given beside its value; what is no constant stands there as some text.
    pub(super) fn given(&mut self, filter: &ast::Spanned<ast::Filter<'_>>) {
        if filter.args.iter().any(|own| matches!(own, ast::CallArg::PosSplat(_) | ast::CallArg::KwargSplat(_))) {
            return;
        }
        let value = |value: &ast::Expr<'_>| value.as_const().unwrap_or_else(|| Value::from("a"));
        let (mut arguments, mut named) = (Vec::new(), Vec::new());
        for own in &filter.args {
            match own {
                ast::CallArg::Kwarg(name, own) => named.push(((*name).to_owned(), value(own))),
                other => arguments.push(value(argument(other))),
            }
        }
        let place = self.last_word(&range(filter.span()), filter.name);
        let (filter, reason) = (filter.name.to_owned(), String::new());
        self.found.misused.push(Misused { filter, range: place, arguments, named, reason });
    }
}

/// The value of an argument.
pub(super) fn argument<'e, 's>(argument: &'e ast::CallArg<'s>) -> &'e ast::Expr<'s> {
    match argument {
        ast::CallArg::Pos(value)
        | ast::CallArg::Kwarg(_, value)
        | ast::CallArg::PosSplat(value)
        | ast::CallArg::KwargSplat(value) => value,
    }
}
