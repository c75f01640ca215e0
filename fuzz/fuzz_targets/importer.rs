//! Any text as a provider's document and as an overlay over one: files that are schemas, or a reason, come out.

#![no_main]

use engine_import::{Source, Text, import};
use libfuzzer_sys::fuzz_target;

const DOCUMENT: &str = r##"{ "openapi": "3.1.0", "info": { "title": "Demo" }, "paths": { "/a": { "get": { "responses": { "200":
    { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } } } } } } },
    "components": { "schemas": { "A": { "allOf": [{ "properties": { "a": { "$ref": "#/components/schemas/A" } } }] } } } }"##;

fuzz_target!(|text: &str| {
    let document = Text { path: "document", text };
    if let Ok(imported) = import(Source { document, overlay: None, connector: "demo" }, &[]) {
        imported.schemas.values().for_each(|schema| assert!(serde_json::from_str::<serde_json::Value>(schema).is_ok()));
        let scaffold = imported.scaffold();
        let _ = (scaffold.connector_file(), scaffold.operation_files(&[], ""), imported.newer());
    }
    let (document, overlay) = (Text { path: "document", text: DOCUMENT }, Some(Text { path: "overlay", text }));
    let _ = import(Source { document, overlay, connector: "demo" }, &[]);
});
