//! Where the records of an answer are; what is not clear is asked, and not guessed.

use std::collections::BTreeSet;

use engine_lang::expression::path_to;
use engine_lang::paging::is_about_pages;
use engine_lang::unread::is_of_no_record;
use engine_lang::vocabulary::{Meaning, plain};
use serde_json::Value;

use crate::ImportError;
use crate::names::words;
use crate::paging::Signs;
use crate::shape::Converter;

/// Where the records are.
#[derive(Debug)]
pub enum Records {
    /// At this path.
    At(String),
    /// At one of these, which a person has to choose.
    Unclear(Vec<String>),
}

/// What tells where the records of an operation are.
pub struct Answer<'a> {
    /// What messages call the operation.
    pub id: &'a str,
    /// The pointer of the answer's schema.
    pub pointer: &'a str,
    /// `x-records` of the operation, and of the document.
    pub told: [Option<&'a str>; 2],
    /// Whether it is asked for by an address that ends with a parameter, as one thing is.
    pub by_name: bool,
    /// Whether it is asked for by GET.
    pub is_read: bool,
    /// The forms that the answer can have, with their members written out.
    pub forms: &'a [Value],
    /// The words of its path.
    pub address: &'a str,
    /// What request and answer say of pages.
    pub signs: &'a Signs<'a>,
}

/// A list of objects in an answer.
struct List {
    path: String,
    name: String,
    /// The members beside it in an object of the answer.
    around: Vec<String>,
}

impl Answer<'_> {
    /// Where the records are: as `x-records` says, else the one list that can be meant, else the answer itself.
    pub fn records(&self, converter: &mut Converter<'_>) -> Result<Records, ImportError> {
        if let Some(path) = self.as_told(converter)? {
            return Ok(Records::At(path));
        }
        if self.forms.iter().any(is_list) {
            return Ok(Records::At("$[*]".to_owned()));
        }
        let lists = self.lists(converter)?;
        let main: Vec<&List> = lists.iter().filter(|list| !goes_along(&list.name)).collect();
        let containers: Vec<&&List> = main.iter().filter(|list| is_container(&list.name)).collect();
        let has_id = self.forms.iter().any(|form| form["properties"].get("id").is_some());
        let of_list = |at: &str| main.iter().any(|list| list.path.starts_with(&format!("{at}.")));
        // Beside an id, a list with pages of its own is a part of the record.
        let pages = self.signs.speak_of_pages(|at| !has_id && of_list(at));
        let named: Vec<&&List> = main.iter().filter(|list| self.is_called(&list.name)).collect();
        // One thing by its name, which has members and no list, has no pages, whatever the request takes.
        let is_one = self.by_name && self.forms.iter().any(|form| members(form).next().is_some());
        let chosen = match (main.as_slice(), containers.as_slice()) {
            // Pages of something that is no list of objects: one of them is not everything.
            ([], _) if self.signs.ask_for_pages() && self.is_read && !is_one => return Ok(self.of_anything()),
            ([], _) => return Ok(Records::At("$".to_owned())),
            // Asked for by name, with an id of its own: one thing, whatever lists it holds.
            _ if self.by_name && has_id && !pages => return Ok(Records::At("$".to_owned())),
            ([only], []) if pages || !self.by_name && !has_id && self.beside(only).is_empty() => only,
            (_, [only]) if pages || !has_id && (main.len() == 1 || !self.by_name) => only,
            ([_], [only]) if self.is_read && !self.by_name => only,
            // `/sites/{id}/users` answers with `users`, whatever stands beside them.
            _ if let [only] = named.as_slice() => only,
            _ if pages => {
                let paths = main.iter().map(|list| list.path.clone());
                return Ok(Records::Unclear(paths.chain(["$".to_owned()]).collect()));
            }
            _ => {
                let (id, pointer) = (self.id, self.pointer);
                let paths: Vec<String> = main.iter().map(|list| format!("`{}`", list.path)).collect();
                let lists = if paths.len() == 1 { "there is a list in it" } else { "there are lists in it" };
                converter.note(format!(
                    "`{id}` counts its whole answer as one record, and {lists}, {} ({pointer}): look at `records`",
                    paths.join(", ")
                ));
                return Ok(Records::At("$".to_owned()));
            }
        };
        self.tell_of_others(chosen, converter);
        Ok(Records::At(chosen.path.clone()))
    }

    /// Where `x-records` says; the document's own need not be in every answer.
    fn as_told(&self, converter: &mut Converter<'_>) -> Result<Option<String>, ImportError> {
        for told in self.told.into_iter().flatten() {
            for form in self.forms {
                if let Some(shape) = reached(form, told, converter)? {
                    return Ok(Some(format!("{told}{}", if is_list(&shape) { "[*]" } else { "" })));
                }
            }
        }
        match self.told[0] {
            Some(told) => {
                let message = format!("`x-records` of `{}` is `{told}`, which its answer does not have", self.id);
                Err(converter.document.error(self.pointer, message).help("correct `x-records` in the overlay"))
            }
            None => Ok(None),
        }
    }

    /// The lists of objects at the top of the answer, or else those one level below.
    fn lists(&self, converter: &mut Converter<'_>) -> Result<Vec<List>, ImportError> {
        let (mut top, mut below) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for (name, member) in self.forms.iter().flat_map(members) {
            if !seen.insert(name) {
                continue;
            }
            if holds_objects(member, converter)? {
                let path = path_to("$", [name.as_str()]) + "[*]";
                top.push(List { path, name: name.clone(), around: Vec::new() });
            }
            for (inner, shape) in members(member).filter(|_| member["properties"].get("id").is_none()) {
                if holds_objects(shape, converter)? {
                    let path = path_to("$", [name.as_str(), inner.as_str()]) + "[*]";
                    let around = members(member).filter(|(own, shape)| *own != inner && !is_about_answer(own, shape));
                    let around = around.map(|(own, _)| own.clone()).collect();
                    below.push(List { path, name: inner.clone(), around });
                }
            }
        }
        Ok(if top.is_empty() { below } else { top })
    }

    /// Of the lists at the top of the answer, whatever they hold, the only one; or all of them, and the answer itself.
    fn of_anything(&self) -> Records {
        let lists = self.forms.iter().flat_map(members).filter(|(_, member)| is_list(member));
        let lists: BTreeSet<&String> = lists.map(|(name, _)| name).filter(|name| !goes_along(name)).collect();
        let path = |name: &String| path_to("$", [name.as_str()]) + "[*]";
        match lists.iter().collect::<Vec<_>>().as_slice() {
            [only] if is_container(only) || self.is_called(only) => Records::At(path(only)),
            _ => Records::Unclear(lists.into_iter().map(path).chain(["$".to_owned()]).collect()),
        }
    }

    /// Whether the address ends with a name, as `/users` and `/users.json` do.
    fn is_called(&self, name: &str) -> bool {
        let last = self.address.rsplit('/').find(|part| !part.is_empty()).unwrap_or("");
        let last = last.split('.').next().unwrap_or(last);
        words(last) == words(name)
    }

    /// Notes what stands beside the records and may be wanted.
    fn tell_of_others(&self, chosen: &List, converter: &mut Converter<'_>) {
        let names: Vec<String> = self.beside(chosen).into_iter().map(|name| format!("`{name}`")).collect();
        if !names.is_empty() {
            let (id, path, pointer, names) = (self.id, &chosen.path, self.pointer, names.join(", "));
            converter.note(format!(
                "the records of `{id}` are taken to be `{path}`, and beside them stands {names} ({pointer}): look at `records`"
            ));
        }
    }

    /// The members beside a list that may be wanted: other lists, and anything beside one that need not hold records.
    fn beside<'s>(&'s self, chosen: &'s List) -> BTreeSet<&'s String> {
        let own = |name: &String| chosen.path.starts_with(&path_to("$", [name.as_str()]));
        let sure = is_container(&chosen.name);
        let beside = |(name, member): &(&String, &Value)| {
            !own(name) && !is_about_answer(name, member) && (is_list(member) || !sure)
        };
        let around = chosen.around.iter().filter(|_| !sure);
        self.forms.iter().flat_map(members).filter(beside).map(|(name, _)| name).chain(around).collect()
    }
}

/// Whether a member says something of an answer, and is of no record.
fn is_about_answer(name: &str, member: &Value) -> bool {
    is_of_no_record(name) || is_about_pages(name) && !is_list(member)
}

/// Whether a list of this name holds the records, whatever they are.
fn is_container(name: &str) -> bool {
    Meaning::Records.is_of(&plain(name))
}

/// Whether a list of this name goes along with the records.
fn goes_along(name: &str) -> bool {
    Meaning::AlongWithRecords.is_of(&plain(name))
}

/// Whether a shape is a list.
pub fn is_list(shape: &Value) -> bool {
    let is = |shape: &Value| {
        shape["type"] == "array" || shape["type"].as_array().is_some_and(|kinds| kinds.contains(&"array".into()))
    };
    is(shape) || shape["anyOf"].as_array().is_some_and(|branches| branches.iter().any(is))
}

/// Whether a shape is a list of objects, or of what may be objects.
fn holds_objects(shape: &Value, converter: &mut Converter<'_>) -> Result<bool, ImportError> {
    for form in converter.forms(shape)?.iter().filter(|form| is_list(form)) {
        for element in converter.forms(&form["items"])? {
            let says_no_kind = ["type", "enum", "const"].iter().all(|key| element.get(key).is_none());
            if says_no_kind || element["type"] == "object" || element["type"][0] == "object" {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The members of a shape, whatever forms it has.
pub fn members(shape: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let forms = shape["anyOf"].as_array().map_or_else(|| std::slice::from_ref(shape), Vec::as_slice);
    forms.iter().flat_map(|form| form["properties"].as_object().into_iter().flatten())
}

/// The shape at a path of member names, if there is one.
fn reached(shape: &Value, path: &str, converter: &mut Converter<'_>) -> Result<Option<Value>, ImportError> {
    let mut at = shape.clone();
    for name in path.trim_start_matches('$').split('.').filter(|name| !name.is_empty()) {
        let Some(member) = at["properties"].get(name).cloned() else { return Ok(None) };
        at = converter.expanded(&member)?;
    }
    Ok(Some(at))
}
