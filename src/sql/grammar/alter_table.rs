//! ALTER TABLE, and ALTER INDEX / VIEW / SEQUENCE / MATERIALIZED VIEW / FOREIGN TABLE, which share its actions.

mod action;
mod column;

use super::{parts, sequence, session};
use crate::sql::{
    cursor::{Cursor, Parse},
    statement::*,
    tag,
};

/// Behind ALTER: `TABLE [ IF EXISTS ] [ ONLY ] name action, …`
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    let keyword = keyword(cursor)?;
    if cursor.is_all("ALL IN TABLESPACE") {
        parts::skip_rest(cursor)?;
        return Ok(session::other(&format!("ALTER {}", tag::relation_keyword(keyword)), Vec::new()));
    }
    let if_exists = cursor.accept("IF EXISTS");
    let (name, only) = parts::relation(cursor)?;
    if keyword == RelationKeyword::Sequence {
        let options = sequence_options(cursor)?;
        if let Some(options) = options {
            return Ok(StatementKind::AlterSequence(AlterSequence { name, if_exists, options }));
        }
    }
    let actions = cursor.comma_list(|cursor| {
        let start = cursor.offset();
        let kind = action::action(cursor, keyword)?;
        Ok(AlterAction { span: cursor.span_from(start), kind })
    })?;
    Ok(StatementKind::AlterTable(AlterTable { keyword, name, if_exists, only, actions }))
}

fn keyword(cursor: &mut Cursor<'_>) -> Parse<RelationKeyword> {
    Ok(match cursor.accept_any(&["TABLE", "INDEX", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "FOREIGN TABLE"]) {
        Some("TABLE") => RelationKeyword::Table,
        Some("INDEX") => RelationKeyword::Index,
        Some("VIEW") => RelationKeyword::View,
        Some("MATERIALIZED VIEW") => RelationKeyword::MaterializedView,
        Some("SEQUENCE") => RelationKeyword::Sequence,
        Some(_) => RelationKeyword::ForeignTable,
        None => return cursor.unexpected("a kind of relation"),
    })
}

/// The options of ALTER SEQUENCE; None when one of ALTER TABLE's actions is next.
fn sequence_options(cursor: &mut Cursor<'_>) -> Parse<Option<SequenceOptions>> {
    let mut ahead = *cursor;
    let options = sequence::options(&mut ahead)?;
    if ahead.is_done() && options != SequenceOptions::default() {
        *cursor = ahead;
        return Ok(Some(options));
    }
    Ok(None)
}
