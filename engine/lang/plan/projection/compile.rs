//! Compiles a mapping: each rule to a way of writing its value from slots, or to itself with what it reads.

use serde_json::Value;

use super::envelope::members;
use super::reads::Reads;
use super::{Branch, Each, Fit, Inner, Node, Read, RuleOn, Write, WriteElement, WriteField};
use crate::expression::{Expression, Path};
use crate::plan::{Elements, Field, Filling, Rule};

/// Counts what a projection needs.
#[derive(Debug, Default)]
pub(super) struct Compiler {
    pub slots: usize,
    pub lists: usize,
    pub rules: usize,
}

/// Where a rule stands.
#[derive(Clone, Copy)]
struct Place<'w> {
    /// The way from the record, or from the element of a list, to the object that paths begin at.
    here: &'w [String],
    /// Whether that object is the `item`.
    inside: bool,
    /// Whether the rest of the record may not have been read yet.
    in_list: bool,
}

impl Compiler {
    /// A branch with a slot of its own.
    pub(super) fn branch(&mut self) -> Branch {
        self.slots += 1;
        Branch { slot: self.slots - 1, inner: Inner::Nothing }
    }

    /// What is written of a record.
    pub(super) fn record(&mut self, fields: &[Field], record: &mut Branch) -> Option<Vec<WriteField>> {
        self.fields(fields, record, Place { here: &[], inside: false, in_list: false })
    }

    fn fields(&mut self, fields: &[Field], frame: &mut Branch, place: Place<'_>) -> Option<Vec<WriteField>> {
        let mut written = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let name = Value::from(field.name.as_str());
            let before = format!("{}{name}:", if index == 0 { '{' } else { ',' }).into_bytes().into();
            let value = match &field.filling {
                Some(filling) => Some(self.write(filling, frame, place)?),
                None => None,
            };
            let nullable = field.filling.as_ref().is_none_or(|filling| filling.target.nullable);
            written.push(WriteField { before, value, nullable });
        }
        (!written.is_empty()).then_some(written)
    }

    /// The way to write a value; `None` if it reads more than can be known where it stands.
    fn write(&mut self, filling: &Filling, frame: &mut Branch, place: Place<'_>) -> Option<Write> {
        self.direct(filling, frame, place).or_else(|| self.rule(filling, frame, place))
    }

    fn direct(&mut self, filling: &Filling, frame: &mut Branch, place: Place<'_>) -> Option<Write> {
        let mut all = |list: &[Filling]| -> Option<Vec<Write>> {
            list.iter().map(|filling| self.write(filling, frame, place)).collect()
        };
        match &filling.rule {
            Rule::Value(Expression::Literal(value)) => {
                let value = crate::conversion::convert(value.clone(), &filling.target).ok()?;
                (!value.is_null() && !value.is_array()).then(|| Write::Literal(json(&value)))
            }
            Rule::Value(Expression::Path(path)) if path.is_singular() => {
                let slot = self.at(frame, &way(path, place)?)?.slot;
                Some(Write::Slot { slot, fit: Fit::of(&filling.target), always: filling.always })
            }
            // Steps are of writes, which read no pages.
            Rule::Value(_) | Rule::Step { .. } | Rule::One(_) | Rule::OneOf { .. } | Rule::When { .. } => None,
            Rule::List(list) if list.iter().any(|filling| filling.rule.makes_elements()) => None,
            Rule::List(list) => Some(Write::List(all(list)?)),
            Rule::First(list) => Some(Write::First(all(list)?)),
            Rule::Object { from: None, fields } => {
                let fields = self.fields(fields, frame, place)?;
                Some(Write::Object { from: None, fields, stays: !filling.target.nullable })
            }
            Rule::Object { from: Some(from), fields } => {
                let here = way(from, place).filter(|_| from.is_singular())?;
                let slot = self.at(frame, &here)?.slot;
                let inner = Place { here: &here, inside: true, ..place };
                let fields = self.fields(fields, frame, inner)?;
                Some(Write::Object { from: Some(slot), fields, stays: !filling.target.nullable })
            }
            Rule::Each(elements) => {
                let (slot, list) = self.each(elements, false, frame, place)?;
                Some(Write::Each { slot, list })
            }
            Rule::FirstOf(elements) => {
                let (slot, list) = self.each(elements, true, frame, place)?;
                Some(Write::FirstOf { slot, list })
            }
            Rule::LookUp { .. } | Rule::Unasked { .. } => Some(Write::Absent),
            Rule::Table { from, entries, otherwise: _, kept } => {
                let from = Box::new(self.write(from, frame, place)?);
                let kept = match kept {
                    Some(kept) => Some(Box::new(self.write(kept, frame, place)?)),
                    None => None,
                };
                let entries = entries.iter().map(|(theirs, ours)| {
                    let text = json(&Value::from(theirs.as_str()));
                    (text[1..text.len() - 1].into(), ours.as_ref().map(json))
                });
                Some(Write::Table { from, entries: entries.collect(), kept })
            }
        }
    }

    /// A list is written element by element while it is read, if an element needs nothing from outside.
    /// Gives the provider's list, and the one that is written.
    fn each(
        &mut self,
        elements: &Elements,
        first: bool,
        frame: &mut Branch,
        place: Place<'_>,
    ) -> Option<(usize, usize)> {
        let Elements { each, distinct, objects, element } = elements;
        // An object that is made of a scalar is left out where there is none: the rule itself sees to that.
        let is_plain = distinct.is_none() && (*objects || !matches!(element.rule, Rule::Object { .. }));
        let list_way = way(each, place).filter(|_| each.is_every() && is_plain)?;
        let branch = self.at(frame, &list_way)?;
        let slot = branch.slot;
        let fresh = matches!(branch.inner, Inner::Nothing);
        if fresh {
            branch.inner = Inner::Elements(Box::new(Each { element: self.branch(), writes: Vec::new() }));
        }
        let Inner::Elements(inner) = &mut branch.inner else { return None };
        let inside = Place { here: &[], inside: true, in_list: true };
        let Some(write) = self.write(element, &mut inner.element, inside) else {
            if fresh {
                branch.inner = Inner::Nothing;
            }
            return None;
        };
        let list = self.lists;
        self.lists += 1;
        inner.writes.push(WriteElement { list, write, objects: *objects, first });
        Some((slot, list))
    }

    /// The rule itself, with slots for what it reads.
    fn rule(&mut self, filling: &Filling, frame: &mut Branch, place: Place<'_>) -> Option<Write> {
        let mut reads = Vec::new();
        let read = Reads::of(filling, place.inside);
        if read.more {
            return None;
        }
        for (item, way) in read.ways {
            if place.in_list && !item {
                return None;
            }
            let whole: Vec<String> = if item { place.here.iter().chain(&way).cloned().collect() } else { way.clone() };
            let slot = self.at(frame, &whole)?.slot;
            let above = (1..whole.len()).map(|length| Some(self.at(frame, &whole[..length])?.slot));
            let above = above.collect::<Option<_>>()?;
            reads.push(Read { item, way, slot, above });
        }
        self.rules += 1;
        let (index, inside) = (self.rules - 1, place.inside);
        Some(Write::Rule(Box::new(RuleOn { index, filling: filling.clone(), inside, reads })))
    }

    /// The branch at the end of a way; `None` if the way leads into the elements of a list.
    fn at<'b>(&mut self, frame: &'b mut Branch, way: &[String]) -> Option<&'b mut Branch> {
        let mut branch = frame;
        for name in way {
            if matches!(branch.inner, Inner::Nothing) {
                branch.inner = Inner::Members(Node::default());
            }
            let Inner::Members(node) = &mut branch.inner else { return None };
            branch = node.entry(name, || self.branch());
        }
        Some(branch)
    }
}

/// The members from the frame to what a path names, or to its list.
fn way(path: &Path, place: Place<'_>) -> Option<Vec<String>> {
    let own = members(path)?;
    Some(place.here.iter().cloned().chain(own).collect())
}

fn json(value: &Value) -> Box<[u8]> {
    value.to_string().into_bytes().into()
}
