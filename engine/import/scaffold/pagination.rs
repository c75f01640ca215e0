//! How a list goes on, as far as the names in the provider's schemas tell.

use engine_lang::paging::{Asked, Told, asked, told};
use serde_json::Value;

use super::flow;
use crate::names::path;
use crate::operation::Operation;
use crate::records::members;
use crate::request::{Member, Place};

/// What the request and the answer say of pages.
struct Signs<'a> {
    /// The place of each sign in the request, such as `body.cursor`, and what stands there.
    asked: Vec<(Asked, String, &'a Member)>,
    /// The path of each sign in the answer: `$.meta.next_cursor`.
    told: Vec<(Told, String)>,
}

/// The lines for a connector file, and the members of the request that paging sends by itself.
pub fn recognised(operation: &Operation) -> (String, Vec<String>) {
    if !operation.reads_list() {
        return (String::new(), Vec::new());
    }
    let signs = Signs::of(operation);
    let more = signs.told(Told::More).map_or(String::new(), |path| format!(", while: {path}"));
    let kind = if let (Some(to), Some(from)) = (signs.asked(Asked::Cursor), signs.told(Told::Cursor)) {
        Some((Asked::Cursor, format!("cursor: {{ from: {from}, to: {to}{more} }}")))
    } else if let Some(from) = signs.told(Told::NextUrl) {
        return (format!("    pagination:\n      next_url: {{ from: {from}{more} }}\n"), Vec::new());
    } else if let Some(to) = signs.asked(Asked::Page) {
        let total = signs.told(Told::TotalPages).map(|path| format!(", total_pages: {path}"));
        let first = signs.asked.iter().find(|(sign, _, _)| *sign == Asked::Page).and_then(|(_, _, page)| page.first);
        let first = first.filter(|first| *first != 1).map_or(String::new(), |first| format!(", first: {first}"));
        Some((Asked::Page, format!("page: {{ to: {to}{first}{} }}", total.unwrap_or(more))))
    } else if let Some(to) = signs.asked(Asked::Offset) {
        let total = signs.told(Told::Total).map(|path| format!(", total: {path}"));
        Some((Asked::Offset, format!("offset: {{ to: {to}{} }}", total.unwrap_or(more))))
    } else {
        None
    };
    let Some((asked, kind)) = kind else {
        let more = signs.told(Told::More).map_or("{}".to_owned(), |path| format!("{{ while: {path} }}"));
        let doubt = "# The document names no way to a next page: make sure that one answer holds everything.";
        return (format!("    {doubt}\n    pagination: {{ whole: {more} }}\n"), Vec::new());
    };
    let mut text = format!("    pagination:\n      {kind}\n");
    let mut paged = vec![signs.name(asked)];
    let size = signs.asked.iter().find(|(sign, _, _)| *sign == Asked::Size);
    if let Some((_, to, Member { size: Some(size), .. })) = size {
        text.push_str(&format!("      page_size: {{ to: {to}, default: {size} }}\n"));
        paged.push(signs.name(Asked::Size));
    }
    (text, paged)
}

impl<'a> Signs<'a> {
    fn of(operation: &'a Operation) -> Self {
        let mut signs = Signs { asked: Vec::new(), told: Vec::new() };
        for member in &operation.members {
            let place = match member.place {
                Place::Query => "query",
                // A dot would lead to a member of a member.
                Place::Body if !member.name.contains('.') => "body",
                Place::Path | Place::Header | Place::Body | Place::WholeBody => continue,
            };
            let to = flow(&format!("{place}.{}", member.name));
            signs.asked.extend(asked(&member.name).map(|sign| (sign, to, member)));
        }
        for (name, member) in members(&operation.success) {
            let at = |names: &[&str]| flow(&path("$", names.iter().copied()));
            signs.told.extend(told(name).filter(|_| is_scalar(member)).map(|sign| (sign, at(&[name]))));
            for (inner, shape) in members(member) {
                let sign = told(inner).filter(|_| is_scalar(shape));
                signs.told.extend(sign.map(|sign| (sign, at(&[name, inner]))));
            }
        }
        signs
    }

    fn asked(&self, sign: Asked) -> Option<&str> {
        self.asked.iter().find(|(own, _, _)| *own == sign).map(|(_, place, _)| place.as_str())
    }

    fn told(&self, sign: Told) -> Option<&str> {
        self.told.iter().find(|(own, _)| *own == sign).map(|(_, path)| path.as_str())
    }

    fn name(&self, sign: Asked) -> String {
        self.asked.iter().find(|(own, _, _)| *own == sign).map_or(String::new(), |(_, _, member)| member.name.clone())
    }
}

fn is_scalar(shape: &Value) -> bool {
    shape["type"] != "object" && shape["type"] != "array" && shape.get("$ref").is_none()
}
