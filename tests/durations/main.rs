//! Measured times against the model of estimates: a program of its own, so that no other test runs beside it.

mod model;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/session.rs"]
mod session;
