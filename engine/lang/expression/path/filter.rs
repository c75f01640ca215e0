//! Filters of a path: the members that they name and the functions that they call.

use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, Literal, Segment, Selector, SingularQuery, SingularQuerySegment,
    Test, TestFunction,
};

use serde_json::Value;

use super::{Path, Step, single};

/// A member that a filter names.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterMember {
    /// Whether the way begins at the root (`$`) rather than at the node that is tested (`@`).
    pub from_root: bool,
    /// The way, as far as it leads to one node.
    pub steps: Vec<Step>,
    /// What follows of the way, from the first segment that can match many nodes.
    pub rest: Vec<Segment>,
    /// What is asked of it.
    pub asked: Asked,
}

/// What a filter asks of a member.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// Whether it is there.
    Presence,
    /// Whether it is this value, or is not.
    Equal(Value),
    /// Whether it comes before or after this value.
    Order(Value),
    /// Whether it is text of a pattern.
    Pattern,
    /// Whether it is the member before it, or which of the two comes first.
    Same {
        /// Which of them comes first.
        ordered: bool,
    },
    /// How long it is.
    Length,
    /// What shapes cannot answer.
    Other,
}

/// Members that a filter names.
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
            // Of many, `value` compares the only one.
            members.retain(|member| matches!(member.asked, Asked::Equal(_)) && member.rest.is_empty());
            members
        }
        Filter::Atom(_) => Vec::new(),
    }
}

/// The pairs of members that a filter holds to be the same, in whatever it lets through.
pub fn same_members(filter: &Filter) -> Vec<[FilterMember; 2]> {
    match filter {
        Filter::And(list) => list.iter().flat_map(same_members).collect(),
        Filter::Atom(FilterAtom::Comparison(comparison)) if matches!(**comparison, Comparison::Eq(..)) => {
            let pair = <[FilterMember; 2]>::try_from(filter_members(filter)).ok();
            let is_plain = |pair: &[FilterMember; 2]| pair.iter().all(|member| member.rest.is_empty());
            pair.filter(is_plain).into_iter().collect()
        }
        Filter::Or(_) | Filter::Atom(_) => Vec::new(),
    }
}

impl Path {
    /// Whether a filter asks for one text or number, as in `[?@.title == 'Salary']`: a schema seldom tells it from a wrong one.
    pub fn seeks_one(&self) -> bool {
        self.seeks_one
    }
}

/// Whether one of the filters lets nothing through but what has one text or number.
pub(super) fn seeks_one(segments: &[Segment]) -> bool {
    segments.iter().any(|segment| {
        let Segment::Selector(Selector::Filter(filter)) = segment else { return false };
        equal_members(filter)
            .iter()
            .any(|member| matches!(member.asked, Asked::Equal(Value::String(_) | Value::Number(_))))
    })
}

/// The members of `@` without which a node does not pass.
pub fn needed_members(filter: &Filter) -> Vec<FilterMember> {
    let mut members = match filter {
        Filter::And(list) => list.iter().flat_map(needed_members).collect(),
        Filter::Or(list) if list.len() == 1 => list.iter().flat_map(needed_members).collect(),
        Filter::Atom(FilterAtom::Filter { expr, not: false }) => needed_members(expr),
        Filter::Atom(FilterAtom::Test { expr, not: false }) => {
            let mut members = Vec::new();
            test_members(expr, &Asked::Presence, &mut members);
            members
        }
        Filter::Atom(FilterAtom::Comparison(comparison)) if !matches!(**comparison, Comparison::Ne(..)) => {
            let mut members = Vec::new();
            comparison_members(comparison, &mut members);
            // Two absent members are equal, and what is absent is equal to null.
            members.retain(
                |member| matches!(&member.asked, Asked::Equal(literal) | Asked::Order(literal) if !literal.is_null()),
            );
            members
        }
        Filter::Or(_) | Filter::Atom(_) => Vec::new(),
    };
    members.retain(|member| !member.from_root);
    members
}

fn collect_members(filter: &Filter, members: &mut Vec<FilterMember>) {
    match filter {
        Filter::Or(list) | Filter::And(list) => list.iter().for_each(|filter| collect_members(filter, members)),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => collect_members(expr, members),
        Filter::Atom(FilterAtom::Test { expr, .. }) => test_members(expr, &Asked::Presence, members),
        Filter::Atom(FilterAtom::Comparison(comparison)) => comparison_members(comparison, members),
    }
}

fn comparison_members(comparison: &Comparison, members: &mut Vec<FilterMember>) {
    let (left, right) = comparison.vals();
    for (side, other) in [(left, right), (right, left)] {
        let is_second = std::ptr::eq(side, right);
        let ordered = !matches!(comparison, Comparison::Eq(..) | Comparison::Ne(..));
        let asked = match other {
            Comparable::Literal(literal) if ordered => Asked::Order(value_of(literal)),
            Comparable::Literal(literal) => Asked::Equal(value_of(literal)),
            _ if is_second && is_node(left) => Asked::Same { ordered },
            _ => Asked::Other,
        };
        let (from_root, segments) = match side {
            Comparable::SingularQuery(SingularQuery::Current(segments)) => (false, segments),
            Comparable::SingularQuery(SingularQuery::Root(segments)) => (true, segments),
            Comparable::Function(TestFunction::Value(argument)) if is_node(side) => {
                argument_members(argument, &asked, members);
                continue;
            }
            Comparable::Function(function) => {
                function_members(function, members);
                continue;
            }
            Comparable::Literal(_) => continue,
        };
        let steps = segments.iter().map(singular_step).collect();
        members.push(FilterMember { from_root, steps, rest: Vec::new(), asked });
    }
}

/// Whether one side of a comparison is a value that the answer has, and not one that is computed.
fn is_node(side: &Comparable) -> bool {
    match side {
        Comparable::SingularQuery(_) => true,
        Comparable::Function(TestFunction::Value(argument)) => {
            matches!(argument, FnArg::Test(test) if !matches!(**test, Test::Function(_)))
        }
        Comparable::Function(_) | Comparable::Literal(_) => false,
    }
}

fn value_of(literal: &Literal) -> Value {
    match literal {
        Literal::String(word) => Value::from(word.as_str()),
        Literal::Int(number) => Value::from(*number),
        Literal::Float(number) => Value::from(*number),
        Literal::Bool(truth) => Value::from(*truth),
        Literal::Null => Value::Null,
    }
}

fn test_members(test: &Test, asked: &Asked, members: &mut Vec<FilterMember>) {
    let (from_root, segments) = match test {
        Test::RelQuery(segments) => (false, segments),
        Test::AbsQuery(query) => (true, &query.segments),
        Test::Function(function) => return function_members(function, members),
    };
    let steps: Vec<Step> = segments.iter().map_while(single).collect();
    let rest = segments[steps.len()..].to_vec();
    // Whether there is one at all can be asked of many.
    let asked = if rest.is_empty() || *asked != Asked::Presence { asked.clone() } else { Asked::Other };
    members.push(FilterMember { from_root, steps, rest, asked });
}

fn function_members(function: &TestFunction, members: &mut Vec<FilterMember>) {
    let asked = match function {
        TestFunction::Match(..) | TestFunction::Search(..) => Asked::Pattern,
        TestFunction::Length(_) => Asked::Length,
        TestFunction::Value(_) | TestFunction::Count(_) | TestFunction::Custom(..) => Asked::Other,
    };
    arguments(function).into_iter().for_each(|argument| argument_members(argument, &asked, members));
}

fn argument_members(argument: &FnArg, asked: &Asked, members: &mut Vec<FilterMember>) {
    match argument {
        FnArg::Test(test) => test_members(test, asked, members),
        FnArg::Filter(filter) => collect_members(filter, members),
        FnArg::Literal(_) => {}
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

/// Shows every function of every filter, at any depth, with what it is compared with.
pub(super) fn visit_filters(segments: &[Segment], visit: &mut Visit<'_>) {
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

pub(super) type Visit<'v> = dyn FnMut(&TestFunction, Option<&Comparable>) + 'v;

fn visit_filter(filter: &Filter, visit: &mut Visit<'_>) {
    match filter {
        Filter::Or(list) | Filter::And(list) => list.iter().for_each(|filter| visit_filter(filter, visit)),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => visit_filter(expr, visit),
        Filter::Atom(FilterAtom::Test { expr, .. }) => visit_test(expr, visit),
        Filter::Atom(FilterAtom::Comparison(comparison)) => visit_comparison(comparison, visit),
    }
}

fn visit_test(test: &Test, visit: &mut Visit<'_>) {
    match test {
        Test::RelQuery(segments) => visit_filters(segments, visit),
        Test::AbsQuery(query) => visit_filters(&query.segments, visit),
        Test::Function(function) => visit_function(function, None, visit),
    }
}

fn visit_comparison(comparison: &Comparison, visit: &mut Visit<'_>) {
    let (left, right) = comparison.vals();
    for (side, other) in [(left, right), (right, left)] {
        if let Comparable::Function(function) = side {
            visit_function(function, Some(other), visit);
        }
    }
}

fn visit_function(function: &TestFunction, other: Option<&Comparable>, visit: &mut Visit<'_>) {
    visit(function, other);
    for argument in arguments(function) {
        match argument {
            FnArg::Filter(filter) => visit_filter(filter, visit),
            FnArg::Test(test) => visit_test(test, visit),
            FnArg::Literal(_) => {}
        }
    }
}
