//! The kinds of JSON that inputs are sent as.

use crate::definition::InputType;
use crate::schema::Kinds;

/// The kinds of JSON that an input is sent as.
pub(super) fn kinds(input: InputType) -> Kinds {
    match input {
        InputType::String | InputType::Date | InputType::DateTime => Kinds::STRING,
        InputType::Integer => Kinds::INTEGER.with(Kinds::NUMBER),
        InputType::Number => Kinds::NUMBER,
        InputType::Boolean => Kinds::BOOLEAN,
        InputType::Array => Kinds::ARRAY,
        InputType::Object => Kinds::OBJECT,
    }
}
