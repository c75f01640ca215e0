//! Writes: their steps and what they give, with every value compiled.

use super::mapping::ResolvedField;
use super::{Resolver, text};
use crate::definition::{Named, Upload, Write, WriteStep};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Path};
use crate::plan::Placed;
use crate::schema::ShapeId;
use crate::source::Span;
use crate::yaml::Spanned;

/// A write with the shapes at both of its ends.
#[derive(Debug)]
pub struct ResolvedWrite {
    /// Its name.
    pub name: String,
    /// The place of its name.
    pub span: Span,
    /// What it does, in a few words.
    pub title: Option<String>,
    /// What it does, in sentences.
    pub description: Option<String>,
    /// Why a caller has to say that it is meant, though nothing is destroyed.
    pub confirm: Option<String>,
    /// The name of the schema of the record that a caller gives.
    pub takes: Placed<String>,
    /// The shape of that record, if it exists.
    pub record: Option<ShapeId>,
    /// The operations that are called.
    pub steps: Vec<ResolvedStep>,
    /// Whether no step failed.
    pub has_all_steps: bool,
    /// Members of the record that the provider has no place for, and why.
    pub unwritable: Vec<(Placed<Path>, String)>,
    /// What is printed.
    pub gives: ResolvedGives,
}

/// One operation that a write calls.
#[derive(Debug)]
pub struct ResolvedStep {
    /// The step's name.
    pub name: String,
    /// The place of its name.
    pub span: Span,
    /// What is called.
    pub action: ResolvedAction,
    /// The step is left out if none of these finds anything; if there are none, it never is.
    pub when: Vec<Placed<Expression>>,
    /// The step is left out if one of these finds something.
    pub unless: Vec<Placed<Path>>,
    /// What it may not have read.
    pub refuse: Vec<ResolvedUnwanted>,
    /// What fills the operation's inputs, or the parts of the upload.
    pub inputs: Vec<ResolvedField>,
}

impl ResolvedStep {
    /// Whether it may be left out.
    pub fn is_optional(&self) -> bool {
        !self.when.is_empty() || !self.unless.is_empty()
    }
}

/// Values of what a step reads with which a write ends.
#[derive(Debug)]
pub struct ResolvedUnwanted {
    /// Where they are.
    pub path: Placed<Path>,
    /// The values as text, and why each is refused.
    pub values: Vec<(Placed<String>, String)>,
}

/// What a step calls.
#[derive(Debug)]
pub enum ResolvedAction {
    /// An operation, by its name.
    Operation(Placed<String>),
    /// A file is uploaded as this part of a form.
    Upload(String),
}

/// What is printed when all steps are done.
#[derive(Debug)]
pub struct ResolvedGives {
    /// The place of the key.
    pub span: Span,
    /// The schema's name.
    pub target_name: String,
    /// The schema's shape, if it exists.
    pub target: Option<ShapeId>,
    /// The fields that are written.
    pub fields: Vec<ResolvedField>,
}

impl Resolver<'_> {
    /// One write.
    pub(super) fn write(&mut self, name: &str, write: &Spanned<Write>) -> ResolvedWrite {
        let Spanned { value: own, node } = write;
        let gives = &own.gives.value;
        ResolvedWrite {
            name: name.to_owned(),
            span: self.nodes.key_span(*node),
            title: text(own.title.as_ref()),
            description: text(own.description.as_ref()),
            confirm: text(own.confirm.as_ref()),
            takes: Placed::new(own.takes.value.clone(), self.nodes.span(own.takes.node)),
            record: self.shape(Some(&own.takes)),
            steps: own.steps.iter().filter_map(|(name, step)| self.write_step(name, step)).collect(),
            has_all_steps: own.steps.values().all(|step| step.value.operation.is_some() != step.value.upload.is_some()),
            unwritable: own.unwritable.iter().filter_map(|(path, why)| self.ignored(path, why)).collect(),
            gives: ResolvedGives {
                span: self.nodes.key_span(own.gives.node),
                target_name: gives.target.value.clone(),
                target: self.shape(Some(&gives.target)),
                fields: self.fields(&gives.fields),
            },
        }
    }

    fn write_step(&mut self, name: &str, step: &Spanned<WriteStep>) -> Option<ResolvedStep> {
        let WriteStep { operation, upload, when, unless, refuse, inputs } = &step.value;
        let span = self.nodes.key_span(step.node);
        let (action, inputs) = match (operation, upload) {
            (Some(operation), None) => {
                let operation = Placed::new(operation.value.clone(), self.nodes.span(operation.node));
                (ResolvedAction::Operation(operation), self.fields(inputs))
            }
            (None, Some(upload)) if inputs.is_empty() => {
                (ResolvedAction::Upload(upload.value.part.value.clone()), self.upload(&upload.value))
            }
            _ => {
                let message = "a step has an `operation` with its `inputs`, or an `upload`";
                self.diagnostics.push(
                    Diagnostic::error(Code::WrongChoice, span, message).help("write one of the two, and not both"),
                );
                return None;
            }
        };
        let when = when.as_ref().map_or(Vec::new(), |when| self.conditions(when.node));
        let unless = unless.as_ref().map_or(Vec::new(), |unless| self.paths(unless.node));
        let refuse = refuse.iter().filter_map(|(path, values)| self.unwanted(path, values)).collect();
        Some(ResolvedStep { name: name.to_owned(), span, action, when, unless, refuse, inputs })
    }

    fn unwanted(&mut self, path: &str, values: &Spanned<Named<String>>) -> Option<ResolvedUnwanted> {
        let span = self.nodes.key_span(values.node);
        let path = self.path_of(path, span)?;
        if !path.value.is_singular() {
            let message = format!("`{}` can match many nodes, and one value is refused", path.value.text());
            let help = "name one member, as in `$.type`";
            self.diagnostics.push(Diagnostic::error(Code::ListMismatch, span, message).help(help));
            return None;
        }
        let named = values
            .value
            .iter()
            .map(|(text, why)| (Placed::new(text.clone(), self.nodes.key_span(why.node)), why.value.clone()));
        Some(ResolvedUnwanted { path, values: named.collect() })
    }

    /// The parts of an upload, as if they were inputs.
    fn upload(&mut self, upload: &Upload) -> Vec<ResolvedField> {
        let Upload { url, fields, content, name, media_type, .. } = upload;
        let parts = [Some(url), fields.as_ref(), Some(content), Some(name), Some(media_type)];
        let named = ["url", "fields", "content", "name", "type"].into_iter().zip(parts);
        let named = named.filter_map(|(name, rule)| Some((name.to_owned(), rule?.clone()))).collect();
        self.fields(&named)
    }
}
