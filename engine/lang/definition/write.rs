//! A write: the steps by which a unified record that a caller gives becomes the provider's.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Named, OneOrMany, Rule, Text};
use crate::yaml::Spanned;

/// What becomes of a unified record that a caller gives: operations that are called in order.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// What it does, in a few words.
    pub title: Option<Text>,
    /// What it does, in sentences.
    pub description: Option<Text>,
    /// Why it is made only if the caller says `--yes`; left out: it is not asked for, unless an operation destroys.
    pub confirm: Option<Text>,
    /// The schema of the record that a caller gives.
    pub takes: Text,
    /// The operations that are called, in order, each under a name by which later ones know what it gave.
    pub steps: Named<WriteStep>,
    /// Members of the record that the provider has no place for, as paths, each with the reason.
    #[serde(default)]
    pub unwritable: Named<String>,
    /// What is printed when all steps are done.
    pub gives: Spanned<Gives>,
}

/// One operation that a write calls, or one file that it uploads.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteStep {
    /// The operation that is called.
    pub operation: Option<Text>,
    /// The file that is uploaded.
    pub upload: Option<Spanned<Upload>>,
    /// A path into the record, a template, or several: the step is left out if none of them holds.
    pub when: Option<Spanned<OneOrMany>>,
    /// A path into the record, or several: the step is left out if one of them finds something.
    pub unless: Option<Spanned<OneOrMany>>,
    /// Values of what it reads with which the write ends there: paths, each with its values and their reasons.
    #[serde(default)]
    pub refuse: Named<Named<String>>,
    /// The operation's inputs, and where their values come from; what is absent is not given.
    #[serde(default)]
    pub inputs: Named<Rule>,
}

/// A file that is sent as a form to the address that an earlier step gave, without the credential.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// The address, https only.
    pub url: Spanned<Rule>,
    /// The fields of the form that come before the file, as an object.
    pub fields: Option<Spanned<Rule>>,
    /// The name of the form's part that is the file.
    pub part: Text,
    /// The file, as base64.
    pub content: Spanned<Rule>,
    /// The file's name.
    pub name: Spanned<Rule>,
    /// The file's media type, such as application/pdf.
    #[serde(rename = "type")]
    pub media_type: Spanned<Rule>,
}

/// What is printed when all steps are done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gives {
    /// The schema that it follows.
    pub target: Text,
    /// The target's fields and where their values come from; a field that is left out is null.
    pub fields: Named<Rule>,
}
