//! Seeded mistakes: hundreds of slips that people make in a real connector, each of which must be found, where it is.

use std::collections::BTreeSet;

use engine_lang::diagnostic::Severity;
use serde::Deserialize;

use crate::support::{catalog, changed, root};

/// One slip: a text that is replaced where it first stands, and what that must give.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Slip {
    name: String,
    file: String,
    replace: String,
    with: String,
    codes: Vec<String>,
    /// How many lines under the replaced text the first error in the file stands.
    #[serde(default)]
    below: isize,
}

/// What is wrong with what a slip gave; nothing if it was found as it must be.
fn judge(slip: &Slip, original: &engine_lang::Sources) -> Option<String> {
    let sources = changed(original, |path, text| {
        if path.ends_with(&format!("/{}", slip.file)) {
            text.replacen(&slip.replace, &slip.with, 1)
        } else {
            text.into()
        }
    });
    let differs = original.connector_files().iter().any(|id| original.text(*id) != sources.text(*id));
    assert!(differs, "{}: `{}` is not in {}", slip.name, slip.replace, slip.file);
    let Err(diagnostics) = engine_lang::plan(&sources) else { return Some("was not found".to_owned()) };
    let errors: Vec<_> = diagnostics.sorted().into_iter().filter(|one| one.severity == Severity::Error).collect();
    let codes: BTreeSet<&str> = errors.iter().map(|one| one.code.name()).collect();
    let wanted: BTreeSet<&str> = slip.codes.iter().map(String::as_str).collect();
    if codes != wanted {
        return Some(format!("gave {codes:?} and not {wanted:?}"));
    }
    let mut places = errors.iter().map(|one| sources.location(one.primary.span));
    let place = places.find(|place| place.path.ends_with(&format!("/{}", slip.file)));
    let text = original.connector_files().iter().find(|id| original.path(**id).ends_with(&format!("/{}", slip.file)));
    let before = text.map_or("", |id| original.text(*id).split(slip.replace.as_str()).next().unwrap_or(""));
    let line = (before.matches('\n').count() + 1).saturating_add_signed(slip.below);
    match place {
        Some(place) if place.line == line => None,
        place => Some(format!("was found at {place:?} and not in line {line}")),
    }
}

#[test]
fn every_slip_is_found_where_it_is() {
    let text = std::fs::read_to_string(root("tests/mistakes/ashby.yaml")).unwrap();
    let slips: Vec<Slip> = serde_yaml::from_str(&text).unwrap();
    let original = catalog("connectors").sources("ashby").unwrap();
    assert!(engine_lang::plan(&original).is_ok());
    let missed_in = |slips: &[Slip]| -> Vec<String> {
        slips.iter().filter_map(|slip| Some(format!("{}: {}", slip.name, judge(slip, &original)?))).collect()
    };
    let (first, second) = slips.split_at(slips.len() / 2);
    let missed = std::thread::scope(|scope| {
        let other = scope.spawn(|| missed_in(second));
        let mut missed = missed_in(first);
        missed.extend(other.join().unwrap());
        missed
    });
    println!("{} of {} seeded mistakes found", slips.len() - missed.len(), slips.len());
    assert!(slips.len() >= 60, "{} are too few", slips.len());
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), slips.len(), missed.join("\n"));
}
