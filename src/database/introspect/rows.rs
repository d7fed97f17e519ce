//! The rows of `pg_catalog` that the catalog is built from, as the queries beside this file name them.

use crate::{database::Server, error::Result};
use serde::Deserialize;

/// A grant out of an ACL: grantee (`public` for PUBLIC), privilege in lower case, grantable.
pub(super) type Acl = Vec<(String, String, bool)>;

#[derive(Deserialize)]
pub(super) struct Schema {
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) acl: Acl,
    pub(super) comment: Option<String>,
    pub(super) extension: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Role {
    pub(super) name: String,
    pub(super) superuser: bool,
    pub(super) bypass_rls: bool,
    pub(super) login: bool,
    pub(super) member_of: Vec<String>,
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Extension {
    pub(super) name: String,
    pub(super) schema: String,
    pub(super) version: String,
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Relation {
    pub(super) oid: u32,
    pub(super) schema: String,
    pub(super) name: String,
    /// `pg_class.relkind`.
    pub(super) kind: char,
    pub(super) owner: String,
    pub(super) acl: Acl,
    pub(super) comment: Option<String>,
    pub(super) extension: Option<String>,
    pub(super) persistence: char,
    pub(super) options: Vec<String>,
    pub(super) tablespace: Option<String>,
    pub(super) access_method: Option<String>,
    pub(super) row_security: bool,
    pub(super) force_row_security: bool,
    pub(super) replica_identity: char,
    pub(super) is_partition: bool,
    /// `pg_get_expr(relpartbound)`.
    pub(super) bound: Option<String>,
    /// `pg_get_partkeydef`.
    pub(super) partition_key: Option<String>,
    pub(super) of_type: Option<String>,
    pub(super) server: Option<String>,
    pub(super) rows: f64,
    pub(super) pages: i64,
    pub(super) columns_made: u16,
    pub(super) populated: bool,
}

#[derive(Deserialize)]
pub(super) struct Column {
    pub(super) relation: u32,
    pub(super) number: u16,
    pub(super) name: String,
    /// `format_type`, every name qualified.
    pub(super) data_type: String,
    pub(super) collation: Option<String>,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    /// `s` stored, `v` virtual, else empty.
    pub(super) generated: String,
    /// `a` always, `d` by default, else empty.
    pub(super) identity: String,
    pub(super) storage: Option<String>,
    pub(super) compression: Option<String>,
    pub(super) statistics: Option<i64>,
    pub(super) options: Vec<String>,
    pub(super) acl: Acl,
    pub(super) comment: Option<String>,
    pub(super) local: bool,
    pub(super) inherited: u16,
}

#[derive(Deserialize)]
pub(super) struct Constraint {
    pub(super) relation: u32,
    pub(super) name: String,
    /// `pg_constraint.contype`.
    pub(super) kind: char,
    pub(super) columns: Vec<u16>,
    pub(super) expr: Option<String>,
    pub(super) index: u32,
    pub(super) references: u32,
    pub(super) referenced_columns: Vec<u16>,
    pub(super) match_type: char,
    pub(super) on_delete: char,
    pub(super) on_update: char,
    pub(super) on_delete_columns: Vec<u16>,
    pub(super) operators: Vec<String>,
    pub(super) valid: bool,
    pub(super) enforced: bool,
    pub(super) deferrable: bool,
    pub(super) deferred: bool,
    pub(super) local: bool,
    pub(super) inherited: u16,
    pub(super) no_inherit: bool,
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Index {
    pub(super) oid: u32,
    pub(super) table: u32,
    pub(super) unique: bool,
    pub(super) nulls_not_distinct: bool,
    pub(super) method: String,
    pub(super) valid: bool,
    pub(super) clustered: bool,
    pub(super) replica_identity: bool,
    pub(super) parent: Option<u32>,
    pub(super) predicate: Option<String>,
    pub(super) keys: Vec<Key>,
}

#[derive(Deserialize)]
pub(super) struct Key {
    /// 0: an expression.
    pub(super) column: u16,
    pub(super) definition: String,
    /// None: the column's own.
    pub(super) collation: Option<String>,
    /// None: the type's default.
    pub(super) opclass: Option<String>,
    pub(super) opclass_options: Vec<String>,
    pub(super) descending: bool,
    pub(super) nulls_first: bool,
    pub(super) included: bool,
}

#[derive(Deserialize)]
pub(super) struct Inheritance {
    pub(super) child: u32,
    pub(super) parent: u32,
    pub(super) detach_pending: bool,
}

#[derive(Deserialize)]
pub(super) struct Sequence {
    pub(super) oid: u32,
    pub(super) data_type: String,
    pub(super) start: i64,
    pub(super) increment: i64,
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) cache: i64,
    pub(super) cycle: bool,
    pub(super) owner: Option<(u32, u16)>,
    pub(super) identity: bool,
}

#[derive(Deserialize)]
pub(super) struct Definition {
    pub(super) relation: u32,
    pub(super) name: String,
    pub(super) definition: String,
    /// `pg_trigger.tgenabled`, `pg_rewrite.ev_enabled`.
    pub(super) state: char,
    /// Cloned from the partitioned parent.
    #[serde(default)]
    pub(super) inherited: bool,
    #[serde(default)]
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Policy {
    pub(super) relation: u32,
    pub(super) name: String,
    pub(super) permissive: bool,
    /// `pg_policy.polcmd`.
    pub(super) command: char,
    pub(super) roles: Vec<String>,
    pub(super) using: Option<String>,
    pub(super) check: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) depends: Vec<(u32, u16)>,
}

#[derive(Deserialize)]
pub(super) struct View {
    pub(super) relation: u32,
    pub(super) definition: String,
    /// (relation, column number or 0) of everything the query reads.
    pub(super) depends: Vec<(u32, u16)>,
}

#[derive(Deserialize)]
pub(super) struct UserType {
    pub(super) schema: String,
    pub(super) name: String,
    /// `e` enum, `d` domain, `c` composite, `r` range, `m` multirange, `b` base.
    pub(super) kind: char,
    pub(super) owner: String,
    pub(super) acl: Acl,
    pub(super) comment: Option<String>,
    pub(super) extension: Option<String>,
    pub(super) labels: Vec<String>,
    pub(super) base: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) default: Option<String>,
    pub(super) not_null: bool,
    /// Name, expression, valid.
    pub(super) checks: Vec<(String, String, bool)>,
    pub(super) subtype: Option<String>,
    /// The multirange of a range, the range of a multirange.
    pub(super) range: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Routine {
    pub(super) schema: String,
    pub(super) name: String,
    /// `f` function, `p` procedure, `a` aggregate, `w` window.
    pub(super) kind: char,
    pub(super) owner: String,
    pub(super) acl: Acl,
    pub(super) comment: Option<String>,
    pub(super) extension: Option<String>,
    /// Mode as in `proargmodes`, name, type, default.
    pub(super) arguments: Vec<(char, String, String, Option<String>)>,
    pub(super) returns: Option<String>,
    pub(super) returns_set: bool,
    pub(super) language: String,
    pub(super) volatility: char,
    pub(super) strict: bool,
    pub(super) security_definer: bool,
    pub(super) leakproof: bool,
    /// `pg_proc.proparallel`.
    pub(super) parallel: char,
    pub(super) cost: f32,
    pub(super) rows: f32,
    pub(super) support: Option<(String, String)>,
    pub(super) settings: Vec<String>,
    pub(super) body: Option<String>,
    /// BEGIN ATOMIC … END or RETURN expr.
    pub(super) inline: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Statistics {
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) table: u32,
    pub(super) definition: String,
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Publication {
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) all_tables: bool,
    pub(super) schemas: Vec<String>,
    pub(super) tables: Vec<(u32, Vec<String>, Option<String>)>,
    /// Name and value.
    pub(super) options: Vec<(String, String)>,
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct DefaultPrivileges {
    pub(super) role: String,
    pub(super) schema: Option<String>,
    /// `pg_default_acl.defaclobjtype`.
    pub(super) kind: char,
    pub(super) acl: Acl,
}

#[derive(Deserialize)]
pub(super) struct Statement {
    pub(super) statement: String,
}

pub(super) struct Rows {
    pub(super) others: Vec<Statement>,
    pub(super) schemas: Vec<Schema>,
    pub(super) roles: Vec<Role>,
    pub(super) extensions: Vec<Extension>,
    pub(super) relations: Vec<Relation>,
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) indexes: Vec<Index>,
    pub(super) inheritance: Vec<Inheritance>,
    pub(super) sequences: Vec<Sequence>,
    pub(super) triggers: Vec<Definition>,
    pub(super) rules: Vec<Definition>,
    pub(super) policies: Vec<Policy>,
    pub(super) views: Vec<View>,
    pub(super) types: Vec<UserType>,
    pub(super) routines: Vec<Routine>,
    pub(super) statistics: Vec<Statistics>,
    pub(super) publications: Vec<Publication>,
    pub(super) default_privileges: Vec<DefaultPrivileges>,
}

/// Each group in a short transaction of its own; a change in between shows as a missing reference, which `build` reports.
pub(super) fn read(server: &Server) -> Result<Rows> {
    let major = server.version.0;
    let since = |version: u16, new: &str, old: &str| if major >= version { new.to_owned() } else { old.to_owned() };
    let indexes =
        include_str!("indexes.sql").replace("{nulls_not_distinct}", &since(15, "i.indnullsnotdistinct", "false"));
    let constraints = include_str!("constraints.sql")
        .replace("{enforced}", &since(18, "k.conenforced", "true"))
        .replace("{on_delete_columns}", &since(15, "k.confdelsetcols", "NULL::int2[]"));
    let publications = include_str!("publications.sql")
        .replace("{schemas}", &since(15, include_str!("publication_schemas.sql"), "'[]'::json"))
        .replace("{columns}", &since(15, include_str!("publication_columns.sql"), "'[]'::json"))
        .replace("{generated}", &since(18, "CASE p.pubgencols WHEN 's' THEN 'stored' ELSE 'none' END", "'none'"))
        .replace("{filter}", &since(15, "pg_get_expr(r.prqual, r.prrelid)", "NULL"));
    Ok(Rows {
        others: server.rows(include_str!("others.sql"))?,
        schemas: server.rows(include_str!("schemas.sql"))?,
        roles: server.rows(include_str!("roles.sql"))?,
        extensions: server.rows(include_str!("extensions.sql"))?,
        relations: server.rows(include_str!("relations.sql"))?,
        columns: server.rows(include_str!("columns.sql"))?,
        constraints: server.rows(&constraints)?,
        indexes: server.rows(&indexes)?,
        inheritance: server.rows(include_str!("inheritance.sql"))?,
        sequences: server.rows(include_str!("sequences.sql"))?,
        triggers: server.rows(include_str!("triggers.sql"))?,
        rules: server.rows(include_str!("rules.sql"))?,
        policies: server.rows(include_str!("policies.sql"))?,
        views: server.rows(include_str!("views.sql"))?,
        types: server.rows(include_str!("types.sql"))?,
        routines: server.rows(include_str!("routines.sql"))?,
        statistics: server.rows(include_str!("statistics.sql"))?,
        publications: server.rows(&publications)?,
        default_privileges: server.rows(include_str!("default_privileges.sql"))?,
    })
}
