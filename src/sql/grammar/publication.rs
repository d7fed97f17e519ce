//! Publications.

use super::{object, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::parenthesized_expression,
    name::{Ident, ObjectName},
    statement::*,
};

/// `CREATE PUBLICATION name [ FOR ALL TABLES | FOR object, … ] [ WITH ( … ) ]`
pub(super) fn create(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    cursor.expect("PUBLICATION")?;
    let mut publication = empty(cursor.ident()?, PublicationAction::Create);
    if cursor.accept("FOR ALL TABLES") {
        publication.all_tables = true;
    } else if cursor.accept("FOR") {
        published(cursor, &mut publication)?;
    }
    publication.options = parts::with_options(cursor)?;
    Ok(StatementKind::CreatePublication(publication))
}

/// Behind ALTER: `PUBLICATION name { ADD object, … | SET object, … | DROP object, … | SET ( … ) | … }`
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("PUBLICATION")?;
    let name = cursor.ident()?;
    if cursor.is_all("RENAME TO") || cursor.is_all("OWNER TO") {
        let object = ObjectRef { name: ObjectName { schema: None, name }, part: None, arguments: None };
        let action = object::action(cursor)?;
        let kind = ObjectKind::Publication;
        return Ok(StatementKind::AlterObject(AlterObject { kind, object, if_exists: false, action }));
    }
    let action = match cursor.accept_any(&["ADD", "SET", "DROP"]) {
        Some("ADD") => PublicationAction::Add,
        Some("DROP") => PublicationAction::Drop,
        Some(_) if cursor.is_symbol("(") => PublicationAction::Options,
        Some(_) => PublicationAction::Set,
        None => return cursor.unexpected("ADD, SET or DROP"),
    };
    let mut publication = empty(name, action);
    if action == PublicationAction::Options {
        publication.options = parts::options(cursor)?;
    } else {
        published(cursor, &mut publication)?;
    }
    Ok(StatementKind::AlterPublication(publication))
}

fn empty(name: Ident, action: PublicationAction) -> Publication {
    Publication { name, all_tables: false, schemas: Vec::new(), tables: Vec::new(), options: Vec::new(), action }
}

/// `{ TABLE table, … | TABLES IN SCHEMA schema, … } [, …]`: the keywords hold until the next ones.
fn published(cursor: &mut Cursor<'_>, publication: &mut Publication) -> Parse<()> {
    let mut schemas = false;
    cursor.comma_list(|cursor| {
        match () {
            () if cursor.accept("TABLES IN SCHEMA") || cursor.accept("ALL TABLES IN SCHEMA") => schemas = true,
            () if cursor.accept("TABLE") => schemas = false,
            () => {}
        }
        if schemas {
            publication.schemas.push(cursor.ident()?);
        } else {
            publication.tables.push(published_table(cursor)?);
        }
        Ok(())
    })?;
    Ok(())
}

/// `[ ONLY ] table [ * ] [ ( column, … ) ] [ WHERE ( … ) ]`
fn published_table(cursor: &mut Cursor<'_>) -> Parse<PublishedTable> {
    let (table, only) = parts::relation(cursor)?;
    let columns = parts::optional_columns(cursor)?;
    let filter = if cursor.accept("WHERE") { Some(parenthesized_expression(cursor)?) } else { None };
    Ok(PublishedTable { table, only, columns, filter })
}
