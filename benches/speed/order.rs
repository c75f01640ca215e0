//! `cargo bench --bench speed -- order`: a script that lets a linker lay side by side what is executed often.
//!
//! `.ci/release` keeps it as `engine/layout/run.ld`. It needs `valgrind`, and an engine that has its symbols.

use std::collections::{HashMap, HashSet};
use std::process::{Command, Stdio};

use crate::{CASES, Server, engine};

/// Enough for every way that a page takes.
const RECORDS: u64 = 2_000;

/// Writes the script to stdout.
pub fn tell(server: &Server) {
    let runs = CASES.map(|(_, connector, folder)| engine(connector, folder, &server.url(RECORDS)));
    let executed = unique(runs.iter().flat_map(executed));
    let known: HashSet<&String> = executed.iter().collect();
    // By the name without its hash: the bytes that are executed, and all.
    let mut bytes: HashMap<String, (u64, u64)> = HashMap::new();
    for (name, size) in functions(&runs[0]) {
        let (run, all) = bytes.entry(without_hash(&name)).or_default();
        *run += if known.contains(&name) { size } else { 0 };
        *all += size;
    }
    let is_enough = |name: &&String| bytes.get(&without_hash(name)).is_some_and(|(run, all)| run * 2 >= *all);
    let (plain, hashed): (Vec<&String>, Vec<&String>) = executed.iter().partition(is_enough);
    let section = |name: String| println!("*(.text.{name} .text.unlikely.{name})");
    println!("/* The functions that a run executes, each in a section of its own: made by `.ci/release`. */");
    println!("SECTIONS {{\n.text.run : {{");
    println!("/* By names that every compiler gives them. */");
    unique(plain.into_iter().map(|name| without_hash(name))).into_iter().for_each(section);
    println!(
        "/* Some of many that have one name, by the hash that this compiler gives them with these dependencies, */"
    );
    unique(hashed.iter().map(|name| without_tail(name))).into_iter().for_each(section);
    println!("/* and the rest of the many, one of which is meant where hashes are others. */\n*(");
    unique(hashed.iter().map(|name| without_hash(name))).iter().for_each(|name| println!(".text.{name}"));
    println!(")\n}}\n}}\nINSERT BEFORE .text;");
}

/// Each name once, where it comes first.
fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = HashSet::new();
    names.filter(|name| known.insert(name.clone())).collect()
}

/// All functions of a program with their bytes.
fn functions(command: &Command) -> Vec<(String, u64)> {
    let output = Command::new("nm").args(["--print-size", "--defined-only"]).arg(command.get_program()).output();
    let output = output.expect("binutils");
    let lines = String::from_utf8(output.stdout).expect("names");
    let function = |line: &str| match line.split(' ').collect::<Vec<_>>()[..] {
        [_, size, "t" | "T" | "w" | "W", name] => Some((name.to_owned(), u64::from_str_radix(size, 16).ok()?)),
        _ => None,
    };
    lines.lines().filter_map(function).collect()
}

/// A name without the number that optimisation over crates gives it.
fn without_tail(name: &str) -> String {
    name.split_once(".llvm.").map_or_else(|| name.to_owned(), |(name, _)| format!("{name}*"))
}

/// A name in which the hash of its crate, or its own, may be another.
fn without_hash(name: &str) -> String {
    if let Some((name, _)) = name.split_once("17h") {
        return format!("{name}17h*");
    }
    let mut parts = name.split("Cs");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('_').map_or(part.to_owned(), |(_, rest)| format!("*_{rest}")));
    rest.fold(first, |name, part| format!("{name}Cs{part}"))
}

/// The functions that callgrind saw.
fn executed(command: &Command) -> Vec<String> {
    let found = tempfile::NamedTempFile::new().expect("a file");
    let mut watched = Command::new("valgrind");
    watched.args(["--tool=callgrind", "--demangle=no"]);
    watched.arg(format!("--callgrind-out-file={}", found.path().display()));
    watched.arg(command.get_program()).args(command.get_args()).stdout(Stdio::null()).stderr(Stdio::null());
    watched.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    watched.current_dir(command.get_current_dir().expect("a folder"));
    assert!(watched.status().expect("valgrind").success(), "{watched:?} fails");
    let found = std::fs::read_to_string(found.path()).expect("what callgrind saw");
    let named = found.lines().filter_map(|line| line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")));
    // As in `fn=(12) name'2`: a name stands where it comes first, and a call within its own has a number.
    let all = named.filter_map(|line| Some(line.split_once(' ')?.1.split('\'').next()?.to_owned()));
    // Libraries of the system have no mangled names, and names of more than letters are no names of sections.
    let is_ours = |name: &String| {
        let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '$'));
        (name.starts_with("_ZN") || name.starts_with("_R")) && is_plain
    };
    all.filter(is_ours).collect()
}
