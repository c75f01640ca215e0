//! What is found in a template: chains of members, calls, and the names that it binds.

use std::ops::Range;

use super::{Comparison, Decided, Passed};

/// A chain of members that a template reads, such as `record.location.name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The name that it begins with.
    pub root: String,
    /// Where that name stands.
    pub range: Range<usize>,
    /// The way from there.
    pub hops: Vec<Hop>,
    /// How many of its hops lead to what is there, since a condition or a loop around it has asked.
    pub there: usize,
    /// Whether it is one element of a list, which a number or a filter picked.
    pub picks: bool,
}

impl Reference {
    /// Where the chain ends in the text, as far as it names members.
    pub fn end(&self) -> usize {
        let members = self.hops.iter().filter_map(|hop| match hop {
            Hop::Member(_, range) => Some(range.end),
            Hop::Element => None,
        });
        members.fold(self.range.end, usize::max)
    }

    /// The chain as it would be written, without the numbers of elements.
    pub fn text(&self) -> String {
        let hops = self.hops.iter().filter_map(|hop| match hop {
            Hop::Member(name, _) => Some(name.as_str()),
            Hop::Element => None,
        });
        std::iter::once(self.root.as_str()).chain(hops).collect::<Vec<_>>().join(".")
    }
}

/// One hop of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hop {
    /// To a member.
    Member(String, Range<usize>),
    /// To an element of a list.
    Element,
}

/// A filter, test or function that a template calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Which of them.
    pub kind: CallKind,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// What can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// `value | name`
    Filter,
    /// `value is name`
    Test,
    /// `name(...)`
    Function,
}

/// A filter with its arguments, as far as they are known; later only those that it never takes.
#[derive(Debug, Clone)]
pub struct Misused {
    /// The filter's name.
    pub filter: String,
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is given beside the value.
    pub arguments: Vec<minijinja::Value>,
    /// The same with names.
    pub named: Vec<(String, minijinja::Value)>,
    /// Why it never takes them.
    pub reason: String,
}

/// What a template names.
#[derive(Debug, Default)]
pub struct References {
    /// The members that it reads.
    pub members: Vec<Reference>,
    /// What it calls.
    pub calls: Vec<Call>,
    /// Filters that never take the arguments that they are given.
    pub misused: Vec<Misused>,
    /// What it compares with literals.
    pub comparisons: Vec<Comparison>,
    /// Members of values whose shape nobody can know: their spelling cannot be checked.
    pub unknowable: Vec<(String, Range<usize>)>,
    /// Names that a loop or a `with` gives to values, though they are bound outside and have their old value after it.
    pub lost: Vec<(String, Range<usize>)>,
    /// Values that leave text alone if they are absent, since no condition asks for them.
    pub beside_text: Vec<Reference>,
    /// Values that are written into text as they are.
    pub written: Vec<Reference>,
    /// Elements of lists that it gives, picked by where they stand.
    pub picked: Vec<Reference>,
    /// Values that are written where a condition takes them for true, so that `false` and 0 never are.
    pub judged: Vec<Reference>,
    /// Values of which one that is absent may leave nothing of what the template gives.
    pub nothing_without: Vec<Reference>,
    /// Values that come before all others in an order if they are absent, though no condition asks for them.
    pub first_if_absent: Vec<Reference>,
    /// Values of which it is asked whether they are empty, and not whether they are there.
    pub blank: Vec<Reference>,
    /// Values in whose place others are given where they are not true.
    pub passed: Vec<Passed>,
    /// Conditions that hold, or do not, whatever is given.
    pub decided: Vec<Decided>,
    /// Where `none` stands for a value.
    pub nones: Vec<Range<usize>>,
    /// Names that it gives to values of its own.
    pub bound: Vec<(String, Range<usize>)>,
}
