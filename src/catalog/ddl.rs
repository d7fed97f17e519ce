//! A catalog as DDL, an entry an object: what `snapshot` writes, `diff` shows and `compare` compares.
//!
//! The order is one in which a server (and we) can run it: like `pg_dump`, foreign keys, partitions and index
//! attachments come after all tables.

mod constant;
mod expr;
mod objects;
mod others;
mod parts;
mod table;

use super::{
    Catalog, RelationId,
    objects::Routine,
    relation::{Relation, RelationKind},
    types::DataType,
};
use crate::sql::{
    expr::Expr,
    name::{Ident, QualifiedName},
    statement::Persistence,
};
use std::fmt::Write as _;

/// One object's DDL, statements ending in `;` and separated by line breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    section: Section,
    /// Position within a section where order matters (views).
    rank: usize,
    /// `TABLE`, `INDEX` …
    pub kind: &'static str,
    /// `public.orders`; for parts of a relation `public.orders.orders_total_check`.
    pub name: String,
    pub sql: String,
    /// The table, view, type or routine that it is about or part of; None for what stands alone.
    pub about: Option<QualifiedName>,
    /// None for what lives in no schema.
    pub schema: Option<Ident>,
}

/// What an object is made of, for comparing it with its namesake: a column, a label of an enum, or (nameless) itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// `column total`; empty: the object itself.
    pub name: String,
    /// All of it, for where the other side has none.
    pub text: String,
    /// What can be said of it one by one: `type`, `bigint`. An empty value is a mere yes.
    pub attributes: Vec<(&'static str, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Schema,
    Extension,
    Early,
    Second,
    Third,
    Type,
    Routine,
    Sequence,
    Table,
    /// Routines whose arguments or results are rows of tables.
    RowRoutine,
    Operator,
    OperatorClass,
    SequenceOwner,
    Partition,
    Index,
    IndexPartition,
    View,
    ViewIndex,
    ForeignKey,
    Trigger,
    Policy,
    Rule,
    Statistics,
    Publication,
    Revoke,
    Grant,
    Comment,
}

/// How expressions and ownership are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Expressions by their tree, without casts and qualification, so that a user's text and the server's own print the
    /// same; otherwise their text.
    pub canonical: bool,
    pub owners: bool,
    pub grants: bool,
}

impl Style {
    /// SQL that a server runs.
    pub const SQL: Self = Self { canonical: false, owners: true, grants: true };

    fn expr(self, expr: &Expr) -> String {
        if self.canonical { expr::canonical(&expr.tree) } else { expr.text.to_string() }
    }

    fn default(self, default: &Expr, data_type: &DataType) -> String {
        if self.canonical { expr::canonical_default(&default.tree, data_type) } else { default.text.to_string() }
    }
}

/// Everything users made (an extension's own objects are the extension's), sorted so that it can be run from the top.
pub fn entries(catalog: &Catalog, style: Style) -> Vec<Entry> {
    entries_with(catalog, style, catalog.relations().map(|it| &**it))
}

/// Everything but relations, and of these the given ones.
pub(super) fn entries_with<'a>(
    catalog: &Catalog,
    style: Style,
    relations: impl Iterator<Item = &'a Relation>,
) -> Vec<Entry> {
    let mut printer = Printer::new(catalog, style);
    printer.objects();
    for relation in relations.filter(|it| it.extension.is_none() && it.persistence != Persistence::Temporary) {
        printer.relation(relation);
    }
    printer.entries.sort();
    printer.entries
}

/// The entries of one relation.
pub fn relation_entries(catalog: &Catalog, id: RelationId, style: Style) -> Vec<Entry> {
    let mut printer = Printer::new(catalog, style);
    if let Some(relation) = catalog.relation(id) {
        printer.relation(relation);
    }
    printer.entries
}

/// The overloads of a routine with what belongs to them.
pub fn routine_entries(catalog: &Catalog, name: &QualifiedName, style: Style) -> Vec<Entry> {
    let mut printer = Printer::new(catalog, style);
    for routine in catalog.routines.get(name).iter().flat_map(|it| it.iter()) {
        printer.routine(name, routine);
    }
    printer.entries
}

/// `public.total(integer)`
pub(super) fn signature(name: &QualifiedName, routine: &Routine) -> String {
    objects::signature(name, routine)
}

/// The parts of an entry's object, in order; for kinds that are not taken apart, the entry as a whole.
pub fn parts(catalog: &Catalog, style: Style, entry: &Entry) -> Vec<Part> {
    Printer::new(catalog, style).parts(entry)
}

/// The entries as one SQL text.
pub fn script(catalog: &Catalog) -> String {
    let mut out = String::new();
    for entry in entries(catalog, Style::SQL) {
        let _ = writeln!(out, "-- {} {}\n{}\n", entry.kind, entry.name.replace('\n', " "), entry.sql);
    }
    out
}

struct Printer<'a> {
    catalog: &'a Catalog,
    style: Style,
    entries: Vec<Entry>,
    /// What the next entries are about.
    about: Option<QualifiedName>,
    schema: Option<Ident>,
}

impl<'a> Printer<'a> {
    fn new(catalog: &'a Catalog, style: Style) -> Self {
        Self { catalog, style, entries: Vec::new(), about: None, schema: None }
    }

    fn relation(&mut self, relation: &Relation) {
        self.turn_to(self.whole(relation));
        match &relation.kind {
            RelationKind::Table(table) => self.table(relation, table),
            RelationKind::View(view) | RelationKind::MaterializedView(view) => self.view(relation, view),
            RelationKind::Index(index) => self.index(relation, index),
            RelationKind::Sequence(sequence) => self.sequence(relation, sequence),
            RelationKind::Composite(columns) => self.composite(relation, columns),
        }
        self.ownership(relation);
    }

    fn turn_to(&mut self, about: QualifiedName) {
        self.schema = Some(about.schema.clone());
        self.about = Some(about);
    }

    /// What follows is about a schema, or about the database.
    fn turn_away(&mut self, schema: Option<Ident>) {
        self.schema = schema;
        self.about = None;
    }

    fn add(&mut self, section: Section, kind: &'static str, name: impl ToString, sql: String) {
        self.add_ranked(section, 0, kind, name.to_string(), sql);
    }

    fn add_ranked(&mut self, section: Section, rank: usize, kind: &'static str, name: String, sql: String) {
        let (about, schema) = (self.about.clone(), self.schema.clone());
        self.entries.push(Entry { section, rank, kind, name, sql, about, schema });
    }

    /// The relation that this one is part of: an index's table, an owned sequence's table, else itself.
    fn whole(&self, relation: &Relation) -> QualifiedName {
        let owner = match &relation.kind {
            RelationKind::Index(index) => Some(index.table),
            RelationKind::Sequence(sequence) => sequence.owned_by.map(|it| it.0),
            _ => None,
        };
        owner.and_then(|it| self.catalog.relation(it)).map_or(&relation.name, |it| &it.name).clone()
    }

    /// The name of a relation that must be there; `?` shows a broken reference instead of hiding it.
    fn name_of(&self, id: RelationId) -> String {
        self.catalog.relation(id).map_or_else(|| "?".to_owned(), |it| it.name.to_string())
    }
}

/// A string literal.
fn literal(text: &str) -> String {
    if text.contains('\\') {
        format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// Types of `pg_catalog` bare, others qualified.
fn qualified(name: &QualifiedName) -> String {
    if name.schema.as_str() == "pg_catalog" { name.name.to_string() } else { name.to_string() }
}

fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|it| it.to_string()).collect::<Vec<_>>().join(", ")
}
