//! The connector language: text in, a plan or diagnostics out.
//!
//! Data flows one way, and each phase consumes the one before it:
//! [`Sources`] -> definition -> resolved -> checked -> [`Plan`].
//! Nothing here touches a file, a clock or a network.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod accept;
mod check;
pub mod conversion;
pub mod coverage;
mod definition;
pub mod diagnostic;
mod drift;
pub mod expression;
pub mod input;
pub mod json;
pub mod outcome;
mod outline;
pub mod paging;
pub mod plan;
mod reads;
mod resolve;
mod schema;
pub mod source;
pub mod time;
pub mod unread;
pub mod vocabulary;
mod yaml;

pub use coverage::Coverage;
pub use definition::{Reach, json_schema};
pub use diagnostic::Diagnostics;
pub use drift::{Newer, Request, WayIn, base_path, drift, request_line, whole_line};
pub use outline::{OperationOutline, Outline, operations, outline};
pub use plan::Plan;
pub use reads::{Seen, SourceField};
pub use source::Sources;

use std::collections::BTreeMap;

/// A plan, and what is odd about the connector without being wrong.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// Warnings only.
    pub warnings: Diagnostics,
}

/// Text to plan: the whole language, in order. Either a plan comes out, or every mistake that was found.
pub fn plan(sources: &Sources) -> Result<Planned, Diagnostics> {
    on_a_large_stack(|| {
        let (checked, warnings) = checked(sources)?;
        Ok(Planned { plan: Plan::new(checked.connector, sources), warnings })
    })
}

/// The plan to run one operation, by its own name or the provider's: what it takes is read, resolved and checked, and
/// told of nothing but errors. Where there is a mistake or no such operation, it is the plan of the whole connector, or
/// every mistake in it.
pub fn plan_operation(sources: &Sources, operation: &str, reach: Reach) -> Result<Planned, Diagnostics> {
    let one = on_a_large_stack(|| {
        let mut diagnostics = Diagnostics::new();
        let definition = definition::read_for(operation, reach, sources, &mut diagnostics)?.only(operation, reach)?;
        let resolved = resolve::resolve(definition, sources, &mut diagnostics);
        check::check(resolved, sources, &mut diagnostics)
    });
    match one {
        Some(checked) => Ok(Planned { plan: Plan::new(checked.connector, sources), warnings: Diagnostics::new() }),
        None => plan(sources),
    }
}

/// What a connector reads of its provider's records, and fills of the unified ones; or every mistake that was found.
pub fn coverage(sources: &Sources) -> Result<Coverage, Diagnostics> {
    on_a_large_stack(|| checked(sources).map(|(checked, _)| Coverage::of(&checked)))
}

/// What nothing reads of the answer of each operation, as paths: where one can do without it, it is named under `ignored`.
/// An operation that cannot be read is left out.
pub fn unread_members(sources: &Sources) -> BTreeMap<String, Vec<String>> {
    on_a_large_stack(|| {
        let mut diagnostics = Diagnostics::new();
        let definition = definition::read(sources, &mut diagnostics);
        let resolved = definition.map(|definition| resolve::resolve(definition, sources, &mut diagnostics));
        resolved.map_or(BTreeMap::new(), |resolved| check::unread_members(&resolved))
    })
}

/// Text to what may become a plan, with what is odd about it.
fn checked(sources: &Sources) -> Result<(check::Checked, Diagnostics), Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    let checked = definition::read(sources, &mut diagnostics)
        .map(|definition| resolve::resolve(definition, sources, &mut diagnostics))
        .and_then(|resolved| check::check(resolved, sources, &mut diagnostics));
    match checked {
        Some(checked) => Ok((checked, diagnostics)),
        None => Err(diagnostics),
    }
}

/// The template compiler descends once for each operator of a chain, which the stack of a small thread does not bear.
fn on_a_large_stack<T: Send>(work: impl Fn() -> T + Sync) -> T {
    const STACK: usize = 16 << 20;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => work(),
        }
    })
}
