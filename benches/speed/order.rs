//! `cargo bench --bench speed -- order`: the functions that are executed often, each as the name of its symbol on a line.
//!
//! A linker that is given them lays them side by side, as `.ci/release` does. It needs `valgrind`, and an engine that has
//! its symbols.

use std::collections::HashSet;
use std::process::{Command, Stdio};

use crate::{CASES, Server, engine};

/// Enough for every way that a page takes.
const RECORDS: u64 = 2_000;

/// Writes the names to stdout, in the order of the calls: first those of runs, whose memory is measured.
pub fn tell(server: &Server) {
    let runs = CASES.map(|(_, connector, folder)| engine(connector, folder, &server.url(RECORDS)));
    let others = [&["validate", "ashby"][..], &["list", "ashby"], &["list"]].map(|arguments| {
        let mut command = Command::new(runs[0].get_program());
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
        command
    });
    let mut known = HashSet::new();
    for name in runs.iter().chain(&others).flat_map(executed) {
        if !known.contains(&name) {
            println!("{name}");
            known.insert(name);
        }
    }
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
    all.collect()
}
