//! Coverage: what a connector reads and fills is told, and can be demanded.

use std::collections::{BTreeMap, BTreeSet};

use insta::{assert_snapshot, with_settings};
use serde::Deserialize;
use serde_json::Value;

use crate::support::{engine, root};

const FOLDER: &str = "tests/workspace/connectors";

fn harbour(format: &str) -> String {
    let finished = engine(&["coverage", "harbour", "--connectors", FOLDER, "--format", format]);
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    finished.stdout
}

#[test]
fn the_report_names_every_field_that_is_not_covered() {
    with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        assert_snapshot!("coverage-text", harbour("text"));
        assert_snapshot!("coverage-markdown", harbour("markdown"));
    });
}

#[test]
fn programs_get_every_field() {
    let report: Value = serde_json::from_str(&harbour("json")).unwrap();
    let mappings = report["mappings"].as_array().unwrap();
    let ticket = mappings.iter().find(|mapping| mapping["mapping"] == "ticket").unwrap();
    let state = |list: &str, path: &str| {
        let fields = ticket[list].as_array().unwrap();
        fields.iter().find(|field| field["path"] == path).map(|field| field["state"].as_str().unwrap().to_owned())
    };
    // By a plain path, by a template, through a named mapping, through a loop, by a filter.
    for path in ["$.id", "$.severity.code", "$.reporter.handle", "$.links", "$.checklists[*].steps[*].done"] {
        assert_eq!(state("source", path).as_deref(), Some("read"), "{path}");
    }
    assert_eq!(state("source", "$.weight").as_deref(), Some("ignored"));
    assert_eq!(state("fields", "id").as_deref(), Some("filled"));
    assert!(report["filled"].as_f64().unwrap() > 0.0 && report["seen"].as_f64().unwrap() <= 100.0);
}

#[test]
fn a_share_can_be_demanded() {
    let demand = |option: &str, percent: &str| {
        engine(&["coverage", "harbour", "--connectors", FOLDER, "--format", "json", option, percent])
    };
    assert_eq!(demand("--min-filled", "1").code, 0);
    assert_eq!(demand("--min-seen", "1").code, 0);
    for (option, words) in [("--min-filled", "of the unified fields"), ("--min-seen", "of the provider's fields")] {
        let finished = demand(option, "100");
        assert_eq!(finished.code, 1, "{}", finished.stderr);
        assert!(
            finished.stderr.contains(words) && finished.stderr.contains("100 % are demanded"),
            "{}",
            finished.stderr
        );
        assert!(serde_json::from_str::<Value>(&finished.stdout).is_ok());
    }
    assert_eq!(demand("--min-seen", "101").code, 2);
    assert_eq!(engine(&["coverage", "harbor", "--connectors", FOLDER]).code, 2);
}

/// A unified resource as Ashby serves it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resource {
    operations: Vec<String>,
    #[serde(default)]
    own: Vec<String>,
    #[serde(default)]
    further: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
}

#[test]
fn every_unified_field_is_filled_looked_up_or_impossible() {
    let text = std::fs::read_to_string(root("tests/ashby-unified.yaml")).unwrap();
    let resources: BTreeMap<String, Resource> = serde_yaml::from_str(&text).unwrap();
    let report: Value = serde_json::from_str(&engine(&["coverage", "ashby", "--format", "json"]).stdout).unwrap();
    let mappings = report["mappings"].as_array().unwrap();
    let mut count = 0;
    for (name, Resource { operations, own, further, none }) in resources {
        count += own.len() + further.len() + none.len();
        for (number, operation) in operations.into_iter().enumerate() {
            let is_its =
                |mapping: &&Value| mapping["operations"].as_array().unwrap().contains(&Value::from(&*operation));
            let mapping = mappings.iter().find(is_its).unwrap_or_else(|| panic!("{name}: {operation} maps nothing"));
            let states = |field: &str| -> BTreeSet<&str> {
                let is_in = |path: &str| {
                    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
                };
                let fields = mapping["fields"].as_array().unwrap().iter();
                let fields = fields.filter(|own| is_in(own["path"].as_str().unwrap()));
                fields.map(|own| own["state"].as_str().unwrap()).collect()
            };
            // What needs a further request is told as such of the list; to get one may be that request.
            for field in further.iter().filter(|_| number == 0) {
                let fields = mapping["fields"].as_array().unwrap().iter();
                let mut fields =
                    fields.filter(|own| own["path"].as_str().unwrap().split(['.', '[']).next() == Some(field));
                let looks_up = |own: &Value| own["state"] == "by look-up" || own["lookups"][0].is_string();
                assert!(fields.any(looks_up), "{name}: {operation}: {field} has no look-up");
            }
            let groups: [(&Vec<String>, &[&str]); 3] =
                [(&own, &["filled", "constant"]), (&further, &["by look-up", "filled"]), (&none, &["impossible"])];
            for (fields, wanted) in groups {
                for field in fields {
                    let states = states(field);
                    assert!(
                        states.iter().any(|state| wanted.contains(state)),
                        "{name}: {operation}: {field}: {states:?}"
                    );
                }
            }
        }
    }
    assert_eq!(count, 275);
    let mapping = |name: &str| mappings.iter().find(|mapping| mapping["mapping"] == name).unwrap();
    let state = |name: &str, list: &str, path: &str| {
        let fields = mapping(name)[list].as_array().unwrap();
        fields.iter().find(|field| field["path"] == path).map(|field| field["state"].as_str().unwrap().to_owned())
    };
    for (name, field) in
        [("candidate", "hired_at"), ("application", "questionnaires"), ("listed_job_posting", "content")]
    {
        assert_eq!(state(name, "fields", field).as_deref(), Some("by look-up"), "{name}: {field}");
    }
    // What a search at any depth finds is read.
    for path in ["$.applicationFormDefinition.sections[*].fields[*].field.path", "$.locationIds.primaryLocationId"] {
        assert_eq!(state("job_posting", "source", path).as_deref(), Some("read"), "{path}");
    }
    let all = mappings.iter().flat_map(|mapping| mapping["source"].as_array().unwrap());
    let never: Vec<&Value> = all.filter(|field| field["state"] == "never looked at").collect();
    assert!(never.is_empty(), "{never:?}");
}
