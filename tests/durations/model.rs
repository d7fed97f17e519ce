//! The model behind estimates, held against measured times: scan, rewrite and index build at three sizes, each compared
//! with reading the same table at the same moment, so that it holds on any machine.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use migcheck::{
    catalog::{Catalog, Known, PgVersion, relation::Size, session::Session as Settings},
    simulate::{
        self, PendingMigration, PendingSection, PendingStatement, Sent,
        effects::estimate::{self, Cost},
        transaction::ExecutionModel,
    },
    sql::parse::parse_text,
};

use crate::server;
use crate::session::Session;

const SCHEMA: &str = "
CREATE TABLE r (id integer PRIMARY KEY);
CREATE TABLE t (id integer, a integer, b integer, c text, d timestamp with time zone, e integer[], p point);
ALTER TABLE t ADD PRIMARY KEY (id);
";

/// One scan of the table with one condition: what the model counts in.
const CALIBRATION: &str = "SELECT count(*) FROM t WHERE a >= 0";

const STATEMENTS: [&str; 9] = [
    "ALTER TABLE t ALTER a SET NOT NULL",
    "ALTER TABLE t ADD CHECK (a >= 0)",
    "ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES r (id)",
    "ALTER TABLE t ALTER a TYPE bigint",
    "CREATE INDEX ON t (a)",
    "CREATE UNIQUE INDEX ON t (c)",
    "CREATE INDEX ON t USING brin (d)",
    "CREATE INDEX ON t USING gin (e)",
    "CREATE INDEX ON t USING gist (p)",
];

const SIZES: [u64; 3] = [20_000, 80_000, 320_000];

/// Fewer measure too little, and when this many do not fit, it is not for noise.
const ROUNDS: std::ops::RangeInclusive<usize> = 3..=12;

#[test]
fn measured_times_are_within_the_model() {
    for major in [14, 18] {
        let server = server::server(major);
        let database = server.create_database();
        let session = server.connect(&database);
        session.expect(
            "SET max_parallel_workers_per_gather = 0; SET max_parallel_maintenance_workers = 0; \
             SET maintenance_work_mem = '64MB'; SET work_mem = '16MB'",
        );
        session.expect(SCHEMA);
        session.expect("INSERT INTO r SELECT generate_series(0, 999); ANALYZE r");
        let mut growth: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for rows in SIZES {
            let (table, referenced) = (fill(&session, rows), size(&session, "r"));
            for statement in STATEMENTS {
                let cost = predicted(major, statement, table, referenced);
                let scan = estimate::scan_time(table.rows.unwrap_or_default(), table.pages);
                let time = measured(&session, statement, scan, cost);
                growth.entry(statement).or_default().push(time / cost.reference as f64);
            }
        }
        for (statement, relative) in growth {
            let [_, middle, large] = relative[..] else { panic!("three sizes") };
            let off = large / middle;
            assert!((0.25..4.0).contains(&off), "{major}: {statement} grows {off:.2} times as fast as predicted");
        }
        server.drop_database(&database);
    }
}

/// The statement's time in nanoseconds of the reference machine: that of the scan says how fast this one is. It is between
/// the bounds of a machine with everything cached.
fn measured(session: &Session, statement: &str, scan: u64, cost: Cost) -> f64 {
    let (low, high) = cost.cached_with_statement();
    let (mut fastest, mut fastest_scan) = (Duration::MAX, Duration::MAX);
    let mut time = f64::MAX;
    for round in 1..=*ROUNDS.end() {
        fastest_scan = fastest_scan.min(timed(session, CALIBRATION));
        session.expect("BEGIN");
        fastest = fastest.min(timed(session, statement));
        session.expect("ROLLBACK");
        fastest_scan = fastest_scan.min(timed(session, CALIBRATION));
        time = fastest.as_secs_f64() / fastest_scan.as_secs_f64() * scan as f64;
        if ROUNDS.contains(&round) && (low as f64..=high as f64).contains(&time) {
            return time;
        }
    }
    panic!(
        "{statement}: {fastest:?} with a scan of {fastest_scan:?} is {time:.0} ns of the reference machine, \
         predicted {low} to {high}"
    );
}

fn timed(session: &Session, statement: &str) -> Duration {
    let start = Instant::now();
    session.expect(statement);
    start.elapsed()
}

fn fill(session: &Session, rows: u64) -> Size {
    session.expect(&format!(
        "TRUNCATE t; INSERT INTO t SELECT g, g::bigint * 7919 % {rows}, g % 1000, md5(g::text), \
         now() - g * interval '1 second', ARRAY[g % 10, g % 100, g % 1000], point(random() * 1000, random() * 1000) \
         FROM generate_series(1, {rows}) g"
    ));
    session.expect("VACUUM (ANALYZE) t");
    size(session, "t")
}

fn size(session: &Session, table: &str) -> Size {
    let number = |column: &str| -> u64 {
        let value = session.value(&format!("SELECT {column}::bigint FROM pg_class WHERE relname = '{table}'"));
        value.parse().expect("a count of pages or rows")
    };
    Size { rows: Some(number("reltuples")), pages: number("relpages") }
}

/// What the model makes of the statement over tables of these sizes.
fn predicted(major: u16, statement: &str, table: Size, referenced: Size) -> Cost {
    let mut catalog = Catalog::new(PgVersion(major), Known::Everything);
    let mut settings = Settings::default();
    for statement in parse_text(SCHEMA).statements {
        catalog.apply(&statement.kind, &mut settings).expect("the schema is right");
    }
    for (name, size) in [("t", table), ("r", referenced)] {
        let found = catalog.relations().find(|it| it.name.name.as_str() == name).map(|it| (**it).clone());
        let mut relation = found.expect("it was made");
        relation.table_mut().expect("it is a table").size = Some(size);
        catalog.put(relation);
    }
    let statements = parse_text(statement).statements.into_iter();
    let statements = statements.map(|it| PendingStatement { statement: Arc::new(it), sql: Arc::from(statement) });
    let execution = ExecutionModel::SplitAutocommit;
    let section = PendingSection { execution, sent: Sent::Whole, statements: statements.collect() };
    let pending = PendingMigration { name: "m".into(), history: 0, sections: vec![section] };
    let timeline = simulate::run(catalog, &[pending]);
    let effects = &timeline.steps[0].effects;
    effects.cost.unwrap_or_else(|| panic!("{statement} costs something: {effects:?}"))
}
