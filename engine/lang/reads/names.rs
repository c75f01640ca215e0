//! The names of members that a mapping reads of a record, in the order in which they lead there.

use super::{AT_ANY_DEPTH, Reads};

impl Reads<'_> {
    /// The names that lead to each value that is read, as far as they are known; what a look-up found is another record.
    pub fn names(&self) -> Vec<Vec<String>> {
        let ways = self.read.iter().filter_map(|way| way.split(AT_ANY_DEPTH).next()?.strip_prefix("$."));
        let name = |part: &str| part.split('[').next().unwrap_or(part).to_owned();
        ways.filter(|way| !way.contains('@')).map(|way| way.split('.').map(name).collect()).collect()
    }
}
