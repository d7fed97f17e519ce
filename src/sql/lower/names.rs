//! Names and types of sqlparser's tree.

use crate::sql::{
    expr::TypeName,
    name::{Ident, ObjectName},
    slice::{self, Slice},
    type_name::type_name,
};
use sqlparser::ast;

pub(super) fn ident(ident: &ast::Ident) -> Ident {
    match ident.quote_style {
        Some(_) => Ident::exact(&ident.value),
        None => Ident::unquoted(&ident.value),
    }
}

pub(super) fn idents<'a>(all: impl IntoIterator<Item = &'a ast::Ident>) -> Vec<Ident> {
    all.into_iter().map(ident).collect()
}

/// `name`, `schema.name`, `database.schema.name` from its parts.
pub(super) fn qualified(mut parts: Vec<Ident>) -> ObjectName {
    let name = parts.pop().unwrap_or_else(|| Ident::exact(""));
    ObjectName { schema: parts.pop(), name }
}

pub(super) fn object_name(name: &ast::ObjectName) -> ObjectName {
    qualified(name.0.iter().filter_map(ast::ObjectNamePart::as_ident).map(ident).collect())
}

/// The last part: a column of `table.column`.
pub(super) fn last(name: &ast::ObjectName) -> Ident {
    object_name(name).name
}

/// sqlparser keeps no place of a type in the text, so its own spelling is read by our grammar.
pub(super) fn data_type(of: &ast::DataType) -> TypeName {
    if let ast::DataType::Custom(name, modifiers) = of
        && modifiers.is_empty()
        && name.0.len() > 1
    {
        return plain(object_name(name));
    }
    let text = of.to_string();
    let tokens = slice::tokens(&text);
    let mut cursor = Slice { source: &text, tokens: &tokens }.cursor();
    match type_name(&mut cursor) {
        Ok(name) if cursor.is_done() => name,
        _ => plain(ObjectName { schema: None, name: Ident::unquoted(&text) }),
    }
}

fn plain(mut name: ObjectName) -> TypeName {
    name.schema = name.schema.filter(|it| it.as_str() != "pg_catalog");
    TypeName { name, modifiers: Vec::new(), interval_fields: None, array_dimensions: 0, setof: false }
}
