//! `ALTER [ COLUMN ] name …`

use super::super::{column as definition, parts, sequence};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::{expression, parenthesized_expression, type_name},
    name::Ident,
    statement::*,
    token::TokenKind,
};

/// Behind ALTER.
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Parse<AlterKind> {
    cursor.accept("COLUMN");
    let column = name_or_number(cursor)?;
    match () {
        () if cursor.accept("SET DATA TYPE") || cursor.accept("TYPE") => alter_type(cursor, column),
        () if cursor.accept("SET DEFAULT") => Ok(AlterKind::SetDefault { column, default: expression(cursor, &[]) }),
        () if cursor.accept("DROP DEFAULT") => Ok(AlterKind::DropDefault { column }),
        () if cursor.accept("SET NOT NULL") => Ok(AlterKind::SetNotNull { column }),
        () if cursor.accept("DROP NOT NULL") => Ok(AlterKind::DropNotNull { column }),
        () if cursor.accept("SET EXPRESSION AS") => {
            Ok(AlterKind::SetExpression { column, expr: parenthesized_expression(cursor)? })
        }
        () if cursor.accept("DROP EXPRESSION") => {
            Ok(AlterKind::DropExpression { column, if_exists: cursor.accept("IF EXISTS") })
        }
        () if cursor.accept("ADD GENERATED") => {
            let always = definition::always(cursor)?;
            cursor.expect("AS IDENTITY")?;
            Ok(AlterKind::AddIdentity { column, always, options: sequence::options_in_parens(cursor)? })
        }
        () if cursor.accept("DROP IDENTITY") => {
            Ok(AlterKind::DropIdentity { column, if_exists: cursor.accept("IF EXISTS") })
        }
        () if cursor.accept("SET STATISTICS") => {
            let target = if cursor.accept("DEFAULT") { None } else { Some(cursor.integer()?) };
            Ok(AlterKind::SetStatistics { column, target })
        }
        () if cursor.accept("SET STORAGE") => Ok(AlterKind::SetStorage { column, storage: cursor.ident()? }),
        () if cursor.accept("SET COMPRESSION") => Ok(AlterKind::SetCompression { column, method: cursor.ident()? }),
        () if cursor.is("SET") && cursor.is_symbol_at(1, "(") => {
            cursor.advance();
            Ok(AlterKind::SetColumnOptions { column, options: parts::options(cursor)?, reset: false })
        }
        () if cursor.accept("RESET") => {
            Ok(AlterKind::SetColumnOptions { column, options: parts::options(cursor)?, reset: true })
        }
        () if parts::foreign_options(cursor)? => Ok(AlterKind::ForeignOptions { column: Some(column) }),
        () => set_identity(cursor, column),
    }
}

/// Columns of an index may be given by number.
fn name_or_number(cursor: &mut Cursor<'_>) -> Parse<Ident> {
    match cursor.peek().filter(|it| it.kind == TokenKind::Number) {
        Some(number) => {
            cursor.advance();
            Ok(Ident::exact(cursor.token_text(number)))
        }
        None => cursor.ident(),
    }
}

/// Behind TYPE: `type [ COLLATE c ] [ USING expression ]`
fn alter_type(cursor: &mut Cursor<'_>, column: Ident) -> Parse<AlterKind> {
    let data_type = type_name(cursor)?;
    let collation = definition::collate(cursor)?;
    parts::foreign_options(cursor)?;
    let using = cursor.accept("USING").then(|| expression(cursor, &[]));
    Ok(AlterKind::AlterType { column, data_type, collation, using })
}

/// `{ SET GENERATED { ALWAYS | BY DEFAULT } | SET sequence_option | RESTART [ [ WITH ] n ] } …`
fn set_identity(cursor: &mut Cursor<'_>, column: Ident) -> Parse<AlterKind> {
    let mut always = None;
    let mut options = SequenceOptions::default();
    let start = cursor.offset();
    loop {
        if cursor.accept("SET GENERATED") {
            always = Some(definition::always(cursor)?);
        } else if cursor.accept("SET") {
            if !sequence::option(cursor, &mut options)? {
                return cursor.unexpected("an option of ALTER COLUMN SET");
            }
        } else if !(cursor.is("RESTART") && sequence::option(cursor, &mut options)?) {
            break;
        }
    }
    if cursor.offset() == start {
        return cursor.unexpected("an action of ALTER COLUMN");
    }
    Ok(AlterKind::SetIdentity { column, always, options })
}
