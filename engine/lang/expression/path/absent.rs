//! Filters of a path as they are looked up: in RFC 9535, a member that is null is there; here it is absent like one that
//! is left out.

use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, JpQuery, Literal, Segment, Selector, SingularQuery,
    SingularQuerySegment, Test,
};

/// The query in which `@.a` asks for a member that is not null, and `== null` holds for one that is not there.
pub(super) fn same_as_null(query: &JpQuery) -> JpQuery {
    JpQuery::new(query.segments.iter().map(segment).collect())
}

fn segment(written: &Segment) -> Segment {
    match written {
        Segment::Descendant(inner) => Segment::Descendant(Box::new(segment(inner))),
        Segment::Selector(own) => Segment::Selector(selector(own)),
        Segment::Selectors(list) => Segment::Selectors(list.iter().map(selector).collect()),
    }
}

fn selector(written: &Selector) -> Selector {
    match written {
        Selector::Filter(own) => Selector::Filter(filter(own)),
        other => other.clone(),
    }
}

fn filter(written: &Filter) -> Filter {
    match written {
        Filter::Or(list) => Filter::Or(list.iter().map(filter).collect()),
        Filter::And(list) => Filter::And(list.iter().map(filter).collect()),
        Filter::Atom(FilterAtom::Filter { expr, not }) => Filter::Atom(FilterAtom::filter(filter(expr), *not)),
        Filter::Atom(FilterAtom::Test { expr, not }) => match singular(expr) {
            Some(member) => Filter::Atom(FilterAtom::filter(is_there(member), *not)),
            None => Filter::Atom(FilterAtom::test(test(expr), *not)),
        },
        Filter::Atom(FilterAtom::Comparison(comparison)) => match comparison.as_ref() {
            Comparison::Eq(left, right) => null_member(left, right)
                .map_or_else(|| written.clone(), |member| Filter::Atom(FilterAtom::filter(is_there(member), true))),
            Comparison::Ne(left, right) => null_member(left, right).map_or_else(|| written.clone(), is_there),
            _ => written.clone(),
        },
    }
}

/// A test of what is below many nodes.
fn test(written: &Test) -> Test {
    match written {
        Test::RelQuery(segments) => Test::RelQuery(segments.iter().map(segment).collect()),
        Test::AbsQuery(query) => Test::AbsQuery(same_as_null(query)),
        Test::Function(_) => written.clone(),
    }
}

/// The member that is compared with null.
fn null_member(left: &Comparable, right: &Comparable) -> Option<SingularQuery> {
    match (left, right) {
        (Comparable::SingularQuery(member), Comparable::Literal(Literal::Null))
        | (Comparable::Literal(Literal::Null), Comparable::SingularQuery(member)) => Some(member.clone()),
        _ => None,
    }
}

/// A filter that lets through where a member is there, and not null.
fn is_there(member: SingularQuery) -> Filter {
    let query = match &member {
        SingularQuery::Current(steps) => Test::RelQuery(steps.iter().map(step).collect()),
        SingularQuery::Root(steps) => Test::AbsQuery(JpQuery::new(steps.iter().map(step).collect())),
    };
    let null = Comparison::Ne(Comparable::SingularQuery(member), Comparable::Literal(Literal::Null));
    Filter::And(vec![
        Filter::Atom(FilterAtom::test(query, false)),
        Filter::Atom(FilterAtom::Comparison(Box::new(null))),
    ])
}

fn step(step: &SingularQuerySegment) -> Segment {
    Segment::Selector(match step {
        SingularQuerySegment::Name(name) => Selector::Name(name.clone()),
        SingularQuerySegment::Index(index) => Selector::Index(*index),
    })
}

/// The one member whose presence is asked for.
fn singular(test: &Test) -> Option<SingularQuery> {
    let steps = |segments: &[Segment]| {
        let step = |segment: &Segment| match segment {
            Segment::Selector(Selector::Name(name)) => Some(SingularQuerySegment::Name(name.clone())),
            Segment::Selector(Selector::Index(index)) => Some(SingularQuerySegment::Index(*index)),
            _ => None,
        };
        segments.iter().map(step).collect::<Option<Vec<_>>>()
    };
    match test {
        Test::RelQuery(segments) => steps(segments).map(SingularQuery::Current),
        Test::AbsQuery(query) => steps(&query.segments).map(SingularQuery::Root),
        Test::Function(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Found, Path};
    use serde_json::json;

    #[test]
    fn null_is_absent_in_filters() {
        let value = json!({
            "none": null,
            "q": [{ "n": 1, "role": null }, { "n": 2 }, { "n": 3, "role": "x" }, { "n": 4, "sub": [{ "a": null }] }],
        });
        for (filter, wanted) in [
            ("@.role == null", vec![1, 2, 4]),
            ("null == @.role", vec![1, 2, 4]),
            ("!(@.role == null)", vec![3]),
            ("@.role != null", vec![3]),
            ("@.role", vec![3]),
            ("!@.role", vec![1, 2, 4]),
            ("!@.role && @.n > 1", vec![2, 4]),
            ("@.role || @.n == 2", vec![2, 3]),
            ("$.none", vec![]),
            ("!$.none && @.role == 'x'", vec![3]),
            ("@.sub[0].a", vec![]),
            ("@.sub[?!@.a]", vec![4]),
            ("@.sub[*]", vec![4]),
        ] {
            let path = Path::parse(&format!("$.q[?{filter}].n")).unwrap();
            let Found::Many(Some(found)) = path.find(&value) else { panic!("{filter}") };
            assert_eq!(
                found,
                wanted.iter().map(|n| json!(n)).collect::<Vec<_>>().iter().collect::<Vec<_>>(),
                "{filter}"
            );
        }
    }
}
