//! What the catalogs of a server say about its relations at one moment.

use std::collections::{BTreeMap, BTreeSet};

use crate::session::{Row, Session};

/// One table, view, sequence or index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    file: u64,
    empty: bool,
    /// The table of an index.
    pub(crate) table: Option<u64>,
}

/// The kinds of relation that the contract knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
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
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Table => "table",
            Kind::PartitionedTable => "partitioned table",
            Kind::ForeignTable => "foreign table",
            Kind::MaterializedView => "materialized view",
            Kind::View => "view",
            Kind::Sequence => "sequence",
            Kind::Index => "index",
            Kind::PartitionedIndex => "partitioned index",
        }
    }

    pub(crate) fn is_index(self) -> bool {
        matches!(self, Kind::Index | Kind::PartitionedIndex)
    }

    fn parse(letter: &str) -> Kind {
        match letter {
            "r" => Kind::Table,
            "p" => Kind::PartitionedTable,
            "f" => Kind::ForeignTable,
            "m" => Kind::MaterializedView,
            "v" => Kind::View,
            "S" => Kind::Sequence,
            "i" => Kind::Index,
            "I" => Kind::PartitionedIndex,
            other => panic!("the query below does not ask for relations of kind {other}"),
        }
    }
}

/// The relations of a database by object id, without system catalogs, TOAST and composite types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relations(pub(crate) BTreeMap<u64, Relation>);

impl Relations {
    pub(crate) fn read(session: &Session) -> Relations {
        let rows = session.rows(
            "SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind, c.relfilenode,
                    CASE WHEN c.relfilenode = 0 THEN true ELSE pg_relation_size(c.oid) = 0 END, i.indrelid
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  LEFT JOIN pg_index i ON i.indexrelid = c.oid
             WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r','p','f','m','v','S','i','I')",
        );
        Relations(rows.iter().map(relation).collect())
    }

    /// Whether a relation of this name exists.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.values().any(|relation| relation.name == name)
    }

    fn named(&self, name: &str) -> Option<&Relation> {
        self.0.values().find(|relation| relation.name == name)
    }

    /// The tables, materialized views and sequences whose contents were written to another file than before.
    pub(crate) fn rewritten(&self, after: &Relations) -> BTreeSet<u64> {
        self.with_new_file(after, |now| !now.empty)
    }

    /// Those that have a new file without rows: that is how TRUNCATE works.
    pub(crate) fn emptied(&self, after: &Relations) -> BTreeSet<u64> {
        self.with_new_file(after, |now| now.empty)
    }

    fn with_new_file(&self, after: &Relations, wanted: fn(&Relation) -> bool) -> BTreeSet<u64> {
        let stores_rows = |kind| matches!(kind, Kind::Table | Kind::MaterializedView | Kind::Sequence);
        let moved = |(id, before): &(&u64, &Relation)| {
            let now = after.0.get(id);
            stores_rows(before.kind) && now.is_some_and(|now| now.file != before.file && wanted(now))
        };
        self.0.iter().filter(moved).map(|(id, _)| *id).collect()
    }

    /// The indexes of a table that exist before and after, under one name, in different files.
    pub(crate) fn rebuilt_indexes(&self, after: &Relations, table: u64) -> Vec<String> {
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

fn relation(row: &Row) -> (u64, Relation) {
    let text = |at: usize| row[at].as_deref().unwrap_or_default();
    let number = |at: usize| text(at).parse().expect("object ids are numbers");
    let relation = Relation {
        name: text(1).to_owned(),
        kind: Kind::parse(text(2)),
        file: number(3),
        empty: text(4) == "t",
        table: row[5].as_ref().map(|_| number(5)),
    };
    (number(0), relation)
}
