//! Which files say what one operation takes, by a look at their lines: the others need not be read.
//!
//! It is a guess, since YAML can be laid out otherwise. What it overlooks is missed when names are looked up, and then all
//! files are read.

use std::collections::{BTreeSet, HashMap};

use crate::source::{SourceId, Sources};

/// Something with a name, such as an operation: its file and its text.
type Entry<'s> = (SourceId, &'s str);

/// The files that say what an operation or a write is, by its own name or the provider's, and all that this names in turn.
pub fn files_of(operation: &str, sources: &Sources) -> BTreeSet<SourceId> {
    let mut named: HashMap<&str, Vec<Entry<'_>>> = HashMap::new();
    for file in sources.connector_files() {
        for (name, text) in entries(sources.text(*file)) {
            named.entry(name).or_default().push((*file, text));
        }
    }
    let mut files = BTreeSet::new();
    let mut open = named.remove(operation).unwrap_or_default();
    if open.is_empty() {
        let path = format!("/{operation}");
        open = named.values().flatten().filter(|(_, text)| text.contains(&path)).copied().collect();
    }
    while let Some((file, text)) = open.pop() {
        files.insert(file);
        let words = text.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')));
        words.for_each(|word| open.extend(named.remove(word).unwrap_or_default()));
    }
    files
}

/// The keys on the second level of a file, each with the lines that belong to it.
fn entries(text: &str) -> Vec<(&str, &str)> {
    let mut starts: Vec<(&str, usize)> = Vec::new();
    let (mut level, mut offset) = (None, 0);
    for line in text.split_inclusive('\n') {
        let body = line.trim_start_matches(' ');
        let indent = line.len() - body.len();
        match body.split_once(':') {
            _ if body.starts_with('#') => {}
            Some(_) if indent == 0 => level = None,
            Some((name, _)) if *level.get_or_insert(indent) == indent => {
                starts.push((name.trim_matches(['"', '\'']), offset));
            }
            _ => {}
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([text.len()]);
    starts.iter().zip(ends).map(|((name, start), end)| (*name, &text[*start..end])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_what_they_name_in_turn() {
        let mut sources = Sources::new();
        sources.add_connector_file("connector.yaml", "connector: x\nscopes:\n  jobs: {}\n");
        let jobs = "operations:\n    list-jobs:\n        path: /job.list\n        mapping: job\n";
        let [jobs, people, maps, flow] = [
            ("jobs.yaml", jobs),
            (
                "people.yaml",
                "# All of them.\noperations:\n  \"list-people\":\n    path: /person.list\n\n    mapping: person\n",
            ),
            ("maps.yaml", "mappings:\n  job:\n    fields:\n      owner: { with: list-people }\n  person: {}\n"),
            ("flow.yaml", "{ operations: { list-cars: {} } }"),
        ]
        .map(|(path, text)| sources.add_connector_file(path, text));
        let found = |operation| files_of(operation, &sources).into_iter().collect::<Vec<_>>();
        assert_eq!(found("list-jobs"), [jobs, people, maps]);
        assert_eq!(found("job.list"), [jobs, people, maps]);
        assert_eq!(found("list-people"), [people, maps]);
        assert!(found("list-cars").is_empty(), "{flow:?} is not laid out as others are");
    }
}
