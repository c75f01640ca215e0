//! A JSONPath (RFC 9535), parsed once. Plain member paths are walked directly; `jsonpath-rust` evaluates the rest.

mod absent;
mod astray;
mod filter;
mod function;
mod one;
mod plain;
mod sought;
mod spelled;

pub(crate) use filter::{Asked, FilterMember, equal_members, filter_members, needed_members, same_members};
pub use sought::Sought;

use jsonpath_rust::parser::model::{JpQuery, Segment, Selector};
use jsonpath_rust::query::js_path_process;
use serde_json::Value;

/// A path into a JSON value.
#[derive(Debug, Clone)]
pub struct Path {
    text: String,
    /// The steps up to the first that can match many nodes.
    lead: Vec<Step>,
    tail: Tail,
    seeks_one: bool,
    /// The query as it was written.
    query: JpQuery,
    /// The query as it is looked up.
    looked_up: JpQuery,
}

/// A step that leads to one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// An element of a list; negative ones count from the end.
    Element(i64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Tail {
    /// The path names one node.
    Single,
    /// All elements of the list that the lead names.
    Every,
    /// Anything else that can match many.
    General,
}

/// What a path found.
#[derive(Debug, PartialEq)]
pub enum Found<'a> {
    /// The one node, if it is there.
    One(Option<&'a Value>),
    /// The nodes; none at all if what leads to them is absent.
    Many(Option<Vec<&'a Value>>),
}

/// How far a path got before it found nothing.
#[derive(Debug, PartialEq)]
pub struct Lost<'a> {
    /// The value that has no such member.
    pub at: &'a Value,
    /// The path to that value.
    pub path: String,
    /// The step that failed.
    pub step: String,
}

impl Path {
    /// Parses a path, more strictly than the library: what RFC 9535 does not have is an error.
    pub fn parse(text: &str) -> Result<Path, String> {
        let query = plain::parse(text).map_or_else(|| general(text), Ok)?;
        let descents = query.segments.iter().filter(|segment| matches!(segment, Segment::Descendant(_))).count();
        if descents > 1 {
            return Err("more than one `..` makes a search that grows with the square of the answer".into());
        }
        let lead: Vec<Step> = query.segments.iter().map_while(single).collect();
        let tail = match &query.segments[lead.len()..] {
            [] => Tail::Single,
            [Segment::Selector(Selector::Wildcard)] => Tail::Every,
            _ => Tail::General,
        };
        let seeks_one = filter::seeks_one(&query.segments);
        let looked_up = absent::same_as_null(&query);
        let path = Path { text: text.to_owned(), lead, tail, seeks_one, query, looked_up };
        match function::mistake(path.segments()) {
            Some(mistake) => Err(mistake),
            None => Ok(path),
        }
    }

    /// The path as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it names one node; otherwise it gives a list.
    pub fn is_singular(&self) -> bool {
        self.tail == Tail::Single
    }

    /// Whether it names all elements of the list that its lead names.
    pub fn is_every(&self) -> bool {
        self.tail == Tail::Every
    }

    /// Whether only what leads to one value decides if it finds anything.
    pub fn is_plain(&self) -> bool {
        self.tail != Tail::General
    }

    /// Whether it finds only some of the elements that are there.
    pub fn has_filter(&self) -> bool {
        self.segments().iter().any(|segment| matches!(segment, Segment::Selector(Selector::Filter(_))))
    }

    /// The steps to one node that the path begins with.
    pub fn lead(&self) -> &[Step] {
        &self.lead
    }

    /// The names of members that it begins with.
    pub fn names(&self) -> Vec<String> {
        self.lead.iter().map_while(Step::name).map(str::to_owned).collect()
    }

    /// Whether it leads to a member, or through it, by names of members alone.
    pub fn leads_to(&self, way: &[impl AsRef<str>]) -> bool {
        let mut names = self.lead.iter().map_while(Step::name);
        way.iter().all(|name| names.next() == Some(name.as_ref()))
    }

    /// The last member that it names on the way to one node, and the one before.
    pub fn last_names(&self) -> Option<(&str, Option<&str>)> {
        let mut names = self.lead.iter().rev().filter_map(Step::name);
        Some((names.next()?, names.next()))
    }

    /// Whether it names a member, by names of members alone.
    pub fn is_of_names(&self) -> bool {
        self.is_singular() && !self.lead.is_empty() && self.lead.iter().all(|step| step.name().is_some())
    }

    /// The segments, for a walk along a shape.
    pub fn segments(&self) -> &[Segment] {
        &self.query.segments
    }

    /// Looks the path up. A null on the way counts as absent.
    pub fn find<'a>(&self, root: &'a Value) -> Found<'a> {
        let lead = self.follow_lead(root);
        match self.tail {
            Tail::Single => Found::One(lead.filter(|value| !value.is_null())),
            Tail::Every => Found::Many(lead.and_then(Value::as_array).map(|list| list.iter().collect())),
            Tail::General => Found::Many(lead.filter(|value| !value.is_null()).map(|_| {
                js_path_process(&self.looked_up, root)
                    .map(|nodes| nodes.into_iter().map(|node| node.val).collect())
                    .unwrap_or_default()
            })),
        }
    }

    /// Where a path that found nothing lost its way.
    pub fn lost<'a>(&self, root: &'a Value) -> Lost<'a> {
        let (mut at, mut path) = (root, "$".to_owned());
        for step in &self.lead {
            match step.of(at) {
                Some(next) => {
                    at = next;
                    path.push_str(&step.to_string());
                }
                None => return Lost { at, path, step: step.to_string() },
            }
        }
        Lost { at, path, step: self.text.clone() }
    }

    /// The value that the steps to one node lead to, with which the path begins.
    pub fn lead_of<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        self.follow_lead(root)
    }

    /// What the path's filters hold to be equal to a literal, of the elements that they let through and below which the
    /// path finds a node that `counts`: the literal stands for such a value.
    pub fn tested<'a>(&self, root: &'a Value, counts: &dyn Fn(&Value) -> bool) -> Vec<&'a Value> {
        let mut tested = Vec::new();
        for (index, segment) in self.query.segments.iter().enumerate() {
            let Segment::Selector(Selector::Filter(filter)) = segment else { continue };
            let until = JpQuery::new(self.looked_up.segments[..=index].to_vec());
            let rest = JpQuery::new(self.looked_up.segments[index + 1..].to_vec());
            let mut nodes = js_path_process(&until, root).unwrap_or_default();
            nodes.retain(|node| {
                let found = js_path_process(&rest, node.clone().val).unwrap_or_default();
                found.iter().any(|found| counts(found.val))
            });
            for member in equal_members(filter) {
                let starts = nodes.iter().map(|node| if member.from_root { root } else { node.val });
                tested.extend(starts.filter_map(|start| member.steps.iter().try_fold(start, |at, step| step.of(at))));
            }
        }
        tested
    }

    /// What the path's filters hold to be the same as a node that the path finds, and stands elsewhere.
    pub fn same<'a>(&self, root: &'a Value, is_found: &dyn Fn(&Value) -> bool) -> Vec<&'a Value> {
        let mut same = Vec::new();
        for (index, segment) in self.query.segments.iter().enumerate() {
            let Segment::Selector(Selector::Filter(filter)) = segment else { continue };
            let until = JpQuery::new(self.looked_up.segments[..=index].to_vec());
            for node in js_path_process(&until, root).unwrap_or_default() {
                let at = |member: &FilterMember| {
                    let start = if member.from_root { root } else { node.val };
                    member.steps.iter().try_fold(start, |at, step| step.of(at))
                };
                for pair in same_members(filter) {
                    let pair = [at(&pair[0]), at(&pair[1])];
                    same.extend(pair.into_iter().flatten().filter(|_| pair.into_iter().flatten().any(is_found)));
                }
            }
        }
        same
    }

    fn follow_lead<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        self.lead.iter().try_fold(root, |value, step| step.of(value))
    }
}

impl Step {
    /// The name, if it is to a member.
    pub fn name(&self) -> Option<&str> {
        match self {
            Step::Member(name) => Some(name),
            Step::Element(_) => None,
        }
    }

    /// The step taken from a value.
    pub fn of<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        match self {
            Step::Member(name) => value.as_object()?.get(name),
            Step::Element(index) => {
                let list = value.as_array()?;
                let index = usize::try_from(*index).ok().or_else(|| {
                    usize::try_from(index.unsigned_abs()).ok().and_then(|back| list.len().checked_sub(back))
                })?;
                list.get(index)
            }
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Step::Member(name) => write!(formatter, ".{name}"),
            Step::Element(index) => write!(formatter, "[{index}]"),
        }
    }
}

fn single(segment: &Segment) -> Option<Step> {
    match segment {
        Segment::Selector(Selector::Name(name)) => Some(Step::Member(name.clone())),
        Segment::Selector(Selector::Index(index)) => Some(Step::Element(*index)),
        _ => None,
    }
}

/// Any path by the library's grammar, and more strictly than by that alone.
fn general(text: &str) -> Result<JpQuery, String> {
    if let Some(blank) = blank_outside_brackets(text) {
        return Err(format!("a blank at position {} is no part of a path", blank + 1));
    }
    jsonpath_rust::parser::parse_json_path(text).map_err(|error| one_line(&error.to_string()))
}

/// The first blank outside brackets and quotes: the library takes it for a part of a name.
fn blank_outside_brackets(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (offset, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') if depth > 0 => quote = Some(letter),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 && letter.is_whitespace() => return Some(offset),
            _ => {}
        }
    }
    None
}

/// The library's messages draw a picture over several lines; the last of them says what was expected.
fn one_line(message: &str) -> String {
    let last = message.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or(message);
    last.trim().trim_start_matches("= ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Found, Path};
    use serde_json::json;

    #[test]
    fn plain_paths_agree_with_the_library() {
        let value = json!({ "a": { "b": [1, 2, { "c": null }] }, "n": null, "with blank": 3 });
        for text in ["$", "$.a", "$.a.b[0]", "$.a.b[-1].c", "$.a.x.y", "$['with blank']", "$.n", "$.a.b[7]"] {
            let path = Path::parse(text).unwrap();
            let general = jsonpath_rust::query::js_path_vals(text, &value).unwrap();
            let general = general.first().copied().filter(|value| !value.is_null());
            assert_eq!(path.find(&value), Found::One(general), "{text}");
        }
    }

    #[test]
    fn lists_are_absent_when_what_leads_to_them_is() {
        let value = json!({ "list": [{ "id": 1 }], "empty": [], "null": null, "object": { "x": 1 } });
        for (text, found) in [
            ("$.list[*]", Some(1)),
            ("$.list[*].id", Some(1)),
            ("$.list[?@.id == 2]", Some(0)),
            ("$.empty[*]", Some(0)),
            ("$.null[*]", None),
            ("$.missing[*].id", None),
            ("$.object[*]", None),
        ] {
            let Found::Many(nodes) = Path::parse(text).unwrap().find(&value) else { panic!("{text}") };
            assert_eq!(nodes.map(|nodes| nodes.len()), found, "{text}");
        }
    }

    #[test]
    fn a_literal_stands_for_what_is_equal_to_it() {
        let value = json!({ "q": [{ "k": "x", "a": 1 }, { "k": "x" }, { "k": "y", "a": 2 }] });
        for (text, wanted) in [
            ("$.q[?@.k == 'x'].a", 1),
            ("$.q[?(@.k == 'x' && @.a == 1)].a", 2),
            ("$.q[?@.k].a", 0),
            ("$.q[?@.k != 'y'].a", 0),
            ("$.q[?!(@.k == 'z')].a", 0),
            ("$.q[?@.k == 'x' || @.a == 2].a", 0),
        ] {
            let tested = Path::parse(text).unwrap().tested(&value, &|found| !found.is_null()).len();
            assert_eq!(tested, wanted, "{text}");
        }
    }

    #[test]
    fn what_the_standard_does_not_have_is_refused() {
        for text in ["$.first name", "$.a ", "$.a[?near(@.b)]", "$..a..b", "$.", "a.b", "$[?@.a=1]"] {
            assert!(Path::parse(text).is_err(), "{text}");
        }
    }
}
