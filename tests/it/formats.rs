//! What we write and ship follows the formats it claims: SARIF, JSON Schema, and our own schema for editors.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::shapes::Shapes;
use crate::support::{engine, files, plan, root};

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, value: &Value, what: &str) {
    let wrong: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{what}: {}", wrong.join("\n"));
}

#[test]
fn sarif_follows_its_schema() {
    let mut schema = json(root("tests/formats/sarif-2.1.0.json"));
    // The published schema has a pattern for languages that is no regular expression.
    for owner in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][owner]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    let validator = jsonschema::options().build(&schema).unwrap();
    for target in ["tests/ui/several/connectors/demo", "tests/ui/unused/scope/connectors/demo", "ashby"] {
        let finished = engine(&["validate", target, "--format", "sarif"]);
        assert_valid(&validator, &serde_json::from_str(&finished.stdout).unwrap(), target);
    }
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0", "runs": [{ "results": [{}] }] })));
}

#[test]
fn connector_files_follow_the_schema_for_editors() {
    let schema = json(root("schemas/connector.schema.json"));
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::options().build(&schema).unwrap();
    for path in files("connectors", ".yaml").into_iter().chain(files("tests/workspace/connectors", ".yaml")) {
        // Tags are ours to read; an editor sees the value.
        let text = fs::read_to_string(&path).unwrap().replace("!literal ", "");
        let value: Value = serde_yaml::from_str(&text).unwrap();
        assert_valid(&validator, &value, &path.display().to_string());
        if path.starts_with(root("tests")) {
            continue;
        }
        let first = text.lines().next().unwrap();
        let to_schema = first.strip_prefix("# yaml-language-server: $schema=").unwrap_or_default();
        assert!(path.parent().unwrap().join(to_schema).is_file(), "{} names no schema for editors", path.display());
    }
}

#[test]
fn schemas_are_json_schemas() {
    for path in files("schemas", ".json").into_iter().chain(files("tests/workspace/schemas", ".json")) {
        let schema = json(&path);
        assert!(jsonschema::meta::is_valid(&schema), "{}", path.display());
    }
}

#[test]
fn recorded_answers_follow_the_schemas_of_their_operations() {
    for (folder, connector) in [("", "ashby"), ("tests/workspace/", "harbour")] {
        let plan = plan(&format!("{folder}connectors"), connector);
        let shapes = Shapes::new(&format!("{folder}schemas"));
        let sources = crate::support::catalog(&format!("{folder}connectors")).sources(connector).unwrap();
        let texts: Vec<&str> = sources.connector_files().iter().map(|file| sources.text(*file)).collect();
        let texts = texts.join("\n\n");
        for operation in plan.connector().operations.values() {
            // A write may have the name of an operation.
            let key = format!("\n  {}:\n", operation.name);
            let named = texts.split(&key).skip(1);
            let mut named = named.map(|own| own.split("\n\n").next().unwrap());
            let own = named.find(|own| own.contains("    path: ")).unwrap_or("");
            let Some(envelope) = own.lines().find_map(|line| line.trim().strip_prefix("envelope: ")) else { continue };
            let validator = shapes.validator(envelope.split(" #").next().unwrap().trim());
            let folder = format!("{folder}tests/resources/{connector}/{}", operation.name);
            for path in if root(&folder).is_dir() { files(&folder, ".json") } else { Vec::new() } {
                let text = fs::read_to_string(&path).unwrap().replace("{base}", "https://harbour.test");
                let exchange: Value = serde_json::from_str(&text).unwrap();
                // What makes several records of one has the answers of its look-ups beside its own.
                let makes_several = operation.mapping.as_ref().is_some_and(|mapping| mapping.several);
                let is_own = exchange["request"].as_str().unwrap().ends_with(&operation.path_text);
                if is_own || !makes_several {
                    assert_valid(&validator, &exchange["response"]["body"], &path.display().to_string());
                }
            }
        }
    }
}
