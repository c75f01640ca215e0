//! Imports: each case is a provider's document, and the files and words that come of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Finished, engine, engine_in, root};

/// Runs the command in a folder.
fn engine_at(folder: &Path, arguments: &[&str]) -> Finished {
    engine_in(folder, arguments, &[])
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(root("tests/import")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 3);
    cases
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

/// Imports the document of a case into a folder.
fn import(case: &Path, folder: &Path) -> Finished {
    let document = ["openapi.json", "openapi.yaml"].iter().map(|name| case.join(name)).find(|path| path.is_file());
    let document = document.unwrap().display().to_string();
    let overlay = case.join("overlay.yaml").display().to_string();
    let mut arguments = vec!["import", "openapi", &document, "--connector", "demo"];
    if Path::new(&overlay).is_file() {
        arguments.extend(["--overlay", &overlay]);
    }
    engine_at(folder, &arguments)
}

#[test]
fn a_document_becomes_a_connector_that_is_valid_or_refused() {
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        let finished = import(&case, folder.path());
        let mut text = format!("exit code: {}\n{}", finished.code, finished.stderr);
        let made = files(folder.path());
        for (name, content) in &made {
            text.push_str(&format!("\n==== {name}\n{content}"));
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| assert_snapshot!("files", text.trim_end()));
        // What is not clear is refused by the validation that ends an import.
        let is_clear = !case.ends_with("unclear");
        assert_eq!(finished.code, i32::from(!is_clear), "{}", finished.stderr);
        // An import can be repeated: nothing changes, and nothing is added.
        let again = import(&case, folder.path());
        assert_eq!(again.code, finished.code, "{}", again.stderr);
        assert!(again.stderr.contains(" 0 new, 0 changed, "), "{}", again.stderr);
        assert_eq!(files(folder.path()), made);
    }
}

#[test]
fn a_connector_that_was_edited_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let case = root("tests/import/rest");
    assert_eq!(import(&case, folder.path()).code, 0);
    let trees = folder.path().join("connectors/demo/trees.yaml");
    let (first, rest) = fs::read_to_string(&trees)
        .unwrap()
        .split_once("  plant-tree:")
        .map(|(first, rest)| (first.to_owned(), rest.to_owned()))
        .unwrap();
    let (_, last) = rest.split_once("  get-tree:").unwrap();
    let edited = format!("{first}  get-tree:{last}")
        .replace("  get-tree:", "  one-tree:")
        .replace("{{ inputs.tree_id }}", "{{ inputs.id }}")
        .replace("      tree_id:", "      id:");
    fs::write(&trees, &edited).unwrap();
    let again = import(&case, folder.path());
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(fs::read_to_string(&trees).unwrap(), edited);
    // What was taken out is offered again, beside the file.
    let offered = fs::read_to_string(folder.path().join("connectors/demo/trees_2.yaml")).unwrap();
    assert!(offered.contains("  plant-tree:") && !offered.contains("get-tree"), "{offered}");
}

#[test]
fn only_what_is_named_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let document = root("tests/import/rest/openapi.yaml").display().to_string();
    let finished =
        engine_at(folder.path(), &["import", "openapi", &document, "--connector", "demo", "--operations", "getTree"]);
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    let made = files(folder.path());
    assert!(made.contains_key("schemas/demo/answer/get_tree.json"));
    assert!(made.keys().all(|name| !name.contains("list_trees") && !name.contains("query")), "{:?}", made.keys());
    let wrong =
        engine_at(folder.path(), &["import", "openapi", &document, "--connector", "demo", "--operations", "getTrees"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.stderr.contains("there is no operation `getTrees`"), "{}", wrong.stderr);
}

#[test]
fn a_document_that_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let overlay = "overlay: 1.0.0\ninfo: { title: t, version: '1' }\nactions: [{ target: $.gone, remove: true }]\n";
    fs::write(folder.path().join("overlay.yaml"), overlay).unwrap();
    let rest = root("tests/import/rest/openapi.yaml").display().to_string();
    for (text, words) in [
        ("{ \"openapi\": ", "this is not JSON"),
        ("a: [", "neither JSON nor YAML"),
        (
            "openapi: 3.0.0\npaths:\n  /a: {}\n  /a: {}",
            "this has a member twice: paths: the member `/a` twice at line 3 column 3",
        ),
        ("{ openapi: 3.0.0, paths: { /a: {}, /a: {} } }", "the member `/a` twice at line 1"),
        (
            "{ \"openapi\": \"3.0.0\", \"paths\": {\n \"/a\": { \"get\": 1, \"get\": 2 } } }",
            "this has the member `get` twice at line 2",
        ),
        ("swagger: '2.0'", "this is no OpenAPI document"),
        ("openapi: 2.0.0", "is a document of OpenAPI 2.0.0"),
        (
            "openapi: 3.0.0\npaths: { /a: { get: { responses: { '200': { $ref: '#/nowhere' } } } } }",
            "refers to nothing",
        ),
        (
            "openapi: 3.0.0\npaths: { /a: { get: { responses: { '200': { $ref: other.yaml } } } } }",
            "refers to another file",
        ),
        ("openapi: 3.0.0\ncomponents: { schemas: { A: { $ref: '#/components/schemas/A' } } }", "in a circle"),
    ] {
        let path = folder.path().join("document.yaml");
        fs::write(&path, text).unwrap();
        let finished = engine_at(folder.path(), &["import", "openapi", "document.yaml", "--connector", "demo"]);
        assert_eq!(finished.code, 1, "{text}: {}", finished.stderr);
        assert!(finished.stderr.contains(words) && finished.stderr.contains("document.yaml"), "{}", finished.stderr);
    }
    let finished =
        engine_at(folder.path(), &["import", "openapi", &rest, "--connector", "demo", "--overlay", "overlay.yaml"]);
    assert_eq!(finished.code, 1);
    assert!(
        finished.stderr.contains("matches nothing") && finished.stderr.contains("overlay.yaml, action 1"),
        "{}",
        finished.stderr
    );
    assert!(!folder.path().join("connectors").exists() && !folder.path().join("schemas").exists());
}

/// A document of one operation whose answer is the schema `A`.
fn document_of(schemas: &Value) -> String {
    let answer = json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } } });
    let paths = json!({ "/a": { "get": { "operationId": "a", "responses": { "200": answer } } } });
    let servers = json!([{ "url": "https://a.test" }]);
    json!({ "openapi": "3.1.0", "servers": servers, "paths": paths, "components": { "schemas": schemas } }).to_string()
}

/// Schemas of which each is made of the next one, `A`, `A1`, `A2` and so on.
fn chain(length: usize, link: impl Fn(Value) -> Value) -> Value {
    let name = |index: usize| if index == 0 { "A".to_owned() } else { format!("A{index}") };
    let next = |index: usize| json!({ "$ref": format!("#/components/schemas/{}", name(index + 1)) });
    let links = (0..length).map(|index| (name(index), link(next(index))));
    links.chain([(name(length), json!({ "type": "object" }))]).collect::<serde_json::Map<_, _>>().into()
}

#[test]
fn a_document_without_end_comes_to_an_end() {
    let forms = |part: usize| (0..10).map(move |form| json!({ "properties": { format!("p{part}_{form}"): {} } }));
    let product = (0..10).map(|part| json!({ "oneOf": forms(part).collect::<Vec<_>>() })).collect::<Vec<_>>();
    for (schemas, code, words) in [
        (chain(60, |next| json!({ "allOf": [next, next] })), 1, "come to more than 1000000 parts"),
        (chain(5000, |next| json!({ "allOf": [next] })), 1, "more than 128 shapes stand in each other"),
        (json!({ "A": { "allOf": product } }), 0, "#/components/schemas/A come to 100 once multiplied out"),
        (
            json!({ "A": { "allOf": [{ "$ref": "#/components/schemas/A" }] } }),
            0,
            "#/components/schemas/A is made of itself",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("document.json"), document_of(&schemas)).unwrap();
        let finished = engine_at(folder.path(), &["import", "openapi", "document.json", "--connector", "demo"]);
        assert_eq!(finished.code, code, "{words}: {}", finished.stderr);
        assert!(finished.stderr.contains(words), "{words}: {}", finished.stderr);
    }
}

#[test]
fn a_document_may_begin_with_a_mark_or_a_brace() {
    let folder = tempfile::tempdir().unwrap();
    let json = document_of(&json!({ "A": { "type": "object", "properties": { "a": { "type": "string" } } } }));
    let yaml = fs::read_to_string(root("tests/import/rest/openapi.yaml")).unwrap();
    let braces = "{ openapi: 3.0.0, servers: [{ url: https://a.test }], paths: {} } # YAML, and no JSON";
    for text in [format!("\u{feff}{json}"), format!("\u{feff}{yaml}"), braces.to_owned(), format!("\u{feff}{braces}")] {
        fs::write(folder.path().join("document"), &text).unwrap();
        let finished = engine_at(folder.path(), &["import", "openapi", "document", "--connector", "demo"]);
        assert_eq!(finished.code, 0, "{text:.40}: {}", finished.stderr);
        fs::remove_dir_all(folder.path().join("connectors")).unwrap();
    }
    let wide: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("document"), wide).unwrap();
    let finished = engine_at(folder.path(), &["import", "openapi", "document", "--connector", "demo"]);
    assert_eq!(finished.code, 1, "{}", finished.stderr);
    assert!(finished.stderr.contains("`document` cannot be read: byte 1 is not UTF-8"), "{}", finished.stderr);
}

#[test]
fn a_place_of_records_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root("tests/import/lists/openapi.yaml")).unwrap();
    let wrong = text.replace("operationId: search", "operationId: search\n      x-records: $.rows");
    assert_ne!(text, wrong);
    fs::write(folder.path().join("document.yaml"), wrong).unwrap();
    let finished = engine_at(folder.path(), &["import", "openapi", "document.yaml", "--connector", "demo"]);
    assert_eq!(finished.code, 1, "{}", finished.stderr);
    assert!(finished.stderr.contains("`x-records` of `search` is `$.rows`"), "{}", finished.stderr);
}

#[test]
fn a_newer_document_tells_what_drifted() {
    let folder = tempfile::tempdir().unwrap();
    let case = root("tests/import/rest");
    assert_eq!(import(&case, folder.path()).code, 0);
    let text = fs::read_to_string(case.join("openapi.yaml")).unwrap();
    let against = |text: &str| {
        fs::write(folder.path().join("newer.yaml"), text).unwrap();
        engine_at(folder.path(), &["validate", "demo", "--against", "newer.yaml"])
    };
    let same = against(&text);
    assert_eq!(same.code, 0, "{}", same.stderr);
    assert!(same.stderr.contains("0 differences"), "{}", same.stderr);
    let more = against(&text.replace("heightMm:", "weight: { type: number }\n            heightMm:"));
    assert_eq!(more.code, 0, "{}", more.stderr);
    for words in ["warning[schema-drift]", "has the new member `weight`", "`list-trees`", "schemas/demo/tree.json:"] {
        assert!(more.stderr.contains(words), "{words}: {}", more.stderr);
    }
    // A member that an operation reads is gone: the connector would no longer work.
    let less = against(&text.replace("required: [items, meta]", "required: [meta]").replace(
        "items: { type: array, items: { $ref: \"#/components/schemas/Tree\" } }",
        "trees: { type: array, items: { $ref: \"#/components/schemas/Tree\" } }",
    ));
    assert_eq!(less.code, 1, "{}", less.stderr);
    for words in ["does not work with `newer.yaml`", "error[unknown-member]", "no longer has the member `items`"] {
        assert!(less.stderr.contains(words), "{words}: {}", less.stderr);
    }
    // Another id is no other operation, and another address is.
    let other = against(&text.replace("listTrees", "allTrees").replace("plantTree", "sow"));
    assert_eq!(other.code, 0, "{}", other.stderr);
    assert!(other.stderr.contains("0 differences"), "{}", other.stderr);
    let moved = against(&text.replace("  /trees:", "  /v2/trees:"));
    assert_eq!(moved.code, 1, "{}", moved.stderr);
    assert!(moved.stderr.contains("`list-trees`: its method and path are no longer described"), "{}", moved.stderr);
}

#[test]
fn a_newer_document_tells_what_else_a_request_is_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let operation = |parameters: Value, schema: Value| {
        let answer = json!({ "content": { "application/json": { "schema": schema } } });
        let get = json!({ "operationId": "list", "parameters": parameters, "responses": { "200": answer } });
        json!({ "openapi": "3.1.0", "servers": [{ "url": "https://a.test" }], "paths": { "/a": { "get": get } } })
    };
    let list = json!({ "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } });
    let member = |name: &str, place: &str, required: bool, most: u64| json!({ "name": name, "in": place, "required": required, "schema": { "type": "integer", "maximum": most } });
    let page = member("page", "query", false, 1000);
    let older = json!([page, member("limit", "query", false, 100), member("X-Old", "header", false, 1)]);
    let newer = json!([page, member("limit", "query", false, 50), member("X-New", "header", true, 1)]);
    fs::write(folder.path().join("document.json"), operation(older, list.clone()).to_string()).unwrap();
    let made = engine_at(folder.path(), &["import", "openapi", "document.json", "--connector", "demo"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    fs::write(folder.path().join("newer.json"), operation(newer, list).to_string()).unwrap();
    let told = engine_at(folder.path(), &["validate", "demo", "--against", "newer.json"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    for words in [
        "demo: 3 differences",
        "`list`: it needs the header `X-New`",
        "`list`: it no longer has the header `X-Old`",
        "`list`: a page has at most 50 records, and 100 are asked for",
    ] {
        assert!(told.stderr.contains(words), "{words}: {}", told.stderr);
    }
}

/// A document with everything that a request is compared by.
const ROWS: &str = r##"
openapi: 3.0.3
servers: [{ url: https://a.test/v1 }]
security: [{ key: [] }]
paths:
  /rows:
    get:
      operationId: listRows
      x-scopes: [rows.read]
      parameters:
        - { name: page, in: query, schema: { type: integer, default: 1 } }
        - { name: kinds, in: query, explode: false, schema: { type: array, items: { type: string } } }
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
      responses:
        "200": { content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Row" } } } } }
  /rows/{id}:
    delete:
      operationId: deleteRow
      x-scopes: [rows.write]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "202": { description: Taken } }
components:
  schemas: { Row: { type: object, properties: { id: { type: string } } } }
  securitySchemes: { key: { type: apiKey, in: query, name: key } }
"##;

#[test]
fn a_newer_document_tells_how_else_it_is_asked() {
    let document = ROWS;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("document.yaml"), document).unwrap();
    let made = engine_at(folder.path(), &["import", "openapi", "document.yaml", "--connector", "demo"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let told = |newer: &str| {
        fs::write(folder.path().join("newer.yaml"), newer).unwrap();
        engine_at(folder.path(), &["validate", "demo", "--against", "newer.yaml"])
    };
    assert!(told(document).stderr.contains("demo: 0 differences"));
    for (old, new, words) in [
        (
            "in: query, name: key",
            "in: header, name: X-Key",
            "`auth`: it is the key `key` in the query, and asked for is the key `X-Key` in the header",
        ),
        ("type: apiKey, in: query, name: key", "type: http, scheme: bearer", "and asked for is `bearer`"),
        ("[rows.read]", "[rows.list]", "`list-rows`: it needs the scope `rows.list`"),
        ("[rows.read]", "[rows.list]", "`list-rows`: it no longer needs the scope `rows.read`"),
        ("\"200\":", "\"202\":", "`list-rows`: it is answered with status 202 by now"),
        (
            "kinds, in: query, explode: false",
            "kinds, in: query",
            "`kinds` is sent once for each of its elements by now",
        ),
        ("tags, in: query", "tags, in: query, explode: false", "`tags` is one text by now, with `,` between"),
        (
            "kinds, in: query",
            "kinds, in: query, style: pipeDelimited",
            "the elements of `kinds` have `|` between them by now",
        ),
    ] {
        let newer = document.replacen(old, new, 1);
        assert_ne!(newer, document, "{old}");
        let told = told(&newer);
        assert_eq!(told.code, 0, "{}", told.stderr);
        assert!(told.stderr.contains(words), "{words}: {}", told.stderr);
    }
    // The first page would never be read.
    let told = told(&document.replacen("default: 1", "default: 0", 1));
    let words = "`query.page` counts from 0 by now, and from 1 here";
    assert!(told.code == 1 && told.stderr.contains(words), "{}", told.stderr);
}

#[test]
fn an_address_that_is_cut_elsewhere_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let engine_of = |document: &str, arguments: &[&str]| {
        fs::write(folder.path().join("document.yaml"), document).unwrap();
        engine_at(folder.path(), arguments)
    };
    let import = ["import", "openapi", "document.yaml", "--connector", "demo"];
    let against = ["validate", "demo", "--against", "document.yaml"];
    assert_eq!(engine_of(ROWS, &import).code, 0);
    let moved = ROWS.replace("a.test/v1", "a.test").replace("  /rows", "  /v1/rows");
    let same = engine_of(&moved, &against);
    assert!(same.code == 0 && same.stderr.contains("demo: 0 differences"), "{}", same.stderr);
    let again = engine_of(&moved, &import);
    assert!(again.code == 0 && !again.stderr.contains("wrote"), "{}", again.stderr);
    let gone = engine_of(&ROWS.replace("  /rows/", "  /lines/"), &against);
    let words = "`delete-row`: its method and path are no longer";
    assert!(gone.code == 0 && gone.stderr.contains(words), "{}", gone.stderr);
}

#[test]
fn a_document_is_compared_with_one_connector() {
    let rest = root("tests/import/rest/openapi.yaml").display().to_string();
    let stranger = engine(&["validate", "ashby", "--against", &rest]);
    assert_eq!(stranger.code, 1, "{}", stranger.stderr);
    let several = engine(&["validate", "--connectors", "tests/workspace/connectors", "--against", &rest]);
    assert_eq!(several.code, 2, "{}", several.stderr);
    let no_name = engine(&["import", "openapi", &rest, "--connector", "../up"]);
    assert_eq!(no_name.code, 2, "{}", no_name.stderr);
}
