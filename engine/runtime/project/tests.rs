//! The fast way held against the general one, over every operation that has both.

use std::ffi::OsString;
use std::path::Path;
use std::sync::LazyLock;

use engine_lang::Plan;
use engine_lang::plan::projection::Projection;
use proptest::prelude::*;

use super::agree::{agrees, projector};
use super::made::{STRANGE, branches, page, page_with};
use crate::catalog::{Catalog, Folder};

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

#[test]
fn a_member_twice_is_taken_only_where_nobody_reads_it() {
    let (plan, name, projection) = WAYS.iter().find(|(_, name, _)| name == "list-departments").unwrap();
    let department = r#"{"id":"d","name":"x","isArchived":false}"#;
    let page = format!(r#"{{"success":true,"results":[{department}],"moreDataAvailable":false}}"#);
    for (once, twice, taken) in [
        ("\"name\":\"x\"", "\"name\":\"y\",\"name\":\"x\"", false),
        ("\"name\":\"x\"", "\"name\":\"x\",\"more\":1,\"more\":2", true),
        ("\"name\":\"x\"", "\"name\":\"x\",\"more\":{\"a\":1,\"a\":2}", true),
        ("\"success\":true", "\"success\":false,\"success\":true", false),
        ("\"success\":true", "\"success\":true,\"other\":{\"a\":1,\"a\":1}", false),
        ("\"results\":", "\"results\":[],\"results\":", false),
        ("false}]", "false}],\"results\":[]", false),
    ] {
        let page = page.replacen(once, twice, 1);
        let result = agrees(plan, name, &mut projector(plan, name, projection), page.as_bytes());
        assert_eq!(result.is_some(), taken, "{page}");
    }
}
