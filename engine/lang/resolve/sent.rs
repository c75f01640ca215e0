//! Arguments that are called like those of paging: what an operation asks of a list beside its `pagination`.

use indexmap::IndexMap;
use serde_json::Value;

use crate::definition::InputType;
use crate::expression::{Expression, Step};
use crate::paging::{Asked, asked, limits};
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
    let mut all = Vec::new();
    let one = |name: &str, top: bool, value: &Expression, slot: Slot, span: Span| {
        let asked = meaning(name, top, value, inputs)?;
        Some(Sent { place: Placed::new(slot, span), asked })
    };
    for (name, value) in query {
        let span = query_spans.get(name).copied().unwrap_or(value.span);
        all.extend(one(name, true, &value.value, Slot::Query(name.clone()), span));
    }
    for (name, value) in headers {
        all.extend(one(name, false, &value.value, Slot::Header(name.clone()), value.span));
    }
    let mut open: Vec<(Vec<String>, &Tree)> = body.map(|body| (Vec::new(), body)).into_iter().collect();
    while let Some((way, tree)) = open.pop() {
        let Tree::Object(members) = tree else { continue };
        for member in members {
            let mut inner = way.clone();
            inner.push(member.name.value.clone());
            match &member.value {
                Tree::Value(value) => {
                    let (name, span) = (&member.name.value, member.name.span);
                    all.extend(one(name, way.is_empty(), &value.value, Slot::Body(inner), span));
                }
                tree => open.push((inner, tree)),
            }
        }
    }
    all
}

/// The places of the request that say how many records are wanted.
pub(super) fn sizes(sent: &[Sent], page_size: Option<&PageSize>) -> Vec<Slot> {
    let sizes = sent.iter().filter(|sent| sent.asked == Asked::Size).map(|sent| &sent.place.value);
    sizes.chain(page_size.map(|size| &size.to)).cloned().collect()
}

/// What an argument asks, by its name and by what is sent there.
fn meaning(name: &str, top: bool, value: &Expression, inputs: &IndexMap<String, Input>) -> Option<Asked> {
    let input = input(value, inputs);
    let by_name = asked(name);
    match by_name {
        // A time is what a list is filtered by: `after`.
        Some(_) if matches!(input.map(|input| input.kind), Some(InputType::Date | InputType::DateTime)) => None,
        Some(_) if matches!(value, Expression::Literal(value) if number(value).is_none()) => None,
        Some(asked) => Some(asked),
        // Deeper in a body, a word such as `count` is about something else.
        None => {
            let is_number = match (value, input) {
                (Expression::Literal(value), _) => number(value).is_some(),
                (_, Some(input)) => matches!(input.kind, InputType::Integer | InputType::Number),
                _ => false,
            };
            (top && is_number && limits(name)).then_some(Asked::Size)
        }
    }
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
