//! The integration tests that need no server: one binary, a module a subject.

mod architecture;
mod base;
mod browser;
mod cli;
mod diff;
#[path = "../support/forms.rs"]
mod forms;
mod forms_read;
mod history;
mod html;
mod limits;
mod program;
mod readme;
mod reports;
mod scratch;
mod split;
mod text;
