//! Everything that needs a real Postgres, 14 to 18. `./tests/run` installs the servers.
//!
//! `cases/*.sql` are statement forms; `record` keeps `observed.json` equal to what the servers do with
//! them over the schema of `base.sql`.

mod cases;
mod conflicts;
mod diff;
mod fidelity;
#[path = "../support/forms.rs"]
mod forms;
mod gate;
mod gate_history;
mod grammar;
mod observe;
#[path = "../support/page.rs"]
mod page;
mod pages;
mod plan;
mod predict;
mod prove;
mod record;
mod script_observe;
mod script_record;
mod scripts;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/session.rs"]
mod session;
mod split;
#[path = "../support/three_ways.rs"]
mod three_ways;

#[test]
fn every_major_is_there() {
    for major in server::MAJORS {
        let server = server::server(major);
        let database = server.create_database();
        let version = server.connect(&database).value("SHOW server_version_num");
        assert_eq!(version[..2], major.to_string());
        server.drop_database(&database);
    }
}
