//! Queries of views, texts of rules and SQL-standard function bodies, word by word: the canonical DDL leaves them out,
//! because servers print them their own way.

use super::{Change, Difference};
use crate::{
    catalog::{
        Catalog,
        ddl::{self, Style},
        relation::{Relation, RelationKind},
    },
    sql::{
        name::QualifiedName,
        statement::FunctionBody,
        tag::object_kind,
        token::{Lexer, TokenKind},
    },
};
use std::collections::BTreeMap;

/// What comparing the texts gave.
#[derive(Clone, Debug, Default)]
pub struct Queries {
    pub differences: Vec<Difference>,
    /// Views whose texts differ, which may mean nothing.
    pub undecided: usize,
    /// The same of rules and SQL-standard functions.
    pub undecided_bodies: usize,
}

struct Text<'a> {
    attribute: &'static str,
    about: &'a QualifiedName,
    text: &'a str,
    /// Everything before the text.
    head: String,
}

/// By kind and name, as the canonical DDL has them.
type Texts<'a> = BTreeMap<(&'static str, String), Text<'a>>;

/// Of objects that both sides have and that are equal but for their text. `is_same_hand`: whoever wrote the texts writes
/// equal queries equally.
pub fn compare(left: &Catalog, right: &Catalog, is_same_hand: bool) -> Queries {
    let mut queries = Queries::default();
    let mut others = texts(right);
    for (key, text) in texts(left) {
        let Some(other) = others.remove(&key) else { continue };
        let is_equal = words(text.text) == words(other.text);
        if is_equal || canonical(left, &key, text.about) != canonical(right, &key, other.about) {
            continue;
        }
        match (is_same_hand, text.attribute) {
            (true, _) => queries.differences.push(difference(key, &text, &other)),
            (false, "query") => queries.undecided += 1,
            (false, _) => queries.undecided_bodies += 1,
        }
    }
    queries
}

fn texts(catalog: &Catalog) -> Texts<'_> {
    let mut all = Texts::new();
    for relation in catalog.relations().filter(|it| it.extension.is_none()) {
        of_relation(relation, &mut all);
    }
    for (about, overloads) in &catalog.routines {
        for routine in overloads.iter().filter(|it| it.extension.is_none()) {
            let FunctionBody::Inline { text, .. } = &routine.body else { continue };
            let kind = object_kind(routine.kind);
            let name = ddl::signature(about, routine);
            let head = format!("CREATE {kind} {name} ");
            all.insert((kind, name), Text { attribute: "body", about, text, head });
        }
    }
    all
}

fn of_relation<'a>(relation: &'a Relation, all: &mut Texts<'a>) {
    let about = &relation.name;
    if let Some(view) = relation.view() {
        let kind = match relation.kind {
            RelationKind::MaterializedView(_) => "MATERIALIZED VIEW",
            _ => "VIEW",
        };
        let head = format!("CREATE {kind} {about} AS\n");
        all.insert((kind, about.to_string()), Text { attribute: "query", about, text: &view.text, head });
    }
    let rules = relation.table().map(|it| &it.rules).or(relation.view().map(|it| &it.rules));
    for rule in rules.into_iter().flatten() {
        let head = format!("CREATE RULE {} AS ", rule.name);
        let text = Text { attribute: "text", about, text: &rule.text, head };
        all.insert(("RULE", format!("{about}.{}", rule.name)), text);
    }
}

fn difference(key: (&'static str, String), left: &Text<'_>, right: &Text<'_>) -> Difference {
    let sql = |it: &Text<'_>| Some(format!("{}{};", it.head, it.text));
    let change = Change {
        part: String::new(),
        attribute: left.attribute,
        left: Some(left.text.to_owned()),
        right: Some(right.text.to_owned()),
    };
    Difference {
        kind: key.0,
        name: key.1,
        about: Some(left.about.clone()),
        schema: Some(left.about.schema.clone()),
        left: sql(left),
        right: sql(right),
        changes: vec![change],
    }
}

/// The object as `compare` sees it.
fn canonical(catalog: &Catalog, key: &(&'static str, String), about: &QualifiedName) -> Option<String> {
    let style = Style { canonical: true, owners: false, grants: false };
    let entries = match key.0 {
        "FUNCTION" | "PROCEDURE" => ddl::routine_entries(catalog, about, style),
        _ => ddl::relation_entries(catalog, catalog.find(about)?.id, style),
    };
    entries.into_iter().find(|it| it.kind == key.0 && it.name == key.1).map(|it| it.sql)
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
