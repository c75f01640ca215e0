//! What a request carries in its body: named members, or one value.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Member, Members, Place, described, is_size, number, tell_of_others};
use crate::ImportError;
use crate::document::{Document, escaped};
use crate::given::Given;
use crate::secret::{is_hidden, is_key};
use crate::shape::Converter;

/// The members of the body, or of every form that it can have; what only some forms need is not required.
pub fn body(
    document: &Document,
    body: &str,
    needed: bool,
    converter: &mut Converter<'_>,
) -> Result<Members, ImportError> {
    let whole = converter.whole(body)?;
    let mut forms = converter.forms(&whole)?;
    // `properties` says nothing of a list.
    for form in forms.iter_mut().filter(|form| form["type"] == "array") {
        form.as_object_mut().map(|form| form.remove("properties"));
    }
    let has_members = |form: &Value| form["properties"].as_object().is_some_and(|members| !members.is_empty());
    let is_empty = |form: &Value| form["properties"].is_object() && form.get("additionalProperties").is_none();
    if !forms.iter().any(has_members) {
        return if forms.iter().all(is_empty) {
            Ok(Ok(Vec::new()))
        } else {
            whole_body(&whole, body, needed, converter)
        };
    }
    if forms.iter().any(|form| form.get("additionalProperties").is_some() || !has_members(form) && !is_empty(form)) {
        converter.note(format!(
            "{body} takes more than its named members, and only these became inputs: send others by hand"
        ));
    }
    let hidden = read_only(document, body, converter)?;
    let hides = members_that(is_hidden, document, body, converter)?;
    let needs: Vec<BTreeSet<&str>> = forms
        .iter()
        .map(|form| form["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect())
        .collect();
    let raw = document.at(&document.follow_schema(body)?)["properties"].clone();
    let mut shapes: Map<String, Value> = Map::new();
    for (name, shape) in forms.iter().flat_map(|form| form["properties"].as_object().into_iter().flatten()) {
        let all = shapes.entry(name.clone()).or_insert_with(|| json!({ "anyOf": [] }));
        if let Some(all) = all["anyOf"].as_array_mut().filter(|all| !all.contains(shape)) {
            all.push(shape.clone());
        }
    }
    let mut members: Vec<Member> = Vec::new();
    for (name, shape) in shapes.into_iter().filter(|(name, _)| !hidden.contains(name)) {
        let mut given = Given::of(&shape, converter)?;
        let is_object = given.kind == Some("object");
        given.kind = given.kind.or(Some("object"));
        tell_of_others(&given, &format!("`{name}` ({body})"), converter);
        let own = &raw[name.as_str()];
        let described = described([own, &Value::Null]);
        members.push(Member {
            place: Place::Body,
            is_secret: given.can_be_secret() && (hides.contains(&name) || is_key(&name)),
            is_object,
            required: needs.iter().all(|needs| needs.contains(name.as_str())),
            most: own["maximum"].as_u64(),
            size: number(own, ["maximum", "default"]).filter(|size| is_size(*size)),
            first: own["default"].as_u64().or(described).or(own["minimum"].as_u64()),
            described,
            default: own["default"].as_u64(),
            joined: None,
            name,
            given,
        });
    }
    Ok(Ok(members))
}

/// A body without members of its own is given as a whole.
fn whole_body(shape: &Value, body: &str, needed: bool, converter: &mut Converter<'_>) -> Result<Members, ImportError> {
    let mut given = Given::of(shape, converter)?;
    given.kind = given.kind.or(Some("object"));
    if given.items.as_ref().is_some_and(|items| items.kind == Some("array")) {
        return Ok(Err(format!("its body is a list of lists ({body})")));
    }
    tell_of_others(&given, &format!("the body ({body})"), converter);
    let required = needed || given.kind != Some("object");
    let (place, name) = (Place::WholeBody, "body".to_owned());
    Ok(Ok(vec![Member {
        place,
        name,
        given,
        is_object: false,
        is_secret: false,
        required,
        joined: None,
        most: None,
        size: None,
        first: None,
        described: None,
        default: None,
    }]))
}

/// The members of a schema that a provider sends and does not take.
pub fn read_only(
    document: &Document,
    pointer: &str,
    converter: &mut Converter<'_>,
) -> Result<BTreeSet<String>, ImportError> {
    members_that(|schema| schema["readOnly"] == true, document, pointer, converter)
}

/// The members of a schema of which it or what it refers to says something.
fn members_that(
    says: fn(&Value) -> bool,
    document: &Document,
    pointer: &str,
    converter: &mut Converter<'_>,
) -> Result<BTreeSet<String>, ImportError> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![document.follow_schema(pointer)?];
    while let Some(part) = open.pop() {
        if !seen.insert(part.clone()) {
            continue;
        }
        converter.spend(1)?;
        for name in document.at(&part)["properties"].as_object().into_iter().flat_map(Map::keys) {
            let own = format!("{part}/properties/{}", escaped(name));
            if says(document.at(&document.follow_schema(&own)?)) || says(document.at(&own)) {
                found.insert(name.clone());
            }
        }
        open.extend(document.parts(&part)?);
    }
    Ok(found)
}
