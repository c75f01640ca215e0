//! The rules of `docs/architecture.md` that can be read off the files.

use std::fs;
use std::path::Path;

use crate::support::{files, root};

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The code of a file without its tests.
fn code(path: &Path) -> String {
    let text = text(path);
    text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned()
}

#[test]
fn no_provider_is_named_in_the_engine() {
    let providers: Vec<String> = fs::read_dir(root("connectors"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().to_lowercase())
        .collect();
    assert!(!providers.is_empty());
    for path in files("engine", ".rs") {
        let text = text(&path).to_lowercase();
        for provider in &providers {
            assert!(!text.contains(provider.as_str()), "{} names {provider}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for path in files("engine", ".rs").into_iter().chain(files("tests/it", ".rs")) {
        let text = text(&path);
        let first = text.lines().next().unwrap_or("");
        assert!(first.starts_with("//! ") && first.len() > 20, "{} begins with `{first}`", path.display());
    }
}

#[test]
fn files_are_small() {
    for path in files("engine", ".rs") {
        let lines = code(&path).lines().count();
        assert!(lines <= 330, "{} has {lines} lines", path.display());
    }
}

#[test]
fn the_language_has_no_way_to_the_world() {
    for path in files("engine/lang", ".rs") {
        let code = code(&path);
        for word in
            ["std::fs", "std::net", "std::env", "std::process", "tokio", "reqwest", "Instant::now", "SystemTime"]
        {
            assert!(!code.contains(word), "{} uses {word}", path.display());
        }
    }
    let manifest = text(&root("engine/lang/Cargo.toml"));
    for dependency in ["tokio", "reqwest", "hyper", "engine-runtime"] {
        assert!(!manifest.contains(dependency), "the language depends on {dependency}");
    }
}

#[test]
fn nothing_is_parsed_after_the_plan() {
    for path in files("engine/runtime", ".rs") {
        let code = code(&path);
        for word in ["Path::parse", "Template::parse", "Regex::new", "minijinja", "jsonpath", "serde_yaml"] {
            assert!(!code.contains(word), "{} uses {word}", path.display());
        }
    }
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = text(&root("Cargo.toml"));
    let section = manifest.split("[workspace.dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let mut reason = false;
    for line in section.lines() {
        if line.starts_with('#') {
            reason = true;
        } else if let Some((name, _)) = line.split_once(" = ").filter(|(_, rest)| !rest.contains("path = \"engine/")) {
            assert!(reason, "{name} has no reason beside it");
            reason = false;
        }
    }
}

#[test]
fn no_test_is_skipped() {
    let marks = [["#[ig", "nore"].concat(), ["#[should", "_panic"].concat()];
    for path in files("engine", ".rs").into_iter().chain(files("tests/it", ".rs")) {
        let text = text(&path);
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{} has {mark}", path.display());
        }
    }
}

#[test]
fn the_exit_codes_are_documented() {
    let page = text(&root("docs/exit-codes.md"));
    let code = text(&root("engine/cli/exit.rs"));
    let numbers = code.lines().filter_map(|line| line.trim().split_once(" = ")?.1.strip_suffix(','));
    let numbers: Vec<&str> = numbers.collect();
    assert!(numbers.len() >= 12);
    for number in numbers {
        assert!(
            page.lines().any(|line| line.starts_with(&format!("| {number} |"))),
            "{number} is not in docs/exit-codes.md"
        );
    }
}
