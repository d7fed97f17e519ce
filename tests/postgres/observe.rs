//! Runs one statement form on a server and writes down what it did: locks, rewrites, scans, rebuilt
//! indexes, what it created and dropped, or how it failed.

use migcheck::prove::workplace::{self, Form};

use crate::cases::Case;
use crate::server::Server;

/// What a statement did, in sorted lines; the vocabulary is that of the JSON contract.
pub(crate) type Observation = Vec<String>;

/// A database in which cases without set-up are observed, one after the other.
pub(crate) struct Workplace<'a>(workplace::Workplace<'a>);

impl<'a> Workplace<'a> {
    /// A copy of the base schema, with the case's set-up committed.
    pub(crate) fn new(server: &'a Server, base: &str, setup: &[String]) -> Workplace<'a> {
        let place = workplace::Workplace::new(server, base, setup);
        Workplace(place.unwrap_or_else(|trouble| panic!("{trouble}")))
    }
}

/// Observes a case, in `shared` unless it needs a database of its own.
pub(crate) fn observe(server: &Server, base: &str, shared: &Workplace<'_>, case: &Case) -> Observation {
    let form = Form {
        settings: case.settings.clone(),
        statement: case.statement.clone(),
        about_rows: case.is_about_rows(),
        concurrent: case.is_concurrent(),
    };
    let own;
    let place = if case.setup.is_empty() {
        shared
    } else {
        own = Workplace::new(server, base, &case.setup);
        &own
    };
    let observed = workplace::observe(server, base, &case.setup, &place.0, &form);
    observed.unwrap_or_else(|trouble| panic!("{trouble}\nin: {}", case.name())).lines()
}
