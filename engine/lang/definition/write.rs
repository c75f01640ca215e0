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

/// One operation that a write calls.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteStep {
    /// The operation that is called.
    pub operation: Text,
    /// A path into the record, or several: the step is left out if none of them finds anything.
    pub when: Option<Spanned<OneOrMany>>,
    /// The operation's inputs, and where their values come from; what is absent is not given.
    #[serde(default)]
    pub inputs: Named<Rule>,
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
