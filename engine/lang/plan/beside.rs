//! What an answer has beside its records and says nothing.

use super::Placed;
use crate::expression::Path;

/// What an answer has beside the records and says nothing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Beside {
    /// What is left out on purpose.
    pub ignored: Vec<Placed<Path>>,
    /// What is the same in every answer, by the names that lead there.
    pub constants: Vec<Vec<String>>,
}
