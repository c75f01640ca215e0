//! A list that is written out is given whole, or not at all, whichever way its records are read.

use engine_runtime::execute::{Ending, Options};
use engine_runtime::lookup::With;
use serde_json::{Value, json};

use crate::support::{Reply, Server, Workspace, list, object, run};

const DEMO: &str = r#"
operations:
  list-items: { path: /items, envelope: demo/items, records: "$.data[*]", pagination: { whole: {} }, mapping: item }
  list-tags: { path: /tags, inputs: { id: { type: string, required: true } }, query: { id: $.inputs.id }, envelope: demo/tags, records: "$.data[*]", pagination: { whole: {} } }
  get-owner: { path: /owner, inputs: { id: { type: string, required: true } }, query: { id: $.inputs.id }, envelope: demo/tag }
mappings:
  item:
    target: unified/item
    lookups:
      tags: { operation: list-tags, inputs: { id: $.id } }
      owner: { operation: get-owner, inputs: { id: $.id } }
    fields:
      plain: [$.first, { lookup: tags, value: { each: "$[*]", value: $.name } }]
      under_condition: [$.first, { when: $.has, value: { lookup: tags, value: { each: "$[*]", value: $.name } } }]
      under_two:
        - $.first
        - when: $.has
          value: { when: "{{ record.size | int > 3 }}", value: { lookup: tags, value: { each: "$[*]", value: $.name } } }
      owner: { lookup: owner, value: $.name }
"#;

/// What becomes of these items, whose tag is `b` and whose owner is Ann.
async fn items(items: Value, with: With) -> Vec<Value> {
    let text = json!({ "type": ["string", "null"] });
    let words = json!({ "type": ["array", "null"], "items": text });
    let item = object(json!({ "id": { "type": "string" }, "first": text, "has": text, "size": { "type": "string" } }));
    let tag = object(json!({ "name": text }));
    let unified = json!({ "plain": words, "under_condition": words, "under_two": words, "owner": text });
    let schemas = [
        ("demo/items", object(json!({ "data": list(item) }))),
        ("demo/tags", object(json!({ "data": list(tag.clone()) }))),
        ("demo/tag", tag),
        ("unified/item", object(unified)),
    ];
    let server = Server::start(move |_, _, asked| {
        Reply::json(&match asked.target.as_str() {
            "/items" => json!({ "data": items }),
            "/owner?id=1" => json!({ "name": "Ann" }),
            _ => json!({ "data": [{ "name": "b" }] }),
        })
    })
    .await;
    let workspace = Workspace::demo(DEMO, &schemas);
    let plan = if matches!(with, With::Nothing) { workspace.plan_of("list-items") } else { workspace.plan() };
    let options = Options { with, ..Options::default() };
    let ran = run(&plan, "list-items", json!({}), &server.url, options).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    ran.records
}

#[tokio::test]
async fn a_part_that_nobody_asked_for_leaves_no_list_however_it_is_read() {
    let item = json!([{ "id": "1", "first": "a", "has": "y", "size": "4" }]);
    let fast = items(item.clone(), With::Nothing).await;
    assert_eq!(fast, [json!({ "plain": null, "under_condition": null, "under_two": null, "owner": null })]);
    // A look-up for another field makes the records by their rules alone.
    let slow = items(item.clone(), With::Fields(vec!["owner".to_owned()])).await;
    assert_eq!(slow, [json!({ "plain": null, "under_condition": null, "under_two": null, "owner": "Ann" })]);
    let (whole, all) = (json!(["a", "b"]), items(item, With::Everything).await);
    assert_eq!(all, [json!({ "plain": whole, "under_condition": whole, "under_two": whole, "owner": "Ann" })]);
}

#[tokio::test]
async fn a_part_whose_condition_does_not_hold_is_not_missed() {
    for (has, size, under_two) in
        [(json!(null), "4", json!(["a"])), (json!("y"), "3", json!(["a"])), (json!("y"), "big", json!(null))]
    {
        let under_condition = if has.is_null() { json!(["a"]) } else { json!(null) };
        let made = items(json!([{ "id": "1", "first": "a", "has": has, "size": size }]), With::Nothing).await;
        assert_eq!(
            made,
            [json!({ "plain": null, "under_condition": under_condition, "under_two": under_two, "owner": null })]
        );
    }
}
