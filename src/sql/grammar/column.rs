//! Column definitions and column constraints.

use super::{constraint, parts, sequence};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::{expression, parenthesized_expression, type_name},
    name::ObjectName,
    statement::*,
};

/// The words that end a column's DEFAULT; all are reserved or cannot follow a value.
pub(super) const DEFAULT_ENDS: &[&str] = &[
    "CONSTRAINT",
    "NOT",
    "NULL",
    "CHECK",
    "DEFAULT",
    "GENERATED",
    "UNIQUE",
    "PRIMARY",
    "REFERENCES",
    "COLLATE",
    "DEFERRABLE",
    "INITIALLY",
    "ENFORCED",
];

/// `name type [ STORAGE … ] [ COMPRESSION … ] [ COLLATE … ] constraints`
pub(super) fn definition(cursor: &mut Cursor<'_>) -> Parse<ColumnDefinition> {
    let mut column = unfinished(cursor)?;
    column.data_type = Some(type_name(cursor)?);
    finish(cursor, column)
}

/// A column of `PARTITION OF` or `OF type`: `name [ WITH OPTIONS ] constraints`
pub(super) fn options(cursor: &mut Cursor<'_>) -> Parse<ColumnDefinition> {
    let column = unfinished(cursor)?;
    cursor.accept("WITH OPTIONS");
    finish(cursor, column)
}

fn unfinished(cursor: &mut Cursor<'_>) -> Parse<ColumnDefinition> {
    let start = cursor.offset();
    let name = cursor.ident()?;
    Ok(ColumnDefinition {
        span: cursor.span_from(start),
        name,
        data_type: None,
        collation: None,
        storage: None,
        compression: None,
        constraints: Vec::new(),
    })
}

fn finish(cursor: &mut Cursor<'_>, mut column: ColumnDefinition) -> Parse<ColumnDefinition> {
    column.storage = parts::optional_name(cursor, "STORAGE")?;
    column.compression = parts::optional_name(cursor, "COMPRESSION")?;
    parts::foreign_options(cursor)?;
    loop {
        if let Some(collation) = collate(cursor)? {
            column.collation = Some(collation);
        } else if let Some(constraint) = column_constraint(cursor)? {
            column.constraints.push(constraint);
        } else {
            break;
        }
    }
    column.span = column.span.to(cursor.span_from(0));
    Ok(column)
}

/// `[ COLLATE name ]`
pub(super) fn collate(cursor: &mut Cursor<'_>) -> Parse<Option<ObjectName>> {
    if cursor.accept("COLLATE") { cursor.object_name().map(Some) } else { Ok(None) }
}

/// `[ CONSTRAINT name ] …` with its attributes; None when no constraint is next.
fn column_constraint(cursor: &mut Cursor<'_>) -> Parse<Option<ColumnConstraint>> {
    let start = cursor.offset();
    let name = parts::optional_name(cursor, "CONSTRAINT")?;
    let Some(kind) = kind(cursor)? else {
        return if name.is_some() { cursor.unexpected("a constraint") } else { Ok(None) };
    };
    let mut attributes = constraint::NO_ATTRIBUTES;
    while constraint::attribute(cursor, &mut attributes) {}
    Ok(Some(ColumnConstraint { span: cursor.span_from(start), name, kind, attributes }))
}

fn kind(cursor: &mut Cursor<'_>) -> Parse<Option<ColumnConstraintKind>> {
    Ok(Some(match () {
        () if cursor.accept("NOT NULL") => ColumnConstraintKind::NotNull { no_inherit: cursor.accept("NO INHERIT") },
        () if cursor.accept("NULL") => ColumnConstraintKind::Null,
        () if cursor.accept("DEFAULT") => ColumnConstraintKind::Default(expression(cursor, DEFAULT_ENDS)),
        () if cursor.accept("CHECK") => ColumnConstraintKind::Check {
            expr: parenthesized_expression(cursor)?,
            no_inherit: cursor.accept("NO INHERIT"),
        },
        () if cursor.accept("GENERATED") => generated(cursor)?,
        () if cursor.accept("UNIQUE") => ColumnConstraintKind::Unique(key(cursor)?),
        () if cursor.accept("PRIMARY KEY") => ColumnConstraintKind::PrimaryKey(key(cursor)?),
        () if cursor.accept("REFERENCES") => ColumnConstraintKind::References(constraint::references(cursor)?),
        () => return Ok(None),
    }))
}

fn key(cursor: &mut Cursor<'_>) -> Parse<IndexParameters> {
    let nulls_not_distinct = super::index::nulls_not_distinct(cursor);
    Ok(IndexParameters { nulls_not_distinct, ..constraint::index_parameters(cursor)? })
}

/// Behind GENERATED: `ALWAYS AS ( expr ) [ STORED | VIRTUAL ]` or `{ ALWAYS | BY DEFAULT } AS IDENTITY [ ( options ) ]`
fn generated(cursor: &mut Cursor<'_>) -> Parse<ColumnConstraintKind> {
    let always = always(cursor)?;
    cursor.expect("AS")?;
    if cursor.accept("IDENTITY") {
        return Ok(ColumnConstraintKind::Identity { always, options: sequence::options_in_parens(cursor)? });
    }
    let expr = parenthesized_expression(cursor)?;
    // Without a word: VIRTUAL, since 18.
    let stored = cursor.accept_any(&["STORED", "VIRTUAL"]) == Some("STORED");
    Ok(ColumnConstraintKind::Generated { expr, stored })
}

/// `{ ALWAYS | BY DEFAULT }`
pub(super) fn always(cursor: &mut Cursor<'_>) -> Parse<bool> {
    let always = cursor.accept("ALWAYS");
    if !always {
        cursor.expect("BY DEFAULT")?;
    }
    Ok(always)
}
