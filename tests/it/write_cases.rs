//! Every write, with a record that is written: `tests/writes/<connector>/<write>/record.json`. Folders below are further
//! records, with `answers.json` where the provider answers otherwise than was recorded, by the paths of its operations.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Reply, root};
use crate::writes::{ASHBY, make, sent, server};

/// What is sent for the record of a case, and what came of it.
async fn told(write: &str, case: &Path) -> String {
    let read = |name: &str| std::fs::read_to_string(case.join(name));
    let record: Value = serde_json::from_str(&read("record.json").unwrap()).unwrap();
    let answers: Value = read("answers.json").map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
    let server = server(move |asked| answers.get(&asked.target).map(Reply::json)).await;
    let mut text = String::new();
    match make(&server, write, &record).await {
        Err(error) => text.push_str(&format!("refused: {error}\n")),
        Ok(written) => {
            if let Some(error) = &written.error {
                text.push_str(&format!(
                    "stopped ({:?}): {error}\nhas changed something: {}\n",
                    error.kind(),
                    written.has_changed()
                ));
            }
            text.push_str(&format!("result: {:#}\nproblems: {:?}\n", written.result, written.problems));
            for made in &written.steps {
                text.push_str(&format!("\n{} ({}): {:?}\n", made.step, made.operation, made.fate));
            }
        }
    }
    let text_of_place = [(server.url.as_str(), "http://provider"), (&root("").display().to_string(), "")];
    for (own, shown) in text_of_place {
        text = text.replace(own, shown);
    }
    for asked in server.asked() {
        text.push_str(&format!("\n{} {}\n{}\n", asked.method, asked.target, sent(&asked)));
    }
    text
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

#[tokio::test]
async fn every_write_has_a_case() {
    let all = root("tests/writes/ashby");
    for name in ASHBY.connector().writes.keys() {
        let own = all.join(name);
        for (number, case) in std::iter::once(own.clone()).chain(folders(&own)).enumerate() {
            let text = told(name, &case).await;
            assert!(number > 0 || text.starts_with("result: "), "{name}: {text}");
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(case);
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!("written", text));
        }
    }
    for folder in folders(&all) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(ASHBY.write(&name).is_some(), "{name} is a case of no write");
    }
}
