//! The rows of system catalogs that are more than a relation each.

use super::{
    super::value::{Oid, Value},
    Maker, Row,
    rows::{database, letter, name, other_oid, published, relation_oid, row, schema_oid, type_row},
};
use crate::{
    catalog::{
        relation::{Constraint, ConstraintKind, Relation, RelationKind, Table, Trigger},
        resolve::is_builtin,
        types::{Domain, UserTypeKind},
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::{ObjectKind, PolicyCommand},
    },
};

impl<'a> Maker<'a> {
    pub(super) fn index(&self, it: &Relation, table: &Relation) -> Row {
        let primary = table.table().and_then(Table::primary_key).and_then(Constraint::index) == Some(it.id);
        let index = it.index();
        row(vec![
            ("indexrelid", relation_oid(it)),
            ("indrelid", relation_oid(table)),
            ("indisunique", Value::Bool(index.is_some_and(|it| it.unique))),
            ("indisprimary", Value::Bool(primary)),
            ("indisvalid", Value::Bool(index.is_some_and(|it| it.valid))),
        ])
    }

    pub(super) fn types(&self) -> Vec<Row> {
        let wanted = self.text_key("typname");
        let is_wanted = |it: &QualifiedName| wanted.as_ref().is_none_or(|name| it.name == *name);
        let user = self.catalog.types.iter().filter(|(it, _)| is_wanted(it)).map(|(it, found)| {
            let letter = match &found.kind {
                UserTypeKind::Enum(_) => "e",
                UserTypeKind::Domain(_) => "d",
                UserTypeKind::Composite => "c",
                UserTypeKind::Range { .. } => "r",
                UserTypeKind::Multirange(_) => "m",
                UserTypeKind::Base => "b",
            };
            type_row(it, letter)
        });
        // Each table is a type, too.
        let rows = self.relations("typname", "typnamespace", "").filter(|it| {
            let has_rows = it.index().is_none() && it.sequence().is_none();
            has_rows && !matches!(it.kind, RelationKind::Composite(_))
        });
        let rows = rows.map(|it| type_row(&it.name, "c"));
        let builtin = wanted.iter().filter(|it| is_builtin(it.as_str()));
        let builtin = builtin.map(|it| type_row(&QualifiedName::new("pg_catalog", it.clone()), "b"));
        user.chain(rows).chain(builtin).collect()
    }

    pub(super) fn enum_labels(&self) -> Vec<Row> {
        let wanted = match self.key("enumtypid") {
            Some(Value::Oid(Oid::Type(name))) => Some(name),
            _ => None,
        };
        let mut found = Vec::new();
        for (it, user_type) in self.catalog.types.iter().filter(|(it, _)| wanted.is_none_or(|name| *it == name)) {
            let UserTypeKind::Enum(labels) = &user_type.kind else { continue };
            for (position, label) in labels.iter().enumerate() {
                found.push(row(vec![
                    ("enumtypid", Value::Oid(Oid::Type(it.clone()))),
                    ("enumlabel", Value::Text(label.clone())),
                    ("enumsortorder", i64::try_from(position).map_or(Value::Unknown, |it| Value::Number(it + 1))),
                ]));
            }
        }
        found
    }

    pub(super) fn each_constraint(&self) -> Vec<(&'a Relation, Ident, &'static str, Option<&'a Constraint>)> {
        let wanted = self.text_key("conname").or_else(|| self.text_key("constraint_name"));
        if let Some(wanted) = &wanted
            && !self.catalog.schemas.keys().any(|it| self.catalog.constraint_exists(it, wanted))
        {
            return Vec::new();
        }
        let is_wanted = |it: &Ident| wanted.as_ref().is_none_or(|name| it == name);
        let mut found = Vec::new();
        for (relation, table) in self.tables() {
            let all = table.constraints.iter().filter(|it| is_wanted(&it.name));
            found.extend(all.map(|it| (relation, it.name.clone(), letter(it), Some(it))));
            let named = table.columns.iter().filter_map(|it| it.not_null.as_ref()?.name.as_ref());
            found.extend(named.filter(|it| is_wanted(it)).map(|it| (relation, it.clone(), "n", None)));
        }
        found
    }

    pub(super) fn constraints(&self) -> Vec<Row> {
        let of_tables = self.each_constraint().into_iter().map(|(relation, called, letter, it)| {
            let references = it.and_then(Constraint::foreign_key).map(|it| it.references);
            row(vec![
                ("oid", other_oid("constraint", &format!("{}.{called}", relation.name))),
                ("conname", name(&called)),
                ("connamespace", schema_oid(&relation.name.schema)),
                ("contype", Value::text(letter)),
                ("conrelid", relation_oid(relation)),
                ("contypid", Value::Number(0)),
                ("confrelid", references.map_or(Value::Number(0), |it| Value::Oid(Oid::Relation(it)))),
                ("convalidated", it.map_or(Value::Unknown, |it| Value::Bool(it.valid))),
                ("condeferrable", it.map_or(Value::Bool(false), |it| Value::Bool(it.deferrable))),
            ])
        });
        let mut found: Vec<Row> = of_tables.collect();
        let wanted = self.text_key("conname");
        for (domain, user_type) in &self.catalog.types {
            let UserTypeKind::Domain(Domain { checks, .. }) = &user_type.kind else { continue };
            let checks = checks.iter().filter(|it| wanted.as_ref().is_none_or(|name| it.name == *name));
            found.extend(checks.map(|it| {
                row(vec![
                    ("conname", name(&it.name)),
                    ("connamespace", schema_oid(&domain.schema)),
                    ("contype", Value::text("c")),
                    ("conrelid", Value::Number(0)),
                    ("contypid", Value::Oid(Oid::Type(domain.clone()))),
                ])
            }));
        }
        found
    }

    pub(super) fn schema_constraints(&self) -> Vec<Row> {
        let constraint = |(relation, called, letter, _): (&Relation, Ident, &str, _)| {
            let word = match letter {
                "p" => "PRIMARY KEY",
                "f" => "FOREIGN KEY",
                "u" => "UNIQUE",
                "c" | "n" => "CHECK",
                // Exclusion constraints are not in the standard's schema.
                _ => return None,
            };
            Some(row(vec![
                ("constraint_catalog", database()),
                ("constraint_schema", name(&relation.name.schema)),
                ("constraint_name", name(&called)),
                ("table_catalog", database()),
                ("table_schema", name(&relation.name.schema)),
                ("table_name", name(&relation.name.name)),
                ("constraint_type", Value::text(word)),
            ]))
        };
        self.each_constraint().into_iter().filter_map(constraint).collect()
    }

    pub(super) fn key_columns(&self, table: &str) -> Vec<Row> {
        let mut found = Vec::new();
        for (relation, called, _, constraint) in self.each_constraint() {
            let Some(constraint) = constraint else { continue };
            let (of, columns) = match (&constraint.kind, table) {
                (ConstraintKind::ForeignKey(key), "key_column_usage") => (Some(relation), key.columns.clone()),
                (ConstraintKind::ForeignKey(key), _) => {
                    (self.catalog.relation(key.references).map(|it| &**it), key.referenced_columns.clone())
                }
                (_, "constraint_column_usage")
                | (ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. }, _) => {
                    let index = constraint.index().and_then(|it| self.catalog.relation(it));
                    let index = index.and_then(|it| it.index());
                    (Some(relation), index.map(|it| it.leading_columns().collect()).unwrap_or_default())
                }
                _ => continue,
            };
            let Some((of, table)) = of.and_then(|it| Some((it, it.table()?))) else { continue };
            for column in columns.iter().filter_map(|it| table.column_numbered(*it)) {
                found.push(row(vec![
                    ("constraint_schema", name(&relation.name.schema)),
                    ("constraint_name", name(&called)),
                    ("table_schema", name(&of.name.schema)),
                    ("table_name", name(&of.name.name)),
                    ("column_name", name(&column.name)),
                ]));
            }
        }
        found
    }

    pub(super) fn listed(&self, view: &str) -> Vec<Row> {
        let column = match view {
            "pg_views" => "viewname",
            "pg_matviews" => "matviewname",
            _ => "sequencename",
        };
        let fits = |it: &&Relation| match &it.kind {
            RelationKind::View(_) => view == "pg_views",
            RelationKind::MaterializedView(_) => view == "pg_matviews",
            RelationKind::Sequence(_) => view == "pg_sequences",
            _ => false,
        };
        let all = self.relations(column, "schemaname", "").filter(fits);
        all.map(|it| row(vec![("schemaname", name(&it.name.schema)), (column, name(&it.name.name))])).collect()
    }

    /// Roles belong to the cluster: those that nobody has shown may be there all the same.
    pub(super) fn roles(&self, table: &str) -> Vec<Row> {
        let column = match table {
            "pg_user" | "pg_shadow" => "usename",
            "pg_group" => "groname",
            _ => "rolname",
        };
        let known = self.catalog.roles.iter().map(|(it, role)| {
            row(vec![
                ("oid", Value::Oid(Oid::Role(it.clone()))),
                (column, name(it)),
                ("rolsuper", Value::Bool(role.superuser)),
                ("rolcanlogin", Value::Bool(role.login)),
                ("rolbypassrls", Value::Bool(role.bypass_rls)),
            ])
        });
        known.chain(std::iter::once(Row { columns: Vec::new(), certain: false })).collect()
    }

    pub(super) fn policies(&self) -> Vec<Row> {
        let mut found = Vec::new();
        for (relation, table) in self.tables() {
            for policy in &table.policies {
                let command = match policy.command {
                    PolicyCommand::All => "ALL",
                    PolicyCommand::Select => "SELECT",
                    PolicyCommand::Insert => "INSERT",
                    PolicyCommand::Update => "UPDATE",
                    PolicyCommand::Delete => "DELETE",
                };
                found.push(row(vec![
                    ("schemaname", name(&relation.name.schema)),
                    ("tablename", name(&relation.name.name)),
                    ("policyname", name(&policy.name)),
                    ("cmd", Value::text(command)),
                    ("polname", name(&policy.name)),
                    ("polrelid", relation_oid(relation)),
                ]));
            }
        }
        found
    }

    pub(super) fn triggers(&self) -> impl Iterator<Item = (&'a Relation, &'a Trigger)> + use<'a> {
        self.tables().flat_map(|(relation, table)| table.triggers.iter().map(move |it| (relation, it)))
    }

    pub(super) fn extensions(&self) -> Vec<Row> {
        let each = self.catalog.extensions.iter().map(|(it, extension)| {
            let version = extension.version.clone().map_or(Value::Unknown, Value::Text);
            row(vec![("extname", name(it)), ("oid", other_oid("extension", it.as_str())), ("extversion", version)])
        });
        let listed = self.catalog.extensions.contains_key(&Ident::exact("plpgsql"));
        let language = (!listed).then(|| row(vec![("extname", Value::text("plpgsql"))]));
        each.chain(language).collect()
    }

    /// Besides users' functions there are the server's and those of extensions, which are not listed.
    pub(super) fn routines(&self) -> Vec<Row> {
        let mut found = Vec::new();
        for (it, overloads) in &self.catalog.routines {
            for routine in overloads.iter() {
                let letter = match routine.kind {
                    ObjectKind::Procedure => "p",
                    ObjectKind::Aggregate => "a",
                    _ => "f",
                };
                found.push(row(vec![
                    ("proname", name(&it.name)),
                    ("pronamespace", schema_oid(&it.schema)),
                    ("prokind", Value::text(letter)),
                    ("routine_name", name(&it.name)),
                    ("routine_schema", name(&it.schema)),
                    ("routine_type", Value::text(if letter == "p" { "PROCEDURE" } else { "FUNCTION" })),
                ]));
            }
        }
        let schema =
            if self.catalog.extensions.is_empty() { schema_oid(&Ident::exact("pg_catalog")) } else { Value::Unknown };
        let routine_schema = match &schema {
            Value::Unknown => Value::Unknown,
            _ => Value::text("pg_catalog"),
        };
        let columns = vec![("pronamespace", schema), ("routine_schema", routine_schema)];
        found.push(Row { certain: false, ..row(columns) });
        found
    }

    pub(super) fn named(&self, column: &'static str, kind: &str, names: impl Iterator<Item = &'a Ident>) -> Vec<Row> {
        names.map(|it| row(vec![(column, name(it)), ("oid", other_oid(kind, it.as_str()))])).collect()
    }

    pub(super) fn published(&self) -> Vec<Row> {
        let mut found = Vec::new();
        for (called, publication) in &self.catalog.publications {
            let listed = publication.tables.iter().filter_map(|it| self.catalog.relation(it.relation));
            found.extend(listed.map(|it| published(called, it)));
            if publication.all_tables || !publication.schemas.is_empty() {
                let all = self.catalog.relations().filter(|it| it.table().is_some());
                let all = all.filter(|it| publication.all_tables || publication.schemas.contains(&it.name.schema));
                found.extend(all.map(|it| published(called, it)));
            }
        }
        found
    }

    pub(super) fn inheritance(&self) -> Vec<Row> {
        let mut found = Vec::new();
        let parent = match self.key("inhparent") {
            Some(Value::Oid(Oid::Relation(id))) => Some(*id),
            _ => None,
        };
        let parents: Vec<&Relation> = match parent {
            Some(id) => self.catalog.relation(id).map(|it| &**it).into_iter().collect(),
            None => self.catalog.relations().map(|it| &**it).collect(),
        };
        for parent in parents {
            for child in parent.table().map(|it| it.children.as_slice()).unwrap_or_default() {
                found.push(row(vec![
                    ("inhparent", relation_oid(parent)),
                    ("inhrelid", Value::Oid(Oid::Relation(*child))),
                ]));
            }
        }
        found
    }

    pub(super) fn others(&self, kind: ObjectKind, column: &'static str) -> Vec<Row> {
        let all = self.catalog.others.keys().filter(|it| it.kind == kind);
        all.map(|it| row(vec![(column, Value::Text(it.name.clone()))])).collect()
    }
}
