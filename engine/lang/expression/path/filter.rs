//! Filters of a path: the members that they name and the functions that they call.

use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, Literal, Segment, Selector, SingularQuery, SingularQuerySegment,
    Test, TestFunction,
};

use serde_json::Value;

use super::{Step, single};

/// A member that a filter names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterMember {
    /// Whether the way begins at the root (`$`) rather than at the node that is tested (`@`).
    pub from_root: bool,
    /// The way.
    pub steps: Vec<Step>,
    /// What the value is held to be equal to, or not to be.
    pub literal: Option<Value>,
}

/// Members that a filter names, as far as each way leads to one node.
pub fn filter_members(filter: &Filter) -> Vec<FilterMember> {
    let mut members = Vec::new();
    collect_members(filter, &mut members);
    members
}

/// The members that a filter holds to be equal to a literal, in whatever it lets through.
pub fn equal_members(filter: &Filter) -> Vec<FilterMember> {
    match filter {
        Filter::And(list) => list.iter().flat_map(equal_members).collect(),
        Filter::Or(list) => match list.as_slice() {
            [only] => equal_members(only),
            _ => Vec::new(),
        },
        Filter::Atom(FilterAtom::Filter { expr, not: false }) => equal_members(expr),
        Filter::Atom(FilterAtom::Comparison(comparison)) if matches!(**comparison, Comparison::Eq(..)) => {
            let mut members = filter_members(filter);
            members.retain(|member| member.literal.is_some());
            members
        }
        Filter::Atom(_) => Vec::new(),
    }
}

fn collect_members(filter: &Filter, members: &mut Vec<FilterMember>) {
    match filter {
        Filter::Or(list) | Filter::And(list) => list.iter().for_each(|filter| collect_members(filter, members)),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => collect_members(expr, members),
        Filter::Atom(FilterAtom::Test { expr, .. }) => test_members(expr, members),
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            let (left, right) = comparison.vals();
            for (side, other) in [(left, right), (right, left)] {
                let literal = equal_to(comparison, other);
                match side {
                    Comparable::SingularQuery(SingularQuery::Current(segments)) => {
                        let steps = segments.iter().map(singular_step).collect();
                        members.push(FilterMember { from_root: false, steps, literal });
                    }
                    Comparable::SingularQuery(SingularQuery::Root(segments)) => {
                        let steps = segments.iter().map(singular_step).collect();
                        members.push(FilterMember { from_root: true, steps, literal });
                    }
                    Comparable::Function(function) => function_members(function, members),
                    Comparable::Literal(_) => {}
                }
            }
        }
    }
}

/// The literal of a comparison that asks whether two values are the same.
fn equal_to(comparison: &Comparison, side: &Comparable) -> Option<Value> {
    match (comparison, side) {
        (Comparison::Eq(..) | Comparison::Ne(..), Comparable::Literal(literal)) => match literal {
            Literal::String(word) => Some(Value::from(word.as_str())),
            Literal::Int(number) => Some(Value::from(*number)),
            Literal::Float(number) => Some(Value::from(*number)),
            Literal::Bool(truth) => Some(Value::from(*truth)),
            Literal::Null => None,
        },
        _ => None,
    }
}

fn test_members(test: &Test, members: &mut Vec<FilterMember>) {
    let steps = |segments: &[Segment]| segments.iter().map_while(single).collect();
    match test {
        Test::RelQuery(segments) => {
            members.push(FilterMember { from_root: false, steps: steps(segments), literal: None });
        }
        Test::AbsQuery(query) => {
            members.push(FilterMember { from_root: true, steps: steps(&query.segments), literal: None });
        }
        Test::Function(function) => function_members(function, members),
    }
}

fn function_members(function: &TestFunction, members: &mut Vec<FilterMember>) {
    for argument in arguments(function) {
        match argument {
            FnArg::Test(test) => test_members(test, members),
            FnArg::Filter(filter) => collect_members(filter, members),
            FnArg::Literal(_) => {}
        }
    }
}

fn arguments(function: &TestFunction) -> Vec<&FnArg> {
    match function {
        TestFunction::Custom(_, arguments) => arguments.iter().collect(),
        TestFunction::Length(argument) => vec![argument],
        TestFunction::Value(argument) | TestFunction::Count(argument) => vec![argument],
        TestFunction::Search(left, right) | TestFunction::Match(left, right) => vec![left, right],
    }
}

fn singular_step(segment: &SingularQuerySegment) -> Step {
    match segment {
        SingularQuerySegment::Name(name) => Step::Member(name.clone()),
        SingularQuerySegment::Index(index) => Step::Element(*index),
    }
}

/// Shows every function of every filter, at any depth.
pub(super) fn visit_filters(segments: &[Segment], visit: &mut dyn FnMut(&TestFunction)) {
    for segment in segments {
        match segment {
            Segment::Descendant(inner) => visit_filters(std::slice::from_ref(inner), visit),
            Segment::Selector(Selector::Filter(filter)) => visit_filter(filter, visit),
            Segment::Selectors(list) => {
                for selector in list {
                    if let Selector::Filter(filter) = selector {
                        visit_filter(filter, visit);
                    }
                }
            }
            Segment::Selector(_) => {}
        }
    }
}

fn visit_filter(filter: &Filter, visit: &mut dyn FnMut(&TestFunction)) {
    match filter {
        Filter::Or(list) | Filter::And(list) => list.iter().for_each(|filter| visit_filter(filter, visit)),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => visit_filter(expr, visit),
        Filter::Atom(FilterAtom::Test { expr, .. }) => match expr.as_ref() {
            Test::RelQuery(segments) => visit_filters(segments, visit),
            Test::AbsQuery(query) => visit_filters(&query.segments, visit),
            Test::Function(function) => visit_function(function, visit),
        },
        Filter::Atom(FilterAtom::Comparison(comparison)) => visit_comparison(comparison, visit),
    }
}

fn visit_comparison(comparison: &Comparison, visit: &mut dyn FnMut(&TestFunction)) {
    let (left, right) = comparison.vals();
    for side in [left, right] {
        if let Comparable::Function(function) = side {
            visit_function(function, visit);
        }
    }
}

fn visit_function(function: &TestFunction, visit: &mut dyn FnMut(&TestFunction)) {
    visit(function);
    for argument in arguments(function) {
        if let FnArg::Filter(filter) = argument {
            visit_filter(filter, visit);
        }
    }
}
