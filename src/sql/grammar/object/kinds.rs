//! The kinds of objects and how each kind is named.

use super::super::{function, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    expr::TypeName,
    lower::type_name,
    name::{Ident, ObjectName},
    statement::*,
};

/// Longer spellings before their prefixes.
static KINDS: &[(&str, ObjectKind)] = &[
    ("TABLE", ObjectKind::Table),
    ("INDEX", ObjectKind::Index),
    ("COLUMN", ObjectKind::Column),
    ("FUNCTION", ObjectKind::Function),
    ("VIEW", ObjectKind::View),
    ("SEQUENCE", ObjectKind::Sequence),
    ("CONSTRAINT", ObjectKind::Constraint),
    ("TYPE", ObjectKind::Type),
    ("TRIGGER", ObjectKind::Trigger),
    ("POLICY", ObjectKind::Policy),
    ("SCHEMA", ObjectKind::Schema),
    ("EXTENSION", ObjectKind::Extension),
    ("MATERIALIZED VIEW", ObjectKind::MaterializedView),
    ("FOREIGN TABLE", ObjectKind::ForeignTable),
    ("FOREIGN DATA WRAPPER", ObjectKind::ForeignDataWrapper),
    ("FOREIGN SERVER", ObjectKind::Server),
    ("SERVER", ObjectKind::Server),
    ("DOMAIN", ObjectKind::Domain),
    ("PROCEDURE", ObjectKind::Procedure),
    ("ROUTINE", ObjectKind::Routine),
    ("AGGREGATE", ObjectKind::Aggregate),
    ("OPERATOR CLASS", ObjectKind::OperatorClass),
    ("OPERATOR FAMILY", ObjectKind::OperatorFamily),
    ("OPERATOR", ObjectKind::Operator),
    ("RULE", ObjectKind::Rule),
    ("EVENT TRIGGER", ObjectKind::EventTrigger),
    ("STATISTICS", ObjectKind::Statistics),
    ("USER MAPPING", ObjectKind::UserMapping),
    ("ROLE", ObjectKind::Role),
    ("USER", ObjectKind::Role),
    ("GROUP", ObjectKind::Role),
    ("DATABASE", ObjectKind::Database),
    ("TABLESPACE", ObjectKind::Tablespace),
    ("PUBLICATION", ObjectKind::Publication),
    ("SUBSCRIPTION", ObjectKind::Subscription),
    ("CAST", ObjectKind::Cast),
    ("COLLATION", ObjectKind::Collation),
    ("CONVERSION", ObjectKind::Conversion),
    ("PROCEDURAL LANGUAGE", ObjectKind::Language),
    ("LANGUAGE", ObjectKind::Language),
    ("TEXT SEARCH CONFIGURATION", ObjectKind::TextSearchConfiguration),
    ("TEXT SEARCH DICTIONARY", ObjectKind::TextSearchDictionary),
    ("TEXT SEARCH PARSER", ObjectKind::TextSearchParser),
    ("TEXT SEARCH TEMPLATE", ObjectKind::TextSearchTemplate),
    ("ACCESS METHOD", ObjectKind::AccessMethod),
    ("TRANSFORM", ObjectKind::Transform),
    ("LARGE OBJECT", ObjectKind::LargeObject),
];

/// Takes the words that name a kind of object.
pub(in super::super) fn kind(cursor: &mut Cursor<'_>) -> Option<ObjectKind> {
    KINDS.iter().find(|(words, _)| cursor.accept(words)).map(|(_, kind)| *kind)
}

/// The name of one object of this kind; a constraint turns out to be a domain's only here.
pub(in super::super) fn object(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Parse<(ObjectKind, ObjectRef)> {
    use ObjectKind as K;
    let object = match kind {
        K::Column => {
            let (name, column) = cursor.column_path()?;
            ObjectRef { name, part: Some(column), arguments: None }
        }
        K::Constraint | K::Trigger | K::Policy | K::Rule => {
            let part = cursor.ident()?;
            cursor.expect("ON")?;
            let of_domain = kind == K::Constraint
                && cursor.is("DOMAIN")
                && cursor.peek_at(1).is_some()
                && !cursor.is_word_at(1, "IS");
            if of_domain {
                cursor.advance();
            }
            let object = ObjectRef { name: cursor.object_name()?, part: Some(part), arguments: None };
            return Ok((if of_domain { K::DomainConstraint } else { kind }, object));
        }
        K::Function | K::Procedure | K::Routine | K::Aggregate => {
            let signature = signature(cursor)?;
            ObjectRef { name: signature.name, part: None, arguments: signature.arguments }
        }
        K::Operator => operator(cursor)?,
        K::OperatorClass | K::OperatorFamily => {
            let name = cursor.object_name()?;
            cursor.expect("USING")?;
            ObjectRef { name, part: Some(cursor.ident()?), arguments: None }
        }
        K::Cast => cast(cursor)?,
        K::Transform => {
            cursor.expect("FOR")?;
            let name = type_name(cursor)?.name;
            cursor.expect("LANGUAGE")?;
            ObjectRef { name, part: Some(cursor.ident()?), arguments: None }
        }
        K::UserMapping => user_mapping(cursor)?,
        K::LargeObject => {
            let oid = parts::word_or_literal(cursor)?;
            named(ObjectName { schema: None, name: Ident::exact(&oid) })
        }
        K::Type => named(type_name(cursor)?.name),
        _ => named(cursor.object_name()?),
    };
    Ok((kind, object))
}

fn named(name: ObjectName) -> ObjectRef {
    ObjectRef { name, part: None, arguments: None }
}

/// `name [ ( [ mode ] [ name ] type, … ) ]`; of an aggregate also `( * )` and `( … ORDER BY … )`.
pub(in super::super) fn signature(cursor: &mut Cursor<'_>) -> Parse<Signature> {
    let name = cursor.object_name()?;
    let arguments = if cursor.is_symbol("(") { Some(argument_types(cursor)?) } else { None };
    Ok(Signature { name, arguments })
}

/// The input types of an argument list.
fn argument_types(cursor: &mut Cursor<'_>) -> Parse<Vec<TypeName>> {
    let mut inside = parts::inside_parens(cursor)?;
    let mut types = Vec::new();
    if inside.is_done() || inside.accept_symbol("*") && inside.is_done() {
        return Ok(types);
    }
    inside.accept("ORDER BY");
    loop {
        let argument = function::argument(&mut inside)?;
        if argument.mode != ArgumentMode::Out {
            types.push(argument.data_type);
        }
        if inside.is_done() {
            return Ok(types);
        }
        if !inside.accept_symbol(",") {
            inside.expect("ORDER BY")?;
        }
    }
}

/// `name ( { left_type | NONE } , right_type )`
fn operator(cursor: &mut Cursor<'_>) -> Parse<ObjectRef> {
    let name = parts::operator_name(cursor)?;
    let operands =
        cursor.list_in_parens(|cursor| if cursor.accept("NONE") { Ok(None) } else { type_name(cursor).map(Some) })?;
    Ok(ObjectRef { name, part: None, arguments: Some(operands.into_iter().flatten().collect()) })
}

/// `( source_type AS target_type )`, named after its target.
fn cast(cursor: &mut Cursor<'_>) -> Parse<ObjectRef> {
    cursor.expect_symbol("(")?;
    let source = type_name(cursor)?;
    cursor.expect("AS")?;
    let target = type_name(cursor)?;
    cursor.expect_symbol(")")?;
    Ok(ObjectRef { name: target.name.clone(), part: None, arguments: Some(vec![source, target]) })
}

/// `FOR { role | USER | … } SERVER name`, named after its server.
fn user_mapping(cursor: &mut Cursor<'_>) -> Parse<ObjectRef> {
    cursor.expect("FOR")?;
    let role = cursor.ident()?;
    cursor.expect("SERVER")?;
    Ok(ObjectRef { name: ObjectName { schema: None, name: cursor.ident()? }, part: Some(role), arguments: None })
}
