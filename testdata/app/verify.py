#!/usr/bin/env python3
"""Run the application's migrations on a real server and see that the files tell the truth.

    PGHOST=… PGUSER=postgres testdata/app/verify.py           compare with schema.sql
    PGHOST=… PGUSER=postgres testdata/app/verify.py --write   write schema.sql first

Needs psql and pg_dump on the PATH and a superuser on a server that may be spoiled: databases
named parcelwise_* are dropped and made, and the roles of roles.sql stay behind.

Each layout is applied as its tool would send it (a transaction a file, one string, a statement
at a time); all must end in the same dump. Then every down section is tried, the pending
migrations are applied on top, and the application's queries are prepared before and after.
"""

import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import layouts  # noqa: E402

APP = Path(__file__).resolve().parent
QUERY = re.compile(r"^-- name: (\w+) :\w+$", re.MULTILINE)
TEMPORARY = "parcelwise_"
# Two down sections do not lead back: an enum value stays, widened types stay.
ONE_WAY = {"order_status_returned", "customer_cleanup"}

# What cannot work on any server, and why; the README says it in prose.
PENDING_FAILS = {
    "customers_phone_index": "CREATE INDEX CONCURRENTLY cannot run inside a transaction block",
    "order_status_on_hold": 'unsafe use of new value "on_hold" of enum type order_status',
}
# An empty database forgives these; one with rows in it (seed.sql) does not.
PENDING_FAILS_WITH_ROWS = PENDING_FAILS | {
    "warehouse_country": 'column "country" of relation "warehouses" contains null values',
}
QUERIES_BROKEN_BY_PENDING = {
    "CreateOrder": 'column "note" of relation "orders" does not exist',
    "ExportMembers": "column m.legacy_kind does not exist",
    "GetCustomer": 'column "vat_number" does not exist',
    "GetOrderForLabel": "column o.note does not exist",
    "RevenueByDay": 'relation "reporting.daily_revenue" does not exist',
    "StorageUsed": 'relation "files" does not exist',
    "StoreFile": 'relation "files" does not exist',
    "TakeFromRateLimit": 'relation "rate_limit_buckets" does not exist',
    "UnsentNotifications": "operator does not exist: notification_channel = text",
    "UpdateCustomerTaxDetails": 'column "vat_number" of relation "customers" does not exist',
}


def psql(database: str, *arguments: str, text: str | None = None) -> str:
    """Run psql; the error it reports, or an empty string."""
    command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments]
    run = subprocess.run(command, input=text, capture_output=True, text=True)
    if run.returncode == 0:
        return ""
    return next((line for line in run.stderr.splitlines() if "ERROR" in line), run.stderr)


def in_file_transaction(database: str, sql: str) -> str:
    return psql(database, "-1", "-f", "-", text=sql)


def as_one_string(database: str, sql: str) -> str:
    return psql(database, "-c", sql)


def one_by_one(database: str, sql: str) -> str:
    return psql(database, "-f", "-", text=sql)


def as_goose(database: str, sql: str, migration: layouts.Migration) -> str:
    run = in_file_transaction if migration.in_transaction else one_by_one
    return run(database, sql)


def must(error: str, what: str) -> None:
    if error:
        raise SystemExit(f"{what}: {error}")


def fresh_database(name: str) -> str:
    database = TEMPORARY + name
    must(psql("postgres", "-c", f"DROP DATABASE IF EXISTS {database}"), f"drop {database}")
    must(
        psql("postgres", "-c", f"CREATE DATABASE {database} TEMPLATE template0"),
        f"create {database}",
    )
    return database


def dump(database: str) -> str:
    command = ["pg_dump", "--schema-only", "--restrict-key=parcelwise", "-d", database]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def apply_goose() -> str:
    database = fresh_database("goose")
    for migration in layouts.read_goose(APP / "goose" / "migrations"):
        must(as_goose(database, migration.up, migration), f"goose {migration.name}")
    return database


def apply_flyway() -> str:
    database = fresh_database("flyway")
    folder = APP / "flyway" / "sql"
    versioned = sorted(folder.glob("V*.sql"), key=lambda p: int(p.name[1:].split("__")[0]))
    for path in versioned + sorted(folder.glob("R__*.sql")):
        alone = Path(f"{path}.conf").exists()
        run = one_by_one if alone else in_file_transaction
        must(run(database, path.read_text()), f"flyway {path.name}")
    return database


def apply_prisma() -> str:
    database = fresh_database("prisma")
    for path in sorted((APP / "prisma" / "migrations").glob("*/migration.sql")):
        must(one_by_one(database, path.read_text()), f"prisma {path.parent.name}")
    return database


def apply_golang_migrate() -> str:
    database = fresh_database("golang_migrate")
    for path in sorted((APP / "golang-migrate" / "migrations").glob("*.up.sql")):
        must(as_one_string(database, path.read_text()), f"golang-migrate {path.name}")
    return database


def load_schema() -> str:
    database = fresh_database("schema")
    for name in ("roles.sql", "schema.sql"):
        must(one_by_one(database, (APP / name).read_text()), f"load {name}")
    return database


def try_down_sections() -> None:
    """Each migration up, down and up again; then all the way down."""
    database = fresh_database("down")
    empty = dump(database)
    history = layouts.read_goose(APP / "goose" / "migrations")
    for migration in history:
        before = dump(database)
        must(as_goose(database, migration.up, migration), f"up {migration.name}")
        if migration.name in ONE_WAY:
            continue
        must(as_goose(database, migration.down, migration), f"down {migration.name}")
        if dump(database) != before:
            raise SystemExit(f"down {migration.name}: leaves something behind, see {database}")
        must(as_goose(database, migration.up, migration), f"up again {migration.name}")
    for migration in reversed(history):
        must(as_goose(database, migration.down, migration), f"all down {migration.name}")
    if dump(database) != empty:
        raise SystemExit(f"all down: leaves something behind, see {database}")


def seed(database: str) -> None:
    must(one_by_one(database, (APP / "seed.sql").read_text()), f"seed {database}")


def apply_pending(database: str, fails: dict[str, str]) -> None:
    for migration in layouts.read_goose(APP / "pending"):
        error = as_goose(database, migration.up, migration)
        expected = fails.get(migration.name, "")
        if bool(error) != bool(expected) or expected not in error:
            raise SystemExit(f"pending {migration.name}: expected {expected!r}, got {error!r}")
        if not error:
            must(as_goose(database, migration.down, migration), f"down {migration.name}")
            must(as_goose(database, migration.up, migration), f"up again {migration.name}")


def queries() -> dict[str, str]:
    found = {}
    for path in sorted((APP / "queries").glob("*.sql")):
        _, *parts = QUERY.split(path.read_text())
        found.update(zip(parts[::2], parts[1::2]))
    return found


def broken_queries(database: str) -> dict[str, str]:
    tried = {
        name: psql(database, "-c", f"PREPARE q AS {sql}") for name, sql in queries().items()
    }
    return {name: error for name, error in tried.items() if error}


def compare_broken(database: str, expected: dict[str, str], when: str) -> None:
    broken = broken_queries(database)
    for name in sorted(set(broken) | set(expected)):
        wanted, got = expected.get(name, ""), broken.get(name, "")
        if bool(wanted) != bool(got) or wanted not in got:
            raise SystemExit(f"query {name} {when}: expected {wanted!r}, got {got!r}")


def main() -> int:
    if sys.argv[1:] not in ([], ["--write"]):
        print(__doc__, file=sys.stderr)
        return 2
    goose = apply_goose()
    schema = dump(goose)
    if sys.argv[1:] == ["--write"]:
        (APP / "schema.sql").write_text(schema)
    for apply in (apply_flyway, apply_prisma, apply_golang_migrate, load_schema):
        database = apply()
        if dump(database) != schema:
            raise SystemExit(f"{database}: its dump differs from that of {goose}")
    # Another major prints views and headers in its own way.
    if (APP / "schema.sql").read_text() != schema:
        print("schema.sql was written by another pg_dump or is out of date", file=sys.stderr)
    try_down_sections()
    compare_broken(goose, {}, "before the pending migrations")
    apply_pending(goose, PENDING_FAILS)
    compare_broken(goose, QUERIES_BROKEN_BY_PENDING, "after the pending migrations")
    with_rows = load_schema()
    seed(with_rows)
    apply_pending(with_rows, PENDING_FAILS_WITH_ROWS)
    print("all layouts, down sections, pending migrations and queries behave as described")
    return 0


if __name__ == "__main__":
    sys.exit(main())
