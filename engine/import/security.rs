//! How a request shows who asks: the first way in that the document names, and notes of all others.

use std::collections::BTreeSet;

use engine_lang::WayIn;
use serde_json::{Map, Value};

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::place::Place;
use crate::shape::Converter;

/// A way in, and the name of the scheme that it is.
#[derive(Debug, Default)]
pub struct Access {
    /// The scheme's name in the document.
    pub scheme: Option<String>,
    /// What is sent.
    pub way: Way,
    /// The ways in that the document asks for; all that it describes, if it asks for none.
    asked: Vec<Way>,
}

/// What is sent with a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Nothing.
    #[default]
    None,
    /// A user name and a password.
    Basic,
    /// A token.
    Bearer,
    /// A key, in a header or in the query, under a name.
    ApiKey(String, String),
}

impl Access {
    /// What a connector's own way in is compared with.
    pub fn ways(&self) -> Vec<WayIn> {
        let ways = self.asked.iter().chain(std::iter::once(&self.way)).filter_map(|way| match way {
            Way::None => None,
            Way::Basic => Some(WayIn::Basic),
            Way::Bearer => Some(WayIn::Bearer),
            Way::ApiKey(place, name) => Some(WayIn::Key(place.clone(), name.clone())),
        });
        ways.fold(Vec::new(), |mut all, way| {
            if !all.contains(&way) {
                all.push(way);
            }
            all
        })
    }

    /// Whether the header `Authorization` is the connector's own.
    pub fn authorizes(&self) -> bool {
        matches!(&self.way, Way::Basic | Way::Bearer) || self.sends("header", "Authorization")
    }

    /// Whether a parameter of this place and name is what the connector's `auth` sends.
    pub fn sends(&self, place: &str, name: &str) -> bool {
        match &self.way {
            Way::ApiKey(own, key) => own == place && key.eq_ignore_ascii_case(name),
            _ => false,
        }
    }
}

/// The way in for the operations.
pub fn read(document: &Document, places: &[Place], converter: &mut Converter<'_>) -> Result<Access, ImportError> {
    let schemes = document.at("#/components/securitySchemes").as_object();
    let own = || places.iter().find_map(|place| first(&document.at(&place.pointer)["security"]));
    let required = first(&document.at("#")["security"]).or_else(own);
    let name = match required {
        Some(required) => required.keys().next().cloned(),
        None => schemes.and_then(|schemes| schemes.keys().next()).cloned(),
    };
    let Some(name) = name else { return by_parameter(document, places, converter) };
    for other in required.into_iter().flat_map(Map::keys).skip(1) {
        converter.note(format!(
            "#/security asks for `{other}` beside `{name}`, and a connector sends one: add `{other}` by hand, or ask the provider"
        ));
    }
    let others = schemes.into_iter().flatten().map(|(other, _)| other);
    let is_other = |other: &&String| **other != name && required.is_none_or(|required| !required.contains_key(*other));
    let others: Vec<String> = others.filter(is_other).map(|other| format!("`{other}`")).collect();
    if !others.is_empty() {
        converter.note(format!(
            "#/components/securitySchemes has {} beside `{name}`, which is taken; look at `auth`",
            others.join(", ")
        ));
    }
    let asked = asked(document, places)?;
    let access = Access { way: way(document, &name, converter)?, scheme: Some(name), asked };
    differing(document, places, &access, converter);
    Ok(access)
}

/// The ways in that requirements name, of the document or of operations; all that are described, if none does.
fn asked(document: &Document, places: &[Place]) -> Result<Vec<Way>, ImportError> {
    let own = places.iter().map(|place| &document.at(&place.pointer)["security"]);
    let required = std::iter::once(&document.at("#")["security"]).chain(own).filter_map(Value::as_array).flatten();
    let mut names: BTreeSet<&String> = required.filter_map(Value::as_object).flat_map(Map::keys).collect();
    if names.is_empty() {
        names.extend(document.at("#/components/securitySchemes").as_object().into_iter().flat_map(Map::keys));
    }
    names.into_iter().map(|name| Ok(known_way(document, name)?.unwrap_or_default())).collect()
}

/// The way in of a document that names none, and has the credential as a parameter.
fn by_parameter(document: &Document, places: &[Place], converter: &mut Converter<'_>) -> Result<Access, ImportError> {
    for place in places {
        for list in [format!("{}/parameters", place.item()), format!("{}/parameters", place.pointer)] {
            for index in 0..document.at(&list).as_array().map_or(0, Vec::len) {
                let pointer = document.follow(&format!("{list}/{index}"))?;
                let parameter = document.at(&pointer);
                let is_own = |name: &str| name.eq_ignore_ascii_case("authorization");
                if parameter["in"] == "header" && parameter["name"].as_str().is_some_and(is_own) {
                    converter.note(format!(
                        "{pointer}: the document names no way in, and the header `Authorization` is taken for it, as it is: look at `auth`"
                    ));
                    let way = Way::ApiKey("header".to_owned(), "Authorization".to_owned());
                    return Ok(Access { scheme: None, way, asked: Vec::new() });
                }
            }
        }
    }
    Ok(Access::default())
}

/// The first alternative that asks for something.
fn first(security: &Value) -> Option<&Map<String, Value>> {
    security.as_array()?.iter().filter_map(Value::as_object).find(|required| !required.is_empty())
}

/// The way in of a scheme; what a connector does not do by itself, or not at all, is noted.
fn way(document: &Document, name: &str, converter: &mut Converter<'_>) -> Result<Way, ImportError> {
    let pointer = format!("#/components/securitySchemes/{}", escaped(name));
    let scheme = document.at(&document.follow(&pointer)?);
    let word = |key: &str| scheme[key].as_str().unwrap_or("");
    if let kind @ ("oauth2" | "openIdConnect") = word("type") {
        converter.note(format!(
            "{pointer} is `{kind}`: a token is sent, and how it is fetched was left out; look at `auth`"
        ));
    }
    let Some(way) = known_way(document, name)? else {
        let scheme = word("scheme").to_lowercase();
        let what = [word("type"), word("in"), &scheme].into_iter().filter(|word| !word.is_empty());
        let what = what.collect::<Vec<_>>().join(", ");
        converter.note(format!(
            "{pointer} ({what}) is no way in that a connector knows: `auth` is `none`, and requests will be refused"
        ));
        return Ok(Way::None);
    };
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
        let has = |required: &Value| access.scheme.as_ref().is_some_and(|scheme| required.get(scheme).is_some());
        let names = alternatives.iter().filter_map(Value::as_object);
        let names: Vec<String> = names
            .map(|required| required.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and "))
            .collect();
        let only = |required: &Value| has(required) && required.as_object().is_some_and(|required| required.len() == 1);
        if alternatives.iter().all(|required| required.as_object().is_some_and(Map::is_empty)) {
            converter.tell("the operation asks for no credential, and gets one; look at `auth`", &pointer);
        } else if !alternatives.iter().any(only) {
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
        let scheme = access.scheme.as_deref()?;
        security.as_array()?.iter().filter_map(Value::as_object).find(|required| required.contains_key(scheme))
    };
    let named = met().or_else(|| first(security)).into_iter().flatten();
    let named = named.flat_map(|(_, scopes)| scopes.as_array().into_iter().flatten());
    let told = own["x-scopes"].as_array();
    let scopes: Vec<&Value> = told.map_or_else(|| named.collect(), |told| told.iter().collect());
    scopes.into_iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
