//! How many instructions the parts take, counted by callgrind: `cargo bench --bench instructions`. Counts hardly differ
//! from run to run, whatever else the machine does. It needs `valgrind`.
//!
//! A part is counted in a process of its own, once and eleven times: the difference is ten times the part, without start
//! and preparation. The program written by hand does its part of the same page.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![allow(clippy::panic, reason = "a benchmark that cannot run fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "this is a program of its own, with its own arguments")]

#[path = "speed/floor.rs"]
#[allow(dead_code, reason = "here it fetches nothing")]
mod floor;
#[path = "speed/pages.rs"]
mod pages;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use engine_lang::plan::projection::Projection;
use engine_lang::{Planned, Reach, Sources};
use engine_runtime::catalog::{Catalog, Folder};
use engine_runtime::project::Projector;
use pages::{PAGE, Pages};

/// Parts, and how many of what is told each of them has.
const PARTS: [(&str, &str, u64); 10] = [
    ("outline of the largest connector", "outline", 1),
    ("its operations, as its files say them", "operations", 1),
    ("plan of one operation of it", "plan-operation", 1),
    ("plan of all of it", "plan", 1),
    ("page of 100, `plain`", "page plain", 1),
    ("  the same, by hand", "floor plain", 1),
    ("page of 100, `ashby`", "page ashby", 1),
    ("  the same, by hand", "floor ashby", 1),
    ("page of 100, `--raw`", "raw ashby", 1),
    ("record, `plain`", "page plain", PAGE as u64),
];

/// Commands, from the start of the process to its end.
const COMMANDS: [&[&str]; 4] =
    [&["--help"], &["list"], &["list", "ashby"], &["run", "ashby", "list-candidates", "--dry-run"]];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, part, times] = arguments.as_slice()
        && word == "do"
    {
        return repeat(part, times.parse().expect("a number"));
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("instructions are not counted: `valgrind` is not installed");
        return;
    }
    println!("{:>14}", "instructions");
    for (name, part, of) in PARTS {
        let itself = std::env::current_exe().expect("the benchmark itself");
        let counted = |times| instructions(&itself, &["do", part, times]);
        let each = (counted("11") - counted("1")) / 10 / of;
        println!("{:>14}  {name}", grouped(each));
    }
    for command in COMMANDS {
        let count = instructions(Path::new(env!("CARGO_BIN_EXE_engine")), command);
        println!("{:>14}  engine {}", grouped(count), command.join(" "));
    }
}

/// What a process takes, from its start to its end.
fn instructions(program: &Path, arguments: &[&str]) -> u64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program).args(arguments);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("ASHBY_API_KEY", "key");
    let output = command.output().expect("valgrind");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {told}");
    let count = told.split("Collected :").nth(1).and_then(|rest| rest.split_whitespace().next());
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("no count in {told}"))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits")).collect();
    groups.join(",")
}

fn repeat(part: &str, times: usize) {
    let (word, case) = part.split_once(' ').unwrap_or((part, "ashby"));
    let sources = sources(case);
    let mut body = Vec::new();
    Pages::made().answer(0, 2, &mut body);
    let start = body.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a body") + 4;
    let page = &body[start..];
    let mut projector = match word {
        "page" => Some(projector(&sources, false)),
        "raw" => Some(projector(&sources, true)),
        _ => None,
    };
    for _ in 0..times {
        match (word, &mut projector) {
            (_, Some(projector)) => drop(black_box(projector.page(page).expect("a page"))),
            ("floor", _) => drop(black_box(floor::page(case, page))),
            ("outline", _) => drop(black_box(engine_lang::outline(&sources))),
            ("operations", _) => drop(black_box(engine_lang::operations(&sources))),
            ("plan-operation", _) => {
                drop(black_box(engine_lang::plan_operation(&sources, "list-candidates", Reach::Record)));
            }
            ("plan", _) => drop(black_box(engine_lang::plan(&sources))),
            _ => panic!("there is no part `{part}`"),
        }
    }
}

/// The texts of the connector of a case.
fn sources(case: &str) -> Sources {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let (folder, connector) =
        if case == "plain" { ("benches/speed/connectors", "bench") } else { ("connectors", "ashby") };
    let catalog = Catalog::new(vec![Box::new(Folder::new(root.join(folder)))]);
    catalog.sources(connector).expect("a connector")
}

fn projector(sources: &Sources, raw: bool) -> Projector {
    let Planned { plan, .. } = engine_lang::plan_operation(sources, "list-candidates", Reach::Record).expect("a plan");
    let operation = plan.operation("list-candidates").expect("an operation");
    let projection = if raw { Projection::raw(operation) } else { Projection::of(operation) };
    Projector::new(projection.expect("a fast way"), operation.mapping.clone().filter(|_| !raw))
}
