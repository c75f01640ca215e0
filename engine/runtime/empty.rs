//! Answers without a list, which stand for an empty one if the connector says so: only if all else that they have is known,
//! and says nothing of records.

use engine_lang::conversion::word;
use engine_lang::expression::path_to;
use engine_lang::plan::Operation;
use engine_lang::unread::strange;
use serde_json::Value;

use crate::error::{ErrorKind, RunError};
use crate::page::Next;

/// Whether nothing but the list is missing in an answer, and the schema says that it may be; otherwise why not.
pub fn is_without_list(operation: &Operation, body: &Value) -> Result<(), String> {
    let names = operation.records.value.names();
    let place = |count: usize| path_to("$", names.iter().take(count).map(String::as_str));
    let mut at = body;
    for (depth, (holder, name)) in operation.empty.way.iter().zip(&names).enumerate() {
        let Some(object) = at.as_object() else { return Err(format!("`{}` is {}", place(depth), word(at))) };
        if let Some(missing) = holder.members.required.iter().find(|name| !object.contains_key(*name)) {
            return Err(format!("`{}` has no `{missing}`, which is always there by its schema", place(depth)));
        }
        if holder.members.are_strange_to(at) {
            return Err(format!("`{}` has nothing of its schema", place(depth)));
        }
        match object.get(name).filter(|next| !next.is_null()) {
            Some(next) => at = next,
            None if !holder.may_lack_next => return Err(format!("`{}` is never null by its schema", place(depth + 1))),
            None => {
                return match strange(operation, body).first() {
                    None => Ok(()),
                    Some(other) => Err(format!("the answer has `{other}`, which no schema has: it may be the list")),
                };
            }
        }
    }
    Err(format!("`{}` is {}", place(names.len()), word(at)))
}

/// What follows an answer without a list: the end, or the answer says more than nothing.
pub fn ends(following: Next) -> Result<Next, RunError> {
    let why = match following {
        Next::End => return Ok(Next::End),
        Next::Unknown(why) => why,
        Next::Set(..) | Next::Go(_) => "it leads on to a next page".to_owned(),
    };
    let message = "the answer has no list, which stands for an empty one, and says that there is more";
    Err(RunError::new(ErrorKind::Answer, message).note("why", why))
}
