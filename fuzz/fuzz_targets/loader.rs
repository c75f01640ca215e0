//! Any text as a connector file, an operation file and a schema: a plan or diagnostics come out, and places exist.

#![no_main]

use engine_lang::Sources;
use engine_lang::diagnostic::{Style, render};
use libfuzzer_sys::fuzz_target;

const CONNECTOR: &str = "connector: demo\ntitle: Demo\nversion: 1.0.0\nbase_url: https://demo.test\nauth: { none: {} }\n";
const USE: &str = "operations: { get-item: { path: /item, record: demo/item, mapping: item } }\n\
                   mappings: { item: { target: demo/item, fields: { id: $.id } } }\n";

fuzz_target!(|text: &str| {
    for part in 0..3 {
        let mut sources = Sources::new();
        sources.add_connector_file("connector.yaml", if part == 0 { text } else { CONNECTOR });
        sources.add_connector_file("items.yaml", if part == 1 { text } else { USE });
        sources.add_schema("demo/item", "item.json", if part == 2 { text } else { "{}" });
        match engine_lang::plan(&sources) {
            Ok(planned) => drop(render(&planned.warnings, &sources, Style::Plain)),
            Err(diagnostics) => assert!(!render(&diagnostics, &sources, Style::Plain).is_empty()),
        }
    }
});
