//! Paths to one element of a list that is known by what it says, as in `$.links[?@.rel == 'next'].href`.

use jsonpath_rust::parser::model::{Segment, Selector};
use serde_json::Value;

use super::filter::equal_members;
use super::{Asked, Path, Step, single};

/// What a path seeks in the list that its lead leads to.
#[derive(Debug, PartialEq)]
pub struct Sought {
    /// What the element is known by: the way to a member, and the text or number that stands there.
    pub known_by: Vec<(Vec<Step>, Value)>,
    /// The way on from the element.
    pub onward: Vec<Step>,
}

impl Path {
    /// What it seeks, if it finds what stands in one element of a list that is known by constants.
    pub fn sought(&self) -> Option<Sought> {
        let (first, rest) = self.segments().get(self.lead.len()..)?.split_first()?;
        let Segment::Selector(Selector::Filter(filter)) = first else { return None };
        let known_by = equal_members(filter).into_iter().filter_map(|member| match member.asked {
            Asked::Equal(value @ (Value::String(_) | Value::Number(_))) if !member.from_root => {
                Some((member.steps, value))
            }
            _ => None,
        });
        let known_by: Vec<(Vec<Step>, Value)> = known_by.collect();
        let onward: Option<Vec<Step>> = rest.iter().map(single).collect();
        Some(Sought { known_by, onward: onward? }).filter(|sought| !sought.known_by.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Path;

    #[test]
    fn one_element_is_known_by_a_constant() {
        for (text, is_sought) in [
            ("$.links[?@.rel == 'next'].href", true),
            ("$.page.links[?@.rel == 'next' && @.href].href", true),
            ("$.links[?@.rel != 'next'].href", false),
            ("$.links[?@.rel == 'next' || @.rel == 'more'].href", false),
            ("$.links[?@.rel].href", false),
            ("$.links[?@.rel == $.way].href", false),
            ("$.links[?@.rel == 'next'].hrefs[*]", false),
            ("$.links[*].href", false),
            ("$.links.next", false),
        ] {
            assert_eq!(Path::parse(text).unwrap().sought().is_some(), is_sought, "{text}");
        }
    }
}
