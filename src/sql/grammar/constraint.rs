//! Table constraints, and the clauses that column constraints share with them.

use super::{index, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::{expression, parenthesized_expression},
    name::Ident,
    statement::*,
};

/// Whether a table constraint starts here (and not a column).
pub(super) fn is_next(cursor: &Cursor<'_>) -> bool {
    cursor.is_any(&["CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN"])
        || cursor.is_all("NOT NULL")
        || cursor.is("EXCLUDE") && (cursor.is_word_at(1, "USING") || cursor.is_symbol_at(1, "("))
}

/// `[ CONSTRAINT name ] …` with its attributes.
pub(super) fn table_constraint(cursor: &mut Cursor<'_>) -> Parse<TableConstraint> {
    let start = cursor.offset();
    let name = parts::optional_name(cursor, "CONSTRAINT")?;
    let mut kind = kind(cursor)?;
    let mut attributes = NO_ATTRIBUTES;
    loop {
        if cursor.accept("NO INHERIT") {
            set_no_inherit(&mut kind);
        } else if !attribute(cursor, &mut attributes) {
            break;
        }
    }
    Ok(TableConstraint { span: cursor.span_from(start), name, kind, attributes })
}

fn kind(cursor: &mut Cursor<'_>) -> Parse<TableConstraintKind> {
    Ok(match () {
        () if cursor.accept("CHECK") => {
            TableConstraintKind::Check { expr: parenthesized_expression(cursor)?, no_inherit: false }
        }
        () if cursor.accept("NOT NULL") => TableConstraintKind::NotNull { column: cursor.ident()?, no_inherit: false },
        () if cursor.accept("UNIQUE USING INDEX") => TableConstraintKind::UniqueUsingIndex(cursor.ident()?),
        () if cursor.accept("UNIQUE") => {
            let (columns, parameters) = key(cursor)?;
            TableConstraintKind::Unique { columns, parameters }
        }
        () if cursor.accept("PRIMARY KEY USING INDEX") => TableConstraintKind::PrimaryKeyUsingIndex(cursor.ident()?),
        () if cursor.accept("PRIMARY KEY") => {
            let (columns, parameters) = key(cursor)?;
            TableConstraintKind::PrimaryKey { columns, parameters }
        }
        () if cursor.accept("FOREIGN KEY") => {
            let columns = period_columns(cursor)?;
            cursor.expect("REFERENCES")?;
            TableConstraintKind::ForeignKey { columns, references: references(cursor)? }
        }
        () if cursor.accept("EXCLUDE") => TableConstraintKind::Exclude(Box::new(exclude(cursor)?)),
        () => return cursor.unexpected("a constraint"),
    })
}

fn set_no_inherit(kind: &mut TableConstraintKind) {
    if let TableConstraintKind::Check { no_inherit, .. } | TableConstraintKind::NotNull { no_inherit, .. } = kind {
        *no_inherit = true;
    }
}

/// `[ NULLS [ NOT ] DISTINCT ] ( column, … [ WITHOUT OVERLAPS ] ) index_parameters`
fn key(cursor: &mut Cursor<'_>) -> Parse<(Vec<Ident>, IndexParameters)> {
    let nulls_not_distinct = index::nulls_not_distinct(cursor);
    let mut without_overlaps = false;
    let columns = cursor.list_in_parens(|cursor| {
        let column = cursor.ident()?;
        without_overlaps |= cursor.accept("WITHOUT OVERLAPS");
        Ok(column)
    })?;
    let parameters = index_parameters(cursor)?;
    Ok((columns, IndexParameters { nulls_not_distinct, without_overlaps, ..parameters }))
}

/// `[ INCLUDE (…) ] [ WITH (…) ] [ USING INDEX TABLESPACE t ]`
pub(super) fn index_parameters(cursor: &mut Cursor<'_>) -> Parse<IndexParameters> {
    let include = if cursor.accept("INCLUDE") { cursor.list_in_parens(Cursor::ident)? } else { Vec::new() };
    let options = parts::with_options(cursor)?;
    let tablespace = parts::optional_name(cursor, "USING INDEX TABLESPACE")?;
    Ok(IndexParameters { include, nulls_not_distinct: false, without_overlaps: false, options, tablespace })
}

/// `( column, … [, PERIOD column ] )`
fn period_columns(cursor: &mut Cursor<'_>) -> Parse<Vec<Ident>> {
    cursor.list_in_parens(|cursor| {
        if cursor.is("PERIOD") && !cursor.is_symbol_at(1, ",") && !cursor.is_symbol_at(1, ")") {
            cursor.advance();
        }
        cursor.ident()
    })
}

/// Behind REFERENCES: `table [ ( column, … ) ] [ MATCH m ] [ ON DELETE … ] [ ON UPDATE … ]`
pub(super) fn references(cursor: &mut Cursor<'_>) -> Parse<References> {
    let table = cursor.object_name()?;
    let columns = if cursor.is_symbol("(") { period_columns(cursor)? } else { Vec::new() };
    let matching = parts::optional_name(cursor, "MATCH")?;
    let mut references = References {
        table,
        columns,
        matching,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        on_delete_columns: Vec::new(),
    };
    loop {
        if cursor.accept("ON DELETE") {
            references.on_delete = referential_action(cursor)?;
            references.on_delete_columns = parts::optional_columns(cursor)?;
        } else if cursor.accept("ON UPDATE") {
            references.on_update = referential_action(cursor)?;
        } else {
            return Ok(references);
        }
    }
}

fn referential_action(cursor: &mut Cursor<'_>) -> Parse<ReferentialAction> {
    Ok(match cursor.accept_any(&["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"]) {
        Some("NO ACTION") => ReferentialAction::NoAction,
        Some("RESTRICT") => ReferentialAction::Restrict,
        Some("CASCADE") => ReferentialAction::Cascade,
        Some("SET NULL") => ReferentialAction::SetNull,
        Some(_) => ReferentialAction::SetDefault,
        None => return cursor.unexpected("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT"),
    })
}

/// Behind EXCLUDE: `[ USING method ] ( element WITH operator, … ) index_parameters [ WHERE ( predicate ) ]`
fn exclude(cursor: &mut Cursor<'_>) -> Parse<Exclude> {
    let method = parts::optional_name(cursor, "USING")?;
    let elements = cursor.list_in_parens(|cursor| {
        let element = index::element(cursor)?;
        cursor.expect("WITH")?;
        if cursor.accept("OPERATOR") {
            let mut inside = parts::inside_parens(cursor)?;
            return Ok((element, parts::operator_name(&mut inside)?));
        }
        Ok((element, parts::operator_name(cursor)?))
    })?;
    let parameters = index_parameters(cursor)?;
    let predicate = match cursor.accept("WHERE") {
        true if cursor.is_symbol("(") => Some(parenthesized_expression(cursor)?),
        true => Some(expression(cursor, &["DEFERRABLE", "INITIALLY"])),
        false => None,
    };
    Ok(Exclude { method, elements, parameters, predicate })
}

pub(super) const NO_ATTRIBUTES: ConstraintAttributes =
    ConstraintAttributes { deferrable: None, initially_deferred: false, not_valid: false, enforced: None };

/// One of `[ NOT ] DEFERRABLE`, `INITIALLY …`, `NOT VALID`, `[ NOT ] ENFORCED`; false when none is next.
pub(super) fn attribute(cursor: &mut Cursor<'_>, attributes: &mut ConstraintAttributes) -> bool {
    match () {
        () if cursor.accept("DEFERRABLE") => attributes.deferrable = Some(true),
        () if cursor.accept("NOT DEFERRABLE") => attributes.deferrable = Some(false),
        () if cursor.accept("INITIALLY DEFERRED") => attributes.initially_deferred = true,
        () if cursor.accept("INITIALLY IMMEDIATE") => attributes.initially_deferred = false,
        () if cursor.accept("NOT VALID") => attributes.not_valid = true,
        () if cursor.accept("ENFORCED") => attributes.enforced = Some(true),
        () if cursor.accept("NOT ENFORCED") => attributes.enforced = Some(false),
        () => return false,
    }
    true
}
