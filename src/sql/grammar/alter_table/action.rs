//! The actions of ALTER TABLE.

use super::{
    super::{column as definition, constraint, partition, parts},
    column,
};
use crate::sql::{
    cursor::{Cursor, Parse},
    statement::*,
};

pub(super) fn action(cursor: &mut Cursor<'_>, keyword: RelationKeyword) -> Parse<AlterKind> {
    match () {
        () if cursor.accept("ADD") => add(cursor),
        () if cursor.accept("DROP CONSTRAINT") => {
            let if_exists = cursor.accept("IF EXISTS");
            let name = cursor.ident()?;
            Ok(AlterKind::DropConstraint { name, if_exists, cascade: parts::cascade(cursor) })
        }
        () if cursor.accept("DROP") => {
            cursor.accept("COLUMN");
            let if_exists = cursor.accept("IF EXISTS");
            let name = cursor.ident()?;
            Ok(AlterKind::DropColumn { name, if_exists, cascade: parts::cascade(cursor) })
        }
        () if cursor.accept("ALTER CONSTRAINT") => alter_constraint(cursor),
        () if cursor.accept("ALTER") => column::alter(cursor),
        () if cursor.accept("VALIDATE CONSTRAINT") => Ok(AlterKind::ValidateConstraint { name: cursor.ident()? }),
        () if cursor.accept("RENAME") => rename(cursor),
        () if cursor.accept("SET") => set(cursor),
        () if cursor.accept("RESET") => Ok(AlterKind::SetOptions { options: parts::options(cursor)?, reset: true }),
        () if cursor.accept("OWNER TO") => Ok(AlterKind::OwnerTo(cursor.ident()?)),
        () if cursor.accept("CLUSTER ON") => Ok(AlterKind::ClusterOn(Some(cursor.ident()?))),
        () if cursor.accept("INHERIT") => Ok(AlterKind::Inherit { parent: cursor.object_name()? }),
        () if cursor.accept("NO INHERIT") => Ok(AlterKind::NoInherit { parent: cursor.object_name()? }),
        () if cursor.accept("NOT OF") => Ok(AlterKind::NotOfType),
        () if cursor.accept("OF") => Ok(AlterKind::OfType(cursor.object_name()?)),
        () if cursor.accept("REPLICA IDENTITY") => replica_identity(cursor),
        () if cursor.accept("ATTACH PARTITION") => attach(cursor, keyword),
        () if cursor.accept("DETACH PARTITION") => detach(cursor),
        () if cursor.accept("DEPENDS ON EXTENSION") => depends(cursor, false),
        () if cursor.accept("NO DEPENDS ON EXTENSION") => depends(cursor, true),
        () if parts::foreign_options(cursor)? => Ok(AlterKind::ForeignOptions { column: None }),
        () => enable_or_force(cursor),
    }
}

/// Behind ADD: a constraint, or `[ COLUMN ] [ IF NOT EXISTS ] column`
fn add(cursor: &mut Cursor<'_>) -> Parse<AlterKind> {
    if constraint::is_next(cursor) {
        return Ok(AlterKind::AddConstraint(Box::new(constraint::table_constraint(cursor)?)));
    }
    cursor.accept("COLUMN");
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    Ok(AlterKind::AddColumn { column: Box::new(definition::definition(cursor)?), if_not_exists })
}

/// Behind ALTER CONSTRAINT: `name [ attributes ] [ [ NO ] INHERIT | SET [ NO ] INHERIT ]`
fn alter_constraint(cursor: &mut Cursor<'_>) -> Parse<AlterKind> {
    let name = cursor.ident()?;
    let mut attributes = constraint::NO_ATTRIBUTES;
    let mut inherit = None;
    loop {
        match () {
            () if cursor.accept("NO INHERIT") || cursor.accept("SET NO INHERIT") => inherit = Some(false),
            () if cursor.accept("INHERIT") || cursor.accept("SET INHERIT") => inherit = Some(true),
            () if constraint::attribute(cursor, &mut attributes) => {}
            () => return Ok(AlterKind::AlterConstraint { name, attributes, inherit }),
        }
    }
}

/// Behind RENAME: `TO name`, `CONSTRAINT a TO b`, `[ COLUMN ] a TO b`
fn rename(cursor: &mut Cursor<'_>) -> Parse<AlterKind> {
    if cursor.accept("TO") {
        return Ok(AlterKind::RenameTo(cursor.ident()?));
    }
    let is_constraint = cursor.accept("CONSTRAINT");
    if !is_constraint {
        cursor.accept("COLUMN");
    }
    let from = cursor.ident()?;
    cursor.expect("TO")?;
    let to = cursor.ident()?;
    Ok(if is_constraint { AlterKind::RenameConstraint { from, to } } else { AlterKind::RenameColumn { from, to } })
}

/// Behind SET.
fn set(cursor: &mut Cursor<'_>) -> Parse<AlterKind> {
    Ok(match () {
        () if cursor.is_symbol("(") => AlterKind::SetOptions { options: parts::options(cursor)?, reset: false },
        () if cursor.accept("SCHEMA") => AlterKind::SetSchema(cursor.ident()?),
        () if cursor.accept("TABLESPACE") => {
            let tablespace = cursor.ident()?;
            cursor.accept("NOWAIT");
            AlterKind::SetTablespace(tablespace)
        }
        () if cursor.accept("LOGGED") => AlterKind::SetLogged(true),
        () if cursor.accept("UNLOGGED") => AlterKind::SetLogged(false),
        () if cursor.accept("ACCESS METHOD DEFAULT") => AlterKind::SetAccessMethod(None),
        () if cursor.accept("ACCESS METHOD") => AlterKind::SetAccessMethod(Some(cursor.ident()?)),
        () if cursor.accept("WITHOUT CLUSTER") => AlterKind::ClusterOn(None),
        () if cursor.accept("WITHOUT OIDS") => AlterKind::SetWithoutOids,
        () => return cursor.unexpected("SCHEMA, TABLESPACE, LOGGED, UNLOGGED, ACCESS METHOD, WITHOUT or \"(\""),
    })
}

fn replica_identity(cursor: &mut Cursor<'_>) -> Parse<AlterKind> {
    Ok(AlterKind::ReplicaIdentity(match () {
        () if cursor.accept("USING INDEX") => ReplicaIdentity::Index(cursor.ident()?),
        () if cursor.accept("DEFAULT") => ReplicaIdentity::Default,
        () if cursor.accept("FULL") => ReplicaIdentity::Full,
        () if cursor.accept("NOTHING") => ReplicaIdentity::Nothing,
        () => return cursor.unexpected("DEFAULT, FULL, NOTHING or USING INDEX"),
    }))
}

/// Behind ATTACH PARTITION: `partition bound`, or of an index only its name.
fn attach(cursor: &mut Cursor<'_>, keyword: RelationKeyword) -> Parse<AlterKind> {
    let name = cursor.object_name()?;
    if keyword == RelationKeyword::Index {
        return Ok(AlterKind::AttachIndex { index: name });
    }
    Ok(AlterKind::AttachPartition { partition: name, bound: partition::bound(cursor)? })
}

/// Behind DETACH PARTITION: `partition [ CONCURRENTLY | FINALIZE ]`
fn detach(cursor: &mut Cursor<'_>) -> Parse<AlterKind> {
    let partition = cursor.object_name()?;
    let concurrently = cursor.accept("CONCURRENTLY");
    Ok(AlterKind::DetachPartition { partition, concurrently, finalize: cursor.accept("FINALIZE") })
}

fn depends(cursor: &mut Cursor<'_>, remove: bool) -> Parse<AlterKind> {
    Ok(AlterKind::DependsOnExtension { extension: cursor.ident()?, remove })
}

/// `{ ENABLE [ REPLICA | ALWAYS ] | DISABLE } { TRIGGER … | RULE … | ROW LEVEL SECURITY }`, `[ NO ] FORCE ROW LEVEL SECURITY`
fn enable_or_force(cursor: &mut Cursor<'_>) -> Parse<AlterKind> {
    let row_security = [
        ("ENABLE ROW LEVEL SECURITY", RowSecurity::Enable),
        ("DISABLE ROW LEVEL SECURITY", RowSecurity::Disable),
        ("FORCE ROW LEVEL SECURITY", RowSecurity::Force),
        ("NO FORCE ROW LEVEL SECURITY", RowSecurity::NoForce),
    ];
    if let Some((_, change)) = row_security.into_iter().find(|(words, _)| cursor.accept(words)) {
        return Ok(AlterKind::RowSecurity(change));
    }
    let state = match cursor.accept_any(&["ENABLE REPLICA", "ENABLE ALWAYS", "ENABLE", "DISABLE"]) {
        Some("ENABLE REPLICA") => TriggerState::Replica,
        Some("ENABLE ALWAYS") => TriggerState::Always,
        Some("ENABLE") => TriggerState::Enabled,
        Some(_) => TriggerState::Disabled,
        None => return cursor.unexpected("an action of ALTER TABLE"),
    };
    if cursor.accept("RULE") {
        return Ok(AlterKind::EnableRule { state, rule: cursor.ident()? });
    }
    cursor.expect("TRIGGER")?;
    let which = match () {
        () if cursor.accept("ALL") => TriggerSelection::All,
        () if cursor.accept("USER") => TriggerSelection::User,
        () => TriggerSelection::Named(cursor.ident()?),
    };
    Ok(AlterKind::EnableTrigger { state, which })
}
