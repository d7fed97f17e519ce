//! Types and domains.

use super::{column, constraint, object, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::{expression, parenthesized_expression, type_name},
    name::ObjectName,
    statement::*,
};

/// `CREATE TYPE name [ AS ( … ) | AS ENUM ( … ) | AS RANGE ( … ) | ( … ) ]`
pub(super) fn create_type(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    cursor.expect("TYPE")?;
    let name = cursor.object_name()?;
    let kind = match () {
        () if cursor.accept("AS ENUM") => CreateTypeKind::Enum(list_or_nothing(cursor, Cursor::string)?),
        () if cursor.accept("AS RANGE") => range(cursor)?,
        () if cursor.accept("AS") => CreateTypeKind::Composite(list_or_nothing(cursor, column::definition)?),
        () if cursor.is_symbol("(") => {
            cursor.parens()?;
            CreateTypeKind::Base
        }
        () => CreateTypeKind::Shell,
    };
    Ok(StatementKind::CreateType(CreateType { name, kind }))
}

/// `( SUBTYPE = type, option = value, … )`
fn range(cursor: &mut Cursor<'_>) -> Parse<CreateTypeKind> {
    let (mut subtype, mut multirange) = (None, None);
    cursor.list_in_parens(|cursor| {
        let (is_subtype, is_multirange) = (cursor.is("SUBTYPE"), cursor.is("MULTIRANGE_TYPE_NAME"));
        cursor.ident()?;
        cursor.expect_symbol("=")?;
        let data_type = type_name(cursor)?;
        if is_subtype {
            subtype = Some(data_type);
        } else if is_multirange {
            multirange = Some(data_type.name);
        }
        Ok(())
    })?;
    Ok(CreateTypeKind::Range { subtype, multirange })
}

/// `( [ item, … ] )`
fn list_or_nothing<'a, T>(cursor: &mut Cursor<'a>, item: fn(&mut Cursor<'a>) -> Parse<T>) -> Parse<Vec<T>> {
    if cursor.is_symbol("(") && cursor.is_symbol_at(1, ")") {
        cursor.parens()?;
        return Ok(Vec::new());
    }
    cursor.list_in_parens(item)
}

/// Behind ALTER: `TYPE name …`
pub(super) fn alter_type(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("TYPE")?;
    let name = cursor.object_name()?;
    if ["RENAME TO", "OWNER TO", "SET SCHEMA"].iter().any(|it| cursor.is_all(it)) {
        return alter_object(cursor, ObjectKind::Type, name);
    }
    let actions = cursor.comma_list(alter_type_action)?;
    Ok(StatementKind::AlterType(AlterType { name, actions }))
}

fn alter_object(cursor: &mut Cursor<'_>, kind: ObjectKind, name: ObjectName) -> Parse<StatementKind> {
    let object = ObjectRef { name, part: None, arguments: None };
    let action = object::action(cursor)?;
    Ok(StatementKind::AlterObject(AlterObject { kind, object, if_exists: false, action }))
}

fn alter_type_action(cursor: &mut Cursor<'_>) -> Parse<AlterTypeKind> {
    Ok(match () {
        () if cursor.accept("ADD VALUE") => {
            let if_not_exists = cursor.accept("IF NOT EXISTS");
            let value = cursor.string()?;
            let position = match cursor.accept_any(&["BEFORE", "AFTER"]) {
                Some("BEFORE") => Some(ValuePosition::Before(cursor.string()?)),
                Some(_) => Some(ValuePosition::After(cursor.string()?)),
                None => None,
            };
            AlterTypeKind::AddValue { value, if_not_exists, position }
        }
        () if cursor.accept("RENAME VALUE") => {
            let from = cursor.string()?;
            cursor.expect("TO")?;
            AlterTypeKind::RenameValue { from, to: cursor.string()? }
        }
        () if cursor.accept("RENAME ATTRIBUTE") => {
            let from = cursor.ident()?;
            cursor.expect("TO")?;
            AlterTypeKind::RenameAttribute { from, to: cursor.ident()?, cascade: parts::cascade(cursor) }
        }
        () if cursor.accept("ADD ATTRIBUTE") => {
            let name = cursor.ident()?;
            let data_type = type_name(cursor)?;
            column::collate(cursor)?;
            AlterTypeKind::AddAttribute { name, data_type, cascade: parts::cascade(cursor) }
        }
        () if cursor.accept("DROP ATTRIBUTE") => {
            let if_exists = cursor.accept("IF EXISTS");
            AlterTypeKind::DropAttribute { name: cursor.ident()?, if_exists, cascade: parts::cascade(cursor) }
        }
        () if cursor.accept("ALTER ATTRIBUTE") => {
            let name = cursor.ident()?;
            cursor.accept("SET DATA");
            cursor.expect("TYPE")?;
            let data_type = type_name(cursor)?;
            column::collate(cursor)?;
            AlterTypeKind::AlterAttribute { name, data_type, cascade: parts::cascade(cursor) }
        }
        () if cursor.accept("SET") => {
            parts::options(cursor)?;
            AlterTypeKind::SetProperties
        }
        () => return cursor.unexpected("an action of ALTER TYPE"),
    })
}

/// `CREATE DOMAIN name [ AS ] type [ COLLATE c ] { DEFAULT … | [ CONSTRAINT n ] { NOT NULL | NULL | CHECK (…) } } …`
pub(super) fn create_domain(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    cursor.expect("DOMAIN")?;
    let name = cursor.object_name()?;
    cursor.accept("AS");
    let data_type = type_name(cursor)?;
    let mut domain =
        CreateDomain { name, data_type, collation: None, default: None, not_null: false, checks: Vec::new() };
    while !cursor.is_done() {
        if let Some(collation) = column::collate(cursor)? {
            domain.collation = Some(collation);
            continue;
        }
        let name = parts::optional_name(cursor, "CONSTRAINT")?;
        match () {
            () if cursor.accept("DEFAULT") => domain.default = Some(expression(cursor, column::DEFAULT_ENDS)),
            () if cursor.accept("NOT NULL") => domain.not_null = true,
            () if cursor.accept("NULL") => {}
            () if cursor.accept("CHECK") => domain.checks.push((name, parenthesized_expression(cursor)?)),
            () => return cursor.unexpected("DEFAULT, NOT NULL, NULL or CHECK"),
        }
        // Postgres reads these as well, and refuses most of them later.
        cursor.accept("NO INHERIT");
        while constraint::attribute(cursor, &mut constraint::NO_ATTRIBUTES.clone()) {}
    }
    Ok(StatementKind::CreateDomain(Box::new(domain)))
}

/// Behind ALTER: `DOMAIN name …`
pub(super) fn alter_domain(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("DOMAIN")?;
    let name = cursor.object_name()?;
    if ["RENAME TO", "OWNER TO", "SET SCHEMA"].iter().any(|it| cursor.is_all(it)) {
        return alter_object(cursor, ObjectKind::Domain, name);
    }
    let kind = match () {
        () if cursor.accept("SET DEFAULT") => AlterDomainKind::SetDefault(Some(expression(cursor, &[]))),
        () if cursor.accept("DROP DEFAULT") => AlterDomainKind::SetDefault(None),
        () if cursor.accept("SET NOT NULL") => AlterDomainKind::SetNotNull(true),
        () if cursor.accept("DROP NOT NULL") => AlterDomainKind::SetNotNull(false),
        () if cursor.accept("ADD") => add_domain_constraint(cursor)?,
        () if cursor.accept("DROP CONSTRAINT") => {
            let if_exists = cursor.accept("IF EXISTS");
            AlterDomainKind::DropConstraint { name: cursor.ident()?, if_exists, cascade: parts::cascade(cursor) }
        }
        () if cursor.accept("RENAME CONSTRAINT") => {
            let from = cursor.ident()?;
            cursor.expect("TO")?;
            AlterDomainKind::RenameConstraint { from, to: cursor.ident()? }
        }
        () if cursor.accept("VALIDATE CONSTRAINT") => AlterDomainKind::ValidateConstraint { name: cursor.ident()? },
        () => return cursor.unexpected("an action of ALTER DOMAIN"),
    };
    Ok(StatementKind::AlterDomain(AlterDomain { name, kind }))
}

/// Behind ADD: `[ CONSTRAINT name ] { CHECK (…) | NOT NULL } [ NOT VALID ]`
fn add_domain_constraint(cursor: &mut Cursor<'_>) -> Parse<AlterDomainKind> {
    let name = parts::optional_name(cursor, "CONSTRAINT")?;
    let check = if cursor.accept("CHECK") { Some(parenthesized_expression(cursor)?) } else { None };
    if check.is_none() {
        cursor.expect("NOT NULL")?;
    }
    let mut attributes = constraint::NO_ATTRIBUTES;
    while constraint::attribute(cursor, &mut attributes) {}
    let not_null = check.is_none();
    Ok(AlterDomainKind::AddConstraint { name, check, not_null, not_valid: attributes.not_valid })
}
