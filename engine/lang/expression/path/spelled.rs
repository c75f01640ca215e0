//! The members that a path asks for, each by a path of its own.

use jsonpath_rust::parser::model::{Segment, Selector};

use super::super::path_to;
use super::Path;

impl Path {
    /// A path to each of the members that it ends with, as `$.a` and `$.b` of `$['a', 'b']`; itself, if it ends otherwise.
    pub fn spelled_out(&self) -> Vec<String> {
        let whole = || vec![self.text().to_owned()];
        let [before @ .., Segment::Selectors(list)] = self.segments() else { return whole() };
        let names: Option<Vec<&str>> = list
            .iter()
            .map(|selector| match selector {
                Selector::Name(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let lead = self.lead();
        let Some(names) = names.filter(|_| before.len() == lead.len()) else { return whole() };
        let lead = lead.iter().fold("$".to_owned(), |path, step| match step.name() {
            Some(name) => path_to(&path, [name]),
            None => format!("{path}{step}"),
        });
        names.into_iter().map(|name| path_to(&lead, [name])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn members_at_the_end_are_spelled_out() {
        for (text, spelled) in [
            ("$['id', 'remote id']", &["$.id", "$[\"remote id\"]"][..]),
            ("$.a[0]['b', 'c']", &["$.a[0].b", "$.a[0].c"]),
            ("$.a[*]['b', 'c']", &["$.a[*]['b', 'c']"]),
            ("$.a[0, 1]", &["$.a[0, 1]"]),
            ("$.a", &["$.a"]),
        ] {
            assert_eq!(Path::parse(text).unwrap().spelled_out(), spelled, "{text}");
        }
    }
}
