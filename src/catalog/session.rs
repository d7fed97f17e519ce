//! Session settings that change what a statement means: search_path, role, time zone, timeouts.
//!
//! `Catalog::apply` reads and changes them; a migration tool starts each connection with the default.

use super::RelationId;
use crate::sql::name::Ident;
use std::time::Duration;

/// Settings as the next statement will see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Schemas in order; `"$user"` is kept as written.
    pub search_path: Vec<Ident>,
    /// SET ROLE, SET SESSION AUTHORIZATION.
    pub role: Option<Ident>,
    /// None: no limit (0 or never set).
    pub lock_timeout: Option<Duration>,
    pub statement_timeout: Option<Duration>,
    pub transaction_timeout: Option<Duration>,
    pub time_zone: TimeZone,
    pub check_function_bodies: bool,
    pub default_tablespace: Option<Ident>,
    pub default_table_access_method: Option<Ident>,
    /// `session_replication_role = replica`: triggers and foreign keys do not fire.
    pub replica: bool,
    pub row_security: bool,
    /// SET CONSTRAINTS, until the transaction ends.
    pub timing: Timing,
}

/// When deferrable constraints are checked, as far as SET CONSTRAINTS has said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    all: Option<bool>,
    named: Vec<(RelationId, Ident, bool)>,
}

impl Timing {
    pub fn set_all(&mut self, deferred: bool) {
        *self = Self { all: Some(deferred), named: Vec::new() };
    }

    pub fn set(&mut self, table: RelationId, name: Ident, deferred: bool) {
        self.named.retain(|it| (it.0, &it.1) != (table, &name));
        self.named.push((table, name, deferred));
    }

    /// Whether a constraint is checked at the end of the transaction.
    pub fn defers(&self, table: RelationId, name: &Ident, deferrable: bool, initially: bool) -> bool {
        let said = self.named.iter().find(|it| it.0 == table && it.1 == *name).map(|it| it.2);
        deferrable && said.or(self.all).unwrap_or(initially)
    }
}

/// What is known of the session's time zone; it decides whether timestamp ↔ timestamptz rewrites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeZone {
    /// Set to UTC or an equal of it.
    Utc,
    Other,
    /// Never set: the server's default, commonly UTC but not known.
    Unknown,
}

impl Default for Session {
    /// A new connection with the server's usual defaults.
    fn default() -> Self {
        Self {
            search_path: vec![Ident::exact("$user"), Ident::exact("public")],
            role: None,
            lock_timeout: None,
            statement_timeout: None,
            transaction_timeout: None,
            time_zone: TimeZone::Unknown,
            check_function_bodies: true,
            default_tablespace: None,
            default_table_access_method: None,
            replica: false,
            row_security: true,
            timing: Timing::default(),
        }
    }
}
