//! Indexes: CREATE INDEX, the indexes behind constraints, and their copies on partitions.

use super::{
    Mismatch,
    columns::KeyKind,
    context::Apply,
    error::{Outcome, relation_exists, unknown_column, wrong_kind},
    expressions::Place,
};
use crate::{
    catalog::{
        RelationId, names,
        relation::{ColumnNumber, Constraint, ConstraintKind, Index, IndexKey, KeyPart, Relation, RelationKind, Table},
        types::DataType,
    },
    sql::{
        expr::Expr,
        name::{Ident, ObjectName, QualifiedName},
        statement::{ConstraintAttributes, CreateIndex, IndexElement, IndexKeyExpr, StorageOption},
    },
};
use std::sync::Arc;

/// An index to be built.
#[derive(Clone)]
pub(super) struct NewIndex {
    pub(super) name: Option<Ident>,
    pub(super) unique: bool,
    pub(super) nulls_not_distinct: bool,
    pub(super) method: Ident,
    pub(super) keys: Vec<IndexKey>,
    pub(super) include: Vec<ColumnNumber>,
    pub(super) predicate: Option<Expr>,
    pub(super) options: Vec<StorageOption>,
    pub(super) tablespace: Option<Ident>,
    /// Not on the partitions.
    pub(super) only: bool,
    /// The partitioned index that it is made for.
    pub(super) parent: Option<RelationId>,
    pub(super) constraint: Option<NewConstraint>,
}

/// The constraint that an index enforces.
#[derive(Clone)]
pub(super) struct NewConstraint {
    pub(super) kind: NewConstraintKind,
    pub(super) attributes: ConstraintAttributes,
}

#[derive(Clone, PartialEq)]
pub(super) enum NewConstraintKind {
    Primary,
    Unique,
    Exclude(Vec<Arc<str>>),
}

impl NewConstraint {
    pub(super) fn new(kind: &KeyKind, attributes: ConstraintAttributes) -> Self {
        let kind = match kind {
            KeyKind::Primary => NewConstraintKind::Primary,
            KeyKind::Unique => NewConstraintKind::Unique,
            KeyKind::Exclude(operators) => {
                NewConstraintKind::Exclude(operators.iter().map(|it| Arc::from(operator(it).as_str())).collect())
            }
        };
        Self { kind, attributes }
    }

    /// The same for another table.
    pub(super) fn like(constraint: &Constraint) -> Option<Self> {
        let kind = match &constraint.kind {
            ConstraintKind::Unique { .. } => NewConstraintKind::Unique,
            ConstraintKind::PrimaryKey { .. } => NewConstraintKind::Primary,
            ConstraintKind::Exclude { operators, .. } => NewConstraintKind::Exclude(operators.clone()),
            ConstraintKind::Check { .. } | ConstraintKind::ForeignKey(_) => return None,
        };
        let attributes = ConstraintAttributes {
            deferrable: Some(constraint.deferrable),
            initially_deferred: constraint.initially_deferred,
            not_valid: false,
            enforced: None,
        };
        Some(Self { kind, attributes })
    }

    pub(super) fn named(self, name: Ident, index: RelationId, local: bool) -> Constraint {
        let kind = match self.kind {
            NewConstraintKind::Primary => ConstraintKind::PrimaryKey { index },
            NewConstraintKind::Unique => ConstraintKind::Unique { index },
            NewConstraintKind::Exclude(operators) => ConstraintKind::Exclude { index, operators },
        };
        let initially_deferred = self.attributes.initially_deferred;
        Constraint {
            name,
            kind,
            valid: true,
            enforced: true,
            deferrable: self.attributes.deferrable == Some(true) || initially_deferred,
            initially_deferred,
            local,
            inherited: u16::from(!local),
            comment: None,
        }
    }

    fn label(&self) -> &'static str {
        match self.kind {
            NewConstraintKind::Primary => "pkey",
            NewConstraintKind::Unique => "key",
            NewConstraintKind::Exclude(_) => "excl",
        }
    }
}

/// `&&`, or `OPERATOR(schema.&&)` where a schema was written.
fn operator(name: &ObjectName) -> String {
    match name.schema.as_ref().filter(|it| it.as_str() != "pg_catalog") {
        Some(schema) => format!("OPERATOR({schema}.{})", name.name.as_str()),
        None => name.name.as_str().to_owned(),
    }
}

impl NewIndex {
    pub(super) fn of_elements(
        apply: &Apply<'_>,
        relation: &Relation,
        elements: &[IndexElement],
        method: Option<&Ident>,
    ) -> Outcome<Self> {
        let method = method.cloned().unwrap_or_else(|| Ident::exact("btree"));
        let keys = elements.iter().map(|it| apply.index_key(relation, it, &method)).collect::<Outcome<_>>()?;
        Ok(Self {
            name: None,
            unique: false,
            nulls_not_distinct: false,
            method,
            keys,
            include: Vec::new(),
            predicate: None,
            options: Vec::new(),
            tablespace: None,
            only: false,
            parent: None,
            constraint: None,
        })
    }
}

impl Apply<'_> {
    pub(super) fn create_index(&mut self, create: &CreateIndex) -> Outcome {
        let relation = self.relation(&create.table)?;
        let foreign = relation.table().is_some_and(|it| it.foreign_server.is_some());
        if foreign || !matches!(relation.kind, RelationKind::Table(_) | RelationKind::MaterializedView(_)) {
            let name = relation.name.name.as_str();
            let message = match self.catalog.version.0 {
                ..15 if foreign => format!("cannot create index on foreign table \"{name}\""),
                ..15 => format!("\"{name}\" is not a table or materialized view"),
                _ => format!("cannot create index on relation \"{name}\""),
            };
            return Err(Mismatch::new("42809", message));
        }
        if create.concurrently && relation.table().is_some_and(Table::is_partitioned) {
            let name = relation.name.name.as_str();
            let message = format!("cannot create index on partitioned table \"{name}\" concurrently");
            return Err(Mismatch::new("0A000", message));
        }
        if let Some(name) = &create.name {
            let name = QualifiedName { schema: relation.name.schema.clone(), name: name.clone() };
            if self.catalog.find(&name).is_some() {
                return if create.if_not_exists { Ok(()) } else { Err(relation_exists(&name.name)) };
            }
        }
        if let Some(method) = &create.method {
            self.check_method(method, create.unique, &create.elements, !create.include.is_empty())?;
        }
        let mut new = NewIndex::of_elements(self, &relation, &create.elements, create.method.as_ref())?;
        self.index_options(new.method.as_str(), &create.options)?;
        if let Some(predicate) = &create.predicate {
            self.check_expression(&relation, &[&predicate.tree])?;
            self.check_place(&predicate.tree, Place::IndexPredicate)?;
            self.check_boolean(&relation, &predicate.tree, "WHERE")?;
            let what = "functions in index predicate must be marked IMMUTABLE";
            self.check_immutable(&relation, &predicate.tree, what)?;
        }
        new.name = create.name.clone();
        new.unique = create.unique;
        new.nulls_not_distinct = create.nulls_not_distinct;
        new.include = self.column_numbers(&relation, &create.include)?;
        new.predicate = create.predicate.clone();
        new.options = create.options.clone();
        new.tablespace = create.tablespace.clone();
        new.only = create.only;
        self.build_index(relation.id, new).map(drop)
    }

    pub(super) fn column_numbers(&self, relation: &Relation, names: &[Ident]) -> Outcome<Vec<ColumnNumber>> {
        let number = |it: &Ident| relation.column(it).map(|it| it.number).ok_or_else(|| unknown_column(it));
        names.iter().map(number).collect()
    }

    fn index_key(&self, relation: &Relation, element: &IndexElement, method: &Ident) -> Outcome<IndexKey> {
        let (key, data_type) = match &element.key {
            IndexKeyExpr::Column(name) => {
                let column = relation.column(name).ok_or_else(|| unknown_column(name))?;
                (KeyPart::Column(column.number), Some(&column.data_type))
            }
            IndexKeyExpr::Expr(expr) => {
                self.check_expression(relation, &[&expr.tree])?;
                self.check_place(&expr.tree, Place::IndexExpression)?;
                let what = "functions in index expression must be marked IMMUTABLE";
                self.check_immutable(relation, &expr.tree, what)?;
                (KeyPart::Expr(expr.clone()), None)
            }
        };
        if let Some(data_type) = data_type {
            self.check_opclass(element, self.catalog.base_type(data_type), method)?;
        }
        let opclass = element.opclass.as_ref().filter(|it| !is_default_opclass(it, data_type, method));
        Ok(IndexKey {
            key,
            collation: self.collation(element.collation.as_ref()),
            opclass: opclass.map(|it| self.opclass(it)),
            opclass_options: element.opclass_options.clone(),
            descending: element.descending,
            nulls_first: element.nulls_first.unwrap_or(element.descending),
        })
    }

    /// Where an operator class lives: with the extension that is known to bring it, else the server's own.
    pub(super) fn opclass(&self, name: &ObjectName) -> QualifiedName {
        if let Some(schema) = &name.schema {
            return QualifiedName { schema: schema.clone(), name: name.name.clone() };
        }
        let word = name.name.as_str();
        let extension = match word {
            "gin_trgm_ops" | "gist_trgm_ops" => Some("pg_trgm"),
            _ if word.starts_with("vector_") || word.starts_with("halfvec_") => Some("vector"),
            _ if word.contains("geometry_ops") || word.contains("geography_ops") => Some("postgis"),
            _ if word.starts_with("gist__int") || word == "gin__int_ops" => Some("intarray"),
            _ if word.starts_with("gist_") && word.ends_with("_ops") => Some("btree_gist"),
            _ => None,
        };
        let found = extension.and_then(|it| self.catalog.extensions.get(&Ident::exact(it)));
        let schema = found.and_then(|it| it.schema.clone()).unwrap_or_else(|| Ident::exact("pg_catalog"));
        QualifiedName { schema, name: name.name.clone() }
    }

    /// Adds an index (and its constraint) to a table and, for partitioned ones, to its partitions.
    pub(super) fn build_index(&mut self, id: RelationId, new: NewIndex) -> Outcome<RelationId> {
        let Some(relation) = self.catalog.relation(id).cloned() else {
            return Err(Mismatch::new("XX000", "could not open relation"));
        };
        let empty = Table::default();
        let table = relation.table().unwrap_or(&empty);
        self.key_covers_partition_key(table, &new)?;
        let name = match &new.name {
            Some(name) => name.clone(),
            None => self.index_name(&relation, &new),
        };
        let name = QualifiedName { schema: relation.name.schema.clone(), name };
        self.need_free(&name)?;
        let children = if table.is_partitioned() { table.children.clone() } else { Vec::new() };
        let index = Index {
            table: id,
            unique: new.unique,
            nulls_not_distinct: new.nulls_not_distinct,
            method: new.method.clone(),
            keys: new.keys.clone(),
            include: new.include.clone(),
            predicate: new.predicate.clone(),
            valid: !new.only || children.is_empty(),
            partitioned: table.is_partitioned(),
            parent: new.parent,
        };
        let mut made = self.blank(name.clone(), relation.persistence, RelationKind::Index(Box::new(index)));
        made.owner = relation.owner.clone();
        made.options = new.options.clone();
        made.grants = Vec::new();
        if new.tablespace.is_some() {
            made.tablespace = new.tablespace.clone();
        }
        let made = self.catalog.insert(made);
        let constraint = new.constraint.clone().map(|it| it.named(name.name, made, new.parent.is_none()));
        self.edit(id, |relation| match &mut relation.kind {
            RelationKind::Table(table) => {
                table.indexes.push(made);
                table.constraints.extend(constraint);
            }
            RelationKind::MaterializedView(view) => view.indexes.push(made),
            _ => {}
        });
        for child in children.into_iter().filter(|_| !new.only) {
            self.index_on_partition(made, child)?;
        }
        Ok(made)
    }

    fn index_name(&self, relation: &Relation, new: &NewIndex) -> Ident {
        let (schema, table) = (&relation.name.schema, relation.name.name.as_str());
        if new.constraint.as_ref().is_some_and(|it| it.kind == NewConstraintKind::Primary) {
            return self.catalog.choose_key_name(schema, table, None, "pkey");
        }
        let column = |number: ColumnNumber| {
            let column = relation.columns().iter().find(|it| it.number == number);
            column.map(|it| it.name.as_str().to_owned())
        };
        let keys = new.keys.iter().map(|it| match &it.key {
            KeyPart::Column(number) => column(*number),
            KeyPart::Expr(expr) => names::of_expression(&expr.tree),
        });
        let columns = names::index_columns(keys.chain(new.include.iter().map(|it| column(*it))));
        let joined = names::join(columns.iter().map(String::as_str));
        match &new.constraint {
            Some(constraint) => self.catalog.choose_key_name(schema, table, Some(&joined), constraint.label()),
            None => self.catalog.choose_relation_name(schema, table, Some(&joined), "idx"),
        }
    }

    /// A unique index of a partitioned table can only be checked partition by partition.
    fn key_covers_partition_key(&self, table: &Table, new: &NewIndex) -> Outcome {
        let Some(partition_key) = table.partition_key.as_ref().filter(|_| new.unique) else { return Ok(()) };
        for key in &partition_key.keys {
            let KeyPart::Column(number) = key.key else { continue };
            let covered = new.keys.iter().any(|it| matches!(it.key, KeyPart::Column(own) if own == number));
            if !covered {
                let message = match new.constraint.as_ref().map(|it| &it.kind) {
                    Some(NewConstraintKind::Primary) => {
                        "unique constraint on partitioned table must include all partitioning columns"
                    }
                    _ => "unique constraint on partitioned table must include all partitioning columns",
                };
                return Err(Mismatch::new("0A000", message));
            }
        }
        Ok(())
    }

    // ---- partitions ---------------------------------------------------------------------------------------------------

    /// The partition's part of a partitioned index: one that fits, or a new one.
    pub(super) fn index_on_partition(&mut self, parent: RelationId, child: RelationId) -> Outcome {
        let Some(old) = self.catalog.relation(parent).cloned() else { return Ok(()) };
        let Some(source) = old.index().and_then(|it| self.table_of(it.table)).cloned() else { return Ok(()) };
        let Some(mut new) = self.clone_index(&old, &source, child) else { return Ok(()) };
        let constraint = source.constraints.iter().find(|it| it.index() == Some(parent));
        new.constraint = constraint.and_then(NewConstraint::like);
        if let Some(fitting) = self.fitting_index(child, &new) {
            self.attach_index(parent, fitting);
            return Ok(());
        }
        new.parent = Some(parent);
        self.build_index(child, new).map(drop)
    }

    /// Makes an index part of a partitioned one.
    pub(super) fn attach_index(&mut self, parent: RelationId, index: RelationId) {
        self.edit(index, |it| {
            if let RelationKind::Index(index) = &mut it.kind {
                index.parent = Some(parent);
            }
        });
        let table = self.catalog.relation(index).and_then(|it| it.index()).map(|it| it.table);
        let parent_has_constraint = self.catalog.relation(parent).and_then(|it| it.index()).is_some_and(|it| {
            self.table_of(it.table).is_some_and(|it| it.constraints.iter().any(|it| it.index() == Some(parent)))
        });
        if let (Some(table), true) = (table, parent_has_constraint) {
            self.edit_table(table, |table| {
                for constraint in table.constraints.iter_mut().filter(|it| it.index() == Some(index)) {
                    (constraint.local, constraint.inherited) = (false, 1);
                }
            });
        }
    }

    fn fitting_index(&self, table: RelationId, new: &NewIndex) -> Option<RelationId> {
        let table = self.table_of(table)?;
        let fits = |id: &&RelationId| {
            let Some(index) = self.catalog.relation(**id).and_then(|it| it.index()) else { return false };
            let constraint = table.constraints.iter().find(|it| it.index() == Some(**id)).and_then(NewConstraint::like);
            let constraint = match (&new.constraint, constraint) {
                (Some(wanted), Some(own)) => wanted.kind == own.kind,
                (Some(_), None) => false,
                (None, _) => true,
            };
            constraint && index.parent.is_none() && same_index(index, new)
        };
        table.indexes.iter().find(fits).copied()
    }

    /// An index of one table as a new one for another, without name or constraint; None where a column is missing.
    pub(super) fn clone_index(&self, old: &Relation, source: &Table, target: RelationId) -> Option<NewIndex> {
        let index = old.index()?;
        let table = self.table_of(target)?;
        let number = |it: ColumnNumber| Some(table.column(&source.column_numbered(it)?.name)?.number);
        let key = |it: &IndexKey| {
            let key = match &it.key {
                KeyPart::Column(it) => KeyPart::Column(number(*it)?),
                KeyPart::Expr(expr) => KeyPart::Expr(expr.clone()),
            };
            Some(IndexKey { key, ..it.clone() })
        };
        Some(NewIndex {
            name: None,
            unique: index.unique,
            nulls_not_distinct: index.nulls_not_distinct,
            method: index.method.clone(),
            keys: index.keys.iter().map(key).collect::<Option<_>>()?,
            include: index.include.iter().map(|it| number(*it)).collect::<Option<_>>()?,
            predicate: index.predicate.clone(),
            options: old.options.clone(),
            tablespace: old.tablespace.clone(),
            only: false,
            parent: None,
            constraint: None,
        })
    }

    /// The index of that name on a table.
    pub(super) fn index_of(&self, table: &Relation, name: &Ident) -> Outcome<RelationId> {
        let qualified = QualifiedName { schema: table.name.schema.clone(), name: name.clone() };
        let found = self.catalog.find(&qualified);
        let missing = || {
            let (index, table) = (name.as_str(), table.name.name.as_str());
            Mismatch::new("42704", format!("index \"{index}\" for table \"{table}\" does not exist"))
        };
        let found = found.ok_or_else(missing)?;
        match found.index() {
            Some(index) if index.table == table.id => Ok(found.id),
            Some(_) => {
                let (index, table) = (name.as_str(), table.name.name.as_str());
                let message = format!("\"{index}\" is not an index for table \"{table}\"");
                Err(Mismatch::new("42809", message))
            }
            None => Err(wrong_kind(name, "an index")),
        }
    }
}

fn same_index(index: &Index, new: &NewIndex) -> bool {
    let same_key = |(a, b): (&IndexKey, &IndexKey)| {
        let part = match (&a.key, &b.key) {
            (KeyPart::Column(a), KeyPart::Column(b)) => a == b,
            (KeyPart::Expr(a), KeyPart::Expr(b)) => a.tree == b.tree,
            _ => false,
        };
        part && a.collation == b.collation && a.opclass == b.opclass
    };
    let predicate = match (&index.predicate, &new.predicate) {
        (None, None) => true,
        (Some(a), Some(b)) => a.tree == b.tree,
        _ => false,
    };
    index.valid
        && predicate
        && index.unique == new.unique
        && index.nulls_not_distinct == new.nulls_not_distinct
        && index.method == new.method
        && index.include == new.include
        && index.keys.len() == new.keys.len()
        && index.keys.iter().zip(&new.keys).all(same_key)
}

/// The class that the server would take anyway, which it does not print.
fn is_default_opclass(name: &ObjectName, data_type: Option<&DataType>, method: &Ident) -> bool {
    let name = name.name.as_str();
    let own = data_type.filter(|it| it.is_builtin()).is_some_and(|it| {
        let word = it.name.name.as_str();
        match method.as_str() {
            "btree" | "hash" if it.array => name == "array_ops",
            "btree" | "hash" => name == format!("{word}_ops") || (word == "varchar" && name == "text_ops"),
            "gin" if it.array => name == "array_ops",
            "gin" => name == format!("{word}_ops"),
            "gist" | "spgist" => {
                name == "range_ops" && word.ends_with("range") || name == format!("{word}_ops") && word != "inet"
            }
            _ => false,
        }
    });
    own || (method.as_str() == "gin" && matches!(name, "tsvector_ops" | "jsonb_ops"))
}
