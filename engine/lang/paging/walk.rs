//! Finds the words of pages among the members of a value or of its shape.

use serde_json::Value;

use super::{Asked, Holds, Told, asked, is_about_pages, told};
use crate::vocabulary::{Meaning, plain};

/// How deep a word of pages counts as one of the whole answer, or of the whole request.
pub const DEPTH: usize = 4;

/// What has members with names: a value, or what a schema says of one.
pub trait Member<'a>: Sized {
    /// Its members, if it is an object.
    fn members(&self) -> Vec<(&'a str, Self)>;
    /// What it holds.
    fn holds(&self) -> Holds;
    /// Whether it is, or may be, a list.
    fn is_list(&self) -> bool;
    /// Whether it is always the same.
    fn is_constant(&self) -> bool {
        false
    }
}

/// A value of an answer or a request. Text that is a number or a boolean counts as what it says.
impl<'a> Member<'a> for &'a Value {
    fn members(&self) -> Vec<(&'a str, Self)> {
        self.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect()
    }

    fn holds(&self) -> Holds {
        match self {
            Value::Number(_) => Holds::Number,
            Value::Bool(_) => Holds::Boolean,
            Value::String(text) if text.trim().parse::<u64>().is_ok() => Holds::Number,
            Value::String(text) if text.trim().parse::<bool>().is_ok() => Holds::Boolean,
            Value::String(_) => Holds::Text,
            Value::Null | Value::Array(_) | Value::Object(_) => Holds::Other,
        }
    }

    fn is_list(&self) -> bool {
        self.is_array()
    }
}

/// A member by the names that lead to it, with what it says.
#[derive(Debug)]
pub struct Named<M, T> {
    /// The names that lead to it.
    pub path: Vec<String>,
    /// What it says.
    pub says: T,
    /// The member.
    pub member: M,
}

impl<M, T> Named<M, T> {
    /// Its path without `$`.
    pub fn text(&self) -> String {
        self.path.join(".")
    }
}

/// All members of an answer down to where they are about it, the outermost first, by the names that lead to them.
pub fn all_members<'a, M: Member<'a>>(answer: &[M], way: &[String]) -> impl Iterator<Item = (Vec<String>, M)> {
    levels(answer, way)
        .into_iter()
        .flat_map(|(before, members)| members.into_iter().map(move |(name, member)| (path(&before, name), member)))
}

/// All that an answer says of pages, the outermost first; what stands in a list is about one record. `way` leads to the
/// records, however deep: what stands beside them is about them.
pub fn all_told<'a, M: Member<'a>>(answer: &[M], way: &[String]) -> Vec<Named<M, Told>> {
    let mut all = Vec::new();
    for (before, members) in levels(answer, way) {
        let within = before.last().copied();
        let has_list = members.iter().any(|(_, member)| member.is_list());
        // The `total` of an order is its price.
        let counts = has_list || within.is_none_or(is_about_pages);
        all.extend(members.into_iter().filter_map(|(name, member)| {
            let is_amount = |says: &Told| *says == Told::Total && !counts && Meaning::Total.is_of(&plain(name));
            let says = told(name, within, member.holds()).filter(|says| !is_amount(says))?;
            Some(Named { path: path(&before, name), says, member })
        }));
    }
    all
}

/// All that a request asks of pages, the outermost first. Below the top, a number under a word such as `count` is about
/// something else.
pub fn all_asked<'a, M: Member<'a>>(request: &[M]) -> Vec<Named<M, Asked>> {
    let mut all = Vec::new();
    for (before, members) in levels(request, &[]) {
        let holds = |member: &M| match member.holds() {
            Holds::Number if !before.is_empty() => Holds::Other,
            holds => holds,
        };
        let kinds: Vec<(&str, Holds)> = members.iter().map(|(name, member)| (*name, holds(member))).collect();
        let meanings = asked(&kinds);
        all.extend(
            members
                .into_iter()
                .zip(meanings)
                .filter_map(|((name, member), says)| Some(Named { path: path(&before, name), says: says?, member })),
        );
    }
    all
}

pub(super) fn path(before: &[&str], name: &str) -> Vec<String> {
    before.iter().chain([&name]).map(|name| (*name).to_owned()).collect()
}

/// The members of objects, by the names that lead to their object.
type Objects<'a, M> = Vec<(Vec<&'a str>, Vec<(&'a str, M)>)>;

/// The members of a value, and those of the objects in it; what leads to the records costs no depth.
fn levels<'a, M: Member<'a>>(roots: &[M], way: &[String]) -> Objects<'a, M> {
    let mut all: Objects<'a, M> = Vec::new();
    let mut level: Vec<_> = roots.iter().map(|root| (Vec::new(), root.members(), 1)).collect();
    while !level.is_empty() {
        let mut below = Vec::new();
        for (before, members, depth) in &level {
            for (name, member) in members {
                let place = || before.iter().chain([name]).copied();
                let is_before_records = before.len() + 1 < way.len() && place().eq(way[..=before.len()].iter());
                let depth = depth + usize::from(!is_before_records);
                let inner = if depth > DEPTH { Vec::new() } else { member.members() };
                if !inner.is_empty() {
                    below.push((place().collect(), inner, depth));
                }
            }
        }
        all.extend(level.into_iter().map(|(before, members, _)| (before, members)));
        level = below;
    }
    all
}
