//! Which files say what one operation takes, by a look at their lines: the others need not be read.

use std::collections::{BTreeSet, HashMap};

use super::lines::{Entry, entries};
use super::reach::Reach;
use crate::source::{SourceId, Sources};

/// The keys by which an entry names another.
pub const REFERENCES: [&str; 2] = ["mapping", "operation"];

/// The files that say what an operation or a write of this name is, and all that it names in turn; nothing if none of
/// them says it by this name, so that all are to be read.
pub fn files_of(operation: &str, reach: Reach, sources: &Sources) -> Option<BTreeSet<SourceId>> {
    let texts: Vec<_> = sources.connector_files().iter().map(|file| (*file, sources.glance(*file))).collect();
    let mut named: HashMap<&str, Vec<(SourceId, Entry<'_>)>> = HashMap::new();
    let mut odd = Vec::new();
    for (file, text) in &texts {
        match entries(text) {
            Some(entries) => {
                entries.into_iter().for_each(|entry| named.entry(entry.name).or_default().push((*file, entry)));
            }
            None => odd.push((*file, Entry { section: "", name: "", text })),
        }
    }
    let mut open = named.remove(operation).unwrap_or_default();
    if !open.iter().any(|(_, entry)| matches!(entry.section, "operations" | "writes")) {
        return None;
    }
    // What cannot be told apart in a file is read with all that it names.
    open.append(&mut odd);
    let mut files = BTreeSet::new();
    while let Some((file, entry)) = open.pop() {
        files.insert(file);
        let mut follow = |text| references(text).for_each(|name| open.extend(named.remove(name).unwrap_or_default()));
        match reach {
            Reach::Record if entry.section == "mappings" && !entry.text.contains("records:") => {
                without_look_ups(entry.text).for_each(follow);
            }
            _ => follow(entry.text),
        }
    }
    Some(files)
}

/// The lines of a mapping without its look-ups. One that is overlooked here is followed, to no harm.
fn without_look_ups(text: &str) -> impl Iterator<Item = &str> {
    let mut look_up = None;
    text.lines().filter_map(move |line| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if look_up.is_some_and(|column| indent >= column) {
            return None;
        }
        let body = line.trim_start_matches([' ', '-']);
        let column = line.len() - body.len();
        look_up =
            if body.starts_with("lookups:") { Some(indent + 1) } else { body.starts_with("lookup:").then_some(column) };
        body.split("lookup").next()
    })
}

/// What stands behind the words that name a mapping or an operation. A name that is overlooked here is missed when the
/// operation is resolved, and all is read then.
fn references(text: &str) -> impl Iterator<Item = &str> {
    let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    REFERENCES.iter().flat_map(|key| text.match_indices(key)).map(move |(offset, key)| {
        let rest = text[offset + key.len()..].trim_start_matches(['"', '\'', ':', ' ', '\r', '\n']);
        rest.split(|letter: char| !is_of_name(letter)).next().unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(operation: &str, sources: &Sources) -> Option<Vec<SourceId>> {
        Some(files_of(operation, Reach::LookUps, sources)?.into_iter().collect())
    }

    #[test]
    fn files_are_found_by_what_they_name_in_turn() {
        let mut sources = Sources::new();
        let jobs = "operations:\n    list-jobs:\n        path: /job.list\n        mapping: job\n";
        let people = "# All of them.\r\noperations:\r\n  \"list-people\":\r\n    path: /person.list\r\n\r\n    mapping: person\r\n";
        let maps =
            "mappings:\n  job:\n    fields:\n      owner: { \"operation\" : list-people }\n  person:\n    fields: {}\n";
        let [jobs, people, maps, _] = [
            ("jobs.yaml", jobs),
            ("people.yaml", people),
            ("maps.yaml", maps),
            ("cars.yaml", "events:\n  cars:\n    records: []\n"),
        ]
        .map(|(path, text)| sources.add_connector_file(path, text));
        assert_eq!(found("list-jobs", &sources), Some(vec![jobs, people, maps]));
        assert_eq!(found("list-people", &sources), Some(vec![people, maps]));
        for other in ["job.list", "person", "cars", "list-cars"] {
            assert_eq!(found(other, &sources), None, "{other} is no name of an operation");
        }
    }

    #[test]
    fn what_look_ups_name_is_left_out_where_nobody_asks_for_them() {
        let text = "  lookups:\n    a: { operation: one }\n  fields:\n    b: { lookup: a, value: { mapping: two } }\n    \
            c: { mapping: three }\n    d:\n      - lookup: a\n        value:\n          mapping: four\n      - { mapping: five }\n    \
            e:\n      lookup: a\n      value: { mapping: six }\n    f: { mapping: seven }\n";
        let named: Vec<&str> = without_look_ups(text).flat_map(references).collect();
        assert_eq!(named, ["three", "five", "seven"]);
    }

    #[test]
    fn a_file_that_is_laid_out_otherwise_is_always_read() {
        for odd in [
            "{ operations: { list-cars: {} } }",
            "operations: { list-cars: {} }\n",
            "operations: # of cars\n  list-cars: {}\n",
            "  operations:\n    list-cars: {}\n",
            "operations:\n  list-cars : {}\n",
            "operations:\n  ? list-cars\n  : {}\n",
            "operations:\n  \"list\\x2dcars\": {}\n",
            "operations:\n  list-cars:\t{}\n",
            "operations:\n  <<: *cars\n",
            "operations:\r  list-cars: {}\r",
            "operations:\n    list-bikes: {}\n  list-cars: {}\n",
            "connector: x\noperations:\n  list-cars: {}\n",
        ] {
            let mut sources = Sources::new();
            let odd = [odd, "operations:\n  list-jobs:\n    path: /a\n"]
                .map(|text| sources.add_connector_file(format!("{}.yaml", text.len()), text));
            assert_eq!(found("list-jobs", &sources), Some(odd.to_vec()), "{}", sources.text(odd[0]));
        }
    }
}
