//! Runs a folder of migrations on throwaway servers and compares the schema by replay, by `pg_dump` and live:
//! `cargo run --example fidelity -- FOLDER [MAJOR …]`. `tests/run` has installed the servers.
#![allow(clippy::print_stdout, reason = "its report is its purpose")]

#[path = "../tests/support/server.rs"]
mod server;
#[path = "../tests/support/session.rs"]
mod session;
#[path = "../tests/support/three_ways.rs"]
mod three_ways;

use migcheck::{
    catalog::ddl::{self, Style},
    history::{self, Histories, PendingRule, Request, Tool},
};
use std::{env, path::PathBuf, process::ExitCode};
use three_ways::{Build, differences};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(folder) = arguments.next() else {
        println!("usage: cargo run --example fidelity -- FOLDER [MAJOR …]");
        return ExitCode::from(2);
    };
    let mut majors: Vec<u16> = arguments.filter_map(|it| it.parse().ok()).collect();
    if majors.is_empty() {
        majors = server::MAJORS.to_vec();
    }
    let histories = match read(&folder) {
        Ok(histories) => histories,
        Err(error) => {
            println!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let equal = majors.iter().filter(|it| compared(&histories, **it)).count();
    if equal == majors.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(folder: &str) -> Result<Histories, migcheck::error::Error> {
    let request = Request {
        directory: PathBuf::from("."),
        paths: vec![PathBuf::from(folder)],
        stdin_path: None,
        pending: PendingRule::All,
        base_known: false,
        overrides: Vec::new(),
        execution: None,
        placeholders: Default::default(),
    };
    history::collect(&request, &mut std::io::empty())
}

/// Whether the three ways show the same schema on this major.
fn compared(histories: &Histories, major: u16) -> bool {
    let mut build = Build::new(server::server(major));
    if histories.histories.iter().any(|it| it.tool == Tool::Supabase) {
        build.script(include_str!("../src/base/supabase.sql"));
    }
    build.histories(histories);
    let ways = build.three_ways();
    let dump = differences("replay", &ways.replay, "dump", &ways.dump);
    let live = differences("replay", &ways.replay, "live", &ways.live);
    let objects = ddl::entries(&ways.live, Style::SQL).len();
    for text in build.refused.iter().map(|it| format!("refused: {it}")).chain(build.problems.clone()) {
        println!("{text}\n");
    }
    println!("{}{}", dump.join("\n"), live.join("\n"));
    println!(
        "{major}: {} statements ({} refused), {objects} objects, {} problems, {} differences replay-dump, {} replay-live",
        build.statements,
        build.refused.len(),
        build.problems.len(),
        dump.len(),
        live.len()
    );
    let equal = build.problems.is_empty() && dump.is_empty() && live.is_empty();
    build.gone();
    equal
}
