//! Totals that are a lower bound, as searches have them: no list ends by one.

use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Reply, Server, Workspace, object, run};

const DEMO: &str = r#"
operations:
  by-offset:
    path: /search
    envelope: demo/hits
    records: $.hits.hits[*]
    pagination: { offset: { to: query.from, total: $.hits.total.value } }
  by-last-id:
    path: /search
    envelope: demo/hits
    records: $.hits.hits[*]
    pagination: { last_id: { from: $._id, to: query.after } }
  whole: { path: /search, envelope: demo/hits, records: "$.hits.hits[*]", pagination: { whole: {} } }
  flat: { path: /flat, envelope: demo/flat, records: "$.docs[*]", pagination: { offset: { to: query.start, total: $.numFound } } }
"#;

/// What a run of pages comes to: its ending, how many records, and how many requests.
async fn ending(operation: &str, pages: Vec<Value>) -> (Ending, usize, usize) {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer" });
    let list = json!({ "type": "array", "items": object(json!({ "_id": text })) });
    let total = object(json!({ "value": number, "relation": { "type": "string", "enum": ["eq", "gte"] } }));
    let hits = object(json!({ "hits": object(json!({ "total": total, "hits": list })) }));
    let flat = object(json!({ "docs": list, "numFound": number, "numFoundExact": { "type": "boolean" } }));
    let plan = Workspace::demo(DEMO, &[("demo/hits", hits), ("demo/flat", flat)]).plan();
    let server = Server::start(move |_, number, _| Reply::json(&pages[number])).await;
    let ran = run(&plan, operation, json!({}), &server.url, Options::default()).await;
    (ran.outcome.ending, ran.records.len(), server.asked().len())
}

fn records(first: usize, count: usize) -> Vec<Value> {
    (first..first + count).map(|id| json!({ "_id": id.to_string() })).collect()
}

fn page(first: usize, count: usize, value: u64, relation: &str) -> Value {
    json!({ "hits": { "total": { "value": value, "relation": relation }, "hits": records(first, count) } })
}

#[tokio::test]
async fn no_list_ends_by_a_total_that_is_a_lower_bound() {
    // The total is 3 and exact, and the third record ends the list; or there are at least 3, and there are 5.
    let exact = vec![page(0, 2, 3, "eq"), page(2, 1, 3, "eq")];
    let (end, found, asked) = ending("by-offset", exact).await;
    assert!(matches!(end, Ending::Complete) && (found, asked) == (3, 2), "{end:?}, {found} of {asked}");
    let pages = vec![page(0, 3, 3, "gte"), page(3, 2, 3, "gte"), page(5, 0, 3, "gte")];
    let (end, found, asked) = ending("by-offset", pages).await;
    assert!(matches!(end, Ending::Complete) && (found, asked) == (5, 3), "{end:?}, {found} of {asked}");
    let solr = |first, count, exact| json!({ "docs": records(first, count), "numFound": 2, "numFoundExact": exact });
    let (end, found, asked) = ending("flat", vec![solr(0, 2, false), solr(2, 1, false), solr(3, 0, false)]).await;
    assert!(matches!(end, Ending::Complete) && (found, asked) == (3, 3), "{end:?}, {found} of {asked}");
    let (end, found, asked) = ending("flat", vec![solr(0, 2, true)]).await;
    assert!(matches!(end, Ending::Complete) && (found, asked) == (2, 1), "{end:?}, {found} of {asked}");
}

#[tokio::test]
async fn an_answer_that_counts_as_whole_is_not_whole_by_a_lower_bound() {
    for (value, relation, is_whole) in [(2, "eq", true), (3, "eq", false), (2, "gte", false), (0, "gte", true)] {
        let (end, ..) = ending("whole", vec![page(0, usize::from(value > 0) * 2, value, relation)]).await;
        assert_eq!(matches!(end, Ending::Complete), is_whole, "{value} {relation}: {end:?}");
        assert!(is_whole || matches!(end, Ending::Unknown(_)), "{value} {relation}: {end:?}");
    }
    // Behind the empty page that ends a list, as many as were read are all.
    let pages = vec![page(0, 2, 2, "gte"), page(2, 0, 2, "gte")];
    let (end, ..) = ending("by-last-id", pages).await;
    assert!(matches!(end, Ending::Complete), "{end:?}");
    let (end, ..) = ending("by-last-id", vec![page(0, 2, 3, "gte"), page(2, 0, 3, "gte")]).await;
    assert!(matches!(end, Ending::Unknown(_)), "{end:?}");
}
