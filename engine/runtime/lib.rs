//! Executes a plan: the only code that touches the world.
//!
//! `Plan` + `Call` -> requests -> answers -> pages -> records. What waits (the client, the clock) is at the edge;
//! how to build a request, judge an answer, go on and map is pure.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod catalog;
