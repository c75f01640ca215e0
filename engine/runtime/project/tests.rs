//! The fast way held against the general one: on any page it gives the same records and envelope, or it gives up.

use std::ffi::OsString;
use std::path::Path;
use std::sync::LazyLock;
use std::time::SystemTime;

use engine_lang::Plan;
use engine_lang::plan::Operation;
use engine_lang::plan::projection::Projection;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Projector;
use super::made::{STRANGE, branches, page, page_with};
use crate::answer::{Answer, judge};
use crate::catalog::{Catalog, Folder};
use crate::client::Response;
use crate::lookup::LookUps;
use crate::map::map;
use crate::problem::Problems;
use crate::records::{Records, records_of};

/// Each operation that has a fast way.
static WAYS: LazyLock<Vec<(Plan, String, Projection)>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders =
        ["connectors", "tests/workspace/connectors", "benches/speed/connectors"].map(|folder| root.join(folder));
    let plans = folders.iter().flat_map(|folder| {
        let catalog = Catalog::new(vec![Box::new(Folder::new(folder.clone()))]);
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let plan = move |name: OsString| catalog.load(name.to_str().unwrap()).unwrap().plan;
        names.map(plan).collect::<Vec<_>>()
    });
    let plans: Vec<Plan> = plans.collect();
    let ways =
        plans.iter().flat_map(|plan| plan.connector().operations.values().map(move |operation| (plan, operation)));
    ways.filter_map(|(plan, operation)| Some((plan.clone(), operation.name.clone(), Projection::of(operation)?)))
        .collect()
});

fn projector(plan: &Plan, name: &str, projection: &Projection) -> Projector {
    Projector::new(projection.clone(), plan.operation(name).unwrap().mapping.clone().unwrap())
}

/// What the general way gives of a page, as the fast one would: the envelope, the lines and the problems. `None` if it
/// has an error to tell.
fn general(plan: &Plan, operation: &Operation, page: &[u8]) -> Option<(Value, Vec<u8>, Problems)> {
    let body: Value = serde_json::from_str(std::str::from_utf8(page).ok()?).ok()?;
    let mut envelope = body.clone();
    let mut list = &mut envelope;
    for name in Projection::of(operation)?.list {
        list = list.get_mut(name)?;
    }
    *list = json!([]);
    let answer = Answer { body, written: None, links: Vec::new(), size: page.len(), warnings: Vec::new() };
    let Ok(Records::Values(records)) = records_of(plan, operation, &answer) else { return None };
    let (mut lines, mut problems) = (Vec::new(), Problems::default());
    for (record, number) in records.into_iter().zip(1..) {
        record.as_object()?;
        let mapped = map(operation.mapping.as_ref()?, record, &LookUps::default(), number, &mut problems);
        serde_json::to_writer(&mut lines, &mapped).unwrap();
        lines.push(b'\n');
    }
    Some((envelope, lines, problems))
}

/// What the fast way took of a page: its records, and those of them that were unusual. It must have given what the
/// general way gives.
fn agrees(plan: &Plan, name: &str, projector: &mut Projector, page: &[u8]) -> Option<(usize, usize)> {
    let operation = plan.operation(name).unwrap();
    let judged = |projector: Option<&mut Projector>| {
        let response = Response { status: 200, headers: Vec::new(), body: page.to_vec() };
        let answer = judge(plan, operation, &response, projector, SystemTime::UNIX_EPOCH);
        answer.map(|answer| answer.warnings).map_err(|failure| failure.error.to_string())
    };
    assert_eq!(judged(Some(projector)), judged(None), "{name} judges {}", String::from_utf8_lossy(page));
    let fast = projector.page(page)?;
    let text = String::from_utf8_lossy(page);
    let Some((envelope, lines, told)) = general(plan, operation, page) else { panic!("{name} takes\n{text}") };
    let mut problems = Problems::default();
    for (index, own) in &fast.lines.problems {
        problems.of_record(1 + *index as u64, own);
    }
    assert_eq!(format!("{:#?}", problems.list(plan)), format!("{:#?}", told.list(plan)), "{name} of\n{text}");
    assert_eq!(problems.total(), told.total());
    assert_eq!(String::from_utf8_lossy(&fast.lines.text), String::from_utf8_lossy(&lines), "{name} of\n{text}");
    assert_eq!(fast.envelope.to_string(), envelope.to_string(), "{name} of\n{text}");
    assert_eq!(fast.lines.count, String::from_utf8_lossy(&fast.lines.text).lines().count());
    Some((fast.lines.count, fast.lines.unusual))
}

/// The records of pages that are made of these bytes, one page for each operation, and those that were not usual.
fn taken(chance: &[u8], strange: u8, spoil: impl Fn(&mut Vec<u8>)) -> (usize, usize) {
    let of_each = WAYS.iter().filter_map(|(plan, name, projection)| {
        let mut projector = projector(plan, name, projection);
        let mut page = page(projection, chance, strange);
        spoil(&mut page);
        // The second time, rules have what they remember.
        let first = agrees(plan, name, &mut projector, &page);
        assert_eq!(agrees(plan, name, &mut projector, &page), first, "{name} changes its mind");
        first
    });
    of_each.fold((0, 0), |(records, unusual), (more, odd)| (records + more, unusual + odd))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn both_ways_agree(chance in prop::collection::vec(any::<u8>(), 1..900), strange in 0..24_u8) {
        taken(&chance, strange, |_| {});
    }

    #[test]
    fn garbage_is_never_taken_for_a_page(
        chance in prop::collection::vec(any::<u8>(), 1..400),
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..3),
        cut in 0..3_usize,
    ) {
        taken(&chance, 0, |page| {
            let at = at.index(page.len());
            page.splice(at..(at + cut).min(page.len()), bytes.iter().copied());
        });
    }
}

#[test]
fn what_is_usual_is_taken() {
    assert!(WAYS.len() > 20, "{} operations have a fast way", WAYS.len());
    let mut random: u32 = 1;
    let (mut records, mut unusual) = (0, 0);
    for _ in 0..40 {
        let chance = std::iter::repeat_with(|| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            random.to_be_bytes()[0]
        });
        let (more, odd) = taken(&chance.take(2_000).collect::<Vec<u8>>(), 0, |_| {});
        (records, unusual) = (records + more, unusual + odd);
    }
    // Some values that are made do not suit the rules that read them.
    assert!(records > WAYS.len() * 40, "{records} records of {} pages", WAYS.len() * 40);
    assert!(unusual < records / 2, "{unusual} of {records} records are unusual");
}

#[test]
fn any_one_value_may_be_strange() {
    for (plan, name, projection) in WAYS.iter() {
        let mut projector = projector(plan, name, projection);
        let places = branches(&projection.record);
        for (place, strange) in (0..places).flat_map(|place| STRANGE.iter().map(move |strange| (place, *strange))) {
            agrees(plan, name, &mut projector, &page_with(projection, place, strange));
        }
    }
}

#[test]
fn deep_nesting_is_left_to_the_general_way() {
    let (plan, name, projection) = WAYS.iter().find(|(_, _, projection)| projection.list == ["results"]).unwrap();
    for depth in [60, 70, 126, 127, 128, 20_000] {
        let page = format!("{{\"results\":[],\"deep\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        let taken = projector(plan, name, projection).page(page.as_bytes()).is_some();
        assert_eq!(taken, depth < 64, "{depth}");
    }
}
