//! What a template writes into text: a value that may be absent would leave the text around it alone, and an object is no
//! text.

use std::collections::HashMap;

use minijinja::machinery::ast;

use super::parts::argument;
use super::{Reference, References, Walk, asked};

/// Notes what stands in the text that a template gives, and what it gives nothing without.
pub(super) fn beside(tree: &ast::Stmt<'_>, walk: Walk<'_>, found: &mut References) {
    let mut text = Text {
        walk,
        values: HashMap::new(),
        asked: Vec::new(),
        truths: Vec::new(),
        excused: Vec::new(),
        beside: Vec::new(),
        written: Vec::new(),
        judged: Vec::new(),
        picked: Vec::new(),
        first: Vec::new(),
    };
    let given = match tree {
        ast::Stmt::Template(template) => match template.children.as_slice() {
            [ast::Stmt::EmitExpr(sole)] => {
                text.orders(&sole.expr);
                text.value(&sole.expr, false)
            }
            children => text.statements(children),
        },
        other => text.statement(other),
    };
    found.nothing_without = match given {
        Given { text: true, .. } => Vec::new(),
        // Which of its members a condition asks for is not told apart.
        Given { own: true, .. } => found.members.clone(),
        Given { absent, .. } => absent,
    };
    (found.beside_text, found.written, found.judged) = (text.beside, text.written, text.judged);
    (found.first_if_absent, found.picked) = (text.first, text.picked);
    (found.blank, found.passed) = (text.walk.found.blank, text.walk.found.passed);
}

pub(super) struct Text<'a> {
    /// Knows what names are bound to.
    pub(super) walk: Walk<'a>,
    /// Names that are bound to what is computed.
    values: HashMap<String, Given>,
    /// What a condition around the present place asks for.
    pub(super) asked: Vec<Reference>,
    /// What has to be true for anything to be given at the present place.
    truths: Vec<Reference>,
    /// Of these it may be asked whether they are empty, though they may be absent.
    pub(super) excused: Vec<Reference>,
    /// Values that leave text alone if they are absent.
    beside: Vec<Reference>,
    /// Values that are written into text as they are.
    written: Vec<Reference>,
    /// Values that are written only if they are true.
    judged: Vec<Reference>,
    /// Elements of lists that are given, picked by where they stand.
    picked: Vec<Reference>,
    /// Values that come before all others in an order if they are absent.
    pub(super) first: Vec<Reference>,
}

/// What a part of a template gives.
#[derive(Debug, Clone, Default)]
struct Given {
    /// Whether it has text whatever is absent.
    text: bool,
    /// Whether it has text of its own, so that what stands around it has a meaning without it.
    own: bool,
    /// Each of these, if it is absent, leaves nothing of it.
    absent: Vec<Reference>,
}

impl Given {
    fn text(text: &str) -> Given {
        let text = !text.trim().is_empty();
        Given { text, own: text, absent: Vec::new() }
    }

    fn absent(absent: Vec<Reference>) -> Given {
        Given { absent, ..Given::default() }
    }
}

impl Text<'_> {
    fn statements(&mut self, statements: &[ast::Stmt<'_>]) -> Given {
        let parts = statements.iter().map(|statement| self.statement(statement)).collect();
        self.together(parts)
    }

    /// Parts that stand side by side: where there is text, whatever is absent leaves it alone.
    fn together(&mut self, parts: Vec<Given>) -> Given {
        let (text, own) = (parts.iter().any(|part| part.text), parts.iter().any(|part| part.own));
        let mut absent: Vec<Reference> = parts.into_iter().flat_map(|part| part.absent).collect();
        if text {
            self.beside.append(&mut absent);
        }
        Given { text, own, absent }
    }

    fn statement(&mut self, statement: &ast::Stmt<'_>) -> Given {
        match statement {
            ast::Stmt::Template(template) => self.statements(&template.children),
            ast::Stmt::EmitRaw(raw) => Given::text(raw.raw),
            ast::Stmt::EmitExpr(emit) => {
                self.orders(&emit.expr);
                self.value(&emit.expr, true)
            }
            ast::Stmt::ForLoop(each) => self.each(each),
            ast::Stmt::IfCond(condition) => {
                let (there, missing) = (&condition.true_body, &condition.false_body);
                let is_whole = !missing.is_empty();
                self.excusing(self.written_alone(condition), |own| own.orders(&condition.expr));
                self.choice(&condition.expr, |own| own.statements(there), |own| own.statements(missing), is_whole)
            }
            ast::Stmt::WithBlock(with) => {
                let outside = self.walk.enter();
                for (target, value) in &with.assignments {
                    self.orders(value);
                    let (chain, given) = (self.walk.chain(value), self.value(value, false));
                    self.walk.bind_inside(target, chain);
                    self.walk.write(target, value);
                    self.keep(target, given);
                }
                let given = self.statements(&with.body);
                self.walk.leave(outside);
                given
            }
            ast::Stmt::Set(set) => {
                self.orders(&set.expr);
                let (chain, given) = (self.walk.chain(&set.expr), self.value(&set.expr, false));
                self.walk.bind(&set.target, chain);
                self.walk.write(&set.target, &set.expr);
                self.keep(&set.target, given);
                Given::default()
            }
            ast::Stmt::SetBlock(set) => {
                let given = self.statements(&set.body);
                self.walk.bind(&set.target, None);
                self.keep(&set.target, given);
                Given::default()
            }
            ast::Stmt::FilterBlock(block) => self.statements(&block.body),
            ast::Stmt::AutoEscape(block) => self.statements(&block.body),
            ast::Stmt::Do(_) => Given::default(),
        }
    }

    fn keep(&mut self, target: &ast::Expr<'_>, given: Given) {
        if let ast::Expr::Var(name) = target {
            self.values.insert(name.id.to_owned(), given);
        }
    }

    /// A loop: without its list it gives nothing. Words of its own make it one of several parts.
    fn each(&mut self, each: &ast::ForLoop<'_>) -> Given {
        self.orders(&each.iter);
        let list = match &each.iter {
            ast::Expr::List(_) => Given::default(),
            iter => self.value(iter, false),
        };
        let outside = self.walk.enter();
        self.walk.bind_element(&each.target, &each.iter);
        self.walk.bound.insert("loop".into(), None);
        let before = self.asked.len();
        self.asked.extend(list.absent.iter().cloned());
        if let Some(filter) = &each.filter_expr {
            self.orders(filter);
            self.asked.extend(asked::by(&self.walk, filter, true));
        }
        self.statements(&each.body);
        self.asked.truncate(before);
        self.walk.leave(outside);
        let otherwise = self.statements(&each.else_body);
        let has_word = |statement: &ast::Stmt<'_>| matches!(statement, ast::Stmt::EmitRaw(raw) if raw.raw.contains(char::is_alphanumeric));
        let own = otherwise.own || each.body.iter().any(has_word);
        Given { text: false, own, absent: if own { Vec::new() } else { list.absent } }
    }

    /// One of two parts, by a condition. What has text of its own means something; what has none is a part of the text
    /// around it, and is missing there.
    fn choice(
        &mut self,
        condition: &ast::Expr<'_>,
        there: impl FnOnce(&mut Self) -> Given,
        missing: impl FnOnce(&mut Self) -> Given,
        is_whole: bool,
    ) -> Given {
        let before = self.asked.len();
        let holds = asked::by(&self.walk, condition, true);
        self.asked.extend(holds.iter().cloned());
        let true_before = self.truths.len();
        if !is_whole {
            self.truths.extend(asked::true_by(&self.walk, condition));
        }
        let there = there(self);
        self.truths.truncate(true_before);
        self.asked.truncate(before);
        self.asked.extend(asked::by(&self.walk, condition, false));
        let missing = missing(self);
        self.asked.truncate(before);
        let own = there.own || missing.own;
        let mut absent = Vec::new();
        if !own {
            let holds = holds.into_iter().filter(|chain| !is_whole && !self.is_asked(chain));
            absent.extend(holds.chain(there.absent).chain(missing.absent));
        }
        Given { text: is_whole && there.text && missing.text, own, absent }
    }

    pub(super) fn is_asked(&self, chain: &Reference) -> bool {
        let (own, below) = (chain.text(), format!("{}.", chain.text()));
        self.asked.iter().map(Reference::text).any(|asked| asked == own || asked.starts_with(&below))
    }

    /// The chain, with how far it leads to what a condition has asked for.
    pub(super) fn as_asked(&self, chain: Reference) -> Reference {
        let leads = |hops: &usize| self.is_asked(&Reference { hops: chain.hops[..*hops].to_vec(), ..chain.clone() });
        let there = (1..chain.hops.len()).rev().find(leads).unwrap_or_default();
        Reference { there, ..chain }
    }

    fn value(&mut self, expression: &ast::Expr<'_>, in_text: bool) -> Given {
        if let Some(chain) = self.walk.chain(expression) {
            if in_text {
                self.written.push(chain.clone());
            }
            if chain.picks {
                self.picked.push(chain.clone());
            }
            if self.truths.iter().any(|truth| truth.text() == chain.text()) {
                self.judged.push(chain.clone());
            }
            return Given::absent(if self.is_asked(&chain) { Vec::new() } else { vec![self.as_asked(chain)] });
        }
        self.stand_ins(expression);
        match expression {
            ast::Expr::Const(constant) => Given::text(&constant.value.to_string()),
            ast::Expr::Var(name) => self.values.get(name.id).cloned().unwrap_or_default(),
            ast::Expr::BinOp(binary) => self.binary(binary, in_text),
            ast::Expr::IfExpr(choice) => self.choice(
                &choice.test_expr,
                |own| own.value(&choice.true_expr, in_text),
                |own| choice.false_expr.as_ref().map_or_else(Given::default, |other| own.value(other, in_text)),
                choice.false_expr.is_some(),
            ),
            ast::Expr::Filter(filter) => self.filter(filter, in_text),
            ast::Expr::List(list) => self.made(list.items.iter()),
            ast::Expr::Map(map) => self.made(map.values.iter()),
            ast::Expr::Call(call) if matches!(&call.expr, ast::Expr::Var(name) if name.id == "dict") => {
                self.made(call.args.iter().map(argument))
            }
            ast::Expr::GetAttr(member) => Given::absent(self.value(&member.expr, false).absent),
            ast::Expr::GetItem(item) => Given::absent(self.value(&item.expr, false).absent),
            ast::Expr::Slice(slice) => {
                self.picked
                    .extend(self.walk.picked(&slice.expr).filter(|_| slice.start.is_some() || slice.stop.is_some()));
                Given::absent(self.value(&slice.expr, false).absent)
            }
            ast::Expr::UnaryOp(_) | ast::Expr::Compare(_) | ast::Expr::Test(_) | ast::Expr::Call(_) => Given::default(),
        }
    }

    fn binary(&mut self, binary: &ast::BinOp<'_>, in_text: bool) -> Given {
        match binary.op {
            ast::BinOpKind::Concat => {
                let parts = vec![self.value(&binary.left, true), self.value(&binary.right, true)];
                self.together(parts)
            }
            ast::BinOpKind::ScOr => {
                let (left, right) = (self.value(&binary.left, in_text), self.value(&binary.right, in_text));
                Given::absent(if is_blank(&binary.right) { left.absent } else { right.absent })
            }
            ast::BinOpKind::ScAnd => {
                let (left, right) = (self.value(&binary.left, false), self.value(&binary.right, in_text));
                Given::absent([left.absent, right.absent].concat())
            }
            _ => Given::default(),
        }
    }

    /// A list or an object that the template makes: it is there without its parts, which are null then.
    fn made<'e>(&mut self, parts: impl Iterator<Item = &'e ast::Expr<'e>>) -> Given {
        let mut parts: Vec<Given> = parts.map(|part| self.value(part, false)).collect();
        parts.push(Given::text("[]"));
        self.together(parts)
    }

    fn filter(&mut self, filter: &ast::Filter<'_>, in_text: bool) -> Given {
        let Some(inner) = &filter.expr else { return Given::default() };
        let first = filter.args.first().map(argument);
        match (filter.name, inner, first) {
            ("d" | "default", inner, Some(other)) if !is_blank(other) => {
                self.value(inner, in_text);
                Given::absent(self.value(other, in_text).absent)
            }
            // What is absent is left out.
            ("select", ast::Expr::List(_), _) => Given::default(),
            ("string", inner, _) => self.value(inner, true),
            // It passes over what is absent, and over what would stand beside that.
            ("join", ast::Expr::List(list), _) => {
                let parts = list.items.iter().map(|part| self.value(part, true)).collect();
                self.together(parts)
            }
            ("join", inner, _) => {
                self.written.extend(self.walk.elements(inner));
                Given::absent(self.value(inner, false).absent)
            }
            (_, ast::Expr::Const(_), _) => {
                let parts =
                    filter.args.iter().map(argument).chain([inner]).map(|part| self.value(part, true)).collect();
                self.together(parts)
            }
            (_, inner, _) => self.value(inner, false),
        }
    }
}

/// Whether it is a constant that is nothing.
pub(super) fn is_blank(expression: &ast::Expr<'_>) -> bool {
    matches!(expression, ast::Expr::Const(constant) if constant.value.is_none() || constant.value.as_str().is_some_and(|text| text.trim().is_empty()))
}
