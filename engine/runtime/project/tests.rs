//! The fast way held against the general one: on any page it gives the same records and envelope, or it gives up.

use std::ffi::OsString;
use std::path::Path;
use std::sync::LazyLock;

use engine_lang::Plan;
use proptest::prelude::*;
use serde_json::Value;

use super::agree::{Way, agrees};
use super::made::{STRANGE, branches, page, page_with};
use crate::catalog::{Catalog, Folder};

/// The fast ways of all operations.
static WAYS: LazyLock<Vec<Way>> = LazyLock::new(|| {
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
    Way::all(&plans)
});

/// The records of pages that are made of these bytes, one page for each operation, and those that were not usual.
fn taken(chance: &[u8], strange: u8, spoil: impl Fn(&mut Vec<u8>)) -> (usize, usize) {
    let of_each = WAYS.iter().filter_map(|way| {
        let mut projector = way.projector();
        let mut page = page(&way.made, chance, strange);
        spoil(&mut page);
        // The second time, rules have what they remember.
        let first = agrees(way, &mut projector, &page);
        assert_eq!(agrees(way, &mut projector, &page), first, "{} changes its mind", way.name);
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
    for way in WAYS.iter() {
        let mut projector = way.projector();
        let places = branches(&way.made.record);
        for (place, strange) in (0..places).flat_map(|place| STRANGE.iter().map(move |strange| (place, *strange))) {
            agrees(way, &mut projector, &page_with(&way.made, place, strange));
        }
    }
}

#[test]
fn deep_nesting_is_left_to_the_general_way() {
    let way = WAYS.iter().find(|way| way.made.list == ["results"]).unwrap();
    for depth in [60, 70, 126, 127, 128, 20_000] {
        let page = format!("{{\"results\":[],\"deep\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        let taken = way.projector().page(page.as_bytes()).is_some();
        assert_eq!(taken, depth < 64, "{depth}");
    }
}

#[test]
fn a_member_twice_is_taken_only_where_nobody_reads_it() {
    let way = WAYS.iter().find(|way| way.name == "list-departments").unwrap();
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
        let result = agrees(way, &mut way.projector(), page.as_bytes());
        assert_eq!(result.is_some(), taken, "{page}");
    }
}

/// What is odd about a page, how it is seen, and whether the fast way can take such a page.
type Odd = (&'static str, fn(&str) -> bool, bool);

const ODD: [Odd; 10] = [
    ("escapes", |page| page.contains("\\u00e9"), true),
    ("a surrogate alone", |page| page.contains("\"\\ud83e\"") || page.contains("\"\\udd80\""), false),
    ("a member that is written twice", is_shortened, false),
    ("a name with an escape", |page| page.contains("\\u0065"), true),
    ("a number of many digits", |page| page.contains("12345678901234567890123"), true),
    ("a number that is no float", |page| page.contains("1e400"), true),
    ("a number for an object", |page| page.contains("\"results\":[0") || page.contains("\"results\":[7"), false),
    ("success behind the records", |page| page.contains("],\"success\":true"), true),
    ("no success", |page| page.contains("\"success\":false"), true),
    ("a name that serde_json has for itself", |page| page.contains("serde_json::private"), false),
];

/// Whether a page of plain texts and without spaces loses a member when it is read.
fn is_shortened(page: &str) -> bool {
    let plain = !page.contains(['\\', ' ', '\n', '$']) && !page.contains("1e") && !page.contains("1E");
    let read = serde_json::from_str::<Value>(page).ok().filter(|_| plain);
    read.is_some_and(|value| value.to_string().len() < page.len())
}

#[test]
fn whatever_is_odd_is_made() {
    let mut random: u32 = 7;
    let (mut made, mut took) = ([0; ODD.len()], [0; ODD.len()]);
    let mut first_members = std::collections::BTreeSet::new();
    for way in WAYS.iter().filter(|way| way.made.list == ["results"]).cycle().take(6_000) {
        let chance = std::iter::repeat_with(|| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            random.to_be_bytes()[0]
        });
        let page = page(&way.made, &chance.take(900).collect::<Vec<u8>>(), 12);
        let taken = agrees(way, &mut way.projector(), &page).is_some();
        let page = String::from_utf8(page).unwrap();
        for (index, (_, is_odd, _)) in ODD.iter().enumerate() {
            made[index] += usize::from(is_odd(&page));
            took[index] += usize::from(is_odd(&page) && taken);
        }
        let members = page.split("[{\"").nth(1).and_then(|rest| rest.split('"').next());
        first_members.extend(members.filter(|_| taken).map(|name| (way.name.clone(), name.to_owned())));
    }
    for ((name, _, can_be_taken), (made, took)) in ODD.iter().zip(made.into_iter().zip(took)) {
        assert!(made > 5, "{made} pages have {name}");
        assert!(took > 0 || !can_be_taken, "of {made} pages with {name}, none was taken");
    }
    let ways = WAYS.iter().filter(|way| way.made.list == ["results"]).count();
    assert!(first_members.len() > 2 * ways, "members come in {} orders", first_members.len());
}
