//! PARTITION BY and partition bounds.

use super::{index, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::expression,
    statement::*,
};

/// `[ PARTITION BY { RANGE | LIST | HASH } ( key, … ) ]`
pub(super) fn partition_by(cursor: &mut Cursor<'_>) -> Parse<Option<PartitionBy>> {
    if !cursor.accept("PARTITION BY") {
        return Ok(None);
    }
    let strategy = match cursor.accept_any(&["RANGE", "LIST", "HASH"]) {
        Some("RANGE") => PartitionStrategy::Range,
        Some("LIST") => PartitionStrategy::List,
        Some(_) => PartitionStrategy::Hash,
        None => return cursor.unexpected("RANGE, LIST or HASH"),
    };
    let keys = cursor.list_in_parens(index::element)?;
    Ok(Some(PartitionBy { strategy, keys }))
}

/// `FOR VALUES { IN (…) | FROM (…) TO (…) | WITH ( MODULUS m, REMAINDER r ) } | DEFAULT`
pub(super) fn bound(cursor: &mut Cursor<'_>) -> Parse<PartitionBound> {
    if cursor.accept("DEFAULT") {
        return Ok(PartitionBound::Default);
    }
    cursor.expect("FOR VALUES")?;
    if cursor.accept("IN") {
        return Ok(PartitionBound::In(cursor.list_in_parens(|it| Ok(expression(it, &[])))?));
    }
    if cursor.accept("FROM") {
        let from = cursor.list_in_parens(|it| Ok(expression(it, &[])))?;
        cursor.expect("TO")?;
        let to = cursor.list_in_parens(|it| Ok(expression(it, &[])))?;
        return Ok(PartitionBound::Range { from, to });
    }
    cursor.expect("WITH")?;
    hash_bound(cursor)
}

/// `( MODULUS m, REMAINDER r )` in either order.
fn hash_bound(cursor: &mut Cursor<'_>) -> Parse<PartitionBound> {
    let mut inside = parts::inside_parens(cursor)?;
    let mut bound = (None, None);
    inside.comma_list(|inside| {
        if inside.accept("MODULUS") {
            bound.0 = Some(inside.integer()?);
        } else {
            inside.expect("REMAINDER")?;
            bound.1 = Some(inside.integer()?);
        }
        Ok(())
    })?;
    match bound {
        (Some(modulus), Some(remainder)) if inside.is_done() => Ok(PartitionBound::Hash { modulus, remainder }),
        _ => inside.unexpected("MODULUS and REMAINDER"),
    }
}
