//! What a rule makes of what a step gave: of all of it, or of the one record that the caller means. So it does of the one
//! node of a path that is meant.

use engine_lang::conversion::{same, word};
use engine_lang::expression::{Found, Name, Path};
use engine_lang::plan::Filling;
use serde_json::Value;

use super::make::Maker;
use super::mistake::Reason;
use crate::here::Here;

/// What is known of the record that is meant: paths in it, and what is there.
type Matching = [(Path, Filling)];

impl<'a> Maker<'a> {
    /// A value made of what a step gave, or what stands for it as long as the step was not made.
    pub(super) fn of_step(
        &mut self,
        filling: &'a Filling,
        (name, matching, value): (&'a str, &'a Matching, &'a Filling),
        here: Here<'a>,
    ) -> Option<Value> {
        let answer = self.answers.get(name);
        // A step that was left out gives nothing.
        if answer.is_none() && !self.pending.iter().any(|own| own == name) {
            return None;
        }
        let before = self.stand_ins;
        let wanted = self.wanted(matching, here)?;
        let Some(answer) = answer.filter(|_| self.stand_ins == before) else {
            self.stand_ins += 1;
            self.needed.insert(name);
            self.needed.extend(value.steps());
            self.promise(value, here);
            return Some(Value::String(format!("<what {name} gives>")));
        };
        if matching.is_empty() {
            return self.answered(filling, (name, value), (here, answer));
        }
        match only(answer.as_array().into_iter().flatten(), &wanted) {
            Ok(record) => self.answered(filling, (name, value), (here, record)),
            Err(found) => {
                self.told(filling, Reason::Misnamed(format!("`{name}` gave {found}")), here);
                None
            }
        }
    }

    /// A value made of the only node that is meant.
    pub(super) fn one_of(
        &mut self,
        filling: &'a Filling,
        (nodes, matching, value): (&'a Path, &'a Matching, &'a Filling),
        here: Here<'a>,
    ) -> Option<Value> {
        let before = self.stand_ins;
        let wanted = self.wanted(matching, here)?;
        if self.stand_ins > before {
            self.needed.extend(value.steps());
            self.stand_ins += 1;
            return Some(Value::String(format!("<one of {}>", nodes.text())));
        }
        match only(nodes.all(here.root), &wanted) {
            Ok(node) => {
                let made = self.filling(value, here.inside(node))?;
                // What it is known by is equal to what is sent for that.
                let keys = matching.iter().filter_map(|(path, _)| node_at(path, node)).collect();
                self.take(keys);
                Some(made)
            }
            Err(found) => {
                self.told(filling, Reason::Misnamed(format!("`{}` finds {found}", nodes.text())), here);
                None
            }
        }
    }

    /// The values by which a record is known; without one of them none is meant.
    fn wanted(&mut self, matching: &'a Matching, here: Here<'a>) -> Option<Vec<(&'a Path, Value)>> {
        matching.iter().map(|(path, wanted)| Some((path, self.filling(wanted, here)?))).collect()
    }

    /// Takes what a value may be made of once the answer is there. Whether it was made of that is looked at then.
    fn promise(&mut self, value: &'a Filling, here: Here<'a>) {
        let outer = [Name::new("outer", here.root)];
        let named = value.of_outer().into_iter().flat_map(|template| template.named(&outer));
        self.taken.extend(named.map(std::ptr::from_ref));
    }
}

fn node_at<'v>(path: &Path, node: &'v Value) -> Option<&'v Value> {
    if let Found::One(found) = path.find(node) { found } else { None }
}

/// The one of these records that has these values; what there is, if it is not one.
pub fn only<'v>(records: impl IntoIterator<Item = &'v Value>, wanted: &[(&Path, Value)]) -> Result<&'v Value, String> {
    let is_meant = |record: &&Value| {
        wanted.iter().all(|(path, value)| node_at(path, record).is_some_and(|there| same(there, value)))
    };
    let meant: Vec<&Value> = records.into_iter().filter(is_meant).collect();
    let count = match meant[..] {
        [only] => return Ok(only),
        [] => "no record".to_owned(),
        _ => format!("{} records", meant.len()),
    };
    let by: Vec<String> = wanted.iter().map(|(path, value)| format!("{} at `{}`", word(value), path.text())).collect();
    Err(format!("{count} with {}, and one is wanted", by.join(" and ")))
}
