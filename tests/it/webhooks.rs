//! Webhooks: deliveries of every event are verified, read and mapped; what is not the provider's is refused unread.

use std::cell::RefCell;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine_lang::Plan;
use engine_lang::plan::Signature;
use engine_runtime::error::{ErrorKind, RunError};
use engine_runtime::secret::Secret;
use engine_runtime::webhook::{Delivery, Incoming, Means, receive};
use hmac::{Hmac, KeyInit, Mac};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::shapes::{Fidelity, Shapes};
use crate::support::{Finished, engine, engine_given, plan, root};

const SECRET: &str = "s3cret-that-nobody-may-see";

/// Workspaces with a connector, and the schema of its deliveries.
const WORKSPACES: [(&str, &str, &str); 2] =
    [("", "ashby", "ashby/webhook/delivery"), ("tests/workspace/", "harbour", "harbour/delivery")];

/// The signature as the provider writes it.
fn sign(plan: &Plan, secret: &str, body: &[u8]) -> String {
    let hmac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body);
    let bytes = hmac.finalize().into_bytes();
    let Signature::HmacSha256 { prefix, .. } = &plan.connector().webhooks.as_ref().unwrap().signature;
    if prefix.is_empty() { STANDARD.encode(bytes) } else { format!("{prefix}{}", hex::encode(bytes)) }
}

/// What a body tells that was signed as it has to be.
fn read(plan: &Plan, body: &[u8]) -> Result<Delivery, RunError> {
    let signature = sign(plan, SECRET, body);
    let secrets = [Secret::new(SECRET.to_owned())];
    receive(plan, &secrets, Incoming { signature: &signature, body }, false)
}

/// The delivery of each event, with its folder.
fn deliveries(folder: &str, plan: &Plan) -> Vec<(PathBuf, Vec<u8>)> {
    let cases = root(&format!("{folder}tests/webhooks/{}", plan.connector().name));
    let events = plan.connector().webhooks.as_ref().unwrap().events.keys();
    let cases: Vec<PathBuf> = events.map(|event| cases.join(event)).collect();
    cases.into_iter().map(|case| (case.clone(), std::fs::read(case.join("delivery.json")).unwrap())).collect()
}

#[test]
fn every_event_has_a_delivery_that_maps() {
    for (folder, connector, envelope) in WORKSPACES {
        let plan = plan(&format!("{folder}connectors"), connector);
        let shapes = Shapes::new(&format!("{folder}schemas"));
        let envelope = shapes.validator(envelope);
        for (case, body) in deliveries(folder, &plan) {
            let theirs: Value = serde_json::from_slice(&body).unwrap();
            assert!(envelope.is_valid(&theirs), "{}", case.display());
            let delivery = read(&plan, &body).unwrap();
            assert!(delivery.strange.is_empty(), "{:?}", delivery.strange);
            assert_eq!(delivery.event, case.file_name().unwrap().to_string_lossy());
            let mut text = format!("event: {}\nid: {}\n", delivery.event, delivery.id.as_deref().unwrap_or("none"));
            for problem in delivery.problems.list(&plan) {
                let problem = problem.to_string().replace(&format!("{}/", env!("CARGO_MANIFEST_DIR")), "");
                text.push_str(&format!("problem: {problem}\n"));
            }
            for own in &delivery.records {
                let target = own.target.as_deref().unwrap_or("as it came");
                text.push_str(&format!("\n{target}\n{:#}\n", own.record));
                if let Some(target) = &own.target {
                    assert!(shapes.validator(target).is_valid(&own.record), "{}", case.display());
                }
            }
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(&case);
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!("records", text));
        }
    }
}

#[test]
fn every_case_is_of_an_event() {
    for (folder, connector, _) in WORKSPACES {
        let plan = plan(&format!("{folder}connectors"), connector);
        let events = &plan.connector().webhooks.as_ref().unwrap().events;
        for entry in std::fs::read_dir(root(&format!("{folder}tests/webhooks/{connector}"))).unwrap() {
            let name = entry.unwrap().file_name();
            assert!(events.contains_key(&*name.to_string_lossy()), "{name:?} is no event");
        }
    }
}

/// Judges what a body came to.
type Judge<'a> = &'a dyn Fn(&Shapes, &Value, Result<Delivery, RunError>);

/// Reads deliveries that are made of the provider's schema.
fn read_generated(fidelity: Fidelity, judge: Judge<'_>) {
    let plan = plan("connectors", "ashby");
    let shapes = Shapes::new("schemas");
    let values = shapes.values("ashby/webhook/delivery", fidelity);
    let count = RefCell::new(0);
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&values, |body| {
            *count.borrow_mut() += 1;
            judge(&shapes, &body, read(&plan, body.to_string().as_bytes()));
            Ok(())
        })
        .unwrap();
    assert!(count.into_inner() >= 200);
}

#[test]
fn what_the_providers_schema_allows_maps_without_a_problem() {
    read_generated(Fidelity::Exact, &|shapes, body, read| {
        let delivery = read.unwrap();
        assert_eq!((delivery.means, delivery.problems.total()), (Means::Known, 0), "{body}");
        for own in delivery.records {
            let target = own.target.map(|target| shapes.validator(&target));
            assert!(target.is_none_or(|target| target.is_valid(&own.record)), "{body}");
        }
    });
}

#[test]
fn any_other_delivery_maps_or_is_told() {
    read_generated(Fidelity::Loose, &|shapes, body, read| match read {
        Err(error) => assert_eq!(error.kind(), ErrorKind::Answer, "{body}: {error}"),
        Ok(delivery) => {
            let told = delivery.problems.total() > 0 || delivery.means == Means::Unknown;
            let fits = |target: &Option<String>, record: &Value| {
                target.as_ref().is_none_or(|target| shapes.validator(target).is_valid(record))
            };
            assert!(told || delivery.records.iter().all(|own| fits(&own.target, &own.record)), "{body}");
        }
    });
}

/// Runs `engine webhook verify` with a signature of the body, or with another one.
fn verify(body: &[u8], signature: Option<&str>, more: &[&str]) -> Finished {
    let plan = plan("connectors", "ashby");
    let signature = signature.map_or_else(|| sign(&plan, SECRET, body), str::to_owned);
    let mut arguments = vec!["webhook", "verify", "ashby", "--secret-env", "HOOK_SECRET", "--signature", &signature];
    arguments.extend(more);
    let finished = engine_given(&root(""), &arguments, &[("HOOK_SECRET", SECRET)], body);
    assert!(!finished.stdout.contains(SECRET) && !finished.stderr.contains(SECRET), "{finished:?}");
    finished
}

#[test]
fn a_delivery_is_one_line_of_json() {
    let body = std::fs::read(root("tests/webhooks/ashby/candidateHire/delivery.json")).unwrap();
    let finished = verify(&body, None, &[]);
    assert_eq!((finished.code, finished.stderr.as_str()), (0, ""));
    assert_eq!(finished.stdout.lines().count(), 1);
    let told: Value = serde_json::from_str(&finished.stdout).unwrap();
    let sent: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(told["event"], "candidateHire");
    assert_eq!(told["id"], sent["webhookActionId"]);
    let targets: Vec<&Value> = told["records"].as_array().unwrap().iter().map(|own| &own["target"]).collect();
    assert_eq!(targets, ["ats/application", "ats/offer"]);
    assert_eq!(told["records"][0]["record"]["remote_id"], sent["data"]["application"]["id"]);
    let raw: Value = serde_json::from_str(&verify(&body, None, &["--raw", "--format", "json"]).stdout).unwrap();
    assert_eq!(raw["records"][1], json!({ "target": null, "record": sent["data"]["offer"] }));
}

#[test]
fn what_is_not_signed_is_refused_unread() {
    let body = br#"{ "webhookActionId": "1", "action": "ping", "data": {} }"#;
    let right = sign(&plan("connectors", "ashby"), SECRET, body);
    let mut changed = body.to_vec();
    changed.push(b'\n');
    for (body, signature) in [
        (&changed[..], right.as_str()),
        (&body[..], ""),
        (&body[..], "sha256="),
        (&body[..], "-"),
        (&body[..], &right[7..]),
        (&body[..], &right[..69]),
        (b"no JSON", right.as_str()),
    ] {
        let finished = verify(body, Some(signature), &[]);
        assert_eq!((finished.code, finished.stdout.as_str()), (11, ""), "{signature}: {finished:?}");
        assert!(finished.stderr.contains("Ashby-Signature"), "{finished:?}");
        assert!(!finished.stderr.contains(&right[7..]), "{finished:?}");
    }
    assert_eq!(verify(body, Some(&format!("sha256={}", right[7..].to_uppercase())), &[]).code, 0);
}

#[test]
fn an_event_of_tomorrow_is_told_and_given_as_it_came() {
    let body = json!({ "webhookActionId": "a1", "action": "candidateLaunch", "data": { "to": "the moon" } });
    let finished = verify(body.to_string().as_bytes(), None, &[]);
    assert_eq!(finished.code, 0);
    assert!(finished.stderr.contains("does not know the event `candidateLaunch`"), "{finished:?}");
    let told: Value = serde_json::from_str(&finished.stdout).unwrap();
    assert_eq!(told["records"], json!([{ "target": null, "record": body }]));
    assert_eq!(verify(body.to_string().as_bytes(), None, &["--strict"]).code, 8);
}

#[test]
fn a_delivery_that_is_not_as_the_connector_says() {
    let application = json!({ "id": 7, "status": "Frozen" });
    let odd = json!({ "action": "applicationUpdate", "data": { "application": application } });
    let finished = verify(odd.to_string().as_bytes(), None, &[]);
    assert_eq!(finished.code, 0, "{finished:?}");
    assert!(finished.stderr.contains("warning: the delivery has no id"), "{finished:?}");
    assert!(finished.stderr.contains("problem: ") && finished.stderr.contains("applications.yaml:"), "{finished:?}");
    assert_eq!(verify(odd.to_string().as_bytes(), None, &["--strict"]).code, 8);
    // What every delivery shares tells none of them from another.
    for blank in ["", " "] {
        let nameless = json!({ "webhookActionId": blank, "action": "ping", "data": {} });
        let finished = verify(nameless.to_string().as_bytes(), None, &[]);
        assert!(finished.stderr.contains("warning: the delivery has no id"), "{finished:?}");
        assert!(finished.stdout.contains("\"id\":null"), "{finished:?}");
    }
    for (body, message) in [
        (&b"{ \"action\": }"[..], "the delivery is not JSON: expected value at line 1 column 13"),
        (b"{ \"action\": \"\xff\" }", "byte 14 is not UTF-8"),
        (b"[]", "`$.action` finds no text"),
        (br#"{ "action": 7, "data": {} }"#, "`$.action` finds no text"),
        (br#"{ "action": "jobUpdate", "data": { "jobs": {} } }"#, "`$.data.job` finds nothing"),
        (br#"{ "action": "jobUpdate", "data": { "job": null } }"#, "`$.data.job` finds nothing"),
        (br#"{ "action": "jobUpdate", "data": { "job": "j1" } }"#, "record 1 is no object"),
    ] {
        let finished = verify(body, None, &[]);
        assert_eq!((finished.code, finished.stdout.as_str()), (7, ""), "{finished:?}");
        assert!(finished.stderr.contains(message), "{finished:?}");
    }
}

#[test]
fn what_nothing_reads_of_a_delivery_is_told() {
    let mut body: Value =
        serde_json::from_slice(&std::fs::read(root("tests/webhooks/ashby/jobCreate/delivery.json")).unwrap()).unwrap();
    assert_eq!(verify(body.to_string().as_bytes(), None, &["--strict"]).code, 0);
    body["data"]["offer"] = json!({ "id": "o1" });
    body["data"]["nothing"] = Value::Null;
    body["hasMore"] = json!(true);
    for (more, code) in [(&[][..], 0), (&["--strict"], 8), (&["--strict", "--raw"], 8)] {
        let finished = verify(body.to_string().as_bytes(), None, more);
        assert_eq!(finished.code, code, "{finished:?}");
        for path in ["$.data.offer", "$.hasMore"] {
            assert!(finished.stderr.contains(&format!("warning: the delivery has `{path}`")), "{finished:?}");
        }
        assert!(!finished.stderr.contains("nothing`"), "{finished:?}");
    }
}

#[test]
fn a_list_that_may_be_left_out_is_a_list_or_left_out() {
    let plan = plan("tests/workspace/connectors", "harbour");
    let of = |tickets: &str| {
        let body = format!(r#"{{ "what": {{ "name": "ticket.changed" }}{tickets} }}"#);
        read(&plan, body.as_bytes()).map(|delivery| delivery.records.len()).map_err(|error| error.to_string())
    };
    for left_out in ["", r#", "tickets": null"#, r#", "tickets": []"#] {
        assert_eq!(of(left_out), Ok(0), "{left_out}");
    }
    for wrong in [r#""none""#, "7", "false", "{}", r#"{ "a": { "id": 7, "number": 1, "title": "x" } }"#] {
        let error = of(&format!(r#", "tickets": {wrong}"#)).unwrap_err();
        assert!(error.contains("`$.tickets[*]` finds nothing in the delivery"), "{wrong}: {error}");
    }
}

#[test]
fn a_member_that_is_there_twice_is_refused() {
    let plan = plan("tests/workspace/connectors", "harbour");
    for (body, told) in [
        (r#"{ "what": { "name": "site.renamed" }, "what": { "name": "ticket.changed" } }"#, "`what` twice"),
        (r#"{ "what": { "name": "ticket.changed" }, "tickets": [{ "id": 1, "id": 2 }] }"#, "`id` twice"),
    ] {
        let error = read(&plan, body.as_bytes()).unwrap_err();
        assert!(error.kind() == ErrorKind::Answer && error.to_string().contains(told), "{error}");
    }
}

#[test]
fn what_is_asked_for_wrongly() {
    let verify = |arguments: &[&str], secret: &str, body: &[u8]| {
        let arguments = [&["webhook", "verify"], arguments].concat();
        engine_given(&root("tests/workspace"), &arguments, &[("HOOK_SECRET", secret)], body)
    };
    let harbour = ["harbour", "--secret-env", "HOOK_SECRET", "--signature", "x"];
    assert_eq!(verify(&harbour, "", b"{}").code, 3);
    assert_eq!(verify(&["harbour", "--secret-env", "NOT_SET_AT_ALL", "--signature", "x"], "", b"{}").code, 3);
    assert_eq!(verify(&["harbour", "--secret-env", "HOOK_SECRET"], SECRET, b"{}").code, 2);
    let large = verify(&harbour, SECRET, &vec![b' '; (8 << 20) + 1]);
    assert!(large.code == 7 && large.stderr.contains("larger than 8388608 bytes"), "{large:?}");
    // While a secret is replaced, the old one and the new one are good.
    let plan = plan("tests/workspace/connectors", "harbour");
    let body = br#"{ "what": { "name": "site.renamed" } }"#;
    let signature = sign(&plan, SECRET, body);
    let both =
        ["harbour", "--secret-env", "PATH", "--secret-env", "HOOK_SECRET", "--signature", &signature, "--strict"];
    let finished = verify(&both, SECRET, body);
    // A provider without ids of deliveries is no reason to warn of each of them.
    assert_eq!((finished.code, finished.stderr.as_str()), (0, ""));
}

#[test]
fn the_events_are_listed() {
    let listed: Value =
        serde_json::from_str(&engine(&["webhook", "events", "ashby", "--format", "json"]).stdout).unwrap();
    let hire = listed.as_array().unwrap().iter().find(|event| event["event"] == "candidateHire").unwrap();
    assert_eq!(
        hire["records"],
        json!([
            { "from": "$.data.application", "record": "ashby/application", "optional": false, "target": "ats/application" },
            { "from": "$.data.offer", "record": "ashby/offer", "optional": true, "target": "ats/offer" },
        ])
    );
    let text = engine(&["webhook", "events", "ashby"]).stdout;
    assert!(text.lines().count() == 28 && text.contains("candidateMerge"), "{text}");
}
