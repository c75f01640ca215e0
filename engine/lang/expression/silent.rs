//! Templates that write nothing of what they compute: one whose only output was lost gives the same for every record.

use minijinja::machinery::ast;

/// Whether a template has no output, or none that depends on anything.
pub(super) fn is_silent(tree: &ast::Stmt<'_>) -> bool {
    !speaks(tree, false)
}

/// Whether a statement writes what is not always the same; within a loop or a condition any text is.
fn speaks(statement: &ast::Stmt<'_>, varies: bool) -> bool {
    let any = |body: &[ast::Stmt<'_>], varies| body.iter().any(|statement| speaks(statement, varies));
    match statement {
        ast::Stmt::Template(template) => any(&template.children, varies),
        ast::Stmt::EmitExpr(emit) => varies || !matches!(emit.expr, ast::Expr::Const(_)),
        ast::Stmt::EmitRaw(raw) => varies && !raw.raw.trim().is_empty(),
        ast::Stmt::ForLoop(each) => any(&each.body, true) || any(&each.else_body, true),
        ast::Stmt::IfCond(condition) => any(&condition.true_body, true) || any(&condition.false_body, true),
        ast::Stmt::WithBlock(with) => any(&with.body, varies),
        ast::Stmt::FilterBlock(block) => any(&block.body, varies),
        ast::Stmt::AutoEscape(block) => any(&block.body, varies),
        ast::Stmt::Set(_) | ast::Stmt::SetBlock(_) | ast::Stmt::Do(_) => false,
    }
}
