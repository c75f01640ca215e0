//! What a run tells though it succeeded: each thing once, and no more of a kind than a person reads.

use std::collections::{BTreeMap, BTreeSet};

/// More of one kind than these say nothing new.
const TOLD: usize = 20;

/// More of one kind than these are not even counted.
const KEPT: usize = 1000;

/// What is told, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The provider's own words.
    Said,
    /// A response header that is not what it is as long as all is well.
    Header,
    /// What the run itself found.
    Found,
    /// A member of an answer that no schema has.
    Strange,
}

/// All that a run tells though it succeeded.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Warnings {
    by_kind: BTreeMap<Kind, BTreeSet<String>>,
}

impl Warnings {
    /// Takes note of what is told, if it is new.
    pub(crate) fn add(&mut self, kind: Kind, text: String) {
        let own = self.by_kind.entry(kind).or_default();
        if own.len() < KEPT {
            own.insert(text);
        }
    }

    /// Takes note of what was told beside this.
    pub(crate) fn extend(&mut self, others: Warnings) {
        let texts = others.by_kind.into_iter().flat_map(|(kind, own)| own.into_iter().map(move |text| (kind, text)));
        texts.for_each(|(kind, text)| self.add(kind, text));
    }

    /// With every text passed through `hide`: an answer may repeat what was sent.
    #[must_use]
    pub(crate) fn hiding(self, hide: impl Fn(&str) -> String) -> Warnings {
        let hidden = |own: BTreeSet<String>| own.iter().map(|text| hide(text)).collect();
        Warnings { by_kind: self.by_kind.into_iter().map(|(kind, own)| (kind, hidden(own))).collect() }
    }

    /// What is told, the provider's own words first; of each kind the first few, and how many more there are.
    pub fn list(&self) -> Vec<String> {
        self.by_kind.values().flat_map(few).collect()
    }
}

fn few(texts: &BTreeSet<String>) -> Vec<String> {
    let more = match texts.len().saturating_sub(TOLD) {
        0 => None,
        more if texts.len() == KEPT => Some(format!("and {more} more like these, or others still")),
        more => Some(format!("and {more} more like these")),
    };
    texts.iter().take(TOLD).cloned().chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Kind, TOLD, Warnings};

    #[test]
    fn the_first_few_of_a_kind_are_told_and_the_provider_comes_first() {
        let mut warnings = Warnings::default();
        for number in 0..TOLD + 3 {
            warnings.add(Kind::Strange, format!("strange {number:04}"));
            warnings.add(Kind::Strange, format!("strange {number:04}"));
        }
        warnings.add(Kind::Said, "zeal".to_owned());
        let list = warnings.list();
        assert_eq!((list.len(), list[0].as_str(), list[1].as_str()), (TOLD + 2, "zeal", "strange 0000"));
        assert_eq!(list[TOLD + 1], "and 3 more like these");
        let mut others = Warnings::default();
        (0..2 * KEPT).for_each(|number| others.add(Kind::Strange, format!("strange {number:04}")));
        warnings.extend(others);
        assert_eq!(warnings.list()[TOLD + 1], format!("and {} more like these, or others still", KEPT - TOLD));
    }
}
