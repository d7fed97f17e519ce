//! The integration tests that need no server: one binary, a module a subject.

mod history;
mod scratch;
