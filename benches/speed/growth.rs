//! `cargo bench --bench speed -- growth`: how time and memory grow with the records, as a plot in `docs/growth.svg`.

use std::fmt::Write;

use crate::{Cost, MEBIBYTE, Server, cost, engine, floor};

const RECORDS: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Width and height of a panel, and what is left free around it.
const PANEL: (f64, f64) = (320.0, 220.0);
const MARGIN: f64 = 56.0;

/// Runs both at each size, and draws what it cost.
pub fn draw(server: &Server, case: &str, connector: &str, folder: &str) {
    let best = |run: &dyn Fn(&str) -> Cost, records: u64| {
        let costs: Vec<Cost> = (0..3).map(|_| run(&server.url(records))).collect();
        Cost {
            wall: costs.iter().map(|cost| cost.wall).min().expect("a run"),
            cpu: costs.iter().map(|cost| cost.cpu).min().expect("a run"),
            peak: costs.iter().map(|cost| cost.peak).max().expect("a run"),
        }
    };
    let by_hand: Vec<Cost> = RECORDS.iter().map(|records| best(&|url| cost(floor(case, url)), *records)).collect();
    let ours: Vec<Cost> =
        RECORDS.iter().map(|records| best(&|url| cost(engine(connector, folder, url)), *records)).collect();
    let drawn = svg(&by_hand, &ours);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/growth.svg");
    std::fs::write(path, drawn).expect("a file");
    for ((records, by_hand), ours) in RECORDS.iter().zip(&by_hand).zip(&ours) {
        let figures = |cost: &Cost| format!("{:>8.3} s {:>6.1} MiB", cost.wall.as_secs_f64(), mebibytes(cost));
        println!("{records:>9} records: by hand {}, engine {}", figures(by_hand), figures(ours));
    }
    println!("{path}");
}

#[allow(clippy::cast_precision_loss, reason = "memory in tenths of mebibytes")]
fn mebibytes(cost: &Cost) -> f64 {
    cost.peak as f64 / MEBIBYTE
}

fn svg(by_hand: &[Cost], ours: &[Cost]) -> String {
    let (width, height) = (2.0 * PANEL.0 + 3.0 * MARGIN, PANEL.1 + 2.0 * MARGIN);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    // Seconds on a scale of powers of ten, from 0.001 to 100; memory from zero to 40 MiB.
    let seconds = |cost: &Cost| (cost.wall.as_secs_f64().log10() + 3.0) / 5.0;
    let ticks = [(0.0, "1 ms"), (0.2, "10 ms"), (0.4, "0.1 s"), (0.6, "1 s"), (0.8, "10 s"), (1.0, "100 s")];
    panel(&mut text, MARGIN, "wall time", &ticks, &[by_hand, ours].map(|costs| costs.iter().map(seconds).collect()));
    let memory = |cost: &Cost| mebibytes(cost) / 40.0;
    let ticks = [(0.0, "0"), (0.25, "10 MiB"), (0.5, "20 MiB"), (0.75, "30 MiB"), (1.0, "40 MiB")];
    let left = 2.0 * MARGIN + PANEL.0;
    panel(&mut text, left, "peak memory", &ticks, &[by_hand, ours].map(|costs| costs.iter().map(memory).collect()));
    text.push_str("</svg>\n");
    text
}

/// One plot over the records; heights are from 0 to 1.
fn panel(text: &mut String, left: f64, title: &str, ticks: &[(f64, &str)], lines: &[Vec<f64>; 2]) {
    let across = |index: usize| left + PANEL.0 * (f64::from(u32::try_from(index).expect("few")) / 3.0);
    let up = |height: f64| MARGIN + PANEL.1 * (1.0 - height);
    let mut add = |line: String| writeln!(text, "{line}").expect("text");
    add(format!("<text x=\"{left}\" y=\"{}\" font-weight=\"bold\">{title}</text>", MARGIN - 16.0));
    for (height, label) in ticks {
        let (y, right) = (up(*height), left + PANEL.0);
        add(format!("<line x1=\"{left}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#ddd\"/>"));
        add(format!("<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>", left - 6.0, y + 4.0));
    }
    for (index, label) in ["1,000", "10,000", "100,000", "1,000,000"].iter().enumerate() {
        let (x, y) = (across(index), MARGIN + PANEL.1 + 18.0);
        add(format!("<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>"));
    }
    for ((heights, colour), name) in lines.iter().zip(["#999", "#0b6"]).zip(["by hand", "engine"]) {
        let points: Vec<String> = heights
            .iter()
            .enumerate()
            .map(|(index, height)| format!("{:.1},{:.1}", across(index), up(*height)))
            .collect();
        add(format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            points.join(" ")
        ));
        let (x, y) = (across(3), up(heights[3]) + if name == "engine" { 16.0 } else { -8.0 });
        add(format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\" fill=\"{colour}\">{name}</text>"));
    }
}
