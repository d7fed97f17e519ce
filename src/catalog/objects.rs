//! Objects that are not relations or types: schemas, routines, roles, grants, extensions, publications.

use super::{RelationId, relation::KeyPart, types::DataType};
use crate::sql::{
    expr::Expr,
    name::{Ident, QualifiedName},
    plpgsql::Program,
    statement::{ArgumentMode, FunctionBody, ObjectKind, PlannerHints, SetVariable, StorageOption, Volatility},
};
use std::sync::{Arc, OnceLock};

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
    /// Defaults are None.
    pub hints: PlannerHints,
    pub settings: Vec<SetVariable>,
    pub body: FunctionBody,
    /// Of aggregates: what they are made of.
    pub definition: Vec<Kept>,
    /// The body once somebody asked for it.
    pub read: Read,
    pub owner: Option<Ident>,
    pub grants: Vec<Grant>,
    pub comment: Option<Arc<str>>,
    pub extension: Option<Ident>,
}

/// A routine's body as a program, read when it is first needed.
#[derive(Clone, Debug, Default)]
pub struct Read(OnceLock<Arc<Program>>);

impl Routine {
    /// What it runs.
    pub fn program(&self) -> Arc<Program> {
        self.read.0.get_or_init(|| Arc::new(self.body.program(self.language.as_str()))).clone()
    }

    /// Takes the hints over that say something, and leaves out what every routine of its kind has.
    pub(crate) fn hint(&mut self, hints: &PlannerHints) {
        let own = &mut self.hints;
        let or = |new: &Option<Arc<str>>, old: &mut Option<Arc<str>>| new.clone().or_else(|| old.take());
        own.leakproof = hints.leakproof.or(own.leakproof).filter(|it| *it);
        own.parallel = or(&hints.parallel, &mut own.parallel).filter(|it| &**it != "unsafe");
        let cost = if matches!(self.language.as_str(), "c" | "internal") { "1" } else { "100" };
        own.cost = or(&hints.cost, &mut own.cost).filter(|it| &**it != cost);
        let rows = if self.returns_set { "1000" } else { "0" };
        own.rows = or(&hints.rows, &mut own.rows).filter(|it| &**it != rows);
        own.support = hints.support.clone().or(own.support.take());
    }

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
    /// Sorted, in the server's spelling, without defaults.
    pub options: Vec<StorageOption>,
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

/// What tells an object apart that no table is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherObject {
    pub kind: ObjectKind,
    /// Unqualified; `name USING method` for operator classes and families, `role SERVER name` for user mappings.
    pub name: Arc<str>,
    pub schema: Option<Ident>,
    /// Of operators, casts and transforms.
    pub types: Vec<DataType>,
}

impl Publication {
    /// Takes over what is set, as the server keeps it; defaults go.
    pub(crate) fn set_options(&mut self, options: &[StorageOption]) {
        for option in options {
            let value = option.value.as_deref().unwrap_or("true").to_lowercase();
            let value = match &*option.name {
                "publish" => {
                    let parts: Vec<&str> = value.split(',').map(str::trim).collect();
                    let kept = PUBLISHED.iter().filter(|it| parts.contains(it));
                    kept.copied().collect::<Vec<_>>().join(", ")
                }
                "publish_via_partition_root" => {
                    let is_on = matches!(&*value, "on" | "1") || (!value.is_empty() && "true".starts_with(&value));
                    is_on.to_string()
                }
                _ => value,
            };
            let is_default = matches!(&*value, "insert, update, delete, truncate" | "false" | "none");
            self.options.retain(|it| it.name != option.name);
            if !is_default {
                self.options.push(StorageOption { name: option.name.clone(), value: Some(Arc::from(value)) });
            }
        }
        self.options.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

/// What a publication can send, in the order in which a dump names it.
const PUBLISHED: [&str; 4] = ["insert", "update", "delete", "truncate"];

impl OtherObject {
    pub fn named(kind: ObjectKind, name: &QualifiedName) -> Self {
        Self { kind, name: Arc::from(name.name.as_str()), schema: Some(name.schema.clone()), types: Vec::new() }
    }
}

/// What such an object is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherDefinition {
    /// Everything behind its name, in one order whoever wrote it.
    pub words: Vec<Kept>,
    pub owner: Option<Ident>,
    pub grants: Vec<Grant>,
    pub comment: Option<Arc<str>>,
}

/// A word of a definition with its name resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A keyword, a name of the server's own, punctuation, a number.
    Text(Arc<str>),
    Name(QualifiedName),
    Type(DataType),
    Literal(Arc<str>),
}

impl Kept {
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self, Kept::Text(text) if &**text == word)
    }

    /// As it is printed; a literal is quoted.
    pub(super) fn shown(&self) -> String {
        match self {
            Kept::Text(text) => text.to_string(),
            Kept::Name(name) => name.to_string(),
            Kept::Type(data_type) => data_type.to_string(),
            Kept::Literal(text) => format!("'{}'", text.replace('\'', "''")),
        }
    }

    /// Another name for the object called `from`, in its schema where it has one.
    pub(super) fn rename(&mut self, from: &str, to: &str, names: &(Option<QualifiedName>, Option<QualifiedName>)) {
        match (&*self, names) {
            (Kept::Name(name), (Some(old), Some(new))) if name == old => *self = Kept::Name(new.clone()),
            (Kept::Text(text), (None, _)) if &**text == from => *self = Kept::Text(to.into()),
            _ => {}
        }
    }
}
