//! temporary
fn main() {
    for (dir, name) in [("connectors", "ashby"), ("tests/workspace/connectors", "harbour")] {
        let c = engine_runtime::catalog::Catalog::new(vec![Box::new(engine_runtime::catalog::Folder::new(dir))]);
        match c.load(name) {
            Ok(l) => eprintln!("ok {} ops {}", l.plan.connector().operations.len(), engine_lang::diagnostic::render(&l.warnings, &l.sources, engine_lang::diagnostic::Style::Plain)),
            Err(engine_runtime::catalog::CatalogError::Invalid(i)) => eprintln!("{}", engine_lang::diagnostic::render(&i.diagnostics, &i.sources, engine_lang::diagnostic::Style::Plain)),
            Err(e) => eprintln!("{e:?}"),
        }
    }
}
