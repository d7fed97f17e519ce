//! What the catalogs of a server say about its relations at one moment.

use super::session::{Row, Session};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use tokio_postgres::Error;

/// One table, view, sequence or index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// `schema.name`, quoted where Postgres would.
    pub name: String,
    pub kind: Kind,
    file: u64,
    pub empty: bool,
    /// The table of an index.
    pub table: Option<u64>,
}

/// The kinds of relation that the contract knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Table,
    PartitionedTable,
    ForeignTable,
    MaterializedView,
    View,
    Sequence,
    Index,
    PartitionedIndex,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::PartitionedTable => "partitioned table",
            Self::ForeignTable => "foreign table",
            Self::MaterializedView => "materialized view",
            Self::View => "view",
            Self::Sequence => "sequence",
            Self::Index => "index",
            Self::PartitionedIndex => "partitioned index",
        }
    }

    pub fn is_index(self) -> bool {
        matches!(self, Self::Index | Self::PartitionedIndex)
    }

    /// `relkind`
    fn parse(letter: &str) -> Option<Self> {
        Some(match letter {
            "r" => Self::Table,
            "p" => Self::PartitionedTable,
            "f" => Self::ForeignTable,
            "m" => Self::MaterializedView,
            "v" => Self::View,
            "S" => Self::Sequence,
            "i" => Self::Index,
            "I" => Self::PartitionedIndex,
            _ => return None,
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The relations of a database by object id, without system catalogs, TOAST and composite types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations(pub BTreeMap<u64, Relation>);

impl Relations {
    /// As this session sees them, sizes included: waits for whoever holds ACCESS EXCLUSIVE.
    pub fn read(session: &Session) -> Result<Self, Error> {
        Self::ask(session, "pg_relation_size(c.oid) = 0")
    }

    /// As this session sees them, without waiting for anyone; none counts as empty.
    pub fn glance(session: &Session) -> Result<Self, Error> {
        Self::ask(session, "false")
    }

    fn ask(session: &Session, empty: &str) -> Result<Self, Error> {
        Ok(Self::from_rows(&session.query(&Self::question(empty))?))
    }

    /// The query behind it; `empty` says how a relation with a file is known to have no rows.
    pub fn question(empty: &str) -> String {
        format!(
            "SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind, c.relfilenode,
                    CASE WHEN c.relfilenode = 0 THEN true ELSE {empty} END, i.indrelid
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
             WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
               AND c.relkind IN ('r','p','f','m','v','S','i','I')"
        )
    }

    /// The answer to the question, a row a relation.
    pub fn from_rows(rows: &[Row]) -> Self {
        Self(rows.iter().filter_map(relation).collect())
    }

    /// Whether a relation of this name exists.
    pub fn has(&self, name: &str) -> bool {
        self.named(name).is_some()
    }

    pub fn named(&self, name: &str) -> Option<&Relation> {
        self.0.values().find(|relation| relation.name == name)
    }

    /// The tables, materialized views and sequences whose contents were written to another file than before.
    pub fn rewritten(&self, after: &Self) -> BTreeSet<u64> {
        self.with_new_file(after, |now| !now.empty)
    }

    /// Those that have a new file without rows: that is how TRUNCATE works.
    pub fn emptied(&self, after: &Self) -> BTreeSet<u64> {
        self.with_new_file(after, |now| now.empty)
    }

    fn with_new_file(&self, after: &Self, wanted: fn(&Relation) -> bool) -> BTreeSet<u64> {
        let stores_rows = |kind| matches!(kind, Kind::Table | Kind::MaterializedView | Kind::Sequence);
        let moved = |(id, before): &(&u64, &Relation)| {
            let now = after.0.get(id);
            stores_rows(before.kind) && now.is_some_and(|now| now.file != before.file && wanted(now))
        };
        self.0.iter().filter(moved).map(|(id, _)| *id).collect()
    }

    /// The indexes of a table that exist before and after, under one name, in different files.
    pub fn rebuilt_indexes(&self, after: &Self, table: u64) -> Vec<String> {
        if after.0.get(&table).is_none_or(|table| table.empty && table.file != 0) {
            return Vec::new();
        }
        let indexes = self.0.iter().filter(|(_, relation)| relation.table == Some(table));
        let rebuilt = indexes.filter(|(id, before)| {
            // An index that was renamed keeps its id, one that was made again keeps its name.
            let now = after.0.get(id).or_else(|| after.named(&before.name));
            before.kind == Kind::Index && now.is_some_and(|now| now.file != before.file)
        });
        let mut names: Vec<String> = rebuilt.map(|(_, index)| index.name.clone()).collect();
        names.sort();
        names
    }
}

fn relation(row: &Row) -> Option<(u64, Relation)> {
    let text = |at: usize| row.get(at)?.as_deref();
    let number = |at: usize| text(at)?.parse().ok();
    let relation = Relation {
        name: text(1)?.to_owned(),
        kind: Kind::parse(text(2)?)?,
        file: number(3)?,
        empty: text(4)? == "t",
        table: number(5),
    };
    Some((number(0)?, relation))
}
