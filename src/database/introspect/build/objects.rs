//! Schemas, roles, extensions, types, routines, publications and default privileges.

use super::{Builder, comment, grants, rows};
use crate::{
    catalog::{
        objects::{
            DefaultPrivilegeKey, Extension, Publication, PublishedRelation, Read, Role, Routine, RoutineArgument,
            Schema,
        },
        relation::{IndexKey, KeyPart},
        types::{Domain, DomainCheck, UserType, UserTypeKind},
    },
    sql::{
        self,
        expr::Tree,
        name::{Ident, ObjectName, QualifiedName},
        statement::{
            ArgumentMode, FunctionBody, ObjectKind, PlannerHints, SetVariable, StatementKind, StorageOption, Volatility,
        },
    },
    text::{FileId, Span},
};
use std::sync::Arc;

impl Builder {
    pub(super) fn schemas_and_roles(&mut self, rows: &rows::Rows) {
        self.catalog.schemas.clear();
        for row in &rows.schemas {
            let schema = Schema {
                owner: Some(Ident::exact(&row.owner)),
                grants: grants(&row.acl),
                comment: comment(row.comment.clone()),
                extension: row.extension.as_deref().map(Ident::exact),
            };
            self.catalog.schemas.insert(Ident::exact(&row.name), Arc::new(schema));
        }
        for row in &rows.roles {
            let role = Role {
                superuser: row.superuser,
                bypass_rls: row.bypass_rls,
                login: row.login,
                member_of: row.member_of.iter().map(|it| Ident::exact(it)).collect(),
                comment: comment(row.comment.clone()),
            };
            self.catalog.roles.insert(Ident::exact(&row.name), Arc::new(role));
        }
        for row in &rows.extensions {
            let extension = Extension {
                schema: Some(Ident::exact(&row.schema)),
                version: Some(Arc::from(row.version.as_str())),
                comment: comment(row.comment.clone()),
            };
            self.catalog.extensions.insert(Ident::exact(&row.name), Arc::new(extension));
        }
    }

    /// All names first: a domain may be over an enum that comes later.
    pub(super) fn types(&mut self, rows: &[rows::UserType]) {
        for row in rows {
            self.put_type(row, UserTypeKind::Base);
        }
        for row in rows {
            let kind = match row.kind {
                'e' => UserTypeKind::Enum(row.labels.iter().map(|it| Arc::from(it.as_str())).collect()),
                'd' => {
                    let check = |(name, expr, valid): &(String, String, bool)| DomainCheck {
                        name: Ident::exact(name),
                        expr: sql::expression(expr),
                        valid: *valid,
                    };
                    UserTypeKind::Domain(Domain {
                        base: self.data_type(row.base.as_deref().unwrap_or("text")),
                        collation: row.collation.as_deref().map(super::qualified),
                        default: row.default.as_deref().map(sql::expression),
                        not_null: row.not_null,
                        checks: row.checks.iter().map(check).collect(),
                    })
                }
                'c' => UserTypeKind::Composite,
                'r' => UserTypeKind::Range {
                    subtype: row.subtype.as_deref().map(|it| self.data_type(it)),
                    multirange: row.range.as_deref().map(super::qualified),
                },
                'm' => UserTypeKind::Multirange(super::qualified(row.range.as_deref().unwrap_or_default())),
                _ => continue,
            };
            self.put_type(row, kind);
        }
    }

    fn put_type(&mut self, row: &rows::UserType, kind: UserTypeKind) {
        let name = QualifiedName::new(row.schema.as_str(), row.name.as_str());
        let user_type = UserType {
            name: name.clone(),
            owner: Some(Ident::exact(&row.owner)),
            grants: grants(&row.acl),
            comment: comment(row.comment.clone()),
            extension: row.extension.as_deref().map(Ident::exact),
            kind,
        };
        self.catalog.types.insert(name, Arc::new(user_type));
    }

    pub(super) fn routines(&mut self, rows: Vec<rows::Routine>) {
        for row in rows {
            let argument =
                |(mode, name, data_type, default): &(char, String, String, Option<String>)| RoutineArgument {
                    name: Some(name).filter(|it| !it.is_empty()).map(|it| Ident::exact(it)),
                    mode: match mode {
                        'o' => ArgumentMode::Out,
                        'b' => ArgumentMode::InOut,
                        'v' => ArgumentMode::Variadic,
                        't' => ArgumentMode::Table,
                        _ => ArgumentMode::In,
                    },
                    data_type: self.data_type(data_type),
                    default: default.as_deref().map(sql::expression),
                };
            let body = row
                .body
                .as_deref()
                .map(|text| FunctionBody::Text { text: Arc::from(text), span: Span::new(FileId(0), 0..0) });
            let mut routine = Routine {
                kind: match row.kind {
                    'p' => ObjectKind::Procedure,
                    'a' => ObjectKind::Aggregate,
                    _ => ObjectKind::Function,
                },
                arguments: row.arguments.iter().map(argument).collect(),
                returns: row.returns.as_deref().filter(|_| row.kind != 'p').map(|it| self.data_type(it)),
                returns_set: row.returns_set,
                language: Ident::exact(&row.language),
                volatility: match row.volatility {
                    'i' => Volatility::Immutable,
                    's' => Volatility::Stable,
                    _ => Volatility::Volatile,
                },
                strict: row.strict,
                security_definer: row.security_definer,
                hints: PlannerHints::default(),
                settings: row.settings.iter().map(|it| setting(it)).collect(),
                body: body.or_else(|| inline(row.inline.as_deref()?)).unwrap_or(FunctionBody::None),
                definition: Vec::new(),
                read: Read::default(),
                owner: Some(Ident::exact(&row.owner)),
                grants: grants(&row.acl),
                comment: comment(row.comment),
                extension: row.extension.as_deref().map(Ident::exact),
            };
            routine.hint(&PlannerHints {
                leakproof: Some(row.leakproof),
                parallel: Some(Arc::from(match row.parallel {
                    's' => "safe",
                    'r' => "restricted",
                    _ => "unsafe",
                })),
                cost: Some(Arc::from(row.cost.to_string())),
                rows: Some(Arc::from(row.rows.to_string())),
                support: row.support.map(|(schema, name)| ObjectName {
                    schema: (schema != "pg_catalog").then(|| Ident::exact(&schema)),
                    name: Ident::exact(&name),
                }),
            });
            let name = QualifiedName::new(row.schema.as_str(), row.name.as_str());
            let overloads = self.catalog.routines.entry(name).or_default();
            Arc::make_mut(overloads).push(routine);
        }
        self.resolve_partition_keys();
    }

    /// Partition keys were read before the columns; a key that is a bare column is one.
    fn resolve_partition_keys(&mut self) {
        let partitioned = self.catalog.relations().filter(|it| it.table().is_some_and(|it| it.is_partitioned()));
        for mut relation in partitioned.map(|it| (**it).clone()).collect::<Vec<_>>() {
            let Some(table) = relation.table_mut() else { continue };
            let columns: Vec<_> = table.columns.iter().map(|it| (it.name.clone(), it.number)).collect();
            for IndexKey { key, .. } in table.partition_key.iter_mut().flat_map(|it| &mut it.keys) {
                let KeyPart::Expr(expr) = &*key else { continue };
                let Tree::Column { name, .. } = &*expr.tree else { continue };
                if let Some((_, number)) = columns.iter().find(|it| it.0 == *name) {
                    *key = KeyPart::Column(*number);
                }
            }
            self.catalog.put(relation);
        }
    }

    pub(super) fn statistics_and_publications(
        &mut self,
        statistics: &[rows::Statistics],
        publications: Vec<rows::Publication>,
    ) {
        for row in statistics {
            let name = QualifiedName::new(row.schema.as_str(), row.name.as_str());
            let known = self.catalog.statistics.get_mut(&name);
            match known {
                Some(object) => {
                    let object = Arc::make_mut(object);
                    object.owner = Some(Ident::exact(&row.owner));
                    object.comment = comment(row.comment.clone());
                }
                None => {
                    let table = self.relation(row.table).map(|it| it.name.to_string()).unwrap_or_default();
                    self.problem(format!("statistics {name} on {table} were not understood"));
                }
            }
        }
        for row in publications {
            let table = |(oid, columns, filter): &(u32, Vec<String>, Option<String>)| {
                Some(PublishedRelation {
                    relation: *self.ids.get(oid)?,
                    columns: columns.iter().map(|it| Ident::exact(it)).collect(),
                    filter: filter.as_deref().map(sql::expression),
                })
            };
            let mut publication = Publication {
                all_tables: row.all_tables,
                schemas: row.schemas.iter().map(|it| Ident::exact(it)).collect(),
                tables: row.tables.iter().filter_map(table).collect(),
                options: Vec::new(),
                owner: Some(Ident::exact(&row.owner)),
                comment: comment(row.comment),
            };
            let option =
                |it: &(String, String)| StorageOption { name: Arc::from(&*it.0), value: Some(Arc::from(&*it.1)) };
            publication.set_options(&row.options.iter().map(option).collect::<Vec<_>>());
            self.catalog.publications.insert(Ident::exact(&row.name), Arc::new(publication));
        }
    }

    pub(super) fn default_privileges(&mut self, rows: Vec<rows::DefaultPrivileges>) {
        for row in rows {
            let kind = match row.kind {
                'r' => ObjectKind::Table,
                'S' => ObjectKind::Sequence,
                'f' => ObjectKind::Function,
                'T' => ObjectKind::Type,
                _ => ObjectKind::Schema,
            };
            let key = DefaultPrivilegeKey {
                role: Some(Ident::exact(&row.role)),
                schema: row.schema.as_deref().map(Ident::exact),
                kind,
            };
            self.catalog.default_privileges.insert(key, Arc::new(grants(&row.acl)));
        }
    }
}

/// `BEGIN ATOMIC … END` or `RETURN expr`, as the server prints it.
fn inline(text: &str) -> Option<FunctionBody> {
    match sql::statement(&format!("CREATE FUNCTION f() {text}")) {
        StatementKind::CreateFunction(create) => Some(create.body),
        _ => None,
    }
}

/// `search_path=a, b` of `proconfig`.
fn setting(text: &str) -> SetVariable {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let values = if name == "search_path" {
        value.split(',').map(str::trim).filter(|it| !it.is_empty()).map(|it| Arc::from(it.trim_matches('"'))).collect()
    } else {
        vec![Arc::from(value)]
    };
    SetVariable { local: false, name: Arc::from(name.to_ascii_lowercase()), values }
}
