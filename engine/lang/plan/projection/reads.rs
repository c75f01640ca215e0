//! What a rule reads, as ways of members from the record and from the item.

use crate::expression::{Expression, Hop, Path, Template};
use crate::plan::{Filling, Rule};

/// What a rule reads.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Ways: of the item if the flag is set, else of the record.
    pub ways: Vec<(bool, Vec<String>)>,
    /// Whether it also reads what neither of the two has.
    pub more: bool,
}

/// Where paths begin in a part of a rule, and what its templates call `parent`.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// At the item or the record; `None` within what is read as a whole already.
    here: Option<bool>,
    parent: Parent,
}

#[derive(Debug, Clone, Copy)]
enum Parent {
    /// What is around the rule.
    Outside,
    /// The item or the record.
    Here(bool),
    /// A part of what is read as a whole already.
    Inside,
}

impl Place {
    /// In what `from`, `each` or `one` finds.
    fn inside(self) -> Place {
        Place { here: None, parent: self.here.map_or(Parent::Inside, Parent::Here) }
    }
}

impl Reads {
    /// What a filling reads. `inside` says that its paths begin at the item.
    pub(super) fn of(filling: &Filling, inside: bool) -> Reads {
        let mut reads = Reads::default();
        reads.filling(filling, Place { here: Some(inside), parent: Parent::Outside });
        // A way is not needed where a shorter one brings all of it.
        let all = std::mem::take(&mut reads.ways);
        for (index, (item, way)) in all.iter().enumerate() {
            let covered = all.iter().enumerate().any(|(other, (of, short))| {
                of == item && way.starts_with(short) && (short.len() < way.len() || other < index)
            });
            if !covered {
                reads.ways.push((*item, way.clone()));
            }
        }
        reads
    }

    fn filling(&mut self, filling: &Filling, place: Place) {
        let here = place.here;
        match &filling.rule {
            // Look-ups that nobody asks for find nothing, and the rule is not run; steps are of writes, which read no pages.
            Rule::Value(Expression::Literal(_)) | Rule::LookUp { .. } | Rule::Unasked { .. } | Rule::Step { .. } => {}
            Rule::Value(Expression::Path(path)) | Rule::One(path) => self.path(path, here),
            Rule::OneOf { nodes, matching, value } => {
                self.path(nodes, here);
                matching.iter().for_each(|(_, wanted)| self.filling(wanted, place));
                self.filling(value, place.inside());
            }
            Rule::When { when, value } => {
                match when {
                    Expression::Path(path) => self.path(path, here),
                    Expression::Template(template) => self.template(template, place),
                    Expression::Literal(_) => {}
                }
                self.filling(value, place);
            }
            Rule::Value(Expression::Template(template)) => self.template(template, place),
            Rule::List(list) | Rule::First(list) => list.iter().for_each(|filling| self.filling(filling, place)),
            Rule::Object { from, fields } => {
                from.iter().for_each(|from| self.path(from, here));
                let place = if from.is_some() { place.inside() } else { place };
                fields.iter().filter_map(|field| field.filling.as_ref()).for_each(|inner| self.filling(inner, place));
            }
            Rule::Each(elements) | Rule::FirstOf(elements) => {
                self.path(&elements.each, here);
                self.filling(&elements.element, place.inside());
            }
            Rule::Table { from, kept, .. } => {
                self.filling(from, place);
                kept.iter().for_each(|kept| self.filling(kept, place));
            }
        }
    }

    fn path(&mut self, path: &Path, here: Option<bool>) {
        let Some(item) = here else { return };
        // A search may compare with what it finds from the root.
        let searches_root = path.text().matches('$').count() > 1;
        let way = if searches_root { Vec::new() } else { path.names() };
        self.ways.push((item, way));
    }

    fn template(&mut self, template: &Template, place: Place) {
        for reference in &template.references().members {
            let item = match (reference.root.as_str(), place) {
                ("record", _) => false,
                ("item", Place { here: Some(item), .. }) | ("parent", Place { parent: Parent::Here(item), .. }) => item,
                ("parent", Place { parent: Parent::Outside, .. }) => {
                    self.more = true;
                    continue;
                }
                // What is read as a whole already, or is no name.
                _ => continue,
            };
            let way = reference.hops.iter().map_while(|hop| match hop {
                Hop::Member(name, _) => Some(name.clone()),
                Hop::Element => None,
            });
            self.ways.push((item, way.collect()));
        }
    }
}
