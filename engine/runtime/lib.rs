//! Executes a plan: the only code that touches the world.
//!
//! `Plan` + `Call` -> requests -> answers -> pages -> records. What waits (the client, the clock) is at the edge;
//! how to build a request, judge an answer, go on and map is pure.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod account;
mod advice;
mod answer;
pub mod auth;
pub mod bounded;
pub mod call;
pub mod catalog;
pub mod client;
pub mod clock;
pub mod credentials;
mod empty;
pub mod error;
pub mod exchange;
pub mod execute;
pub mod fetch;
mod here;
mod hidden;
mod link;
pub mod lookup;
mod map;
mod outcome;
mod page;
mod pending;
pub mod problem;
pub mod project;
pub mod proof;
mod records;
pub mod request;
mod retry;
pub mod sandbox;
mod search;
pub mod secret;
mod seen;
pub mod signal;
mod spelling;
mod step;
mod throttle;
pub mod warning;
pub mod webhook;
pub mod write;
