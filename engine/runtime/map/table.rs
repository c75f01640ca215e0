//! Tables: ours for the provider's value, with theirs beside it where the target has a place for it.

use engine_lang::conversion::word;
use engine_lang::plan::Filling;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::Mapper;
use crate::here::Here;
use crate::request::plain_text;

impl Mapper<'_> {
    pub(super) fn table(
        &mut self,
        filling: &Filling,
        from: &Filling,
        entries: &IndexMap<String, Option<Value>>,
        otherwise: Option<&Value>,
        kept: Option<&Filling>,
        here: Here<'_>,
    ) -> Option<Value> {
        let theirs = self.filling(from, here)?;
        let ours = match entries.get(&plain_text(&theirs)) {
            Some(ours) => ours.clone(),
            None => {
                self.problem(filling, format!("the table does not have {}", word(&theirs)));
                otherwise.cloned()
            }
        };
        let Some(kept) = kept else { return ours };
        let kept = self.filling(kept, here);
        let mut pair = Map::new();
        pair.insert("value".to_owned(), ours.unwrap_or(Value::Null));
        pair.insert("source_value".to_owned(), kept.unwrap_or(Value::Null));
        Some(Value::Object(pair))
    }
}
