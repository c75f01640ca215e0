//! Any bytes as a page of an operation that has a fast way, which the first byte chooses: both ways agree on it.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use engine_lang::Plan;
use engine_lang::plan::projection::Projection;
use engine_runtime::catalog::{Catalog, Folder};
use engine_runtime::project::agree::{agrees, projector};
use libfuzzer_sys::fuzz_target;

static WAYS: LazyLock<Vec<(Plan, String, Projection)>> = LazyLock::new(|| {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders =
        [("connectors", "ashby"), ("tests/workspace/connectors", "harbour"), ("benches/speed/connectors", "bench")];
    let plans = folders
        .map(|(folder, name)| Catalog::new(vec![Box::new(Folder::new(root.join(folder)))]).load(name).unwrap().plan);
    let ways =
        plans.iter().flat_map(|plan| plan.connector().operations.values().map(move |operation| (plan, operation)));
    ways.filter_map(|(plan, operation)| Some((plan.clone(), operation.name.clone(), Projection::of(operation)?)))
        .collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, page)) = bytes.split_first() else { return };
    let (plan, name, projection) = &WAYS[usize::from(*choice) % WAYS.len()];
    let mut projector = projector(plan, name, projection);
    // The second time, rules have what they remember.
    assert_eq!(agrees(plan, name, &mut projector, page), agrees(plan, name, &mut projector, page));
});
