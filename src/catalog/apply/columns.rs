//! Columns as written → columns of the catalog, and what their clauses ask for besides.

use super::{
    Mismatch,
    context::Apply,
    error::{Outcome, invalid_table},
};
use crate::{
    catalog::{
        PgVersion, RelationId,
        relation::{Column, ColumnNumber, Generated, Identity, NotNull, Table},
        types::{DataType, UserTypeKind},
    },
    sql::{
        expr::{Expr, Tree},
        name::{Ident, ObjectName, QualifiedName},
        statement::{
            ColumnConstraint, ColumnConstraintKind, ColumnDefinition, ConstraintAttributes, IndexElement, IndexKeyExpr,
            IndexParameters, Persistence, References, SequenceOptions, TableConstraint, TableConstraintKind,
        },
    },
};

/// The first version in which NOT NULL is a named constraint.
pub(super) const NAMED_NOT_NULL: PgVersion = PgVersion(18);

/// Columns that every table has.
pub(super) fn is_system(column: &Ident) -> bool {
    matches!(column.as_str(), "ctid" | "xmin" | "cmin" | "xmax" | "cmax" | "tableoid")
}

/// Constraints and sequences that column and table clauses ask for, in the order written.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) not_nulls: Vec<NewNotNull>,
    pub(super) checks: Vec<NewCheck>,
    pub(super) keys: Vec<NewKey>,
    pub(super) foreign_keys: Vec<NewForeignKey>,
    pub(super) sequences: Vec<NewSequence>,
}

pub(super) struct NewNotNull {
    pub(super) name: Option<Ident>,
    pub(super) column: Ident,
    pub(super) no_inherit: bool,
    pub(super) valid: bool,
}

#[derive(Clone)]
pub(super) struct NewCheck {
    pub(super) name: Option<Ident>,
    pub(super) expr: Expr,
    pub(super) no_inherit: bool,
    pub(super) attributes: ConstraintAttributes,
}

#[derive(Clone, PartialEq)]
pub(super) enum KeyKind {
    Primary,
    Unique,
    /// With its operators.
    Exclude(Vec<ObjectName>),
}

pub(super) struct NewKey {
    pub(super) name: Option<Ident>,
    pub(super) kind: KeyKind,
    pub(super) method: Option<Ident>,
    pub(super) elements: Vec<IndexElement>,
    pub(super) parameters: IndexParameters,
    pub(super) predicate: Option<Expr>,
    pub(super) attributes: ConstraintAttributes,
}

#[derive(Clone)]
pub(super) struct NewForeignKey {
    pub(super) name: Option<Ident>,
    pub(super) columns: Vec<Ident>,
    pub(super) references: References,
    pub(super) attributes: ConstraintAttributes,
}

/// A serial's or identity column's sequence.
pub(super) struct NewSequence {
    pub(super) column: Ident,
    pub(super) name: QualifiedName,
    pub(super) data_type: DataType,
    pub(super) options: SequenceOptions,
    /// `Some(always)` for identity columns.
    pub(super) identity: Option<bool>,
}

/// Types whose values have no language.
fn uncollated(data_type: &DataType) -> bool {
    let without =
        ["bool", "int2", "int4", "int8", "numeric", "float4", "float8", "date", "timestamp", "timestamptz", "uuid"];
    without.iter().any(|it| data_type.is(it))
}

impl Apply<'_> {
    /// A column of a table that is not (or not yet) partitioned from somewhere else.
    pub(super) fn new_column(
        &mut self,
        table: &QualifiedName,
        definition: &ColumnDefinition,
        parts: &mut Parts,
    ) -> Outcome<Column> {
        let name = definition.name.clone();
        let Some(type_name) = &definition.data_type else {
            return Err(super::error::no_column(&name, &table.name));
        };
        let serial = serial(&type_name.name);
        let data_type = match serial {
            Some(internal) => builtin(internal),
            None => self.data_type(type_name)?,
        };
        let mut column = blank_column(name.clone(), data_type.clone());
        if definition.collation.is_some() && uncollated(&data_type) {
            return Err(Mismatch::new("42804", format!("collations are not supported by type {data_type}")));
        }
        column.collation = self.collation(definition.collation.as_ref());
        column.storage = definition.storage.clone();
        column.compression = definition.compression.clone();
        if serial.is_some() {
            let sequence = self.choose_sequence_name(table, &name, parts);
            column.default = Some(crate::catalog::rewrite::nextval(&sequence));
            parts.not_nulls.push(not_null(&name));
            let options = SequenceOptions::default();
            parts.sequences.push(NewSequence { column: name, name: sequence, data_type, options, identity: None });
        }
        self.one_value(table, &definition.name, serial.is_some(), &definition.constraints)?;
        self.column_clauses(table, &mut column, &definition.constraints, parts)?;
        if let Some(default) = column.default.as_ref().filter(|_| serial.is_none()) {
            self.check_default(&column.name, &column.data_type, default)?;
        }
        Ok(column)
    }

    /// DEFAULT, identity and generated exclude each other, and each stands once.
    fn one_value(&self, table: &QualifiedName, column: &Ident, serial: bool, clauses: &[ColumnConstraint]) -> Outcome {
        let (column, table) = (column.as_str(), table.name.as_str());
        let refuse = |what: &str| {
            let message = format!("{what} specified for column \"{column}\" of table \"{table}\"");
            Err(Mismatch::new("42601", message))
        };
        let (mut default, mut identity, mut generated) = (serial, false, false);
        for clause in clauses {
            match clause.kind {
                ColumnConstraintKind::Default(_) if default => return refuse("multiple default values"),
                ColumnConstraintKind::Default(_) => default = true,
                ColumnConstraintKind::Identity { .. } if identity => return refuse("multiple identity specifications"),
                ColumnConstraintKind::Identity { .. } => identity = true,
                ColumnConstraintKind::Generated { .. } if generated => return refuse("multiple generation clauses"),
                ColumnConstraintKind::Generated { .. } => generated = true,
                _ => continue,
            }
            match (default, identity, generated) {
                (true, true, _) => return refuse("both default and identity"),
                (true, _, true) => return refuse("both default and generation expression"),
                (_, true, true) => return refuse("both identity and generation expression"),
                _ => {}
            }
        }
        Ok(())
    }

    /// DEFAULT, NOT NULL and so on of one column.
    pub(super) fn column_clauses(
        &mut self,
        table: &QualifiedName,
        column: &mut Column,
        clauses: &[ColumnConstraint],
        parts: &mut Parts,
    ) -> Outcome {
        let mut nullable = false;
        for clause in clauses {
            let (name, attributes) = (clause.name.clone(), clause.attributes);
            let element = || vec![plain_element(&column.name)];
            match &clause.kind {
                ColumnConstraintKind::NotNull { no_inherit } => {
                    let (no_inherit, valid) = (*no_inherit, !attributes.not_valid);
                    parts.not_nulls.push(NewNotNull { name, column: column.name.clone(), no_inherit, valid });
                }
                ColumnConstraintKind::Null => nullable = true,
                ColumnConstraintKind::Default(expr) => column.default = Some(expr.clone()),
                ColumnConstraintKind::Check { expr, no_inherit } => {
                    parts.checks.push(NewCheck { name, expr: expr.clone(), no_inherit: *no_inherit, attributes });
                }
                ColumnConstraintKind::Generated { expr, stored } => {
                    column.generated = Some(Generated { expr: expr.clone(), stored: *stored });
                }
                ColumnConstraintKind::Identity { always, options } => {
                    self.identity_column(table, column, *always, options, parts)?;
                }
                ColumnConstraintKind::Unique(parameters) => parts.keys.push(NewKey {
                    name,
                    kind: KeyKind::Unique,
                    method: None,
                    elements: element(),
                    parameters: parameters.clone(),
                    predicate: None,
                    attributes,
                }),
                ColumnConstraintKind::PrimaryKey(parameters) => parts.keys.push(NewKey {
                    name,
                    kind: KeyKind::Primary,
                    method: None,
                    elements: element(),
                    parameters: parameters.clone(),
                    predicate: None,
                    attributes,
                }),
                ColumnConstraintKind::References(references) => parts.foreign_keys.push(NewForeignKey {
                    name,
                    columns: vec![column.name.clone()],
                    references: references.clone(),
                    attributes,
                }),
            }
        }
        if nullable && parts.not_nulls.iter().any(|it| it.column == column.name) {
            let (column, table) = (column.name.as_str(), table.name.as_str());
            let message =
                format!("conflicting NULL/NOT NULL declarations for column \"{column}\" of table \"{table}\"");
            return Err(Mismatch::new("42601", message));
        }
        Ok(())
    }

    /// DEFAULT NULL is no default, except where the value still has to be fitted to a length or a domain.
    pub(super) fn drop_null_default(&self, column: &mut Column) {
        fn is_null(tree: &Tree) -> bool {
            matches!(tree, Tree::Null) || matches!(tree, Tree::Cast { operand, .. } if is_null(operand))
        }
        let is_domain = || {
            let made = self.catalog.user_type(&column.data_type);
            made.is_some_and(|it| matches!(it.kind, UserTypeKind::Domain(_)) && !column.data_type.array)
        };
        let fitted = !column.data_type.modifiers.is_empty() || is_domain();
        if !fitted && column.default.as_ref().is_some_and(|it| is_null(&it.tree)) {
            column.default = None;
        }
    }

    pub(super) fn identity_column(
        &mut self,
        table: &QualifiedName,
        column: &mut Column,
        always: bool,
        options: &SequenceOptions,
        parts: &mut Parts,
    ) -> Outcome {
        if !["int2", "int4", "int8"].iter().any(|it| column.data_type.is(it)) && column.data_type.is_builtin() {
            return Err(Mismatch::new("22023", "identity column type must be smallint, integer, or bigint"));
        }
        let name = match &options.name {
            Some(name) => self.place(name)?,
            None => self.choose_sequence_name(table, &column.name, parts),
        };
        parts.not_nulls.push(not_null(&column.name));
        parts.sequences.push(NewSequence {
            column: column.name.clone(),
            name,
            data_type: column.data_type.clone(),
            options: options.clone(),
            identity: Some(always),
        });
        Ok(())
    }

    fn choose_sequence_name(&self, table: &QualifiedName, column: &Ident, parts: &Parts) -> QualifiedName {
        let taken = |name: &Ident| {
            let name = QualifiedName { schema: table.schema.clone(), name: name.clone() };
            self.catalog.find(&name).is_some() || parts.sequences.iter().any(|it| it.name == name)
        };
        let name = crate::catalog::names::choose(table.name.as_str(), Some(column.as_str()), "seq", taken);
        QualifiedName { schema: table.schema.clone(), name }
    }

    /// A collation as kept: None for the type's own.
    pub(super) fn collation(&self, name: Option<&ObjectName>) -> Option<QualifiedName> {
        let name = name.filter(|it| it.name.as_str() != "default")?;
        if let Some(schema) = &name.schema {
            return Some(QualifiedName { schema: schema.clone(), name: name.name.clone() });
        }
        let made = |schema: Ident| {
            let name = QualifiedName { schema, name: name.name.clone() };
            let object =
                crate::catalog::objects::OtherObject::named(crate::sql::statement::ObjectKind::Collation, &name);
            self.catalog.others.contains_key(&object).then_some(name)
        };
        let found = self.catalog.visible(self.session).find_map(made);
        Some(found.unwrap_or_else(|| QualifiedName::new("pg_catalog", name.name.clone())))
    }

    /// A table constraint into the same lists.
    pub(super) fn constraint_clause(&self, table: &Table, clause: &TableConstraint, parts: &mut Parts) -> Outcome {
        let (name, attributes) = (clause.name.clone(), clause.attributes);
        let elements = |columns: &[Ident]| columns.iter().map(plain_element).collect::<Vec<_>>();
        match &clause.kind {
            TableConstraintKind::Check { expr, no_inherit } => {
                parts.checks.push(NewCheck { name, expr: expr.clone(), no_inherit: *no_inherit, attributes });
            }
            TableConstraintKind::NotNull { column, no_inherit } => {
                let (no_inherit, valid) = (*no_inherit, !attributes.not_valid);
                parts.not_nulls.push(NewNotNull { name, column: column.clone(), no_inherit, valid });
            }
            TableConstraintKind::Unique { columns, parameters } => {
                let kind = KeyKind::Unique;
                let (elements, parameters) = (elements(columns), parameters.clone());
                parts.keys.push(NewKey { name, kind, method: None, elements, parameters, predicate: None, attributes });
            }
            TableConstraintKind::PrimaryKey { columns, parameters } => {
                let kind = KeyKind::Primary;
                let (elements, parameters) = (elements(columns), parameters.clone());
                parts.keys.push(NewKey { name, kind, method: None, elements, parameters, predicate: None, attributes });
            }
            TableConstraintKind::ForeignKey { columns, references } => {
                let (columns, references) = (columns.clone(), references.clone());
                parts.foreign_keys.push(NewForeignKey { name, columns, references, attributes });
            }
            TableConstraintKind::Exclude(exclude) => {
                let (elements, operators) = exclude.elements.iter().cloned().unzip();
                parts.keys.push(NewKey {
                    name,
                    kind: KeyKind::Exclude(operators),
                    method: exclude.method.clone(),
                    elements,
                    parameters: exclude.parameters.clone(),
                    predicate: exclude.predicate.clone(),
                    attributes,
                });
            }
            TableConstraintKind::UniqueUsingIndex(_) | TableConstraintKind::PrimaryKeyUsingIndex(_) => {
                let _ = table;
                return Err(Mismatch::new("42601", "syntax error: USING INDEX is for ALTER TABLE only"));
            }
        }
        Ok(())
    }

    /// Sets NOT NULL on a column, as a constraint of that name (or a generated one) where the version has them.
    pub(super) fn set_not_null(&mut self, table: RelationId, new: &NewNotNull) -> Outcome {
        let Some(relation) = self.catalog.relation(table).cloned() else { return Ok(()) };
        let Some(column) = relation.column(&new.column) else {
            return Err(super::error::no_column(&new.column, &relation.name.name));
        };
        let local = |old: &mut NotNull| {
            old.local = true;
            old.valid |= new.valid;
        };
        if column.not_null.is_some() {
            self.edit_column(table, &new.column, |it| it.not_null.iter_mut().for_each(local));
            return Ok(());
        }
        let name = (self.catalog.version >= NAMED_NOT_NULL).then(|| match &new.name {
            Some(name) => name.clone(),
            None => {
                let (schema, table) = (&relation.name.schema, relation.name.name.as_str());
                self.catalog.choose_constraint_name(schema, table, Some(new.column.as_str()), "not_null", &[])
            }
        });
        let not_null = NotNull { name, valid: new.valid, no_inherit: new.no_inherit, local: true, inherited: 0 };
        self.edit_column(table, &new.column, |it| it.not_null = Some(not_null));
        Ok(())
    }

    /// The sequences behind serial and identity columns of a table that now exists.
    pub(super) fn add_sequences(&mut self, table: RelationId, sequences: Vec<NewSequence>) -> Outcome {
        for new in sequences {
            let Some(column) = self.table_of(table).and_then(|it| it.column(&new.column)) else { continue };
            let owner = (table, column.number);
            let options = SequenceOptions { data_type: None, owned_by: None, ..new.options };
            let mut sequence = super::sequence::fresh(new.data_type);
            super::sequence::change(&mut sequence, &options, true)?;
            sequence.owned_by = Some(owner);
            sequence.identity = new.identity.is_some();
            let kind = crate::catalog::relation::RelationKind::Sequence(Box::new(sequence));
            self.need_free(&new.name)?;
            let persistence = self.catalog.relation(table).map(|it| it.persistence);
            // Before 15 there were no unlogged sequences.
            let unlogged = |it: &Persistence| *it != Persistence::Unlogged || self.catalog.version.0 >= 15;
            let persistence = persistence.filter(unlogged).unwrap_or(Persistence::Permanent);
            let mut relation = self.blank(new.name, persistence, kind);
            relation.owner = self.catalog.relation(table).and_then(|it| it.owner.clone());
            if relation.owner != self.session.role {
                relation.grants = self.default_grants_of(relation.owner.as_ref(), &relation.name);
            }
            let sequence = self.catalog.insert(relation);
            if let Some(always) = new.identity {
                self.edit_column(table, &new.column, |it| it.identity = Some(Identity { always, sequence }));
            }
        }
        Ok(())
    }
}

/// Gives a column the table's next number.
pub(super) fn push_column(table: &mut Table, mut column: Column) -> ColumnNumber {
    table.columns_made = table.columns_made.saturating_add(1);
    column.number = ColumnNumber(table.columns_made);
    let number = column.number;
    table.columns.push(column);
    number
}

pub(super) fn blank_column(name: Ident, data_type: DataType) -> Column {
    Column {
        number: ColumnNumber(0),
        name,
        data_type,
        collation: None,
        not_null: None,
        default: None,
        generated: None,
        identity: None,
        storage: None,
        compression: None,
        statistics: None,
        options: Vec::new(),
        grants: Vec::new(),
        comment: None,
        local: true,
        inherited: 0,
    }
}

pub(super) fn not_null(column: &Ident) -> NewNotNull {
    NewNotNull { name: None, column: column.clone(), no_inherit: false, valid: true }
}

pub(super) fn plain_element(column: &Ident) -> IndexElement {
    IndexElement {
        key: IndexKeyExpr::Column(column.clone()),
        collation: None,
        opclass: None,
        opclass_options: Vec::new(),
        descending: false,
        nulls_first: None,
    }
}

/// The integer type behind a serial.
pub(super) fn serial(name: &ObjectName) -> Option<&'static str> {
    if name.schema.is_some() {
        return None;
    }
    match name.name.as_str() {
        "serial" | "serial4" => Some("int4"),
        "bigserial" | "serial8" => Some("int8"),
        "smallserial" | "serial2" => Some("int2"),
        _ => None,
    }
}

pub(super) fn builtin(name: &str) -> DataType {
    DataType {
        name: QualifiedName::new("pg_catalog", name),
        modifiers: Vec::new(),
        interval_fields: None,
        array: false,
    }
}

/// `multiple primary keys for table "t" are not allowed`
pub(super) fn second_primary_key(table: &Ident) -> Mismatch {
    invalid_table(format!("multiple primary keys for table \"{}\" are not allowed", table.as_str()))
}
