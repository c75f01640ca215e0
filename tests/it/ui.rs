//! What a mistake looks like: each case is a folder with a wrong connector, marks at the wrong lines, and the text that
//! a person sees.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use engine_lang::diagnostic::{Code, Style, render};
use engine_lang::{Diagnostics, Sources};
use engine_runtime::catalog::{Catalog, Folder};

use crate::support::root;

/// Every folder with a case: `tests/ui/<code>/<case>`, or `tests/ui/several`.
fn cases() -> Vec<PathBuf> {
    let mut cases = Vec::new();
    let mut open = vec![root("tests/ui")];
    while let Some(folder) = open.pop() {
        if folder.join("connectors").is_dir() {
            cases.push(folder);
        } else {
            open.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()));
        }
    }
    cases.sort();
    cases
}

/// The mistakes and warnings of a case, with its texts.
fn diagnose(case: &Path) -> (Sources, Diagnostics) {
    let catalog = Catalog::new(vec![Box::new(Folder::new(case.join("connectors")))]);
    let sources = catalog.sources("demo").unwrap();
    if let Ok(document) = fs::read_to_string(case.join("openapi.json")) {
        let document = engine_import::Text { path: "openapi.json", text: &document };
        let source = engine_import::Source { document, overlay: None, connector: "demo" };
        let imported = engine_import::import(source, &[]).unwrap();
        return (sources.clone(), engine_lang::drift(&sources, &imported.newer()));
    }
    match engine_lang::plan(&sources) {
        Ok(planned) => (sources, planned.warnings),
        Err(diagnostics) => (sources, diagnostics),
    }
}

/// `path:line code` of every mark in a case: `#~ code` at the end of a line, or a line of `expect.txt`.
fn marks(case: &Path) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    if let Ok(text) = fs::read_to_string(case.join("expect.txt")) {
        marks.extend(text.lines().map(str::to_owned));
    }
    for entry in fs::read_dir(case.join("connectors/demo")).unwrap() {
        let path = entry.unwrap().path();
        let shown = path.strip_prefix(case).unwrap().display().to_string();
        for (index, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let codes = line.split_once("#~ ").map_or("", |(_, codes)| codes);
            marks.extend(codes.split_whitespace().map(|code| format!("{shown}:{} {code}", index + 1)));
        }
    }
    marks
}

#[test]
fn every_case_gives_the_marked_mistakes() {
    let cases = cases();
    assert!(!cases.is_empty());
    for case in cases {
        let (sources, diagnostics) = diagnose(&case);
        let prefix = format!("{}/", case.display());
        let found: BTreeSet<String> = diagnostics
            .sorted()
            .iter()
            .map(|diagnostic| {
                let place = sources.location(diagnostic.primary.span);
                format!("{}:{} {}", place.path.replace(&prefix, ""), place.line, diagnostic.code.name())
            })
            .collect();
        assert_eq!(found, marks(&case), "{}", case.display());
        for diagnostic in diagnostics.sorted() {
            assert!(!diagnostic.help.is_empty(), "{}: `{}` has no help", case.display(), diagnostic.message);
        }
        let text = render(&diagnostics, &sources, Style::Plain).replace(&prefix, "");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("diagnostics", text.trim_end()));
    }
}

#[test]
fn every_code_has_a_case_and_a_section() {
    let page = fs::read_to_string(root("docs/diagnostics.md")).unwrap();
    let sections: BTreeSet<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(sections, codes);
    for code in codes {
        let folder = root("tests/ui").join(code);
        assert!(cases().iter().any(|case| case.starts_with(&folder)), "`{code}` has no case");
        assert!(
            cases().iter().any(|case| case.starts_with(&folder) && marks(case).iter().any(|mark| mark.ends_with(code))),
            "no case under {} marks `{code}`",
            folder.display()
        );
    }
}
