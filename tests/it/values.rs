//! Every value that a table of Ashby's mappings has is recorded somewhere, so that each entry was seen to work.

use std::collections::BTreeSet;

use engine_lang::expression::Expression;
use engine_lang::plan::{Elements, Field, Filling, Rule};
use serde_json::Value;

use crate::support::{plan, root};

/// The entries of all tables over plain paths, by the member that they are over.
fn tables(fields: &[Field], found: &mut BTreeSet<(String, String)>) {
    fields.iter().filter_map(|field| field.filling.as_ref()).for_each(|filling| of(filling, found));
}

fn of(filling: &Filling, found: &mut BTreeSet<(String, String)>) {
    match &filling.rule {
        Rule::Value(_) | Rule::One(_) | Rule::Step { .. } => {}
        Rule::List(list) | Rule::First(list) => list.iter().for_each(|filling| of(filling, found)),
        Rule::Object { fields, .. } => tables(fields, found),
        Rule::Each(Elements { element, .. }) | Rule::FirstOf(Elements { element, .. }) => of(element, found),
        Rule::LookUp { value, .. } | Rule::When { value, .. } => of(value, found),
        Rule::Table { from, entries, .. } => {
            if let Rule::Value(Expression::Path(path)) = &from.rule {
                let member = path.text().rsplit('.').next().unwrap();
                found.extend(entries.keys().map(|theirs| (member.to_owned(), theirs.clone())));
            }
        }
    }
}

/// Every scalar of a recorded answer, with the member that it stands at.
fn scalars(value: &Value, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                found.insert((name.clone(), text));
                scalars(value, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| scalars(value, found)),
        _ => {}
    }
}

#[test]
fn every_value_of_every_table_was_recorded() {
    let (mut wanted, mut recorded) = (BTreeSet::new(), BTreeSet::new());
    for operation in plan("connectors", "ashby").connector().operations.values() {
        operation.mapping.iter().for_each(|mapping| tables(&mapping.fields, &mut wanted));
        let folder = root(&format!("tests/resources/ashby/{}", operation.name));
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let exchange: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
                scalars(&exchange["response"]["body"], &mut recorded);
            }
        }
    }
    assert!(wanted.len() > 50, "{wanted:?}");
    let missing: Vec<_> = wanted.difference(&recorded).collect();
    assert!(missing.is_empty(), "never recorded: {missing:?}");
}
