//! Enums, composite types, ranges, base types and domains.

use super::{
    Mismatch,
    columns::{blank_column, push_column},
    context::Apply,
    dependents::Object,
    error::{Outcome, duplicate, no_type, plain},
};
use crate::{
    catalog::{
        RelationId,
        relation::{Column, ColumnNumber, Relation, RelationKind},
        types::{Domain, DomainCheck, UserType, UserTypeKind},
    },
    sql::{
        expr::{Tree, TypeName},
        name::{Ident, ObjectName, QualifiedName},
        statement::{
            AlterDomain, AlterDomainKind, AlterType, AlterTypeKind, ColumnDefinition, CreateDomain, CreateType,
            CreateTypeKind, Persistence, ValuePosition,
        },
    },
};
use std::sync::Arc;

impl Apply<'_> {
    fn new_type(&mut self, name: &ObjectName, kind: UserTypeKind) -> Outcome<QualifiedName> {
        let name = self.place(name)?;
        if self.catalog.types.contains_key(&name) || self.catalog.find(&name).is_some_and(|it| it.table().is_some()) {
            return Err(duplicate("type", name.name.as_str()));
        }
        let user_type = UserType {
            name: name.clone(),
            owner: self.session.role.clone(),
            grants: self.default_type_grants(&name.schema),
            comment: None,
            extension: None,
            kind,
        };
        self.catalog.types.insert(name.clone(), Arc::new(user_type));
        Ok(name)
    }

    pub(super) fn create_type(&mut self, create: &CreateType) -> Outcome {
        let kind = match &create.kind {
            CreateTypeKind::Enum(labels) => UserTypeKind::Enum(labels.clone()),
            CreateTypeKind::Composite(columns) => return self.create_composite(create, columns),
            CreateTypeKind::Range { subtype, multirange } => return self.create_range(create, subtype, multirange),
            CreateTypeKind::Base | CreateTypeKind::Shell => {
                // A shell is filled in later under the same name.
                let name = self.place(&create.name)?;
                let shell = self.catalog.types.get(&name).is_some_and(|it| matches!(it.kind, UserTypeKind::Base));
                if shell && matches!(create.kind, CreateTypeKind::Base) {
                    return Ok(());
                }
                UserTypeKind::Base
            }
        };
        self.new_type(&create.name, kind).map(drop)
    }

    fn create_range(
        &mut self,
        create: &CreateType,
        subtype: &Option<TypeName>,
        multirange: &Option<ObjectName>,
    ) -> Outcome {
        let subtype = subtype.as_ref().map(|it| self.data_type(it)).transpose()?;
        let multirange = match multirange {
            Some(name) => name.clone(),
            None => {
                let name = create.name.name.as_str();
                let derived = match name.rfind("range") {
                    Some(at) => format!("{}multi{}", &name[..at], &name[at..]),
                    None => format!("{name}_multirange"),
                };
                ObjectName { schema: create.name.schema.clone(), name: Ident::exact(&derived) }
            }
        };
        let place = self.place(&multirange)?;
        let kind = UserTypeKind::Range { subtype, multirange: Some(place) };
        let range = self.new_type(&create.name, kind)?;
        self.new_type(&multirange, UserTypeKind::Multirange(range)).map(drop)
    }

    fn create_composite(&mut self, create: &CreateType, definitions: &[ColumnDefinition]) -> Outcome {
        let mut columns: Vec<Column> = Vec::new();
        for definition in definitions {
            let Some(type_name) = &definition.data_type else { continue };
            let mut column = blank_column(definition.name.clone(), self.data_type(type_name)?);
            column.number = ColumnNumber(u16::try_from(columns.len() + 1).unwrap_or(u16::MAX));
            column.collation = self.collation(definition.collation.as_ref());
            columns.push(column);
        }
        let name = self.new_type(&create.name, UserTypeKind::Composite)?;
        self.need_free(&name)?;
        let mut relation = self.blank(name, Persistence::Permanent, RelationKind::Composite(columns));
        relation.grants = Vec::new();
        relation.tablespace = None;
        self.catalog.insert(relation);
        Ok(())
    }

    /// A user's type by name, in the catalog's own spelling.
    pub(super) fn user_type(&self, name: &ObjectName) -> Outcome<Arc<UserType>> {
        let found = match &name.schema {
            Some(schema) => self.catalog.types.get(&QualifiedName { schema: schema.clone(), name: name.name.clone() }),
            None => self
                .catalog
                .visible(self.session)
                .find_map(|schema| self.catalog.types.get(&QualifiedName { schema, name: name.name.clone() })),
        };
        found.cloned().ok_or_else(|| no_type(&plain(name)))
    }

    pub(super) fn edit_type(&mut self, name: &QualifiedName, change: impl FnOnce(&mut UserType)) {
        if let Some(found) = self.catalog.types.get_mut(name) {
            change(Arc::make_mut(found));
        }
    }

    pub(super) fn alter_type(&mut self, alter: &AlterType) -> Outcome {
        alter.actions.iter().try_for_each(|it| self.alter_type_once(&alter.name, it))
    }

    fn alter_type_once(&mut self, name: &ObjectName, action: &AlterTypeKind) -> Outcome {
        let user_type = self.user_type(name)?;
        let name = user_type.name.clone();
        match action {
            AlterTypeKind::AddValue { value, if_not_exists, position } => {
                let mut labels = self.labels(&user_type)?;
                if labels.contains(value) {
                    if *if_not_exists {
                        return Ok(());
                    }
                    return Err(Mismatch::new("42710", format!("enum label \"{value}\" already exists")));
                }
                let find = |label: &Arc<str>| {
                    let at = labels.iter().position(|it| it == label);
                    at.ok_or_else(|| Mismatch::new("22023", format!("\"{label}\" is not an existing enum label")))
                };
                let at = match position {
                    None => labels.len(),
                    Some(ValuePosition::Before(label)) => find(label)?,
                    Some(ValuePosition::After(label)) => find(label)? + 1,
                };
                labels.insert(at, value.clone());
                self.edit_type(&name, |it| it.kind = UserTypeKind::Enum(labels));
                Ok(())
            }
            AlterTypeKind::RenameValue { from, to } => {
                let mut labels = self.labels(&user_type)?;
                if labels.contains(to) {
                    return Err(Mismatch::new("42710", format!("enum label \"{to}\" already exists")));
                }
                let Some(label) = labels.iter_mut().find(|it| *it == from) else {
                    return Err(Mismatch::new("22023", format!("\"{from}\" is not an existing enum label")));
                };
                *label = to.clone();
                self.edit_type(&name, |it| it.kind = UserTypeKind::Enum(labels));
                self.rename_value_in_defaults(&name, from, to);
                Ok(())
            }
            AlterTypeKind::SetProperties => Ok(()),
            attribute => self.alter_attribute(&name, attribute),
        }
    }

    /// A default is kept as the value, not as its name.
    fn rename_value_in_defaults(&mut self, name: &QualifiedName, from: &str, to: &str) {
        fn is_value(tree: &Tree, from: &str) -> bool {
            match tree {
                Tree::Text(text) => &**text == from,
                Tree::Cast { operand, .. } => is_value(operand, from),
                _ => false,
            }
        }
        let new = crate::sql::expression(&format!("'{}'::{name}", to.replace('\'', "''")));
        for id in self.catalog.type_users(name).map(|it| it.id).collect::<Vec<_>>() {
            self.edit(id, |relation| {
                let columns = match &mut relation.kind {
                    RelationKind::Table(table) => table.columns.as_mut_slice(),
                    RelationKind::View(view) => view.columns.as_mut_slice(),
                    _ => &mut [],
                };
                for column in columns.iter_mut().filter(|it| it.data_type.name == *name && !it.data_type.array) {
                    if column.default.as_ref().is_some_and(|it| is_value(&it.tree, from)) {
                        column.default = Some(new.clone());
                    }
                }
            });
        }
    }

    fn labels(&self, user_type: &UserType) -> Outcome<Vec<Arc<str>>> {
        match &user_type.kind {
            UserTypeKind::Enum(labels) => Ok(labels.clone()),
            _ => {
                let shown = self.shown(&user_type.name);
                Err(Mismatch::new("42809", format!("{shown} is not an enum")))
            }
        }
    }

    /// A type in use keeps its attributes: those of typed tables all, those of columns their types.
    fn refuse_attribute(&self, of: &Relation, kind: &AlterTypeKind) -> Outcome {
        let cascade = match kind {
            AlterTypeKind::AddAttribute { cascade, .. }
            | AlterTypeKind::DropAttribute { cascade, .. }
            | AlterTypeKind::AlterAttribute { cascade, .. }
            | AlterTypeKind::RenameAttribute { cascade, .. } => *cascade,
            _ => return Ok(()),
        };
        let shown = of.name.name.as_str();
        let typed = |it: &Relation| it.table().is_some_and(|it| it.of_type.as_ref() == Some(&of.name));
        if !cascade && self.catalog.relations().any(|it| typed(it)) {
            let message = format!("cannot alter type \"{shown}\" because it is the type of a typed table");
            return Err(Mismatch::new("2BP01", message));
        }
        if !matches!(kind, AlterTypeKind::AlterAttribute { .. }) {
            return Ok(());
        }
        let stored = |it: &&Arc<Relation>| it.table().is_some() || matches!(it.kind, RelationKind::MaterializedView(_));
        let user = self.catalog.type_users(&of.name).filter(stored).find_map(|user| {
            let column = user.columns().iter().find(|it| it.data_type.name == of.name)?;
            Some(format!("{}.{}", user.name.name.as_str(), column.name.as_str()))
        });
        let Some(user) = user else { return Ok(()) };
        let message = format!("cannot alter type \"{shown}\" because column \"{user}\" uses it");
        Err(Mismatch::new("0A000", message))
    }

    fn alter_attribute(&mut self, name: &QualifiedName, kind: &AlterTypeKind) -> Outcome {
        let Some(relation) = self.catalog.find(name).cloned() else {
            let shown = self.shown(name);
            return Err(Mismatch::new("42809", format!("{shown} is not a composite type")));
        };
        let missing = |column: &Ident| super::error::no_column(column, &relation.name.name);
        self.refuse_attribute(&relation, kind)?;
        let mut columns = relation.columns().to_vec();
        match kind {
            AlterTypeKind::AddAttribute { name, data_type, .. } => {
                if relation.column(name).is_some() {
                    return Err(super::error::column_exists(name, &relation.name.name));
                }
                let mut column = blank_column(name.clone(), self.data_type(data_type)?);
                column.number = ColumnNumber(columns.iter().map(|it| it.number.0).max().unwrap_or(0) + 1);
                columns.push(column);
            }
            AlterTypeKind::DropAttribute { name, if_exists, .. } => {
                if relation.column(name).is_none() && !if_exists {
                    return Err(missing(name));
                }
                columns.retain(|it| it.name != *name);
            }
            AlterTypeKind::AlterAttribute { name, data_type, .. } => {
                let data_type = self.data_type(data_type)?;
                let column = columns.iter_mut().find(|it| it.name == *name).ok_or_else(|| missing(name))?;
                column.data_type = data_type;
            }
            AlterTypeKind::RenameAttribute { from, to, .. } => {
                let column = columns.iter_mut().find(|it| it.name == *from).ok_or_else(|| missing(from))?;
                column.name = to.clone();
            }
            AlterTypeKind::AddValue { .. } | AlterTypeKind::RenameValue { .. } | AlterTypeKind::SetProperties => {}
        }
        let changed = columns.clone();
        self.edit(relation.id, |it| {
            if let Some(own) = super::alter_column::attributes_mut(it) {
                *own = columns;
            }
        });
        let typed =
            self.catalog.relations().filter(|it| it.table().is_some_and(|it| it.of_type.as_ref() == Some(name)));
        let typed: Vec<RelationId> = typed.map(|it| it.id).collect();
        typed.into_iter().try_for_each(|it| self.follow_attribute(it, kind, &changed))
    }

    /// CASCADE: what is done to an attribute is done to the column of a typed table.
    fn follow_attribute(&mut self, table: RelationId, kind: &AlterTypeKind, attributes: &[Column]) -> Outcome {
        let attribute = |name: &Ident| attributes.iter().find(|it| it.name == *name);
        match kind {
            AlterTypeKind::AddAttribute { name, .. } => {
                if let Some(column) = attribute(name) {
                    self.edit_table(table, |it| push_column(it, column.clone()));
                }
            }
            AlterTypeKind::DropAttribute { name, .. } => {
                let number = self.table_of(table).and_then(|it| it.column(name)).map(|it| it.number);
                if let Some(number) = number {
                    return self.drop_objects(vec![Object::Column(table, number)], true, "");
                }
            }
            AlterTypeKind::AlterAttribute { name, .. } => {
                if let Some(new) = attribute(name) {
                    self.edit_column(table, name, |it| {
                        it.data_type = new.data_type.clone();
                        it.collation = new.collation.clone();
                        it.storage = None;
                    });
                }
            }
            AlterTypeKind::RenameAttribute { from, to, .. } => self.rename_column_of(table, from, to),
            AlterTypeKind::AddValue { .. } | AlterTypeKind::RenameValue { .. } | AlterTypeKind::SetProperties => {}
        }
        Ok(())
    }

    // ---- domains ------------------------------------------------------------------------------------------------------

    pub(super) fn create_domain(&mut self, create: &CreateDomain) -> Outcome {
        let mut domain = Domain {
            base: self.data_type(&create.data_type)?,
            collation: self.collation(create.collation.as_ref()),
            default: create.default.clone(),
            not_null: create.not_null,
            checks: Vec::new(),
        };
        for (name, expr) in &create.checks {
            let name = name.clone().unwrap_or_else(|| domain_check_name(&create.name.name, &domain));
            domain.checks.push(DomainCheck { name, expr: expr.clone(), valid: true });
        }
        self.new_type(&create.name, UserTypeKind::Domain(domain)).map(drop)
    }

    pub(super) fn alter_domain(&mut self, alter: &AlterDomain) -> Outcome {
        let user_type = self.user_type(&alter.name)?;
        let shown = user_type.name.name.clone();
        let UserTypeKind::Domain(domain) = &user_type.kind else {
            return Err(Mismatch::new("42809", format!("{} is not a domain", self.shown(&user_type.name))));
        };
        let mut domain = domain.clone();
        let missing = |name: &Ident| {
            let (name, shown) = (name.as_str(), shown.as_str());
            Mismatch::new("42704", format!("constraint \"{name}\" of domain \"{shown}\" does not exist"))
        };
        match &alter.kind {
            AlterDomainKind::SetDefault(default) => domain.default = default.clone(),
            AlterDomainKind::SetNotNull(not_null) => domain.not_null = *not_null,
            AlterDomainKind::AddConstraint { name, check, not_null, not_valid } => {
                domain.not_null |= not_null;
                if let Some(expr) = check {
                    let name = name.clone().unwrap_or_else(|| domain_check_name(&shown, &domain));
                    if domain.checks.iter().any(|it| it.name == name) {
                        let (name, shown) = (name.as_str(), shown.as_str());
                        let message = format!("constraint \"{name}\" for domain \"{shown}\" already exists");
                        return Err(Mismatch::new("42710", message));
                    }
                    domain.checks.push(DomainCheck { name, expr: expr.clone(), valid: !not_valid });
                }
            }
            AlterDomainKind::DropConstraint { name, if_exists, .. } => {
                if !domain.checks.iter().any(|it| it.name == *name) && !if_exists {
                    return Err(missing(name));
                }
                domain.checks.retain(|it| it.name != *name);
            }
            AlterDomainKind::RenameConstraint { from, to } => {
                let check = domain.checks.iter_mut().find(|it| it.name == *from).ok_or_else(|| missing(from))?;
                check.name = to.clone();
            }
            AlterDomainKind::ValidateConstraint { name } => {
                let check = domain.checks.iter_mut().find(|it| it.name == *name).ok_or_else(|| missing(name))?;
                check.valid = true;
            }
        }
        self.edit_type(&user_type.name, |it| it.kind = UserTypeKind::Domain(domain));
        Ok(())
    }
}

fn domain_check_name(domain: &Ident, own: &Domain) -> Ident {
    let taken = |name: &Ident| own.checks.iter().any(|it| it.name == *name);
    crate::catalog::names::choose(domain.as_str(), None, "check", taken)
}
