//! DDL and utility statements, read from our own tokens by recursive descent: one function a synopsis of the manual.
//!
//! Expressions, types and queries inside them are `lower`'s; SELECT, INSERT, UPDATE, DELETE, MERGE, COPY are not read
//! here at all. The grammar is wider than Postgres's own: `syntax` has the last word about what is valid.

mod alter_table;
mod column;
mod constraint;
mod definition;
mod function;
mod grant;
mod index;
mod maintenance;
mod object;
mod other;
mod partition;
mod parts;
mod policy;
mod publication;
mod role;
mod schema;
mod sequence;
mod session;
mod table;
mod transaction;
mod trigger;
mod types;
mod view;

#[cfg(test)]
mod tests;

use super::{
    cursor::{Cursor, Parse},
    lower,
    statement::StatementKind,
};

/// Reads one statement to its end. None: not a statement of this grammar (a query, DML).
pub(super) fn statement(cursor: &mut Cursor<'_>) -> Parse<Option<StatementKind>> {
    let kind = command(cursor)?;
    if kind.is_some() && !cursor.is_done() {
        return cursor.unexpected("the end of the statement");
    }
    Ok(kind)
}

fn command(cursor: &mut Cursor<'_>) -> Parse<Option<StatementKind>> {
    let Some(token) = cursor.peek() else { return Ok(None) };
    let word = cursor.token_text(token).to_ascii_uppercase();
    let read: fn(&mut Cursor<'_>) -> Parse<StatementKind> = match word.as_str() {
        "CREATE" => create,
        "ALTER" => alter,
        "DROP" => object::drop_objects,
        "COMMENT" => object::comment,
        "SECURITY" => object::security_label,
        "GRANT" => grant::grant,
        "REVOKE" => grant::revoke,
        "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE" => transaction::control,
        "PREPARE" if cursor.is_all("PREPARE TRANSACTION") => transaction::control,
        "SET" => session::set,
        "RESET" => session::reset,
        "DISCARD" => session::discard,
        "TRUNCATE" => maintenance::truncate,
        "LOCK" => maintenance::lock,
        "VACUUM" => maintenance::vacuum,
        "ANALYZE" | "ANALYSE" => maintenance::analyze,
        "CLUSTER" => maintenance::cluster,
        "REINDEX" => maintenance::reindex,
        "REFRESH" => view::refresh,
        "DO" => function::do_block,
        "CALL" => function::call,
        "EXPLAIN" => session::explain,
        "REASSIGN" => role::reassign_owned,
        "IMPORT" => other::import_foreign_schema,
        "SHOW" | "CHECKPOINT" | "LISTEN" | "UNLISTEN" | "NOTIFY" | "LOAD" | "PREPARE" | "EXECUTE" | "DEALLOCATE"
        | "DECLARE" | "FETCH" | "MOVE" | "CLOSE" => session::utility,
        _ => return Ok(None),
    };
    read(cursor).map(Some)
}

/// A statement inside another: an element of a schema, an action of a rule, what EXPLAIN explains. Only those that hold
/// none themselves are read, as in Postgres, so that no input nests deeply.
fn nested(cursor: Cursor<'_>) -> Parse<StatementKind> {
    let mut ahead = cursor;
    if ahead.accept("CREATE") {
        ahead.accept("OR REPLACE");
        if ahead.is_any(&["RULE", "FUNCTION", "PROCEDURE", "SCHEMA"]) {
            return ahead.unexpected("a statement without statements in it");
        }
    }
    if ahead.is("EXPLAIN") {
        return ahead.unexpected("a statement to explain");
    }
    Ok(lower::nested_statement(cursor))
}

/// `CREATE [OR REPLACE] …`
fn create(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    let mut ahead = *cursor;
    ahead.expect("CREATE")?;
    let or_replace = ahead.accept("OR REPLACE");
    let start = ahead;
    // The words that may stand between CREATE and the kind of object.
    while ahead
        .accept_any(&["GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE", "RECURSIVE", "TRUSTED", "DEFAULT"])
        .is_some()
    {}
    let read: fn(&mut Cursor<'_>, bool) -> Parse<StatementKind> = match () {
        () if ahead.is("TABLE") || ahead.is_all("FOREIGN TABLE") => table::create,
        () if ahead.is("INDEX") => index::create,
        () if ahead.is("VIEW") || ahead.is_all("MATERIALIZED VIEW") => view::create,
        () if ahead.is("SEQUENCE") => sequence::create,
        () if ahead.is("SCHEMA") => schema::create,
        () if ahead.is("EXTENSION") => schema::create_extension,
        () if ahead.is("TYPE") => types::create_type,
        () if ahead.is("DOMAIN") => types::create_domain,
        () if ahead.is_any(&["FUNCTION", "PROCEDURE"]) => function::create,
        () if ahead.is("TRIGGER") || ahead.is_all("CONSTRAINT TRIGGER") => trigger::create,
        () if ahead.is_all("EVENT TRIGGER") => trigger::create_event_trigger,
        () if ahead.is("RULE") => trigger::create_rule,
        () if ahead.is("POLICY") => policy::create,
        () if ahead.is("STATISTICS") => index::create_statistics,
        () if ahead.is("PUBLICATION") => publication::create,
        () if ahead.is_all("USER MAPPING") => other::create,
        () if ahead.is_any(&["ROLE", "USER", "GROUP"]) => role::create,
        () => other::create,
    };
    *cursor = start;
    read(cursor, or_replace)
}

/// `ALTER …`
fn alter(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("ALTER")?;
    let read: fn(&mut Cursor<'_>) -> Parse<StatementKind> = match () {
        () if cursor.is_any(&["TABLE", "INDEX", "VIEW", "SEQUENCE"]) => alter_table::alter,
        () if cursor.is_all("MATERIALIZED VIEW") || cursor.is_all("FOREIGN TABLE") => alter_table::alter,
        () if cursor.is("TYPE") => types::alter_type,
        () if cursor.is("DOMAIN") => types::alter_domain,
        () if cursor.is_any(&["FUNCTION", "PROCEDURE", "ROUTINE"]) => function::alter,
        () if cursor.is("POLICY") => policy::alter,
        () if cursor.is("PUBLICATION") => publication::alter,
        () if cursor.is_all("DEFAULT PRIVILEGES") => grant::alter_default_privileges,
        () if cursor.is("SYSTEM") => session::alter_system,
        () if cursor.is_all("USER MAPPING") => object::alter,
        () if cursor.is_any(&["ROLE", "USER", "GROUP"]) => role::alter,
        () => object::alter,
    };
    read(cursor)
}
