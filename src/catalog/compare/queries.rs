//! Queries of views and texts of rules, word by word: the canonical DDL leaves them out, because servers print them
//! their own way.

use super::{Change, Difference};
use crate::{
    catalog::{
        Catalog,
        ddl::{self, Style},
        relation::{Relation, RelationKind},
    },
    sql::token::{Lexer, TokenKind},
};

/// What comparing the texts gave.
#[derive(Clone, Debug, Default)]
pub struct Queries {
    pub differences: Vec<Difference>,
    /// Views whose texts differ, which may mean nothing.
    pub undecided: usize,
}

/// Of views that both sides have and that are equal but for their text. `is_same_hand`: whoever wrote the texts writes
/// equal queries equally.
pub fn compare(left: &Catalog, right: &Catalog, is_same_hand: bool) -> Queries {
    let mut queries = Queries::default();
    for view in left.relations().filter(|it| it.extension.is_none()) {
        let Some(text) = text(view) else { continue };
        let Some(other) = right.find(&view.name) else { continue };
        let Some(other_text) = self::text(other) else { continue };
        if words(text) == words(other_text) || canonical(left, view) != canonical(right, other) {
            continue;
        }
        if is_same_hand {
            queries.differences.push(difference(view, text, other_text));
        } else {
            queries.undecided += 1;
        }
    }
    queries
}

fn text(relation: &Relation) -> Option<&str> {
    relation.view().map(|it| &*it.text)
}

fn difference(view: &Relation, left: &str, right: &str) -> Difference {
    let kind = match view.kind {
        RelationKind::MaterializedView(_) => "MATERIALIZED VIEW",
        _ => "VIEW",
    };
    let sql = |text: &str| Some(format!("CREATE {kind} {} AS\n{text};", view.name));
    let change =
        Change { part: String::new(), attribute: "query", left: Some(left.to_owned()), right: Some(right.to_owned()) };
    Difference {
        kind,
        name: view.name.to_string(),
        about: Some(view.name.clone()),
        schema: Some(view.name.schema.clone()),
        left: sql(left),
        right: sql(right),
        changes: vec![change],
    }
}

/// The view as `compare` sees it.
fn canonical(catalog: &Catalog, view: &Relation) -> Option<String> {
    let style = Style { canonical: true, owners: false, grants: false };
    let entries = ddl::relation_entries(catalog, view.id, style);
    entries.into_iter().find(|it| it.name == view.name.to_string()).map(|it| it.sql)
}

/// Without comments, white space and the case of unquoted words.
fn words(text: &str) -> Vec<String> {
    let mut lexer = Lexer::new(text, 0, text.len());
    let tokens = std::iter::from_fn(|| lexer.next());
    let word =
        |kind: TokenKind, text: &str| if kind == TokenKind::Word { text.to_lowercase() } else { text.to_owned() };
    let slice = |start: u32, end: u32| text.get(start as usize..end as usize).unwrap_or_default();
    let kept = tokens.filter(|it| it.kind != TokenKind::Comment);
    kept.map(|it| word(it.kind, slice(it.start, it.end))).filter(|it| it != ";").collect()
}
