//! Tables with their parts, views, indexes and sequences.

use super::{Printer, Section, Style, list, literal, qualified};
use crate::{
    catalog::{
        RelationId,
        relation::{
            Column, ColumnNumber, Constraint, ConstraintKind, ForeignKey, Index, IndexKey, KeyPart, PartitionOf,
            Policy, Relation, RelationKind, Rule, Sequence, Table, Trigger, View,
        },
    },
    sql::{
        expr::Expr,
        name::Ident,
        statement::{
            PartitionBound, PartitionStrategy, Persistence, PolicyCommand, ReferentialAction, ReplicaIdentity,
            StorageOption, TriggerEvent, TriggerState, TriggerTiming,
        },
    },
};
use std::borrow::Cow;

impl Printer<'_> {
    pub(super) fn table(&mut self, relation: &Relation, table: &Table) {
        let name = &relation.name;
        let mut lines: Vec<String> =
            self.in_order(table).iter().map(|it| format!("    {}", self.own_column(table, it))).collect();
        for constraint in &table.constraints {
            if let Some(text) = self.constraint(relation, table, constraint).filter(|_| inline(self.style, constraint))
            {
                lines.push(format!("    {text}"));
            }
        }
        let kind = if table.foreign_server.is_some() { "FOREIGN TABLE" } else { "TABLE" };
        let mut sql = format!("CREATE {}{kind} {name} (\n{}\n)", persistence(relation.persistence), lines.join(",\n"));
        if !table.inherits.is_empty() {
            sql += &format!("\nINHERITS ({})", list(table.inherits.iter().map(|it| self.name_of(*it))));
        }
        if let Some(key) = &table.partition_key {
            let strategy = match key.strategy {
                PartitionStrategy::Range => "RANGE",
                PartitionStrategy::List => "LIST",
                PartitionStrategy::Hash => "HASH",
            };
            sql += &format!("\nPARTITION BY {strategy} ({})", list(key.keys.iter().map(|it| self.key(table, it))));
        }
        if let Some(server) = &table.foreign_server {
            sql += &format!("\nSERVER {server}");
        }
        sql += &self.storage(relation, table.access_method.as_ref());
        sql += ";";
        self.table_settings(relation, table, &mut sql);
        let rank = self.inheritance_depth(table, 0);
        self.add_ranked(Section::Table, rank, kind, name.to_string(), sql);
        self.table_parts(relation, table);
    }

    /// How many generations of inheritance parents come before this table.
    fn inheritance_depth(&self, table: &Table, depth: usize) -> usize {
        // Tables cannot inherit in a circle; the limit keeps a broken dump from recursing without end.
        if depth > 64 {
            return depth;
        }
        let parents = table.inherits.iter().filter_map(|it| self.catalog.relation(*it)?.table());
        parents.map(|it| 1 + self.inheritance_depth(it, depth + 1)).max().unwrap_or(0)
    }

    /// A partition's identity is that of its parent's column.
    fn own_column(&self, table: &Table, column: &Column) -> String {
        match &column.identity {
            Some(_) if table.partition_of.is_some() => self.column(&Column { identity: None, ..column.clone() }),
            _ => self.column(column),
        }
    }

    /// Compared in the order that a dump gives back: what parents have first, whenever they got it.
    fn in_order<'t>(&self, table: &'t Table) -> Vec<&'t Column> {
        if !self.style.canonical || table.inherits.is_empty() {
            return table.columns.iter().collect();
        }
        let parents = table.inherits.iter().filter_map(|it| self.catalog.relation(*it)?.table());
        let inherited: Vec<&Ident> = parents.flat_map(|it| self.in_order(it)).map(|it| &it.name).collect();
        let position = |it: &Column| inherited.iter().position(|name| **name == it.name).unwrap_or(usize::MAX);
        let mut columns: Vec<&Column> = table.columns.iter().collect();
        columns.sort_by_key(|it| position(it));
        columns
    }

    fn table_settings(&self, relation: &Relation, table: &Table, sql: &mut String) {
        let name = &relation.name;
        let mut alter = |action: String| *sql += &format!("\nALTER TABLE {name} {action};");
        if let Some(of) = &table.of_type {
            alter(format!("OF {of}"));
        }
        if table.row_security {
            alter("ENABLE ROW LEVEL SECURITY".to_owned());
        }
        if table.force_row_security {
            alter("FORCE ROW LEVEL SECURITY".to_owned());
        }
        match &table.replica_identity {
            None | Some(ReplicaIdentity::Default) => {}
            Some(ReplicaIdentity::Full) => alter("REPLICA IDENTITY FULL".to_owned()),
            Some(ReplicaIdentity::Nothing) => alter("REPLICA IDENTITY NOTHING".to_owned()),
            // The index is printed later; its entry carries the statement.
            Some(ReplicaIdentity::Index(_)) => {}
        }
        for column in &table.columns {
            let mut set = |what: String| alter(format!("ALTER COLUMN {} {what}", column.name));
            if let Some(target) = column.statistics {
                set(format!("SET STATISTICS {target}"));
            }
            if let Some(storage) = &column.storage {
                set(format!("SET STORAGE {}", storage.as_str().to_uppercase()));
            }
            if let Some(method) = &column.compression {
                set(format!("SET COMPRESSION {method}"));
            }
            if !column.options.is_empty() {
                set(format!("SET ({})", options(&column.options)));
            }
        }
    }

    fn table_parts(&mut self, relation: &Relation, table: &Table) {
        let name = &relation.name;
        if let Some(of) = &table.partition_of {
            let bound = self.bound(of);
            let sql = format!("ALTER TABLE ONLY {} ATTACH PARTITION {name} {bound};", self.name_of(of.parent));
            self.add(Section::Partition, "TABLE ATTACH", name, sql);
        }
        let style = self.style;
        for constraint in table.constraints.iter().filter(|it| !inline(style, it)) {
            let Some(text) = self.constraint(relation, table, constraint) else { continue };
            // A partition's copy of its parent's key comes with it.
            if constraint.foreign_key().is_some() && !constraint.local && table.partition_of.is_some() {
                continue;
            }
            let section = match constraint.kind {
                ConstraintKind::ForeignKey(_) => Section::ForeignKey,
                _ => Section::Index,
            };
            let only = if constraint.foreign_key().is_some() && table.is_partitioned() { "" } else { "ONLY " };
            let sql = format!("ALTER TABLE {only}{name} ADD {text};");
            self.add(section, "CONSTRAINT", format!("{name}.{}", constraint.name), sql);
        }
        for trigger in table.triggers.iter().filter(|it| !it.inherited) {
            self.trigger(relation, trigger);
        }
        for policy in &table.policies {
            self.policy(relation, policy);
        }
        self.rules(relation, &table.rules);
    }

    pub(super) fn column(&self, column: &Column) -> String {
        let mut sql = format!("{} {}", column.name, column.data_type);
        if let Some(collation) = &column.collation {
            sql += &format!(" COLLATE {}", qualified(collation));
        }
        if let Some(generated) = &column.generated {
            let stored = if generated.stored { " STORED" } else { "" };
            sql += &format!(" GENERATED ALWAYS AS ({}){stored}", self.style.expr(&generated.expr));
        } else if let Some(identity) = &column.identity {
            let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
            sql += &format!(" GENERATED {when} AS IDENTITY{}", self.identity_options(identity.sequence));
        } else if let Some(default) = &column.default {
            sql += &format!(" DEFAULT {}", self.style.default(default, &column.data_type));
        }
        if let Some(not_null) = &column.not_null {
            // A name is printed where the server would not give it by itself.
            if let Some(name) = not_null.name.as_ref().filter(|_| !self.style.canonical) {
                sql += &format!(" CONSTRAINT {name}");
            }
            sql += " NOT NULL";
            if not_null.no_inherit {
                sql += " NO INHERIT";
            }
            if !not_null.valid && self.style.canonical {
                sql += " NOT VALID";
            }
        }
        sql
    }

    pub(super) fn identity_options(&self, sequence: RelationId) -> String {
        let Some(relation) = self.catalog.relation(sequence) else { return String::new() };
        let Some(options) = relation.sequence().map(|it| self.sequence_options(it)) else { return String::new() };
        format!(" (SEQUENCE NAME {}{options})", relation.name)
    }

    /// `CONSTRAINT name …`; None for what its index's entry says.
    pub(super) fn constraint(&self, relation: &Relation, table: &Table, constraint: &Constraint) -> Option<String> {
        let body = self.constraint_body(relation, table, constraint)?;
        let mut sql = format!("CONSTRAINT {} {body}", constraint.name);
        if constraint.deferrable {
            sql += " DEFERRABLE";
        }
        if constraint.initially_deferred {
            sql += " INITIALLY DEFERRED";
        }
        if !constraint.enforced {
            sql += " NOT ENFORCED";
        } else if !constraint.valid {
            sql += " NOT VALID";
        }
        Some(sql)
    }

    /// `CHECK (…)`, `FOREIGN KEY …`
    pub(super) fn constraint_body(
        &self,
        relation: &Relation,
        table: &Table,
        constraint: &Constraint,
    ) -> Option<String> {
        Some(match &constraint.kind {
            ConstraintKind::Check { expr, no_inherit } => {
                let inherit = if *no_inherit { " NO INHERIT" } else { "" };
                format!("CHECK ({}){inherit}", self.style.expr(expr))
            }
            ConstraintKind::ForeignKey(key) => self.foreign_key(table, key),
            ConstraintKind::Unique { index } => self.key_constraint("UNIQUE", relation, *index)?,
            ConstraintKind::PrimaryKey { index } => self.key_constraint("PRIMARY KEY", relation, *index)?,
            ConstraintKind::Exclude { index, operators } => self.exclusion(table, *index, operators)?,
        })
    }

    fn foreign_key(&self, table: &Table, key: &ForeignKey) -> String {
        let target = self.catalog.relation(key.references);
        let target_table = target.and_then(|it| it.table());
        let referenced = target_table.map(|it| names(it, &key.referenced_columns)).unwrap_or_default();
        let mut sql = format!(
            "FOREIGN KEY ({}) REFERENCES {}({referenced})",
            names(table, &key.columns),
            self.name_of(key.references)
        );
        if key.match_full {
            sql += " MATCH FULL";
        }
        if key.on_update != ReferentialAction::NoAction {
            sql += &format!(" ON UPDATE {}", action(key.on_update));
        }
        if key.on_delete != ReferentialAction::NoAction {
            sql += &format!(" ON DELETE {}", action(key.on_delete));
            if !key.on_delete_columns.is_empty() {
                sql += &format!(" ({})", names(table, &key.on_delete_columns));
            }
        }
        sql
    }

    fn key_constraint(&self, word: &str, relation: &Relation, index: RelationId) -> Option<String> {
        let (index_relation, index) = self.catalog.relation(index).and_then(|it| Some((it, it.index()?)))?;
        let table = relation.table()?;
        let keys = index.keys.iter().map(|it| self.key_part(table, &it.key));
        let nulls = if index.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
        let mut sql = format!("{word}{nulls} ({})", list(keys));
        if !index.include.is_empty() {
            sql += &format!(" INCLUDE ({})", names(table, &index.include));
        }
        if !index_relation.options.is_empty() {
            sql += &format!(" WITH ({})", options(&index_relation.options));
        }
        Some(sql)
    }

    fn exclusion(&self, table: &Table, index: RelationId, operators: &[std::sync::Arc<str>]) -> Option<String> {
        let index = self.catalog.relation(index)?.index()?;
        let elements = index.keys.iter().zip(operators);
        let elements = elements.map(|(key, operator)| format!("{} WITH {operator}", self.key(table, key)));
        let mut sql = format!("EXCLUDE USING {} ({})", index.method, list(elements));
        if let Some(predicate) = &index.predicate {
            sql += &format!(" WHERE ({})", self.style.expr(predicate));
        }
        Some(sql)
    }

    pub(super) fn key(&self, table: &Table, key: &IndexKey) -> String {
        let mut sql = self.key_part(table, &key.key);
        if let Some(collation) = &key.collation {
            sql += &format!(" COLLATE {}", qualified(collation));
        }
        if let Some(opclass) = &key.opclass {
            // Where an extension lives is not what tells two indexes apart.
            let name = if self.style.canonical { opclass.name.to_string() } else { qualified(opclass) };
            sql += &format!(" {name}");
            if !key.opclass_options.is_empty() {
                sql += &format!(" ({})", options(&key.opclass_options));
            }
        }
        if key.descending {
            sql += " DESC";
        }
        match (key.descending, key.nulls_first) {
            (false, true) => sql += " NULLS FIRST",
            (true, false) => sql += " NULLS LAST",
            _ => {}
        }
        sql
    }

    pub(super) fn key_part(&self, table: &Table, key: &KeyPart) -> String {
        match key {
            KeyPart::Column(number) => names(table, &[*number]),
            KeyPart::Expr(expr) => format!("({})", self.style.expr(expr)),
        }
    }

    pub(super) fn bound(&self, of: &PartitionOf) -> String {
        let values = |all: &[Expr]| list(all.iter().enumerate().map(|(at, it)| self.bound_value(of, at, it)));
        match &of.bound {
            PartitionBound::Default => "DEFAULT".to_owned(),
            // All values of a list are of its only key.
            PartitionBound::In(all) => {
                format!("FOR VALUES IN ({})", list(all.iter().map(|it| self.bound_value(of, 0, it))))
            }
            PartitionBound::Range { from, to } => format!("FOR VALUES FROM ({}) TO ({})", values(from), values(to)),
            PartitionBound::Hash { modulus, remainder } => {
                format!("FOR VALUES WITH (modulus {modulus}, remainder {remainder})")
            }
        }
    }

    /// The server prints a bound as the type of its key does.
    fn bound_value(&self, of: &PartitionOf, position: usize, value: &Expr) -> String {
        let parent = self.catalog.relation(of.parent).and_then(|it| it.table());
        let key = parent.and_then(|it| Some((it, it.partition_key.as_ref()?.keys.get(position)?)));
        match key.map(|(parent, key)| (parent, &key.key)) {
            Some((parent, KeyPart::Column(number))) => match parent.column_numbered(*number) {
                Some(column) => self.style.default(value, &column.data_type),
                None => self.style.expr(value),
            },
            _ => self.style.expr(value),
        }
    }

    pub(super) fn index(&mut self, relation: &Relation, index: &Index) {
        let Some(owner) = self.catalog.relation(index.table) else { return };
        let name = &relation.name;
        if let Some(parent) = index.parent {
            let sql = format!("ALTER INDEX {} ATTACH PARTITION {name};", self.name_of(parent));
            self.add(Section::IndexPartition, "INDEX ATTACH", name, sql);
        }
        let constraints = owner.table().map(|it| it.constraints.as_slice()).unwrap_or_default();
        if constraints.iter().any(|it| it.index() == Some(relation.id)) {
            return;
        }
        let table = &*columns_of(owner);
        let unique = if index.unique { "UNIQUE " } else { "" };
        let only = if index.partitioned { "ONLY " } else { "" };
        let mut sql = format!(
            "CREATE {unique}INDEX {} ON {only}{} USING {} ({})",
            name.name,
            owner.name,
            index.method,
            list(index.keys.iter().map(|it| self.key(table, it)))
        );
        if !index.include.is_empty() {
            sql += &format!(" INCLUDE ({})", names(table, &index.include));
        }
        if index.nulls_not_distinct {
            sql += " NULLS NOT DISTINCT";
        }
        if !relation.options.is_empty() {
            sql += &format!(" WITH ({})", options(&relation.options));
        }
        if let Some(tablespace) = own_tablespace(relation) {
            sql += &format!(" TABLESPACE {tablespace}");
        }
        if let Some(predicate) = &index.predicate {
            sql += &format!(" WHERE {}", self.style.expr(predicate));
        }
        sql += ";";
        if !index.valid && !index.partitioned {
            sql += "\n-- migcheck: invalid index";
        }
        if let Some(table) = owner.table() {
            if table.clustered_on == Some(relation.id) {
                sql += &format!("\nALTER TABLE {} CLUSTER ON {};", owner.name, name.name);
            }
            if table.replica_identity == Some(ReplicaIdentity::Index(name.name.clone())) {
                sql += &format!("\nALTER TABLE {} REPLICA IDENTITY USING INDEX {};", owner.name, name.name);
            }
        }
        let section = if owner.table().is_some() { Section::Index } else { Section::ViewIndex };
        self.add(section, "INDEX", name, sql);
    }

    pub(super) fn view(&mut self, relation: &Relation, view: &View) {
        let name = &relation.name;
        let materialized = matches!(relation.kind, RelationKind::MaterializedView(_));
        let kind = if materialized { "MATERIALIZED VIEW" } else { "VIEW" };
        let columns = list(view.columns.iter().map(|it| &it.name));
        let mut sql = format!("CREATE {kind} {name} ({columns})");
        if !relation.options.is_empty() {
            sql += &format!(" WITH ({})", options(&relation.options));
        }
        if self.style.canonical {
            // The server prints queries its own way: what a view reads tells two views apart.
            sql += &format!(" AS\n-- reads {}", self.reads(view).join(", "));
        } else {
            sql += &format!(" AS\n{}", view.text);
        }
        if let Some(option) = &view.check_option {
            sql += &format!("\nWITH {} CHECK OPTION", option.as_str().to_uppercase());
        }
        // Whether it is filled is data: a dump of the schema never says it is.
        if materialized && !view.populated && !self.style.canonical {
            sql += "\nWITH NO DATA";
        }
        sql += ";";
        let rank = self.view_depth(view, 0);
        self.add_ranked(Section::View, rank, kind, name.to_string(), sql);
        for trigger in &view.triggers {
            self.trigger(relation, trigger);
        }
        self.rules(relation, &view.rules);
    }

    /// Sorted: `public.orders.total`.
    pub(super) fn reads(&self, view: &View) -> Vec<String> {
        let reads = view.dependencies.iter().map(|it| match it.column {
            Some(number) => {
                let source = self.catalog.relation(it.relation);
                let column = source.and_then(|it| it.columns().iter().find(|it| it.number == number));
                format!("{}.{}", self.name_of(it.relation), column.map_or("?", |it| it.name.as_str()))
            }
            None => self.name_of(it.relation),
        });
        let mut reads: Vec<String> = reads.collect();
        reads.sort();
        reads
    }

    /// How many views lie between this one and tables.
    fn view_depth(&self, view: &View, depth: usize) -> usize {
        // Views cannot form a cycle; the limit keeps a broken dump from recursing without end.
        if depth > 64 {
            return depth;
        }
        let below = view.dependencies.iter().filter_map(|it| self.catalog.relation(it.relation)?.view());
        below.map(|it| 1 + self.view_depth(it, depth + 1)).max().unwrap_or(0)
    }

    pub(super) fn sequence(&mut self, relation: &Relation, sequence: &Sequence) {
        if sequence.identity {
            return;
        }
        let name = &relation.name;
        let data_type =
            if sequence.data_type.is("int8") { String::new() } else { format!(" AS {}", sequence.data_type) };
        let create = persistence(relation.persistence);
        let sql = format!("CREATE {create}SEQUENCE {name}{data_type}{};", self.sequence_options(sequence));
        self.add(Section::Sequence, "SEQUENCE", name, sql);
        if let Some((table, column)) = sequence.owned_by {
            let owner = self.catalog.relation(table);
            let column = owner.and_then(|it| it.table()?.column_numbered(column));
            let column = column.map_or_else(|| "?".to_owned(), |it| it.name.to_string());
            let sql = format!("ALTER SEQUENCE {name} OWNED BY {}.{column};", self.name_of(table));
            self.add(Section::SequenceOwner, "SEQUENCE OWNED BY", name, sql);
        }
    }

    fn sequence_options(&self, sequence: &Sequence) -> String {
        let mut sql = format!(" START WITH {} INCREMENT BY {}", sequence.start, sequence.increment);
        sql += &format!(" MINVALUE {} MAXVALUE {} CACHE {}", sequence.min, sequence.max, sequence.cache);
        if sequence.cycle {
            sql += " CYCLE";
        }
        sql
    }

    fn trigger(&mut self, relation: &Relation, trigger: &Trigger) {
        let name = &relation.name;
        let (timing, events) = (timing(trigger.timing), events(trigger));
        let constraint = if trigger.constraint { "CONSTRAINT " } else { "" };
        let mut sql = format!("CREATE {constraint}TRIGGER {} {timing} {events} ON {name}", trigger.name);
        if trigger.deferrable {
            sql += " DEFERRABLE";
        }
        if trigger.initially_deferred {
            sql += " INITIALLY DEFERRED";
        }
        let tables = [("OLD", &trigger.old_table), ("NEW", &trigger.new_table)];
        let tables: Vec<String> =
            tables.iter().filter_map(|(row, it)| Some(format!("{row} TABLE AS {}", it.as_ref()?))).collect();
        if !tables.is_empty() {
            sql += &format!(" REFERENCING {}", tables.join(" "));
        }
        sql += if trigger.row { " FOR EACH ROW" } else { " FOR EACH STATEMENT" };
        if let Some(when) = &trigger.when {
            sql += &format!(" WHEN ({})", self.style.expr(when));
        }
        let arguments = list(trigger.arguments.iter().map(|it| literal(it)));
        sql += &format!(" EXECUTE FUNCTION {}({arguments});", qualified(&trigger.function));
        if let Some(state) = trigger_state(trigger.state) {
            sql += &format!("\nALTER TABLE {name} {state} TRIGGER {};", trigger.name);
        }
        self.add(Section::Trigger, "TRIGGER", format!("{name}.{}", trigger.name), sql);
    }

    fn policy(&mut self, relation: &Relation, policy: &Policy) {
        let name = &relation.name;
        let mut sql = format!("CREATE POLICY {} ON {name}", policy.name);
        if !policy.permissive {
            sql += " AS RESTRICTIVE";
        }
        if policy.command != PolicyCommand::All {
            sql += &format!(" FOR {}", command(policy.command));
        }
        if let Some(roles) = roles(policy) {
            sql += &format!(" TO {roles}");
        }
        if let Some(using) = &policy.using {
            sql += &format!(" USING ({})", self.style.expr(using));
        }
        if let Some(check) = &policy.check {
            sql += &format!(" WITH CHECK ({})", self.style.expr(check));
        }
        sql += ";";
        self.add(Section::Policy, "POLICY", format!("{name}.{}", policy.name), sql);
    }

    fn rules(&mut self, relation: &Relation, rules: &[Rule]) {
        for rule in rules {
            let name = &relation.name;
            let event = rule.event.as_str().to_uppercase();
            let instead = if rule.instead { "INSTEAD " } else { "" };
            let sql = if self.style.canonical {
                format!("CREATE RULE {} AS ON {event} TO {name} DO {instead}…;", rule.name)
            } else {
                format!("CREATE RULE {} AS {};", rule.name, rule.text)
            };
            self.add(Section::Rule, "RULE", format!("{name}.{}", rule.name), sql);
        }
    }

    fn storage(&self, relation: &Relation, access_method: Option<&Ident>) -> String {
        let mut sql = String::new();
        if let Some(method) = access_method.filter(|it| it.as_str() != "heap") {
            sql += &format!("\nUSING {method}");
        }
        if !relation.options.is_empty() {
            sql += &format!("\nWITH ({})", options(&relation.options));
        }
        if let Some(tablespace) = own_tablespace(relation) {
            sql += &format!("\nTABLESPACE {tablespace}");
        }
        sql
    }

    pub(super) fn composite(&mut self, relation: &Relation, columns: &[Column]) {
        let attributes = list(columns.iter().map(|it| self.column(it)));
        let sql = format!("CREATE TYPE {} AS ({attributes});", relation.name);
        self.add(Section::Type, "TYPE", &relation.name, sql);
    }
}

/// What an index's column numbers refer to: a table, or a materialized view taken as one.
pub(super) fn columns_of(owner: &Relation) -> Cow<'_, Table> {
    match owner.table() {
        Some(table) => Cow::Borrowed(table),
        None => Cow::Owned(Table { columns: owner.columns().to_vec(), ..Table::default() }),
    }
}

/// CHECK constraints stand in CREATE TABLE unless they are not valid, as in `pg_dump`; to compare, each is an object.
fn inline(style: Style, constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check { .. }) && constraint.valid && !style.canonical
}

pub(super) fn names(table: &Table, numbers: &[ColumnNumber]) -> String {
    list(numbers.iter().map(|it| table.column_numbered(*it).map_or_else(|| "?".to_owned(), |it| it.name.to_string())))
}

fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "NO ACTION",
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    }
}

pub(super) fn timing(timing: TriggerTiming) -> &'static str {
    match timing {
        TriggerTiming::Before => "BEFORE",
        TriggerTiming::After => "AFTER",
        TriggerTiming::InsteadOf => "INSTEAD OF",
    }
}

/// `INSERT OR UPDATE OF total`
pub(super) fn events(trigger: &Trigger) -> String {
    let events = trigger.events.iter().map(|event| match event {
        TriggerEvent::Insert => "INSERT".to_owned(),
        TriggerEvent::Delete => "DELETE".to_owned(),
        TriggerEvent::Truncate => "TRUNCATE".to_owned(),
        TriggerEvent::Update(columns) if columns.is_empty() => "UPDATE".to_owned(),
        TriggerEvent::Update(columns) => format!("UPDATE OF {}", list(columns)),
    });
    let mut events: Vec<String> = events.collect();
    events.sort();
    events.join(" OR ")
}

pub(super) fn command(command: PolicyCommand) -> &'static str {
    match command {
        PolicyCommand::All => "ALL",
        PolicyCommand::Select => "SELECT",
        PolicyCommand::Insert => "INSERT",
        PolicyCommand::Update => "UPDATE",
        PolicyCommand::Delete => "DELETE",
    }
}

/// None: PUBLIC.
pub(super) fn roles(policy: &Policy) -> Option<String> {
    let public = policy.roles.is_empty() || policy.roles.iter().any(|it| it.as_str() == "public");
    let mut roles = policy.roles.clone();
    roles.sort();
    (!public).then(|| list(roles))
}

pub(super) fn persistence(persistence: Persistence) -> &'static str {
    match persistence {
        Persistence::Permanent => "",
        Persistence::Unlogged => "UNLOGGED ",
        Persistence::Temporary => "TEMPORARY ",
    }
}

/// None for the database's own.
fn own_tablespace(relation: &Relation) -> Option<&Ident> {
    relation.tablespace.as_ref().filter(|it| !matches!(it.as_str(), "pg_default" | ""))
}

pub(super) fn trigger_state(state: TriggerState) -> Option<&'static str> {
    match state {
        TriggerState::Enabled => None,
        TriggerState::Disabled => Some("DISABLE"),
        TriggerState::Replica => Some("ENABLE REPLICA"),
        TriggerState::Always => Some("ENABLE ALWAYS"),
    }
}

pub(super) fn options(options: &[StorageOption]) -> String {
    let mut options: Vec<String> = options
        .iter()
        .map(|it| match &it.value {
            Some(value) => format!("{}='{value}'", it.name),
            None => it.name.to_string(),
        })
        .collect();
    options.sort();
    options.join(", ")
}
