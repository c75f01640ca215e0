//! What a template puts into what it gives of the values that it is given, for those who must know that nothing of them is
//! lost: what it only asks for, or leaves out, is not in there.

use std::cmp::Reverse;

use minijinja::machinery::ast;
use serde_json::Value;

use super::{Hop, Name, Reference, References, Template, path_to};

/// Filters that give another spelling of a value, and all of it.
const SPELLING: &[&str] = &["epoch_ms", "epoch_s", "from_epoch_ms", "from_epoch_s"];

/// Whether a template is one value in another spelling, so that whatever it gives stands for the value.
pub(super) fn is_spelling(expression: &ast::Expr<'_>) -> bool {
    match expression {
        ast::Expr::Filter(filter) => {
            SPELLING.contains(&filter.name) && filter.expr.as_ref().is_some_and(|inner| is_spelling(inner))
        }
        ast::Expr::GetAttr(member) => is_spelling(&member.expr),
        ast::Expr::Var(_) => true,
        _ => false,
    }
}

/// The inputs that a template writes out as they are, outside of any condition or loop.
pub(super) fn whole_inputs(tree: &ast::Stmt<'_>, references: &References) -> Vec<String> {
    let ast::Stmt::Template(template) = tree else { return Vec::new() };
    if !references.bound.is_empty() {
        return Vec::new();
    }
    let written = template.children.iter().filter_map(|child| match child {
        ast::Stmt::EmitExpr(emit) => input_of(&emit.expr),
        _ => None,
    });
    written.map(str::to_owned).collect()
}

/// The input that an expression is, in whatever spelling.
fn input_of<'t>(expression: &'t ast::Expr<'_>) -> Option<&'t str> {
    match expression {
        ast::Expr::Filter(filter) if SPELLING.contains(&filter.name) => input_of(filter.expr.as_ref()?),
        ast::Expr::GetAttr(member) => {
            matches!(&member.expr, ast::Expr::Var(root) if root.id == "inputs").then_some(member.name)
        }
        _ => None,
    }
}

impl Template {
    /// The scalars that it names.
    pub fn named<'a>(&self, names: &[Name<'a>]) -> Vec<&'a Value> {
        self.of_root(None, names)
    }

    /// The members that it reads, of those values that it names; not those on the way to another.
    pub fn reads<'a>(&self, names: &[Name<'a>]) -> Vec<Read<'a>> {
        let members = &self.references().members;
        let leads_on = |own: &Reference| {
            members
                .iter()
                .filter(|other| other.root == own.root && other.hops.len() > own.hops.len())
                .any(|other| same_way(&other.hops, &own.hops))
        };
        let reads = members.iter().filter(|reference| !leads_on(reference)).filter_map(|reference| {
            let root = names.iter().find(|name| name.name == reference.root)?.value;
            let way = reference.hops.iter().fold(String::new(), |way, hop| match hop {
                Hop::Member(name, _) => path_to(&way, [name.as_str()]),
                Hop::Element => way + "[*]",
            });
            let is_there = follow(reference, names).into_iter().any(|value| !value.is_null());
            Some(Read { root, way, is_there })
        });
        reads.collect()
    }

    /// The scalars that it names by this root, or by any.
    fn of_root<'a>(&self, root: Option<&str>, names: &[Name<'a>]) -> Vec<&'a Value> {
        let mut found = Vec::new();
        let members = &self.references().members;
        let members = members.iter().filter(|reference| root.is_none_or(|root| reference.root == root));
        for value in members.flat_map(|reference| follow(reference, names)) {
            scalars(value, &mut found);
        }
        found
    }

    /// The scalars that it names and whose text stands in what it `gave`, each in a place of its own; letters count in
    /// either case, and blanks at the ends do not.
    pub fn sent<'a>(&self, names: &[Name<'a>], gave: &Value) -> Vec<&'a Value> {
        let mut found = self.named(names);
        if self.is_chain() || self.is_spelling() {
            return found;
        }
        found.sort_by_key(|value| std::ptr::from_ref(*value));
        found.dedup_by_key(|value| std::ptr::from_ref(*value));
        // Of what a step gave nothing has to be sent, so that the caller's record comes before it. The longest first: a
        // value that is a part of another one must have a place beside it.
        let callers: Vec<*const Value> =
            self.of_root(Some("outer"), names).into_iter().map(std::ptr::from_ref).collect();
        found.sort_by_key(|value| (!callers.contains(&std::ptr::from_ref(*value)), Reverse(text(value).len())));
        let mut given: Vec<&Value> = Vec::new();
        scalars(gave, &mut given);
        let mut places: Vec<String> = given.into_iter().map(text).collect();
        found.retain(|value| {
            let plain = text(value);
            let in_json = Value::String(plain.clone()).to_string();
            takes_place(&plain, &mut places) || takes_place(in_json.trim_matches('"'), &mut places)
        });
        found
    }
}

/// A member that a template reads.
#[derive(Debug, PartialEq)]
pub struct Read<'a> {
    /// The value that has a name in the template.
    pub root: &'a Value,
    /// The way from there, as a path goes on.
    pub way: String,
    /// Whether it is there.
    pub is_there: bool,
}

fn same_way(one: &[Hop], other: &[Hop]) -> bool {
    one.iter().zip(other).all(|pair| match pair {
        (Hop::Member(one, _), Hop::Member(other, _)) => one == other,
        (Hop::Element, Hop::Element) => true,
        _ => false,
    })
}

/// Takes the first place where a text stands, so that no other value is found there.
fn takes_place(text: &str, places: &mut [String]) -> bool {
    for place in places {
        if let Some(start) = place.find(text) {
            place.replace_range(start..start + text.len(), "\0");
            return true;
        }
    }
    false
}

/// A scalar as templates write it, without what may differ.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_lowercase(),
        other => other.to_string(),
    }
}

/// The scalars in a value, but null.
fn scalars<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Null => {}
        Value::Array(list) => list.iter().for_each(|value| scalars(value, found)),
        Value::Object(members) => members.values().for_each(|value| scalars(value, found)),
        scalar => found.push(scalar),
    }
}

fn follow<'a>(reference: &Reference, names: &[Name<'a>]) -> Vec<&'a Value> {
    let root = names.iter().find(|name| name.name == reference.root);
    let mut found: Vec<&'a Value> = root.map(|name| name.value).into_iter().collect();
    for hop in &reference.hops {
        found = match hop {
            Hop::Member(name, _) => found.into_iter().filter_map(|value| value.as_object()?.get(name)).collect(),
            Hop::Element => found.into_iter().filter_map(Value::as_array).flatten().collect(),
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{Name, Template};
    use serde_json::{Value, json};

    fn check(template: &str, record: &Value, wanted: &[&str]) {
        let names = [Name::new("record", record)];
        let template = Template::parse(template).unwrap();
        let gave = template.evaluate(&names).unwrap().unwrap();
        let mut sent: Vec<String> = template.sent(&names, &gave).into_iter().map(Value::to_string).collect();
        sent.sort();
        assert_eq!(sent, wanted, "{gave}");
    }

    #[test]
    fn only_what_stands_in_the_result_was_sent() {
        let record = json!({ "a": "Ada", "b": "Byrne", "tags": ["x1", "x2"], "at": "2026-01-01T00:00:00Z" });
        check("{{ record.a }} {{ record.b }}", &record, &["\"Ada\"", "\"Byrne\""]);
        check("{{ record.a | upper }}", &record, &["\"Ada\""]);
        check("{{ record.tags[0] }}", &record, &["\"x1\""]);
        check("{{ record.tags | last }}", &record, &["\"x2\""]);
        check("{{ record.tags | join(', ') }}", &record, &["\"x1\"", "\"x2\""]);
        check("{% for tag in record.tags %}{{ tag }};{% endfor %}", &record, &["\"x1\"", "\"x2\""]);
        check("{{ record.tags | length }}", &record, &[]);
        check("{{ record.a if record.tags }}", &record, &["\"Ada\""]);
        check("{{ 'yes' if record.b else record.a }}", &record, &[]);
        check("{{ record.b | replace('Byrne', 'B.') }}", &record, &[]);
        check("{{ record.at | epoch_ms }}", &record, &["\"2026-01-01T00:00:00Z\""]);
        check("{{ record }}", &json!({ "a": "say \"so\"", "b": 1.5 }), &["\"say \\\"so\\\"\"", "1.5"]);
    }

    #[test]
    fn a_value_is_not_found_inside_another() {
        check("{{ record.tags[1] }}", &json!({ "tags": ["1", "12"] }), &["\"12\""]);
        check("{{ record.tags | unique | join }}", &json!({ "tags": ["a", "a"] }), &["\"a\""]);
        check("{{ record.tags | join(' ') }}", &json!({ "tags": ["1", "12", "1"] }), &["\"1\"", "\"1\"", "\"12\""]);
    }
}
