//! `engine coverage`: what of a provider's records is read, and what of the unified ones is filled.

use std::fmt::Write;

use engine_lang::Seen;
use engine_lang::coverage::{Coverage as Report, Filled, MappingCoverage};
use engine_runtime::catalog::{CatalogError, Invalid};
use serde_json::{Value, json};

use super::command::{Coverage, CoverageFormat};
use super::exit::Exit;
use super::{Process, tell, workspace};

/// Writes the report, and fails if it is below what was demanded.
pub fn coverage(process: &mut Process, command: &Coverage) -> Exit {
    let catalog = match workspace::of_path(process, &command.connector) {
        Ok(Some(of_path)) => Ok(of_path),
        Ok(None) => workspace::catalog(process, command.connectors.as_deref())
            .map(|catalog| (catalog, command.connector.clone())),
        Err(exit) => Err(exit),
    };
    let (catalog, name) = match catalog {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let report = catalog.sources(&name).and_then(|sources| {
        engine_lang::coverage(&sources)
            .map_err(|diagnostics| CatalogError::Invalid(Box::new(Invalid { sources, diagnostics })))
    });
    let report = match report {
        Ok(report) => report,
        Err(error) => return tell(process, &name, error),
    };
    let text = match command.format {
        CoverageFormat::Text => text(&report),
        CoverageFormat::Json => format!("{:#}\n", json(&report)),
        CoverageFormat::Markdown => markdown(&name, &report),
    };
    match process.print(&text) {
        Exit::Done => enough(process, command, &report),
        failed => failed,
    }
}

fn enough(process: &mut Process, command: &Coverage, report: &Report) -> Exit {
    let mut exit = Exit::Done;
    let demands = [
        (command.min_filled, report.filled(), "of the unified fields are filled or known to be impossible"),
        (command.min_seen, report.seen(), "of the provider's fields are read or ignored on purpose"),
    ];
    for (least, share, what) in demands {
        if let Some(least) = least.filter(|least| share < f64::from(*least)) {
            process.say(format!("error: {share:.1} % {what}, and {least} % are demanded"));
            exit = Exit::Invalid;
        }
    }
    exit
}

/// How many fields are in which state.
struct Counts {
    filled: usize,
    by_lookup: usize,
    constant: usize,
    impossible: usize,
    nothing: usize,
    read: usize,
    ignored: usize,
    never: usize,
}

impl Counts {
    fn of(mapping: &MappingCoverage) -> Self {
        let fields = |is: fn(&Filled) -> bool| mapping.fields.iter().filter(|field| is(&field.filled)).count();
        let source = |is: fn(&Seen) -> bool| mapping.source.iter().filter(|field| is(&field.seen)).count();
        Self {
            filled: fields(|filled| matches!(filled, Filled::From(_))),
            by_lookup: fields(|filled| matches!(filled, Filled::LookUp(_))),
            constant: fields(|filled| matches!(filled, Filled::Constant(_))),
            impossible: fields(|filled| matches!(filled, Filled::Impossible(_))),
            nothing: fields(|filled| matches!(filled, Filled::Nothing)),
            read: source(|seen| matches!(seen, Seen::Read)),
            ignored: source(|seen| matches!(seen, Seen::Ignored(_))),
            never: source(|seen| matches!(seen, Seen::Never)),
        }
    }

    fn target(&self) -> String {
        let Self { filled, by_lookup, constant, impossible, nothing, .. } = self;
        format!(
            "{filled} filled, {by_lookup} by look-up, {constant} constant, {impossible} impossible, {nothing} always null"
        )
    }

    fn source(&self) -> String {
        let Self { read, ignored, never, .. } = self;
        format!("{read} read, {ignored} ignored on purpose, {never} never looked at")
    }
}

/// What uses a mapping.
fn users(mapping: &MappingCoverage) -> String {
    let events = mapping.events.iter().map(|event| format!("event {event}"));
    mapping.operations.iter().cloned().chain(events).collect::<Vec<_>>().join(", ")
}

fn text(report: &Report) -> String {
    let mut text = String::new();
    for mapping in &report.mappings {
        let counts = Counts::of(mapping);
        let MappingCoverage { name, target, record, .. } = mapping;
        let _ = writeln!(text, "{name}: {target} from {record} ({})", users(mapping));
        let _ = writeln!(text, "  unified fields: {}", counts.target());
        for field in &mapping.fields {
            match &field.filled {
                Filled::Nothing => drop(writeln!(text, "    always null  {}", field.path)),
                Filled::Impossible(why) => drop(writeln!(text, "    impossible   {}: {why}", field.path)),
                Filled::Constant(value) => drop(writeln!(text, "    constant     {} = {value}", field.path)),
                Filled::LookUp(from) => drop(writeln!(text, "    by look-up   {} from {from}", field.path)),
                Filled::From(from) if !field.lookups.is_empty() => {
                    let _ = writeln!(text, "    and look-up  {} from {from}", field.path);
                }
                Filled::From(_) => {}
            }
        }
        let _ = writeln!(text, "  provider's fields: {}", counts.source());
        for field in &mapping.source {
            match &field.seen {
                Seen::Never => drop(writeln!(text, "    never        {}", field.path)),
                Seen::Ignored(why) => drop(writeln!(text, "    ignored      {}: {why}", field.path)),
                Seen::Read => {}
            }
        }
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "unified fields filled or known to be impossible: {:.1} %\nprovider's fields read or ignored on purpose: {:.1} %",
        report.filled(),
        report.seen()
    );
    text
}

fn json(report: &Report) -> Value {
    let mappings = report.mappings.iter().map(|mapping| {
        let fields = mapping.fields.iter().map(|field| {
            let (state, detail) = filled(&field.filled);
            json!({ "path": field.path, "state": state, "detail": detail, "lookups": field.lookups })
        });
        let source = mapping.source.iter().map(|field| {
            let (state, detail) = seen(&field.seen);
            json!({ "path": field.path, "state": state, "detail": detail })
        });
        json!({
            "mapping": mapping.name,
            "target": mapping.target,
            "record": mapping.record,
            "operations": mapping.operations,
            "events": mapping.events,
            "fields": fields.collect::<Vec<_>>(),
            "source": source.collect::<Vec<_>>(),
        })
    });
    json!({ "filled": report.filled(), "seen": report.seen(), "mappings": mappings.collect::<Vec<_>>() })
}

fn markdown(connector: &str, report: &Report) -> String {
    let mut text = format!("# Coverage of `{connector}`\n");
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    for mapping in &report.mappings {
        let counts = Counts::of(mapping);
        let _ = writeln!(text, "\n## {}\n", mapping.name);
        let _ = writeln!(text, "`{}` from `{}` ({}).\n", mapping.target, mapping.record, users(mapping));
        let _ = writeln!(text, "| unified field | state | from |\n|---|---|---|");
        for field in &mapping.fields {
            let (state, detail) = filled(&field.filled);
            let more = if state == "filled" && !field.lookups.is_empty() { ", and by look-up" } else { "" };
            let _ = writeln!(text, "| `{}` | {state}{more} | {} |", field.path, cell(detail.unwrap_or("")));
        }
        let _ = writeln!(text, "\nUnified fields: {}. Provider's fields: {}.", counts.target(), counts.source());
        for (index, field) in mapping.source.iter().filter(|field| field.seen != Seen::Read).enumerate() {
            if index == 0 {
                text.push('\n');
            }
            let (state, detail) = seen(&field.seen);
            let detail = detail.map_or(String::new(), |detail| format!(": {detail}"));
            let _ = writeln!(text, "- `{}` {state}{detail}", field.path);
        }
    }
    let _ = writeln!(
        text,
        "\n## All\n\nUnified fields filled or known to be impossible: {:.1} %. Provider's fields read or ignored on purpose: {:.1} %.",
        report.filled(),
        report.seen()
    );
    text
}

fn filled(filled: &Filled) -> (&'static str, Option<&str>) {
    match filled {
        Filled::From(text) => ("filled", Some(text)),
        Filled::LookUp(text) => ("by look-up", Some(text)),
        Filled::Constant(value) => ("constant", Some(value)),
        Filled::Impossible(why) => ("impossible", Some(why)),
        Filled::Nothing => ("always null", None),
    }
}

fn seen(seen: &Seen) -> (&'static str, Option<&str>) {
    match seen {
        Seen::Read => ("read", None),
        Seen::Ignored(why) => ("ignored", Some(why)),
        Seen::Never => ("never looked at", None),
    }
}
