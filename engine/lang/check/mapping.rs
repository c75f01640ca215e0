//! Mappings: every source exists, every field is the target's, and each value can become what its field needs.

mod absence;
mod callable;
mod choice;
mod declared;
mod elements;
mod found;
mod guarded;
mod here;
mod lookup;
mod part;
mod scopes;
mod sent;
mod source;
mod step;
mod table;
mod unmarked;
mod write;

pub use callable::{Callable, Callables};
pub use declared::contradicted;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::answer::missing_record;
use super::records::Records;
use super::walk::{Known, Walk};
use crate::conversion::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Expression;
use crate::plan::{Field, Filling, Mapping, Placed, Rule};
use crate::resolve::{FieldsOf, ResolvedField, ResolvedMapping, ResolvedOperation, ResolvedRule};
use crate::schema::{Kinds, Property, ShapeId};
use crate::source::Span;
use here::Here;
use sent::{Earlier, Purpose};

/// A file that nests mappings into each other could otherwise grow without end.
const MAX_FIELDS: usize = 20_000;

/// The mappings of a connector, and what came of typing those that are used.
pub struct Mappings<'a> {
    /// As they were written.
    written: &'a IndexMap<String, ResolvedMapping>,
    /// The operations that look-ups can call.
    callables: &'a Callables,
    /// The names of those that something uses.
    used: HashSet<String>,
    /// Those of whole records, by their names and by the records' shapes: operations and events that give the same records
    /// share them.
    of_records: HashMap<(String, Known), Option<Arc<Mapping>>>,
}

impl<'a> Mappings<'a> {
    /// None of them used so far.
    pub fn new(written: &'a IndexMap<String, ResolvedMapping>, callables: &'a Callables) -> Self {
        Self { written, callables, used: HashSet::new(), of_records: HashMap::new() }
    }

    /// The mapping of an operation, typed at both ends.
    pub fn operation(
        &mut self,
        resolved: &ResolvedOperation,
        records: &Records,
        walk: &mut Walk<'_>,
    ) -> Option<Arc<Mapping>> {
        let (name, _) = resolved.mapping.as_ref()?;
        if records.shapes.is_empty() && !records.hidden {
            missing_record(resolved, walk);
        }
        self.of_records(name, &records.shapes, walk)
    }

    /// A mapping typed at both ends; without a known record, its names of fields are checked all the same.
    pub fn of_records(&mut self, name: &str, record: &Known, walk: &mut Walk<'_>) -> Option<Arc<Mapping>> {
        let key = (name.to_owned(), record.clone());
        if let Some(typed) = self.of_records.get(&key) {
            return typed.clone();
        }
        let typed = self.typed(name, record, walk).map(Arc::new);
        self.of_records.insert(key, typed.clone());
        typed
    }

    fn typed(&mut self, name: &str, record: &Known, walk: &mut Walk<'_>) -> Option<Mapping> {
        let mapping = self.written.get(name)?;
        self.used.insert(name.to_owned());
        let target = mapping.list.or(mapping.target)?;
        let here = Here::of(record.clone());
        let stack = vec![name.to_owned()];
        let mut typing = Typing { stack, whole: Some(mapping), ..self.typing(Purpose::Record, &[], walk) };
        let fields = typing.fields(&mapping.fields, &here, target, mapping.span);
        typing.unused_lookups(name, mapping);
        typing.declared(mapping, &here);
        Some(Mapping {
            name: name.to_owned(),
            target: mapping.target_name.clone(),
            fields,
            several: mapping.list.is_some(),
        })
    }

    /// Reports the mappings that nothing uses: their fields are checked all the same, as far as that goes without a record.
    pub fn unused(&mut self, walk: &mut Walk<'_>) {
        let unused: Vec<_> = self.written.iter().filter(|(name, _)| !self.used.contains(*name)).collect();
        for (name, mapping) in unused {
            // After an error, the operation that uses it may be the one that failed.
            if !walk.diagnostics.has_errors() {
                let message = format!("the mapping `{name}` is never used");
                let help = format!("use it, as in `mapping: {name}`, or leave it out");
                walk.diagnostics.push(Diagnostic::warning(Code::Unused, mapping.span, message).help(help));
            }
            if let Some(target) = mapping.list.or(mapping.target) {
                let here = Here::found("", Vec::new(), Some(Vec::new()));
                let mut typing = Typing { stack: vec![name.clone()], ..self.typing(Purpose::Record, &[], walk) };
                typing.fields(&mapping.fields, &here, target, mapping.span);
                typing.declared(mapping, &here);
            }
        }
    }

    fn typing<'t, 'w>(&'t mut self, purpose: Purpose, steps: &'t [Earlier], walk: &'t mut Walk<'w>) -> Typing<'t, 'w> {
        Typing {
            walk,
            mappings: self.written,
            used: &mut self.used,
            callables: self.callables,
            used_lookups: HashSet::new(),
            stack: Vec::new(),
            fields: 0,
            purpose,
            steps,
            whole: None,
        }
    }
}

struct Typing<'a, 'w> {
    walk: &'a mut Walk<'w>,
    mappings: &'a IndexMap<String, ResolvedMapping>,
    used: &'a mut HashSet<String>,
    /// The operations that look-ups can call.
    callables: &'a Callables,
    /// The look-ups that fields use, each with the mapping that declares it.
    used_lookups: HashSet<(String, String)>,
    /// The mappings that are being typed, to find one that is made of itself.
    stack: Vec<String>,
    fields: usize,
    /// What the fields are made for.
    purpose: Purpose,
    /// The steps of a write that come before.
    steps: &'a [Earlier],
    /// The mapping of whole records that a provider gives, which may set aside what stands beside their lists.
    whole: Option<&'a ResolvedMapping>,
}

impl Typing<'_, '_> {
    /// Every field of the target, in its order, with what fills it.
    fn fields(&mut self, written: &[ResolvedField], here: &Here, target: ShapeId, place: Span) -> Vec<Field> {
        let properties: Vec<(&str, Property)> = self.walk.shapes.properties(target).collect();
        self.swallowed(written, &properties);
        if self.purpose == Purpose::Request {
            return self.members(written, here, target, &properties, place);
        }
        self.unknown_fields(written, target, &properties);
        let mut fields = Vec::new();
        for (name, property) in properties {
            self.fields += 1;
            if self.fields > MAX_FIELDS {
                if self.fields > MAX_FIELDS + 1 {
                    return fields;
                }
                let message = format!("mappings within mappings make more than {MAX_FIELDS} fields");
                self.walk.diagnostics.push(Diagnostic::error(Code::YamlLimit, place, message));
                return fields;
            }
            let field = written.iter().find(|field| field.name == name);
            if field.is_none() && !self.walk.shapes.nullable(property.shape) {
                let message = format!("the target needs `{name}`, and nothing fills it");
                let diagnostic = Diagnostic::error(Code::MissingKey, place, message);
                let help = format!("add `{name}: $.path` to the fields");
                self.walk.diagnostics.push(diagnostic.also(property.span, "needed by this schema").help(help));
            }
            let rule = field.and_then(|field| field.rule.as_ref());
            let filling = rule.and_then(|rule| self.filling(rule, here, Some(property.shape)));
            if let (Some(rule), Some(_)) = (rule, &filling) {
                self.is_filled(name, rule, here, &property);
            }
            fields.push(Field { name: name.to_owned(), filling });
        }
        fields
    }

    fn unknown_fields(&mut self, written: &[ResolvedField], target: ShapeId, properties: &[(&str, Property)]) {
        let owner = self.walk.shapes.name(target).map_or("the target".to_owned(), |name| format!("`{name}`"));
        for field in written.iter().filter(|field| properties.iter().all(|(name, _)| *name != field.name)) {
            let message = format!("{owner} has no field `{}`", field.name);
            let diagnostic = Diagnostic::error(Code::UnknownField, field.span, message);
            let names = properties.iter().map(|(name, _)| *name);
            self.walk.diagnostics.push(diagnostic.suggest(field.span, &field.name, names));
        }
    }

    /// A rule with what it must become; `None` after a mistake, which is then reported.
    fn filling(&mut self, rule: &Placed<ResolvedRule>, here: &Here, shape: Option<ShapeId>) -> Option<Filling> {
        let target = shape.map_or(Target::ANY, |shape| Target::of(self.walk.shapes, shape));
        self.filling_as(rule, here, shape, target)
    }

    /// A rule for a place that may want more than its shape says.
    fn filling_as(
        &mut self,
        rule: &Placed<ResolvedRule>,
        here: &Here,
        shape: Option<ShapeId>,
        target: Target,
    ) -> Option<Filling> {
        let span = rule.span;
        let typed = match &rule.value {
            ResolvedRule::Value(expression) => {
                self.expression(expression, span, here, &target, shape)?;
                Rule::Value(expression.clone())
            }
            ResolvedRule::Constant(value) => {
                self.literal(value, span, &target, shape)?;
                Rule::Value(Expression::Literal(value.clone()))
            }
            ResolvedRule::List(rules) => {
                let (element_shape, element) = self.element_of(&target, shape, span)?;
                Rule::List(self.listed(rules, here, (element_shape, &element), shape, &target))
            }
            ResolvedRule::First(rules) => {
                self.unreachable(rules, &target);
                let fillings = rules.iter().filter_map(|rule| self.filling_as(rule, here, shape, target.clone()));
                Rule::First(fillings.collect())
            }
            ResolvedRule::Object { from, fields } => {
                let inside = match from {
                    Some(from) => here.inside(&from.value, self.objects(from, here)?),
                    None => here.clone(),
                };
                let fields = self.object(fields, &inside, shape, span)?;
                Rule::Object { from: from.as_ref().map(|from| from.value.clone()), fields }
            }
            ResolvedRule::Each(elements) => {
                let (shape, target) = self.element_of(&target, shape, span)?;
                Rule::Each(self.elements(elements, here, shape, target)?)
            }
            ResolvedRule::FirstOf(elements) => Rule::FirstOf(self.elements(elements, here, shape, target.clone())?),
            ResolvedRule::Table { .. } => return self.table(rule, here, shape, target),
            ResolvedRule::LookUp { .. } => return self.looked_up(rule, here, shape, target),
            ResolvedRule::Unasked { elements } => Rule::Unasked { elements: *elements },
            ResolvedRule::Step { .. } => return self.of_step(rule, here, shape, target),
            ResolvedRule::One(_) | ResolvedRule::OneOf { .. } | ResolvedRule::When { .. } => {
                return self.choice(rule, here, shape, target);
            }
        };
        let always = self.is_always_there(&rule.value, here);
        Some(Filling { rule: typed, target, span, always })
    }

    fn object(&mut self, fields: &FieldsOf, here: &Here, shape: Option<ShapeId>, span: Span) -> Option<Vec<Field>> {
        let Some(shape) = shape else {
            let message = "the target does not say what fields this object has";
            let help = "name them in the target's schema, under `properties`";
            self.mismatch(Code::TypeMismatch, span, message.to_owned(), None, help);
            return None;
        };
        if !self.walk.shapes.kinds(shape).meets(Kinds::OBJECT) {
            let kinds = self.walk.shapes.kinds(shape);
            self.mismatch(
                Code::TypeMismatch,
                span,
                format!("this makes an object, and the field is {kinds}"),
                Some(shape),
                "write a value in place of the object, such as a path",
            );
            return None;
        }
        match fields {
            FieldsOf::Own(fields) => Some(self.fields(fields, here, shape, span)),
            FieldsOf::Mapping(name, place) => self.named_mapping(name, *place, here, shape),
        }
    }

    fn named_mapping(&mut self, name: &str, place: Span, here: &Here, shape: ShapeId) -> Option<Vec<Field>> {
        self.used.insert(name.to_owned());
        let mappings = self.mappings;
        let mapping = mappings.get(name)?;
        if mapping.list.is_some() {
            let message = format!("`{name}` makes several records, and one is wanted here");
            let help = "name a mapping that has `fields`";
            self.walk.diagnostics.push(Diagnostic::error(Code::WrongChoice, place, message).help(help));
            return None;
        }
        let wanted = self.walk.shapes.name(shape).map(str::to_owned);
        if wanted.as_deref() != Some(mapping.target_name.as_str()) {
            let wanted = wanted.map_or("an unnamed object".to_owned(), |wanted| format!("`{wanted}`"));
            let message = format!("`{name}` makes `{}`, and the field is {wanted}", mapping.target_name);
            let help = "name a mapping that makes the field's schema, or write `fields`";
            self.mismatch(Code::TypeMismatch, place, message, Some(shape), help);
            return None;
        }
        if self.stack.iter().any(|open| open == name) {
            let message = format!("the mapping `{name}` is made of itself");
            self.walk.diagnostics.push(
                Diagnostic::error(Code::MappingCycle, place, message)
                    .help("write `fields` here, as deep as they are needed"),
            );
            return None;
        }
        self.stack.push(name.to_owned());
        let here = &Here { base: here.way.clone(), ..here.clone() };
        let fields = self.fields(&mapping.fields, here, mapping.target?, place);
        self.declared(mapping, here);
        self.unused_lookups(name, mapping);
        self.stack.pop();
        Some(fields)
    }
}
