//! How a person comes by a credential, and what the provider says of the scopes that it was granted.

use super::{Connector, Placed};
use crate::expression::Path;

/// How a person comes by a credential, and how it is proved.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Connect {
    /// What a person does at the provider, in order.
    pub steps: Vec<String>,
    /// How a credential is proved.
    pub proof: Option<Proof>,
}

/// How a credential is proved.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Proof {
    /// The name of an operation that reads, needs no input, and succeeds with a good credential only.
    pub operation: Placed<String>,
    /// Where its records name the scopes that were granted.
    pub granted: Option<Placed<Path>>,
}

impl Connector {
    /// The name of a scope by the provider's spelling of it: letters and digits count, and their case does not.
    pub fn scope_called(&self, spelling: &str) -> Option<&str> {
        let exact = self.scopes.get_key_value(spelling);
        let alike = || self.scopes.iter().find(|(name, _)| same_scope(name, spelling));
        exact.or_else(alike).map(|(name, _)| name.as_str())
    }
}

/// Whether two spellings are of one scope, as `items:read` and `itemsRead` are.
pub(crate) fn same_scope(left: &str, right: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(left) == letters(right)
}

#[cfg(test)]
mod tests {
    use super::same_scope;

    #[test]
    fn spellings_of_one_scope_are_the_same() {
        assert!(same_scope("candidates:read", "candidatesRead"));
        assert!(same_scope("read:org", "READ_ORG"));
        assert!(!same_scope("candidates:read", "candidates:write"));
    }
}
