//! Sequences and the options that identity columns share with them.

use super::{parts, table};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::type_name,
    statement::*,
};

/// `CREATE [ TEMP | UNLOGGED ] SEQUENCE [ IF NOT EXISTS ] name options`
pub(super) fn create(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    let persistence = table::persistence(cursor);
    cursor.expect("SEQUENCE")?;
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    let name = cursor.object_name()?;
    let options = options(cursor)?;
    Ok(StatementKind::CreateSequence(CreateSequence { name, if_not_exists, persistence, options }))
}

/// Options in any order, as many as there are.
pub(super) fn options(cursor: &mut Cursor<'_>) -> Parse<SequenceOptions> {
    let mut options = SequenceOptions::default();
    while option(cursor, &mut options)? {}
    Ok(options)
}

/// `( options )` of an identity column.
pub(super) fn options_in_parens(cursor: &mut Cursor<'_>) -> Parse<SequenceOptions> {
    if !cursor.is_symbol("(") {
        return Ok(SequenceOptions::default());
    }
    let mut inside = parts::inside_parens(cursor)?;
    let options = options(&mut inside)?;
    if !inside.is_done() {
        return inside.unexpected("a sequence option");
    }
    Ok(options)
}

/// One option; false when none is next.
pub(super) fn option(cursor: &mut Cursor<'_>, options: &mut SequenceOptions) -> Parse<bool> {
    match () {
        () if cursor.accept("AS") => options.data_type = Some(type_name(cursor)?),
        () if cursor.accept("INCREMENT") => {
            cursor.accept("BY");
            options.increment = Some(cursor.integer()?);
        }
        () if cursor.accept("NO MINVALUE") => options.min = Some(None),
        () if cursor.accept("MINVALUE") => options.min = Some(Some(cursor.integer()?)),
        () if cursor.accept("NO MAXVALUE") => options.max = Some(None),
        () if cursor.accept("MAXVALUE") => options.max = Some(Some(cursor.integer()?)),
        () if cursor.accept("START") => {
            cursor.accept("WITH");
            options.start = Some(cursor.integer()?);
        }
        () if cursor.accept("RESTART") => options.restart = Some(restart(cursor)?),
        () if cursor.accept("CACHE") => options.cache = Some(cursor.integer()?),
        () if cursor.accept("NO CYCLE") => options.cycle = Some(false),
        () if cursor.accept("CYCLE") => options.cycle = Some(true),
        () if cursor.accept("OWNED BY NONE") => options.owned_by = Some(OwnedBy::None),
        () if cursor.accept("OWNED BY") => {
            let (table, column) = cursor.column_path()?;
            options.owned_by = Some(OwnedBy::Column { table, column });
        }
        () if cursor.accept("SEQUENCE NAME") => options.name = Some(cursor.object_name()?),
        () if cursor.accept("LOGGED") => options.logged = Some(true),
        () if cursor.accept("UNLOGGED") => options.logged = Some(false),
        () => return Ok(false),
    }
    Ok(true)
}

/// `RESTART [ [ WITH ] n ]`
fn restart(cursor: &mut Cursor<'_>) -> Parse<Option<i64>> {
    if cursor.accept("WITH") {
        return cursor.integer().map(Some);
    }
    let mut ahead = *cursor;
    Ok(match ahead.integer() {
        Ok(value) => {
            *cursor = ahead;
            Some(value)
        }
        Err(_) => None,
    })
}
