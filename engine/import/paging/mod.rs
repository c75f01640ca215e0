//! How a list goes on, as far as the names in the provider's document tell; what they leave open is not guessed.

mod signs;

use engine_lang::expression::in_braces;
use engine_lang::paging::{Asked, Holds, Told, counts_from_one};
use engine_lang::vocabulary::plain;
use serde_json::Value;

use crate::ImportError;
use crate::records::members;
use crate::request::Member;
use crate::shape::Converter;
use signs::holds;
use signs::{Asks, Tells};
pub use signs::{Signs, given};

/// How a list goes on.
#[derive(Debug)]
pub struct Paging {
    /// The lines of a connector file.
    pub lines: String,
    /// The members of the request that paging sends by itself.
    pub sent: Vec<String>,
}

/// What messages say of the operation.
struct About<'a, 'd, 'c> {
    id: &'a str,
    pointer: &'a str,
    converter: &'c mut Converter<'d>,
}

impl About<'_, '_, '_> {
    fn note(&mut self, what: &str) {
        self.converter.note(format!("the pages of `{}` ({}): {what}", self.id, self.pointer));
    }
}

impl About<'_, '_, '_> {
    /// The number of the first page or record: what the document says, or else what is usual; a doubt is noted.
    fn first(&mut self, member: &Member, usual: u64, is_doubtful: bool) -> u64 {
        let name = &member.name;
        match member.first {
            Some(first @ (0 | 1)) => return first,
            // A caller who leaves it out is not at the beginning.
            Some(other) => {
                self.note(&format!(
                    "`{name}` is {other} if it is left out, and begins at {usual} here: look at `first`"
                ));
            }
            None if is_doubtful => {
                self.note(&format!(
                    "`{name}` is taken to count from {usual}, since the document does not say it: look at `first`"
                ));
            }
            None => {}
        }
        usual
    }
}

impl Signs<'_> {
    /// The way on of the list whose records are at a path.
    pub fn paging(
        mut self,
        records: &str,
        id: &str,
        pointer: &str,
        converter: &mut Converter<'_>,
    ) -> Result<Paging, ImportError> {
        // An answer that is a list has no members; those of its other forms lead nowhere.
        if records == "$[*]" {
            self.told.clear();
            self.list_of_links = None;
        }
        // The pages of another list are its own.
        self.told.retain(|tells| tells.of.as_ref().is_none_or(|of| records.starts_with(&format!("{of}."))));
        let has_id = self.records_have_id(records, converter)?;
        let mut about = About { id, pointer, converter };
        let kind = self.by_cursor(Told::Cursor, &mut about).or_else(|| self.by_token(&mut about));
        let kind = kind.or_else(|| self.by_address(&mut about));
        let kind = kind.or_else(|| self.by_cursor(Told::Place, &mut about)).or_else(|| self.by_links());
        let kind = kind.or_else(|| self.by_page(&mut about)).or_else(|| self.by_offset(&mut about));
        let kind = kind.or_else(|| self.by_last_id(has_id, &mut about));
        let Some((kind, sent)) = kind else { return Ok(self.without_a_way(&mut about)) };
        self.tell_of_headers(&mut about);
        let mut paging = Paging { lines: format!("    pagination:\n      {kind}\n"), sent };
        if let Some((size, asks)) = self.size() {
            paging.lines.push_str(&sized(size, asks));
            paging.sent.push(asks.member.name.clone());
        }
        Ok(paging)
    }

    fn more(&self) -> String {
        self.word_of_more().map_or(String::new(), |word| format!(", {word}"))
    }

    /// The word that says whether there is more, as it is written beside a kind.
    fn word_of_more(&self) -> Option<String> {
        let more = self.told(Told::More).map(|more| format!("while: {}", in_braces(&more.from)));
        more.or_else(|| self.told(Told::Last).map(|last| format!("until: {}", in_braces(&last.from))))
    }

    fn by_cursor(&self, told: Told, about: &mut About<'_, '_, '_>) -> Option<(String, Vec<String>)> {
        let is_text = |asks: &&Asks<'_>| given(asks.member) == Holds::Text;
        let Tells { from, .. } = self.told(told)?;
        let to = self.cursor_like(from).or_else(|| self.asked(Asked::LastId));
        let to = to.or_else(|| self.asked(Asked::Offset).filter(is_text))?;
        if told == Told::Place && self.word_of_more().is_none() {
            about.note(&format!("`{from}` is taken for the cursor of the next page, and not of this one"));
        }
        let kind = format!("cursor: {{ from: {}, to: {}{} }}", in_braces(from), in_braces(&to.to), self.more());
        Some((kind, vec![to.member.name.clone()]))
    }

    /// Where the request takes a cursor: of several places the one of the same name, or else of the same kind, as a token.
    fn cursor_like(&self, from: &str) -> Option<&Asks<'_>> {
        let cursors = || self.asked.iter().filter(|asks| asks.sign == Asked::Cursor);
        let kind = ["token", "cursor", "key", "marker", "id"].into_iter().find(|kind| is_called(from, kind));
        let same = cursors().find(|asks| is_called(from, &asks.member.name));
        same.or_else(|| cursors().find(|asks| kind.is_some_and(|kind| is_called(&asks.member.name, kind))))
            .or_else(|| cursors().next())
    }

    /// A next page whose word may be an address and may be a token, where the request takes text that asks for a page.
    fn by_token(&self, about: &mut About<'_, '_, '_>) -> Option<(String, Vec<String>)> {
        let is_text = |asks: &&Asks<'_>| given(asks.member) == Holds::Text;
        let to = [Asked::Offset, Asked::Page].into_iter().find_map(|sign| self.asked(sign).filter(is_text))?;
        // A number that the answer has by the same name is no token either.
        let is_number = self
            .forms
            .iter()
            .flat_map(members)
            .any(|(name, shape)| *name == to.member.name && holds(shape) == Holds::Number);
        if is_number || self.told.iter().any(|tells| tells.sign == Told::NextUrl && tells.is_address) {
            return None;
        }
        let Tells { from, .. } = self.told(Told::NextUrl)?;
        about.note(&format!(
            "`{from}` is taken for a cursor that is sent in `{}`; if it is an address, write `next_url`",
            to.member.name
        ));
        let kind = format!("cursor: {{ from: {}, to: {}{} }}", in_braces(from), in_braces(&to.to), self.more());
        Some((kind, vec![to.member.name.clone()]))
    }

    fn by_address(&self, about: &mut About<'_, '_, '_>) -> Option<(String, Vec<String>)> {
        let addresses = || self.told.iter().filter(|tells| tells.sign == Told::NextUrl);
        let Tells { from, is_address, .. } =
            addresses().find(|tells| tells.is_address).or_else(|| addresses().next())?;
        if !is_address && self.asked(Asked::Cursor).is_some() {
            about.note(&format!("`{from}` is taken for an address; if it is a cursor, write `cursor`"));
        }
        Some((format!("next_url: {{ from: {}{} }}", in_braces(from), self.more()), Vec::new()))
    }

    /// Where the answer says nothing more exact.
    fn by_links(&self) -> Option<(String, Vec<String>)> {
        let is_counted = self.told(Told::TotalPages).or(self.told(Told::Total)).is_some();
        let counts = self.asked(Asked::Page).or_else(|| self.asked(Asked::Offset)).is_some();
        let more = self.word_of_more().map_or("{}".to_owned(), |word| format!("{{ {word} }}"));
        (self.links && !(is_counted && counts)).then(|| (format!("link_header: {more}"), Vec::new()))
    }

    fn by_page(&self, about: &mut About<'_, '_, '_>) -> Option<(String, Vec<String>)> {
        let Asks { to, member, .. } = self.asked(Asked::Page)?;
        let first = about.first(member, 1, true);
        let first = if first == 1 { String::new() } else { format!(", first: {first}") };
        let end = self.told(Told::TotalPages).map(|total| format!(", total_pages: {}", in_braces(&total.from)));
        let end = end.unwrap_or_else(|| self.more());
        Some((format!("page: {{ to: {}{first}{end} }}", in_braces(to)), vec![member.name.clone()]))
    }

    fn by_offset(&self, about: &mut About<'_, '_, '_>) -> Option<(String, Vec<String>)> {
        let Asks { to, member, .. } = self.asked(Asked::Offset)?;
        let from_one = counts_from_one(&member.name);
        let first = about.first(member, u64::from(from_one), from_one);
        let first = if first == 0 { String::new() } else { format!(", first: {first}") };
        let end = self.told(Told::Total).map(|total| format!(", total: {}", in_braces(&total.from)));
        let end = end.unwrap_or_else(|| self.more());
        Some((format!("offset: {{ to: {}{first}{end} }}", in_braces(to)), vec![member.name.clone()]))
    }

    fn by_last_id(&self, has_id: bool, about: &mut About<'_, '_, '_>) -> Option<(String, Vec<String>)> {
        let Asks { to, member, .. } = self.asked(Asked::LastId).filter(|_| has_id)?;
        about.note(&format!("`{}` is taken for the `id` of the last record: look at `from`", member.name));
        Some((format!("last_id: {{ from: $.id, to: {}{} }}", in_braces(to), self.more()), vec![member.name.clone()]))
    }

    /// Notes headers that speak of pages, where the `Link` header does not lead on.
    fn tell_of_headers(&self, about: &mut About<'_, '_, '_>) {
        if !self.headers.is_empty() && !self.links {
            let headers: Vec<String> = self.headers.iter().map(|name| format!("`{name}`")).collect();
            about.note(&format!("what the answer's header {} says of them is not read", headers.join(", ")));
        }
    }

    /// A list that counts as whole, unless there is a way on that a connector cannot take.
    fn without_a_way(&self, about: &mut About<'_, '_, '_>) -> Paging {
        let counts = |header: &str| header.to_lowercase().contains("total") || header.to_lowercase().contains("count");
        let way = self.headers.iter().find(|header| !counts(header)).map(|header| format!("the header `{header}`"));
        let way = way.or_else(|| self.list_of_links.as_ref().map(|path| format!("the list of links `{path}`")));
        if let Some(place) = self.asked_in_object.as_ref().filter(|_| way.is_none()) {
            about.note(&format!("`{place}` may lead on, and objects are not looked into: say how the list goes on, as in `to: {place}.name`"));
            let lines = format!("    pagination: {{}} # `{place}` may lead on: say how\n");
            return Paging { lines, sent: Vec::new() };
        }
        if let Some(way) = way {
            about.note(&format!("{way} may lead on, where a connector cannot follow: say how the list goes on"));
            let lines = format!("    pagination: {{}} # {way} may lead on, and a connector cannot follow it\n");
            return Paging { lines, sent: Vec::new() };
        }
        self.tell_of_headers(about);
        let leads_on = [Told::Cursor, Told::NextUrl, Told::NextNumber, Told::Cut];
        let leads_on = leads_on.into_iter().find_map(|sign| self.told(sign));
        let more = self.word_of_more().or_else(|| Some(format!("while: {}", in_braces(&leads_on?.from))));
        let Some((size, asks)) = self.size() else {
            let doubt = "# The document names no way to a next page: make sure that one answer holds everything.";
            let more = more.map_or("{}".to_owned(), |word| format!("{{ {word} }}"));
            return Paging { lines: format!("    {doubt}\n    pagination: {{ whole: {more} }}\n"), sent: Vec::new() };
        };
        let doubt = "# The document names no way to a next page: a run that gets so many does not count as complete.";
        let whole = more.unwrap_or_else(|| format!("at_most: {size}"));
        let lines = format!("    {doubt}\n    pagination:\n      whole: {{ {whole} }}\n{}", sized(size, asks));
        Paging { lines, sent: vec![asks.member.name.clone()] }
    }

    /// How many records a page can have, and where they are asked for.
    fn size(&self) -> Option<(u64, &Asks<'_>)> {
        let asks = self.asked(Asked::Size)?;
        Some((asks.member.size?, asks))
    }

    /// Whether every record has an id that a request can name.
    fn records_have_id(&self, records: &str, converter: &mut Converter<'_>) -> Result<bool, ImportError> {
        if self.asked(Asked::LastId).is_none() {
            return Ok(false);
        }
        let names: Vec<&str> = records.trim_end_matches("[*]").split('.').skip(1).collect();
        for form in self.forms {
            let mut at = form.clone();
            for name in &names {
                let found = members(&at).find(|(own, _)| own == name).map(|(_, member)| member.clone());
                at = converter.expanded(&found.unwrap_or(Value::Null))?;
            }
            let lists = converter.forms(&at)?;
            for element in lists.iter().filter_map(|list| list.get("items")) {
                let kinds = converter.forms(element)?;
                if !kinds.is_empty() && kinds.iter().all(|kind| kind["properties"].get("id").is_some()) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// How many records are asked for, as a line of a connector file.
fn sized(size: u64, asks: &Asks<'_>) -> String {
    format!("      page_size: {{ to: {}, default: {size} }}\n", in_braces(&asks.to))
}

/// Whether a path or a name ends with these words, in whatever spelling.
fn is_called(name: &str, words: &str) -> bool {
    plain(name).ends_with(&plain(words))
}
