//! What a write makes of a record and of what its steps gave, what it prints, and what of both nobody may see.

use engine_runtime::write::{Fate, Written};
use serde_json::{Value, json};

use crate::support::{Reply, Server, Workspace, engine_given, object};
use crate::writes::{fates, make_by};

const CONNECTOR: &str = r#"
operations:
  make:
    method: POST
    path: /make
    inputs: { title: { type: string, required: true }, api.key: { type: string, secret: true } }
    body: { title: $.inputs.title, key: "$.inputs['api.key']" }
    envelope: demo/made
  place:
    method: POST
    path: /place
    inputs: { loc: { type: object }, kind: { type: string }, pair: { type: object }, note: { type: string }, tags: { type: array }, kept: { type: array } }
    headers: { x-kind: $.inputs.kind }
    query: { tag: $.inputs.tags }
    request: demo/placed
    body: { loc: $.inputs.loc, pair: $.inputs.pair, note: "{{ inputs.note }}", tags: $.inputs.kept }
    envelope: demo/made
writes:
  keep:
    takes: unified/new
    steps:
      a: { operation: make, inputs: { title: $.title, api.key: $.pin } }
    gives:
      target: unified/made
      fields:
        id: { step: a, value: $.id }
        number: { step: a, value: $.number }
        name: { step: a, value: $.person.name }
        status: { step: a, value: { from: $.status, enum: { open: open, closed: null, odd: odd } } }
        pair: { step: a, value: { from: $.word, enum: { odd: odd }, otherwise: other } }
  choose:
    takes: unified/new
    steps:
      a: { operation: make, inputs: { title: $.title, api.key: { from: $.pin, enum: { a: b } } } }
    gives: { target: unified/made, fields: { id: { step: a, value: $.id } } }
  follow:
    takes: unified/more
    steps:
      a: { operation: make, inputs: { title: $.title, api.key: $.pin } }
      b:
        operation: place
        when: $.zip
        inputs:
          loc: { fields: { zip: { first: [{ step: a, value: $.zip }, { step: a, value: $.word }] }, num: $.zip } }
    gives: { target: unified/made, fields: { id: { step: a, value: $.id } } }
  head:
    takes: unified/kind
    steps:
      b:
        operation: place
        inputs: { kind: $.title, pair: { from: $.kind, enum: { one: "1", two: "2" } } }
    gives: { target: unified/made, fields: { id: { step: b, value: $.id } } }
  blank:
    takes: unified/blank
    steps:
      made: { operation: make, inputs: { title: $.title } }
      placed:
        operation: place
        inputs: { note: $.note, tags: "$.tags[*]", kept: "$.kept[*]", loc: { fields: { num: { step: made, value: $.id } } } }
    gives: { target: unified/made, fields: { id: { step: placed, value: $.id } } }
  part:
    takes: unified/sized
    steps:
      a: { operation: make, inputs: { title: $.title } }
      b:
        operation: place
        when: ["{{ record.size | int > 3 }}", $.note]
        inputs: { kind: $.size, note: { first: [$.note, $.title] } }
      c: { operation: place, when: "{{ record.size | int > 5 }}", unless: $.note, inputs: { note: $.title } }
    gives: { target: unified/made, fields: { id: { step: a, value: $.id } } }
  part-in-secret:
    takes: unified/more
    steps:
      a: { operation: make, inputs: { title: $.title, api.key: $.pin } }
      b: { operation: place, when: "{{ record.zip | int > 3 }}", inputs: { note: $.zip } }
    gives: { target: unified/made, fields: { id: { step: a, value: $.id } } }
  by-template:
    takes: unified/new
    steps:
      a: { operation: make, inputs: { title: $.title, api.key: $.pin } }
    gives: { target: unified/made, fields: { id: { step: a, value: "{{ item.id }}" } } }
  by-choice:
    takes: unified/new
    steps:
      a: { operation: make, inputs: { title: $.title, api.key: $.pin } }
    gives: { target: unified/made, fields: { id: { step: a, value: { first: [$.id, $.word] } } } }
"#;

fn workspace() -> Workspace {
    let text = json!({ "type": "string" });
    let maybe = |kind: &str| json!({ "type": [kind, "null"] });
    let person = json!({ "anyOf": [object(json!({ "name": text })), text] });
    let status = json!({ "type": "string", "enum": ["open", "closed", "odd"] });
    let pair = object(json!({ "value": maybe("string"), "source_value": maybe("string") }));
    let taken = |members: Value| {
        let mut members = members;
        members["title"] = text.clone();
        json!({ "type": "object", "properties": members, "required": ["title"] })
    };
    let made = object(json!({
        "id": text, "number": { "type": "integer" }, "person": person, "status": status, "word": text, "zip": text,
    }));
    let loc = object(json!({ "zip": text, "num": text }));
    let placed = object(json!({ "loc": loc, "pair": pair, "note": text, "tags": { "type": "array", "items": text } }));
    let given = json!({
        "id": maybe("string"), "number": maybe("integer"), "name": maybe("string"), "status": maybe("string"),
        "pair": { "anyOf": [pair, { "type": "null" }] },
    });
    let kind = json!({ "type": "string", "enum": ["one", "two"] });
    let texts = json!({ "type": "array", "items": text });
    let schemas = [
        ("demo/made", made),
        ("demo/placed", placed),
        ("unified/new", taken(json!({ "pin": text }))),
        ("unified/more", taken(json!({ "pin": text, "zip": text }))),
        ("unified/sized", taken(json!({ "size": text, "note": text }))),
        ("unified/kind", taken(json!({ "kind": kind }))),
        ("unified/blank", taken(json!({ "note": text, "tags": texts, "kept": texts }))),
        ("unified/made", object(given)),
    ];
    Workspace::demo(CONNECTOR, &schemas)
}

/// What comes of a write to a server that gives the same answer to all.
async fn made(name: &str, record: Value, answer: Value) -> (Written, Server) {
    let server = Server::start(move |_, _, _| Reply::json(&answer)).await;
    let written = make_by(&workspace().plan(), &server, name, &record).await.unwrap();
    (written, server)
}

#[tokio::test]
async fn a_secret_is_told_by_no_name_and_no_length() {
    let server = Server::start(|_, _, _| Reply::json(&json!({ "id": "x" }))).await;
    let plan = workspace().plan();
    for (name, pin, told) in [
        ("choose", json!("hunter2-secret"), "step `a`, `api.key`: *** does not fit"),
        ("keep", json!(7_700_077), "`$.pin`: string is wanted, and *** was given"),
        ("keep", json!([[]]), "`$.pin`: string is wanted, and *** was given"),
    ] {
        let refused =
            make_by(&plan, &server, name, &json!({ "title": "t", "pin": pin })).await.unwrap_err().to_string();
        assert!(refused.contains(told), "{refused}");
        assert!(!refused.contains("hunter2") && !refused.contains("7700077"), "{refused}");
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn what_is_taken_of_a_step_is_there_or_nothing_follows() {
    let record = json!({ "title": "t", "zip": "5" });
    for word in [Value::Null, json!(" ")] {
        let (written, server) = made("follow", record.clone(), json!({ "id": "x", "word": word })).await;
        assert_eq!(fates(&written), [("a", Fate::Done), ("b", Fate::Failed)]);
        assert_eq!(server.asked().len(), 1);
        let error = written.error.unwrap().to_string();
        assert!(error.contains("`a` gave nothing at `$.word`, and `loc.zip` of the step `b` needs it"), "{error}");
    }
    let (written, server) = made("follow", record, json!({ "id": "x", "word": "w" })).await;
    assert!(written.error.is_none(), "{:?}", written.error);
    assert_eq!(server.asked()[1].json(), json!({ "loc": { "zip": "w", "num": "5" } }));
}

#[tokio::test]
async fn a_table_sends_both_words_where_both_have_a_place() {
    let (written, server) = made("head", json!({ "title": "t", "kind": "one" }), json!({ "id": "x" })).await;
    assert!(written.error.is_none(), "{:?}", written.error);
    assert_eq!(server.asked()[0].json(), json!({ "pair": { "value": "1", "source_value": "one" } }));
}

#[tokio::test]
async fn the_result_is_made_as_a_mapping_makes_records() {
    let answer = json!({ "id": "x", "number": 7, "person": "Ann", "status": "closed", "word": "new" });
    let (written, _) = made("keep", json!({ "title": "t" }), answer).await;
    let pair = json!({ "value": "other", "source_value": "new" });
    assert_eq!(written.result, json!({ "id": "x", "number": 7, "name": null, "status": null, "pair": pair }));
    let problems = written.problems.join("\n");
    assert_eq!(written.problems.len(), 2, "{problems}");
    assert!(problems.contains("`name` of the result: ") && problems.contains("`pair` of the result: "), "{problems}");
}

#[tokio::test]
async fn a_result_that_repeats_a_secret_is_told() {
    let given = |pin: &str| json!({ "title": "t", "pin": pin });
    let answer = json!({ "id": "id-12-9", "number": 12, "status": "open", "word": "odd" });
    let (written, _) = made("keep", given("12"), answer).await;
    assert_eq!((&written.result["id"], &written.result["number"]), (&json!("id-12-9"), &json!("***")));
    assert_eq!(written.problems, ["`$.number` repeats a secret: `***` stands in its place"]);
    assert_eq!(written.steps[0].id.as_deref(), Some("id-12-9"));
    let (written, _) = made("keep", given("pin-of-Ada"), json!({ "id": "for PIN-of-ada", "word": "odd" })).await;
    assert_eq!(written.result["id"], "***");
    assert_eq!(written.steps[0].id.as_deref(), Some("***"));
    assert_eq!(written.problems.len(), 2, "{:?}", written.problems);
}

#[tokio::test]
async fn an_id_that_is_not_there_is_missed_however_it_is_taken() {
    for name in ["by-template", "by-choice", "keep"] {
        for answer in [json!({}), json!({ "id": " " }), json!({ "id": null, "word": "" })] {
            let (written, _) = made(name, json!({ "title": "t" }), answer.clone()).await;
            assert_eq!(fates(&written), [("a", Fate::Unknown)], "{name}: {answer}");
            let error = written.error.unwrap().to_string();
            assert!(error.contains("may have been done, and its id is not known"), "{error}");
        }
        let (written, _) = made(name, json!({ "title": "t" }), json!({ "id": "x", "word": "odd" })).await;
        assert!(written.error.is_none() && written.result["id"] == "x", "{written:?}");
    }
    // What is no text and no number names nothing.
    for id in [json!({ "of": "x" }), json!(["x"]), json!(true)] {
        let (written, _) = made("by-choice", json!({ "title": "t" }), json!({ "id": id })).await;
        assert_eq!(fates(&written), [("a", Fate::Unknown)], "{id}");
    }
}

#[tokio::test]
async fn what_an_operation_leaves_out_is_refused_before_anything_is_sent() {
    let server = Server::start(|_, _, _| Reply::json(&json!({ "id": "x" }))).await;
    let plan = workspace().plan();
    for (member, value, input) in [("note", json!(" "), "note"), ("tags", json!([]), "tags")] {
        let mut record = json!({ "title": "t" });
        record[member] = value;
        let refused = make_by(&plan, &server, "blank", &record).await.unwrap_err().to_string();
        assert!(refused.contains(&format!("`place` sends nothing of `{input}`, which is blank or empty")), "{refused}");
    }
    assert!(server.asked().is_empty());
    let whole = json!({ "title": " ", "kept": [], "note": "n", "tags": ["a"] });
    let written = make_by(&plan, &server, "blank", &whole).await.unwrap();
    assert!(written.error.is_none(), "{:?}", written.error);
    assert_eq!(server.asked()[0].json(), json!({ "title": " " }));
    assert_eq!(server.asked()[1].json(), json!({ "loc": { "num": "x" }, "note": "n", "tags": [] }));
}

#[test]
fn a_dry_run_refuses_what_cannot_be_sent_and_shows_no_secret() {
    let workspace = workspace();
    let dry = |name: &str, record: Value| {
        let arguments = ["write", "demo", name, "--dry-run"];
        engine_given(workspace.path(), &arguments, &[], record.to_string().as_bytes())
    };
    let refused = dry("head", json!({ "title": "a\u{7}b", "kind": "one" }));
    assert!(refused.code == 2 && refused.stderr.contains("the header `x-kind` would hold"), "{refused:?}");
    let shown = dry("follow", json!({ "title": "t", "pin": "secret-pin", "zip": "5" }));
    assert!(shown.code == 0 && shown.stdout.contains(r#""key":"***""#), "{shown:?}");
    assert!(shown.stdout.contains(r#""zip":"<what a gives>""#), "{shown:?}");
}

#[tokio::test]
async fn a_condition_that_fails_is_a_mistake_before_anything_is_sent() {
    let server = Server::start(|_, _, _| Reply::json(&json!({ "id": "x" }))).await;
    let plan = workspace().plan();
    for (name, record, told) in [
        (
            "part",
            json!({ "title": "t", "size": "big" }),
            &["step `b`, `when`: the template fails: ", "step `c`, `when`"][..],
        ),
        ("part", json!({ "title": "t", "size": "big", "note": "n" }), &["step `b`, `when`"]),
        ("part-in-secret", json!({ "title": "t", "zip": "big" }), &["step `b`, `when`: the template fails ("]),
    ] {
        let refused = make_by(&plan, &server, name, &record).await.unwrap_err().to_string();
        assert!(told.iter().all(|told| refused.contains(told)), "{refused}");
        assert_eq!(refused.matches("the template fails").count(), told.len(), "{refused}");
    }
    assert!(server.asked().is_empty());
    let written = make_by(&plan, &server, "part", &json!({ "title": "t", "size": "4" })).await.unwrap();
    assert_eq!(fates(&written), [("a", Fate::Done), ("b", Fate::Done), ("c", Fate::LeftOut)]);
}
