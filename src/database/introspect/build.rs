//! From rows of `pg_catalog` to the catalog.
//!
//! OIDs become our ids; expressions and definitions, which the server prints as SQL, go through our own parser.

mod objects;

use super::rows::{self, Rows};
use crate::{
    catalog::{Catalog, Known, PgVersion, RelationId, objects::Grant, relation::*, session::Session, types::DataType},
    sql::{
        self,
        expr::Expr,
        name::{Ident, ObjectName, QualifiedName},
        statement::{
            AlterKind, IndexElement, IndexKeyExpr, PartitionBound, Persistence, PolicyCommand, ReferentialAction,
            ReplicaIdentity, StatementKind, StorageOption, TriggerState,
        },
    },
    text::{FileId, Problem, Span},
};
use std::{collections::HashMap, sync::Arc};

pub(super) fn catalog(version: PgVersion, rows: Rows) -> (Catalog, Vec<Problem>) {
    let mut builder = Builder {
        catalog: Catalog::new(version, Known::Everything),
        session: Session { search_path: Vec::new(), ..Session::default() },
        ids: HashMap::new(),
        problems: Vec::new(),
    };
    builder.build(rows);
    (builder.catalog, builder.problems)
}

struct Builder {
    catalog: Catalog,
    /// As the server printed everything: with nothing but `pg_catalog` on the path.
    session: Session,
    ids: HashMap<u32, RelationId>,
    problems: Vec<Problem>,
}

impl Builder {
    fn build(&mut self, rows: Rows) {
        self.schemas_and_roles(&rows);
        self.types(&rows.types);
        self.relations(rows.relations);
        self.columns(rows.columns);
        self.inheritance(&rows.inheritance);
        self.sequences(rows.sequences);
        self.shared_identities();
        self.indexes(rows.indexes);
        self.constraints(rows.constraints);
        self.views(rows.views);
        self.policies(rows.policies);
        self.routines(rows.routines);
        for other in &rows.others {
            self.apply(&other.statement);
        }
        for trigger in rows.triggers.iter().filter(|it| !it.inherited) {
            self.apply(&trigger.definition);
        }
        for rule in &rows.rules {
            self.apply(&rule.definition);
        }
        self.states(&rows.triggers, &rows.rules);
        for statistics in &rows.statistics {
            self.apply(&statistics.definition);
        }
        self.statistics_and_publications(&rows.statistics, rows.publications);
        self.default_privileges(rows.default_privileges);
    }

    fn problem(&mut self, message: String) {
        let span = Span::new(FileId(0), 0..0);
        self.problems.push(Problem { span, message, help: None });
    }

    /// Runs a definition that the server printed.
    fn apply(&mut self, definition: &str) {
        let statement = sql::statement(definition);
        if matches!(statement, StatementKind::Unmodeled { .. }) {
            self.problem(format!("the server's own definition was not understood: {definition}"));
        }
        if let Err(mismatch) = self.catalog.apply(&statement, &mut self.session) {
            self.problem(format!("the server's own definition was not understood: {}: {definition}", mismatch.message));
        }
    }

    /// Changes the relation of an OID; one that went away between two queries is reported.
    fn change(&mut self, oid: u32, change: impl FnOnce(&mut Relation)) {
        let id = self.ids.get(&oid).copied();
        let Some(relation) = id.and_then(|it| self.catalog.relation(it)) else {
            self.problem(format!("relation {oid} was changed while the schema was read"));
            return;
        };
        let mut relation = Relation::clone(relation);
        change(&mut relation);
        self.catalog.put(relation);
    }

    fn change_table(&mut self, oid: u32, change: impl FnOnce(&mut Table)) {
        self.change(oid, |relation| {
            if let Some(table) = relation.table_mut() {
                change(table);
            }
        });
    }

    fn relation(&self, oid: u32) -> Option<&Arc<Relation>> {
        self.catalog.relation(*self.ids.get(&oid)?)
    }

    fn data_type(&self, text: &str) -> DataType {
        self.catalog.resolve_type(&sql::parse_type(text), &self.session)
    }

    fn relations(&mut self, rows: Vec<rows::Relation>) {
        for row in rows {
            let kind = match row.kind {
                'r' | 'p' | 'f' => RelationKind::Table(Box::new(table(&row))),
                'v' => RelationKind::View(Box::new(empty_view(&row))),
                'm' => RelationKind::MaterializedView(Box::new(empty_view(&row))),
                'S' => RelationKind::Sequence(Box::new(Sequence {
                    data_type: self.data_type("bigint"),
                    start: 1,
                    increment: 1,
                    min: 1,
                    max: i64::MAX,
                    cache: 1,
                    cycle: false,
                    owned_by: None,
                    identity: false,
                })),
                'c' => RelationKind::Composite(Vec::new()),
                // Indexes follow with their own rows, once their tables are there.
                _ => RelationKind::Index(Box::new(Index {
                    table: RelationId(0),
                    unique: false,
                    nulls_not_distinct: false,
                    method: Ident::exact("btree"),
                    keys: Vec::new(),
                    include: Vec::new(),
                    predicate: None,
                    valid: true,
                    partitioned: row.kind == 'I',
                    parent: None,
                })),
            };
            let id = self.catalog.insert(Relation {
                id: RelationId(0),
                name: QualifiedName::new(row.schema.as_str(), row.name.as_str()),
                owner: Some(Ident::exact(&row.owner)),
                grants: grants(&row.acl),
                comment: comment(row.comment),
                extension: row.extension.as_deref().map(Ident::exact),
                persistence: match row.persistence {
                    'u' => Persistence::Unlogged,
                    't' => Persistence::Temporary,
                    _ => Persistence::Permanent,
                },
                options: options(&row.options),
                tablespace: row.tablespace.as_deref().map(Ident::exact),
                kind,
            });
            self.ids.insert(row.oid, id);
        }
    }

    fn columns(&mut self, rows: Vec<rows::Column>) {
        let mut by_relation: Vec<(u32, Vec<Column>)> = Vec::new();
        for row in rows {
            let relation = row.relation;
            let column = self.column(row);
            match by_relation.last_mut().filter(|it| it.0 == relation) {
                Some((_, columns)) => columns.push(column),
                None => by_relation.push((relation, vec![column])),
            }
        }
        for (oid, columns) in by_relation {
            self.change(oid, |relation| match &mut relation.kind {
                RelationKind::Table(table) => table.columns = columns,
                RelationKind::View(view) | RelationKind::MaterializedView(view) => view.columns = columns,
                RelationKind::Composite(all) => *all = columns,
                RelationKind::Index(_) | RelationKind::Sequence(_) => {}
            });
        }
    }

    fn column(&self, row: rows::Column) -> Column {
        let expr = row.default.as_deref().map(sql::expression);
        let generated = !row.generated.is_empty();
        let not_null = row.not_null.then_some(NotNull {
            // 18 has a constraint of that name; `constraints` fills it in.
            name: None,
            valid: true,
            no_inherit: false,
            local: row.local,
            inherited: row.inherited,
        });
        Column {
            number: ColumnNumber(row.number),
            name: Ident::exact(&row.name),
            data_type: self.data_type(&row.data_type),
            collation: row.collation.as_deref().map(qualified),
            not_null,
            default: expr.clone().filter(|_| !generated),
            generated: expr.filter(|_| generated).map(|expr| Generated { expr, stored: row.generated == "s" }),
            // The sequence follows with the sequences' rows.
            identity: (!row.identity.is_empty())
                .then(|| Identity { always: row.identity == "a", sequence: RelationId(0) }),
            storage: row.storage.as_deref().map(Ident::exact),
            compression: row.compression.as_deref().map(Ident::exact),
            statistics: row.statistics,
            options: options(&row.options),
            grants: grants(&row.acl),
            comment: comment(row.comment),
            local: row.local,
            inherited: row.inherited,
        }
    }

    fn inheritance(&mut self, rows: &[rows::Inheritance]) {
        for row in rows {
            let (Some(parent), Some(child)) = (self.ids.get(&row.parent).copied(), self.ids.get(&row.child).copied())
            else {
                continue;
            };
            self.change_table(row.parent, |table| table.children.push(child));
            self.change_table(row.child, |table| match &mut table.partition_of {
                Some(partition) => {
                    partition.parent = parent;
                    partition.detach_pending = row.detach_pending;
                }
                None => table.inherits.push(parent),
            });
        }
    }

    fn sequences(&mut self, rows: Vec<rows::Sequence>) {
        for row in rows {
            let data_type = self.data_type(&row.data_type);
            let owner = row.owner.and_then(|(oid, number)| Some((*self.ids.get(&oid)?, ColumnNumber(number))));
            self.change(row.oid, |relation| {
                relation.kind = RelationKind::Sequence(Box::new(Sequence {
                    data_type,
                    start: row.start,
                    increment: row.increment,
                    min: row.min,
                    max: row.max,
                    cache: row.cache,
                    cycle: row.cycle,
                    owned_by: owner,
                    identity: row.identity,
                }));
            });
            let (Some((table, number)), Some(sequence)) = (row.owner, self.ids.get(&row.oid).copied()) else {
                continue;
            };
            if row.identity {
                self.change_table(table, |table| {
                    let column = table.columns.iter_mut().find(|it| it.number.0 == number);
                    if let Some(identity) = column.and_then(|it| it.identity.as_mut()) {
                        identity.sequence = sequence;
                    }
                });
            }
        }
    }

    /// From 17 on partitions share the sequence of the partitioned table's column.
    fn shared_identities(&mut self) {
        let partitions: Vec<Arc<Relation>> = self.catalog.relations().filter(|it| shares(it)).cloned().collect();
        for partition in partitions {
            let mut relation = Relation::clone(&partition);
            let Some(table) = relation.table_mut() else { continue };
            let root = std::iter::successors(self.catalog.relation(partition.id), |it| {
                self.catalog.relation(it.table()?.partition_of.as_ref()?.parent)
            });
            let Some(root) = root.last().filter(|it| it.id != partition.id) else { continue };
            for column in table.columns.iter_mut().filter(|it| it.identity.is_some()) {
                column.identity = root.column(&column.name).and_then(|it| it.identity.clone());
            }
            self.catalog.put(relation);
        }
    }

    fn indexes(&mut self, rows: Vec<rows::Index>) {
        for row in rows {
            let (Some(id), Some(table)) = (self.ids.get(&row.oid).copied(), self.ids.get(&row.table).copied()) else {
                continue;
            };
            let (included, keys): (Vec<_>, Vec<_>) = row.keys.into_iter().partition(|it| it.included);
            let parent = row.parent.and_then(|it| self.ids.get(&it).copied());
            let mut name = None;
            self.change(row.oid, |relation| {
                name = Some(relation.name.name.clone());
                let partitioned = relation.index().is_some_and(|it| it.partitioned);
                relation.kind = RelationKind::Index(Box::new(Index {
                    table,
                    unique: row.unique,
                    nulls_not_distinct: row.nulls_not_distinct,
                    method: Ident::exact(&row.method),
                    keys: keys.into_iter().map(index_key).collect(),
                    include: included.iter().map(|it| ColumnNumber(it.column)).collect(),
                    predicate: row.predicate.as_deref().map(sql::expression),
                    valid: row.valid,
                    partitioned,
                    parent,
                }));
            });
            self.change(row.table, |relation| match &mut relation.kind {
                RelationKind::Table(table) => {
                    table.indexes.push(id);
                    if row.clustered {
                        table.clustered_on = Some(id);
                    }
                    if row.replica_identity {
                        table.replica_identity = name.map(ReplicaIdentity::Index);
                    }
                }
                RelationKind::MaterializedView(view) => view.indexes.push(id),
                _ => {}
            });
        }
    }

    fn constraints(&mut self, rows: Vec<rows::Constraint>) {
        for row in rows {
            if row.kind == 'n' {
                self.change_table(row.relation, |table| {
                    let number = row.columns.first().copied().unwrap_or_default();
                    if let Some(column) = table.columns.iter_mut().find(|it| it.number.0 == number) {
                        column.not_null = Some(NotNull {
                            name: Some(Ident::exact(&row.name)),
                            valid: row.valid,
                            no_inherit: row.no_inherit,
                            local: row.local,
                            inherited: row.inherited,
                        });
                    }
                });
                continue;
            }
            let Some(kind) = self.constraint_kind(&row) else {
                self.problem(format!("constraint {} was changed while the schema was read", row.name));
                continue;
            };
            self.change_table(row.relation, |table| {
                table.constraints.push(Constraint {
                    name: Ident::exact(&row.name),
                    kind,
                    valid: row.valid,
                    enforced: row.enforced,
                    deferrable: row.deferrable,
                    initially_deferred: row.deferred,
                    local: row.local,
                    inherited: row.inherited,
                    comment: comment(row.comment),
                });
            });
        }
    }

    fn constraint_kind(&self, row: &rows::Constraint) -> Option<ConstraintKind> {
        let index = || self.ids.get(&row.index).copied();
        Some(match row.kind {
            'c' => ConstraintKind::Check { expr: sql::expression(row.expr.as_deref()?), no_inherit: row.no_inherit },
            'u' => ConstraintKind::Unique { index: index()? },
            'p' => ConstraintKind::PrimaryKey { index: index()? },
            'x' => {
                let operators = row.operators.iter().map(|it| Arc::from(it.as_str())).collect();
                ConstraintKind::Exclude { index: index()?, operators }
            }
            _ => ConstraintKind::ForeignKey(ForeignKey {
                columns: numbers(&row.columns),
                references: *self.ids.get(&row.references)?,
                referenced_columns: numbers(&row.referenced_columns),
                match_full: row.match_type == 'f',
                on_delete: referential_action(row.on_delete),
                on_update: referential_action(row.on_update),
                on_delete_columns: numbers(&row.on_delete_columns),
            }),
        })
    }

    fn views(&mut self, rows: Vec<rows::View>) {
        for row in rows {
            let dependencies = self.dependencies(&row.depends);
            let text = row.definition.trim().trim_end_matches(';');
            let query = sql::query(text);
            self.change(row.relation, |relation| {
                if let RelationKind::View(view) | RelationKind::MaterializedView(view) = &mut relation.kind {
                    view.text = Arc::from(text);
                    view.query = query.query;
                    view.dependencies = dependencies;
                }
                let check = relation.options.iter().position(|it| &*it.name == "check_option");
                let check = check.map(|at| relation.options.remove(at)).and_then(|it| it.value);
                if let RelationKind::View(view) = &mut relation.kind {
                    view.check_option = check.as_deref().map(Ident::exact);
                }
            });
        }
    }

    fn dependencies(&self, depends: &[(u32, u16)]) -> Vec<Dependency> {
        let depends = depends.iter().filter_map(|(oid, number)| {
            let column = (*number > 0).then_some(ColumnNumber(*number));
            Some(Dependency { relation: *self.ids.get(oid)?, column })
        });
        let mut depends: Vec<Dependency> = depends.collect();
        depends.sort();
        depends.dedup();
        depends
    }

    fn policies(&mut self, rows: Vec<rows::Policy>) {
        for row in rows {
            let dependencies = self.dependencies(&row.depends);
            let policy = Policy {
                name: Ident::exact(&row.name),
                permissive: row.permissive,
                command: match row.command {
                    'r' => PolicyCommand::Select,
                    'a' => PolicyCommand::Insert,
                    'w' => PolicyCommand::Update,
                    'd' => PolicyCommand::Delete,
                    _ => PolicyCommand::All,
                },
                roles: row.roles.iter().map(|it| Ident::exact(it)).collect(),
                using: row.using.as_deref().map(sql::expression),
                check: row.check.as_deref().map(sql::expression),
                dependencies,
                comment: comment(row.comment),
            };
            self.change_table(row.relation, |table| table.policies.push(policy));
        }
    }

    /// What the definitions of triggers and rules do not say: disabled or not, comments.
    fn states(&mut self, triggers: &[rows::Definition], rules: &[rows::Definition]) {
        for row in triggers {
            let name = Ident::exact(&row.name);
            self.change(row.relation, |relation| {
                let triggers = match &mut relation.kind {
                    RelationKind::Table(table) => &mut table.triggers,
                    RelationKind::View(view) => &mut view.triggers,
                    _ => return,
                };
                for trigger in triggers.iter_mut().filter(|it| it.name == name) {
                    trigger.state = trigger_state(row.state);
                    trigger.comment = comment(row.comment.clone());
                }
            });
        }
        for row in rules.iter().filter(|it| it.state != 'O') {
            let name = Ident::exact(&row.name);
            self.change_table(row.relation, |table| {
                for rule in table.rules.iter_mut().filter(|it| it.name == name) {
                    rule.state = trigger_state(row.state);
                }
            });
        }
    }
}

fn table(row: &rows::Relation) -> Table {
    let bound = row.bound.as_deref().and_then(partition_bound);
    Table {
        columns_made: row.columns_made,
        row_security: row.row_security,
        force_row_security: row.force_row_security,
        partition_key: row.partition_key.as_deref().and_then(partition_key),
        partition_of: bound.filter(|_| row.is_partition).map(|bound| PartitionOf {
            // The parent follows with the inheritance rows.
            parent: RelationId(0),
            bound,
            detach_pending: false,
        }),
        of_type: row.of_type.as_deref().map(qualified),
        access_method: row.access_method.as_deref().filter(|it| *it != "heap").map(Ident::exact),
        foreign_server: row.server.as_deref().map(Ident::exact),
        replica_identity: match row.replica_identity {
            'f' => Some(ReplicaIdentity::Full),
            // Foreign tables have this one and cannot have another.
            'n' if row.kind != 'f' => Some(ReplicaIdentity::Nothing),
            _ => None,
        },
        size: (row.kind == 'r').then(|| size(row)),
        ..Table::default()
    }
}

fn shares(relation: &Relation) -> bool {
    let table = relation.table().filter(|it| it.partition_of.is_some());
    table.is_some_and(|it| it.columns.iter().any(|it| it.identity.is_some()))
}

fn size(row: &rows::Relation) -> Size {
    // -1 means never analysed; an estimate has no fraction that matters.
    let rows = (row.rows >= 0.0).then_some(row.rows as u64);
    Size { rows, pages: row.pages.max(0) as u64 }
}

fn empty_view(row: &rows::Relation) -> View {
    View {
        columns: Vec::new(),
        text: Arc::from(""),
        query: None,
        dependencies: Vec::new(),
        functions: Vec::new(),
        check_option: None,
        rules: Vec::new(),
        triggers: Vec::new(),
        indexes: Vec::new(),
        populated: row.populated,
        size: (row.kind == 'm').then(|| size(row)),
    }
}

/// Reads `FOR VALUES …` in the only statement it can stand in by itself.
fn partition_bound(text: &str) -> Option<PartitionBound> {
    let StatementKind::AlterTable(alter) = sql::statement(&format!("ALTER TABLE p ATTACH PARTITION c {text}")) else {
        return None;
    };
    match alter.actions.into_iter().next()?.kind {
        AlterKind::AttachPartition { bound, .. } => Some(bound),
        _ => None,
    }
}

/// Column names in keys are resolved by [`resolve_key`] once the columns are there; until then they are expressions.
fn partition_key(text: &str) -> Option<PartitionKey> {
    let StatementKind::CreateTable(create) = sql::statement(&format!("CREATE TABLE p () PARTITION BY {text}")) else {
        return None;
    };
    let by = create.partition_by?;
    Some(PartitionKey { strategy: by.strategy, keys: by.keys.into_iter().map(unresolved_key).collect() })
}

fn unresolved_key(element: IndexElement) -> IndexKey {
    let key = match element.key {
        IndexKeyExpr::Column(name) => sql::expression(&name.to_string()),
        IndexKeyExpr::Expr(expr) => expr,
    };
    IndexKey {
        key: KeyPart::Expr(key),
        collation: element.collation.map(of_name),
        opclass: element.opclass.map(of_name),
        opclass_options: Vec::new(),
        descending: false,
        nulls_first: false,
    }
}

fn of_name(name: ObjectName) -> QualifiedName {
    QualifiedName { schema: name.schema.unwrap_or_else(|| Ident::exact("pg_catalog")), name: name.name }
}

fn index_key(row: rows::Key) -> IndexKey {
    let key = if row.column > 0 {
        KeyPart::Column(ColumnNumber(row.column))
    } else {
        KeyPart::Expr(unwrapped(&row.definition))
    };
    IndexKey {
        key,
        collation: row.collation.as_deref().map(qualified),
        opclass: row.opclass.as_deref().map(qualified),
        opclass_options: options(&row.opclass_options),
        descending: row.descending,
        nulls_first: row.nulls_first,
    }
}

/// `pg_get_indexdef` of one column puts parentheses around an expression.
fn unwrapped(definition: &str) -> Expr {
    let inner = definition.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    sql::expression(inner.filter(|it| balanced(it)).unwrap_or(definition))
}

fn balanced(text: &str) -> bool {
    let mut depth = 0i32;
    text.bytes().all(|it| {
        depth += i32::from(it == b'(') - i32::from(it == b')');
        depth >= 0
    })
}

fn grants(acl: &rows::Acl) -> Vec<Grant> {
    let grant = |(grantee, privilege, with_option): &(String, String, bool)| Grant {
        grantee: Ident::exact(grantee),
        privilege: Ident::exact(privilege),
        with_option: *with_option,
    };
    let mut grants: Vec<Grant> = acl.iter().map(grant).collect();
    grants.sort();
    grants
}

fn comment(text: Option<String>) -> Option<Arc<str>> {
    text.map(Arc::from)
}

/// `name=value`
fn options(texts: &[String]) -> Vec<StorageOption> {
    let option = |text: &String| match text.split_once('=') {
        Some((name, value)) => StorageOption { name: Arc::from(name), value: Some(Arc::from(value)) },
        None => StorageOption { name: Arc::from(text.as_str()), value: None },
    };
    texts.iter().map(option).collect()
}

/// A qualified name as the server quotes it.
fn qualified(text: &str) -> QualifiedName {
    of_name(sql::parse_type(text).name)
}

fn numbers(numbers: &[u16]) -> Vec<ColumnNumber> {
    numbers.iter().copied().map(ColumnNumber).collect()
}

fn referential_action(code: char) -> ReferentialAction {
    match code {
        'r' => ReferentialAction::Restrict,
        'c' => ReferentialAction::Cascade,
        'n' => ReferentialAction::SetNull,
        'd' => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

fn trigger_state(code: char) -> TriggerState {
    match code {
        'D' => TriggerState::Disabled,
        'R' => TriggerState::Replica,
        'A' => TriggerState::Always,
        _ => TriggerState::Enabled,
    }
}
