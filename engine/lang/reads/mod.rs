//! What a mapping reads of a record: every path and template, as ways from the record itself.

mod fields;
mod names;

pub(crate) use fields::source_fields;
pub use fields::{Seen, SourceField};

use indexmap::IndexMap;
use jsonpath_rust::parser::model::{Filter, Segment, Selector};

use crate::expression::{
    Expression, FilterMember, Hop, Path, Reference, Step, Template, equal_members, filter_members,
};
use crate::plan::Placed;
use crate::resolve::{
    FieldsOf, ResolvedField, ResolvedLookup, ResolvedMapping, ResolvedRule, ResolvedStep, ResolvedWrite,
};

/// In a way, what stands between a value and those below it that a search finds.
const AT_ANY_DEPTH: char = '\0';
/// Mappings cannot be made of themselves, but are walked before that is known to be so.
const MAX_DEPTH: usize = 32;

/// The ways from a record to what is read of it, as in `$.tags[*].name`.
#[derive(Debug, Default)]
pub struct Reads<'a> {
    mappings: Option<&'a IndexMap<String, ResolvedMapping>>,
    /// The look-ups of the mapping that is walked.
    lookups: Option<&'a IndexMap<String, ResolvedLookup>>,
    /// Ways to values that are read with everything below them.
    read: Vec<String>,
    /// `..name` below a way.
    anywhere: Vec<(String, String)>,
    /// Ways that are ignored on purpose, and why.
    ignored: Vec<(String, String)>,
    /// What `record` stands for: the record itself, or what a look-up found.
    root: String,
    /// What `parent` stands for: the node that the path of `from` or `each` begins at.
    parent: String,
    /// What `outer` stands for: the node that a look-up is made for.
    outer: String,
    depth: usize,
    purpose: Purpose,
}

/// What it is to be known for what is read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Which parts of a record a mapping looks at.
    #[default]
    Mapping,
    /// Which parts of a record a write sends.
    Write,
}

impl Purpose {
    /// How an element that is taken by its place stands in a way: as one of all; in a write as `[*]`, since whether all
    /// elements were sent is seen by the record.
    fn by_place(self) -> &'static str {
        match self {
            Purpose::Mapping => "[n]",
            Purpose::Write => "[*]",
        }
    }

    /// Whether a write refuses only some of what stands there, so that the rest still has to be sent.
    fn is_of_some(self, path: &Path) -> bool {
        self == Purpose::Write && path.has_filter()
    }

    /// What a filter reads. A write sends a member with it only if the member is held to be equal to something.
    fn tested(self, filter: &Filter) -> Vec<FilterMember> {
        match self {
            Purpose::Mapping => filter_members(filter),
            Purpose::Write => equal_members(filter),
        }
    }
}

impl<'a> Reads<'a> {
    /// What a mapping of whole records reads.
    pub fn of(mapping: &'a ResolvedMapping, mappings: &'a IndexMap<String, ResolvedMapping>) -> Self {
        let root = "$".to_owned();
        let mut reads = Self { mappings: Some(mappings), root, ..Self::default() };
        reads.mapping(mapping, "$");
        reads
    }

    /// What the steps of a write read of the record that a caller gives.
    pub fn of_write(write: &'a ResolvedWrite, mappings: &'a IndexMap<String, ResolvedMapping>) -> Self {
        let root = "$".to_owned();
        let mut reads = Self { mappings: Some(mappings), root, purpose: Purpose::Write, ..Self::default() };
        reads.left_out(&write.unwritable, "$");
        write.steps.iter().for_each(|step| reads.fields(&step.inputs, "$"));
        reads
    }

    /// What one step of a write reads of that record.
    pub fn of_step(step: &'a ResolvedStep, mappings: &'a IndexMap<String, ResolvedMapping>) -> Self {
        let root = "$".to_owned();
        let mut reads = Self { mappings: Some(mappings), root, purpose: Purpose::Write, ..Self::default() };
        reads.fields(&step.inputs, "$");
        reads
    }

    /// Whether a value, with all of it, or a part of it is read.
    pub fn has(&self, way: &str) -> bool {
        let name = way.rsplit('.').next().unwrap_or("").trim_end_matches("[*]");
        self.read.iter().any(|read| covers(read, way) || covers(way, read))
            || self.anywhere.iter().any(|(from, own)| covers(from, way) && own == name)
    }

    /// Whether what a path finds in the record, or a part of it, is read.
    pub fn finds(&self, path: &Path) -> bool {
        let mut ways = Vec::new();
        ends("$", path, self.purpose, &mut ways, &mut Vec::new());
        ways.iter().any(|way| self.read.iter().any(|read| covers(read, way) || covers(way, read)))
    }

    /// Why a value is ignored, if it is.
    pub fn ignored(&self, way: &str) -> Option<&str> {
        self.ignored.iter().find(|(ignored, _)| covers(ignored, way)).map(|(_, why)| why.as_str())
    }

    /// Those of the ignored paths, which begin at the record, that are read all the same.
    pub fn contradicted<'p>(&self, ignored: &'p [(Placed<Path>, String)]) -> Vec<&'p Placed<Path>> {
        let paths = ignored.iter().map(|(path, _)| path);
        paths.filter(|path| !self.purpose.is_of_some(&path.value) && self.finds(&path.value)).collect()
    }

    fn mapping(&mut self, mapping: &'a ResolvedMapping, here: &str) {
        self.left_out(&mapping.ignored, here);
        let outside = self.lookups.replace(&mapping.lookups);
        self.fields(&mapping.fields, here);
        self.lookups = outside;
    }

    fn left_out(&mut self, paths: &[(Placed<Path>, String)], here: &str) {
        let purpose = self.purpose;
        for (path, why) in paths.iter().filter(|(path, _)| !purpose.is_of_some(&path.value)) {
            let mut ways = Vec::new();
            ends(here, &path.value, purpose, &mut ways, &mut self.read);
            self.ignored.extend(ways.into_iter().map(|way| (way, why.clone())));
        }
    }

    fn fields(&mut self, fields: &[ResolvedField], here: &str) {
        for rule in fields.iter().filter_map(|field| field.rule.as_ref()) {
            self.rule(&rule.value, here);
        }
    }

    fn rule(&mut self, rule: &ResolvedRule, here: &str) {
        match rule {
            ResolvedRule::Value(expression) => self.expression(expression, here),
            ResolvedRule::Constant(_) | ResolvedRule::Unasked { .. } => {}
            ResolvedRule::List(rules) | ResolvedRule::First(rules) => {
                rules.iter().for_each(|rule| self.rule(&rule.value, here));
            }
            ResolvedRule::Object { from, fields } => match from {
                Some(from) => self.within(&from.value, here, |own, way| own.fields_of(fields, way)),
                None => self.fields_of(fields, here),
            },
            ResolvedRule::Each(elements) | ResolvedRule::FirstOf(elements) => {
                self.within(&elements.each.value, here, |own, way| own.rule(&elements.element.value, way));
            }
            ResolvedRule::One(path) => self.expression(&Expression::Path(path.value.clone()), here),
            ResolvedRule::OneOf { nodes, matching, value } => {
                matching.iter().for_each(|(_, wanted)| self.rule(&wanted.value, here));
                // The member that a node is known by is equal to what is read for it.
                self.within(&nodes.value, here, |own, way| {
                    matching.iter().for_each(|(key, _)| own.expression(&Expression::Path(key.value.clone()), way));
                    own.rule(&value.value, way);
                });
            }
            // What a condition looks at is not taken from there.
            ResolvedRule::When { value, .. } => self.rule(&value.value, here),
            // What a look-up finds, or a step gives, is another record.
            ResolvedRule::LookUp { name, matching, value } => {
                let lookup = self.lookups.and_then(|lookups| lookups.get(&name.value));
                let inputs = lookup.into_iter().flat_map(|lookup| lookup.inputs.values());
                inputs.flat_map(|(_, input)| input).for_each(|input| self.rule(&input.value, here));
                matching.iter().for_each(|(_, wanted)| self.rule(&wanted.value, here));
                self.elsewhere(&name.value, &value.value, here);
            }
            ResolvedRule::Step { name, matching, value } => {
                matching.iter().for_each(|(_, wanted)| self.rule(&wanted.value, here));
                self.elsewhere(&name.value, &value.value, here);
            }
            ResolvedRule::Table { from, source, .. } => {
                self.rule(&from.value, here);
                source.iter().for_each(|source| self.rule(&source.value, here));
            }
        }
    }

    /// What is read of the record here by a rule that stands in another record.
    fn elsewhere(&mut self, name: &str, rule: &ResolvedRule, here: &str) {
        let there = format!("({name})");
        let outside = std::mem::replace(&mut self.root, there.clone());
        let outer = std::mem::replace(&mut self.outer, here.to_owned());
        let parent = std::mem::take(&mut self.parent);
        self.rule(rule, &there);
        (self.root, self.outer, self.parent) = (outside, outer, parent);
    }

    /// Reads in each of the nodes that a path leads to. What tells nodes from one another goes nowhere, so that alone it is
    /// not read.
    fn within(&mut self, path: &Path, here: &str, read: impl Fn(&mut Self, &str)) {
        let ways = self.enter(path, here);
        let parent = std::mem::replace(&mut self.parent, here.to_owned());
        ways.iter().for_each(|way| read(self, way));
        self.parent = parent;
    }

    fn fields_of(&mut self, fields: &FieldsOf, here: &str) {
        match fields {
            FieldsOf::Own(fields) => self.fields(fields, here),
            FieldsOf::Mapping(name, _) if self.depth < MAX_DEPTH => {
                self.depth += 1;
                if let Some(mapping) = self.mappings.and_then(|mappings| mappings.get(name)) {
                    self.mapping(mapping, here);
                }
                self.depth -= 1;
            }
            FieldsOf::Mapping(..) => {}
        }
    }

    /// The ways that a path leads to; only what its filters test is read.
    fn enter(&mut self, path: &Path, here: &str) -> Vec<String> {
        let mut ways = Vec::new();
        let anywhere = ends(here, path, self.purpose, &mut ways, &mut self.read);
        self.anywhere.extend(anywhere);
        ways
    }

    fn expression(&mut self, expression: &Expression, here: &str) {
        match expression {
            Expression::Literal(_) => {}
            Expression::Path(path) => {
                let ways = self.enter(path, here);
                self.read.extend(ways);
            }
            Expression::Template(template) => self.template(template, here),
        }
    }

    fn template(&mut self, template: &Template, here: &str) {
        let ways: Vec<String> =
            template.references().members.iter().filter_map(|found| self.way(found, here)).collect();
        // What a loop goes through is read as far as the loop reads its elements.
        let leads_on = |way: &String| ways.iter().any(|other| other != way && covers(way, other));
        self.read.extend(ways.iter().filter(|way| !leads_on(way)).cloned());
    }

    fn way(&self, reference: &Reference, here: &str) -> Option<String> {
        let start = match reference.root.as_str() {
            "record" => &self.root,
            "parent" => &self.parent,
            "outer" => &self.outer,
            "item" => here,
            _ => return None,
        };
        Some(reference.hops.iter().fold(start.to_owned(), |way, hop| match hop {
            Hop::Member(name, _) => format!("{way}.{name}"),
            Hop::Element => format!("{way}[*]"),
        }))
    }
}

/// Whether what is read at `read` has the value at `way` in it.
fn covers(read: &str, way: &str) -> bool {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(['.', '[']);
    match read.split_once(AT_ANY_DEPTH) {
        None => way.strip_prefix(read).is_some_and(ends),
        Some((from, below)) => way.strip_prefix(from).is_some_and(|rest| {
            let mut starts = rest.match_indices(below);
            starts.any(|(start, _)| ends(&rest[start..]) && ends(&rest[start + below.len()..]))
        }),
    }
}

/// The ways that a path leads to. What its filters test goes to `tested`; a search at any depth is returned.
fn ends(
    here: &str,
    path: &Path,
    purpose: Purpose,
    ways: &mut Vec<String>,
    tested: &mut Vec<String>,
) -> Option<(String, String)> {
    let mut open = vec![here.to_owned()];
    for segment in path.segments() {
        let selectors = match segment {
            Segment::Selector(selector) => std::slice::from_ref(selector),
            Segment::Selectors(selectors) => selectors.as_slice(),
            Segment::Descendant(inner) => {
                let Segment::Selector(Selector::Name(name)) = inner.as_ref() else {
                    // What is found there is known by what is read of it.
                    ways.extend(open.iter().map(|way| format!("{way}{AT_ANY_DEPTH}")));
                    return None;
                };
                return Some((open.remove(0), name.clone()));
            }
        };
        let next = open.iter().flat_map(|way| selectors.iter().map(move |selector| (way, selector)));
        let next = next.map(|(way, selector)| match selector {
            Selector::Name(name) => format!("{way}.{name}"),
            Selector::Filter(filter) => {
                for member in purpose.tested(filter) {
                    let start = if member.from_root { here.to_owned() } else { format!("{way}[*]") };
                    tested.push(member.steps.iter().fold(start, |way, step| match step {
                        Step::Member(name) => format!("{way}.{name}"),
                        Step::Element(_) => format!("{way}[*]"),
                    }));
                }
                format!("{way}[*]")
            }
            Selector::Index(_) | Selector::Slice(..) => format!("{way}{}", purpose.by_place()),
            Selector::Wildcard => format!("{way}[*]"),
        });
        open = next.collect();
    }
    ways.append(&mut open);
    None
}
