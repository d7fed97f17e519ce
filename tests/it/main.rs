//! The integration tests that need no server: one binary, a module a subject.

mod architecture;
mod history;
mod scratch;
