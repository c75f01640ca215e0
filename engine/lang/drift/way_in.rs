//! How requests show who asks: the connector's way beside those that a newer document describes.

use crate::definition::{Auth, Definition, KeyPlace};
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

/// Tells if the document describes ways in, and the connector sends all of none of them.
pub fn compare(definition: &Definition, ways: &[Vec<WayIn>]) -> Option<Diagnostic> {
    let auth = &definition.connector.auth;
    let own: Vec<WayIn> = auth.value.all().into_iter().filter_map(way_in).collect();
    let is_sent = |way: &WayIn| own.iter().any(|own| own.is_like(way));
    if ways.is_empty() || ways.iter().any(|all| all.iter().all(is_sent)) {
        return None;
    }
    let ours = if own.is_empty() { "`none`".to_owned() } else { joined(&own) };
    let theirs: Vec<String> = ways.iter().map(|all| joined(all)).collect();
    let message = format!(
        "the provider's document says otherwise of `auth`: it is {ours}, and asked for is {}",
        theirs.join(" or ")
    );
    let help = "change `auth`, or correct the document's `securitySchemes` in the overlay if it is right";
    Some(Diagnostic::warning(Code::SchemaDrift, definition.nodes.key_span(auth.node), message).help(help))
}

fn way_in(auth: &Auth) -> Option<WayIn> {
    match auth {
        Auth { basic: Some(_), .. } => Some(WayIn::Basic),
        Auth { bearer: Some(_), .. } => Some(WayIn::Bearer),
        Auth { api_key: Some(key), .. } => {
            let place = match key.value.place.value {
                KeyPlace::Header => "header",
                KeyPlace::Query => "query",
            };
            Some(WayIn::Key(place.to_owned(), key.value.name.value.clone()))
        }
        _ => None,
    }
}

fn joined(ways: &[WayIn]) -> String {
    ways.iter().map(WayIn::to_string).collect::<Vec<_>>().join(" and ")
}
