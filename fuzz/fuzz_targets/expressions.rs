//! Any text as a path and as a template, over JSON that has something of everything: a value or a reason comes out.

#![no_main]

use engine_lang::expression::{Expression, Name, Path, Scope, Template};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|text: &str| {
    let record = json!({
        "id": "x", "n": 12345678901234567890_u64, "f": 1.5, "b": true, "z": null,
        "list": [{ "id": 1, "name": "a b" }, { "id": 2 }], "object": { "a": { "b": ["é", "\u{0}"] } },
    });
    let names = [Name::new("record", &record), Name::new("item", &record)];
    let scope = Scope { root: &record, names: &names };
    if let Ok(path) = Path::parse(text) {
        let _ = Expression::Path(path).evaluate(scope);
    }
    if let Ok(template) = Template::parse(text) {
        let _ = Expression::Template(template).evaluate(scope);
    }
});
