//! Makes what is sent of the record that a caller gave, and keeps which of its parts were taken. Pure.

use std::collections::HashSet;

use engine_lang::conversion::word;
use engine_lang::expression::{Expression, Found, Path, Scope};
use engine_lang::plan::{Elements, Field, Filling, Rule, TargetKind, convert};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::mistake::{Mistake, Origin, Place, Reason};
use crate::here::Here;
use crate::map::{Answers, spread};
use crate::request::plain_text;

/// Makes values of one record.
pub struct Maker<'a> {
    record: &'a Value,
    pub(super) answers: &'a Answers,
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
    /// The step of whose answer is read.
    pub(super) gave: Option<&'a str>,
    way: Vec<String>,
}

impl<'a> Maker<'a> {
    /// A maker of values of this record and of what steps gave.
    pub fn new(record: &'a Value, answers: &'a Answers) -> Self {
        let (pending, mistakes, way) = (Vec::new(), Vec::new(), Vec::new());
        let (needed, taken) = (HashSet::new(), HashSet::new());
        Self { record, answers, pending, stand_ins: 0, needed, mistakes, taken, gave: None, way }
    }

    /// The fields that are there.
    pub fn fields(&mut self, fields: &'a [Field]) -> Map<String, Value> {
        self.fields_at(fields, Here::of(self.record))
    }

    /// What is made of a step's answer.
    pub fn of(&mut self, filling: &'a Filling, answer: &'a Value) -> Option<Value> {
        self.filling(filling, Here::of(self.record).looked_up(answer))
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
                self.told(filling, Reason::Nothing, here);
            }
            self.way.pop();
            object.extend(value.map(|value| (field.name.clone(), value)));
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
                (!made.is_empty()).then_some(Value::Array(made))
            }
            Rule::First(list) => self.first(list, here),
            Rule::One(path) => self.one(filling, path, here),
            Rule::OneOf { nodes, matching, value } => {
                self.of_meant(|own| own.one_of(filling, (nodes, matching, value), here))
            }
            Rule::When { when, value } => match here.holds(when) {
                Ok(holds) => holds.then(|| self.filling(value, here))?,
                Err(reason) => {
                    self.mistake(filling, format!("the template fails: {reason}"), here);
                    None
                }
            },
            Rule::Object { from, fields } => {
                let here = match from {
                    None => here,
                    Some(from) => {
                        let Found::One(Some(node)) = from.find(here.root) else { return None };
                        here.inside(node)
                    }
                };
                let made = self.fields_at(fields, here);
                (!made.is_empty()).then_some(Value::Object(made))
            }
            Rule::Each(elements) => Some(Value::Array(self.elements(elements, here, usize::MAX)?)),
            Rule::FirstOf(elements) => self.elements(elements, here, 1)?.pop(),
            Rule::Table { from, entries, otherwise, kept } => {
                self.table(filling, from, entries, otherwise.as_ref(), kept.as_deref(), here)
            }
            Rule::Step { name, matching, value } => {
                self.of_meant(|own| own.of_step(filling, (name, matching, value), here))
            }
            // Look-ups are declared in mappings of records.
            Rule::LookUp { .. } | Rule::Unasked { .. } => None,
        }
    }

    /// What is made of what is found by values of the record: if it comes to nothing, it has sent nothing.
    fn of_meant(&mut self, made: impl FnOnce(&mut Self) -> Option<Value>) -> Option<Value> {
        let taken = self.taken.clone();
        let made = made(self);
        if made.is_none() {
            self.taken = taken;
        }
        made
    }

    /// The first value that is there; what came to nothing before it is not missed. What stands for another answer may
    /// come to nothing, so all that follows is needed.
    fn first(&mut self, list: &'a [Filling], here: Here<'a>) -> Option<Value> {
        let (before, stand_ins) = (self.mistakes.len(), self.stand_ins);
        for (place, filling) in list.iter().enumerate() {
            let own = self.mistakes.len();
            if let Some(value) = self.filling(filling, here) {
                let own = self.mistakes.split_off(own);
                let passed = self.mistakes.split_off(before).into_iter();
                self.mistakes.extend(passed.filter(|mistake| mistake.reason != Reason::Nothing).chain(own));
                if self.stand_ins > stand_ins {
                    self.needed.extend(list[place + 1..].iter().flat_map(Filling::steps));
                }
                return Some(value);
            }
        }
        None
    }

    /// What is made of a step's answer: it has to be there, and blank text is nothing.
    pub(super) fn answered(
        &mut self,
        filling: &Filling,
        (name, value): (&'a str, &'a Filling),
        (here, answer): (Here<'a>, &'a Value),
    ) -> Option<Value> {
        let told = self.mistakes.len();
        let around = self.gave.replace(name);
        let made = self.filling(value, here.looked_up(answer)).filter(|made| !is_nothing(Some(made)));
        self.gave = around;
        if made.is_none() && self.mistakes.len() == told {
            self.told(filling, Reason::Nothing, here);
        }
        made
    }

    fn expression(&mut self, filling: &Filling, expression: &Expression, here: Here<'a>) -> Option<Value> {
        let names = here.names();
        let value = match expression.evaluate(Scope { root: here.root, names: &names }) {
            Ok(value) => value?,
            Err(reason) => {
                self.mistake(filling, format!("the template fails: {reason}"), here);
                return None;
            }
        };
        let sent = match expression {
            Expression::Template(template) => template.sent(&names, &value),
            Expression::Path(path) => sent(path, here.root),
            Expression::Literal(_) => Vec::new(),
        };
        let value = self.converted(filling, value, here)?;
        self.take(sent);
        Some(value)
    }

    /// The only node that a path finds.
    fn one(&mut self, filling: &Filling, path: &Path, here: Here<'a>) -> Option<Value> {
        let found = match path.one(here.root) {
            Ok(found) => found?,
            Err(reason) => {
                self.mistake(filling, reason, here);
                return None;
            }
        };
        let value = self.converted(filling, found.clone(), here)?;
        self.take(sent(path, here.root));
        Some(value)
    }

    /// A value as its target demands it; a list of which one element does not fit is not sent without it.
    fn converted(&mut self, filling: &Filling, value: Value, here: Here<'a>) -> Option<Value> {
        let nulls = matches!((&filling.target.kind, &value), (TargetKind::List(element), Value::Array(list))
            if !element.nullable && list.iter().any(Value::is_null));
        let reason = match convert(value, &filling.target) {
            Ok(value) if !nulls => return Some(value),
            Ok(_) => "an element of the list is null".to_owned(),
            Err(misfit) => misfit.reason,
        };
        self.mistake(filling, reason, here);
        None
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
        self.take(tested(&elements.each, here.root, &|node| gave.contains(&std::ptr::from_ref(node))));
        Some(made)
    }

    fn table(
        &mut self,
        filling: &'a Filling,
        from: &'a Filling,
        entries: &IndexMap<String, Option<Value>>,
        otherwise: Option<&Value>,
        kept: Option<&'a Filling>,
        here: Here<'a>,
    ) -> Option<Value> {
        let before = self.stand_ins;
        let ours = self.filling(from, here)?;
        if self.stand_ins > before {
            return Some(ours);
        }
        let theirs = entries.get(&plain_text(&ours)).map_or(otherwise, Option::as_ref);
        if theirs.is_none() {
            self.mistake(filling, format!("the provider has nothing for {}", word(&ours)), here);
        }
        let Some(kept) = kept else { return theirs.cloned() };
        let pair = [("value", Some(theirs?.clone())), ("source_value", self.filling(kept, here))];
        Some(Value::Object(pair.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()))
    }

    /// Notes parts of the record that are sent, or told.
    pub fn take(&mut self, parts: Vec<&'a Value>) {
        self.taken.extend(parts.into_iter().map(std::ptr::from_ref));
    }

    fn mistake(&mut self, filling: &Filling, reason: String, here: Here<'a>) {
        self.told(filling, Reason::Misfit(reason), here);
    }

    pub(super) fn told(&mut self, filling: &Filling, reason: Reason, here: Here<'a>) {
        let left_out = |name: &str| !self.answers.contains_key(name) && !self.pending.iter().any(|own| own == name);
        let place = Place { here, record: self.record, left_out: &left_out };
        let origin = Origin::of(filling, place, self.gave);
        let input = self.way.first().cloned().unwrap_or_default();
        let field = self.way.join(".").replace(".[", "[");
        self.mistakes.push(Mistake { span: filling.span, input, field, reason, origin });
    }
}

/// What a path sends: what it finds, what led there, and what a filter holds to be the same as what was found.
pub fn sent<'v>(path: &Path, root: &'v Value) -> Vec<&'v Value> {
    let mut sent = tested(path, root, &|found| !found.is_null());
    let found = match path.find(root) {
        Found::One(node) => node.into_iter().collect(),
        Found::Many(nodes) => nodes.unwrap_or_default(),
    };
    sent.extend(path.same(root, &|member| found.iter().any(|found| std::ptr::eq(*found, member))));
    sent.extend(found);
    sent
}

/// An empty list, and what filters hold to be equal to a literal, of the elements that led to what `counts`.
fn tested<'v>(path: &Path, root: &'v Value, counts: &dyn Fn(&Value) -> bool) -> Vec<&'v Value> {
    let list = path.lead_of(root).filter(|_| !path.is_singular());
    let empty = list.filter(|list| list.as_array().is_some_and(Vec::is_empty));
    path.tested(root, counts).into_iter().chain(empty).collect()
}

/// Blank text is nothing.
pub fn is_nothing(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}
