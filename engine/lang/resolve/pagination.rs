//! How a list goes on: exactly one kind, with its paths and places.

use serde_json::Value;

use super::Resolver;
use crate::conversion::word;
use crate::definition::{self, Defaults, Operation, Pagination};
use crate::diagnostic::Code;
use crate::expression::Path;
use crate::plan::{self, Placed};
use crate::yaml::{Any, NodeId, Spanned};

impl Resolver<'_> {
    /// The kind that is written, if it is exactly one.
    pub(super) fn pagination(&mut self, pagination: &Spanned<Pagination>) -> Option<plan::Pagination> {
        let Pagination { cursor, next_url, link_header, offset, page, last_id, whole, page_size: _ } =
            &pagination.value;
        let written = [
            cursor.is_some(),
            next_url.is_some(),
            link_header.is_some(),
            offset.is_some(),
            page.is_some(),
            last_id.is_some(),
            whole.is_some(),
        ];
        if written.iter().filter(|written| **written).count() != 1 {
            let help =
                "write exactly one of `cursor`, `next_url`, `link_header`, `offset`, `page`, `last_id` and `whole`";
            self.error(Code::WrongChoice, pagination.node, "a list goes on in exactly one way", help);
            return None;
        }
        if let Some(Spanned { value: kind, .. }) = cursor {
            let (from, to) = (self.single(kind.from.node), self.slot(&kind.to));
            let more = self.more(kind.more.as_ref(), kind.until.as_ref(), None).ok()?;
            let (ends, stays) = (self.ends(&kind.ends), stays(kind.stays.as_ref()));
            return Some(plan::Pagination::Cursor { from: from?, to: to?, ends, stays, more });
        }
        if let Some(Spanned { value: kind, .. }) = next_url {
            let from = self.single_or_sought(kind.from.node);
            let more = self.more(kind.more.as_ref(), kind.until.as_ref(), None).ok()?;
            let (ends, stays) = (self.ends(&kind.ends), stays(kind.stays.as_ref()));
            return Some(plan::Pagination::NextUrl { from: from?, ends, stays, more });
        }
        if let Some(Spanned { value: kind, .. }) = offset {
            let total = kind.total.as_ref().and_then(|total| self.single(total.node));
            let (to, first) = (self.slot(&kind.to), self.begins(kind.first.as_ref(), 0));
            let more = self.more(kind.more.as_ref(), kind.until.as_ref(), kind.total.as_ref()).ok()?;
            return Some(plan::Pagination::Offset { to: to?, first, total, more });
        }
        if let Some(Spanned { value: kind, .. }) = page {
            let total_pages = kind.total_pages.as_ref().and_then(|total| self.single(total.node));
            let (to, first) = (self.slot(&kind.to), self.begins(kind.first.as_ref(), 1));
            let more = self.more(kind.more.as_ref(), kind.until.as_ref(), kind.total_pages.as_ref()).ok()?;
            return Some(plan::Pagination::Page { to: to?, first, total_pages, more });
        }
        if let Some(Spanned { value: kind, .. }) = last_id {
            let (from, to) = (self.single(kind.from.node), self.slot(&kind.to));
            let more = self.more(kind.more.as_ref(), kind.until.as_ref(), None).ok()?;
            return Some(plan::Pagination::LastId { from: from?, to: to?, more });
        }
        if let Some(Spanned { value: kind, .. }) = whole {
            let at_most = kind.at_most.as_ref().map(|most| most.value);
            let more = self.more(kind.more.as_ref(), kind.until.as_ref(), None).ok()?;
            return Some(plan::Pagination::Whole { at_most, more });
        }
        let kind = &link_header.as_ref()?.value;
        let more = self.more(kind.more.as_ref(), kind.until.as_ref(), None).ok()?;
        Some(plan::Pagination::LinkHeader { stays: stays(kind.stays.as_ref()), more })
    }

    /// What stands in the place of a cursor on the last page.
    fn ends(&mut self, written: &[Spanned<Any>]) -> Vec<Placed<Value>> {
        let ends: Vec<Placed<Value>> =
            written.iter().map(|end| Placed::new(self.literal(end.node), self.nodes.span(end.node))).collect();
        let is_none = |end: &Value| end.is_null() || end.as_str().is_some_and(|text| text.trim().is_empty());
        for (end, written) in ends.iter().zip(written).filter(|(end, _)| is_none(&end.value)) {
            let message = format!("{} never leads on", word(&end.value));
            self.error(Code::InvalidSetting, written.node, message, "leave it out: null and blank text are no cursor");
        }
        ends
    }

    /// The page size, if the provider takes one.
    pub(super) fn page_size(&mut self, pagination: &Spanned<Pagination>) -> Option<plan::PageSize> {
        let Spanned { value: definition::PageSize { to, default, max }, .. } = pagination.value.page_size.as_ref()?;
        let most = max.as_ref().map_or(u32::MAX, |max| max.value);
        if default.value == 0 || default.value > most {
            let message = format!("a page has from 1 to {most} records");
            self.error(
                Code::InvalidSetting,
                default.node,
                message,
                "`default` is how many are asked for, and at most `max`",
            );
        }
        Some(plan::PageSize { to: self.slot(to)?, default: default.value })
    }

    /// What the first page or record is counted as.
    fn begins(&mut self, first: Option<&Spanned<u32>>, left_out: u32) -> u32 {
        let Some(first) = first else { return left_out };
        if first.value > 1 {
            let message = format!("the list would begin at {}, and what is before it would be missing", first.value);
            self.error(
                Code::InvalidSetting,
                first.node,
                message,
                "write 0 or 1: what the provider counts the first as",
            );
        }
        first.value
    }

    /// A path that names one node, or what stands in one element of a list that is known by a constant.
    fn single_or_sought(&mut self, node: NodeId) -> Option<Placed<Path>> {
        let path = self.path(node)?;
        if path.value.is_singular() || path.value.sought().is_some() {
            return Some(path);
        }
        let message = format!("`{}` can match many nodes, and one is needed here", path.value.text());
        let help = "write the path of a member, or say which element is meant, as in `$.links[?@.rel == 'next'].href`";
        self.error(Code::ListMismatch, node, message, help);
        None
    }

    /// A path that names one node.
    pub(super) fn single(&mut self, node: NodeId) -> Option<Placed<Path>> {
        let path = self.path(node)?;
        if !path.value.is_singular() {
            let message = format!("`{}` can match many nodes, and one is needed here", path.value.text());
            self.error(Code::ListMismatch, node, message, "write `[0]` for the first, or the path of a member");
            return None;
        }
        Some(path)
    }

    /// The same, or one that ends with the names of several members of which the first that is there counts.
    pub(super) fn one_of_names(&mut self, node: NodeId) -> Option<Placed<Path>> {
        let path = self.path(node)?;
        if path.value.spelled_out().len() > 1 { Some(path) } else { self.single(node) }
    }
}

/// Whether what leads on is on every page.
fn stays(written: Option<&Spanned<bool>>) -> bool {
    written.is_some_and(|stays| stays.value)
}

/// One record has no next page, and what writes is sent once, so the connector's way of paging does not touch them.
pub(super) fn pagination<'a>(
    own: &'a Operation,
    defaults: Option<&'a Defaults>,
    records: &Path,
    writes: bool,
) -> Option<&'a Spanned<Pagination>> {
    let shared = defaults.and_then(|defaults| defaults.pagination.as_ref());
    own.pagination.as_ref().or(shared.filter(|_| !records.is_singular() && !writes))
}

/// Whether an operation says nothing of its records, where the connector says how lists go on.
pub(super) fn leaves_list_open(own: &Operation, defaults: Option<&Defaults>, writes: bool) -> bool {
    let is_shared = defaults.is_some_and(|defaults| defaults.pagination.is_some());
    own.records.is_none() && own.pagination.is_none() && is_shared && !writes
}
