//! An operation without a path: it asks nothing, and its mapping makes the records of constants.

use indexmap::IndexMap;

use super::operation::ResolvedOperation;
use super::{Resolver, text};
use crate::definition::{Access, Method, Operation};
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::expression::Path;
use crate::plan::{self, Placed};
use crate::source::Span;
use crate::yaml::Spanned;

/// What such an operation can say.
const KEYS: [&str; 4] = ["title", "description", "docs", "mapping"];

impl Resolver<'_> {
    /// Such an operation; `None` if it speaks of a request, whose path was forgotten.
    pub(super) fn constant(&mut self, name: &str, operation: &Spanned<Operation>) -> Option<ResolvedOperation> {
        let Spanned { value: own, node } = operation;
        let span = self.nodes.key_span(*node);
        let written = self.nodes.entries(*node).iter().map(|(key, _)| key.as_str());
        let of_request: Vec<&str> = written.filter(|key| !KEYS.contains(key)).collect();
        if !of_request.is_empty() || own.mapping.is_none() {
            let message = "the key `path` is missing";
            let why = match of_request.as_slice() {
                [] => {
                    "without a path nothing is asked, and a `mapping` has to make the records of constants".to_owned()
                }
                keys => format!("without a path nothing is asked, and {} would have no effect", quoted_list(keys)),
            };
            self.diagnostics.push(Diagnostic::error(Code::MissingKey, span, message).help(why));
            return None;
        }
        let operation = unasked(name, span, own)?;
        Some(ResolvedOperation {
            operation,
            envelope: None,
            names_envelope: false,
            leaves_list_open: false,
            request: None,
            parameters: None,
            slots: Vec::new(),
            sent: Vec::new(),
            record: self.nothing,
            names_record: true,
            query_spans: IndexMap::new(),
            body_span: None,
            request_is_sound: true,
            is_sound: true,
            writes: false,
            pagination_span: None,
            mapping: self.mapping_name(own),
            input_spans: IndexMap::new(),
            input_shapes: IndexMap::new(),
        })
    }
}

/// An operation that has words for people, and nothing of a request.
fn unasked(name: &str, span: Span, own: &Operation) -> Option<plan::Operation> {
    Some(plan::Operation {
        name: name.to_owned(),
        span,
        title: text(own.title.as_ref()),
        description: text(own.description.as_ref()),
        docs: text(own.docs.as_ref()),
        aliases: Vec::new(),
        newer: false,
        method: Method::Get,
        path: Vec::new(),
        path_text: String::new(),
        access: Access::Read,
        scopes: Vec::new(),
        inputs: IndexMap::new(),
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        needed: Vec::new(),
        success: Vec::new(),
        error: plan::ErrorPaths::default(),
        warnings: None,
        expect_headers: Vec::new(),
        pagination: plan::Pagination::Single,
        page_size: None,
        sizes: Vec::new(),
        incremental: None,
        records: Placed::new(Path::parse("$").ok()?, span),
        empty: plan::Empty::default(),
        beside: plan::Beside {
            ignored: Vec::new(),
            constants: Vec::new(),
            has_word_of_more: false,
            absent_has_word_of_more: false,
        },
        only: Vec::new(),
        secrets: Vec::new(),
        record: None,
        members: plan::Members::default(),
        mapping: None,
    })
}
