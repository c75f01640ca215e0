//! Where operations stand in a document, and which of them are imported.

use std::collections::BTreeMap;

use engine_lang::request_line;

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::names::kebab;
use crate::shape::Converter;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head"];
/// Methods that a connector does not send.
const OTHERS: &[&str] = &["options", "trace", "query"];

/// Where an operation stands in the document.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its pointer.
    pub pointer: String,
    /// The HTTP method in small letters.
    pub method: &'static str,
    /// The path that it is reached at.
    pub path: String,
}

impl Place {
    /// The document's name for the operation, or else its request line.
    pub fn id(&self, document: &Document) -> String {
        let id = document.at(&self.pointer)["operationId"].as_str();
        id.map_or_else(|| format!("{} {}", self.method, self.path), str::to_owned)
    }

    /// The pointers of the parameters of its path, and then of its own: where both have one, its own counts.
    pub fn parameters(&self, document: &Document) -> Result<Vec<String>, ImportError> {
        let lists = [format!("{}/parameters", self.item()), format!("{}/parameters", self.pointer)];
        let places = lists.iter().flat_map(|list| {
            let count = document.at(list).as_array().map_or(0, Vec::len);
            (0..count).map(move |index| format!("{list}/{index}"))
        });
        places.map(|place| document.follow(&place)).collect()
    }

    /// The pointer of the path item that it stands in.
    pub fn item(&self) -> &str {
        self.pointer.rsplit_once('/').map_or("", |(item, _)| item)
    }
}

/// The operations that are named by id, name or path; all of them if none is named.
pub fn choose(
    document: &Document,
    wanted: &[String],
    converter: &mut Converter<'_>,
) -> Result<Vec<Place>, ImportError> {
    let mut all = Vec::new();
    for path in document.at("#/paths").as_object().into_iter().flat_map(|paths| paths.keys()) {
        let own = format!("#/paths/{}", escaped(path));
        let target = document.follow(&own)?;
        let items = if target == own { vec![own] } else { vec![own, target] };
        for method in METHODS {
            let pointers = items.iter().map(|item| format!("{item}/{method}"));
            let pointer = pointers.into_iter().find(|pointer| document.at(pointer).is_object());
            if let Some(pointer) = pointer.filter(|pointer| document.at(pointer)["x-ignore"] != true) {
                all.push(Place { pointer, method, path: path.clone() });
            }
        }
        for (method, item) in OTHERS.iter().flat_map(|method| items.iter().map(move |item| (method, item))) {
            if document.at(&format!("{item}/{method}")).is_object() {
                converter.note(format!(
                    "{item}/{method} was left out: a connector does not send `{}`",
                    method.to_uppercase()
                ));
            }
        }
    }
    let is = |place: &Place, name: &String| {
        let id = document.at(&place.pointer)["operationId"].as_str().unwrap_or("");
        id == name || kebab(id) == *name || place.path.trim_matches('/') == name.trim_matches('/')
    };
    if let Some(unknown) = wanted.iter().find(|name| !all.iter().any(|place| is(place, name))) {
        let error = document.error("#/paths", format!("there is no operation `{unknown}`"));
        return Err(error.help("operations are named by `operationId` or by path"));
    }
    all.retain(|place| wanted.is_empty() || wanted.iter().any(|name| is(place, name)));
    tell_of_twins(&all, converter);
    Ok(all)
}

/// Notes operations whose addresses differ in the names of their parameters only, so that one of them is not reached.
fn tell_of_twins(places: &[Place], converter: &mut Converter<'_>) {
    let mut known: BTreeMap<String, &Place> = BTreeMap::new();
    for place in places {
        if let Some(first) = known.insert(request_line(place.method, &place.path), place) {
            converter.note(format!(
                "{} has the address of {}, with other names: a server takes them for one",
                place.pointer, first.pointer
            ));
        }
    }
}
