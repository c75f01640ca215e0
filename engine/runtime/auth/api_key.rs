//! A key in a header or in the query.

use engine_lang::plan::KeyPlace;

use super::Authorization;
use crate::secret::Secret;

pub fn authorization(place: KeyPlace, name: &str, key: Secret) -> Authorization {
    match place {
        KeyPlace::Header => Authorization::Header(name.to_owned(), key),
        KeyPlace::Query => Authorization::Query(name.to_owned(), key),
    }
}
