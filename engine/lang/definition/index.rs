//! Which files say what one operation takes, by a look at their lines: the others need not be read.
//!
//! YAML can be laid out in many ways, and lines tell of one of them only. A file that is laid out otherwise is read. A name
//! that is none only makes a file be read, so this is less strict than [`super::lines`], whose names are shown.

use std::collections::{BTreeSet, HashMap};

use crate::source::{SourceId, Sources};

/// What stands at the top of a file of a resource.
const SECTIONS: [&str; 4] = ["operations:", "mappings:", "events:", "writes:"];

/// The keys by which an entry names another.
pub const REFERENCES: [&str; 2] = ["mapping", "operation"];

/// Something with a name, such as an operation.
#[derive(Clone, Copy)]
struct Entry<'s> {
    file: SourceId,
    section: &'s str,
    name: &'s str,
    /// Its lines.
    text: &'s str,
}

impl Entry<'_> {
    /// Whether a caller can mean it by its name.
    fn is_callable(&self) -> bool {
        matches!(self.section, "operations:" | "writes:")
    }
}

/// The files that say what an operation or a write of this name is, and all that it names in turn; nothing if none of
/// them says it by this name, so that all are to be read.
pub fn files_of(operation: &str, sources: &Sources) -> Option<BTreeSet<SourceId>> {
    let texts: Vec<_> = sources.connector_files().iter().map(|file| (*file, sources.glance(*file))).collect();
    let mut named: HashMap<&str, Vec<Entry<'_>>> = HashMap::new();
    let mut files = BTreeSet::new();
    for (file, text) in &texts {
        match entries(*file, text) {
            Some(entries) => entries.into_iter().for_each(|entry| named.entry(entry.name).or_default().push(entry)),
            None => _ = files.insert(*file),
        }
    }
    let mut open = named.remove(operation).unwrap_or_default();
    if !open.iter().any(Entry::is_callable) {
        return None;
    }
    while let Some(entry) = open.pop() {
        files.insert(entry.file);
        references(entry.text).for_each(|name| open.extend(named.remove(name).unwrap_or_default()));
    }
    Some(files)
}

/// What stands behind the words that name a mapping or an operation. A name that is overlooked here is missed when the
/// operation is resolved, and all is read then.
fn references(text: &str) -> impl Iterator<Item = &str> {
    REFERENCES.iter().flat_map(|key| text.match_indices(key)).map(|(offset, key)| {
        let rest = text[offset + key.len()..].trim_start_matches(['"', '\'', ':', ' ', '\r', '\n']);
        rest.split(|letter: char| !is_of_name(letter)).next().unwrap_or_default()
    })
}

/// The keys on the second level of a file, each with the lines that belong to it; nothing if a line is in doubt.
fn entries(file: SourceId, text: &str) -> Option<Vec<Entry<'_>>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut entries: Vec<(&str, &str, usize)> = Vec::new();
    let (mut section, mut level, mut offset) = (None, None, 0);
    for line in text.split_inclusive('\n') {
        let body = line.trim_start_matches(' ');
        let words = body.trim_end();
        let indent = line.len() - body.len();
        // A lone carriage return ends a line as well.
        if line.trim_end_matches(['\n', '\r']).contains('\r') {
            return None;
        }
        if !(words.is_empty() || words.starts_with('#')) {
            if indent == 0 {
                section = Some(*SECTIONS.iter().find(|section| **section == words)?);
                level = None;
            } else if indent == *level.get_or_insert(indent) {
                entries.push((section?, key(words)?, offset));
            } else if level.is_some_and(|level| indent < level) || body.starts_with('\t') {
                return None;
            }
        }
        offset += line.len();
    }
    let ends: Vec<usize> = entries.iter().skip(1).map(|(_, _, start)| *start).chain([text.len()]).collect();
    let spans = entries.into_iter().zip(ends);
    Some(spans.map(|((section, name, start), end)| Entry { file, section, name, text: &text[start..end] }).collect())
}

/// The key that a line begins with, if it could be nothing else.
fn key(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let quoted = |quote: char| key.strip_prefix(quote).and_then(|key| key.strip_suffix(quote));
    let name = quoted('"').or_else(|| quoted('\'')).unwrap_or(key);
    let is_key = !name.is_empty() && name.chars().all(is_of_name) && (rest.is_empty() || rest.starts_with(' '));
    is_key.then_some(name)
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(operation: &str, sources: &Sources) -> Option<Vec<SourceId>> {
        Some(files_of(operation, sources)?.into_iter().collect())
    }

    #[test]
    fn files_are_found_by_what_they_name_in_turn() {
        let mut sources = Sources::new();
        let jobs = "operations:\n    list-jobs:\n        path: /job.list\n        mapping: job\n";
        let people = "# All of them.\r\noperations:\r\n  \"list-people\":\r\n    path: /person.list\r\n\r\n    mapping: person\r\n";
        let maps = "mappings:\n  job:\n    fields:\n      owner: { \"operation\" : list-people }\n  person: {}\n";
        let [jobs, people, maps, _] =
            [("jobs.yaml", jobs), ("people.yaml", people), ("maps.yaml", maps), ("cars.yaml", "events:\n  cars: {}\n")]
                .map(|(path, text)| sources.add_connector_file(path, text));
        assert_eq!(found("list-jobs", &sources), Some(vec![jobs, people, maps]));
        assert_eq!(found("list-people", &sources), Some(vec![people, maps]));
        for other in ["job.list", "person", "cars", "list-cars"] {
            assert_eq!(found(other, &sources), None, "{other} is no name of an operation");
        }
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
            let odd = [odd, "operations:\n  list-jobs: {}\n"]
                .map(|text| sources.add_connector_file(format!("{}.yaml", text.len()), text));
            assert_eq!(found("list-jobs", &sources), Some(odd.to_vec()), "{}", sources.text(odd[0]));
        }
    }
}
