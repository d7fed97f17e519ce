//! The table of lock conflicts and whose work waits under which mode, asked of servers.

use migcheck::simulate::lock::{Activity, LockMode};

use crate::server::{self, MAJORS};
use crate::session::{Session, describe};

/// One session holds each mode in turn; another one takes every mode, and does what people do.
#[test]
fn conflicts_are_those_of_the_server() {
    for major in MAJORS {
        let server = server::server(major);
        let database = server.create_database();
        let (holder, other) = (server.connect(&database), server.connect(&database));
        holder
            .expect("CREATE TABLE t (id integer PRIMARY KEY, v integer); CREATE TABLE child (t integer REFERENCES t)");
        holder.expect("INSERT INTO t VALUES (1, 1)");
        other.expect("SET lock_timeout = '20ms'");
        for held in LockMode::ALL {
            holder.expect(&format!("BEGIN; LOCK TABLE t IN {held} MODE"));
            for wanted in LockMode::ALL {
                let waits = waits(&other, &format!("BEGIN; LOCK TABLE t IN {wanted} MODE NOWAIT; ROLLBACK"));
                assert_eq!(held.conflicts(wanted), waits, "{major}: {wanted} while {held} is held");
            }
            for (activity, work) in WORK {
                let waits = waits(&other, work);
                assert_eq!(held.blocks(*activity), waits, "{major}: {work} while {held} is held");
            }
            passes_over(&other, held, major);
            holder.expect("ROLLBACK");
        }
        server.drop_database(&database);
    }
}

/// Work of each kind that changes nothing for those after it.
const WORK: &[(Activity, &str)] = &[
    (Activity::Reads, "SELECT * FROM t"),
    (Activity::RowLocks, "SELECT * FROM t FOR UPDATE"),
    (Activity::RowLocks, "SELECT * FROM t FOR KEY SHARE"),
    (Activity::RowLocks, "BEGIN; INSERT INTO child VALUES (1); ROLLBACK"),
    (Activity::Writes, "BEGIN; INSERT INTO t VALUES (2, 2); ROLLBACK"),
    (Activity::Writes, "BEGIN; UPDATE t SET v = 2; ROLLBACK"),
    (Activity::Writes, "BEGIN; DELETE FROM t WHERE v = 3; ROLLBACK"),
    (Activity::Vacuum, "VACUUM (TRUNCATE off) t"),
    (Activity::Vacuum, "ANALYZE t"),
    (Activity::IndexBuilds, "BEGIN; CREATE INDEX ON t (v); ROLLBACK"),
    (Activity::Ddl, "BEGIN; ALTER TABLE t ADD COLUMN w integer; ROLLBACK"),
    (Activity::Ddl, "BEGIN; TRUNCATE t, child; ROLLBACK"),
];

fn waits(session: &Session, work: &str) -> bool {
    // Not the connection's own string: VACUUM refuses to share one with anything else.
    let parts: Vec<&str> = if work.starts_with("BEGIN") { work.split("; ").collect() } else { vec![work] };
    let failure = parts.iter().find_map(|it| session.run(it).err());
    session.expect("ROLLBACK");
    match failure {
        None => false,
        Some(error) if error.code().is_some_and(|it| it.code() == "55P03") => true,
        Some(error) => panic!("{}\nin: {work}", describe(&error)),
    }
}

/// Autovacuum asks as `SKIP_LOCKED` does: where it would wait, it leaves the table for later.
fn passes_over(session: &Session, held: LockMode, major: u16) {
    session.take_messages();
    session.expect("VACUUM (SKIP_LOCKED, TRUNCATE off) t");
    let skipped = session.take_messages().iter().any(|it| it.message().contains("lock not available"));
    assert_eq!(held.blocks(Activity::Vacuum), skipped, "{major}: autovacuum while {held} is held");
}
