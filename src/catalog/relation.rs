//! Relations: tables, partitions, views, materialized views, indexes, sequences, and what lives inside them.

use super::{RelationId, objects::Grant, types::DataType};
use crate::sql::{
    expr::{Expr, Query},
    name::{Ident, QualifiedName},
    statement::{
        PartitionBound, PartitionStrategy, Persistence, PolicyCommand, ReferentialAction, ReplicaIdentity, RowSecurity,
        StorageOption, TriggerEvent, TriggerState, TriggerTiming,
    },
};
use std::sync::Arc;

/// Anything in `pg_class` that users create.
#[derive(Clone, Debug)]
pub struct Relation {
    pub id: RelationId,
    pub name: QualifiedName,
    /// None: the role that runs migrations.
    pub owner: Option<Ident>,
    pub grants: Vec<Grant>,
    pub comment: Option<Arc<str>>,
    /// The extension that owns it.
    pub extension: Option<Ident>,
    pub persistence: Persistence,
    pub options: Vec<StorageOption>,
    pub tablespace: Option<Ident>,
    pub kind: RelationKind,
}

/// Equal is what nobody has touched: two versions of a catalog share it. Whether two schemas are equal is asked of
/// their canonical DDL instead.
impl PartialEq for Relation {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

#[derive(Clone, Debug)]
pub enum RelationKind {
    /// Ordinary, partitioned and foreign tables.
    Table(Box<Table>),
    View(Box<View>),
    MaterializedView(Box<View>),
    Index(Box<Index>),
    Sequence(Box<Sequence>),
    /// `CREATE TYPE … AS (…)`
    Composite(Vec<Column>),
}

impl Relation {
    pub fn table(&self) -> Option<&Table> {
        match &self.kind {
            RelationKind::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.kind {
            RelationKind::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn index(&self) -> Option<&Index> {
        match &self.kind {
            RelationKind::Index(index) => Some(index),
            _ => None,
        }
    }

    pub fn view(&self) -> Option<&View> {
        match &self.kind {
            RelationKind::View(view) | RelationKind::MaterializedView(view) => Some(view),
            _ => None,
        }
    }

    pub fn sequence(&self) -> Option<&Sequence> {
        match &self.kind {
            RelationKind::Sequence(sequence) => Some(sequence),
            _ => None,
        }
    }

    /// Columns of tables, views, materialized views and composite types; empty for the rest.
    pub fn columns(&self) -> &[Column] {
        match &self.kind {
            RelationKind::Table(table) => &table.columns,
            RelationKind::View(view) | RelationKind::MaterializedView(view) => &view.columns,
            RelationKind::Composite(columns) => columns,
            RelationKind::Index(_) | RelationKind::Sequence(_) => &[],
        }
    }

    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns().iter().find(|it| it.name == *name)
    }

    /// Indexes of tables and materialized views.
    pub fn indexes(&self) -> &[RelationId] {
        match &self.kind {
            RelationKind::Table(table) => &table.indexes,
            RelationKind::MaterializedView(view) => &view.indexes,
            _ => &[],
        }
    }

    /// `relation_kind` of the JSON contract.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            RelationKind::Table(it) if it.foreign_server.is_some() => "foreign table",
            RelationKind::Table(it) if it.partition_key.is_some() => "partitioned table",
            RelationKind::Table(_) => "table",
            RelationKind::View(_) => "view",
            RelationKind::MaterializedView(_) => "materialized view",
            RelationKind::Index(it) if it.partitioned => "partitioned index",
            RelationKind::Index(_) => "index",
            RelationKind::Sequence(_) => "sequence",
            RelationKind::Composite(_) => "composite type",
        }
    }
}

/// `attnum`: 1-based, never reused within a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnNumber(pub u16);

#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Live columns in order.
    pub columns: Vec<Column>,
    /// Numbers given so far, dropped columns included.
    pub columns_made: u16,
    pub constraints: Vec<Constraint>,
    pub indexes: Vec<RelationId>,
    pub triggers: Vec<Trigger>,
    pub policies: Vec<Policy>,
    pub rules: Vec<Rule>,
    pub row_security: bool,
    pub force_row_security: bool,
    pub partition_key: Option<PartitionKey>,
    pub partition_of: Option<PartitionOf>,
    /// Inheritance parents (not the partitioned table).
    pub inherits: Vec<RelationId>,
    /// Partitions or inheritance children.
    pub children: Vec<RelationId>,
    pub of_type: Option<QualifiedName>,
    pub access_method: Option<Ident>,
    pub foreign_server: Option<Ident>,
    /// None: DEFAULT.
    pub replica_identity: Option<ReplicaIdentity>,
    pub clustered_on: Option<RelationId>,
    /// None: not known (no live server, no snapshot).
    pub size: Option<Size>,
}

/// From `pg_class`; estimates as of the last ANALYZE or VACUUM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// None: never analysed (`reltuples = -1`).
    pub rows: Option<u64>,
    /// 8 kB pages of the heap.
    pub pages: u64,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub number: ColumnNumber,
    pub name: Ident,
    pub data_type: DataType,
    pub collation: Option<QualifiedName>,
    pub not_null: Option<NotNull>,
    pub default: Option<Expr>,
    pub generated: Option<Generated>,
    pub identity: Option<Identity>,
    pub storage: Option<Ident>,
    pub compression: Option<Ident>,
    pub statistics: Option<i64>,
    pub options: Vec<StorageOption>,
    pub grants: Vec<Grant>,
    pub comment: Option<Arc<str>>,
    /// Defined (also) on this table itself, not only inherited.
    pub local: bool,
    /// How many parents give it.
    pub inherited: u16,
}

/// NOT NULL; a named constraint from 18 on. A primary key's columns have one of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotNull {
    /// None before 18, where it is not a constraint.
    pub name: Option<Ident>,
    pub valid: bool,
    pub no_inherit: bool,
    pub local: bool,
    pub inherited: u16,
}

#[derive(Clone, Debug)]
pub struct Generated {
    pub expr: Expr,
    pub stored: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub always: bool,
    pub sequence: RelationId,
}

#[derive(Clone, Debug)]
pub struct Constraint {
    pub name: Ident,
    pub kind: ConstraintKind,
    /// False: NOT VALID.
    pub valid: bool,
    /// False: NOT ENFORCED (18).
    pub enforced: bool,
    pub deferrable: bool,
    pub initially_deferred: bool,
    /// Defined (also) on this table itself.
    pub local: bool,
    pub inherited: u16,
    pub comment: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
pub enum ConstraintKind {
    Check {
        expr: Expr,
        no_inherit: bool,
    },
    ForeignKey(ForeignKey),
    Unique {
        index: RelationId,
    },
    PrimaryKey {
        index: RelationId,
    },
    /// Operators in the order of the index's keys.
    Exclude {
        index: RelationId,
        operators: Vec<Arc<str>>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    pub columns: Vec<ColumnNumber>,
    pub references: RelationId,
    pub referenced_columns: Vec<ColumnNumber>,
    pub match_full: bool,
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
    pub on_delete_columns: Vec<ColumnNumber>,
}

impl Constraint {
    pub fn foreign_key(&self) -> Option<&ForeignKey> {
        match &self.kind {
            ConstraintKind::ForeignKey(key) => Some(key),
            _ => None,
        }
    }

    pub fn check(&self) -> Option<&Expr> {
        match &self.kind {
            ConstraintKind::Check { expr, .. } => Some(expr),
            _ => None,
        }
    }

    /// The index behind a unique, primary key or exclusion constraint.
    pub fn index(&self) -> Option<RelationId> {
        match self.kind {
            ConstraintKind::Unique { index }
            | ConstraintKind::PrimaryKey { index }
            | ConstraintKind::Exclude { index, .. } => Some(index),
            _ => None,
        }
    }
}

impl Table {
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns.iter().find(|it| it.name == *name)
    }

    pub fn column_numbered(&self, number: ColumnNumber) -> Option<&Column> {
        self.columns.iter().find(|it| it.number == number)
    }

    pub fn constraint(&self, name: &Ident) -> Option<&Constraint> {
        self.constraints.iter().find(|it| it.name == *name)
    }

    pub fn primary_key(&self) -> Option<&Constraint> {
        let is_primary = |it: &&Constraint| matches!(it.kind, ConstraintKind::PrimaryKey { .. });
        self.constraints.iter().find(is_primary)
    }

    pub fn is_partitioned(&self) -> bool {
        self.partition_key.is_some()
    }

    pub fn apply_row_security(&mut self, change: RowSecurity) {
        match change {
            RowSecurity::Enable => self.row_security = true,
            RowSecurity::Disable => self.row_security = false,
            RowSecurity::Force => self.force_row_security = true,
            RowSecurity::NoForce => self.force_row_security = false,
        }
    }
}

#[derive(Clone, Debug)]
pub struct PartitionKey {
    pub strategy: PartitionStrategy,
    pub keys: Vec<IndexKey>,
}

#[derive(Clone, Debug)]
pub struct PartitionOf {
    pub parent: RelationId,
    pub bound: PartitionBound,
    /// DETACH … CONCURRENTLY was interrupted (`inhdetachpending`).
    pub detach_pending: bool,
}

#[derive(Clone, Debug)]
pub struct Index {
    pub table: RelationId,
    pub unique: bool,
    pub nulls_not_distinct: bool,
    /// btree, hash, gin, gist, spgist, brin or an extension's.
    pub method: Ident,
    pub keys: Vec<IndexKey>,
    pub include: Vec<ColumnNumber>,
    pub predicate: Option<Expr>,
    /// False after a failed CONCURRENTLY build, and of partitioned indexes made with ON ONLY.
    pub valid: bool,
    /// On a partitioned table.
    pub partitioned: bool,
    /// The partitioned index that this one is attached to.
    pub parent: Option<RelationId>,
}

impl Index {
    /// The leading keys that are plain columns, up to the first expression.
    pub fn leading_columns(&self) -> impl Iterator<Item = ColumnNumber> {
        self.keys.iter().map_while(|it| match it.key {
            KeyPart::Column(number) => Some(number),
            KeyPart::Expr(_) => None,
        })
    }
}

#[derive(Clone, Debug)]
pub struct IndexKey {
    pub key: KeyPart,
    pub collation: Option<QualifiedName>,
    /// None: the type's default for the method.
    pub opclass: Option<QualifiedName>,
    pub opclass_options: Vec<StorageOption>,
    pub descending: bool,
    pub nulls_first: bool,
}

#[derive(Clone, Debug)]
pub enum KeyPart {
    Column(ColumnNumber),
    Expr(Expr),
}

#[derive(Clone, Debug)]
pub struct View {
    pub columns: Vec<Column>,
    /// The query without the trailing semicolon, as written or as the server prints it.
    pub text: Arc<str>,
    pub query: Option<Arc<Query>>,
    /// What the query reads, sorted; a relation without column entries is read as a whole row or for counting.
    pub dependencies: Vec<Dependency>,
    /// Functions the query calls.
    pub functions: Vec<QualifiedName>,
    pub check_option: Option<Ident>,
    pub rules: Vec<Rule>,
    /// INSTEAD OF triggers.
    pub triggers: Vec<Trigger>,
    /// Of materialized views.
    pub indexes: Vec<RelationId>,
    /// Of materialized views: WITH DATA.
    pub populated: bool,
    /// Of materialized views.
    pub size: Option<Size>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    pub relation: RelationId,
    pub column: Option<ColumnNumber>,
}

#[derive(Clone, Debug)]
pub struct Sequence {
    pub data_type: DataType,
    pub start: i64,
    pub increment: i64,
    pub min: i64,
    pub max: i64,
    pub cache: i64,
    pub cycle: bool,
    pub owned_by: Option<(RelationId, ColumnNumber)>,
    /// An identity column's own sequence (internal dependency).
    pub identity: bool,
}

#[derive(Clone, Debug)]
pub struct Trigger {
    pub name: Ident,
    pub timing: TriggerTiming,
    pub events: Vec<TriggerEvent>,
    pub row: bool,
    pub when: Option<Expr>,
    pub function: QualifiedName,
    pub arguments: Vec<Arc<str>>,
    pub constraint: bool,
    pub deferrable: bool,
    pub initially_deferred: bool,
    pub old_table: Option<Ident>,
    pub new_table: Option<Ident>,
    pub state: TriggerState,
    /// Cloned from the partitioned parent's trigger.
    pub inherited: bool,
    pub comment: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
pub struct Policy {
    pub name: Ident,
    pub permissive: bool,
    pub command: PolicyCommand,
    /// `public` stands for PUBLIC.
    pub roles: Vec<Ident>,
    pub using: Option<Expr>,
    pub check: Option<Expr>,
    /// Relations that subqueries of the policy read.
    pub dependencies: Vec<Dependency>,
    pub comment: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub name: Ident,
    pub event: Ident,
    pub instead: bool,
    /// The whole text of CREATE RULE behind AS.
    pub text: Arc<str>,
    pub dependencies: Vec<Dependency>,
    pub state: TriggerState,
}
