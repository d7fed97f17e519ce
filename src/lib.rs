//! Predicts what Postgres migrations lock, rewrite and break, and writes the safe plan.
//!
//! Modules are listed in reading order; data flows down this list and never back up.

// core: no I/O, no global state, cannot fail
pub mod catalog;
pub mod checks;
pub mod finding;
pub mod plan;
pub mod redact;
pub mod simulate;
pub mod sql;
pub mod tenancy;
pub mod text;

// shell: reads, connects, writes
pub mod base;
pub mod cli;
pub mod commands;
pub mod config;
pub mod database;
pub mod error;
pub mod history;
pub mod prove;
pub mod report;
