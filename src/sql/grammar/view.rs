//! Views and materialized views.

use super::{parts, table};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::query_to_end,
    name::Ident,
    statement::*,
};

/// `CREATE [ OR REPLACE ] [ TEMP ] [ RECURSIVE ] VIEW …` or `CREATE MATERIALIZED VIEW …`
pub(super) fn create(cursor: &mut Cursor<'_>, or_replace: bool) -> Parse<StatementKind> {
    let persistence = table::persistence(cursor);
    if cursor.accept("MATERIALIZED VIEW") {
        return create_materialized(cursor, persistence);
    }
    let recursive = cursor.accept("RECURSIVE");
    cursor.expect("VIEW")?;
    let name = cursor.object_name()?;
    let columns = parts::optional_columns(cursor)?;
    let options = parts::with_options(cursor)?;
    cursor.expect("AS")?;
    let endings = ["WITH LOCAL CHECK OPTION", "WITH CASCADED CHECK OPTION", "WITH CHECK OPTION"];
    let (mut query, ending) = parts::rest_before(cursor, &endings);
    if query.is_done() {
        return query.unexpected("a query");
    }
    let check_option = ending.map(|it| Ident::from(if it.contains("LOCAL") { "local" } else { "cascaded" }));
    let query = query_to_end(&mut query);
    Ok(StatementKind::CreateView(Box::new(CreateView {
        name,
        or_replace,
        persistence,
        recursive,
        columns,
        options,
        query,
        check_option,
    })))
}

/// `[ IF NOT EXISTS ] name [ (…) ] [ USING m ] [ WITH (…) ] [ TABLESPACE t ] AS query [ WITH [ NO ] DATA ]`
fn create_materialized(cursor: &mut Cursor<'_>, persistence: Persistence) -> Parse<StatementKind> {
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    let name = cursor.object_name()?;
    let columns = parts::optional_columns(cursor)?;
    let access_method = parts::optional_name(cursor, "USING")?;
    let options = parts::with_options(cursor)?;
    let tablespace = parts::optional_name(cursor, "TABLESPACE")?;
    cursor.expect("AS")?;
    let (query, with_data) = table::query_with_data(cursor)?;
    Ok(StatementKind::CreateTableAs(Box::new(CreateTableAs {
        name,
        if_not_exists,
        persistence,
        materialized_view: true,
        columns,
        access_method,
        options,
        tablespace,
        query,
        with_data,
    })))
}

/// `REFRESH MATERIALIZED VIEW [ CONCURRENTLY ] name [ WITH [ NO ] DATA ]`
pub(super) fn refresh(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("REFRESH MATERIALIZED VIEW")?;
    let concurrently = cursor.accept("CONCURRENTLY");
    let name = cursor.object_name()?;
    let with_data = cursor.accept_any(&["WITH NO DATA", "WITH DATA"]) != Some("WITH NO DATA");
    Ok(StatementKind::RefreshMaterializedView(Refresh { name, concurrently, with_data }))
}
