//! The invented data of Ashby's cases is that of one company: what a record names is there, and is called the same
//! wherever it stands. `tests/ashby-ids.yaml` says which members hold ids, and of what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use engine_lang::Plan;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::support::{files, plan, root};

/// The members of which one says by name whose id it has.
const CALLED: [&str; 9] =
    ["name", "title", "text", "firstName", "lastName", "email", "primaryEmailAddress", "sourceType", "fieldType"];

/// Where ids of one kind of record stand.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    #[serde(default)]
    has: BTreeSet<String>,
    #[serde(default)]
    named: BTreeSet<String>,
    #[serde(default)]
    gone: BTreeMap<String, String>,
}

/// An id, and the object that has it at a member.
struct Mention {
    id: String,
    /// Where the object stands: a member, or the schema of a record.
    at: String,
    member: String,
    object: Map<String, Value>,
    place: String,
}

impl Mention {
    /// What the table may call the place: by both members, or by the inner one, but for `id`, which says nothing alone;
    /// one that is an id itself is `*`.
    fn words(&self) -> impl Iterator<Item = String> {
        let alone = (self.member != "id" || self.at.is_empty()).then(|| self.member.clone());
        let member = if is_id(&self.member) { "*" } else { &self.member };
        std::iter::once(format!("{}.{member}", self.at)).chain(alone)
    }

    /// Whether the object is of what has the id, and not of what refers to it.
    fn describes(&self) -> bool {
        ["id", "userId"].contains(&self.member.as_str())
    }
}

/// All that the cases have, and the table.
struct Company {
    kinds: BTreeMap<String, Kind>,
    mentions: Vec<Mention>,
}

fn is_id(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

impl Company {
    fn read() -> Self {
        let table = std::fs::read_to_string(root("tests/ashby-ids.yaml")).unwrap();
        let mut company = Self { kinds: serde_yaml::from_str(&table).unwrap(), mentions: Vec::new() };
        let plan = plan("connectors", "ashby");
        for path in files("tests/resources/ashby", ".json") {
            let exchange = json(&path);
            let asked = exchange["request"].as_str().unwrap().trim_start_matches("POST ");
            company.answer(&plan, asked, &exchange["response"]["body"], &path);
        }
        for path in files("tests/writes/ashby", "answers.json") {
            for (asked, body) in json(&path).as_object().unwrap() {
                company.answer(&plan, asked, body, &path);
            }
        }
        for path in files("tests/resources/ashby", "call.yaml") {
            let call: Value = serde_yaml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            company.add(&call["inputs"], "", &path);
        }
        for path in files("tests/writes/ashby", "record.json") {
            company.add(&json(&path), "", &path);
        }
        for path in files("tests/webhooks/ashby", "delivery.json") {
            company.add(&json(&path)["data"], "", &path);
        }
        assert!(company.mentions.len() > 2000, "{} are too few", company.mentions.len());
        company
    }

    /// The records of an answer stand at the schema that they have.
    fn answer(&mut self, plan: &Plan, asked: &str, body: &Value, path: &Path) {
        let operation = plan.called(asked.trim_start_matches('/')).unwrap();
        self.add(&body["results"], operation.record.as_deref().unwrap_or(""), path);
    }

    fn add(&mut self, value: &Value, at: &str, path: &Path) {
        match value {
            Value::Array(list) => list.iter().for_each(|one| self.add(one, at, path)),
            Value::Object(members) => {
                for (name, inner) in members {
                    // The answers to a form stand at the ids of its fields.
                    if is_id(name) {
                        self.mention(name, ("", at), members, path);
                    }
                    let scalars = inner.as_array().map_or_else(|| std::slice::from_ref(inner), Vec::as_slice);
                    for id in scalars.iter().filter_map(Value::as_str).filter(|text| is_id(text)) {
                        self.mention(id, (at, name), members, path);
                    }
                    self.add(inner, name, path);
                }
            }
            _ => {}
        }
    }

    fn mention(&mut self, id: &str, (at, member): (&str, &str), object: &Map<String, Value>, path: &Path) {
        let place = path.strip_prefix(root("tests")).unwrap().display().to_string();
        let (id, at, member) = (id.to_owned(), at.to_owned(), member.to_owned());
        self.mentions.push(Mention { id, at, member, object: object.clone(), place });
    }

    /// The kind that an id is of by the table, and whether its own record has it there.
    fn kind(&self, mention: &Mention) -> Option<(&str, bool)> {
        mention.words().find_map(|word| {
            self.kinds.iter().find_map(|(name, kind)| {
                let has = kind.has.contains(&word);
                (has || kind.named.contains(&word)).then_some((name.as_str(), has))
            })
        })
    }

    /// The ids at a place.
    fn at(&self, word: &'static str) -> impl Iterator<Item = &Mention> {
        self.mentions.iter().filter(move |mention| mention.words().any(|own| own == word))
    }

    /// The ids that records of each kind have.
    fn records(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut records: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for mention in &self.mentions {
            if let Some((kind, true)) = self.kind(mention) {
                records.entry(kind).or_default().insert(&mention.id);
            }
        }
        records
    }
}

#[test]
fn every_id_is_of_a_record() {
    let company = Company::read();
    let records = company.records();
    let mut wrong = BTreeSet::new();
    for mention in &company.mentions {
        let Mention { id, at, member, place, .. } = mention;
        let Some((kind, _)) = company.kind(mention) else {
            wrong.insert(format!("nothing says what `{at}.{member}` is an id of, as in {place}"));
            continue;
        };
        let is_there = match kind {
            "any" => records.values().any(|ids| ids.contains(id.as_str())),
            kind => records.get(kind).is_some_and(|ids| ids.contains(id.as_str())),
        };
        if !is_there && !company.kinds[kind].gone.contains_key(id) {
            wrong.insert(format!("no {kind} has the id {id}, which `{member}` names in {place}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_has_nothing_that_no_case_has() {
    let company = Company::read();
    let seen: BTreeSet<String> = company.mentions.iter().flat_map(Mention::words).collect();
    for (name, kind) in &company.kinds {
        let unseen: Vec<_> = kind.has.union(&kind.named).filter(|word| !seen.contains(*word)).collect();
        assert!(unseen.is_empty(), "{name}: {unseen:?}");
        let is_named = |id: &String| company.mentions.iter().any(|mention| mention.id == *id);
        assert!(kind.gone.keys().all(is_named), "{name}: {:?}", kind.gone);
    }
}

#[test]
fn no_two_kinds_of_records_share_an_id() {
    let company = Company::read();
    let is_given = |kind: &&str| company.kinds[*kind].has.iter().any(|word| word.starts_with("ashby/"));
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (kind, ids) in company.records().into_iter().filter(|(kind, _)| is_given(kind)) {
        for id in ids {
            if let Some(other) = owners.insert(id, kind) {
                panic!("{id} is of {other} and of {kind}");
            }
        }
    }
}

#[test]
fn what_has_one_id_is_called_the_same_everywhere() {
    let company = Company::read();
    let mut names: BTreeMap<(&str, &str, &str), BTreeMap<String, &str>> = BTreeMap::new();
    // What is written changes names, and answers are given to writes because they differ.
    for mention in company.mentions.iter().filter(|one| one.describes() && !one.place.starts_with("writes/")) {
        let Some((kind, _)) = company.kind(mention) else { continue };
        for member in CALLED {
            if let Some(value) = mention.object.get(member).filter(|value| !value.is_null()) {
                names.entry((kind, &mention.id, member)).or_default().insert(value.to_string(), &mention.place);
            }
        }
    }
    assert!(names.len() > 200, "{} are too few", names.len());
    let differing: Vec<_> = names.iter().filter(|(_, values)| values.len() > 1).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

/// Whether a value of a custom field is one of its type, and a choice one of those that it has, with its label.
fn fits(definition: &Map<String, Value>, field: &Map<String, Value>) -> bool {
    let value = &field["value"];
    let choice = |value: &Value, label: Option<&Value>| {
        let choices = definition["selectableValues"].as_array().unwrap();
        choices.iter().any(|choice| choice["value"] == *value && label.is_none_or(|label| choice["label"] == *label))
    };
    match definition["fieldType"].as_str().unwrap() {
        "Boolean" => value.is_boolean(),
        "Number" => value.is_number(),
        "Currency" => value["value"].is_number() && value["currencyCode"].is_string(),
        "NumberRange" => value["type"] == "number-range" && value["minValue"].is_number(),
        "CompensationRange" => value["type"] == "compensation-range" && value["interval"].is_string(),
        "Location" => value["country"].is_string(),
        "ValueSelect" => choice(value, field.get("valueLabel")),
        "MultiValueSelect" => {
            let labels = field.get("valueLabel").map(|labels| labels.as_array().unwrap());
            let values = value.as_array().unwrap().iter().enumerate();
            values.into_iter().all(|(number, value)| choice(value, labels.map(|labels| &labels[number])))
        }
        _ => value.is_string(),
    }
}

#[test]
fn custom_fields_have_values_of_every_type() {
    let company = Company::read();
    let definitions: BTreeMap<&str, &Map<String, Value>> =
        company.at("ashby/custom_field.id").map(|one| (one.id.as_str(), &one.object)).collect();
    let (mut types, mut unset, mut unlabelled) = (BTreeSet::new(), 0, BTreeSet::new());
    for Mention { id, object, place, .. } in company.at("customFields.id").chain(company.at("customFieldEntries.id")) {
        let definition = definitions[id.as_str()];
        let kind = definition["fieldType"].as_str().unwrap();
        if object["value"].is_null() {
            unset += 1;
            continue;
        }
        assert!(fits(definition, object), "{place}: no {kind} is {object:?}");
        types.insert(kind.to_owned());
        if kind.ends_with("ValueSelect") && !object.contains_key("valueLabel") {
            unlabelled.insert(kind.to_owned());
        }
    }
    let schema = json(&root("schemas/ashby/custom_field.json"));
    let all = schema["properties"]["fieldType"]["enum"].as_array().unwrap().iter().filter_map(Value::as_str);
    assert_eq!(types, all.map(str::to_owned).collect());
    assert!(unset > 0, "none has no value");
    assert_eq!(unlabelled.len(), 2, "with a label each: {unlabelled:?}");
}
