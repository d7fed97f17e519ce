//! How estimates compare with each other; `tests/durations/model.rs` compares them with servers.

use crate::{
    catalog::{Catalog, Known, PgVersion, program::State, relation::Size, session::Session},
    simulate::effects,
    sql::parse::parse_text,
};

/// Lower and upper bound in milliseconds for a statement over a table of that many rows.
fn estimate(statement: &str, rows: Option<u64>) -> Option<(u64, u64)> {
    let mut catalog = Catalog::new(PgVersion(17), Known::Everything);
    let mut session = Session::default();
    for statement in parse_text("CREATE TABLE t (id integer PRIMARY KEY, a integer, e integer[])").statements {
        catalog.apply(&statement.kind, &mut session).expect("the schema is right");
    }
    let mut table = catalog.relations().find(|it| it.table().is_some()).expect("it was made").as_ref().clone();
    table.table_mut().expect("it is a table").size = rows.map(|it| Size { rows: Some(it), pages: it / 58 });
    catalog.put(table);
    let statement = parse_text(statement).statements.remove(0);
    let state = State { catalog, lasting: session.clone(), session };
    effects::of(&statement.kind, &state, &|_| true).effects.duration.estimate_ms
}

#[test]
fn bounds_follow_the_work() {
    let million = |statement| estimate(statement, Some(1_000_000)).expect("the size is known");
    let scan = million("ALTER TABLE t ALTER a SET NOT NULL");
    let plain = million("CREATE INDEX ON t (a)");
    let rewrite = million("ALTER TABLE t ALTER a TYPE bigint");
    assert!(scan < plain && plain < rewrite, "{scan:?} {plain:?} {rewrite:?}");
    let concurrently = million("CREATE INDEX CONCURRENTLY ON t (a)");
    assert!(concurrently.0 > plain.0 && concurrently.1 > plain.1, "it reads the table twice: {concurrently:?}");
    let partial = million("CREATE INDEX ON t (a) WHERE a > 5");
    assert!(partial.0 < plain.0 && partial.1 == plain.1, "perhaps no row at all: {partial:?}");
    let two = million("ALTER TABLE t ADD UNIQUE (a), ADD UNIQUE (e)");
    assert!(two.1 > plain.1, "two indexes take longer than one: {two:?}");
    let gin = million("CREATE INDEX ON t USING gin (e)");
    assert!(gin.1 / gin.0 > plain.1 / plain.0, "how many keys a row has is not known: {gin:?}");
    assert!(million("TRUNCATE t").1 < 100, "as long as removing a file");
}

#[test]
fn bounds_grow_with_the_table_and_need_its_size() {
    let index = |rows| estimate("CREATE INDEX ON t (a)", Some(rows)).expect("the size is known");
    let (small, large) = (index(100_000), index(10_000_000));
    assert!(large.0 > 90 * small.0 && large.1 > 90 * small.1, "{small:?} {large:?}");
    assert_eq!(estimate("CREATE INDEX ON t (a)", None), None);
    assert!(estimate("ALTER TABLE t ADD x integer", None).is_some_and(|it| it.1 < 100), "no row is looked at");
    assert!(estimate("CREATE INDEX ON t (a)", Some(u64::MAX)).is_some(), "nothing overflows");
}
