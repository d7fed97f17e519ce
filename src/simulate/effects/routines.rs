//! Making functions: what the server looks at in their bodies.

use super::{dml, work::Work};
use crate::sql::{
    self,
    statement::{CreateFunction, FunctionBody, StatementKind},
};

/// The body of a SQL function is analysed as the query would be, unless `check_function_bodies` is off.
pub(super) fn create_function(create: &CreateFunction, work: &mut Work<'_>) {
    let is_sql = create.language.as_ref().is_some_and(|it| it.as_str() == "sql");
    let statements = match &create.body {
        FunctionBody::Text { text, .. } if is_sql && work.session.check_function_bodies => {
            sql::parse::parse_text(text).statements.into_iter().map(|it| it.kind).collect()
        }
        FunctionBody::Inline { statements, .. } => statements.clone(),
        FunctionBody::Text { .. } | FunctionBody::None => Vec::new(),
    };
    for statement in statements {
        if let StatementKind::Dml(dml) = statement {
            dml::statement(&dml, work, false);
        }
    }
}
