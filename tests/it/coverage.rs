//! Coverage: what a connector reads and fills is told, and can be demanded.

use insta::{assert_snapshot, with_settings};
use serde_json::Value;

use crate::support::engine;

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
