//! The connector language: text in, a plan or diagnostics out.
//!
//! Data flows one way, and each phase consumes the one before it:
//! [`Sources`] -> definition -> resolved -> checked -> [`Plan`].
//! Nothing here touches a file, a clock or a network.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod check;
pub mod conversion;
mod definition;
pub mod diagnostic;
pub mod expression;
pub mod input;
pub mod plan;
mod resolve;
mod schema;
pub mod source;
pub mod time;
mod yaml;

pub use definition::json_schema;
pub use diagnostic::Diagnostics;
pub use plan::Plan;
pub use source::Sources;

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
    // The template compiler descends once for each operator of a chain, which the stack of a small thread does not bear.
    const STACK: usize = 16 << 20;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || pipeline(sources));
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => pipeline(sources),
        }
    })
}

fn pipeline(sources: &Sources) -> Result<Planned, Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    let checked = definition::read(sources, &mut diagnostics)
        .map(|definition| resolve::resolve(definition, sources, &mut diagnostics))
        .and_then(|resolved| check::check(resolved, sources, &mut diagnostics));
    match checked {
        Some(checked) => {
            Ok(Planned { plan: Plan::new(checked.into_connector(), sources.clone()), warnings: diagnostics })
        }
        None => Err(diagnostics),
    }
}
