//! GRANT and REVOKE, on objects and of roles, and ALTER DEFAULT PRIVILEGES.

use super::{object, session};
use crate::sql::{
    cursor::{Cursor, Parse},
    name::Ident,
    statement::*,
};

/// `GRANT privileges ON … TO grantee, … [ WITH GRANT OPTION ]` or `GRANT role, … TO role, … [ WITH … ]`
pub(super) fn grant(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("GRANT")?;
    read(cursor, false, false)
}

/// `REVOKE [ GRANT OPTION FOR ] privileges ON … FROM grantee, … [ CASCADE | RESTRICT ]`, or of roles
pub(super) fn revoke(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("REVOKE")?;
    for option in ["ADMIN OPTION FOR", "INHERIT OPTION FOR", "SET OPTION FOR"] {
        if cursor.accept(option) {
            break;
        }
    }
    let option_only = cursor.accept("GRANT OPTION FOR");
    read(cursor, true, option_only)
}

fn read(cursor: &mut Cursor<'_>, revoke: bool, option_only: bool) -> Parse<StatementKind> {
    let privileges = cursor.comma_list(privilege)?;
    if !cursor.accept("ON") {
        return grant_role(cursor, revoke, privileges);
    }
    if cursor.accept("PARAMETER") {
        // Settings are no objects of a schema.
        cursor.comma_list(Cursor::object_name)?;
        grantees(cursor, revoke)?;
        end(cursor)?;
        return Ok(session::other(if revoke { "REVOKE" } else { "GRANT" }, Vec::new()));
    }
    let (kind, objects, all_in_schemas) = target(cursor)?;
    let grant = Grant {
        revoke,
        option_only,
        privileges,
        kind,
        objects,
        all_in_schemas,
        grantees: grantees(cursor, revoke)?,
        with_option: false,
        cascade: false,
    };
    Ok(StatementKind::Grant(with_end(cursor, grant)?))
}

/// `ALL [ PRIVILEGES ] [ ( column, … ) ]` or `name [ ( column, … ) ]`
fn privilege(cursor: &mut Cursor<'_>) -> Parse<Privilege> {
    let name = if cursor.accept("ALTER SYSTEM") { Ident::from("alter system") } else { cursor.ident()? };
    if name.as_str() == "all" {
        cursor.accept("PRIVILEGES");
    }
    Ok(Privilege { name, columns: super::parts::optional_columns(cursor)? })
}

fn grant_role(cursor: &mut Cursor<'_>, revoke: bool, roles: Vec<Privilege>) -> Parse<StatementKind> {
    let grantees = grantees(cursor, revoke)?;
    if cursor.accept("WITH ADMIN OPTION") {
    } else if cursor.accept("WITH") {
        // 16: ADMIN, INHERIT, SET with OPTION, TRUE or FALSE.
        cursor.comma_list(|cursor| {
            cursor.ident()?;
            cursor.ident()
        })?;
    }
    end(cursor)?;
    let roles = roles.into_iter().map(|it| it.name).collect();
    Ok(StatementKind::GrantRole(GrantRole { revoke, roles, grantees }))
}

/// `{ TO | FROM } [ GROUP ] role, …`
fn grantees(cursor: &mut Cursor<'_>, revoke: bool) -> Parse<Vec<Ident>> {
    cursor.expect(if revoke { "FROM" } else { "TO" })?;
    cursor.comma_list(|cursor| {
        if !cursor.is_symbol_at(1, ",") && cursor.peek_at(1).is_some() {
            cursor.accept("GROUP");
        }
        cursor.ident()
    })
}

/// `[ WITH GRANT OPTION ] [ GRANTED BY role ] [ CASCADE | RESTRICT ]`
fn with_end(cursor: &mut Cursor<'_>, mut grant: Grant) -> Parse<Grant> {
    grant.with_option = cursor.accept("WITH GRANT OPTION");
    grant.cascade = end(cursor)?;
    Ok(grant)
}

/// `[ GRANTED BY role ] [ CASCADE | RESTRICT ]`
fn end(cursor: &mut Cursor<'_>) -> Parse<bool> {
    super::parts::optional_name(cursor, "GRANTED BY")?;
    Ok(super::parts::cascade(cursor))
}

/// Behind ON: a kind with names, or `ALL kind IN SCHEMA schema, …`; names alone are tables.
fn target(cursor: &mut Cursor<'_>) -> Parse<(ObjectKind, Vec<ObjectRef>, Vec<Ident>)> {
    if cursor.accept("ALL") {
        let Some(kind) = plural(cursor) else { return cursor.unexpected("TABLES, SEQUENCES, FUNCTIONS or ROUTINES") };
        cursor.expect("IN SCHEMA")?;
        return Ok((kind, Vec::new(), cursor.comma_list(Cursor::ident)?));
    }
    let mut ahead = *cursor;
    // A table may be called like a kind: `GRANT … ON role TO …`.
    let kind = match object::kind(&mut ahead) {
        Some(kind) if !ahead.is_any(&["TO", "FROM"]) && !ahead.is_symbol(",") && !ahead.is_symbol(".") => {
            *cursor = ahead;
            kind
        }
        _ => ObjectKind::Table,
    };
    let objects = cursor.comma_list(|cursor| Ok(object::object(cursor, kind)?.1))?;
    Ok((kind, objects, Vec::new()))
}

fn plural(cursor: &mut Cursor<'_>) -> Option<ObjectKind> {
    let kinds = [
        ("TABLES", ObjectKind::Table),
        ("SEQUENCES", ObjectKind::Sequence),
        ("FUNCTIONS", ObjectKind::Function),
        ("PROCEDURES", ObjectKind::Procedure),
        ("ROUTINES", ObjectKind::Routine),
        ("TYPES", ObjectKind::Type),
        ("SCHEMAS", ObjectKind::Schema),
        ("LARGE OBJECTS", ObjectKind::LargeObject),
    ];
    kinds.into_iter().find(|(words, _)| cursor.accept(words)).map(|(_, kind)| kind)
}

/// Behind ALTER: `DEFAULT PRIVILEGES [ FOR ROLE role, … ] [ IN SCHEMA schema, … ] { GRANT | REVOKE } …`
pub(super) fn alter_default_privileges(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("DEFAULT PRIVILEGES")?;
    let (mut for_roles, mut in_schemas) = (Vec::new(), Vec::new());
    loop {
        match () {
            () if cursor.accept("FOR ROLE") || cursor.accept("FOR USER") => {
                for_roles = cursor.comma_list(Cursor::ident)?;
            }
            () if cursor.accept("IN SCHEMA") => in_schemas = cursor.comma_list(Cursor::ident)?,
            () => break,
        }
    }
    let revoke = cursor.accept("REVOKE");
    if !revoke {
        cursor.expect("GRANT")?;
    }
    let option_only = revoke && cursor.accept("GRANT OPTION FOR");
    let privileges = cursor.comma_list(privilege)?;
    cursor.expect("ON")?;
    let Some(kind) = plural(cursor) else { return cursor.unexpected("TABLES, SEQUENCES, FUNCTIONS or TYPES") };
    let grant = Grant {
        revoke,
        option_only,
        privileges,
        kind,
        objects: Vec::<ObjectRef>::new(),
        all_in_schemas: Vec::new(),
        grantees: grantees(cursor, revoke)?,
        with_option: false,
        cascade: false,
    };
    let grant = with_end(cursor, grant)?;
    Ok(StatementKind::AlterDefaultPrivileges(AlterDefaultPrivileges { for_roles, in_schemas, grant }))
}
