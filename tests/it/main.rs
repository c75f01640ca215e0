//! The one integration-test binary: each module holds one promise of the engine against it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "a test says what it counted")]

mod ashby;
mod auth;
mod believed;
mod bounds;
mod cli;
mod company;
mod connect;
mod consent;
mod coverage;
mod cursors;
mod docs;
mod doubtful;
mod empty_lists;
mod endings;
mod faults;
mod formats;
mod generated;
mod given;
mod import;
mod import_runs;
mod joins;
mod language;
mod lists;
mod lookups;
mod mapping;
mod mistakes;
mod observed;
mod odd_pages;
mod outcomes;
mod paging;
mod reach;
mod resources;
mod same_shape;
mod sandbox;
mod schemas;
mod searches;
mod secrets;
mod seeded;
mod several;
mod support;
mod tidy;
mod twice;
mod ui;
mod uncertain;
mod values;
mod webhooks;
mod words;
mod write_cases;
mod write_faults;
mod write_secrets;
mod write_values;
mod writes;
