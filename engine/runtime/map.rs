//! Maps a record: runs the rules of a mapping over it, and notes every value that cannot become its target. Pure.

mod choice;
mod found;
mod table;

use engine_lang::conversion::word;
use engine_lang::expression::{Astray, Expression, Found, Path, Scope};
use engine_lang::plan::{Elements, Field, Filling, Mapping, Rule, TargetKind, convert};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::here::Here;
use crate::lookup::{LookUps, Missing};
use crate::problem::{Misfitting, Problems, source_of};
use crate::search::Searches;

/// What steps of a write gave, by their names.
pub type Answers = IndexMap<String, Value>;

/// The unified record of a provider's record and of what look-ups found; `number` counts records from one, for problems.
pub fn map(mapping: &Mapping, record: &Value, lookups: &LookUps, number: u64, problems: &mut Problems) -> Value {
    let mut mapper = Mapper { several: mapping.several, ..Mapper::new(lookups, None, number) };
    let unified = mapper.fields(&mapping.fields, Here::of(record));
    mapper.tell(problems);
    Value::Object(unified)
}

/// The look-ups that mapping a record meets, and of which it is not known yet what they find.
pub fn missing(mapping: &Mapping, record: &Value, lookups: &LookUps) -> Missing {
    let mut mapper = Mapper { several: mapping.several, ..Mapper::new(lookups, None, 0) };
    mapper.fields(&mapping.fields, Here::of(record));
    // What does not fit is told once everything is known.
    mapper.missing
}

/// What one rule gives for a record, or for an item of it, without look-ups.
pub fn fill(filling: &Filling, record: &Value, item: Option<&Value>, problems: &mut Problems) -> Option<Value> {
    let here = item.map_or(Here::of(record), |item| Here::of(record).inside(item));
    let lookups = LookUps::default();
    let mut mapper = Mapper::new(&lookups, None, 0);
    let value = mapper.filling(filling, here);
    mapper.tell(problems);
    value
}

/// What a write gives, made of the record that it took and of what its steps gave.
pub fn result(fields: &[Field], record: &Value, answers: &Answers, problems: &mut Problems) -> Value {
    let lookups = LookUps::default();
    let mut mapper = Mapper::new(&lookups, Some(answers), 1);
    let result = mapper.fields(fields, Here::of(record));
    mapper.tell(problems);
    Value::Object(result)
}

struct Mapper<'p> {
    number: u64,
    misfits: Vec<Misfitting>,
    searches: Searches,
    /// The fields from the record to the one that is filled.
    way: Vec<String>,
    /// Whether the first of them is the list of several records.
    several: bool,
    lookups: &'p LookUps,
    missing: Missing,
    answers: Option<&'p Answers>,
}

impl<'p> Mapper<'p> {
    fn new(lookups: &'p LookUps, answers: Option<&'p Answers>, number: u64) -> Self {
        Mapper {
            number,
            misfits: Vec::new(),
            searches: Searches::default(),
            way: Vec::new(),
            several: false,
            lookups,
            missing: Missing::new(),
            answers,
        }
    }

    fn tell(self, problems: &mut Problems) {
        self.misfits.into_iter().for_each(|misfit| problems.add(misfit));
        problems.searches.add(&self.searches);
    }

    /// Every field, in the target's order; null where nothing fills it.
    fn fields(&mut self, fields: &[Field], here: Here<'_>) -> Map<String, Value> {
        let mut object = Map::with_capacity(fields.len());
        for field in fields {
            self.way.push(field.name.clone());
            let told = self.misfits.len();
            let value = field.filling.as_ref().and_then(|filling| self.filling(filling, here));
            if value.is_none()
                && self.misfits.len() == told
                && let Some(filling) = field.filling.as_ref().filter(|filling| !filling.target.nullable)
            {
                self.problem(filling, "the target needs a value, and there is none".to_owned());
            }
            self.way.pop();
            object.insert(field.name.clone(), value.unwrap_or(Value::Null));
        }
        object
    }

    /// What a rule gives, as its target demands it; `None` for absent and for what does not fit.
    fn filling(&mut self, filling: &Filling, here: Here<'_>) -> Option<Value> {
        let value = self.rule(filling, here);
        self.searches.note(filling, value.as_ref());
        value
    }

    fn rule(&mut self, filling: &Filling, here: Here<'_>) -> Option<Value> {
        match &filling.rule {
            Rule::Value(expression) => self.expression(filling, expression, here),
            Rule::List(list) => self.list(list, here),
            Rule::One(path) => self.one(filling, path, here),
            Rule::OneOf { nodes, matching, value } => self.one_of(filling, (nodes, matching, value), here),
            Rule::When { when, value } => self.when(filling, (when, value), here),
            Rule::First(list) => self.first(list, here),
            Rule::Object { from, fields } => {
                let here = match from {
                    None => here,
                    Some(from) => here.inside(self.node(filling, from, here)?),
                };
                let object = self.fields(fields, here);
                let is_nothing = filling.target.nullable && object.values().all(Value::is_null);
                (!is_nothing).then_some(Value::Object(object))
            }
            // What was not asked for is absent.
            Rule::LookUp { lookup, matching, value } if self.lookups.are_for(&self.way, self.several) => {
                let wanted = self.wanted(matching, here)?;
                let found = self.look_up(filling, lookup, here)?;
                self.made(filling, (&lookup.name, &found, &wanted), value, here)
            }
            Rule::LookUp { .. } | Rule::Unasked { .. } => None,
            // What a step that was left out, or not made, would have given is absent.
            Rule::Step { name, matching, value } => {
                let given = self.answers?.get(name)?;
                let wanted = self.wanted(matching, here)?;
                self.made(filling, (name, given, &wanted), value, here)
            }
            Rule::Each(elements) => {
                let nodes = self.nodes(filling, elements, here)?.into_iter();
                Some(nodes.filter_map(|node| self.element(filling, elements, node, here)).collect())
            }
            Rule::FirstOf(elements) => {
                let mut nodes = self.nodes(filling, elements, here)?.into_iter();
                nodes.find_map(|node| self.element(filling, elements, node, here))
            }
            Rule::Table { from, entries, otherwise, kept } => {
                self.table(filling, from, entries, otherwise.as_ref(), kept.as_deref(), here)
            }
        }
    }

    /// The only node that a path finds.
    fn one(&mut self, filling: &Filling, path: &Path, here: Here<'_>) -> Option<Value> {
        match path.one(here.root) {
            Ok(found) => {
                if found.is_none() || !path.is_plain() {
                    self.astray(filling, path.astray(here.root).as_ref());
                }
                self.converted(filling, found?.clone())
            }
            Err(reason) => {
                self.problem(filling, reason);
                None
            }
        }
    }

    /// The first value that is there. What is of another kind than one path asks for is told if no other takes it.
    fn first(&mut self, list: &[Filling], here: Here<'_>) -> Option<Value> {
        let before = self.misfits.len();
        for filling in list {
            let own = self.misfits.len();
            if let Some(value) = self.filling(filling, here) {
                let own = self.misfits.split_off(own);
                let passed = self.misfits.split_off(before).into_iter();
                self.misfits.extend(passed.filter(|misfit| !misfit.astray).chain(own));
                return Some(value);
            }
        }
        None
    }

    fn expression(&mut self, filling: &Filling, expression: &Expression, here: Here<'_>) -> Option<Value> {
        let found = expression.evaluate(Scope { root: here.root, names: &here.names() });
        let astray = match (expression, &found) {
            (Expression::Path(path), Ok(None)) => path.astray(here.root),
            (Expression::Path(path), Ok(Some(_))) if !path.is_plain() => path.astray(here.root),
            (Expression::Template(template), Ok(None)) => template.astray(&here.names()),
            _ => None,
        };
        let astray = self.astray(filling, astray.as_ref());
        let value = match found {
            Ok(Some(value)) => value,
            Ok(None) => {
                if filling.always && !astray {
                    let reason = "the provider's shape says that this is always there, and it is not";
                    self.problem(filling, reason.to_owned());
                }
                return None;
            }
            Err(reason) => {
                self.problem(filling, format!("the template fails: {reason}"));
                return None;
            }
        };
        self.converted(filling, value)
    }

    /// A value as its target demands it; one element that does not fit shall not take the rest of its list with it.
    fn converted(&mut self, filling: &Filling, value: Value) -> Option<Value> {
        if let (TargetKind::List(element), Value::Array(list)) = (&filling.target.kind, &value) {
            let there = list.iter().filter(|value| element.nullable || !value.is_null());
            let converted = there.filter_map(|value| match convert(value.clone(), element) {
                Ok(value) => Some(value),
                Err(misfit) => {
                    self.problem(filling, misfit.reason);
                    None
                }
            });
            return Some(converted.collect());
        }
        match convert(value, &filling.target) {
            Ok(value) => Some(value),
            Err(misfit) => {
                self.problem(filling, misfit.reason);
                None
            }
        }
    }

    /// Tells a value that an expression cannot go on from, so that it finds nothing, or not all.
    fn astray(&mut self, filling: &Filling, astray: Option<&Astray<'_>>) -> bool {
        if let Some(Astray { at, asked }) = astray {
            self.misfit(filling, format!("{asked} is asked of {}", word(at)), true);
        }
        astray.is_some()
    }

    fn node<'v>(&mut self, filling: &Filling, from: &Path, here: Here<'v>) -> Option<&'v Value> {
        let Found::One(Some(node)) = from.find(here.root) else {
            self.astray(filling, from.astray(here.root).as_ref());
            return None;
        };
        if !node.is_object() {
            self.problem(filling, format!("an object is wanted at `{}`, and {} came", from.text(), word(node)));
            return None;
        }
        Some(node)
    }

    /// The nodes that make elements; a list that is absent is absent, and something else in its place is told.
    fn nodes<'v>(&mut self, filling: &Filling, elements: &Elements, here: Here<'v>) -> Option<Vec<&'v Value>> {
        let nodes = elements.nodes(here.root);
        if nodes.is_none() || !elements.each.is_plain() {
            self.astray(filling, elements.each.astray(here.root).as_ref());
        }
        nodes
    }

    fn element(&mut self, filling: &Filling, elements: &Elements, node: &Value, here: Here<'_>) -> Option<Value> {
        let makes_object = matches!(elements.element.rule, Rule::Object { from: None, .. });
        if node.is_null() && makes_object || elements.objects && !node.is_object() {
            if !node.is_null() {
                let (path, came) = (elements.each.text(), word(node));
                self.problem(filling, format!("an object is wanted at `{path}`, and {came} came"));
            }
            return None;
        }
        self.filling(&elements.element, here.inside(node))
    }

    fn problem(&mut self, filling: &Filling, reason: String) {
        self.misfit(filling, reason, false);
    }

    fn misfit(&mut self, filling: &Filling, reason: String, astray: bool) {
        let (span, field, source) = (filling.span, self.way.join("."), source_of(&filling.rule));
        self.misfits.push(Misfitting { span, field, source, reason, astray, record: self.number });
    }
}

/// What a value adds to the list that is written around it: a list made by `each` its elements, anything else itself.
pub fn spread(filling: &Filling, value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(elements)) if filling.rule.makes_elements() => elements,
        value => value.into_iter().collect(),
    }
}
