//! What a document says and a connector has no word for: told with its place, once for all places that say it.

use serde_json::{Map, Value};

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::place::Place;
use crate::security::Access;
use crate::shape::Converter;

const PATH_ITEM: &[&str] = &[
    "$ref",
    "summary",
    "description",
    "servers",
    "parameters",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
];
const OPERATION: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];
const PARAMETER: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "example",
    "examples",
    "content",
];
/// Keywords of schemas that say which values are right, and have no counterpart in schemas of connectors.
const LEFT_OUT: &[&str] = &[
    "not",
    "if",
    "patternProperties",
    "prefixItems",
    "additionalItems",
    "propertyNames",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
    "$dynamicRef",
    "$recursiveRef",
];
/// Keywords of schemas that are taken over, or are words for people and limits.
const SCHEMA: &[&str] = &[
    "$ref",
    "$id",
    "$schema",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "definitions",
    "type",
    "const",
    "enum",
    "format",
    "nullable",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "discriminator",
    "readOnly",
    "writeOnly",
    "deprecated",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "multipleOf",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "contentEncoding",
    "contentMediaType",
    // Nothing without `if`, which is told.
    "then",
    "else",
];

/// Notes what an operation says beside its request and its answers.
pub fn tell_of_operation(
    document: &Document,
    place: &Place,
    access: &Access,
    converter: &mut Converter<'_>,
) -> Result<(), ImportError> {
    let (pointer, own) = (&place.pointer, document.at(&place.pointer));
    tell_of_unknown(document.at(place.item()), PATH_ITEM, place.item(), converter);
    tell_of_unknown(own, OPERATION, pointer, converter);
    if own["callbacks"].as_object().is_some_and(|callbacks| !callbacks.is_empty()) {
        converter.tell("`callbacks` were left out: write `events` for what the provider sends by itself", pointer);
    }
    if own["deprecated"] == true {
        converter.tell("the operation is deprecated, and was imported all the same", pointer);
    }
    for pointer in place.parameters(document)? {
        tell_of_parameter(document.at(&pointer), &pointer, access, converter);
    }
    Ok(())
}

fn tell_of_parameter(parameter: &Value, pointer: &str, access: &Access, converter: &mut Converter<'_>) {
    tell_of_unknown(parameter, PARAMETER, pointer, converter);
    for (key, means) in [
        ("deprecated", "the parameter is deprecated, and became an input all the same"),
        ("allowReserved", "`allowReserved` has no counterpart: reserved characters are sent percent-encoded"),
        ("allowEmptyValue", "`allowEmptyValue` has no counterpart: a parameter without a value is not sent"),
    ] {
        if parameter[key] == true {
            converter.tell(means, pointer);
        }
    }
    // These three are no parameters by OpenAPI's own rule; what says who asks is the credential's.
    let name = parameter["name"].as_str().filter(|_| parameter["in"] == "header").unwrap_or("");
    match name.to_lowercase().as_str() {
        "accept" | "content-type" => {
            converter
                .tell(format!("the header `{name}` became no input: write it under `headers` if it matters"), pointer);
        }
        "content-length" | "host" | "connection" | "transfer-encoding" => {
            converter.tell(format!("the header `{name}` became no input: the HTTP client writes it"), pointer);
        }
        "authorization" if !access.authorizes() => {
            converter.tell("the header `Authorization` is sent by no way in that is taken: look at `auth`", pointer);
        }
        _ => {}
    }
}

/// Notes what the document says beside its operations.
pub fn tell_of_document(document: &Document, converter: &mut Converter<'_>) {
    for name in document.at("#/webhooks").as_object().into_iter().flat_map(|webhooks| webhooks.keys()) {
        let what = "webhooks were left out: write `webhooks` and `events` for what the provider sends by itself";
        converter.tell(what, &format!("#/webhooks/{}", escaped(name)));
    }
}

/// Notes the keywords of a schema that are not taken over.
pub fn tell_of_schema(schema: &Map<String, Value>, pointer: &str, converter: &mut Converter<'_>) {
    for (keyword, value) in schema {
        // What allows nothing more than is described is what a connector takes for granted.
        let is_usual =
            value == false && keyword.starts_with("unevaluated") || keyword == "additionalItems" && value.is_boolean();
        if LEFT_OUT.contains(&keyword.as_str()) && !is_usual {
            converter.note(format!("`{keyword}` at {pointer} has no counterpart and was left out"));
        } else if !LEFT_OUT.contains(&keyword.as_str())
            && !SCHEMA.contains(&keyword.as_str())
            && !keyword.starts_with("x-")
        {
            converter.note(format!("`{keyword}` at {pointer} is no keyword that is known, and was left out"));
        }
    }
}

fn tell_of_unknown(value: &Value, known: &[&str], pointer: &str, converter: &mut Converter<'_>) {
    for key in value.as_object().into_iter().flat_map(|object| object.keys()) {
        if !known.contains(&key.as_str()) && !key.starts_with("x-") {
            converter.tell(format!("`{key}` is no word that is known, and was left out"), pointer);
        }
    }
}
