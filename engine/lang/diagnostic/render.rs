//! Diagnostics as text: the one place that knows how they look.

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Sources, Span};

/// Nobody reads more at once, and each takes time to draw: of a file that is wrong everywhere, the errors come first.
const SHOWN: usize = 100;

/// With or without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// For a file or a pipe.
    Plain,
    /// For a terminal that shows ANSI colours.
    Coloured,
}

/// All diagnostics in the order of the files, as rustc would print them.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut all = diagnostics.sorted();
    let left = all.len().saturating_sub(SHOWN);
    if left > 0 {
        all.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
        all.truncate(SHOWN);
    }
    let mut text = String::new();
    for diagnostic in all {
        text.push_str(&renderer.render(&report(diagnostic, sources)));
        text.push_str("\n\n");
    }
    if left > 0 {
        text.push_str(&format!("and {left} more\n\n"));
    }
    text
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name());
    let mut group = title.elements(snippets(diagnostic, sources));
    let shown_as_patch = diagnostic.replacement.as_ref();
    for help in &diagnostic.help {
        if shown_as_patch.is_none() || !help.starts_with("did you mean") {
            group = group.element(Level::HELP.message(help.as_str()));
        }
    }
    let mut groups = vec![group];
    if let Some((span, text)) = shown_as_patch {
        let snippet = Snippet::source(sources.text(span.source()))
            .path(sources.path(span.source()))
            .patch(Patch::new(clamped(*span, sources), text.as_str()));
        groups.push(Level::HELP.secondary_title(format!("did you mean `{text}`?")).element(snippet));
    }
    groups
}

/// One snippet a file: the primary label's file first.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let primary = diagnostic.primary.span.source();
    let mut files = vec![primary];
    for label in &diagnostic.secondary {
        if !files.contains(&label.span.source()) {
            files.push(label.span.source());
        }
    }
    files
        .into_iter()
        .map(|file| {
            let mut snippet = Snippet::source(sources.text(file)).path(sources.path(file));
            if file == primary {
                let label = &diagnostic.primary;
                snippet = snippet
                    .annotation(AnnotationKind::Primary.span(clamped(label.span, sources)).label(label.text.as_str()));
            }
            for label in diagnostic.secondary.iter().filter(|label| label.span.source() == file) {
                snippet = snippet
                    .annotation(AnnotationKind::Context.span(clamped(label.span, sources)).label(label.text.as_str()));
            }
            snippet
        })
        .collect()
}

/// The renderer panics on spans outside the text or within a character, so they are mended here, once.
fn clamped(span: Span, sources: &Sources) -> std::ops::Range<usize> {
    let text = sources.text(span.source());
    let snap = |mut offset: usize| {
        offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let range = span.range();
    snap(range.start)..snap(range.end).max(snap(range.start))
}
