//! Makes what is sent of the record that a caller gave, and keeps which of its parts were taken. Pure.

use std::collections::HashSet;

use engine_lang::conversion::word;
use engine_lang::expression::{Expression, Found, Path, Scope};
use engine_lang::plan::{Elements, Field, Filling, Rule, TargetKind, convert};
use engine_lang::source::Span;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::here::Here;
use crate::map::spread;
use crate::request::plain_text;

/// Why a value is missed.
pub const NOTHING: &str = "it is needed, and comes to nothing";

/// What steps gave, by their names.
pub type Answers = IndexMap<String, Value>;

/// A value that cannot be made.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// The rule's place.
    pub span: Span,
    /// The input, with the members that lead to the value.
    pub field: String,
    /// What was wanted and what came.
    pub reason: String,
    /// Whether the caller named something that is not there, or not only once.
    pub misnamed: bool,
}

/// Makes values of one record.
pub struct Maker<'a> {
    record: &'a Value,
    pub(super) answers: &'a Answers,
    /// Whether fields that come to nothing are null, as in a record that is printed, or left out, as in a request.
    pub keeps_nulls: bool,
    /// The steps that were not made yet, and whose answers values stand for; such values are no real ones.
    pub pending: Vec<String>,
    /// How many values stand for what such steps will give.
    pub(super) stand_ins: usize,
    /// The steps of which something is needed.
    pub needed: HashSet<&'a str>,
    /// What cannot be made.
    pub mistakes: Vec<Mistake>,
    /// The parts of the record that were taken, with all below them, by where they are in memory.
    pub(super) taken: HashSet<*const Value>,
    way: Vec<String>,
}

impl<'a> Maker<'a> {
    /// A maker of values of this record and of what steps gave.
    pub fn new(record: &'a Value, answers: &'a Answers) -> Self {
        let (pending, mistakes, way) = (Vec::new(), Vec::new(), Vec::new());
        let (needed, taken) = (HashSet::new(), HashSet::new());
        Self { record, answers, keeps_nulls: false, pending, stand_ins: 0, needed, mistakes, taken, way }
    }

    /// The fields that are there.
    pub fn fields(&mut self, fields: &'a [Field]) -> Map<String, Value> {
        self.fields_at(fields, Here::of(self.record))
    }

    /// Whether this value was taken, with all below it.
    pub fn has_taken(&self, value: &Value) -> bool {
        self.taken.contains(&std::ptr::from_ref(value))
    }

    fn fields_at(&mut self, fields: &'a [Field], here: Here<'a>) -> Map<String, Value> {
        let mut object = Map::with_capacity(fields.len());
        for field in fields {
            self.way.push(field.name.clone());
            let told = self.mistakes.len();
            let value = field.filling.as_ref().and_then(|filling| self.filling(filling, here));
            if let Some(filling) = field.filling.as_ref().filter(|filling| !filling.target.nullable)
                && value.is_none()
                && self.mistakes.len() == told
            {
                self.mistake(filling, NOTHING.to_owned());
            }
            self.way.pop();
            match value {
                Some(value) => object.insert(field.name.clone(), value),
                None if self.keeps_nulls => object.insert(field.name.clone(), Value::Null),
                None => None,
            };
        }
        object
    }

    /// What a rule gives; `None` for absent and for what does not fit.
    pub(super) fn filling(&mut self, filling: &'a Filling, here: Here<'a>) -> Option<Value> {
        match &filling.rule {
            Rule::Value(expression) => self.expression(filling, expression, here),
            Rule::List(list) => {
                let made: Vec<Value> =
                    list.iter().flat_map(|filling| spread(filling, self.filling(filling, here))).collect();
                (self.keeps_nulls || !made.is_empty()).then_some(Value::Array(made))
            }
            Rule::First(list) => self.first(list, here),
            Rule::One(path) => self.one(filling, path, here),
            Rule::When { when, value } => when.finds(here.root).then(|| self.filling(value, here))?,
            Rule::Object { from, fields } => {
                let here = match from {
                    None => here,
                    Some(from) => {
                        let Found::One(Some(node)) = from.find(here.root) else { return None };
                        here.inside(node)
                    }
                };
                let made = self.fields_at(fields, here);
                (self.keeps_nulls || !made.is_empty()).then_some(Value::Object(made))
            }
            Rule::Each(elements) => Some(Value::Array(self.elements(elements, here, usize::MAX)?)),
            Rule::FirstOf(elements) => self.elements(elements, here, 1)?.pop(),
            Rule::Table { from, entries, otherwise, .. } => {
                self.table(filling, from, entries, otherwise.as_ref(), here)
            }
            Rule::Step { name, matching, value } => {
                let taken = self.taken.clone();
                let made = self.of_step(filling, (name, matching, value), here);
                // What comes to nothing has sent nothing.
                if made.is_none() {
                    self.taken = taken;
                }
                made
            }
            // Look-ups are declared in mappings of records.
            Rule::LookUp { .. } => None,
        }
    }

    /// The first value that is there. What stands for another answer may come to nothing, so all that follows is needed.
    fn first(&mut self, list: &'a [Filling], here: Here<'a>) -> Option<Value> {
        let before = self.stand_ins;
        let (place, value) =
            list.iter().enumerate().find_map(|(place, filling)| Some((place, self.filling(filling, here)?)))?;
        if self.stand_ins > before {
            self.needed.extend(list[place + 1..].iter().flat_map(Filling::steps));
        }
        Some(value)
    }

    fn expression(&mut self, filling: &Filling, expression: &Expression, here: Here<'a>) -> Option<Value> {
        let names = here.names();
        let value = match expression.evaluate(Scope { root: here.root, names: &names }) {
            Ok(value) => value?,
            Err(reason) => {
                self.mistake(filling, format!("the template fails: {reason}"));
                return None;
            }
        };
        let sent = match expression {
            Expression::Template(template) => template.sent(&names, &value),
            _ => Vec::new(),
        };
        // A list of which one element does not fit is not sent without it.
        let nulls = matches!((&filling.target.kind, &value), (TargetKind::List(element), Value::Array(list))
            if !element.nullable && list.iter().any(Value::is_null));
        match convert(value, &filling.target) {
            Ok(_) if nulls => self.mistake(filling, "an element of the list is null".to_owned()),
            Ok(value) => {
                self.taken.extend(sent.into_iter().map(std::ptr::from_ref));
                self.take(expression, here);
                return Some(value);
            }
            Err(misfit) => self.mistake(filling, misfit.reason),
        }
        None
    }

    /// The only node that a path finds.
    fn one(&mut self, filling: &Filling, path: &Path, here: Here<'a>) -> Option<Value> {
        let found = match path.one(here.root) {
            Ok(found) => found?,
            Err(reason) => {
                self.mistake(filling, reason);
                return None;
            }
        };
        match convert(found.clone(), &filling.target) {
            Ok(value) => {
                self.take_path(path, here.root);
                Some(value)
            }
            Err(misfit) => {
                self.mistake(filling, misfit.reason);
                None
            }
        }
    }

    /// So many of the elements, at most, in their order; nodes after them are not looked at.
    fn elements(&mut self, elements: &'a Elements, here: Here<'a>, at_most: usize) -> Option<Vec<Value>> {
        let nodes = elements.nodes(here.root)?;
        let (mut made, mut gave) = (Vec::new(), HashSet::new());
        for (index, node) in nodes.into_iter().enumerate() {
            if made.len() == at_most {
                break;
            }
            self.way.push(format!("[{index}]"));
            let value = self.filling(&elements.element, here.inside(node));
            gave.extend(value.is_some().then(|| std::ptr::from_ref(node)));
            made.extend(value);
            self.way.pop();
        }
        self.take_tested(&elements.each, here.root, &|node| gave.contains(&std::ptr::from_ref(node)));
        Some(made)
    }

    fn table(
        &mut self,
        filling: &'a Filling,
        from: &'a Filling,
        entries: &IndexMap<String, Option<Value>>,
        otherwise: Option<&Value>,
        here: Here<'a>,
    ) -> Option<Value> {
        let before = self.stand_ins;
        let ours = self.filling(from, here)?;
        if self.stand_ins > before {
            return Some(ours);
        }
        match entries.get(&plain_text(&ours)) {
            Some(Some(theirs)) => Some(theirs.clone()),
            None if otherwise.is_some() => otherwise.cloned(),
            _ => {
                self.mistake(filling, format!("the provider has nothing for {}", word(&ours)));
                None
            }
        }
    }

    /// Notes what an expression that gave something has taken of the record.
    fn take(&mut self, expression: &Expression, here: Here<'a>) {
        match expression {
            Expression::Literal(_) | Expression::Template(_) => {}
            Expression::Path(path) => self.take_path(path, here.root),
        }
    }

    /// Notes what a path finds.
    pub fn take_path(&mut self, path: &Path, root: &'a Value) {
        self.take_tested(path, root, &|found| !found.is_null());
        match path.find(root) {
            Found::One(node) => self.taken.extend(node.map(std::ptr::from_ref)),
            Found::Many(nodes) => self.taken.extend(nodes.into_iter().flatten().map(std::ptr::from_ref)),
        }
    }

    /// Notes an empty list, and what filters hold to be equal to a literal, of the elements that led to what `counts`.
    fn take_tested(&mut self, path: &Path, root: &'a Value, counts: &dyn Fn(&Value) -> bool) {
        self.taken.extend(path.tested(root, counts).into_iter().map(std::ptr::from_ref));
        let list = path.lead_of(root).filter(|_| !path.is_singular());
        let empty = list.filter(|list| list.as_array().is_some_and(Vec::is_empty));
        self.taken.extend(empty.map(std::ptr::from_ref));
    }

    pub(super) fn mistake(&mut self, filling: &Filling, reason: String) {
        let field = self.way.join(".").replace(".[", "[");
        self.mistakes.push(Mistake { span: filling.span, field, reason, misnamed: false });
    }
}

/// The paths to what is given and was not taken.
pub fn untaken(maker: &Maker<'_>, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    left(maker, value, "$".to_owned(), &mut found);
    found
}

fn left(maker: &Maker<'_>, value: &Value, way: String, found: &mut Vec<String>) {
    if value.is_null() || maker.has_taken(value) {
        return;
    }
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| left(maker, value, format!("{way}.{name}"), found));
        }
        Value::Array(list) if !list.is_empty() => {
            list.iter().enumerate().for_each(|(index, value)| left(maker, value, format!("{way}[{index}]"), found));
        }
        _ => found.push(way),
    }
}
