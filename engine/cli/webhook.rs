//! `engine webhook`: whether a delivery is the provider's, and what it tells; the events that there are.

use std::io::Read;

use engine_lang::Plan;
use engine_lang::plan::{Event, EventRecords, Webhooks};
use engine_runtime::error::{ErrorKind, RunError, one_line};
use engine_runtime::secret::Secret;
use engine_runtime::webhook::{Delivery, Incoming, Means, receive, webhooks};
use serde_json::{Value, json};

use super::command::{List, Verify};
use super::exit::Exit;
use super::format::plain_table;
use super::{Process, open};

/// Checks a delivery on standard input, and writes what it tells.
pub fn verify(process: &mut Process, command: &Verify) -> Exit {
    let (_, plan) = match open(process, command.connectors.as_deref(), &command.connector) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let received = secrets(process, command).and_then(|secrets| {
        webhooks(&plan)?;
        let body = body(&plan)?;
        receive(&plan, &secrets, Incoming { signature: &command.signature, body: &body }, command.raw)
    });
    match received {
        Ok(delivery) => tell(process, command, &plan, &delivery),
        Err(error) => {
            process.say(format!("error: {error}"));
            Exit::from(&error)
        }
    }
}

/// Shows the events of a connector.
pub fn events(process: &mut Process, command: &List) -> Exit {
    let connector = command.connector.as_deref().unwrap_or_default();
    let (_, plan) = match open(process, command.connectors.as_deref(), connector) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    match webhooks(&plan) {
        Ok(webhooks) if command.json => {
            process.print(&format!("{:#}\n", webhooks.events.values().map(event_json).collect::<Value>()))
        }
        Ok(webhooks) => process.print(&events_text(webhooks)),
        Err(error) => {
            process.say(format!("error: {error}"));
            Exit::from(&error)
        }
    }
}

/// The secrets of the environment; one that is not set is told before the body is read.
fn secrets(process: &Process, command: &Verify) -> Result<Vec<Secret>, RunError> {
    let secret = |name: &String| {
        let value = (process.variable)(name).filter(|value| !value.is_empty());
        let message = format!("the variable `{name}` has no secret");
        value.map(Secret::new).ok_or_else(|| {
            RunError::new(ErrorKind::Credential, message).help("set it to the secret that the webhook was made with")
        })
    };
    command.secrets.iter().map(secret).collect()
}

/// Standard input, byte for byte, as far as the connector takes answers.
fn body(plan: &Plan) -> Result<Vec<u8>, RunError> {
    let limit = plan.connector().limits.response_size;
    let mistake = |reason: String| RunError::new(ErrorKind::Answer, format!("the delivery {reason}"));
    let mut body = Vec::new();
    let read = std::io::stdin().take(limit + 1).read_to_end(&mut body);
    read.map_err(|error| mistake(format!("cannot be read: {error}")))?;
    if body.len() as u64 > limit {
        return Err(mistake(format!("is larger than {limit} bytes"))
            .help("`response_size` under `limits` in `connector.yaml` is the most that is read"));
    }
    Ok(body)
}

/// Writes what a delivery tells; what is odd about it goes to stderr.
fn tell(process: &mut Process, command: &Verify, plan: &Plan, delivery: &Delivery) -> Exit {
    let Delivery { event, means, id, records, problems, strange } = delivery;
    if *means == Means::Unknown {
        let event = one_line(event);
        process.say(format!("problem: the connector does not know the event `{event}`: it is given as it came"));
    }
    let has_ids = plan.connector().webhooks.as_ref().is_some_and(|webhooks| webhooks.id.is_some());
    if id.is_none() && has_ids {
        process.say("warning: the delivery has no id, so it cannot be told whether it came before");
    }
    for path in strange {
        let path = one_line(path);
        process.say(format!("warning: the delivery has `{path}`, which no schema has, and nothing gives it"));
    }
    for problem in problems.list(plan) {
        process.say(format!("problem: {problem}"));
    }
    let is_whole = problems.total() == 0 && *means == Means::Known && strange.is_empty();
    let records: Value = records.iter().map(|own| json!({ "target": own.target, "record": own.record })).collect();
    let value = json!({ "event": event, "id": id, "records": records });
    let indented = command.indented.unwrap_or(process.stdout_is_terminal);
    let text = if indented { format!("{value:#}\n") } else { format!("{value}\n") };
    match process.print(&text) {
        Exit::Done if command.strict && !is_whole => Exit::Problems,
        exit => exit,
    }
}

fn events_text(webhooks: &Webhooks) -> String {
    let rows = webhooks.events.values().map(|event| {
        let gives: Vec<String> = event.records.iter().map(gives).collect();
        vec![event.name.clone(), gives.join(", "), event.title.clone().unwrap_or_default()]
    });
    plain_table(&["event", "gives", "when"], rows)
}

/// The schema that records follow; for those that are given as they come, where they are.
fn gives(records: &EventRecords) -> String {
    records.mapping.as_ref().map_or_else(|| records.from.value.text().to_owned(), |mapping| mapping.target.clone())
}

fn event_json(event: &Event) -> Value {
    let records = event.records.iter().map(|own| {
        let target = own.mapping.as_ref().map(|mapping| &mapping.target);
        json!({ "from": own.from.value.text(), "record": own.record, "optional": own.optional, "target": target })
    });
    json!({
        "event": event.name,
        "title": event.title,
        "description": event.description,
        "docs": event.docs,
        "records": records.collect::<Value>(),
    })
}
