//! Every value that a table of Ashby's mappings has is recorded somewhere, so that each entry was seen to work, and every
//! value that a schema of its records lists, mapped or not. Every value that an input lists is sent.

use std::collections::BTreeSet;

use engine_lang::expression::Expression;
use engine_lang::plan::{Elements, Field, Filling, InputType, Rule};
use engine_runtime::call::{Call, Given};
use engine_runtime::credentials::Credentials;
use engine_runtime::request::Request;
use serde_json::{Value, json};

use crate::ashby::{asking, invented_inputs};
use crate::support::shapes::Shapes;
use crate::support::{plan, root};

/// The entries of all tables over plain paths, by the member that they are over.
fn tables(fields: &[Field], found: &mut BTreeSet<(String, String)>) {
    fields.iter().filter_map(|field| field.filling.as_ref()).for_each(|filling| of(filling, found));
}

fn of(filling: &Filling, found: &mut BTreeSet<(String, String)>) {
    match &filling.rule {
        Rule::Value(_) | Rule::One(_) | Rule::Step { .. } | Rule::Unasked { .. } => {}
        Rule::List(list) | Rule::First(list) => list.iter().for_each(|filling| of(filling, found)),
        Rule::Object { fields, .. } => tables(fields, found),
        Rule::Each(Elements { element, .. }) | Rule::FirstOf(Elements { element, .. }) => of(element, found),
        Rule::LookUp { value, .. } | Rule::When { value, .. } | Rule::OneOf { value, .. } => of(value, found),
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

/// What was recorded of an operation.
fn answers(operation: &str) -> Vec<Value> {
    let folder = root(&format!("tests/resources/ashby/{operation}"));
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| serde_json::from_str::<Value>(&std::fs::read_to_string(path).unwrap()).unwrap())
        .map(|mut exchange| exchange["response"]["body"].take())
        .collect()
}

/// The records of an answer, one or several.
fn records(body: &Value) -> &[Value] {
    body["results"].as_array().map_or_else(|| std::slice::from_ref(&body["results"]), Vec::as_slice)
}

#[test]
fn every_value_of_every_table_was_recorded() {
    let (mut wanted, mut recorded) = (BTreeSet::new(), BTreeSet::new());
    for operation in plan("connectors", "ashby").connector().operations.values() {
        operation.mapping.iter().for_each(|mapping| tables(&mapping.fields, &mut wanted));
        answers(&operation.name).iter().for_each(|body| scalars(body, &mut recorded));
    }
    assert!(wanted.len() > 50, "{wanted:?}");
    let missing: Vec<_> = wanted.difference(&recorded).collect();
    assert!(missing.is_empty(), "never recorded: {missing:?}");
}

/// Members of single records whose values no list shows: one value that is recorded, and why the others are not.
const SINGLE: [(&str, &str, &str); 4] = [
    ("employmentType", "FULL_TIME", "a list of postings has no `linkedData`"),
    ("status", "WaitingOnOfferCreation", "a process of an offer is told of when it starts, and never again"),
    ("status", "in_progress", "of two operations, one starts a report and one gives it"),
    ("webhookType", "applicationUpdate", "there is no list of webhooks; each type has a delivery in tests/webhooks"),
];

/// A value that a member may have: the member, all that it may have, and this one.
type Choice = (String, Vec<String>, String);

fn choices(schema: &Value, member: &str) -> Vec<Choice> {
    let all: Vec<String> =
        schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    all.iter().map(|one| (member.to_owned(), all.clone(), one.clone())).collect()
}

/// What schemas list, and what of it was seen.
struct Choices {
    shapes: Shapes,
    listed: BTreeSet<Choice>,
    recorded: BTreeSet<Choice>,
    /// The schemas that are still to be read.
    open: Vec<String>,
}

impl Choices {
    fn list(&mut self, file: &str, schema: &Value, member: &str) {
        self.listed.extend(choices(schema, member));
        if let Some(reference) = schema["$ref"].as_str() {
            self.open.push(self.shapes.target(file, reference).0);
        }
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            self.list(file, inner, name);
        }
        let branches = schema["anyOf"].as_array().into_iter().flatten();
        branches.chain(schema.get("items")).for_each(|inner| self.list(file, inner, member));
    }

    fn record(&mut self, file: &str, schema: &Value, member: &str, value: &Value) {
        self.recorded.extend(choices(schema, member).into_iter().filter(|(_, _, choice)| value == choice));
        if let Some(reference) = schema["$ref"].as_str() {
            let (file, schema) = self.shapes.target(file, reference);
            self.record(&file, &schema, member, value);
        }
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            value.get(name).iter().for_each(|value| self.record(file, inner, name, value));
        }
        for branch in schema["anyOf"].as_array().into_iter().flatten() {
            self.record(file, branch, member, value);
        }
        if let (Some(inner), Some(list)) = (schema.get("items"), value.as_array()) {
            list.iter().for_each(|value| self.record(file, inner, member, value));
        }
    }
}

#[test]
fn every_value_that_records_list_was_recorded() {
    let shapes = Shapes::new("schemas");
    let mut all = Choices { shapes, listed: BTreeSet::new(), recorded: BTreeSet::new(), open: Vec::new() };
    for operation in plan("connectors", "ashby").connector().operations.values() {
        let Some(name) = &operation.record else { continue };
        all.open.push(name.clone());
        let schema = all.shapes.schema(name);
        for record in answers(&operation.name).iter().flat_map(records) {
            all.record(name, &schema, "", record);
        }
    }
    let mut read = BTreeSet::new();
    while let Some(name) = all.open.pop() {
        if read.insert(name.clone()) {
            all.list(&name, &all.shapes.schema(&name), "");
        }
    }
    assert!(all.listed.len() > 150, "{} are too few", all.listed.len());
    let mut missing: Vec<&Choice> = all.listed.difference(&all.recorded).collect();
    for (member, seen, _) in SINGLE {
        let is_it = |(own, all, _): &Choice| own == member && all.iter().any(|one| one == seen);
        assert!(missing.iter().any(|choice| is_it(choice)), "all of {member} was recorded");
        assert!(all.recorded.iter().any(|choice| is_it(choice) && choice.2 == seen), "{seen} was not recorded");
        missing.retain(|choice| !is_it(choice));
    }
    assert!(missing.is_empty(), "never recorded: {missing:?}");
}

#[test]
fn every_value_that_inputs_list_is_sent() {
    let plan = plan("connectors", "ashby");
    let credentials = Credentials::gather(plan.connector(), |name, _| Some(format!("credential-{name}"))).unwrap();
    let mut count = 0;
    for operation in asking(&plan) {
        for (name, input) in &operation.inputs {
            for choice in input.choices.iter().flatten() {
                let mut given = invented_inputs(operation);
                let is_list = input.kind == InputType::Array;
                given.insert(name.clone(), if is_list { json!([choice]) } else { choice.clone() });
                let given = given.into_iter().map(|(name, value)| (name, Given::Json(value)));
                let call = Call::bind(operation, given.collect()).unwrap();
                let request = Request::first(&plan, operation, &call, &credentials, None).unwrap();
                let body = request.body.clone().unwrap_or_default();
                assert!(body.to_string().contains(&choice.to_string()), "{} sends no {choice}: {body}", operation.name);
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count} are too few");
}
