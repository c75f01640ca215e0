//! Writes as `engine list` and `engine describe` show them.

use engine_lang::expression::Path;
use engine_lang::plan::{Access, Plan, Step, Write};
use serde_json::{Value, json};

use crate::cli::format::plain_table;
use crate::cli::origin::source;

/// All writes of a connector, one a line.
pub fn table(plan: &Plan) -> String {
    let rows = plan.connector().writes.values().map(|write| {
        let steps: Vec<&str> = write.steps.iter().map(Step::called).collect();
        let (takes, gives) = (write.takes.clone(), write.target.clone());
        vec![write.name.clone(), access(write), scopes(write, " "), takes, gives, steps.join(" ")]
    });
    plain_table(&["write", "access", "scopes", "takes", "gives", "operations"], rows)
}

/// All writes of a connector.
pub fn json(plan: &Plan) -> Value {
    plan.connector()
        .writes
        .values()
        .map(|write| {
            json!({
                "write": write.name,
                "title": write.title,
                "access": access(write),
                "confirm": write.confirm,
                "scopes": write.always_needed().collect::<Vec<_>>(),
                "conditional_scopes": write.only_for,
                "takes": write.takes,
                "gives": write.target,
                "steps": write.steps.iter().map(|step| json!({ "step": step.name, "operation": step.called() })).collect::<Vec<_>>(),
                "unwritable": write.unwritable.iter().map(|(path, why)| (path.text().to_owned(), json!(why))).collect::<serde_json::Map<_, _>>(),
            })
        })
        .collect()
}

/// What one write takes, does and gives.
pub fn text(plan: &Plan, write: &Write) -> String {
    let mut text = format!("{} write {}", plan.connector().name, write.name);
    if let Some(title) = &write.title {
        text.push_str(&format!(": {title}"));
    }
    text.push('\n');
    let mut line = |name: &str, value: String| text.push_str(&format!("  {name:<11}{value}\n"));
    line("defined", plan.location(write.span).to_string());
    if let Some(description) = &write.description {
        line("about", description.clone());
    }
    line("access", access(write));
    if let Some(why) = &write.confirm {
        line("confirm", format!("made with `--yes` only: {why}"));
    }
    line("needs", if write.scopes.is_empty() { "no scope".to_owned() } else { scopes(write, ", ") });
    line("takes", format!("{}, a JSON object", write.takes));
    for entry in write.accepts.lines() {
        line("", entry);
    }
    for (path, why) in &write.unwritable {
        line("not", format!("{}: {why}", path.text()));
    }
    for step in &write.steps {
        line("step", format!("{}: {}{}", step.name, step.called(), condition(step)));
        for (unwanted, (value, why)) in
            step.refuse.iter().flat_map(|own| own.values.iter().map(move |pair| (own, pair)))
        {
            line("", format!("ends the write if {} is {value}: {why}", unwanted.path.text()));
        }
        for input in &step.inputs {
            let made = input.filling.as_ref().map_or(String::new(), |filling| source(&filling.rule));
            line("", format!("{} <- {made}", input.name));
        }
    }
    line("gives", write.target.clone());
    for field in &write.gives {
        let made = field.filling.as_ref().map_or("always null".to_owned(), |filling| source(&filling.rule));
        line("", format!("{} <- {made}", field.name));
    }
    text
}

/// The scopes that are always needed, and those of steps that may be left out.
fn scopes(write: &Write, between: &str) -> String {
    let always = write.always_needed().cloned();
    let others = write.only_for.iter().map(|(scope, steps)| format!("{scope} (only for {})", steps.join(" and ")));
    always.chain(others).collect::<Vec<_>>().join(between)
}

fn condition(step: &Step) -> String {
    let told = |word: &str, all: &[&str]| {
        if all.is_empty() { String::new() } else { format!(", {word} there is {}", all.join(" or ")) }
    };
    let when: Vec<String> = step.when.iter().map(engine_lang::expression::Expression::text).collect();
    let when: Vec<&str> = when.iter().map(String::as_str).collect();
    told("if", &when) + &told("unless", &step.unless.iter().map(Path::text).collect::<Vec<_>>())
}

/// A write that only reads does not exist.
fn access(write: &Write) -> String {
    write.access.max(Access::Write).name().to_owned()
}
