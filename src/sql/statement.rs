//! Our statement tree: what a statement says, with unresolved names, and nothing about what it will do.

use super::{
    expr::{Expr, Query, Tree, TypeName},
    name::{Ident, ObjectName},
};
use crate::text::{Problem, Span};
use std::sync::Arc;

/// One statement of a file.
#[derive(Clone, Debug)]
pub struct Statement {
    /// From its first to its last token; the semicolon and comments around it are outside. Spans inside `kind` count from
    /// its start on in the text that is sent: see [`Parsed::sent`].
    pub span: Span,
    pub kind: StatementKind,
    /// `-- migcheck: allow(check) because …` comments directly before or behind the statement on its last line.
    pub allows: Vec<Allow>,
    pub refused: Option<Refusal>,
    /// The supported majors whose grammar does not read it, oldest first; none where it is a problem for all of them.
    pub unread: Vec<Unread>,
}

/// A major version that does not read a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub major: u16,
    /// The token that its syntax error names; empty at the end of the statement.
    pub at: Span,
    /// That token with the words behind it: what the major does not know.
    pub syntax: Arc<str>,
}

/// Why a server refuses a statement's text, whatever its schema: what the bytes are, not what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub span: Span,
    /// SQLSTATE.
    pub code: &'static str,
    /// As the server words it.
    pub message: String,
}

/// A suppression comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    pub check: Arc<str>,
    /// None where the user gave none, which is itself reported.
    pub reason: Option<Arc<str>>,
    pub span: Span,
}

/// What parsing one piece of text gives.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    pub statements: Vec<Statement>,
    pub problems: Vec<Problem>,
    /// Where values were put in for placeholders: each statement's text as it is sent.
    pub sent: Option<Vec<Arc<str>>>,
    /// The data behind a COPY, by the index of its statement.
    pub data: Vec<(usize, Span)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementKind {
    Transaction(TransactionControl),
    Set(SetVariable),
    SetConstraints {
        names: Vec<ObjectName>,
        deferred: bool,
    },
    SetRole(Option<Ident>),
    /// `RESET name`, `RESET ALL` (None).
    Reset(Option<Ident>),
    DiscardAll,

    CreateTable(Box<CreateTable>),
    CreateTableAs(Box<CreateTableAs>),
    /// ALTER TABLE, and ALTER INDEX / VIEW / SEQUENCE / MATERIALIZED VIEW / FOREIGN TABLE where they do the same.
    AlterTable(AlterTable),
    CreateIndex(Box<CreateIndex>),
    CreateView(Box<CreateView>),
    RefreshMaterializedView(Refresh),
    CreateSequence(CreateSequence),
    AlterSequence(AlterSequence),
    CreateSchema(CreateSchema),
    CreateType(CreateType),
    AlterType(AlterType),
    CreateDomain(Box<CreateDomain>),
    AlterDomain(AlterDomain),
    CreateFunction(Box<CreateFunction>),
    AlterFunction(AlterFunction),
    CreateTrigger(Box<CreateTrigger>),
    CreatePolicy(Box<Policy>),
    AlterPolicy(Box<Policy>),
    CreateRule(Box<CreateRule>),
    CreateExtension(CreateExtension),
    CreateStatistics(CreateStatistics),
    CreateRole(CreateRole),
    CreatePublication(Publication),
    AlterPublication(Publication),
    CreateEventTrigger(CreateEventTrigger),
    Drop(Drop),
    DropOwned {
        roles: Vec<Ident>,
        cascade: bool,
    },
    /// RENAME / OWNER TO / SET SCHEMA of something that is not a relation (function, type, schema, trigger, policy …).
    AlterObject(AlterObject),
    Comment(Comment),
    Grant(Grant),
    GrantRole(GrantRole),
    AlterDefaultPrivileges(AlterDefaultPrivileges),

    Dml(Box<Dml>),
    Truncate(Truncate),
    LockTable(LockTable),
    Vacuum(Maintenance),
    Analyze(Maintenance),
    Cluster(Cluster),
    Reindex(Reindex),
    Do(DoBlock),
    Call {
        procedure: ObjectName,
        arguments: Vec<Tree>,
    },
    Explain {
        analyze: bool,
        statement: Box<StatementKind>,
    },

    /// Understood and harmless to the catalog (`NOTIFY`, `LISTEN`, `SHOW`, psql's `\restrict` …) or an object kind that
    /// no table depends on (foreign data wrappers, text search …): its tag and the objects it names.
    Other(OtherStatement),
    /// A psql backslash line: the command without the backslash and the rest of the line.
    Psql {
        command: Arc<str>,
        argument: Arc<str>,
    },
    /// Not understood; `keyword` is its first word or words, upper case, for the reader.
    Unmodeled {
        keyword: Arc<str>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransactionControl {
    /// BEGIN; `start`: spelt START TRANSACTION.
    Begin {
        start: bool,
    },
    /// COMMIT, END; `chain`: AND CHAIN.
    Commit {
        chain: bool,
    },
    /// ROLLBACK, ABORT.
    Rollback {
        chain: bool,
    },
    Savepoint(Ident),
    Release(Ident),
    RollbackTo(Ident),
    PrepareTransaction,
    /// COMMIT PREPARED, ROLLBACK PREPARED.
    FinishPrepared {
        commit: bool,
    },
    /// SET TRANSACTION, SET SESSION CHARACTERISTICS.
    Characteristics,
}

/// `SET [SESSION|LOCAL] name = value`, also `SELECT set_config('name', 'value', local)` and `SET TIME ZONE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetVariable {
    pub local: bool,
    /// Lower case, dots kept (`app.tenant_id`, `search_path`, `timezone`).
    pub name: Arc<str>,
    /// Unquoted values; empty for DEFAULT.
    pub values: Vec<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Persistence {
    Permanent,
    Unlogged,
    Temporary,
}

// ---- tables ---------------------------------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateTable {
    pub name: ObjectName,
    pub if_not_exists: bool,
    pub persistence: Persistence,
    pub columns: Vec<ColumnDefinition>,
    pub constraints: Vec<TableConstraint>,
    pub like: Vec<LikeClause>,
    pub inherits: Vec<ObjectName>,
    pub partition_of: Option<(ObjectName, PartitionBound)>,
    pub partition_by: Option<PartitionBy>,
    pub of_type: Option<ObjectName>,
    pub access_method: Option<Ident>,
    pub options: Vec<StorageOption>,
    pub tablespace: Option<Ident>,
    /// CREATE FOREIGN TABLE.
    pub server: Option<Ident>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDefinition {
    pub span: Span,
    pub name: Ident,
    /// None in `PARTITION OF` / `OF type` column options.
    pub data_type: Option<TypeName>,
    pub collation: Option<ObjectName>,
    pub storage: Option<Ident>,
    pub compression: Option<Ident>,
    pub constraints: Vec<ColumnConstraint>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnConstraint {
    pub span: Span,
    pub name: Option<Ident>,
    pub kind: ColumnConstraintKind,
    pub attributes: ConstraintAttributes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnConstraintKind {
    NotNull { no_inherit: bool },
    Null,
    Default(Expr),
    Check { expr: Expr, no_inherit: bool },
    Generated { expr: Expr, stored: bool },
    Identity { always: bool, options: SequenceOptions },
    Unique(IndexParameters),
    PrimaryKey(IndexParameters),
    References(References),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableConstraint {
    pub span: Span,
    pub name: Option<Ident>,
    pub kind: TableConstraintKind,
    pub attributes: ConstraintAttributes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableConstraintKind {
    Check {
        expr: Expr,
        no_inherit: bool,
    },
    /// 18: `CONSTRAINT n NOT NULL column`.
    NotNull {
        column: Ident,
        no_inherit: bool,
    },
    Unique {
        columns: Vec<Ident>,
        parameters: IndexParameters,
    },
    PrimaryKey {
        columns: Vec<Ident>,
        parameters: IndexParameters,
    },
    /// `ADD CONSTRAINT … UNIQUE USING INDEX i`
    UniqueUsingIndex(Ident),
    PrimaryKeyUsingIndex(Ident),
    ForeignKey {
        columns: Vec<Ident>,
        references: References,
    },
    Exclude(Box<Exclude>),
}

/// Absent words are the defaults: immediate, valid, enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConstraintAttributes {
    pub deferrable: Option<bool>,
    pub initially_deferred: bool,
    pub not_valid: bool,
    /// 18: `[NOT] ENFORCED`.
    pub enforced: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexParameters {
    pub include: Vec<Ident>,
    pub nulls_not_distinct: bool,
    /// 18: `WITHOUT OVERLAPS` on the last column.
    pub without_overlaps: bool,
    pub options: Vec<StorageOption>,
    pub tablespace: Option<Ident>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct References {
    pub table: ObjectName,
    /// Empty: the primary key.
    pub columns: Vec<Ident>,
    pub matching: Option<Ident>,
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
    /// `ON DELETE SET NULL (a, b)`.
    pub on_delete_columns: Vec<Ident>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferentialAction {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclude {
    pub method: Option<Ident>,
    /// Each with its operator.
    pub elements: Vec<(IndexElement, ObjectName)>,
    pub parameters: IndexParameters,
    pub predicate: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikeClause {
    pub table: ObjectName,
    /// How many column definitions stand before it.
    pub position: usize,
    /// `INCLUDING x` / `EXCLUDING x` in order; x lower case: `all`, `defaults`, `constraints`, `indexes` …
    pub options: Vec<(bool, Ident)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionBy {
    pub strategy: PartitionStrategy,
    pub keys: Vec<IndexElement>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartitionStrategy {
    Range,
    List,
    Hash,
}

/// Bounds keep their expressions; MINVALUE and MAXVALUE are columns of that name, as in Postgres's own grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartitionBound {
    Default,
    In(Vec<Expr>),
    Range { from: Vec<Expr>, to: Vec<Expr> },
    Hash { modulus: i64, remainder: i64 },
}

/// `name` or `namespace.name`, lower case, with its value as text (None: no value given).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StorageOption {
    pub name: Arc<str>,
    pub value: Option<Arc<str>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateTableAs {
    pub name: ObjectName,
    pub if_not_exists: bool,
    pub persistence: Persistence,
    pub materialized_view: bool,
    pub columns: Vec<Ident>,
    pub access_method: Option<Ident>,
    pub options: Vec<StorageOption>,
    pub tablespace: Option<Ident>,
    /// None for `AS EXECUTE`.
    pub query: Option<QueryText>,
    pub with_data: bool,
}

/// A query with its own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryText {
    pub text: Arc<str>,
    /// None when sqlparser could not read it; `words` then errs on the safe side.
    pub query: Option<Arc<Query>>,
    /// Every (possibly qualified) name in an unread query.
    pub words: Vec<ObjectName>,
}

/// Which keyword followed ALTER; Postgres lets several of them name each other's relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RelationKeyword {
    Table,
    Index,
    View,
    MaterializedView,
    Sequence,
    ForeignTable,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterTable {
    pub keyword: RelationKeyword,
    pub name: ObjectName,
    pub if_exists: bool,
    pub only: bool,
    pub actions: Vec<AlterAction>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterAction {
    pub span: Span,
    pub kind: AlterKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlterKind {
    AddColumn {
        column: Box<ColumnDefinition>,
        if_not_exists: bool,
    },
    DropColumn {
        name: Ident,
        if_exists: bool,
        cascade: bool,
    },
    AlterType {
        column: Ident,
        data_type: TypeName,
        collation: Option<ObjectName>,
        using: Option<Expr>,
    },
    SetDefault {
        column: Ident,
        default: Expr,
    },
    DropDefault {
        column: Ident,
    },
    SetNotNull {
        column: Ident,
    },
    DropNotNull {
        column: Ident,
    },
    /// 17: ALTER COLUMN … SET EXPRESSION AS (…).
    SetExpression {
        column: Ident,
        expr: Expr,
    },
    DropExpression {
        column: Ident,
        if_exists: bool,
    },
    AddIdentity {
        column: Ident,
        always: bool,
        options: SequenceOptions,
    },
    /// SET GENERATED …, SET sequence_option, RESTART.
    SetIdentity {
        column: Ident,
        always: Option<bool>,
        options: SequenceOptions,
    },
    DropIdentity {
        column: Ident,
        if_exists: bool,
    },
    /// The column may be given by number (indexes); None: DEFAULT (17).
    SetStatistics {
        column: Ident,
        target: Option<i64>,
    },
    SetColumnOptions {
        column: Ident,
        options: Vec<StorageOption>,
        reset: bool,
    },
    SetStorage {
        column: Ident,
        storage: Ident,
    },
    SetCompression {
        column: Ident,
        method: Ident,
    },
    AddConstraint(Box<TableConstraint>),
    AlterConstraint {
        name: Ident,
        attributes: ConstraintAttributes,
        inherit: Option<bool>,
    },
    ValidateConstraint {
        name: Ident,
    },
    DropConstraint {
        name: Ident,
        if_exists: bool,
        cascade: bool,
    },
    /// ENABLE / DISABLE [REPLICA|ALWAYS] TRIGGER name|ALL|USER.
    EnableTrigger {
        state: TriggerState,
        which: TriggerSelection,
    },
    EnableRule {
        state: TriggerState,
        rule: Ident,
    },
    RowSecurity(RowSecurity),
    ClusterOn(Option<Ident>),
    SetLogged(bool),
    SetAccessMethod(Option<Ident>),
    SetTablespace(Ident),
    SetOptions {
        options: Vec<StorageOption>,
        reset: bool,
    },
    Inherit {
        parent: ObjectName,
    },
    NoInherit {
        parent: ObjectName,
    },
    OfType(ObjectName),
    NotOfType,
    ReplicaIdentity(ReplicaIdentity),
    OwnerTo(Ident),
    AttachPartition {
        partition: ObjectName,
        bound: PartitionBound,
    },
    /// ALTER INDEX … ATTACH PARTITION.
    AttachIndex {
        index: ObjectName,
    },
    DetachPartition {
        partition: ObjectName,
        concurrently: bool,
        finalize: bool,
    },
    RenameTo(Ident),
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    RenameConstraint {
        from: Ident,
        to: Ident,
    },
    SetSchema(Ident),
    DependsOnExtension {
        extension: Ident,
        remove: bool,
    },
    SetWithoutOids,
    /// Foreign tables and columns: OPTIONS (…).
    ForeignOptions {
        column: Option<Ident>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerState {
    Enabled,
    Disabled,
    Replica,
    Always,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerSelection {
    All,
    User,
    Named(Ident),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowSecurity {
    Enable,
    Disable,
    Force,
    NoForce,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplicaIdentity {
    Default,
    Full,
    Nothing,
    Index(Ident),
}

// ---- indexes, views, sequences --------------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateIndex {
    pub name: Option<Ident>,
    pub table: ObjectName,
    pub only: bool,
    pub unique: bool,
    pub concurrently: bool,
    pub if_not_exists: bool,
    pub method: Option<Ident>,
    pub elements: Vec<IndexElement>,
    pub include: Vec<Ident>,
    pub nulls_not_distinct: bool,
    pub options: Vec<StorageOption>,
    pub tablespace: Option<Ident>,
    pub predicate: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexElement {
    pub key: IndexKeyExpr,
    pub collation: Option<ObjectName>,
    pub opclass: Option<ObjectName>,
    pub opclass_options: Vec<StorageOption>,
    pub descending: bool,
    /// None: the default (last for ascending, first for descending).
    pub nulls_first: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexKeyExpr {
    Column(Ident),
    Expr(Expr),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateView {
    pub name: ObjectName,
    pub or_replace: bool,
    pub persistence: Persistence,
    pub recursive: bool,
    pub columns: Vec<Ident>,
    pub options: Vec<StorageOption>,
    pub query: QueryText,
    /// `WITH [LOCAL|CASCADED] CHECK OPTION`, lower case.
    pub check_option: Option<Ident>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refresh {
    pub name: ObjectName,
    pub concurrently: bool,
    pub with_data: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSequence {
    pub name: ObjectName,
    pub if_not_exists: bool,
    pub persistence: Persistence,
    pub options: SequenceOptions,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterSequence {
    pub name: ObjectName,
    pub if_exists: bool,
    pub options: SequenceOptions,
}

/// None: not said.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SequenceOptions {
    pub data_type: Option<TypeName>,
    pub increment: Option<i64>,
    /// `Some(None)`: NO MINVALUE.
    pub min: Option<Option<i64>>,
    pub max: Option<Option<i64>>,
    pub start: Option<i64>,
    /// `Some(None)`: RESTART without a value.
    pub restart: Option<Option<i64>>,
    pub cache: Option<i64>,
    pub cycle: Option<bool>,
    pub owned_by: Option<OwnedBy>,
    /// IDENTITY's `SEQUENCE NAME x` (pg_dump).
    pub name: Option<ObjectName>,
    /// 15: `SET LOGGED` / `UNLOGGED` in pg_dump of identity sequences.
    pub logged: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedBy {
    None,
    Column { table: ObjectName, column: Ident },
}

// ---- types, routines, triggers --------------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSchema {
    pub name: Ident,
    pub if_not_exists: bool,
    pub authorization: Option<Ident>,
    /// `CREATE SCHEMA s CREATE TABLE …`.
    pub elements: Vec<StatementKind>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateType {
    pub name: ObjectName,
    pub kind: CreateTypeKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateTypeKind {
    Enum(Vec<Arc<str>>),
    Composite(Vec<ColumnDefinition>),
    Range {
        subtype: Option<TypeName>,
        /// MULTIRANGE_TYPE_NAME.
        multirange: Option<ObjectName>,
    },
    Base,
    /// `CREATE TYPE x;`
    Shell,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterType {
    pub name: ObjectName,
    /// One, or several that change attributes.
    pub actions: Vec<AlterTypeKind>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlterTypeKind {
    AddValue {
        value: Arc<str>,
        if_not_exists: bool,
        position: Option<ValuePosition>,
    },
    RenameValue {
        from: Arc<str>,
        to: Arc<str>,
    },
    RenameAttribute {
        from: Ident,
        to: Ident,
        cascade: bool,
    },
    AddAttribute {
        name: Ident,
        data_type: TypeName,
        cascade: bool,
    },
    DropAttribute {
        name: Ident,
        if_exists: bool,
        cascade: bool,
    },
    AlterAttribute {
        name: Ident,
        data_type: TypeName,
        cascade: bool,
    },
    /// `SET (property = …)`.
    SetProperties,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValuePosition {
    Before(Arc<str>),
    After(Arc<str>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateDomain {
    pub name: ObjectName,
    pub data_type: TypeName,
    pub collation: Option<ObjectName>,
    pub default: Option<Expr>,
    pub not_null: bool,
    pub checks: Vec<(Option<Ident>, Expr)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterDomain {
    pub name: ObjectName,
    pub kind: AlterDomainKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlterDomainKind {
    SetDefault(Option<Expr>),
    SetNotNull(bool),
    AddConstraint { name: Option<Ident>, check: Option<Expr>, not_null: bool, not_valid: bool },
    DropConstraint { name: Ident, if_exists: bool, cascade: bool },
    RenameConstraint { from: Ident, to: Ident },
    ValidateConstraint { name: Ident },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateFunction {
    pub name: ObjectName,
    pub procedure: bool,
    pub or_replace: bool,
    pub arguments: Vec<Argument>,
    pub returns: Option<TypeName>,
    /// RETURNS TABLE or OUT arguments are in `arguments`.
    pub language: Option<Ident>,
    pub volatility: Option<Volatility>,
    pub strict: bool,
    pub security_definer: bool,
    pub hints: PlannerHints,
    pub settings: Vec<SetVariable>,
    pub body: FunctionBody,
}

/// What the planner is told about a function. None: not said, or (of a routine of a catalog) as by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannerHints {
    pub leakproof: Option<bool>,
    /// Lower case: `safe`, `restricted`, `unsafe`.
    pub parallel: Option<Arc<str>>,
    pub cost: Option<Arc<str>>,
    pub rows: Option<Arc<str>>,
    pub support: Option<ObjectName>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FunctionBody {
    /// The unquoted string behind AS; its span without the quotes (for `'…'` with doubled quotes: of the raw text).
    Text { text: Arc<str>, span: Span },
    /// BEGIN ATOMIC … END or RETURN expr.
    Inline { statements: Vec<StatementKind>, text: Arc<str> },
    /// C and internal functions, or nothing.
    None,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    pub name: Option<Ident>,
    pub mode: ArgumentMode,
    pub data_type: TypeName,
    pub default: Option<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArgumentMode {
    In,
    Out,
    InOut,
    Variadic,
    /// A column of RETURNS TABLE.
    Table,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volatility {
    Immutable,
    Stable,
    Volatile,
}

/// A function as named by ALTER, DROP, COMMENT, GRANT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub name: ObjectName,
    /// None: written without an argument list. Input types only.
    pub arguments: Option<Vec<TypeName>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterFunction {
    pub kind: ObjectKind,
    pub signature: Signature,
    pub volatility: Option<Volatility>,
    pub strict: Option<bool>,
    pub security_definer: Option<bool>,
    pub hints: PlannerHints,
    pub settings: Vec<SetVariable>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateTrigger {
    pub name: Ident,
    pub or_replace: bool,
    pub constraint: bool,
    pub table: ObjectName,
    /// `FROM referenced_table`.
    pub from: Option<ObjectName>,
    pub timing: TriggerTiming,
    pub events: Vec<TriggerEvent>,
    pub row: bool,
    pub when: Option<Expr>,
    pub function: ObjectName,
    pub arguments: Vec<Arc<str>>,
    pub deferrable: bool,
    pub initially_deferred: bool,
    pub old_table: Option<Ident>,
    pub new_table: Option<Ident>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerTiming {
    Before,
    After,
    InsteadOf,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerEvent {
    Insert,
    Update(Vec<Ident>),
    Delete,
    Truncate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub name: Ident,
    pub table: ObjectName,
    pub permissive: bool,
    pub command: PolicyCommand,
    /// Empty: PUBLIC on CREATE, unchanged on ALTER.
    pub roles: Vec<Ident>,
    pub using: Option<Expr>,
    pub check: Option<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyCommand {
    All,
    Select,
    Insert,
    Update,
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateRule {
    pub name: Ident,
    pub or_replace: bool,
    pub table: ObjectName,
    /// select, insert, update, delete
    pub event: Ident,
    pub instead: bool,
    pub condition: Option<Expr>,
    pub actions: Vec<StatementKind>,
    pub text: Arc<str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateExtension {
    pub name: Ident,
    pub if_not_exists: bool,
    pub schema: Option<Ident>,
    pub version: Option<Arc<str>>,
    pub cascade: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateStatistics {
    pub name: Option<ObjectName>,
    pub if_not_exists: bool,
    pub kinds: Vec<Ident>,
    pub elements: Vec<IndexKeyExpr>,
    pub table: ObjectName,
}

/// CREATE ROLE / USER / GROUP and ALTER ROLE; passwords are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateRole {
    pub name: Ident,
    pub alter: bool,
    pub superuser: Option<bool>,
    pub bypass_rls: Option<bool>,
    pub login: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub name: Ident,
    pub all_tables: bool,
    pub schemas: Vec<Ident>,
    pub tables: Vec<PublishedTable>,
    pub options: Vec<StorageOption>,
    pub action: PublicationAction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationAction {
    Create,
    Add,
    Set,
    Drop,
    /// `SET (publish = …)`, OWNER TO, RENAME TO.
    Options,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedTable {
    pub table: ObjectName,
    /// Without inheritance children.
    pub only: bool,
    pub columns: Vec<Ident>,
    pub filter: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateEventTrigger {
    pub name: Ident,
    pub event: Ident,
    /// `WHEN TAG IN (…)`, word by word.
    pub filter: Vec<Word>,
    pub function: ObjectName,
}

// ---- objects in general ---------------------------------------------------------------------------------------------

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    Table,
    ForeignTable,
    View,
    MaterializedView,
    Index,
    Sequence,
    Column,
    Constraint,
    DomainConstraint,
    Trigger,
    Policy,
    Rule,
    Schema,
    Type,
    Domain,
    Function,
    Procedure,
    Routine,
    Aggregate,
    Operator,
    OperatorClass,
    OperatorFamily,
    Cast,
    Collation,
    Conversion,
    Extension,
    Statistics,
    Role,
    Database,
    Tablespace,
    Publication,
    Subscription,
    EventTrigger,
    Language,
    ForeignDataWrapper,
    Server,
    UserMapping,
    TextSearchConfiguration,
    TextSearchDictionary,
    TextSearchParser,
    TextSearchTemplate,
    AccessMethod,
    Transform,
    LargeObject,
}

/// Something named by DROP, COMMENT, GRANT, ALTER … RENAME.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectRef {
    pub name: ObjectName,
    /// For columns, constraints, triggers, policies and rules: the part inside relation (or domain) `name`.
    pub part: Option<Ident>,
    /// For routines, aggregates: input types, where written.
    pub arguments: Option<Vec<TypeName>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drop {
    pub kind: ObjectKind,
    pub objects: Vec<ObjectRef>,
    pub if_exists: bool,
    pub cascade: bool,
    pub concurrently: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterObject {
    pub kind: ObjectKind,
    pub object: ObjectRef,
    pub if_exists: bool,
    pub action: AlterObjectAction,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlterObjectAction {
    RenameTo(Ident),
    OwnerTo(Ident),
    SetSchema(Ident),
    /// Anything else that changes neither name nor owner (`ALTER EXTENSION UPDATE`, `ALTER STATISTICS SET` …), word by
    /// word.
    Other(Vec<Word>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub kind: ObjectKind,
    pub object: ObjectRef,
    /// None: IS NULL.
    pub text: Option<Arc<str>>,
}

/// GRANT and REVOKE on objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub revoke: bool,
    /// REVOKE GRANT OPTION FOR.
    pub option_only: bool,
    pub privileges: Vec<Privilege>,
    pub kind: ObjectKind,
    pub objects: Vec<ObjectRef>,
    /// ON ALL TABLES/SEQUENCES/FUNCTIONS IN SCHEMA: these schemas (`objects` is empty).
    pub all_in_schemas: Vec<Ident>,
    /// `public` stands for PUBLIC.
    pub grantees: Vec<Ident>,
    pub with_option: bool,
    pub cascade: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Privilege {
    /// Lower case; `all` for ALL [PRIVILEGES].
    pub name: Ident,
    pub columns: Vec<Ident>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRole {
    pub revoke: bool,
    pub roles: Vec<Ident>,
    pub grantees: Vec<Ident>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterDefaultPrivileges {
    /// Empty: the current role.
    pub for_roles: Vec<Ident>,
    pub in_schemas: Vec<Ident>,
    pub grant: Grant,
}

// ---- data and maintenance -------------------------------------------------------------------------------------------

/// SELECT, INSERT, UPDATE, DELETE, MERGE, COPY, VALUES.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dml {
    pub kind: DmlKind,
    /// The table written; None for SELECT and COPY TO.
    pub target: Option<ObjectName>,
    pub target_alias: Option<Ident>,
    /// INSERT's or COPY's column list, UPDATE's assigned columns, MERGE's of both.
    pub columns: Vec<Ident>,
    /// The SELECT itself, INSERT's source, FROM/USING with WHERE and assigned values as one query. The target's columns
    /// are in scope, but the target is not in its FROM. What INSERT says in ON CONFLICT and RETURNING are branches behind
    /// the source's, without FROM: of the target and `excluded`. Rows of nothing but literals are left out.
    pub query: QueryText,
    /// UPDATE and DELETE: a WHERE clause is present. INSERT: the source is a query, not a VALUES list.
    pub has_condition: bool,
    /// INSERT … VALUES: number of rows.
    pub value_rows: Option<usize>,
    pub on_conflict: bool,
    /// ON CONFLICT names columns or a constraint.
    pub conflict_target: bool,
    /// UPDATE ONLY, DELETE FROM ONLY.
    pub only: bool,
    pub returning: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DmlKind {
    Select,
    Insert,
    Update,
    Delete,
    Merge,
    CopyFrom,
    CopyTo,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truncate {
    /// Each with ONLY or not.
    pub tables: Vec<(ObjectName, bool)>,
    pub restart_identity: bool,
    pub cascade: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockTable {
    /// Each with ONLY or not.
    pub tables: Vec<(ObjectName, bool)>,
    /// Upper case without MODE: `ACCESS EXCLUSIVE`.
    pub mode: Arc<str>,
    pub nowait: bool,
}

/// VACUUM and ANALYZE; no tables: the whole database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintenance {
    pub tables: Vec<ObjectName>,
    /// Lower case words: `full`, `freeze`, `analyze`, `verbose`, `skip_locked`; `only` where a table has ONLY (18).
    pub options: Vec<Ident>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    pub table: Option<ObjectName>,
    pub index: Option<Ident>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reindex {
    pub target: ReindexTarget,
    /// None for SCHEMA/DATABASE/SYSTEM without a name.
    pub name: Option<ObjectName>,
    pub concurrently: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReindexTarget {
    Index,
    Table,
    Schema,
    Database,
    System,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoBlock {
    pub language: Option<Ident>,
    /// The body and its span without the quotes.
    pub body: Arc<str>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherStatement {
    /// As the command tag: `CREATE SERVER`, `NOTIFY`, `CREATE DATABASE`.
    pub tag: Arc<str>,
    pub objects: Vec<ObjectName>,
    /// Of CREATE: what is made.
    pub definition: Option<Box<Definition>>,
}

/// CREATE of an object that is told by what it is made of: an aggregate, operator, collation, cast, foreign server …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub kind: ObjectKind,
    pub object: ObjectRef,
    pub or_replace: bool,
    pub if_not_exists: bool,
    /// Of an aggregate that has an argument list.
    pub arguments: Vec<Argument>,
    /// How many of them stand before ORDER BY.
    pub direct_arguments: Option<usize>,
    /// Everything behind the name.
    pub words: Vec<Word>,
}

/// A word of a clause that is kept as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A keyword, or the unqualified name of something; lower case.
    Bare(Arc<str>),
    /// A quoted or qualified name.
    Name(ObjectName),
    /// A built-in type that has other spellings.
    Type(TypeName),
    Operator(ObjectName),
    /// The unquoted value.
    Literal(Arc<str>),
    /// Punctuation and numbers.
    Symbol(Arc<str>),
}

impl StatementKind {
    /// The command tag as the server would print it (`CREATE INDEX`, `ALTER TABLE`), `UNMODELED` when not understood.
    pub fn tag(&self) -> String {
        super::tag::of(self)
    }
}
