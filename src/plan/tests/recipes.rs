//! What each recipe proposes, on the versions where it differs.

use super::support::{Case, assert_same_end};

const SCHEMA: &str = "
    CREATE TABLE customers (id bigint PRIMARY KEY, email text, phone text);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total integer NOT NULL, note text, code text);
    CREATE INDEX orders_note_idx ON orders (note);
    CREATE TABLE events (id bigint, at timestamptz NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
    CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
";

fn planned(version: u16, migration: &str) -> Case {
    let case = Case::new(version, SCHEMA, &[migration]);
    assert_same_end(migration, &case);
    case
}

#[track_caller]
fn assert_steps(version: u16, migration: &str, wanted: &[&str]) {
    assert_eq!(planned(version, migration).steps(), wanted, "{migration} on {version}");
}

#[test]
fn indexes() {
    assert_steps(17, "CREATE INDEX a ON orders (total)", &["Expand: CREATE INDEX CONCURRENTLY a ON orders (total)"]);
    assert_steps(17, "DROP INDEX orders_note_idx", &["Expand: DROP INDEX CONCURRENTLY public.orders_note_idx"]);
    assert_steps(
        17,
        "CREATE INDEX e ON events (id)",
        &[
            "Expand: CREATE INDEX e ON ONLY public.events (id)",
            "Expand: CREATE INDEX CONCURRENTLY events_1_id_idx ON public.events_1 (id)",
            "Expand: ALTER INDEX public.e ATTACH PARTITION public.events_1_id_idx",
            "Expand: CREATE INDEX CONCURRENTLY events_2_id_idx ON public.events_2 (id)",
            "Expand: ALTER INDEX public.e ATTACH PARTITION public.events_2_id_idx",
        ],
    );
}

#[test]
fn constraints_in_two_steps() {
    assert_steps(
        17,
        "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0)",
        &[
            "Expand: ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID",
            "Expand: ALTER TABLE public.orders VALIDATE CONSTRAINT positive",
        ],
    );
    let case = planned(17, "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id)");
    assert_eq!(
        case.steps(),
        [
            "Expand: ALTER TABLE public.orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID",
            "Expand: ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_id_fkey",
        ]
    );
    assert_eq!(case.transactions(), [0, 0], "VALIDATE shares no transaction");
    assert!(case.plan.questions.iter().any(|it| it.contains("no index on (customer_id)")), "{:?}", case.plan.questions);
}

#[test]
fn not_null() {
    assert_steps(
        17,
        "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        &[
            "Contract: ALTER TABLE public.orders ADD CONSTRAINT orders_note_nn CHECK (note IS NOT NULL) NOT VALID",
            "Contract: ALTER TABLE public.orders VALIDATE CONSTRAINT orders_note_nn",
            "Contract: ALTER TABLE public.orders ALTER COLUMN note SET NOT NULL",
            "Contract: ALTER TABLE public.orders DROP CONSTRAINT orders_note_nn",
        ],
    );
    assert_steps(
        18,
        "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        &[
            "Contract: ALTER TABLE public.orders ADD CONSTRAINT orders_note_not_null NOT NULL note NOT VALID",
            "Contract: ALTER TABLE public.orders VALIDATE CONSTRAINT orders_note_not_null",
        ],
    );
}

#[test]
fn keys_by_index() {
    assert_steps(
        17,
        "ALTER TABLE orders ADD CONSTRAINT one_code UNIQUE (code) DEFERRABLE",
        &[
            "Expand: CREATE UNIQUE INDEX CONCURRENTLY one_code ON public.orders (code)",
            "Expand: ALTER TABLE public.orders ADD CONSTRAINT one_code UNIQUE USING INDEX one_code DEFERRABLE",
        ],
    );
}

#[test]
fn columns() {
    assert_steps(
        17,
        "ALTER TABLE orders ADD COLUMN a integer NOT NULL DEFAULT 0",
        &["Expand: ALTER TABLE orders ADD COLUMN a integer NOT NULL DEFAULT 0"],
    );
    let case = planned(17, "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()");
    let steps = case.steps();
    assert_eq!(
        &steps[..2],
        [
            "Expand: ALTER TABLE public.orders ADD COLUMN token uuid",
            "Expand: ALTER TABLE public.orders ALTER COLUMN token SET DEFAULT gen_random_uuid()"
        ]
    );
    assert_eq!(&case.transactions()[..3], [1, 1, 0]);
    assert!(steps[2].starts_with("Backfill: DO ") && steps[2].contains("COMMIT;"), "{}", steps[2]);
    assert!(steps[3].starts_with("Backfill: ALTER TABLE public.orders ADD CONSTRAINT orders_token_nn"), "{steps:#?}");
}

#[test]
fn drops_wait_for_new_code() {
    let case = planned(17, "ALTER TABLE orders DROP COLUMN note");
    assert_eq!(
        case.steps(),
        ["Contract: DROP INDEX CONCURRENTLY public.orders_note_idx", "Contract: ALTER TABLE orders DROP COLUMN note"]
    );
    let deploy = &case.plan.deploys[0];
    assert_eq!((deploy.after_step, &*deploy.what), (0, "ship code that no longer reads or writes public.orders.note"));
    assert_steps(
        17,
        "ALTER TABLE orders DROP COLUMN total",
        &[
            "Expand: ALTER TABLE public.orders ALTER COLUMN total DROP NOT NULL",
            "Contract: ALTER TABLE orders DROP COLUMN total",
        ],
    );
    assert_steps(
        17,
        "DROP TABLE orders",
        &["Contract: ALTER TABLE public.orders RENAME TO orders_dropped", "Contract: DROP TABLE public.orders_dropped"],
    );
}

#[test]
fn renames_behind_a_view() {
    let case =
        planned(17, "ALTER TABLE orders RENAME COLUMN note TO remark; ALTER TABLE orders ADD COLUMN staff text;");
    assert_eq!(
        case.steps(),
        [
            "Expand: ALTER TABLE orders ADD COLUMN staff text",
            "Expand: ALTER TABLE public.orders RENAME COLUMN note TO remark",
            "Expand: ALTER TABLE public.orders RENAME TO orders_base",
            "Expand: CREATE VIEW public.orders WITH (security_invoker = true) AS SELECT id, customer_id, total, remark AS note, \
             code, staff, remark FROM public.orders_base",
            "Contract: LOCK TABLE public.orders IN ACCESS EXCLUSIVE MODE",
            "Contract: DROP VIEW public.orders",
            "Contract: ALTER TABLE public.orders_base RENAME TO orders",
        ]
    );
    assert_eq!(case.transactions(), [0, 1, 1, 1, 2, 2, 2]);
    assert_steps(
        14,
        "ALTER TABLE orders RENAME TO purchases",
        &[
            "Expand: ALTER TABLE public.orders RENAME TO purchases",
            "Expand: CREATE VIEW public.orders AS SELECT id, customer_id, total, note, code FROM public.purchases",
            "Contract: DROP VIEW public.orders",
        ],
    );
}

#[test]
fn updates_in_batches() {
    let case = planned(17, "UPDATE orders SET note = 'x' WHERE note IS NULL OR note = ''");
    let [step] = &case.steps()[..] else { panic!("{:?}", case.steps()) };
    assert!(step.starts_with("Backfill: DO $migcheck$ DECLARE migcheck_first_1 public.orders.id%TYPE;"), "{step}");
    let batch =
        "UPDATE orders SET note = 'x' WHERE (note IS NULL OR note = '') AND (orders.id) >= (migcheck_first_1) AND";
    assert!(step.contains(batch), "{step}");
    assert_steps(
        17,
        "UPDATE orders SET note = 'x' WHERE id = 7",
        &["Expand: UPDATE orders SET note = 'x' WHERE id = 7"],
    );
}

/// New tables and what belongs to them stay as their author wrote them, in one transaction.
#[test]
fn new_tables_as_written() {
    let case = planned(
        17,
        "CREATE TABLE a (id bigint PRIMARY KEY, b text); CREATE INDEX ON a (b); ALTER TABLE a ALTER COLUMN b SET NOT NULL;",
    );
    assert_eq!(case.transactions(), [1, 1, 1]);
    assert_eq!(case.steps()[1], "Expand: CREATE INDEX ON a (b)");
}

/// A statement that needs what comes in a later phase moves there.
#[test]
fn dependent_statements_follow() {
    assert_steps(
        17,
        "ALTER TABLE orders DROP COLUMN code; ALTER TABLE orders ADD COLUMN code integer;",
        &["Contract: ALTER TABLE orders DROP COLUMN code", "Contract: ALTER TABLE orders ADD COLUMN code integer"],
    );
}

#[test]
fn keys_of_partitioned_tables() {
    let migration = "ALTER TABLE events ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES customers (id)";
    assert_steps(
        17,
        migration,
        &[
            "Expand: ALTER TABLE public.events_1 ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES customers (id) NOT VALID",
            "Expand: ALTER TABLE public.events_1 VALIDATE CONSTRAINT c",
            "Expand: ALTER TABLE public.events_2 ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES customers (id) NOT VALID",
            "Expand: ALTER TABLE public.events_2 VALIDATE CONSTRAINT c",
            "Expand: ALTER TABLE public.events ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES customers (id)",
        ],
    );
    assert_steps(
        18,
        migration,
        &[
            "Expand: ALTER TABLE public.events ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES customers (id) NOT VALID",
            "Expand: ALTER TABLE public.events VALIDATE CONSTRAINT c",
        ],
    );
}

#[test]
fn attaching_a_partition() {
    let schema = format!("{SCHEMA} CREATE TABLE events_3 (id bigint, at timestamptz NOT NULL);");
    let migration = "ALTER TABLE events ATTACH PARTITION events_3 FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')";
    let case = Case::new(17, &schema, &[migration]);
    assert_same_end(migration, &case);
    let bound = "CHECK (at IS NOT NULL AND at >= '2026-03-01' AND at < '2026-04-01')";
    assert_eq!(
        case.steps(),
        [
            &*format!("Expand: ALTER TABLE public.events_3 ADD CONSTRAINT events_3_bound {bound} NOT VALID"),
            "Expand: ALTER TABLE public.events_3 VALIDATE CONSTRAINT events_3_bound",
            "Expand: ALTER TABLE events ATTACH PARTITION events_3 FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
            "Expand: ALTER TABLE public.events_3 DROP CONSTRAINT events_3_bound",
        ]
    );
}

/// The primary key of a table whose key columns may be NULL: proven first.
#[test]
fn primary_key_on_a_nullable_column() {
    let schema = "CREATE TABLE a (b bigint)";
    for (version, wanted) in [(14, 6), (18, 4)] {
        let case = Case::new(version, schema, &["ALTER TABLE a ADD PRIMARY KEY (b)"]);
        assert_same_end("primary key", &case);
        let steps = case.steps();
        assert_eq!(steps.len(), wanted, "{steps:#?}");
        assert_eq!(
            steps[wanted - 1],
            "Expand: ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey"
        );
    }
}

#[test]
fn columns_with_constraints() {
    assert_steps(
        17,
        "ALTER TABLE orders ADD COLUMN buyer bigint DEFAULT 1 REFERENCES customers (id) ON DELETE CASCADE CHECK (buyer > 0)",
        &[
            "Expand: ALTER TABLE public.orders ADD COLUMN buyer bigint DEFAULT 1",
            "Expand: ALTER TABLE public.orders ADD CONSTRAINT orders_buyer_fkey FOREIGN KEY (buyer) REFERENCES customers (id) ON \
             DELETE CASCADE NOT VALID",
            "Expand: ALTER TABLE public.orders VALIDATE CONSTRAINT orders_buyer_fkey",
            "Expand: ALTER TABLE public.orders ADD CONSTRAINT orders_buyer_check CHECK (buyer > 0) NOT VALID",
            "Expand: ALTER TABLE public.orders VALIDATE CONSTRAINT orders_buyer_check",
        ],
    );
    let case = planned(18, "ALTER TABLE orders ADD COLUMN region text NOT NULL");
    assert_eq!(
        case.steps(),
        [
            "Expand: ALTER TABLE public.orders ADD COLUMN region text",
            "Contract: ALTER TABLE public.orders ADD CONSTRAINT orders_region_not_null NOT NULL region NOT VALID",
            "Contract: ALTER TABLE public.orders VALIDATE CONSTRAINT orders_region_not_null",
        ]
    );
    assert_eq!(case.plan.deploys[0].after_step, 1);
    assert!(case.plan.questions[0].starts_with("what shall public.orders.region be"), "{:?}", case.plan.questions);
}

/// A backfill waits for the code that writes the new column, and NOT NULL for the backfill.
#[test]
fn the_usual_backfill_in_one_migration() {
    let case = planned(
        17,
        "ALTER TABLE orders ADD COLUMN region text; UPDATE orders SET region = 'ch'; ALTER TABLE orders ALTER region SET NOT NULL;",
    );
    let phases: Vec<_> = case.steps().iter().map(|it| it.split(':').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(phases, ["Expand", "Backfill", "Contract", "Contract", "Contract", "Contract"]);
    let deploys: Vec<u32> = case.plan.deploys.iter().map(|it| it.after_step).collect();
    assert_eq!(deploys, [1, 2]);
}

#[test]
fn a_column_is_exchanged_for_a_wider_one() {
    for version in [14, 18] {
        let case = planned(version, "ALTER TABLE orders ALTER COLUMN id TYPE numeric(20)");
        let steps = case.steps();
        assert!(steps[0].ends_with("ADD COLUMN id_new numeric(20,0)"), "{steps:#?}");
        let last = "Contract: ALTER TABLE public.orders DROP COLUMN id_old";
        assert_eq!(steps.last().map(String::as_str), Some(last));
        assert!(!case.plan.phases.iter().flat_map(|it| &it.steps).any(|it| {
            it.effects.relations.iter().any(|it| it.rewrite.is_some() || it.scan.is_some() && it.lock.blocks_writes())
        }));
    }
}

/// Row security would not count for readers of a view before 15.
#[test]
fn no_view_over_row_security_on_14() {
    let schema = "CREATE TABLE a (b bigint); ALTER TABLE a ENABLE ROW LEVEL SECURITY;";
    let case = Case::new(14, schema, &["ALTER TABLE a RENAME COLUMN b TO c"]);
    assert_same_end("rename", &case);
    assert_eq!(case.steps(), ["Contract: ALTER TABLE a RENAME COLUMN b TO c"]);
    assert_eq!(case.plan.deploys.len(), 1);
}

#[test]
fn names_keep_the_search_path_of_the_migration() {
    let schema = "CREATE SCHEMA app; CREATE TABLE app.orders (id bigint, note text);";
    let case = Case::new(17, schema, &["SET search_path = app; CREATE INDEX i ON orders (note);"]);
    assert_same_end("search path", &case);
    assert_eq!(case.steps(), ["Expand: SET search_path = app", "Expand: CREATE INDEX CONCURRENTLY i ON orders (note)"]);
}

/// What is not understood runs as written and is asked about.
#[test]
fn nothing_is_lost() {
    let case = planned(17, "FROBNICATE orders; DO $$ BEGIN PERFORM 1; END $$; LOCK TABLE orders;");
    assert_eq!(case.steps(), ["Expand: FROBNICATE orders", "Expand: DO $$ BEGIN PERFORM 1; END $$"]);
    assert_eq!(case.plan.left_out.len(), 1);
    assert!(case.plan.questions.iter().any(|it| it.contains("FROBNICATE")), "{:?}", case.plan.questions);
}

/// Each strong lock is asked for briefly; what waits for others, or works long beside them, has no limit.
#[test]
fn limits() {
    let case = planned(17, "CREATE INDEX a ON orders (total); ALTER TABLE orders ADD CONSTRAINT k CHECK (total > 0);");
    let steps: Vec<_> = case.plan.phases.iter().flat_map(|it| &it.steps).collect();
    let limited: Vec<bool> = steps.iter().map(|it| it.lock_timeout.is_some()).collect();
    assert_eq!(limited, [false, true, false]);
}

/// On a table known to be small the author's statement is good enough.
#[test]
fn small_tables_as_written() {
    let mut base = super::support::base(17, "CREATE TABLE a (b bigint)");
    let mut relation = base.relations().find(|it| it.table().is_some()).expect("it was made").as_ref().clone();
    let size = crate::catalog::relation::Size { rows: Some(10), pages: 1 };
    relation.table_mut().expect("it is a table").size = Some(size);
    base.put(relation);
    let case = Case::on(base, &["CREATE INDEX c ON a (b)"]);
    assert_eq!(case.steps(), ["Expand: CREATE INDEX c ON a (b)"]);
}
