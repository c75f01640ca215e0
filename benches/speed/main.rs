//! The engine beside a program written by hand: `cargo bench --bench speed`.
//!
//! A server on loopback gives candidates in pages of 100; the engine and the program read them in turns, and the
//! ratios of wall time, CPU time and peak memory are printed. Server and readers are processes of their own, so that
//! nobody's cost is counted to another. `RECORDS` and `ROUNDS` in the environment change the size, and `ENGINE` is
//! another engine than the one that cargo built.
//!
//! `-- growth` draws how both grow from 1,000 to 1,000,000 records, and `-- order` names the functions of a run.
//!
//! Without `--bench`, as `cargo test` calls it, a small run only compares what both write.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![allow(clippy::panic, reason = "a benchmark that cannot run fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "this is a program of its own, with its own arguments")]

#[allow(dead_code, reason = "a page alone is for counting instructions")]
mod floor;
mod growth;
mod order;
mod pages;
mod server;

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// What is read: a name, the connector and the folder that has it.
const CASES: [(&str, &str, &str); 2] = [
    // Paths, lists and an enum table.
    ("plain", "bench", "benches/speed/connectors"),
    // The connector as it ships: templates and a search take part.
    ("ashby", "ashby", "connectors"),
];

/// In bytes.
const MEBIBYTE: f64 = 1_048_576.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => server::serve(),
        ["floor", case, url] => floor::run(case, url, std::io::stdout().lock()),
        ["order", ..] => order::tell(&Server::start()),
        ["growth", ..] => {
            let (case, connector, folder) = CASES[1];
            growth::draw(&Server::start(), case, connector, folder);
        }
        _ => {
            let measured = arguments.iter().any(|argument| argument == "--bench");
            let (records, rounds) = (setting("RECORDS", 100_000), setting("ROUNDS", 7));
            let server = Server::start();
            for (case, connector, folder) in CASES {
                compare(&server, case, connector, folder);
                if measured {
                    measure(&server, case, connector, folder, records, rounds);
                }
            }
        }
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// Both write the same, byte for byte.
fn compare(server: &Server, case: &str, connector: &str, folder: &str) {
    let url = server.url(1_000);
    let text = |mut command: Command| {
        let output = command.output().expect("a program that starts");
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let (floor, engine) = (text(floor(case, &url)), text(engine(connector, folder, &url)));
    assert_eq!(floor.lines().count(), 1_000, "{case}");
    for (number, (floor, engine)) in floor.lines().zip(engine.lines()).enumerate() {
        assert_eq!(floor, engine, "{case}, record {number}");
    }
    assert!(floor == engine, "{case}: one writes more than the other");
    println!("{case}: the same 1000 records");
}

/// What one run cost.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
    /// In bytes.
    peak: u64,
}

fn measure(server: &Server, case: &str, connector: &str, folder: &str, records: u64, rounds: u64) {
    let url = server.url(records);
    let (mut by_hand, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        by_hand.push(cost(floor(case, &url)));
        ours.push(cost(engine(connector, folder, &url)));
    }
    println!("\n{case}: {records} records, {rounds} rounds, medians");
    println!("{:>12} {:>10} {:>10} {:>7}", "", "by hand", "engine", "ratio");
    let seconds = |of: fn(&Cost) -> Duration| move |cost: &Cost| of(cost).as_secs_f64();
    row("wall, s", &by_hand, &ours, seconds(|cost| cost.wall));
    row("CPU, s", &by_hand, &ours, seconds(|cost| cost.cpu));
    #[allow(clippy::cast_precision_loss, reason = "megabytes")]
    row("peak, MiB", &by_hand, &ours, |cost| cost.peak as f64 / MEBIBYTE);
}

fn row(name: &str, by_hand: &[Cost], ours: &[Cost], of: impl Fn(&Cost) -> f64) {
    let median = |costs: &[Cost]| {
        let mut figures: Vec<f64> = costs.iter().map(&of).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    let (by_hand, ours) = (median(by_hand), median(ours));
    println!("{name:>12} {by_hand:>10.3} {ours:>10.3} {:>7.2}", ours / by_hand);
}

fn cost(mut command: Command) -> Cost {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a program that starts");
    let ended = child.wait4().expect("its end");
    assert!(ended.status.success(), "{command:?} fails");
    let usage = ended.rusage;
    Cost { wall: started.elapsed(), cpu: usage.utime + usage.stime, peak: usage.maxrss }
}

fn floor(case: &str, url: &str) -> Command {
    let mut command = itself();
    command.args(["floor", case, url]);
    command
}

fn engine(connector: &str, folder: &str, url: &str) -> Command {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let program = std::env::var_os("ENGINE").unwrap_or_else(|| env!("CARGO_BIN_EXE_engine").into());
    let mut command = Command::new(root.join(program));
    command.current_dir(&root).env("ASHBY_API_KEY", "key").env("BENCH_API_KEY", "key");
    command.args([
        "run",
        connector,
        "list-candidates",
        "--format",
        "ndjson",
        "--base-url",
        url,
        "--connectors",
        folder,
    ]);
    command
}

fn itself() -> Command {
    Command::new(std::env::current_exe().expect("the benchmark itself"))
}

/// The server's process; dropped, it ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start() -> Server {
        let mut child = itself().arg("serve").stdout(Stdio::piped()).spawn().expect("a server");
        let mut address = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut address).expect("its address");
        Server { child, address: address.trim().to_owned() }
    }

    /// The address under which it has so many records.
    fn url(&self, records: u64) -> String {
        std::io::stdout().flush().expect("a terminal or a file");
        format!("http://{}/{records}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
