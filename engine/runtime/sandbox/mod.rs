//! The sandbox: a real HTTP server on loopback that answers as a connector's provider would, from recorded exchanges.

mod paging;
mod provider;
mod server;

pub use server::Sandbox;

/// What a newcomer must know to judge what the sandbox shows.
pub const NOT_IMITATED: &str =
    "recorded data of an imaginary company; filters, permissions, rate limits and changes are not imitated";
