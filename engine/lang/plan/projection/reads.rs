//! What a rule reads, as ways of members from the record and from the item.

use super::envelope::members;
use crate::expression::{Expression, Hop, Path, Step, Template};
use crate::plan::{Filling, Rule};

/// Ways that a rule reads: of the item if the flag is set, else of the record.
#[derive(Debug, Default)]
pub(super) struct Reads(pub Vec<(bool, Vec<String>)>);

impl Reads {
    /// What a filling reads. `inside` says that its paths begin at the item.
    pub(super) fn of(filling: &Filling, inside: bool) -> Reads {
        let mut reads = Reads::default();
        reads.filling(filling, Some(inside));
        // A way is not needed where a shorter one brings all of it.
        let all = std::mem::take(&mut reads.0);
        for (index, (item, way)) in all.iter().enumerate() {
            let covered = all.iter().enumerate().any(|(other, (of, short))| {
                of == item && way.starts_with(short) && (short.len() < way.len() || other < index)
            });
            if !covered {
                reads.0.push((*item, way.clone()));
            }
        }
        reads
    }

    /// `here` says where paths begin: at the item or the record, or within what is read as a whole already.
    fn filling(&mut self, filling: &Filling, here: Option<bool>) {
        match &filling.rule {
            // Look-ups that nobody asks for find nothing, and the rule is not run; steps are of writes, which read no pages.
            Rule::Value(Expression::Literal(_)) | Rule::LookUp { .. } | Rule::Step { .. } => {}
            Rule::Value(Expression::Path(path)) | Rule::One(path) => self.path(path, here),
            Rule::When { when, value } => {
                self.path(when, here);
                self.filling(value, here);
            }
            Rule::Value(Expression::Template(template)) => self.template(template, here),
            Rule::List(list) | Rule::First(list) => list.iter().for_each(|filling| self.filling(filling, here)),
            Rule::Object { from, fields } => {
                from.iter().for_each(|from| self.path(from, here));
                let here = here.filter(|_| from.is_none());
                fields.iter().filter_map(|field| field.filling.as_ref()).for_each(|inner| self.filling(inner, here));
            }
            Rule::Each(elements) | Rule::FirstOf(elements) => {
                self.path(&elements.each, here);
                self.filling(&elements.element, None);
            }
            Rule::Table { from, kept, .. } => {
                self.filling(from, here);
                kept.iter().for_each(|kept| self.filling(kept, here));
            }
        }
    }

    fn path(&mut self, path: &Path, here: Option<bool>) {
        let Some(item) = here else { return };
        // A search may compare with what it finds from the root.
        let searches_root = path.text().matches('$').count() > 1;
        let lead = path.lead().iter().map_while(|step| match step {
            Step::Member(name) => Some(name.clone()),
            Step::Element(_) => None,
        });
        let way = if searches_root { Vec::new() } else { members(path).unwrap_or_else(|| lead.collect()) };
        self.0.push((item, way));
    }

    fn template(&mut self, template: &Template, here: Option<bool>) {
        for reference in &template.references().members {
            let item = match (reference.root.as_str(), here) {
                ("record", _) => false,
                ("item", Some(true)) => true,
                // What is read as a whole already, or is no name.
                _ => continue,
            };
            let way = reference.hops.iter().map_while(|hop| match hop {
                Hop::Member(name, _) => Some(name.clone()),
                Hop::Element => None,
            });
            self.0.push((item, way.collect()));
        }
    }
}
