//! The command as a user runs it: exit codes, streams, formats, names that do not exist.

use std::fs;

use insta::{assert_snapshot, with_settings};
use serde_json::{Value, json};

use crate::support::{Finished, Reply, Server, engine, engine_beside, engine_in, root};

/// A command's end as text, without what differs from run to run.
fn shown(finished: &Finished) -> String {
    format!("exit code: {}\n--- stdout\n{}--- stderr\n{}", finished.code, finished.stdout, finished.stderr)
}

/// Runs a command and compares its end with the snapshot of that name.
fn assert_command(name: &str, arguments: &[&str]) {
    let filters = vec![(r"127\.0\.0\.1:\d+", "[address]"), (r"\d+\.\d\d s", "[time]")];
    let description = format!("engine {}", arguments.join(" "));
    with_settings!({ filters => filters, description => description, omit_expression => true, prepend_module_to_snapshot => false }, {
        assert_snapshot!(name, shown(&engine(arguments)));
    });
}

#[test]
fn names_that_do_not_exist_get_a_suggestion() {
    assert_command("unknown-connector", &["run", "ashbi", "list-jobs"]);
    assert_command("unknown-operation", &["run", "ashby", "list-job"]);
    assert_command("unknown-operation-to-describe", &["describe", "ashby", "list_jobs"]);
    assert_command(
        "wrong-inputs",
        &["run", "ashby", "list-jobs", "--sandbox", "opend_after=2026-01-01", "created_after=soon", "status=Opne"],
    );
    assert_command("missing-input", &["run", "ashby", "get-job", "--sandbox"]);
}

#[test]
fn a_missing_credential_says_where_to_get_it() {
    assert_command("missing-credential", &["run", "ashby", "list-jobs"]);
}

#[test]
fn a_record_that_is_not_there_is_a_refusal() {
    assert_command(
        "missing-record",
        &["run", "ashby", "get-job", "--sandbox", "id=00000000-0000-4000-8000-000000000000"],
    );
}

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    assert_command("dry-run", &["run", "ashby", "list-jobs", "--dry-run", "opened_after=2026-01-01"]);
}

#[test]
fn lists_and_descriptions() {
    assert_command("list", &["list", "ashby"]);
    assert_command("describe", &["describe", "ashby", "list-departments"]);
    let list: Value = serde_json::from_str(&engine(&["list", "--format", "json"]).stdout).unwrap();
    assert_eq!(list[0]["connector"], "ashby");
    let operations: Value = serde_json::from_str(&engine(&["list", "ashby", "--format", "json"]).stdout).unwrap();
    assert!(operations.as_array().unwrap().iter().all(|operation| operation["scopes"].is_array()));
}

#[test]
fn every_format_has_every_record() {
    let run = |format: &str| {
        let finished = engine(&["run", "ashby", "list-departments", "--sandbox", "--format", format]);
        assert_eq!(finished.code, 0, "{}", finished.stderr);
        finished.stdout
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let lines: Vec<Value> = run("ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json.as_array().unwrap(), &lines);
    let csv = run("csv");
    assert_eq!(csv.lines().next(), Some("id,remote_id,unified_custom_fields,name"));
    let table = run("table");
    for record in &lines {
        let name = record["name"].as_str().unwrap();
        assert!(csv.contains(name) && table.contains(name), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_run_leaves_its_array_open() {
    let server = Server::start(|_, number, _| match number {
        0 => Reply::json(&json!({
            "success": true, "results": [{ "id": "a", "name": "x" }], "moreDataAvailable": true, "nextCursor": "c",
        })),
        _ => Reply::status(401, "text/plain", "no"),
    })
    .await;
    let arguments = ["run", "ashby", "list-departments", "--format", "json", "--base-url", server.url.as_str()];
    let finished = engine_beside(&root(""), &arguments, &[("ASHBY_API_KEY", "key")]).await;
    assert_eq!(finished.code, 4, "{}", finished.stderr);
    assert!(finished.stdout.starts_with("[\n{\"id\":\"a\""), "{}", finished.stdout);
    assert!(serde_json::from_str::<Value>(&finished.stdout).is_err(), "a part must not look like the whole");
    assert!(finished.stderr.contains("1 page, 1 record, 0 problems, truncated"), "{}", finished.stderr);
}

#[test]
fn a_limit_is_kept_and_told() {
    let finished = engine(&["run", "ashby", "list-jobs", "--sandbox", "--limit", "3"]);
    assert_eq!((finished.code, finished.stdout.lines().count()), (0, 3));
    assert!(finished.stderr.contains("truncated at the limit"), "{}", finished.stderr);
    let all = engine(&["run", "ashby", "list-jobs", "--sandbox", "--limit", "8"]);
    assert!(all.stderr.contains("8 records, 0 problems, complete"), "{}", all.stderr);
}

#[test]
fn raw_records_are_the_providers_own() {
    let finished = engine(&["run", "ashby", "list-jobs", "--sandbox", "--raw", "--limit", "1"]);
    let record: Value = serde_json::from_str(&finished.stdout).unwrap();
    assert!(record["departmentId"].is_string() && record.get("department_ids").is_none());
}

#[test]
fn strict_makes_problems_a_failure() {
    let run = |more: &[&str]| {
        let mut arguments =
            vec!["run", "harbour", "list-logs", "--sandbox", "--connectors", "tests/workspace/connectors"];
        arguments.extend(more);
        engine(&arguments)
    };
    let lenient = run(&[]);
    assert_eq!(lenient.code, 0, "{}", lenient.stderr);
    assert!(lenient.stderr.contains("logs.yaml:33:13: `size` from `$.bytes`"), "{}", lenient.stderr);
    let strict = run(&["--strict"]);
    assert_eq!((strict.code, strict.stdout), (8, lenient.stdout));
}

#[test]
fn an_answer_that_may_be_cut_is_unknown() {
    let folder = tempfile::tempdir().unwrap();
    copy("tests/workspace", folder.path());
    let file = folder.path().join("connectors/harbour/tickets.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let records = fs::read_to_string(root("tests/workspace/tests/resources/harbour/list-milestones/1.json")).unwrap();
    let count = serde_json::from_str::<Value>(&records).unwrap()["response"]["body"].as_array().unwrap().len();
    fs::write(&file, text.replace("at_most: 50", &format!("at_most: {count}"))).unwrap();
    let finished = engine_in(folder.path(), &["run", "harbour", "list-milestones", "--sandbox", "project=atlas"], &[]);
    assert_eq!(finished.code, 9, "{}", finished.stderr);
    assert!(finished.stderr.contains("unknown"), "{}", finished.stderr);
}

#[test]
fn a_changed_line_changes_the_output_without_a_build() {
    let folder = tempfile::tempdir().unwrap();
    copy("connectors", &folder.path().join("connectors"));
    copy("schemas", &folder.path().join("schemas"));
    let file = folder.path().join("connectors/ashby/jobs.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("title: $.title", "title: \"Job: {{ record.title }}\"")).unwrap();
    let finished = engine_in(folder.path(), &["run", "ashby", "list-jobs", "--sandbox", "--limit", "1"], &[]);
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    let record: Value = serde_json::from_str(&finished.stdout).unwrap();
    assert!(record["title"].as_str().unwrap().starts_with("Job: "), "{record}");
}

#[test]
fn built_in_connectors_work_from_any_folder() {
    let folder = tempfile::tempdir().unwrap();
    let finished = engine_in(folder.path(), &["run", "ashby", "list-users", "--sandbox"], &[]);
    assert_eq!((finished.code, finished.stdout.lines().count()), (0, 7), "{}", finished.stderr);
}

#[test]
fn validate_finds_what_run_would_refuse() {
    assert_eq!(engine(&["validate"]).code, 0);
    assert_eq!(engine(&["validate", "tests/workspace/connectors/harbour"]).code, 0);
    let wrong = engine(&["validate", "tests/ui/unknown-member/path/connectors/demo", "ashby"]);
    assert_eq!(wrong.code, 1, "{}", wrong.stderr);
    assert!(wrong.stderr.contains("ashby: 192 operations, no mistakes"), "{}", wrong.stderr);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    for arguments in [
        vec!["run", "ashby", "list-jobs", "--sandbox", "--connectors", "nowhere"],
        vec!["list", "--connectors", "nowhere"],
        vec!["validate", "--connectors", "nowhere"],
        vec!["validate", "./nowhere/ashby"],
        vec!["validate", "./docs"],
        vec!["validate", "--connectors", "connectors/ashby"],
        vec!["run", "ashby", "list-jobs", "--sandbox", "--connectors", "connectors/ashby"],
    ] {
        let finished = engine(&arguments);
        assert_eq!((finished.code, finished.stdout.as_str()), (2, ""), "{arguments:?}: {}", finished.stderr);
    }
}

#[test]
fn inputs_come_from_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("inputs.json");
    fs::write(&file, r#"{ "status": ["Open"], "opened_after": "2026-01-01" }"#).unwrap();
    let finished = engine(&["run", "ashby", "list-jobs", "--dry-run", "--inputs", file.to_str().unwrap()]);
    assert!(finished.stdout.contains(r#"{"status":["Open"],"openedAfter":1767225600000,"limit":100}"#), "{finished:?}");
    fs::write(&file, "[]").unwrap();
    assert_eq!(engine(&["run", "ashby", "list-jobs", "--dry-run", "--inputs", file.to_str().unwrap()]).code, 2);
}

/// What a variable of the shell that is not set leaves would read more than was meant.
#[test]
fn nothing_behind_an_input_is_no_value() {
    for (operation, given) in [
        ("list-applications", "sync_token="),
        ("list-jobs", "status="),
        ("list-jobs", "status=Open,"),
        ("get-job", "id="),
    ] {
        let finished = engine(&["run", "ashby", operation, "--dry-run", given]);
        assert_eq!((finished.code, finished.stdout.as_str()), (2, ""), "{given}: {}", finished.stderr);
        assert!(finished.stderr.contains("as JSON, with `--inputs`"), "{given}: {}", finished.stderr);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("inputs.json");
    fs::write(&file, r#"{ "sync_token": "", "status": "Hired" }"#).unwrap();
    let finished = engine(&["run", "ashby", "list-applications", "--dry-run", "--inputs", file.to_str().unwrap()]);
    assert!(finished.stdout.contains(r#""syncToken":"""#), "{finished:?}");
}

#[test]
fn credentials_come_from_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("credentials.yaml");
    let run = || {
        engine(&[
            "run",
            "ashby",
            "list-jobs",
            "--base-url",
            "http://127.0.0.1:1",
            "--limit",
            "1",
            "--credentials",
            file.to_str().unwrap(),
        ])
    };
    fs::write(&file, "other: x\n").unwrap();
    assert_eq!(run().code, 3);
    fs::write(&file, "api_key: [\n").unwrap();
    assert_eq!(run().code, 3);
}

fn copy(from: &str, to: &std::path::Path) {
    let mut open = vec![(root(from), to.to_path_buf())];
    while let Some((from, to)) = open.pop() {
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(&from).unwrap() {
            let path = entry.unwrap().path();
            let target = to.join(path.file_name().unwrap());
            if path.is_dir() {
                open.push((path, target));
            } else {
                fs::copy(&path, &target).unwrap();
            }
        }
    }
}

#[test]
fn mistakes_are_written_for_programs_too() {
    assert_command("validate-github", &["validate", "tests/ui/several/connectors/demo", "--format", "github"]);
    let json = engine(&["validate", "tests/ui/several/connectors/demo", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    let codes: Vec<&str> = json.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["unknown-name", "unused", "invalid-setting", "unknown-member", "unknown-field"]);
    let sarif = engine(&["validate", "tests/ui/several/connectors/demo", "ashby", "--format", "sarif"]);
    assert_eq!(sarif.code, 1);
    let sarif: Value = serde_json::from_str(&sarif.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), codes.len());
    for (result, one) in results.iter().zip(json.as_array().unwrap()) {
        let rule = &sarif["runs"][0]["tool"]["driver"]["rules"]
            [usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!((&rule["id"], &result["ruleId"]), (&one["code"], &one["code"]));
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(
            (&region["startLine"], &region["endColumn"]),
            (&one["primary"]["line"], &one["primary"]["end_column"])
        );
    }
    let none = engine(&["validate", "ashby", "--format", "json"]);
    assert_eq!((none.code, none.stdout.as_str()), (0, "[]\n"));
}

#[test]
fn a_file_that_cannot_be_read_is_told_to_programs_too() {
    let folder = tempfile::tempdir().unwrap();
    copy("tests/workspace", folder.path());
    let jobs = folder.path().join("connectors/harbour/tickets.yaml");
    let schema = folder.path().join("schemas/harbour/person.json");
    for (file, path) in [(jobs, "connectors/harbour/tickets.yaml"), (schema, "schemas/harbour/person.json")] {
        let before = fs::read(&file).unwrap();
        fs::write(&file, b"operations: \xe9").unwrap();
        let of = |format: &str| {
            let finished = engine_in(folder.path(), &["validate", "harbour", "--format", format], &[]);
            assert_eq!(finished.code, 1, "{}", finished.stderr);
            finished.stdout
        };
        let json: Value = serde_json::from_str(&of("json")).unwrap();
        assert_eq!((&json[0]["code"], &json[0]["primary"]["path"]), (&json!("missing-file"), &json!(path)), "{json}");
        assert!(json[0]["message"].as_str().unwrap().contains("cannot be read: byte 13 is not UTF-8"), "{json}");
        assert!(of("github").starts_with(&format!("::error file={path},line=1,")));
        assert!(of("sarif").contains(&format!("\"uri\": \"{path}\"")));
        fs::write(&file, before).unwrap();
    }
    // Corrections that cannot be read are not left out of a comparison.
    fs::write(folder.path().join("schemas/harbour/overlay.yaml"), b"\xe9").unwrap();
    fs::write(folder.path().join("newer.yaml"), "openapi: 3.0.0").unwrap();
    let drift = engine_in(folder.path(), &["validate", "harbour", "--against", "newer.yaml"], &[]);
    assert!(drift.code == 1 && drift.stderr.contains("overlay.yaml: byte 1 is not UTF-8"), "{}", drift.stderr);
}

#[test]
fn a_folder_without_connectors_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let say = |folder: &std::path::Path| {
        let finished = engine_in(folder, &["validate"], &[]);
        assert_eq!(finished.code, 0, "{}", finished.stderr);
        finished.stderr
    };
    let none = say(folder.path());
    assert!(none.starts_with("note: there is no folder `connectors` here: what is inside"), "{none}");
    let demo = folder.path().join("connectors/demo");
    fs::create_dir_all(&demo).unwrap();
    let empty = say(folder.path());
    assert!(empty.starts_with("note: there is no connector in the folder `connectors`"), "{empty}");
    let own = "connector: demo\ntitle: Demo\nversion: 1.0.0\nbase_url: https://a.test\nauth: { none: {} }\n";
    fs::write(demo.join("connector.yaml"), own).unwrap();
    fs::write(demo.join("items.yaml.txt"), "operations: { get-item: { path: /item } }").unwrap();
    // What an editor keeps while it writes is no file of the connector.
    fs::write(demo.join(".#items.yaml"), "}").unwrap();
    let bare = say(folder.path());
    assert!(
        !bare.contains("note:") && bare.contains("warning[missing-key]: the connector has no operations"),
        "{bare}"
    );
}

#[test]
fn every_code_is_explained() {
    let list = engine(&["explain"]);
    assert_eq!(list.code, 0);
    for line in list.stdout.lines() {
        let code = line.split_whitespace().next().unwrap();
        let explained = engine(&["explain", code]);
        assert!(explained.code == 0 && explained.stdout.lines().count() > 5, "{code}: {}", explained.stdout);
    }
    assert_command("unknown-code", &["explain", "unknown-membre"]);
}

#[test]
fn the_scopes_of_some_operations() {
    assert_command("scopes", &["scopes", "ashby", "list-jobs", "get-job", "list-users"]);
    let all: Value = serde_json::from_str(&engine(&["scopes", "ashby", "--format", "json"]).stdout).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 22);
    assert_eq!(engine(&["scopes", "ashby", "list-jbos"]).code, 2);
}
