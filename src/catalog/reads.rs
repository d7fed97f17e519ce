//! Which relations and columns a query or expression reads, and the columns that a query returns.
//!
//! Names are resolved as the server does: scopes nest, `*` expands, a common table hides a relation. What cannot be
//! resolved because the catalog does not know it (functions that return rows, relations that were never shown) makes
//! its scope open: any name may come from there.

mod scope;
mod typing;
mod volatility;

use super::{
    Catalog, RelationId,
    apply::Mismatch,
    relation::{Dependency, Relation},
    session::Session,
    types::DataType,
};
use crate::sql::{
    expr::{CommonTableBody, FromItem, Projected, Query, Select, Tree},
    name::{Ident, ObjectName, QualifiedName},
    statement::{ArgumentMode, Dml, QueryText},
};
use scope::{Found, Scope, Source};
use std::{collections::BTreeSet, sync::Arc};

/// A column that a query returns; no type where it could not be derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub name: Ident,
    pub data_type: Option<DataType>,
}

/// What a query reads and returns.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// Sorted; a relation without column entries is read as a whole row or for counting.
    pub dependencies: Vec<Dependency>,
    /// Functions that users created, sorted.
    pub functions: Vec<QualifiedName>,
    pub output: Vec<Output>,
    /// Some output columns are not known (`*` over something unknown).
    pub open: bool,
    /// The first name that the server would not find.
    pub missing: Option<Mismatch>,
    /// It is certain that something in it is not immutable.
    pub mutable: bool,
}

impl Catalog {
    /// Relations and columns that a query reads, sorted.
    pub fn query_reads(&self, query: &Query, session: &Session) -> Vec<Dependency> {
        self.read_query(query, session).dependencies
    }

    /// Everything about a query.
    pub fn read_query(&self, query: &Query, session: &Session) -> Reads {
        let mut reader = Reader::new(self, session);
        let output = reader.query(query, &Scope::default());
        reader.finish(output)
    }

    /// Everything about a query with its text; an unread one reads all that its words may mean.
    pub fn read_text(&self, text: &QueryText, session: &Session) -> Reads {
        match &text.query {
            Some(query) => self.read_query(query, session),
            None => self.read_words(&text.words, session),
        }
    }

    /// What INSERT, UPDATE, DELETE, MERGE or COPY read besides (and in) their target.
    pub fn dml_reads(&self, dml: &Dml, session: &Session) -> Reads {
        let Some(query) = &dml.query.query else { return self.read_words(&dml.query.words, session) };
        let mut reader = Reader::new(self, session);
        let mut scope = Scope::default();
        reader.target(dml, &mut scope);
        let output = reader.query(query, &scope);
        reader.finish(output)
    }

    /// What an expression over the columns of `table` (a policy, a check, an index) reads, the table included.
    pub fn expression_reads(&self, trees: &[&Tree], table: &Relation, session: &Session) -> Reads {
        let mut reader = Reader::new(self, session);
        let mut scope = Scope::default();
        scope.sources.push(Source::relation(table, None, &[]));
        // Rules and triggers name the two versions of a row.
        for row in ["old", "new"] {
            scope.sources.push(Source::relation(table, Some(&Ident::exact(row)), &[]).hidden());
        }
        for tree in trees {
            reader.tree(tree, &scope);
        }
        reader.finish(Columns::default())
    }

    /// The type of an expression without columns, where it can be told.
    pub(crate) fn expression_type(&self, tree: &Tree, session: &Session) -> Option<DataType> {
        Reader::new(self, session).tree(tree, &Scope::default())
    }

    fn read_words(&self, words: &[ObjectName], session: &Session) -> Reads {
        let mut reads = BTreeSet::new();
        for relation in words.iter().filter_map(|it| self.resolve(it, session)) {
            let used = relation.columns().iter().filter(|it| words.iter().any(|word| word.name == it.name));
            reads.extend(used.map(|it| Dependency { relation: relation.id, column: Some(it.number) }));
            reads.insert(Dependency { relation: relation.id, column: None });
        }
        let calls = words.iter().filter_map(|it| self.find_routine_name(it, session)).collect::<BTreeSet<_>>();
        Reads {
            dependencies: without_wholes(reads),
            functions: calls.into_iter().collect(),
            open: true,
            ..Reads::default()
        }
    }

    /// The name under which users' functions of that name are kept.
    pub fn find_routine_name(&self, name: &ObjectName, session: &Session) -> Option<QualifiedName> {
        let found = |schema: Ident| {
            let name = QualifiedName { schema, name: name.name.clone() };
            self.routines.contains_key(&name).then_some(name)
        };
        match &name.schema {
            Some(schema) => found(schema.clone()),
            None => self.visible(session).find_map(found),
        }
    }
}

/// A read column implies its relation: the entry for the whole is left out, as in `pg_depend`.
fn without_wholes(reads: BTreeSet<Dependency>) -> Vec<Dependency> {
    let with_columns: BTreeSet<RelationId> =
        reads.iter().filter(|it| it.column.is_some()).map(|it| it.relation).collect();
    reads.into_iter().filter(|it| it.column.is_some() || !with_columns.contains(&it.relation)).collect()
}

/// The columns of a query or FROM item; `open`: there may be more.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) known: Vec<scope::Column>,
    pub(super) open: bool,
}

struct Reader<'a> {
    catalog: &'a Catalog,
    session: &'a Session,
    reads: BTreeSet<Dependency>,
    functions: BTreeSet<QualifiedName>,
    missing: Option<Mismatch>,
    mutable: bool,
}

impl<'a> Reader<'a> {
    fn new(catalog: &'a Catalog, session: &'a Session) -> Self {
        Self { catalog, session, reads: BTreeSet::new(), functions: BTreeSet::new(), missing: None, mutable: false }
    }

    fn finish(self, output: Columns) -> Reads {
        let column = |it: scope::Column| Output { name: it.name, data_type: it.data_type };
        Reads {
            dependencies: without_wholes(self.reads),
            functions: self.functions.into_iter().collect(),
            output: output.known.into_iter().map(column).collect(),
            open: output.open,
            missing: self.missing,
            mutable: self.mutable,
        }
    }

    fn miss(&mut self, mismatch: Mismatch) {
        self.missing.get_or_insert(mismatch);
    }

    fn query(&mut self, query: &Query, outer: &Scope) -> Columns {
        let mut scope = outer.nested();
        for common in &query.with {
            let columns = match &common.body {
                CommonTableBody::Query(body) => {
                    if body.branches.len() > 1 {
                        // A recursive one: its first branch, which cannot name it, says what its columns are.
                        let first = Query {
                            branches: body.branches[..1].to_vec(),
                            with: body.with.clone(),
                            ..Query::default()
                        };
                        let columns = self.query(&first, &scope);
                        scope.common.insert(common.name.clone(), Arc::new(columns.renamed(&common.columns)));
                    }
                    self.query(body, &scope)
                }
                CommonTableBody::Dml(dml) => self.dml(dml, &scope),
            };
            scope.common.insert(common.name.clone(), Arc::new(columns.renamed(&common.columns)));
        }
        let mut output = Columns::default();
        let mut sources = Scope::default();
        for (position, branch) in query.branches.iter().enumerate() {
            let (columns, branch_scope) = self.select(branch, &scope);
            if position == 0 {
                output = columns;
                sources = branch_scope;
            } else {
                output.unify(columns);
            }
        }
        // ORDER BY sees the output first, then the columns of a single branch.
        if query.branches.len() != 1 {
            sources = scope;
        }
        for tree in &query.trailing {
            let is_output = matches!(tree, Tree::Column { qualifier: None, name }
                if output.open || output.known.iter().any(|it| it.name == *name));
            if !is_output {
                self.tree(tree, &sources);
            }
        }
        output
    }

    fn dml(&mut self, dml: &Dml, outer: &Scope) -> Columns {
        let mut scope = outer.nested();
        self.target(dml, &mut scope);
        if let Some(query) = &dml.query.query {
            self.query(query, &scope);
        }
        Columns { known: Vec::new(), open: dml.returning }
    }

    fn target(&mut self, dml: &Dml, scope: &mut Scope) {
        let Some(name) = &dml.target else { return };
        let alias = dml.target_alias.as_ref();
        let Some(relation) = self.catalog.resolve(name, self.session) else {
            self.missing_relation(name);
            scope.sources.push(Source::open(alias.or(Some(&name.name))));
            return;
        };
        scope.sources.push(Source::relation(relation, alias, &[]));
        if dml.on_conflict {
            // The row that could not be inserted; only its full name means it.
            scope.sources.push(Source::relation(relation, Some(&Ident::exact("excluded")), &[]).hidden());
        }
        self.reads.insert(Dependency { relation: relation.id, column: None });
    }

    fn missing_relation(&mut self, name: &ObjectName) {
        let system = |it: &str| it.starts_with("pg_") || it == "information_schema";
        let is_system = match &name.schema {
            Some(schema) => system(schema.as_str()),
            None => system(name.name.as_str()),
        };
        if !is_system {
            self.miss(Mismatch {
                code: "42P01",
                message: format!(
                    "relation \"{}{}\" does not exist",
                    name.schema.as_ref().map(|it| format!("{}.", it.as_str())).unwrap_or_default(),
                    name.name.as_str()
                ),
            });
        }
    }

    fn select(&mut self, select: &Select, outer: &Scope) -> (Columns, Scope) {
        let mut scope = outer.nested();
        for item in &select.from {
            self.from(item, &mut scope);
        }
        if let Some(nested) = &select.nested {
            return (self.query(nested, &scope), scope);
        }
        let mut output = Columns::default();
        for projected in &select.projection {
            match projected {
                Projected::All { qualifier } => self.star(qualifier.as_ref(), &scope, &mut output),
                Projected::Expr { tree, alias } => {
                    let data_type = self.tree(tree, &scope);
                    let name = alias.clone().or_else(|| super::names::of_expression(tree).map(|it| Ident::exact(&it)));
                    let name = name.unwrap_or_else(|| Ident::exact("?column?"));
                    output.known.push(scope::Column { name, read: None, data_type });
                }
            }
        }
        if select.projection.is_empty() {
            // VALUES, TABLE t: the rows are among the conditions.
            self.values(select, &scope, &mut output);
            return (output, scope);
        }
        for tree in &select.conditions {
            let is_output = matches!(tree, Tree::Column { qualifier: None, name }
                if output.known.iter().any(|it| it.name == *name) && scope.find(None, name).is_none());
            if !is_output {
                self.tree(tree, &scope);
            }
        }
        (output, scope)
    }

    fn values(&mut self, select: &Select, scope: &Scope, output: &mut Columns) {
        for (position, row) in select.conditions.iter().enumerate() {
            let cells = match row {
                Tree::Row(cells) => cells.iter().collect(),
                other => vec![other],
            };
            let types: Vec<_> = cells.into_iter().map(|it| self.tree(it, scope)).collect();
            if position == 0 {
                let columns = types.into_iter().enumerate().map(|(at, data_type)| scope::Column {
                    name: Ident::exact(&format!("column{}", at + 1)),
                    read: None,
                    data_type,
                });
                output.known = columns.collect();
            }
        }
        output.open |= select.conditions.is_empty() && !select.from.is_empty();
    }

    fn star(&mut self, qualifier: Option<&ObjectName>, scope: &Scope, output: &mut Columns) {
        let mut found = false;
        for source in scope.sources.iter().filter(|it| !it.hidden && it.answers(qualifier)) {
            found = true;
            let merged = |it: &&scope::Column| qualifier.is_some() || !source.merged.contains(&it.name);
            for column in source.columns.known.iter().filter(merged) {
                self.reads.extend(column.read);
                output.known.push(column.clone());
            }
            output.open |= source.columns.open;
            if let Some(relation) = source.relation {
                self.reads.insert(Dependency { relation, column: None });
            }
        }
        if let (false, Some(qualifier)) = (found, qualifier) {
            // A row of an outer query, or a composite column expanded.
            let column = Tree::Column { qualifier: None, name: qualifier.name.clone() };
            self.tree(&column, scope);
            output.open = true;
        }
    }

    fn from(&mut self, item: &FromItem, scope: &mut Scope) {
        match item {
            FromItem::Relation { name, alias, columns, .. } => self.relation_item(name, alias.as_ref(), columns, scope),
            FromItem::Subquery { query, alias, columns, lateral } => {
                let found =
                    if *lateral { self.query(query, scope) } else { self.query(query, &scope.without_sources()) };
                scope.sources.push(Source::derived(alias.as_ref(), found.renamed(columns)));
            }
            FromItem::Function { call, alias, columns } => {
                self.tree(call, scope);
                scope.sources.push(self.function_source(call, alias.as_ref(), columns));
            }
            FromItem::Join { left, right, on, using, natural, .. } => {
                let first = scope.sources.len();
                self.from(left, scope);
                let middle = scope.sources.len();
                self.from(right, scope);
                if let Some(tree) = on {
                    self.tree(tree, scope);
                }
                let mut shared = using.clone();
                if *natural {
                    shared = scope.shared_columns(first, middle);
                }
                self.merge(&shared, first, middle, scope);
            }
        }
    }

    /// Columns of USING are read on both sides and shown once.
    fn merge(&mut self, shared: &[Ident], first: usize, middle: usize, scope: &mut Scope) {
        for name in shared {
            for source in &scope.sources[first..] {
                self.reads.extend(source.columns.known.iter().filter(|it| it.name == *name).filter_map(|it| it.read));
            }
            for source in &mut scope.sources[middle..] {
                source.merged.push(name.clone());
            }
        }
    }

    fn relation_item(&mut self, name: &ObjectName, alias: Option<&Ident>, columns: &[Ident], scope: &mut Scope) {
        if name.schema.is_none()
            && let Some(common) = scope.common_table(&name.name)
        {
            let source = Source::derived(alias.or(Some(&name.name)), common.clone().renamed(columns));
            scope.sources.push(source);
            return;
        }
        match self.catalog.resolve(name, self.session) {
            Some(relation) => {
                self.reads.insert(Dependency { relation: relation.id, column: None });
                scope.sources.push(Source::relation(relation, alias, columns));
            }
            None => {
                self.missing_relation(name);
                scope.sources.push(Source::open(alias.or(Some(&name.name))));
            }
        }
    }

    fn function_source(&self, call: &Tree, alias: Option<&Ident>, columns: &[Ident]) -> Source {
        let name = match call {
            Tree::Call { function, .. } => Some(&function.name),
            _ => None,
        };
        let column = |name: &Ident| scope::Column { name: name.clone(), read: None, data_type: None };
        let alias = alias.or(name);
        if let Tree::Call { function, .. } = call
            && let Some(known) = self.function_columns(function, alias)
        {
            return Source::derived(alias, Columns { known, open: false }.renamed(columns));
        }
        let mut source = Source::open(alias);
        source.columns.known = columns.iter().map(column).collect();
        if columns.is_empty() {
            // A scalar function's only column is called like its alias, so `*` is not expanded for certain.
            source.columns.known.extend(alias.map(column));
        }
        source
    }

    /// What a user's function returns, where all its overloads return the same.
    fn function_columns(&self, function: &ObjectName, alias: Option<&Ident>) -> Option<Vec<scope::Column>> {
        let name = self.catalog.find_routine_name(function, self.session)?;
        let [routine] = self.catalog.routines.get(&name)?.as_slice() else { return None };
        let column = |name: &Ident, data_type: &DataType| scope::Column {
            name: name.clone(),
            read: None,
            data_type: Some(data_type.clone()),
        };
        let is_output =
            |mode: ArgumentMode| matches!(mode, ArgumentMode::Out | ArgumentMode::InOut | ArgumentMode::Table);
        let outputs: Vec<_> = routine.arguments.iter().filter(|it| is_output(it.mode)).collect();
        if outputs.len() > 1 || outputs.iter().any(|it| it.mode == ArgumentMode::Table) {
            return outputs.iter().map(|it| Some(column(it.name.as_ref()?, &it.data_type))).collect();
        }
        let returns = routine.returns.as_ref()?;
        if let Some(row) = self.catalog.find(&returns.name).filter(|_| !returns.array) {
            return Some(row.columns().iter().map(|it| column(&it.name, &it.data_type)).collect());
        }
        let pseudo = returns.is("record") || returns.is("anyelement");
        let name = outputs.first().and_then(|it| it.name.as_ref()).or(alias)?;
        (!pseudo).then(|| vec![column(name, returns)])
    }

    /// Records what an expression reads; its type where it can be told.
    fn tree(&mut self, tree: &Tree, scope: &Scope) -> Option<DataType> {
        match tree {
            Tree::Column { qualifier, name } => return self.column(qualifier.as_ref(), name, scope),
            Tree::Subquery { operands, query } => {
                for operand in operands {
                    self.tree(operand, scope);
                }
                let columns = self.query(query, scope);
                let scalar = operands.is_empty().then(|| columns.known.into_iter().next()).flatten();
                return scalar.and_then(|it| it.data_type);
            }
            Tree::Unparsed { words } => {
                let words: Vec<_> = words.iter().map(|it| ObjectName { schema: None, name: it.clone() }).collect();
                self.unparsed(&words, scope);
            }
            Tree::Call { function, .. } => {
                self.functions.extend(self.catalog.find_routine_name(function, self.session));
            }
            _ => {}
        }
        let types: Vec<_> = tree.children().into_iter().map(|it| self.tree(it, scope)).collect();
        self.mutable |= volatility::is_mutable(tree, &types, self.catalog, self.session, 0);
        typing::of(tree, &types, self.catalog, self.session)
    }

    fn unparsed(&mut self, words: &[ObjectName], scope: &Scope) {
        for word in words {
            if let Some(Found::Column(column)) = scope.find(None, &word.name) {
                self.reads.extend(column.read);
            }
        }
        let reads = self.catalog.read_words(words, self.session);
        self.reads.extend(reads.dependencies);
        self.functions.extend(reads.functions);
    }

    fn column(&mut self, qualifier: Option<&ObjectName>, name: &Ident, scope: &Scope) -> Option<DataType> {
        match scope.find(qualifier, name) {
            Some(Found::Column(column)) => {
                self.reads.extend(column.read);
                column.data_type
            }
            Some(Found::Row(relation)) => {
                self.reads.extend(relation.map(|relation| Dependency { relation, column: None }));
                None
            }
            Some(Found::Perhaps) => None,
            None => {
                self.missing_column(qualifier, name, scope);
                None
            }
        }
    }

    fn missing_column(&mut self, qualifier: Option<&ObjectName>, name: &Ident, scope: &Scope) {
        let mismatch = match qualifier {
            // `(row).field` and `column.field` look alike once lowered.
            Some(table) if scope.find(None, &table.name).is_some() && !scope.has_source(table) => return,
            Some(table) if !scope.has_source(table) => Mismatch {
                code: "42P01",
                message: format!("missing FROM-clause entry for table \"{}\"", table.name.as_str()),
            },
            Some(table) => Mismatch {
                code: "42703",
                message: format!("column {}.{} does not exist", table.name.as_str(), name.as_str()),
            },
            None => Mismatch { code: "42703", message: format!("column \"{}\" does not exist", name.as_str()) },
        };
        self.miss(mismatch);
    }
}
