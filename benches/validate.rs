//! What validating and planning cost: `cargo bench --bench validate`. Reading the files is not counted.

use std::path::Path;

use engine_lang::{Reach, Sources};
use engine_runtime::catalog::{Catalog, Folder};

fn main() {
    divan::main();
}

/// The texts of the largest connector.
fn sources() -> Sources {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors");
    let catalog = Catalog::new(vec![Box::new(Folder::new(folder))]);
    catalog.sources("ashby").unwrap_or_default()
}

#[divan::bench]
fn outline(bencher: divan::Bencher<'_, '_>) {
    let sources = sources();
    bencher.bench_local(|| engine_lang::outline(&sources));
}

#[divan::bench]
fn plan_operation(bencher: divan::Bencher<'_, '_>) {
    let sources = sources();
    bencher.bench_local(|| engine_lang::plan_operation(&sources, "list-jobs", Reach::Record));
}

#[divan::bench]
fn plan(bencher: divan::Bencher<'_, '_>) {
    let sources = sources();
    bencher.bench_local(|| engine_lang::plan(&sources));
}

#[divan::bench]
fn coverage(bencher: divan::Bencher<'_, '_>) {
    let sources = sources();
    bencher.bench_local(|| engine_lang::coverage(&sources));
}
