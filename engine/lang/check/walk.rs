//! Walks paths and templates along shapes: a member that the shape does not have is a mistake, with its place.

mod agreement;
mod descent;
mod doubtful;
mod filter;
mod literal;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jsonpath_rust::parser::model::{Segment, Selector};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::expression::{Hop, Path, Reference};
use crate::schema::{Kinds, Member, ShapeId, Shapes};
use crate::source::{Sources, Span};

/// What walks have in common.
pub struct Walk<'a> {
    /// The shapes to walk along.
    pub shapes: &'a Shapes,
    /// The text, to point at a part of a path.
    pub sources: &'a Sources,
    /// Where mistakes go.
    pub diagnostics: &'a mut Diagnostics,
    /// Paths that are a mistake if no use of their mapping has them: the mistake, as long as none has.
    pub doubtful: HashMap<Span, Option<Diagnostic>>,
    /// Objects in which nothing says that a list there is a part, under the names that they were met by.
    pub wordless: HashSet<(Known, Option<String>)>,
}

/// The shapes that a value can have; none of them when nothing is known.
pub type Known = Vec<ShapeId>;

/// Where a path leads.
#[derive(Debug, Clone)]
pub struct Reach {
    /// The shapes of what it finds.
    pub shapes: Known,
    /// Whether it gives a list of them.
    pub many: bool,
}

impl Walk<'_> {
    /// Where a path leads from a value; `None` after a mistake, which is then reported.
    pub fn path(&mut self, path: &Path, span: Span, start: &[ShapeId]) -> Option<Reach> {
        self.segments(path, 0, start, Trail { text: path.text(), span, offset: 0, root: start })
    }

    /// The same of a path of which the first names lead to what is known.
    pub fn path_below(&mut self, path: &Path, names: usize, span: Span, start: &[ShapeId]) -> Option<Reach> {
        let mut trail = Trail { text: path.text(), span, offset: 0, root: &[] };
        path.names().iter().take(names).for_each(|name| {
            trail.next(name);
        });
        self.segments(path, names, start, trail)
    }

    fn segments(&mut self, path: &Path, first: usize, start: &[ShapeId], mut trail: Trail<'_>) -> Option<Reach> {
        let mut shapes = start.to_vec();
        for segment in path.segments().iter().skip(first) {
            shapes = self.segment(segment, &shapes, &mut trail)?;
        }
        Some(Reach { shapes, many: !path.is_singular() })
    }

    fn segment(&mut self, segment: &Segment, shapes: &[ShapeId], trail: &mut Trail<'_>) -> Option<Known> {
        match segment {
            Segment::Selector(selector) => self.selector(selector, shapes, trail),
            Segment::Selectors(list) => {
                let mut all = Vec::new();
                for selector in list {
                    all.extend(self.selector(selector, shapes, trail)?);
                }
                Some(all)
            }
            Segment::Descendant(inner) => self.descendant(inner, shapes, trail),
        }
    }

    fn selector(&mut self, selector: &Selector, shapes: &[ShapeId], trail: &mut Trail<'_>) -> Option<Known> {
        match selector {
            Selector::Name(name) => {
                let (place, sources) = (trail.next(name), self.sources);
                self.member(name, shapes, || place.span(sources))
            }
            Selector::Index(_) | Selector::Wildcard | Selector::Slice(..) => self.elements(shapes, trail),
            Selector::Filter(filter) => {
                let elements = self.elements(shapes, trail)?;
                self.filter(filter, elements, trail)
            }
        }
    }

    /// The shapes of a member; reports a member that none of the shapes has, which alone asks for its place.
    pub fn member(&mut self, name: &str, shapes: &[ShapeId], place: impl FnOnce() -> Span) -> Option<Known> {
        let mut found = Vec::new();
        let (mut is_object, mut is_open) = (shapes.is_empty(), shapes.is_empty());
        for shape in shapes {
            match self.shapes.member(*shape, name) {
                Member::Found(shapes) => {
                    (is_object, is_open) = (true, true);
                    found.extend(shapes);
                }
                Member::Unknown => is_object = true,
                Member::NoObject => {}
            }
        }
        if is_open {
            return Some(found);
        }
        let diagnostic = if is_object {
            let objects = shapes.iter().flat_map(|shape| self.shapes.flat(*shape)).map(|id| self.shapes.get(id));
            let objects = objects.filter(|shape| shape.kinds.meets(Kinds::OBJECT));
            let known: Vec<&str> = objects.flat_map(|shape| shape.properties.keys()).map(String::as_str).collect();
            self.unknown_member(name, shapes, &known, place())
        } else {
            self.no_object(name, shapes, place())
        };
        self.diagnostics.push(diagnostic);
        None
    }

    /// The kinds that any of the shapes can be.
    pub fn kinds(&self, shapes: &[ShapeId]) -> Kinds {
        shapes.iter().fold(Kinds::default(), |kinds, shape| kinds.with(self.shapes.kinds(*shape)))
    }

    fn unknown_member(&self, name: &str, shapes: &[ShapeId], known: &[&str], place: Span) -> Diagnostic {
        let owner = shapes.iter().find_map(|shape| self.shapes.name(*shape));
        let owner = owner.map_or("the shape".to_owned(), |name| format!("`{name}`"));
        let diagnostic = Diagnostic::error(Code::UnknownMember, place, format!("{owner} has no member `{name}`"));
        if known.is_empty() {
            return diagnostic.help("what stands here has no members at all: write a constant");
        }
        let diagnostic = match crate::diagnostic::closest(name, known.iter().copied()) {
            Some(right) => {
                let properties = shapes.iter().flat_map(|shape| self.shapes.properties(*shape));
                let right = properties.into_iter().find(|(name, _)| *name == right);
                right.map_or(diagnostic.clone(), |(name, property)| {
                    diagnostic.also(property.span, format!("`{name}` is here"))
                })
            }
            None => diagnostic,
        };
        diagnostic.suggest(place, name, known.iter().copied())
    }

    fn no_object(&self, name: &str, shapes: &[ShapeId], place: Span) -> Diagnostic {
        let kinds = self.kinds(shapes);
        let span = shapes.first().map(|shape| self.shapes.get(*shape).span);
        let (code, message, help) = if kinds.meets(Kinds::ARRAY) {
            let help = "write `[*]` before it for every element, or `[0]` for the first";
            (Code::ListMismatch, format!("`{name}` is asked of a list"), help)
        } else {
            (
                Code::TypeMismatch,
                format!("`{name}` is asked of a value that is no object but {kinds}"),
                "end the path before it, or correct the schema",
            )
        };
        let mut diagnostic = Diagnostic::error(code, place, message);
        if let Some(span) = span {
            diagnostic = diagnostic.also(span, format!("{kinds} by this schema"));
        }
        diagnostic.help(help)
    }

    fn elements(&mut self, shapes: &[ShapeId], trail: &Trail<'_>) -> Option<Known> {
        if shapes.is_empty() {
            return Some(Vec::new());
        }
        let lists: Vec<Known> = shapes.iter().filter_map(|shape| self.shapes.elements(*shape)).collect();
        if lists.is_empty() {
            let kinds = self.kinds(shapes);
            let message = format!("elements are asked of a value that is no list but {kinds}");
            let place = trail.rest().span(self.sources);
            let mut diagnostic = Diagnostic::error(Code::ListMismatch, place, message);
            if let Some(shape) = shapes.first() {
                diagnostic = diagnostic.also(self.shapes.get(*shape).span, format!("{kinds} by this schema"));
            }
            self.diagnostics.push(diagnostic.help("leave out the brackets"));
            return None;
        }
        Some(lists.into_iter().flatten().collect())
    }

    /// The shapes of what a template names, if its first name is one of `names`; reports any other.
    pub fn reference(
        &mut self,
        reference: &Reference,
        text: &str,
        span: Span,
        names: &[(&str, Known)],
    ) -> Option<Known> {
        let sources = self.sources;
        let place = |range: &Range<usize>| sources.within(span, text, range.clone());
        let Some((_, known)) = names.iter().find(|(name, _)| *name == reference.root) else {
            let place = place(&reference.range);
            let message = format!("there is nothing called `{}` here", reference.root);
            let names = names.iter().map(|(name, _)| *name);
            self.diagnostics.push(Diagnostic::error(Code::UnknownMember, place, message).suggest(
                place,
                &reference.root,
                names,
            ));
            return None;
        };
        let mut shapes = known.clone();
        for hop in &reference.hops {
            shapes = match hop {
                Hop::Member(name, range) => self.member(name, &shapes, || place(range))?,
                Hop::Element => {
                    let trail = Trail { text, span, offset: reference.range.start, root: &[] };
                    self.elements(&shapes, &trail)?
                }
            };
        }
        Some(shapes)
    }
}

/// A literal as it stands in a file, but for its quotes.
pub fn shown(literal: &Value) -> String {
    literal.as_str().map_or_else(|| literal.to_string(), str::to_owned)
}

/// How far along a path's text the walk is.
struct Trail<'a> {
    text: &'a str,
    span: Span,
    offset: usize,
    /// Where `$` in a filter begins.
    root: &'a [ShapeId],
}

/// A part of a path's text, looked for in its file when a mistake points at it.
#[derive(Clone)]
struct Part<'a> {
    text: &'a str,
    span: Span,
    /// The bytes of the text; the whole of it where they are not known.
    range: Option<Range<usize>>,
}

impl<'a> Trail<'a> {
    /// The next name of the path.
    fn next(&mut self, name: &str) -> Part<'a> {
        let rest = self.text.get(self.offset..).unwrap_or("");
        let range = rest.find(name).map(|found| {
            let start = self.offset + found;
            self.offset = start + name.len();
            start..self.offset
        });
        Part { text: self.text, span: self.span, range }
    }

    /// All of it.
    fn whole(&self) -> Part<'a> {
        Part { text: self.text, span: self.span, range: None }
    }

    /// What the walk has not reached.
    fn rest(&self) -> Part<'a> {
        Part { text: self.text, span: self.span, range: Some(self.offset..self.text.len()) }
    }
}

impl Part<'_> {
    /// Its place.
    fn span(self, sources: &Sources) -> Span {
        self.range.map_or(self.span, |range| sources.within(self.span, self.text, range))
    }
}
