//! The schema for editors is what the definition types say.

use crate::support::root;

#[test]
fn the_schema_for_editors_is_fresh() {
    let path = root("schemas/connector.schema.json");
    let fresh = format!("{:#}\n", engine_lang::json_schema());
    if std::fs::read_to_string(&path).unwrap_or_default() != fresh {
        // The file is made anew, so that the next run passes once it was looked at and committed.
        std::fs::write(&path, fresh).unwrap();
        panic!("schemas/connector.schema.json was out of date, and was written anew");
    }
}
