//! What becomes of a unified record that a caller gives.

use indexmap::IndexMap;

use super::{Access, Field};
use crate::accept::Accept;
use crate::expression::{Expression, Path};
use crate::source::Span;

/// What becomes of a unified record that a caller gives: operations that are called in order.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Write {
    /// Its name.
    pub name: String,
    /// Where it is defined.
    pub span: Span,
    /// What it does, in a few words.
    pub title: Option<String>,
    /// What it does, in sentences.
    pub description: Option<String>,
    /// Why a caller has to say that it is meant, though nothing is destroyed.
    pub confirm: Option<String>,
    /// The name of the schema of the record that a caller gives.
    pub takes: String,
    /// What that record may be.
    pub accepts: Accept,
    /// The operations that are called, in order.
    pub steps: Vec<Step>,
    /// Members of the record that the provider has no place for, and why.
    pub unwritable: Vec<(Path, String)>,
    /// The name of the schema of what is printed.
    pub target: String,
    /// Every field of what is printed, in the target's order.
    pub gives: Vec<Field>,
    /// The strongest of what its operations do.
    pub access: Access,
    /// What the credential must be granted for all of its operations.
    pub scopes: Vec<String>,
    /// Those of them that it can do without for some records, each with the steps that need it.
    pub only_for: IndexMap<String, Vec<String>>,
}

impl Write {
    /// What the credential must be granted whatever the record is.
    pub fn always_needed(&self) -> impl Iterator<Item = &String> {
        self.scopes.iter().filter(|scope| !self.only_for.contains_key(*scope))
    }
}

/// One operation that a write calls, or one file that it uploads.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// What is called.
    pub action: Action,
    /// It is left out if none of these holds of the record; if there are none, it never is.
    pub when: Vec<Expression>,
    /// It is left out if one of these finds something in the record.
    pub unless: Vec<Path>,
    /// What it may not have read.
    pub refuse: Vec<Unwanted>,
    /// The inputs that are given, or the parts of the upload, each with what fills it; a target that cannot be null must be there.
    pub inputs: Vec<Field>,
}

/// Values of what a step reads with which a write ends.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unwanted {
    /// Where they are.
    pub path: Path,
    /// The values as text, and why each is refused.
    pub values: IndexMap<String, String>,
}

/// What a step calls.
#[derive(Debug, Clone)]
pub enum Action {
    /// An operation, by its name.
    Operation(String),
    /// A file is uploaded, with the inputs `url`, `fields`, `content` (base64), `name` and `type`.
    Upload(Upload),
}

/// A file that is sent as a form, without the credential.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Upload {
    /// The name of the form's part that is the file.
    pub part: String,
}

impl Step {
    /// The operation's name, or what stands for it.
    pub fn called(&self) -> &str {
        match &self.action {
            Action::Operation(name) => name,
            Action::Upload(_) => "upload",
        }
    }
}
