//! Any bytes as a page of an operation that has a fast way, which the first byte chooses: both ways agree on it.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use engine_runtime::catalog::{Catalog, Folder};
use engine_runtime::project::agree::{Way, agrees};
use libfuzzer_sys::fuzz_target;

static WAYS: LazyLock<Vec<Way>> = LazyLock::new(|| {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders =
        [("connectors", "ashby"), ("tests/workspace/connectors", "harbour"), ("benches/speed/connectors", "bench")];
    let plans = folders
        .map(|(folder, name)| Catalog::new(vec![Box::new(Folder::new(root.join(folder)))]).load(name).unwrap().plan);
    Way::all(&plans)
});

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, page)) = bytes.split_first() else { return };
    let way = &WAYS[usize::from(*choice) % WAYS.len()];
    let mut projector = way.projector();
    // The second time, rules have what they remember.
    assert_eq!(agrees(way, &mut projector, page), agrees(way, &mut projector, page));
});
