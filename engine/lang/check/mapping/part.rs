//! Lists in records that may be parts: a word beside one says that there is more, and a mapping asks for no page.

use jsonpath_rust::parser::model::{Segment, Selector};

use super::{Here, Typing};
use crate::check::in_schema::{self, InSchema};
use crate::check::walk::Known;
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::expression::{Hop, Path, Reference, in_braces};
use crate::paging::{Named, Told, told_of_lists};
use crate::reads::Reads;
use crate::schema::{Kinds, ShapeId, Shapes};
use crate::source::Span;

/// A list whose elements are read, by the objects that it stands in.
struct List {
    name: String,
    holders: Known,
    /// The way to them, as `Reads` writes it.
    way: String,
}

/// One step from values on.
enum Onward<'p> {
    Member(&'p str),
    /// To all elements, or to those that a filter lets through.
    Elements,
    /// To elements by their numbers.
    Numbered,
}

impl Typing<'_, '_> {
    /// Reports the lists of which a path reads the elements, and of which a record may have a part.
    pub(super) fn reads_whole_lists(&mut self, path: &Path, span: Span, here: &Here) {
        let Some(way) = here.way.as_deref().filter(|_| self.whole.is_some()) else { return };
        let steps = path.segments().iter().map_while(onward);
        for list in lists(steps, &here.dollar, way, self.walk.shapes) {
            self.is_whole(&list, span, here);
        }
    }

    /// The same for what a template names.
    pub(super) fn names_whole_lists(&mut self, reference: &Reference, span: Span, here: &Here) {
        let (way, start) = match reference.root.as_str() {
            "record" => (Some(here.root.as_str()), Some(&here.record)),
            "item" => (here.way.as_deref(), here.item.as_ref()),
            _ => return,
        };
        let (Some(way), Some(start), true) = (way, start, self.whole.is_some()) else { return };
        let steps = reference.hops.iter().map(|hop| match hop {
            Hop::Member(name, _) => Onward::Member(name),
            Hop::Element => Onward::Elements,
        });
        for list in lists(steps, start, way, self.walk.shapes) {
            self.is_whole(&list, span, here);
        }
    }

    fn is_whole(&mut self, list: &List, span: Span, here: &Here) {
        let within = list.way.rsplit('.').next().filter(|name| *name != list.way && !name.ends_with(']'));
        let met = (list.holders.clone(), within.map(str::to_owned));
        if self.walk.wordless.contains(&met) {
            return;
        }
        let holders: Vec<_> = list.holders.iter().map(|id| in_schema::whole(*id, self.walk.shapes)).collect();
        let mut told = told_of_lists(&holders, within);
        if told.is_empty() {
            self.walk.wordless.insert(met);
            return;
        }
        let aside = self.whole.map(|mapping| Reads::of(mapping, self.mappings));
        let is_ignored = |word: &Named<_, _>| {
            aside.as_ref().is_some_and(|aside| aside.ignored(&format!("{}.{}", list.way, word.text())).is_some())
        };
        told.retain(|word| word.path[0] != list.name && !is_ignored(word));
        if !told.is_empty() {
            self.walk.diagnostics.push(partial(list, &told, span, here));
        }
    }
}

fn partial(list: &List, told: &[Named<InSchema<'_>, Told>], span: Span, here: &Here) -> Diagnostic {
    // What a look-up found, too, is `$` where it is used.
    let shown = |way: &str| format!("${}", way.trim_start_matches(|letter| !matches!(letter, '.' | '[')));
    let words: Vec<String> = told.iter().map(|word| shown(&format!("{}.{}", list.way, word.text()))).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (verb, place) = (if words.len() == 1 { "stands" } else { "stand" }, shown(&list.way));
    let message =
        format!("`{place}.{}` counts as a whole list, and beside it {verb} {}", list.name, quoted_list(&words));
    let own = here.base.as_deref().and_then(|base| list.way.strip_prefix(base));
    let help = match own {
        Some(rest) => {
            let lines = told.iter().map(|word| format!("{}: why", in_braces(&format!("${rest}.{}", word.text()))));
            let lines: Vec<String> = lines.collect();
            format!("if each record has all of it, let the mapping say why: `ignored: {{ {} }}`", lines.join(", "))
        }
        None => {
            "if what is found has all of it, give it to a mapping of its own, with the reason under `ignored`".into()
        }
    };
    let diagnostic = Diagnostic::error(Code::MissingPagination, span, message)
        .help("read the list by an operation that asks for its pages, by itself or as a look-up")
        .help(help);
    let places = told.iter().filter_map(|word| word.member.property);
    places.fold(diagnostic, |told, property| told.also(property.span, "named by this schema"))
}

/// The way that a path leads to, as `Reads` writes it; `None` if it may lead to several places.
pub(super) fn way_on(way: Option<&str>, path: &Path) -> Option<String> {
    path.segments().iter().try_fold(way?.to_owned(), |way, segment| Some(way + &written(&onward(segment)?)))
}

fn onward(segment: &Segment) -> Option<Onward<'_>> {
    let Segment::Selector(selector) = segment else { return None };
    Some(match selector {
        Selector::Name(name) => Onward::Member(name),
        Selector::Wildcard | Selector::Filter(_) => Onward::Elements,
        Selector::Index(_) | Selector::Slice(..) => Onward::Numbered,
    })
}

fn written(onward: &Onward<'_>) -> String {
    match onward {
        Onward::Member(name) => format!(".{name}"),
        Onward::Elements => "[*]".to_owned(),
        Onward::Numbered => "[n]".to_owned(),
    }
}

/// The lists on a way whose elements are read, also as a whole at its end.
fn lists<'p>(steps: impl Iterator<Item = Onward<'p>>, start: &[ShapeId], way: &str, shapes: &Shapes) -> Vec<List> {
    let (mut at, mut way) = (start.to_vec(), way.to_owned());
    let (mut found, mut last) = (Vec::new(), None);
    for step in steps {
        let elements = || at.iter().filter_map(|id| shapes.elements(*id)).flatten().collect();
        let next: Known = match &step {
            Onward::Member(name) => shapes.members(&at, name),
            Onward::Elements | Onward::Numbered => elements(),
        };
        let holders = std::mem::replace(&mut at, next);
        match &step {
            Onward::Member(name) => last = Some(List { name: (*name).to_owned(), holders, way: way.clone() }),
            Onward::Elements => found.extend(last.take()),
            // The first of a page is the first of all.
            Onward::Numbered => last = None,
        }
        way.push_str(&written(&step));
    }
    let is_list = at.iter().any(|id| shapes.kinds(*id).meets(Kinds::ARRAY));
    found.extend(last.filter(|_| is_list));
    found
}
