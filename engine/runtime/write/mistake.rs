//! Why a value cannot be made, and of what it was to be made: of which parts of the record, and of what a step gave. That
//! tells whether the record is refused, or an answer is not what the connector says. Pure.

use engine_lang::diagnostic::quoted_list;
use engine_lang::expression::{Expression, Path, Template};
use engine_lang::plan::{Field, Filling, Plan, Rule, Step};
use engine_lang::source::Span;
use serde_json::Value;

use super::prepare::is_secret;
use crate::here::Here;
use crate::hidden::HIDDEN;

/// A value that cannot be made.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// The rule's place.
    pub span: Span,
    /// The input.
    pub input: String,
    /// The same with the members that lead to the value.
    pub field: String,
    /// Why not.
    pub reason: Reason,
    /// Of what it was to be made.
    pub origin: Origin,
}

/// Why a value cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is needed, and there is none.
    Nothing,
    /// What was wanted and what came.
    Misfit(String),
    /// The caller named something that is not there, or not only once.
    Misnamed(String),
}

/// Of what a value was to be made.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The parts of the record that are read for it.
    asked: Vec<String>,
    /// Those that are not there, and of which one alone would do.
    missing: Vec<String>,
    /// The step of whose answer it is made.
    gave: Option<Gave>,
    /// The parts of the record that say what this step reads.
    pub chosen_by: Vec<String>,
}

/// What is made of an answer.
#[derive(Debug, Clone)]
struct Gave {
    step: String,
    /// Where nothing is found, if it is at a path.
    at: Option<String>,
    /// Whether the answer's shape says that it is there.
    always: bool,
}

impl Mistake {
    /// Whether the record asks for what is not there, and the answer that lacks it is what the connector says.
    pub fn is_of_record(&self) -> bool {
        let Origin { asked, gave, chosen_by, .. } = &self.origin;
        let may_lack = gave.as_ref().is_some_and(|gave| !gave.always);
        let is_nothing = self.reason == Reason::Nothing;
        matches!(self.reason, Reason::Misnamed(_))
            || !asked.is_empty()
            || is_nothing && may_lack && !chosen_by.is_empty()
    }

    /// The mistake in a line; without the value where it leads to a secret input.
    pub fn told(&self, plan: &Plan, step: &Step) -> String {
        let field = format!("`{}` of the step `{}`", self.field, step.name);
        let Origin { asked, missing, gave, chosen_by } = &self.origin;
        let text = match (&self.reason, gave) {
            (Reason::Nothing, None) if !missing.is_empty() => {
                format!("the record needs {}: without it, {field} comes to nothing", one_of(missing))
            }
            (Reason::Nothing, Some(gave)) if !asked.is_empty() => {
                format!("nothing comes of {} with what `{}` gave, and {field} needs it", list(asked), gave.step)
            }
            (Reason::Nothing, Some(Gave { step, at, .. })) => {
                let named = if chosen_by.is_empty() { String::new() } else { format!(" for {}", list(chosen_by)) };
                match at {
                    Some(at) => format!("`{step}` gave nothing at `{at}`{named}, and {field} needs it"),
                    None => format!("nothing comes of what `{step}` gave{named}, and {field} needs it"),
                }
            }
            (Reason::Nothing, None) => format!("{field} is needed, and comes to nothing"),
            (Reason::Misfit(_) | Reason::Misnamed(_), _) if is_secret(plan, step, &self.input) => {
                format!("step `{}`, `{}`: {HIDDEN} does not fit", step.name, self.field)
            }
            (Reason::Misfit(reason) | Reason::Misnamed(reason), _) => {
                format!("step `{}`, `{}`: {reason}", step.name, self.field)
            }
        };
        format!("{text} ({})", plan.location(self.span))
    }
}

impl Origin {
    /// Of what a rule makes its value where it stands, inside of what a step `gave` or not.
    pub fn of(filling: &Filling, place: Place<'_>, gave: Option<&str>) -> Self {
        let gave = match &filling.rule {
            Rule::Step { name, value, .. } => Some((name.as_str(), &**value)),
            _ => gave.map(|name| (name, filling)),
        };
        let gave = gave.map(|(step, value)| {
            let at = match &value.rule {
                Rule::Value(Expression::Path(path)) | Rule::One(path) => Some(path.text().to_owned()),
                _ => None,
            };
            Gave { step: step.to_owned(), at, always: value.always }
        });
        let asked = place.asked(filling);
        let mut missing = if gave.is_none() { distinct(place.missing(filling)) } else { Vec::new() };
        let all = missing.clone();
        missing.retain(|own| own.strip_suffix("[*]").is_none_or(|list| all.iter().all(|other| other != list)));
        Origin { asked: distinct(asked), missing, gave, chosen_by: Vec::new() }
    }

    /// The step of whose answer it is made.
    pub fn step(&self) -> Option<&str> {
        self.gave.as_ref().map(|gave| gave.step.as_str())
    }
}

/// The parts of a record that fields are made of, but for what steps give.
pub fn choosing(fields: &[Field], record: &Value) -> Vec<String> {
    let place = Place { here: Here::of(record), record, left_out: &|_| false };
    distinct(
        fields.iter().filter_map(|field| field.filling.as_ref()).flat_map(|filling| place.asked(filling)).collect(),
    )
}

/// Where a rule stands in a record, or in what was found for it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The node.
    pub here: Here<'a>,
    /// The record of the caller.
    pub record: &'a Value,
    /// Whether a step is not made for the record.
    pub left_out: &'a dyn Fn(&str) -> bool,
}

impl Place<'_> {
    /// The parts of the record that a rule reads.
    fn asked(self, filling: &Filling) -> Vec<String> {
        let all = |list: &[Filling]| list.iter().flat_map(|filling| self.asked(filling)).collect();
        match &filling.rule {
            Rule::Value(expression) => self.read(expression, false),
            Rule::One(path) | Rule::Object { from: Some(path), .. } => self.path(path, false),
            Rule::Each(elements) | Rule::FirstOf(elements) => self.path(&elements.each, false),
            Rule::Object { from: None, fields } => fields
                .iter()
                .filter_map(|field| field.filling.as_ref())
                .flat_map(|filling| self.asked(filling))
                .collect(),
            Rule::When { when, value } => [self.read(when, false), self.asked(value)].concat(),
            Rule::Table { from, .. } => self.asked(from),
            Rule::List(list) | Rule::First(list) => all(list),
            Rule::Step { matching, value, .. } => {
                let outer = value.of_outer().into_iter().flat_map(|template| self.outer(template));
                matching.iter().flat_map(|(_, wanted)| self.asked(wanted)).chain(outer).collect()
            }
            Rule::OneOf { matching, .. } => matching.iter().flat_map(|(_, wanted)| self.asked(wanted)).collect(),
            Rule::LookUp { .. } | Rule::Unasked { .. } => Vec::new(),
        }
    }

    /// The parts of the record that are not there, and of which each alone would make a value.
    fn missing(self, filling: &Filling) -> Vec<String> {
        match &filling.rule {
            Rule::Value(expression) => self.read(expression, true),
            Rule::One(path) | Rule::Object { from: Some(path), .. } => self.path(path, true),
            Rule::Each(elements) | Rule::FirstOf(elements) => self.path(&elements.each, true),
            Rule::Object { from: None, fields } => {
                fields.iter().filter_map(|field| field.filling.as_ref()).flat_map(|own| self.missing(own)).collect()
            }
            Rule::When { when, value } if self.here.holds(when) != Ok(true) => {
                // What a step that is left out would give is not there either.
                if value.steps().into_iter().any(self.left_out) { Vec::new() } else { self.read(when, true) }
            }
            Rule::When { value, .. } => self.missing(value),
            Rule::Table { from, .. } => self.missing(from),
            Rule::List(list) | Rule::First(list) => list.iter().flat_map(|filling| self.missing(filling)).collect(),
            // What is found by several values needs all of them.
            Rule::Step { matching, .. } | Rule::OneOf { matching, .. } => {
                let missing = matching.iter().map(|(_, wanted)| self.missing(wanted));
                let mut missing: Vec<_> = missing.filter(|own| !own.is_empty()).collect();
                if missing.len() == 1 { missing.remove(0) } else { Vec::new() }
            }
            Rule::LookUp { .. } | Rule::Unasked { .. } => Vec::new(),
        }
    }

    /// What an expression reads of the record: all of it, or what is missing there.
    fn read(self, expression: &Expression, missing: bool) -> Vec<String> {
        match expression {
            Expression::Literal(_) => Vec::new(),
            Expression::Path(path) => self.path(path, missing),
            Expression::Template(template) => {
                let names = self.here.names();
                let reads = template.reads(&names).into_iter().filter(|read| !missing || !read.is_there);
                reads.filter_map(|read| Some(way_to(self.record, read.root)? + &read.way)).collect()
            }
        }
    }

    fn path(self, path: &Path, missing: bool) -> Vec<String> {
        let Some(way) = way_to(self.record, self.here.root).filter(|_| !missing || !path.finds(self.here.root)) else {
            return Vec::new();
        };
        path.spelled_out().into_iter().map(|text| text.replacen('$', &way, 1)).collect()
    }

    /// What a template reads of the node here, to which an answer belongs.
    fn outer(self, template: &Template) -> Vec<String> {
        let names = self.here.looked_up(&Value::Null).names();
        let reads = template.reads(&names).into_iter();
        reads.filter_map(|read| Some(way_to(self.record, read.root)? + &read.way)).collect()
    }
}

/// The path to a node of a record; none, if it is a node of something else.
fn way_to(record: &Value, node: &Value) -> Option<String> {
    fn follow(at: &Value, node: &Value, way: String) -> Option<String> {
        if std::ptr::eq(at, node) {
            return Some(way);
        }
        match at {
            Value::Object(members) => members.iter().find_map(|(name, at)| follow(at, node, format!("{way}.{name}"))),
            Value::Array(list) => {
                list.iter().enumerate().find_map(|(index, at)| follow(at, node, format!("{way}[{index}]")))
            }
            _ => None,
        }
    }
    follow(record, node, "$".to_owned())
}

fn distinct(list: Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    list.into_iter().for_each(|own| {
        if !found.contains(&own) {
            found.push(own);
        }
    });
    found
}

fn list(ways: &[String]) -> String {
    quoted_list(&ways.iter().map(String::as_str).collect::<Vec<_>>())
}

fn one_of(ways: &[String]) -> String {
    match ways {
        [before @ .., last] if !before.is_empty() => format!("{} or `{last}`", list(before)),
        ways => list(ways),
    }
}
