//! Roles. Passwords are read over and kept nowhere.

use super::{object, session};
use crate::sql::{
    cursor::{Cursor, Parse},
    name::{Ident, ObjectName},
    statement::*,
};

/// `CREATE { ROLE | USER | GROUP } name [ [ WITH ] option … ]`
pub(super) fn create(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    let login = cursor.is("USER").then_some(true);
    keyword(cursor)?;
    let role = CreateRole { name: cursor.ident()?, alter: false, superuser: None, bypass_rls: None, login };
    Ok(StatementKind::CreateRole(options(cursor, role)?))
}

/// Behind ALTER: `{ ROLE | USER | GROUP } { name | ALL } …`
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    keyword(cursor)?;
    let name = cursor.ident()?;
    let elsewhere = ["RENAME", "SET", "RESET", "ADD", "DROP", "IN"];
    if cursor.is_any(&elsewhere) {
        let object = ObjectRef { name: ObjectName { schema: None, name }, part: None, arguments: None };
        let action = object::action(cursor)?;
        let kind = ObjectKind::Role;
        return Ok(StatementKind::AlterObject(AlterObject { kind, object, if_exists: false, action }));
    }
    let role = CreateRole { name, alter: true, superuser: None, bypass_rls: None, login: None };
    Ok(StatementKind::CreateRole(options(cursor, role)?))
}

fn keyword(cursor: &mut Cursor<'_>) -> Parse<()> {
    if cursor.accept_any(&["ROLE", "USER", "GROUP"]).is_none() {
        return cursor.unexpected("ROLE, USER or GROUP");
    }
    Ok(())
}

fn options(cursor: &mut Cursor<'_>, mut role: CreateRole) -> Parse<CreateRole> {
    cursor.accept("WITH");
    while !cursor.is_done() {
        match () {
            () if cursor.accept("SUPERUSER") => role.superuser = Some(true),
            () if cursor.accept("NOSUPERUSER") => role.superuser = Some(false),
            () if cursor.accept("BYPASSRLS") => role.bypass_rls = Some(true),
            () if cursor.accept("NOBYPASSRLS") => role.bypass_rls = Some(false),
            () if cursor.accept("LOGIN") => role.login = Some(true),
            () if cursor.accept("NOLOGIN") => role.login = Some(false),
            () => option_without_effect(cursor)?,
        }
    }
    Ok(role)
}

fn option_without_effect(cursor: &mut Cursor<'_>) -> Parse<()> {
    let flags = [
        "CREATEDB",
        "NOCREATEDB",
        "CREATEROLE",
        "NOCREATEROLE",
        "INHERIT",
        "NOINHERIT",
        "REPLICATION",
        "NOREPLICATION",
    ];
    match () {
        () if cursor.accept_any(&flags).is_some() => {}
        () if cursor.accept_any(&["ENCRYPTED PASSWORD", "UNENCRYPTED PASSWORD", "PASSWORD"]).is_some() => {
            if !cursor.accept("NULL") {
                cursor.string()?;
            }
        }
        () if cursor.accept("CONNECTION LIMIT") || cursor.accept("SYSID") => {
            cursor.integer()?;
        }
        () if cursor.accept("VALID UNTIL") => {
            cursor.string()?;
        }
        () if cursor.accept_any(&["IN ROLE", "IN GROUP", "ROLE", "ADMIN", "USER"]).is_some() => {
            cursor.comma_list(Cursor::ident)?;
        }
        () => return cursor.unexpected("an option of a role"),
    }
    Ok(())
}

/// `REASSIGN OWNED BY role, … TO role`
pub(super) fn reassign_owned(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("REASSIGN OWNED BY")?;
    let as_object = |name: Ident| ObjectName { schema: None, name };
    let mut roles: Vec<ObjectName> = cursor.comma_list(Cursor::ident)?.into_iter().map(as_object).collect();
    cursor.expect("TO")?;
    roles.push(as_object(cursor.ident()?));
    Ok(session::other("REASSIGN OWNED", roles))
}
