//! The fast way through a page: what a mapping reads of a record, as a tree of members, and what it writes of that.
//!
//! A projection says the same as the mapping that it is made of. What it cannot say by itself stays the mapping's own
//! rule ([`Write::Rule`]), to be run on a record that has only what the rule reads.

mod compile;
mod envelope;
mod fit;
mod node;
mod reads;

pub use fit::{Fit, Numbers, Texts};
pub use node::{Branch, Inner, Node};

use std::collections::HashMap;

use super::{Filling, Members, Operation, Pagination};

/// How the records of one operation are read and written without values in between.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Projection {
    /// The members that lead from the answer to the list of records.
    pub list: Vec<String>,
    /// Whether the first and the last record of a page are needed whole, for paging.
    pub needs_ends: bool,
    /// What is read of a record.
    pub record: Branch,
    /// What is written of it.
    pub fields: Vec<WriteField>,
    /// How many slots values are kept in.
    pub slots: usize,
    /// How many lists are written while a record is read.
    pub lists: usize,
    /// How many rules are run as they are.
    pub rules: usize,
    /// The members of records, to tell those that are none.
    pub members: Members,
}

/// A member of a record that is written.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WriteField {
    /// What stands before the value: a brace or a comma, the name and a colon.
    pub before: Box<[u8]>,
    /// What gives the value; null if nothing does.
    pub value: Option<Write>,
    /// Whether the value may be null.
    pub nullable: bool,
}

/// What gives a value, or nothing where it is absent.
#[derive(Debug, Clone)]
pub enum Write {
    /// Nothing ever.
    Absent,
    /// This JSON.
    Literal(Box<[u8]>),
    /// The value in a slot.
    Slot {
        /// Which.
        slot: usize,
        /// What it must become.
        fit: Fit,
        /// Whether its absence is a surprise.
        always: bool,
    },
    /// A list of values; what is absent is left out.
    List(Vec<Write>),
    /// The first that is there.
    First(Vec<Write>),
    /// An object.
    Object {
        /// The slot with the object that it is made from, if that may be absent.
        from: Option<usize>,
        /// Its members.
        fields: Vec<WriteField>,
        /// Whether it is there though all of them are null.
        stays: bool,
    },
    /// The list that was written while the record was read.
    Each {
        /// The slot with the provider's list.
        slot: usize,
        /// Which of the lists.
        list: usize,
    },
    /// The one element that was written to such a list.
    FirstOf {
        /// The slot with the provider's list.
        slot: usize,
        /// Which of the lists.
        list: usize,
    },
    /// Our JSON for the provider's.
    Table {
        /// The provider's value.
        from: Box<Write>,
        /// The inside of the provider's text, or another scalar, as JSON; and ours, if there is one.
        entries: HashMap<Box<[u8]>, Option<Box<[u8]>>>,
        /// The provider's value that is kept beside ours.
        kept: Option<Box<Write>>,
    },
    /// The mapping's own rule.
    Rule(Box<RuleOn>),
}

/// A rule of the mapping, with what it reads.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RuleOn {
    /// The number of the rule.
    pub index: usize,
    /// The rule.
    pub filling: Filling,
    /// Whether it stands inside another object than the record, which is then its `item`.
    pub inside: bool,
    /// What it reads.
    pub reads: Vec<Read>,
}

/// A value that a rule reads.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Read {
    /// Whether the way begins at the item, and not at the record.
    pub item: bool,
    /// The members that lead there.
    pub way: Vec<String>,
    /// The slot that has it.
    pub slot: usize,
    /// The slots of what is on the way to it.
    pub above: Vec<usize>,
}

/// An element of a list, and what is written of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Each {
    /// What is read of it.
    pub element: Branch,
    /// The lists that it is written to.
    pub writes: Vec<WriteElement>,
}

/// What is written of each element.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WriteElement {
    /// Which of the lists.
    pub list: usize,
    /// What is written.
    pub write: Write,
    /// Whether it is made of objects only.
    pub objects: bool,
    /// Whether only the first that is there is written.
    pub first: bool,
}

impl Projection {
    /// The projection of an operation that maps a list which plain members lead to, and whose answer can be judged
    /// without its records.
    pub fn of(operation: &Operation) -> Option<Projection> {
        let mapping = operation.mapping.as_ref().filter(|mapping| !mapping.several)?;
        let list = envelope::list(operation)?;
        let mut compiler = compile::Compiler::default();
        let mut record = compiler.branch();
        let fields = compiler.record(&mapping.fields, &mut record)?;
        record.finish();
        let compile::Compiler { slots, lists, rules } = compiler;
        let needs_ends = needs_ends(operation);
        let members = operation.members.clone();
        Some(Projection { list, needs_ends, record, fields, slots, lists, rules, members })
    }

    /// The projection by which the records of such an operation are passed on as they come: it writes no fields.
    pub fn raw(operation: &Operation) -> Option<Projection> {
        let list = envelope::list(operation)?;
        let mut compiler = compile::Compiler::default();
        let record = compiler.branch();
        let compile::Compiler { slots, lists, rules } = compiler;
        let (needs_ends, fields, members) = (needs_ends(operation), Vec::new(), Members::default());
        Some(Projection { list, needs_ends, record, fields, slots, lists, rules, members })
    }
}

fn needs_ends(operation: &Operation) -> bool {
    matches!(operation.pagination, Pagination::LastId { .. })
}
