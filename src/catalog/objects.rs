//! Objects that are not relations or types: schemas, routines, roles, grants, extensions, publications.

use super::{RelationId, relation::KeyPart, types::DataType};
use crate::sql::{
    expr::Expr,
    name::{Ident, QualifiedName},
    statement::{ArgumentMode, FunctionBody, ObjectKind, SetVariable, Volatility},
};
use std::sync::Arc;

#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub owner: Option<Ident>,
    pub grants: Vec<Grant>,
    pub comment: Option<Arc<str>>,
    pub extension: Option<Ident>,
}

/// One privilege that one role has; the owner's own are implied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// `public` stands for PUBLIC.
    pub grantee: Ident,
    /// Lower case, one of `select`, `insert`, …; ALL is expanded when it is applied.
    pub privilege: Ident,
    pub with_option: bool,
}

/// A function, procedure or aggregate.
#[derive(Clone, Debug)]
pub struct Routine {
    pub kind: ObjectKind,
    pub arguments: Vec<RoutineArgument>,
    pub returns: Option<DataType>,
    pub returns_set: bool,
    pub language: Ident,
    pub volatility: Volatility,
    pub strict: bool,
    pub security_definer: bool,
    pub settings: Vec<SetVariable>,
    pub body: FunctionBody,
    pub owner: Option<Ident>,
    pub grants: Vec<Grant>,
    pub comment: Option<Arc<str>>,
    pub extension: Option<Ident>,
}

impl Routine {
    /// Types of IN, INOUT and VARIADIC arguments: what tells overloads apart.
    pub fn input_types(&self) -> impl Iterator<Item = &DataType> {
        let is_input = |it: &&RoutineArgument| !matches!(it.mode, ArgumentMode::Out | ArgumentMode::Table);
        self.arguments.iter().filter(is_input).map(|it| &it.data_type)
    }
}

#[derive(Clone, Debug)]
pub struct RoutineArgument {
    pub name: Option<Ident>,
    pub mode: ArgumentMode,
    pub data_type: DataType,
    pub default: Option<Expr>,
}

#[derive(Clone, Debug, Default)]
pub struct Role {
    pub superuser: bool,
    pub bypass_rls: bool,
    pub login: bool,
    pub member_of: Vec<Ident>,
    pub comment: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
pub struct Extension {
    pub schema: Option<Ident>,
    pub version: Option<Arc<str>>,
    pub comment: Option<Arc<str>>,
}

#[derive(Clone, Debug, Default)]
pub struct Publication {
    pub all_tables: bool,
    pub schemas: Vec<Ident>,
    pub tables: Vec<PublishedRelation>,
    pub owner: Option<Ident>,
    pub comment: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
pub struct PublishedRelation {
    pub relation: RelationId,
    pub columns: Vec<Ident>,
    pub filter: Option<Expr>,
}

/// CREATE STATISTICS.
#[derive(Clone, Debug)]
pub struct StatisticsObject {
    pub table: RelationId,
    /// ndistinct, dependencies, mcv; empty: all.
    pub kinds: Vec<Ident>,
    pub keys: Vec<KeyPart>,
    pub owner: Option<Ident>,
    pub comment: Option<Arc<str>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefaultPrivilegeKey {
    /// None: the role that runs migrations.
    pub role: Option<Ident>,
    pub schema: Option<Ident>,
    /// Table, Sequence, Function, Type or Schema.
    pub kind: ObjectKind,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherObject {
    pub kind: ObjectKind,
    /// As printed: `pgcrypto`, `public.my_operator(integer, integer)`.
    pub name: Arc<str>,
    pub schema: Option<Ident>,
}

impl OtherObject {
    pub fn named(kind: ObjectKind, name: &QualifiedName) -> Self {
        Self { kind, name: Arc::from(name.name.as_str()), schema: Some(name.schema.clone()) }
    }
}
