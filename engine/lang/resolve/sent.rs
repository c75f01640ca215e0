//! Arguments that are called like those of paging: what an operation asks of a list beside its `pagination`.

use indexmap::IndexMap;
use serde_json::Value;

use crate::definition::InputType;
use crate::expression::{Expression, Step};
use crate::paging::{Asked, Holds, asked};
use crate::plan::{Input, PageSize, Placed, Slot, Tree};
use crate::source::Span;

/// An argument that is called like one of paging.
#[derive(Debug)]
pub struct Sent {
    /// Where it is sent.
    pub place: Placed<Slot>,
    /// What its name says.
    pub asked: Asked,
}

/// All of them: parameters, headers, and members of the body.
pub(super) fn sent(
    query: &[(String, Placed<Expression>)],
    query_spans: &IndexMap<String, Span>,
    headers: &[(String, Placed<Expression>)],
    body: Option<&Tree>,
    inputs: &IndexMap<String, Input>,
) -> Vec<Sent> {
    let arguments = query.iter().map(|(name, value)| {
        let span = query_spans.get(name).copied().unwrap_or(value.span);
        Argument { name, holds: holds(&value.value, inputs), place: Placed::new(Slot::Query(name.clone()), span) }
    });
    let mut all = meanings(arguments.collect());
    for (name, value) in headers {
        let place = Placed::new(Slot::Header(name.clone()), value.span);
        all.extend(meanings(vec![Argument { name, holds: doubtful(holds(&value.value, inputs)), place }]));
    }
    let mut open: Vec<(Vec<String>, &Tree)> = body.map(|body| (Vec::new(), body)).into_iter().collect();
    while let Some((way, tree)) = open.pop() {
        let Tree::Object(members) = tree else { continue };
        let mut arguments = Vec::new();
        for member in members {
            let mut inner = way.clone();
            inner.push(member.name.value.clone());
            match &member.value {
                Tree::Value(value) => {
                    let holds = holds(&value.value, inputs);
                    let holds = if way.is_empty() { holds } else { doubtful(holds) };
                    let place = Placed::new(Slot::Body(inner), member.name.span);
                    arguments.push(Argument { name: &member.name.value, holds, place });
                }
                tree => open.push((inner, tree)),
            }
        }
        all.extend(meanings(arguments));
    }
    all
}

/// What is sent under a name.
struct Argument<'a> {
    name: &'a str,
    /// What its value is; `None` for one that says nothing of pages, whatever its name.
    holds: Option<Holds>,
    place: Placed<Slot>,
}

/// What arguments that stand beside each other ask.
fn meanings(arguments: Vec<Argument<'_>>) -> Vec<Sent> {
    let arguments: Vec<(Argument<'_>, Holds)> =
        arguments.into_iter().filter_map(|argument| argument.holds.map(|holds| (argument, holds))).collect();
    let members: Vec<(&str, Holds)> = arguments.iter().map(|(argument, holds)| (argument.name, *holds)).collect();
    let meanings = asked(&members);
    let sent = arguments.into_iter().zip(meanings);
    sent.filter_map(|((argument, _), asked)| Some(Sent { place: argument.place, asked: asked? })).collect()
}

/// The places of the request that say how many records are wanted.
pub(super) fn sizes(sent: &[Sent], page_size: Option<&PageSize>) -> Vec<Slot> {
    let sizes = sent.iter().filter(|sent| sent.asked == Asked::Size).map(|sent| &sent.place.value);
    sizes.chain(page_size.map(|size| &size.to)).cloned().collect()
}

/// What an argument is, as far as the file says.
fn holds(value: &Expression, inputs: &IndexMap<String, Input>) -> Option<Holds> {
    if let Expression::Literal(value) = value {
        return number(value).map(|_| Holds::Number);
    }
    let kind = input(value, inputs).map(|input| input.kind);
    Some(match kind {
        Some(InputType::Integer | InputType::Number) => Holds::Number,
        Some(InputType::String) => Holds::Text,
        // A time is what a list is filtered by: `after`.
        Some(InputType::Date | InputType::DateTime) => Holds::Time,
        Some(InputType::Boolean) => Holds::Boolean,
        _ => Holds::Other,
    })
}

/// In a header or deeper in a body, a number under a word such as `count` is about something else.
fn doubtful(holds: Option<Holds>) -> Option<Holds> {
    holds.map(|holds| if holds == Holds::Number { Holds::Other } else { holds })
}

/// The input that stands alone in an argument.
fn input<'a>(value: &Expression, inputs: &'a IndexMap<String, Input>) -> Option<&'a Input> {
    let name = match value {
        Expression::Path(path) => match path.lead() {
            [Step::Member(root), Step::Member(name)] if root == "inputs" => name,
            _ => return None,
        },
        Expression::Template(template) => {
            return template.references().members.iter().find_map(|reference| {
                let only = reference.hops.first().filter(|_| reference.root == "inputs")?;
                match only {
                    crate::expression::Hop::Member(name, _) => inputs.get(name),
                    crate::expression::Hop::Element => None,
                }
            });
        }
        Expression::Literal(_) => return None,
    };
    inputs.get(name)
}

/// A number, also as text: in a query all of them are.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
