//! `connect:`: how a person comes by a credential, and which operation proves it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Text;
use crate::yaml::{Any, Spanned};

/// How a person comes by a credential, and how it is proved.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connect {
    /// What a person does at the provider to get a credential: a sentence for each step, in order.
    #[serde(default)]
    pub steps: Vec<Text>,
    /// How a credential is proved.
    pub proof: Option<Spanned<Proof>>,
}

/// How a credential is proved.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// An operation that reads, needs no input, and succeeds with a good credential only.
    pub operation: Text,
    /// Where its records name the scopes that the credential was granted: a path to text.
    pub granted: Option<Spanned<Any>>,
}
