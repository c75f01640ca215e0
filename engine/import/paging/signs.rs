//! What request and answer of an operation say of pages: each word with its place.

use engine_lang::expression::path_to;
use engine_lang::paging::{Asked, Holds, Told, asked, is_about_pages, told, told_by_header};
use engine_lang::vocabulary::{Meaning, plain};
use serde_json::Value;

use crate::records::{is_list, members};
use crate::request::{Member, Place};

/// What an operation says of pages.
pub struct Signs<'a> {
    /// What the request takes.
    pub asked: Vec<Asks<'a>>,
    /// What the answer has.
    pub told: Vec<Tells>,
    /// The headers of the answer that lead on or count.
    pub headers: Vec<&'a str>,
    /// Whether the answer has a `Link` header.
    pub links: bool,
    /// The path of a list of links in the answer, which no connector can follow.
    pub list_of_links: Option<String>,
    /// The place of an object in the request that is called like a word of pages, and is not looked into.
    pub asked_in_object: Option<String>,
    /// The forms of the answer.
    pub forms: &'a [Value],
}

/// A member of the request that says something of pages.
pub struct Asks<'a> {
    /// What.
    pub sign: Asked,
    /// Its place, such as `query.cursor`.
    pub to: String,
    /// The member.
    pub member: &'a Member,
}

/// A member of the answer that says something of pages.
pub struct Tells {
    /// What.
    pub sign: Told,
    /// Its path, such as `$.meta.next_cursor`.
    pub from: String,
    /// Whether it is surely an address, where it could be one.
    pub is_address: bool,
    /// The path of the object around it, if that has a list of its own whose pages may be meant.
    pub of: Option<String>,
}

impl<'a> Signs<'a> {
    /// The signs in members of a request, and in the forms and the headers of an answer.
    pub fn of(request: &'a [Member], forms: &'a [Value], headers: &'a [String]) -> Self {
        let mut signs = Signs {
            asked: asks(request),
            told: Vec::new(),
            headers: headers.iter().map(String::as_str).filter(|name| is_about(name)).collect(),
            links: headers.iter().any(|name| name.eq_ignore_ascii_case("link")),
            list_of_links: None,
            asked_in_object: asked_in_object(request),
            forms,
        };
        for (name, member) in forms.iter().flat_map(members) {
            signs.add(&[name], member, None);
            let has_list = members(member).any(|(_, shape)| is_list(shape));
            let of = (has_list && !is_about_pages(name)).then(|| path_to("$", [name.as_str()]));
            for (inner, member) in members(member) {
                signs.add(&[name, inner], member, of.as_deref());
                let deeper = members(member).filter(|_| is_about_pages(inner));
                deeper.for_each(|(last, member)| signs.add(&[name, inner, last], member, of.as_deref()));
            }
        }
        signs
    }

    fn add(&mut self, names: &[&str], shape: &Value, of: Option<&str>) {
        let Some((name, before)) = names.split_last() else { return };
        let is_list = shape["type"] == "array";
        if is_list && Meaning::Links.is_of(&plain(name)) && holds_links(&shape["items"]) {
            self.list_of_links = Some(path_to("$", names.iter().copied()));
        }
        if !may_be_scalar(shape) {
            return;
        }
        // What stands in the object of the next page, and is called like what the request takes.
        let is_taken = |asks: &Asks<'_>| {
            asks.member.name == *name && matches!(asks.sign, Asked::Cursor | Asked::LastId | Asked::Offset)
        };
        let is_next = before.last().is_some_and(|around| Meaning::Next.is_of(&plain(around)));
        let by_name = || (is_next && self.asked.iter().any(is_taken)).then_some(Told::Cursor);
        // Beside a request for a page, `pages` says how many there are.
        let is_number = || before.is_empty() && *name == "pages" && holds(shape) == Holds::Number;
        let by_request = || (is_number() && self.asked(Asked::Page).is_some()).then_some(Told::TotalPages);
        if let Some(sign) = told(name, before.last().copied(), holds(shape))
            .filter(|sign| *sign != Told::Count)
            .or_else(by_name)
            .or_else(by_request)
        {
            let is_address = shape["format"].as_str().is_some_and(|format| format.starts_with("ur"))
                || before.iter().any(|name| name.contains("link"))
                || !Meaning::Next.is_of(&plain(name));
            let of = of.map(str::to_owned);
            self.told.push(Tells { sign, from: path_to("$", names.iter().copied()), is_address, of });
        }
    }

    /// Whether request or answer speak of pages, where what stands in an object with a list of its own may not count.
    pub fn speak_of_pages(&self, counts: impl Fn(&str) -> bool) -> bool {
        self.links
            || self.told.iter().any(|tells| tells.sign != Told::Total && tells.of.as_deref().is_none_or(&counts))
            || self.asked_in_object.is_some()
            || self.asked.iter().any(|asks| asks.sign != Asked::Size)
    }

    /// Whether the request asks for pages, beyond their size.
    pub fn ask_for_pages(&self) -> bool {
        let asks = |asks: &Asks<'_>| matches!(asks.sign, Asked::Cursor | Asked::LastId | Asked::Page | Asked::Offset);
        self.asked_in_object.is_some() || self.asked.iter().any(asks)
    }

    /// The first member of the request that says something.
    pub fn asked(&self, sign: Asked) -> Option<&Asks<'a>> {
        self.asked.iter().find(|asks| asks.sign == sign)
    }

    /// The first member of the answer that says something.
    pub fn told(&self, sign: Told) -> Option<&Tells> {
        self.told.iter().find(|tells| tells.sign == sign)
    }
}

/// The members of a request that paging can write, and what they say of it.
fn asks(request: &[Member]) -> Vec<Asks<'_>> {
    let place = |member: &Member| match member.place {
        Place::Query => Some("query"),
        // A dot would lead to a member of a member.
        Place::Body if !member.name.contains('.') => Some("body"),
        Place::Path | Place::Header | Place::Body | Place::WholeBody => None,
    };
    let known = request.iter().filter(|member| !member.is_object);
    let known: Vec<(&Member, &str)> = known.filter_map(|member| Some((member, place(member)?))).collect();
    let named: Vec<(&str, Holds)> = known.iter().map(|(member, _)| (member.name.as_str(), given(member))).collect();
    let signs = asked(&named).into_iter().zip(known);
    let asks = signs.filter_map(|(sign, (member, place))| {
        Some(Asks { sign: sign?, to: format!("{place}.{}", member.name), member })
    });
    asks.collect()
}

/// The object of a body that is called like a word of pages, as in `page: { size, token }`.
fn asked_in_object(request: &[Member]) -> Option<String> {
    let is_asked = |member: &&Member| {
        let alone = asked(&[(member.name.as_str(), Holds::Other)]);
        let is_page = matches!(alone.as_slice(), [Some(Asked::Cursor | Asked::Page | Asked::Offset)]);
        member.is_object && (is_page || Meaning::Paging.is_of(&plain(&member.name)))
    };
    request.iter().find(is_asked).map(|member| format!("body.{}", member.name))
}

/// What a caller gives for a member.
pub fn given(member: &Member) -> Holds {
    match member.given.kind {
        _ if !member.given.others.is_empty() => Holds::Other,
        Some("integer" | "number") => Holds::Number,
        Some("string") => Holds::Text,
        Some("date" | "date-time") => Holds::Time,
        Some("boolean") => Holds::Boolean,
        _ => Holds::Other,
    }
}

/// Whether a shape allows anything but objects, lists and null.
fn may_be_scalar(shape: &Value) -> bool {
    let forms = shape["anyOf"].as_array().map_or_else(|| std::slice::from_ref(shape), Vec::as_slice);
    let is_scalar = |form: &Value| {
        let kinds = form["type"].as_array().map_or_else(|| std::slice::from_ref(&form["type"]), Vec::as_slice);
        kinds.iter().any(|kind| !["object", "array", "null"].iter().any(|word| kind == word))
    };
    forms.iter().any(|form| form.get("$ref").is_none() && is_scalar(form))
}

/// What a shape says of its value, null aside.
pub fn holds(shape: &Value) -> Holds {
    let forms = shape["anyOf"].as_array().map_or_else(|| std::slice::from_ref(shape), Vec::as_slice);
    let mut all = forms.iter().flat_map(|form| {
        let kinds = form["type"].as_array().map_or_else(|| std::slice::from_ref(&form["type"]), Vec::as_slice);
        let format = form["format"].as_str().unwrap_or("");
        kinds.iter().filter(|kind| *kind != "null").map(move |kind| match (kind.as_str(), format) {
            (Some("integer" | "number"), _) => Holds::Number,
            (Some("string"), "date" | "date-time") => Holds::Time,
            (Some("string"), _) => Holds::Text,
            (Some("boolean"), _) => Holds::Boolean,
            _ => Holds::Other,
        })
    });
    let first = all.next().unwrap_or(Holds::Other);
    if all.all(|other| other == first) { first } else { Holds::Other }
}

/// Whether the elements of a list are links, each with its relation.
fn holds_links(element: &Value) -> bool {
    members(element).any(|(name, _)| ["rel", "relation"].contains(&name.as_str()))
}

/// Whether a header is about pages.
fn is_about(header: &str) -> bool {
    told_by_header(header, Holds::Other).is_some()
}
