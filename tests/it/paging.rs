//! Paging: however a list is cut into pages, every kind gives each record once, in order, and ends.

use std::sync::{Arc, LazyLock};

use engine_lang::Plan;
use engine_runtime::call::Call;
use engine_runtime::credentials::Credentials;
use engine_runtime::execute::{Ending, Options, Session, Sink, execute};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Asked, Ran, Reply, Server, TestClock, plan, run};

static HARBOUR: LazyLock<Plan> = LazyLock::new(|| plan("tests/workspace/connectors", "harbour"));
static ASHBY: LazyLock<Plan> = LazyLock::new(|| plan("connectors", "ashby"));

/// Where each page begins; pages may be of any size, and empty where the kind goes on after one.
#[derive(Debug, Clone)]
struct Cut {
    sizes: Vec<usize>,
}

impl Cut {
    fn total(&self) -> usize {
        self.sizes.iter().sum()
    }

    /// The records of a page, and whether it is the last.
    fn page(&self, index: usize) -> (Vec<Value>, bool) {
        let start: usize = self.sizes.iter().take(index).sum();
        let size = self.sizes.get(index).copied().unwrap_or(0);
        let records = (start..start + size).map(|id| json!({ "id": format!("r{id}"), "handle": "x", "name": "x" }));
        (records.collect(), index + 1 >= self.sizes.len())
    }

    /// The page that begins with a record.
    fn page_from(&self, start: usize) -> usize {
        let mut at = 0;
        for (index, size) in self.sizes.iter().enumerate() {
            if at >= start {
                return index;
            }
            at += size;
        }
        self.sizes.len()
    }
}

fn query(asked: &Asked, name: &str) -> Option<String> {
    let (_, query) = asked.target.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).map(str::to_owned)
}

fn number(asked: &Asked, name: &str, default: usize) -> usize {
    query(asked, name).map_or(default, |text| text.parse().unwrap())
}

/// Runs an operation against a server that cuts its list like this, and compares.
fn check(cut: Cut, plan: &Plan, operation: &str, inputs: Value, reply: fn(&Cut, &str, &Asked) -> Reply) -> Ran {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let total = cut.total();
        let pages = cut.sizes.len();
        let server = Server::start(move |base, _, asked| reply(&cut, base, asked)).await;
        let options = Options { raw: true, ..Options::default() };
        let ran = run(plan, operation, inputs, &server.url, options).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
        let ids: Vec<&str> = ran.records.iter().map(|record| record["id"].as_str().unwrap()).collect();
        assert_eq!(ids, (0..total).map(|id| format!("r{id}")).collect::<Vec<_>>());
        assert!(server.asked().len() <= pages + 1);
        ran
    })
}

fn cuts(smallest: usize) -> impl Strategy<Value = Cut> {
    proptest::collection::vec(smallest..5_usize, 1..8).prop_map(|sizes| Cut { sizes })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn cursor(cut in cuts(0)) {
        check(cut, &ASHBY, "list-departments", json!({}), |cut, _, asked| {
            let index = asked.json()["cursor"].as_str().map_or(0, |cursor| cursor.parse().unwrap());
            let (records, last) = cut.page(index);
            let mut body = json!({ "success": true, "results": records, "moreDataAvailable": !last });
            if !last {
                body["nextCursor"] = json!((index + 1).to_string());
            }
            Reply::json(&body)
        });
    }

    #[test]
    fn next_url(cut in cuts(0)) {
        check(cut, &HARBOUR, "list-logs", json!({}), |cut, base, asked| {
            let index = number(asked, "at", 0);
            let (records, last) = cut.page(index);
            let next = if last { Value::Null } else { json!(format!("{base}/logs?at={}", index + 1)) };
            Reply::json(&json!({ "data": records, "links": { "next": next } }))
        });
    }

    #[test]
    fn link_header(cut in cuts(0)) {
        let inputs = json!({ "project": "atlas" });
        check(cut, &HARBOUR, "list-tickets", inputs, |cut, _, asked| {
            let index = number(asked, "at", 0);
            let (records, last) = cut.page(index);
            let reply = Reply::json(&json!(records));
            if last { reply } else { reply.header("link", &format!("<?at={}>; rel=next", index + 1)) }
        });
    }

    #[test]
    fn offset(cut in cuts(1)) {
        check(cut, &HARBOUR, "list-labels", json!({}), |cut, _, asked| {
            let (records, _) = cut.page(cut.page_from(number(asked, "offset", 0)));
            Reply::json(&json!({ "labels": records, "total": cut.total() }))
        });
    }

    #[test]
    fn offset_from_one(cut in cuts(1)) {
        check(cut, &HARBOUR, "list-members", json!({}), |cut, _, asked| {
            // A server that counts from one takes 0 for 1 (RFC 7644, 3.4.2.4).
            let start = number(asked, "startIndex", 1).max(1) - 1;
            let (records, _) = cut.page(cut.page_from(start));
            Reply::json(&json!({ "Resources": records, "totalResults": cut.total() }))
        });
    }

    #[test]
    fn page(cut in cuts(1)) {
        check(cut, &HARBOUR, "list-people", json!({}), |cut, _, asked| {
            let (records, _) = cut.page(number(asked, "page", 1) - 1);
            Reply::json(&json!({ "people": records, "pages": cut.sizes.len() }))
        });
    }

    #[test]
    fn last_id(cut in cuts(1)) {
        let inputs = json!({ "project": "atlas", "number": 1 });
        check(cut, &HARBOUR, "list-watchers", inputs, |cut, _, asked| {
            let start = query(asked, "after").map_or(0, |id| id[1..].parse::<usize>().unwrap() + 1);
            let (records, _) = cut.page(cut.page_from(start));
            Reply::json(&json!({ "watchers": records }))
        });
    }
}

#[test]
fn an_offset_list_that_ends_early_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start(|_, _, asked| {
            let labels = if number(asked, "offset", 0) == 0 { json!([{ "id": "r0", "name": "x" }]) } else { json!([]) };
            Reply::json(&json!({ "labels": labels, "total": 3 }))
        })
        .await;
        let ran = run(&HARBOUR, "list-labels", json!({}), &server.url, Options::default()).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
        assert!(error.to_string().contains("a page is empty after 1 of 3 records"), "{error}");
    });
}

#[test]
fn a_next_page_on_another_server_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let elsewhere = Server::start(|_, _, _| Reply::json(&json!([]))).await;
        let address = elsewhere.url.clone();
        let server = Server::start(move |_, _, _| {
            Reply::json(&json!([{ "id": 1 }])).header("link", &format!("<{address}/x>; rel=\"next\""))
        })
        .await;
        let options = Options { raw: true, ..Options::default() };
        let ran = run(&HARBOUR, "list-tickets", json!({ "project": "atlas" }), &server.url, options).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
        assert!(error.to_string().contains("another server"), "{error}");
        assert!(elsewhere.asked().is_empty(), "the credential was sent to another server");
    });
}

/// A sink that does not go on with its first record before the server was asked for the second page.
struct Patient<'a> {
    server: &'a Server,
    asked_in_time: bool,
}

impl Sink for Patient<'_> {
    fn record(&mut self, _: &Value) -> std::io::Result<()> {
        let started = std::time::Instant::now();
        while self.server.asked().len() < 2 && started.elapsed().as_secs() < 5 {
            std::thread::yield_now();
        }
        self.asked_in_time = self.server.asked().len() >= 2;
        Ok(())
    }
}

#[test]
fn the_next_page_is_asked_for_while_one_is_mapped() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start(|_, number, _| {
            let record = json!({ "id": format!("r{number}"), "name": "x" });
            let mut body = json!({ "success": true, "results": [record], "moreDataAvailable": number == 0 });
            if number == 0 {
                body["nextCursor"] = json!("c");
            }
            Reply::json(&body)
        })
        .await;
        let session = Session {
            plan: ASHBY.clone(),
            credentials: Credentials::invented(ASHBY.connector()),
            base_url: Some(server.url.parse().unwrap()),
            clock: Arc::new(TestClock::new()),
        };
        let call = Call::bind(ASHBY.operation("list-departments").unwrap(), Vec::new()).unwrap();
        let mut sink = Patient { server: &server, asked_in_time: false };
        let outcome = execute(&session, "list-departments", &call, Options::default(), &mut sink).await;
        assert!(matches!(outcome.ending, Ending::Complete));
        assert!(sink.asked_in_time);
    });
}

#[test]
fn pages_are_written_before_the_next_one_is_mapped() {
    // Memory does not grow with the number of pages: a record is given as soon as its own page was read.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start(|_, number, asked| {
            let index = asked.json()["cursor"].as_str().map_or(0, |cursor| cursor.parse::<usize>().unwrap());
            if number == 2 {
                return Reply::status(401, "text/plain", "no");
            }
            let record = json!({ "id": format!("r{index}"), "name": "x" });
            let cursor = (index + 1).to_string();
            Reply::json(
                &json!({ "success": true, "results": [record], "moreDataAvailable": true, "nextCursor": cursor }),
            )
        })
        .await;
        let ran = run(&ASHBY, "list-departments", json!({}), &server.url, Options::default()).await;
        assert!(matches!(ran.outcome.ending, Ending::Failed(_)));
        assert_eq!(ran.records.len(), 2);
    });
}
