//! How a request shows who asks: the first requirement that the document names, with all that it asks for, and notes
//! of all others.

use std::collections::{BTreeMap, BTreeSet};

use engine_lang::WayIn;
use serde_json::{Map, Value};

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::place::Place;
use crate::secret::is_key;
use crate::shape::Converter;

/// What requests show, and the names of the schemes that it is.
#[derive(Debug, Default)]
pub struct Access {
    /// The schemes' names in the document.
    pub schemes: Vec<String>,
    /// What is sent: all of it.
    pub ways: Vec<Sent>,
    /// The ways in that the document asks for, each of them all that is sent at once; all that it describes, if it asks
    /// for none.
    asked: Vec<Vec<Way>>,
}

/// A way in, under the name that it has in the document.
#[derive(Debug)]
pub struct Sent {
    /// The scheme's name, or the parameter's.
    pub name: String,
    /// What is sent.
    pub way: Way,
}

/// What is sent with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A user name and a password.
    Basic,
    /// A token.
    Bearer,
    /// A key, in a header or in the query, under a name.
    ApiKey(String, String),
}

impl Access {
    /// What a connector's own ways in are compared with.
    pub fn ways_in(&self) -> Vec<Vec<WayIn>> {
        let one = |way: &Way| match way {
            Way::Basic => WayIn::Basic,
            Way::Bearer => WayIn::Bearer,
            Way::ApiKey(place, name) => WayIn::Key(place.clone(), name.clone()),
        };
        let own: Vec<Way> = self.ways.iter().map(|sent| sent.way.clone()).collect();
        let all = self.asked.iter().chain(std::iter::once(&own)).filter(|ways| !ways.is_empty());
        let all = all.map(|ways| ways.iter().map(one).collect::<Vec<WayIn>>());
        all.fold(Vec::new(), |mut all, ways| {
            if !all.contains(&ways) {
                all.push(ways);
            }
            all
        })
    }

    /// Whether the header `Authorization` is the connector's own.
    pub fn authorizes(&self) -> bool {
        self.sends("header", "Authorization")
    }

    /// Whether a parameter of this place and name is what the connector's `auth` sends.
    pub fn sends(&self, place: &str, name: &str) -> bool {
        self.ways.iter().any(|sent| sent.way.is_at(place, name))
    }
}

impl Way {
    /// Where it is sent, and under which name.
    fn place(&self) -> (&str, &str) {
        match self {
            Way::Basic | Way::Bearer => ("header", "Authorization"),
            Way::ApiKey(place, name) => (place, name),
        }
    }

    fn is_at(&self, place: &str, name: &str) -> bool {
        let (own, key) = self.place();
        own == place && key.eq_ignore_ascii_case(name)
    }
}

/// The way in for the operations.
pub fn read(document: &Document, places: &[Place], converter: &mut Converter<'_>) -> Result<Access, ImportError> {
    let schemes = document.at("#/components/securitySchemes").as_object();
    let own = || places.iter().find_map(|place| first(&document.at(&place.pointer)["security"]));
    let required = first(&document.at("#")["security"]).or_else(own);
    let names: Vec<String> = match required {
        Some(required) => required.keys().cloned().collect(),
        None => schemes.and_then(|schemes| schemes.keys().next()).into_iter().cloned().collect(),
    };
    if names.is_empty() {
        return by_parameter(document, places, converter);
    }
    let others = schemes.into_iter().flatten().map(|(other, _)| other).filter(|other| !names.contains(other));
    let others: Vec<String> = others.map(|other| format!("`{other}`")).collect();
    if !others.is_empty() {
        let taken: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        converter.note(format!(
            "#/components/securitySchemes has {} beside {}, which {} taken; look at `auth`",
            others.join(", "),
            taken.join(" and "),
            if taken.len() == 1 { "is" } else { "are" }
        ));
    }
    let mut access = Access { schemes: Vec::new(), ways: Vec::new(), asked: asked(document, places)? };
    for name in names {
        let Some(way) = way(document, &name, converter)? else { continue };
        let (place, sent) = way.place();
        if access.sends(place, sent) {
            converter.note(format!(
                "`{name}` is asked for beside others, and goes into `{sent}` as one before it does: it was left out; look at `auth`"
            ));
            continue;
        }
        access.schemes.push(name.clone());
        access.ways.push(Sent { name, way });
    }
    differing(document, places, &access, converter);
    Ok(access)
}

/// What requirements name, of the document or of operations, each with all that it asks for at once; all that are
/// described, if none does.
fn asked(document: &Document, places: &[Place]) -> Result<Vec<Vec<Way>>, ImportError> {
    let own = places.iter().map(|place| &document.at(&place.pointer)["security"]);
    let required = std::iter::once(&document.at("#")["security"]).chain(own).filter_map(Value::as_array).flatten();
    let required = required.filter_map(Value::as_object).map(|all| all.keys().collect::<Vec<&String>>());
    let mut asked: BTreeSet<Vec<&String>> = required.filter(|all| !all.is_empty()).collect();
    if asked.is_empty() {
        let schemes = document.at("#/components/securitySchemes").as_object();
        asked.extend(schemes.into_iter().flat_map(Map::keys).map(|name| vec![name]));
    }
    let known = |names: Vec<&String>| -> Result<Vec<Way>, ImportError> {
        let ways: Result<Vec<_>, _> = names.into_iter().map(|name| known_way(document, name)).collect();
        Ok(ways?.into_iter().flatten().collect())
    };
    asked.into_iter().map(known).collect()
}

/// The way in of a document that names none, and has credentials as parameters: `Authorization`, and keys that nearly
/// every operation needs.
fn by_parameter(document: &Document, places: &[Place], converter: &mut Converter<'_>) -> Result<Access, ImportError> {
    // Where each is first, and the operations that need it.
    let mut found: BTreeMap<(String, String), (String, BTreeSet<&str>)> = BTreeMap::new();
    for place in places {
        for pointer in place.parameters(document)? {
            let word = |key: &str| document.at(&pointer)[key].as_str().unwrap_or("").to_owned();
            let (sent, name) = (word("in"), word("name"));
            let is_own = sent == "header" && name.eq_ignore_ascii_case("authorization");
            let is_key = matches!(sent.as_str(), "header" | "query") && is_key(&name);
            if is_own || is_key && document.at(&pointer)["required"] == true {
                let name = if sent == "header" { name.to_lowercase() } else { name };
                let needing = found.entry((sent, name)).or_insert((pointer, BTreeSet::new()));
                needing.1.insert(&place.pointer);
            }
        }
    }
    let mut access = Access::default();
    for ((sent, lower), (pointer, needing)) in found {
        let name = document.at(&pointer)["name"].as_str().unwrap_or("").to_owned();
        if lower == "authorization" || needing.len() * 5 >= places.len() * 4 {
            let what = if sent == "header" { "header" } else { "query parameter" };
            converter.note(format!(
                "{pointer}: the document names no way in, and the {what} `{name}` is taken for it, as it is: look at `auth`"
            ));
            access.ways.push(Sent { way: Way::ApiKey(sent, name.clone()), name });
        }
    }
    Ok(access)
}

/// The first alternative that asks for something.
fn first(security: &Value) -> Option<&Map<String, Value>> {
    security.as_array()?.iter().filter_map(Value::as_object).find(|required| !required.is_empty())
}

/// The way in of a scheme; what a connector does not do by itself, or not at all, is noted.
fn way(document: &Document, name: &str, converter: &mut Converter<'_>) -> Result<Option<Way>, ImportError> {
    let pointer = format!("#/components/securitySchemes/{}", escaped(name));
    let scheme = document.at(&document.follow(&pointer)?);
    let word = |key: &str| scheme[key].as_str().unwrap_or("");
    if let kind @ ("oauth2" | "openIdConnect") = word("type") {
        converter.note(format!(
            "{pointer} is `{kind}`: a token is sent, and a connector neither fetches nor renews one: give one that was fetched elsewhere; look at `auth`"
        ));
    }
    let way = known_way(document, name)?;
    if way.is_none() {
        let scheme = word("scheme").to_lowercase();
        let what = [word("type"), word("in"), &scheme].into_iter().filter(|word| !word.is_empty());
        let what = what.collect::<Vec<_>>().join(", ");
        converter.note(format!(
            "{pointer} ({what}) is no way in that a connector knows: `auth` does without it, and requests will be refused"
        ));
    }
    Ok(way)
}

/// The way in of a scheme, if a connector knows it.
fn known_way(document: &Document, name: &str) -> Result<Option<Way>, ImportError> {
    let scheme = document.at(&document.follow(&format!("#/components/securitySchemes/{}", escaped(name)))?);
    let word = |key: &str| scheme[key].as_str().unwrap_or("").to_owned();
    Ok(match (word("type").as_str(), word("scheme").to_lowercase().as_str(), word("in").as_str()) {
        ("http", "basic", _) => Some(Way::Basic),
        ("http", "bearer", _) | ("oauth2" | "openIdConnect", ..) => Some(Way::Bearer),
        ("apiKey", _, place @ ("header" | "query")) => Some(Way::ApiKey(place.to_owned(), word("name"))),
        _ => None,
    })
}

/// Notes the operations that ask for something else.
fn differing(document: &Document, places: &[Place], access: &Access, converter: &mut Converter<'_>) {
    for place in places {
        let pointer = format!("{}/security", place.pointer);
        let Some(alternatives) = document.at(&place.pointer)["security"].as_array() else { continue };
        let names = alternatives.iter().filter_map(Value::as_object);
        let names: Vec<String> = names
            .map(|required| required.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and "))
            .collect();
        let sent = |required: &Map<String, Value>| required.keys().all(|name| access.schemes.contains(name));
        let sent = |required: &Value| required.as_object().is_some_and(|all| !all.is_empty() && sent(all));
        if alternatives.iter().all(|required| required.as_object().is_some_and(Map::is_empty)) {
            converter.tell("the operation asks for no credential, and gets one; look at `auth`", &pointer);
        } else if !alternatives.iter().any(sent) {
            let names = names.join(" or ");
            let what = format!("the operation asks for {names}, which the connector does not send; look at `auth`");
            converter.tell(what, &pointer);
        }
    }
}

/// What the credential must be granted: `x-scopes`, else what the requirement names that the connector meets.
pub fn scopes(document: &Document, own: &Value, access: &Access) -> Vec<String> {
    let security = own.get("security").unwrap_or(&document.at("#")["security"]);
    let met = || {
        let is_met = |required: &&Map<String, Value>| required.keys().any(|name| access.schemes.contains(name));
        security.as_array()?.iter().filter_map(Value::as_object).find(is_met)
    };
    let named = met().or_else(|| first(security)).into_iter().flatten();
    let named = named.flat_map(|(_, scopes)| scopes.as_array().into_iter().flatten());
    let told = own["x-scopes"].as_array();
    let scopes: Vec<&Value> = told.map_or_else(|| named.collect(), |told| told.iter().collect());
    scopes.into_iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
