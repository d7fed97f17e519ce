//! Row security policies.

use super::object;
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::parenthesized_expression,
    name::{Ident, ObjectName},
    statement::*,
};

/// `CREATE POLICY name ON table [ AS … ] [ FOR command ] [ TO role, … ] [ USING (…) ] [ WITH CHECK (…) ]`
pub(super) fn create(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    let (name, table) = name_on_table(cursor)?;
    let permissive = if cursor.accept("AS") { cursor.ident()?.as_str() != "restrictive" } else { true };
    let command = if cursor.accept("FOR") { command(cursor)? } else { PolicyCommand::All };
    Ok(StatementKind::CreatePolicy(Box::new(clauses(cursor, name, table, permissive, command)?)))
}

/// Behind ALTER: `POLICY name ON table { RENAME TO name | [ TO role, … ] [ USING (…) ] [ WITH CHECK (…) ] }`
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    let (name, table) = name_on_table(cursor)?;
    if cursor.is("RENAME") {
        let object = ObjectRef { name: table, part: Some(name), arguments: None };
        let action = object::action(cursor)?;
        let kind = ObjectKind::Policy;
        return Ok(StatementKind::AlterObject(AlterObject { kind, object, if_exists: false, action }));
    }
    Ok(StatementKind::AlterPolicy(Box::new(clauses(cursor, name, table, true, PolicyCommand::All)?)))
}

fn name_on_table(cursor: &mut Cursor<'_>) -> Parse<(Ident, ObjectName)> {
    cursor.expect("POLICY")?;
    cursor.accept("IF EXISTS");
    let name = cursor.ident()?;
    cursor.expect("ON")?;
    Ok((name, cursor.object_name()?))
}

fn command(cursor: &mut Cursor<'_>) -> Parse<PolicyCommand> {
    Ok(match cursor.accept_any(&["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"]) {
        Some("ALL") => PolicyCommand::All,
        Some("SELECT") => PolicyCommand::Select,
        Some("INSERT") => PolicyCommand::Insert,
        Some("UPDATE") => PolicyCommand::Update,
        Some(_) => PolicyCommand::Delete,
        None => return cursor.unexpected("ALL, SELECT, INSERT, UPDATE or DELETE"),
    })
}

fn clauses(
    cursor: &mut Cursor<'_>,
    name: Ident,
    table: ObjectName,
    permissive: bool,
    command: PolicyCommand,
) -> Parse<Policy> {
    let roles = if cursor.accept("TO") { cursor.comma_list(Cursor::ident)? } else { Vec::new() };
    let using = if cursor.accept("USING") { Some(parenthesized_expression(cursor)?) } else { None };
    let check = if cursor.accept("WITH CHECK") { Some(parenthesized_expression(cursor)?) } else { None };
    Ok(Policy { name, table, permissive, command, roles, using, check })
}
