//! A plan of one operation: it is the one of the whole connector, and only mistakes in what it takes stand in its way.

use std::fs;

use engine_lang::diagnostic::{Style, render};
use engine_lang::plan::Mapping;
use engine_lang::plan::projection::Projection;
use engine_lang::{Reach, Sources, plan, plan_operation};

use crate::support::{catalog, changed, engine_in, files, root};

/// The largest connector with one text of one file replaced.
fn mutated(file: &str, right: &str, wrong: &str) -> Sources {
    let original = catalog("connectors").sources("ashby").unwrap();
    changed(&original, |path, text| if path.ends_with(file) { text.replace(right, wrong) } else { text.into() })
}

/// What is wrong, as a person sees it.
fn mistakes(sources: &Sources, operation: &str) -> Option<String> {
    plan_operation(sources, operation, Reach::LookUps).err().map(|found| render(&found, sources, Style::Plain))
}

#[test]
fn an_operation_alone_is_the_one_of_the_whole() {
    for (folder, connector) in [("connectors", "ashby"), ("tests/workspace/connectors", "harbour")] {
        let sources = catalog(folder).sources(connector).unwrap();
        let whole = plan(&sources).unwrap().plan;
        // Without a mapping, there is nothing to reach.
        for operation in whole.connector().operations.values().filter(|operation| operation.mapping.is_some()) {
            let one = plan_operation(&sources, &operation.name, Reach::LookUps).unwrap().plan;
            for kept in one.connector().operations.values() {
                let same = whole.operation(&kept.name).unwrap();
                assert_eq!(format!("{kept:?}"), format!("{same:?}"), "{} for {}", kept.name, operation.name);
            }
            let fields = operation.mapping.iter().flat_map(|mapping| &mapping.fields);
            let lookups = fields.flat_map(|field| field.lookups());
            let called = lookups.map(|lookup| &lookup.operation).chain([&operation.name]);
            called.for_each(|name| assert!(one.operation(name).is_some(), "{name} for {}", operation.name));
            // Whatever was not reached would be an error, for which the whole is planned.
            let (kept, all) = (one.connector().operations.len(), whole.connector().operations.len());
            assert!(kept < all, "{kept} of {all} for {}", operation.name);
        }
    }
}

#[test]
fn without_look_ups_an_operation_maps_the_same() {
    let mut fewer = 0;
    for (folder, connector) in [("connectors", "ashby"), ("tests/workspace/connectors", "harbour")] {
        let sources = catalog(folder).sources(connector).unwrap();
        let whole = plan(&sources).unwrap().plan;
        for operation in whole.connector().operations.values().filter(|operation| operation.mapping.is_some()) {
            let plans = [Reach::Record, Reach::LookUps]
                .map(|reach| plan_operation(&sources, &operation.name, reach).unwrap().plan);
            let [one, all] = plans.each_ref().map(|plan| plan.operation(&operation.name).unwrap());
            let [fast, same] = [one, all].map(|operation| Projection::of(operation).is_some());
            assert_eq!(fast, same, "{}", operation.name);
            let fields = |mapping: &Mapping| mapping.fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
            let [mine, theirs] = [one, all].map(|operation| operation.mapping.as_deref().map(fields));
            assert_eq!(mine, theirs, "{}", operation.name);
            let [few, many] = plans.each_ref().map(|plan| plan.connector().operations.len());
            let looks_up = one.mapping.iter().flat_map(|mapping| &mapping.fields).any(|own| !own.lookups().is_empty());
            assert!(few == 1 || looks_up, "{few} of {many} for {}", operation.name);
            fewer += usize::from(few < many);
        }
    }
    assert!(fewer > 10, "{fewer}");
}

/// The names that a list shows, and those that reading everything gives; `None` where something is wrong.
fn names(sources: &Sources) -> Option<[Vec<String>; 2]> {
    let whole = engine_lang::operations(sources).ok()?;
    let seen = engine_lang::outline(sources).expect("what can be read has names");
    let whole = whole.into_iter().map(|operation| operation.name).collect();
    if let Ok(planned) = plan(sources) {
        assert_eq!(seen.writes, planned.plan.connector().writes.keys().cloned().collect::<Vec<_>>());
    }
    Some([seen.operations, whole])
}

#[test]
fn a_list_has_the_names_that_are_there() {
    let mut count = 0;
    for file in files("tests", "connector.yaml").iter().chain(&files("connectors", "connector.yaml")) {
        let (Some(folder), Some(connector)) = (file.ancestors().nth(2), file.ancestors().nth(1)) else { continue };
        let name = connector.file_name().unwrap().to_str().unwrap();
        let Ok(sources) = catalog(folder.to_str().unwrap()).sources(name) else { continue };
        if let Some([seen, whole]) = names(&sources) {
            assert_eq!(seen, whole, "{}", file.display());
            count += 1;
        }
    }
    assert!(count > 100, "{count} connectors");
}

/// Another layout of a file.
type Change = fn(&str) -> String;

#[test]
fn a_list_has_the_names_of_a_file_that_is_laid_out_otherwise() {
    let original = catalog("connectors").sources("ashby").unwrap();
    let count = names(&original).unwrap()[1].len();
    let changes: [(&str, Change); 5] = [
        ("flow", |text| serde_yaml::from_str::<serde_json::Value>(text).unwrap().to_string()),
        ("wider", |text| text.replace("\n  ", "\n      ")),
        ("lines of Windows", |text| text.replace('\n', "\r\n")),
        ("a value over two lines", |text| text.replace("    path: /", "    title: [\n  a:\n  ]\n    path: /")),
        ("nothing but comments", |_| "# Later.\n".to_owned()),
    ];
    for (what, change) in changes {
        let sources =
            changed(&original, |path, text| if path.ends_with("jobs.yaml") { change(text) } else { text.into() });
        match names(&sources) {
            Some([seen, whole]) => assert_eq!((seen.len(), seen), (count, whole), "{what}"),
            None => assert!(engine_lang::outline(&sources).is_err(), "{what}"),
        }
    }
    let twice = changed(&original, |path, text| {
        let again = if path.ends_with("jobs.yaml") { "\n  list-users:" } else { "\n  list-jobs:" };
        text.replace("\n  list-jobs:", again)
    });
    assert!(engine_lang::outline(&twice).is_err());
}

#[test]
fn little_of_a_connector_is_planned_for_one_operation() {
    let sources = catalog("connectors").sources("ashby").unwrap();
    let names = |operation: &str| {
        let plan = plan_operation(&sources, operation, Reach::LookUps).unwrap().plan;
        plan.connector().operations.keys().cloned().collect::<Vec<_>>()
    };
    let departments = names("list-departments");
    assert!(departments.len() < 10, "{departments:?}");
    assert_eq!(departments, names("department.list"));
    assert!(names("no-such-operation").len() > 100);
}

#[test]
fn only_mistakes_in_what_an_operation_takes_stand_in_its_way() {
    let elsewhere = mutated("users.yaml", "record.firstName", "record.firstname");
    assert!(plan(&elsewhere).is_err());
    assert_eq!(mistakes(&elsewhere, "list-departments"), None);
    let told = render(&plan(&elsewhere).unwrap_err(), &elsewhere, Style::Plain);
    assert_eq!(mistakes(&elsewhere, "list-users"), Some(told));
    // A file that is taken is read as a whole, and one that is not is not read.
    let broken = |file: &str| mutated(file, "    records:", "    recrods:");
    assert!(mistakes(&broken("departments.yaml"), "list-departments").is_some());
    assert_eq!(mistakes(&broken("users.yaml"), "list-departments"), None);
}

#[test]
fn a_schema_that_cannot_be_read_is_an_error_if_it_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &str, to: &str| {
        let to = folder.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root(from), to).unwrap();
    };
    for path in ["connectors/demo/connector.yaml", "schemas/demo/item.json", "schemas/unified/item.json"] {
        copy(&format!("tests/ui/unused/coverage/{path}"), path);
    }
    fs::write(folder.path().join("schemas/demo/other.json"), [0xff]).unwrap();
    let run = || engine_in(folder.path(), &["describe", "demo", "get-item"], &[]);
    assert_eq!(run().code, 0, "{}", run().stderr);
    fs::write(folder.path().join("schemas/demo/item.json"), [0xff]).unwrap();
    assert!(run().stderr.contains("byte 1 is not UTF-8"), "{}", run().stderr);
    assert_ne!(run().code, 0);
}
