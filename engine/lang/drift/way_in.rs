//! How requests show who asks: the connector's way beside those that a newer document describes.

use crate::definition::{Definition, KeyPlace};
use crate::diagnostic::{Code, Diagnostic};

/// A way in that a document describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayIn {
    /// A user name and a password.
    Basic,
    /// A token.
    Bearer,
    /// A key, in a `header` or in the `query`, under a name.
    Key(String, String),
}

impl WayIn {
    /// The header that it goes into.
    fn header(&self) -> Option<&str> {
        match self {
            WayIn::Basic | WayIn::Bearer => Some("Authorization"),
            WayIn::Key(place, name) => Some(name.as_str()).filter(|_| place == "header"),
        }
    }

    /// Whether both can be the same; a key in `Authorization` can be any of its schemes.
    fn is_like(&self, other: &WayIn) -> bool {
        let key = |way: &WayIn| matches!(way, WayIn::Key(..));
        let is_header = |one: &str| other.header().is_some_and(|other| other.eq_ignore_ascii_case(one));
        self == other || (key(self) || key(other)) && self.header().is_some_and(is_header)
    }
}

impl std::fmt::Display for WayIn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WayIn::Basic => formatter.write_str("`basic`"),
            WayIn::Bearer => formatter.write_str("`bearer`"),
            WayIn::Key(place, name) => write!(formatter, "the key `{name}` in the {place}"),
        }
    }
}

/// Tells if the document describes ways in, and the connector's is none of them.
pub fn compare(definition: &Definition, ways: &[WayIn]) -> Option<Diagnostic> {
    let auth = &definition.connector.auth;
    let own = match (&auth.value.basic, &auth.value.bearer, &auth.value.api_key) {
        (Some(_), ..) => Some(WayIn::Basic),
        (_, Some(_), _) => Some(WayIn::Bearer),
        (.., Some(key)) => {
            let place = match key.value.place.value {
                KeyPlace::Header => "header",
                KeyPlace::Query => "query",
            };
            Some(WayIn::Key(place.to_owned(), key.value.name.value.clone()))
        }
        _ => None,
    };
    if ways.is_empty() || own.as_ref().is_some_and(|own| ways.iter().any(|way| way.is_like(own))) {
        return None;
    }
    let ours = own.map_or("`none`".to_owned(), |own| own.to_string());
    let theirs: Vec<String> = ways.iter().map(WayIn::to_string).collect();
    let message = format!(
        "the provider's document says otherwise of `auth`: it is {ours}, and asked for is {}",
        theirs.join(" or ")
    );
    let help = "change `auth`, or correct the document's `securitySchemes` in the overlay if it is right";
    Some(Diagnostic::warning(Code::SchemaDrift, definition.nodes.key_span(auth.node), message).help(help))
}
