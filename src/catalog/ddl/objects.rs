//! Objects that are not relations: schemas, extensions, types, routines, statistics, publications, grants, comments.

use super::{Printer, Section, list, literal, qualified, table::options};
use crate::{
    catalog::{
        objects::{Grant, PublishedRelation, Routine},
        relation::{Relation, RelationKind},
        resolve::TEMPORARY,
        types::{Domain, UserType, UserTypeKind},
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::{ArgumentMode, FunctionBody, ObjectKind, PlannerHints, SetVariable, Volatility},
        tag::object_kind,
    },
};
use std::{collections::BTreeMap, sync::Arc};

impl Printer<'_> {
    pub(super) fn objects(&mut self) {
        let catalog = self.catalog;
        for (name, schema) in catalog.schemas.iter().filter(|it| it.1.extension.is_none()) {
            self.turn_away(Some(name.clone()));
            if name.as_str() != "public" {
                self.add(Section::Schema, "SCHEMA", name, format!("CREATE SCHEMA {name};"));
            }
            self.grants("SCHEMA", &name.to_string(), &schema.grants);
            // Every database has this one from the start.
            let comment = schema.comment.as_ref().filter(|it| &***it != "standard public schema");
            self.comment("SCHEMA", &name.to_string(), comment);
        }
        self.turn_away(None);
        for (name, extension) in &catalog.extensions {
            let schema = extension.schema.as_ref().map(|it| format!(" WITH SCHEMA {it}")).unwrap_or_default();
            let schema = if self.style.canonical { String::new() } else { schema };
            self.add(Section::Extension, "EXTENSION", name, format!("CREATE EXTENSION IF NOT EXISTS {name}{schema};"));
        }
        for user_type in catalog.types.values().filter(|it| it.extension.is_none()) {
            self.turn_to(user_type.name.clone());
            self.user_type(user_type);
        }
        for (name, overloads) in catalog.routines.iter().filter(|it| it.0.schema.as_str() != TEMPORARY) {
            self.turn_to(name.clone());
            overloads.iter().filter(|it| it.extension.is_none()).for_each(|it| self.routine(name, it));
        }
        for (name, statistics) in &catalog.statistics {
            let Some(table) = catalog.relation(statistics.table) else { continue };
            self.turn_to(table.name.clone());
            let columns = table.table().cloned().unwrap_or_default();
            let kinds =
                if statistics.kinds.is_empty() { String::new() } else { format!(" ({})", list(&statistics.kinds)) };
            let keys = list(statistics.keys.iter().map(|it| self.key_part(&columns, it)));
            let sql = format!("CREATE STATISTICS {name}{kinds} ON {keys} FROM {};", table.name);
            self.add(Section::Statistics, "STATISTICS", name, sql);
            self.comment("STATISTICS", &name.to_string(), statistics.comment.as_ref());
        }
        self.turn_away(None);
        for (name, publication) in &catalog.publications {
            let mut what: Vec<String> = publication.schemas.iter().map(|it| format!("TABLES IN SCHEMA {it}")).collect();
            what.extend(publication.tables.iter().map(|it| self.published(it)));
            what.sort();
            let target = match (publication.all_tables, what.is_empty()) {
                (true, _) => " FOR ALL TABLES".to_owned(),
                (false, true) => String::new(),
                (false, false) => format!(" FOR {}", what.join(", ")),
            };
            let options = &publication.options;
            let with = if options.is_empty() { String::new() } else { format!(" WITH ({})", self::options(options)) };
            let sql = format!("CREATE PUBLICATION {name}{target}{with};");
            self.add(Section::Publication, "PUBLICATION", name, sql);
            if let Some(owner) = publication.owner.as_ref().filter(|_| self.style.owners) {
                let sql = format!("ALTER PUBLICATION {name} OWNER TO {owner};");
                self.add(Section::Grant, "OWNER", format!("PUBLICATION {name}"), sql);
            }
            self.comment("PUBLICATION", &name.to_string(), publication.comment.as_ref());
        }
        self.others();
        self.default_privileges();
    }

    /// `TABLE orders (id, total) WHERE (total > 0)`
    fn published(&self, published: &PublishedRelation) -> String {
        let mut columns: Vec<&Ident> = published.columns.iter().collect();
        if let Some(relation) = self.catalog.relation(published.relation) {
            columns.sort_by_key(|name| relation.columns().iter().position(|it| it.name == **name));
        }
        let columns = if columns.is_empty() { String::new() } else { format!(" ({})", list(columns)) };
        let filter = published.filter.as_ref().map(|it| format!(" WHERE ({})", self.style.expr(it)));
        format!("TABLE {}{columns}{}", self.name_of(published.relation), filter.unwrap_or_default())
    }

    fn user_type(&mut self, user_type: &UserType) {
        let name = &user_type.name;
        let (kind, sql) = match &user_type.kind {
            UserTypeKind::Enum(labels) => {
                let labels = list(labels.iter().map(|it| literal(it)));
                ("TYPE", format!("CREATE TYPE {name} AS ENUM ({labels});"))
            }
            UserTypeKind::Domain(domain) => ("DOMAIN", self.domain(name, domain)),
            UserTypeKind::Range { subtype, multirange } => {
                let subtype = subtype.as_ref().map(ToString::to_string).unwrap_or_default();
                let multirange = multirange.as_ref().map(|it| format!(", MULTIRANGE_TYPE_NAME = {it}"));
                let multirange = multirange.unwrap_or_default();
                ("TYPE", format!("CREATE TYPE {name} AS RANGE (SUBTYPE = {subtype}{multirange});"))
            }
            // Printed with its relation, or made by C code.
            UserTypeKind::Composite | UserTypeKind::Base | UserTypeKind::Multirange(_) => return,
        };
        self.add(Section::Type, kind, name, sql);
        self.grants(kind, &name.to_string(), &user_type.grants);
        self.comment(kind, &name.to_string(), user_type.comment.as_ref());
    }

    fn domain(&self, name: &QualifiedName, domain: &Domain) -> String {
        let mut sql = format!("CREATE DOMAIN {name} AS {}", domain.base);
        if let Some(collation) = &domain.collation {
            sql += &format!(" COLLATE {}", qualified(collation));
        }
        if let Some(default) = &domain.default {
            sql += &format!(" DEFAULT {}", self.style.expr(default));
        }
        if domain.not_null {
            sql += " NOT NULL";
        }
        let mut checks: Vec<_> = domain.checks.iter().collect();
        checks.sort_by(|a, b| a.name.cmp(&b.name));
        for check in checks.iter().filter(|it| it.valid) {
            sql += &format!(" CONSTRAINT {} CHECK ({})", check.name, self.style.expr(&check.expr));
        }
        sql += ";";
        for check in checks.iter().filter(|it| !it.valid) {
            let expr = self.style.expr(&check.expr);
            sql += &format!("\nALTER DOMAIN {name} ADD CONSTRAINT {} CHECK ({expr}) NOT VALID;", check.name);
        }
        sql
    }

    pub(super) fn routine(&mut self, name: &QualifiedName, routine: &Routine) {
        let arguments = self.arguments(routine);
        let signature = signature(name, routine);
        let kind = object_kind(routine.kind);
        if routine.kind == ObjectKind::Aggregate {
            let sql = self.aggregate(&signature, routine);
            self.add(Section::Operator, kind, &signature, sql);
            self.grants("FUNCTION", &signature, &routine.grants);
            self.comment(kind, &signature, routine.comment.as_ref());
            return;
        }
        let mut sql = format!("CREATE {kind} {name}({arguments})");
        if let Some(returns) = returns(routine) {
            sql += &format!(" RETURNS {returns}");
        }
        sql += &format!(" LANGUAGE {}", routine.language);
        sql += match routine.volatility {
            Volatility::Immutable => " IMMUTABLE",
            Volatility::Stable => " STABLE",
            Volatility::Volatile => "",
        };
        if routine.strict {
            sql += " STRICT";
        }
        if routine.security_definer {
            sql += " SECURITY DEFINER";
        }
        sql += &hints(&routine.hints);
        sql += &settings(&routine.settings);
        if let FunctionBody::Text { text, .. } = &routine.body {
            sql += &format!(" AS {}", dollar_quoted(text));
        }
        sql += ";";
        let user_types = routine.arguments.iter().map(|it| &it.data_type).chain(&routine.returns);
        let needs_rows = user_types.into_iter().any(|it| self.catalog.find(&it.name).is_some());
        let section = if needs_rows { Section::RowRoutine } else { Section::Routine };
        self.add(section, kind, &signature, sql);
        self.grants(kind, &signature, &routine.grants);
        self.comment(kind, &signature, routine.comment.as_ref());
    }

    pub(super) fn arguments(&self, routine: &Routine) -> String {
        list(routine.arguments.iter().filter(|it| it.mode != ArgumentMode::Table).map(|it| {
            let mode = match it.mode {
                ArgumentMode::Out => "OUT ",
                ArgumentMode::InOut => "INOUT ",
                ArgumentMode::Variadic => "VARIADIC ",
                ArgumentMode::In | ArgumentMode::Table => "",
            };
            let argument = it.name.as_ref().map(|it| format!("{it} ")).unwrap_or_default();
            let default = it.default.as_ref().map(|it| format!(" DEFAULT {}", self.style.expr(it)));
            format!("{mode}{argument}{}{}", it.data_type, default.unwrap_or_default())
        }))
    }

    /// Owner, grants and comments of a relation and of its columns.
    pub(super) fn ownership(&mut self, relation: &Relation) {
        let name = relation.name.to_string();
        let kind = match &relation.kind {
            RelationKind::Table(it) if it.foreign_server.is_some() => "FOREIGN TABLE",
            RelationKind::Table(_) => "TABLE",
            RelationKind::View(_) => "VIEW",
            RelationKind::MaterializedView(_) => "MATERIALIZED VIEW",
            RelationKind::Index(_) => "INDEX",
            RelationKind::Sequence(_) => "SEQUENCE",
            RelationKind::Composite(_) => "TYPE",
        };
        let identity = relation.sequence().is_some_and(|it| it.identity);
        // An index belongs to its table's owner.
        if let Some(owner) = relation.owner.as_ref().filter(|_| self.style.owners && kind != "INDEX" && !identity) {
            self.add(Section::Grant, "OWNER", &name, format!("ALTER {kind} {name} OWNER TO {owner};"));
        }
        let on = if kind == "SEQUENCE" { "SEQUENCE" } else { "TABLE" };
        self.grants(on, &name, &relation.grants);
        self.comment(kind, &name, relation.comment.as_ref());
        for column in relation.columns() {
            let path = format!("{name}.{}", column.name);
            self.comment("COLUMN", &path, column.comment.as_ref());
            let grants = if self.style.grants { column.grants.as_slice() } else { &[] };
            for grant in grants {
                let privilege = grant.privilege.as_str().to_uppercase();
                let sql = format!("GRANT {privilege} ({}) ON TABLE {name} TO {};", column.name, grantee(grant));
                self.add(Section::Grant, "GRANT", format!("{path} {privilege} {}", grant.grantee), sql);
            }
        }
        let Some(table) = relation.table() else { return };
        for constraint in &table.constraints {
            let object = format!("{} ON {name}", constraint.name);
            self.comment("CONSTRAINT", &object, constraint.comment.as_ref());
        }
        for trigger in &table.triggers {
            self.comment("TRIGGER", &format!("{} ON {name}", trigger.name), trigger.comment.as_ref());
        }
        for policy in &table.policies {
            self.comment("POLICY", &format!("{} ON {name}", policy.name), policy.comment.as_ref());
        }
    }

    pub(super) fn grants(&mut self, kind: &str, name: &str, grants: &[Grant]) {
        if !self.style.grants {
            return;
        }
        // PUBLIC may use a new routine or type: where it may not, somebody took that away.
        let public_from_start = matches!(kind, "FUNCTION" | "PROCEDURE" | "TYPE" | "DOMAIN" | "LANGUAGE");
        if public_from_start && grants.iter().all(|it| it.grantee.as_str() != "public") {
            let sql = format!("REVOKE ALL ON {kind} {name} FROM PUBLIC;");
            self.add(Section::Revoke, "REVOKE", name, sql);
        }
        let mut by_grantee: BTreeMap<(&Ident, bool), Vec<String>> = BTreeMap::new();
        for grant in grants {
            let key = (&grant.grantee, grant.with_option);
            by_grantee.entry(key).or_default().push(grant.privilege.as_str().to_uppercase());
        }
        for ((grantee, with_option), mut privileges) in by_grantee {
            privileges.sort();
            let option = if with_option { " WITH GRANT OPTION" } else { "" };
            let to = if grantee.as_str() == "public" { "PUBLIC".to_owned() } else { grantee.to_string() };
            let sql = format!("GRANT {} ON {kind} {name} TO {to}{option};", privileges.join(", "));
            self.add(Section::Grant, "GRANT", format!("{name} {to}{option}"), sql);
        }
    }

    pub(super) fn comment(&mut self, kind: &str, name: &str, text: Option<&Arc<str>>) {
        if let Some(text) = text {
            let sql = format!("COMMENT ON {kind} {name} IS {};", literal(text));
            self.add(Section::Comment, "COMMENT", format!("{kind} {name}"), sql);
        }
    }

    fn default_privileges(&mut self) {
        if !self.style.grants {
            return;
        }
        for (key, grants) in &self.catalog.default_privileges {
            let role = key.role.as_ref().filter(|_| self.style.owners);
            let role = role.map(|it| format!(" FOR ROLE {it}")).unwrap_or_default();
            let schema = key.schema.as_ref().map(|it| format!(" IN SCHEMA {it}")).unwrap_or_default();
            self.turn_away(key.schema.clone());
            let kind = object_kind(key.kind);
            for grant in grants.iter() {
                let privilege = grant.privilege.as_str().to_uppercase();
                let sql = format!(
                    "ALTER DEFAULT PRIVILEGES{role}{schema} GRANT {privilege} ON {kind}S TO {};",
                    grantee(grant)
                );
                let name = format!("{role}{schema} {kind} {privilege} {}", grant.grantee);
                self.add(Section::Grant, "DEFAULT PRIVILEGES", name.trim(), sql);
            }
        }
    }
}

fn grantee(grant: &Grant) -> String {
    let to = if grant.grantee.as_str() == "public" { "PUBLIC".to_owned() } else { grant.grantee.to_string() };
    if grant.with_option { format!("{to} WITH GRANT OPTION") } else { to }
}

/// `public.total(integer)`
pub(super) fn signature(name: &QualifiedName, routine: &Routine) -> String {
    format!("{name}({})", list(routine.input_types()))
}

/// `SETOF integer`; None for procedures, and where OUT arguments say it.
pub(super) fn returns(routine: &Routine) -> Option<String> {
    let table = routine.arguments.iter().filter(|it| it.mode == ArgumentMode::Table);
    let columns: Vec<String> = table
        .map(|it| format!("{} {}", it.name.as_ref().map(ToString::to_string).unwrap_or_default(), it.data_type))
        .collect();
    if !columns.is_empty() {
        return Some(format!("TABLE({})", columns.join(", ")));
    }
    let set = if routine.returns_set { "SETOF " } else { "" };
    routine.returns.as_ref().map(|it| format!("{set}{it}"))
}

pub(super) fn hints(hints: &PlannerHints) -> String {
    let mut sql = if hints.leakproof == Some(true) { " LEAKPROOF".to_owned() } else { String::new() };
    let parallel = hints.parallel.as_ref().map(|it| it.to_uppercase());
    let support = hints.support.as_ref().map(ToString::to_string);
    let words = [
        ("PARALLEL", parallel.as_deref()),
        ("COST", hints.cost.as_deref()),
        ("ROWS", hints.rows.as_deref()),
        ("SUPPORT", support.as_deref()),
    ];
    words.iter().filter_map(|it| it.1.map(|value| (it.0, value))).for_each(|it| sql += &format!(" {} {}", it.0, it.1));
    sql
}

pub(super) fn settings(settings: &[SetVariable]) -> String {
    let one = |it: &SetVariable| {
        let values = list(it.values.iter().map(|it| literal(it)));
        format!(" SET {} TO {values}", it.name)
    };
    settings.iter().map(one).collect()
}

/// The body between dollar quotes that do not occur in it.
fn dollar_quoted(text: &str) -> String {
    let mut tag = "$$".to_owned();
    let mut number = 0;
    while text.contains(&tag) {
        number += 1;
        tag = format!("$body{number}$");
    }
    format!("{tag}{text}{tag}")
}
