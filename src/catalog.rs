//! The schema of one database as an immutable value that is cheap to clone.
//!
//! Objects refer to each other by id and column number, as in `pg_catalog`, so a rename changes one place. The same
//! value is built from a dump, a live server, a snapshot and the replay of migrations. Knows nothing of locks,
//! transactions or checks.

pub mod apply;
pub(crate) mod bounds;
pub mod compare;
pub mod ddl;
pub mod names;
pub mod objects;
pub mod program;
pub mod reads;
pub mod relation;
pub mod resolve;
pub mod rewrite;
pub mod session;
pub mod types;

use crate::sql::name::{Ident, QualifiedName};
use imbl::{OrdMap, OrdSet, ordmap::DiffItem};
use objects::*;
use relation::{Relation, RelationKind};
use std::{fmt, sync::Arc};
use types::UserType;

/// A major version, 14 to 18.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PgVersion(pub u16);

impl PgVersion {
    pub const OLDEST: Self = Self(14);
    pub const NEWEST: Self = Self(18);
    /// Assumed where nobody said.
    pub const DEFAULT: Self = Self(17);
}

impl fmt::Display for PgVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Whether a relation that is missing here is missing in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// From a dump, a snapshot, a live server, or the replay of a whole history.
    Everything,
    /// Only what the given migrations show; unknown relations may well exist.
    OnlyWhatMigrationsShow,
}

/// Identity of a relation for the life of a catalog; survives renames. Never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId(pub u32);

#[derive(Clone, Debug)]
pub struct Catalog {
    pub version: PgVersion,
    pub known: Known,
    /// The `search_path` of sessions that set none, where it is not the server's default; empty: it is.
    pub usual_path: Vec<Ident>,
    /// Name of the role that migrations run as; owner of what they create.
    pub schemas: OrdMap<Ident, Arc<Schema>>,
    relations: OrdMap<RelationId, Arc<Relation>>,
    relation_names: OrdMap<QualifiedName, RelationId>,
    next_relation: u32,
    /// Foreign keys by referenced table: (referencing table, constraint name).
    referenced_by: OrdMap<RelationId, OrdSet<(RelationId, Ident)>>,
    /// How many relations have a constraint of that name, by their schema: generated names avoid them.
    constraint_names: OrdMap<QualifiedName, u32>,
    /// Sequences by the table that owns them.
    owned_by: OrdMap<RelationId, OrdSet<RelationId>>,
    /// Relations with a default that calls `nextval` for a sequence of that name.
    counted_by: OrdMap<Ident, OrdSet<RelationId>>,
    /// Relations with a column of a type that users created.
    used_by: OrdMap<QualifiedName, OrdSet<RelationId>>,
    /// Views by a relation they read; tables by a relation that their policies or rules read.
    read_by: OrdMap<RelationId, OrdSet<RelationId>>,
    pub types: OrdMap<QualifiedName, Arc<UserType>>,
    /// Overloads share a name.
    pub routines: OrdMap<QualifiedName, Arc<Vec<Routine>>>,
    pub roles: OrdMap<Ident, Arc<Role>>,
    pub extensions: OrdMap<Ident, Arc<Extension>>,
    pub publications: OrdMap<Ident, Arc<Publication>>,
    pub statistics: OrdMap<QualifiedName, Arc<StatisticsObject>>,
    pub default_privileges: OrdMap<DefaultPrivilegeKey, Arc<Vec<Grant>>>,
    /// Event triggers, casts, operators, text search, foreign servers …: what they are made of word by word.
    pub others: OrdMap<OtherObject, Arc<OtherDefinition>>,
}

/// A relation made, changed or removed between two versions of a catalog; one of the two is there.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    pub before: Option<&'a Arc<Relation>>,
    pub after: Option<&'a Arc<Relation>>,
}

impl Catalog {
    /// An empty database: schema `public` and nothing else.
    pub fn new(version: PgVersion, known: Known) -> Self {
        // As initdb leaves it; the owner's own privileges are implied.
        let privileges: &[&str] = if version < PgVersion(15) { &["create", "usage"] } else { &["usage"] };
        let grant =
            |it: &&str| Grant { grantee: Ident::exact("public"), privilege: Ident::exact(it), with_option: false };
        let public = Schema { grants: privileges.iter().map(grant).collect(), ..Schema::default() };
        Self {
            version,
            known,
            usual_path: Vec::new(),
            schemas: OrdMap::unit(Ident::exact("public"), Arc::new(public)),
            relations: OrdMap::new(),
            relation_names: OrdMap::new(),
            next_relation: 1,
            referenced_by: OrdMap::new(),
            constraint_names: OrdMap::new(),
            owned_by: OrdMap::new(),
            counted_by: OrdMap::new(),
            used_by: OrdMap::new(),
            read_by: OrdMap::new(),
            types: OrdMap::new(),
            routines: OrdMap::new(),
            roles: OrdMap::new(),
            extensions: OrdMap::new(),
            publications: OrdMap::new(),
            statistics: OrdMap::new(),
            default_privileges: OrdMap::new(),
            others: OrdMap::new(),
        }
    }

    pub fn relation(&self, id: RelationId) -> Option<&Arc<Relation>> {
        self.relations.get(&id)
    }

    pub fn find(&self, name: &QualifiedName) -> Option<&Arc<Relation>> {
        self.relations.get(self.relation_names.get(name)?)
    }

    /// All relations in the order they were created.
    pub fn relations(&self) -> impl Iterator<Item = &Arc<Relation>> {
        self.relations.values()
    }

    /// What differs in a later version of this catalog, by id; the cost is that of the changes, not of the schema.
    pub fn changes<'a>(&'a self, later: &'a Catalog) -> impl Iterator<Item = Change<'a>> {
        self.relations.diff(&later.relations).map(|it| match it {
            DiffItem::Add(_, after) => Change { before: None, after: Some(after) },
            DiffItem::Update { old: (_, before), new: (_, after) } => {
                Change { before: Some(before), after: Some(after) }
            }
            DiffItem::Remove(_, before) => Change { before: Some(before), after: None },
        })
    }

    /// Foreign keys that point at `table`, by referencing table and constraint name.
    pub fn referencing(&self, table: RelationId) -> impl Iterator<Item = (&Arc<Relation>, &relation::Constraint)> {
        let keys = self.referenced_by.get(&table);
        keys.into_iter().flatten().filter_map(|(from, name)| {
            let from = self.relation(*from)?;
            Some((from, from.table()?.constraint(name)?))
        })
    }

    /// Views and materialized views whose query reads `relation`.
    pub fn readers(&self, relation: RelationId) -> impl Iterator<Item = &Arc<Relation>> {
        let readers = self.read_by.get(&relation);
        readers.into_iter().flatten().filter_map(|it| self.relation(*it)).filter(|it| it.view().is_some())
    }

    /// Tables and views with a policy or rule that reads `relation`.
    pub(crate) fn reading_tables(&self, relation: RelationId) -> impl Iterator<Item = &Arc<Relation>> {
        let readers = self.read_by.get(&relation);
        let others = move |it: &&Arc<Relation>| it.id != relation;
        readers.into_iter().flatten().filter_map(|it| self.relation(*it)).filter(others)
    }

    /// Sequences that a table's columns own.
    pub(crate) fn owned_sequences(&self, table: RelationId) -> impl Iterator<Item = &Arc<Relation>> {
        let owned = self.owned_by.get(&table);
        owned.into_iter().flatten().filter_map(|it| self.relation(*it))
    }

    /// Relations whose defaults may call a sequence of that name, in whatever schema.
    pub(crate) fn sequence_users(&self, sequence: &Ident) -> impl Iterator<Item = &Arc<Relation>> {
        let users = self.counted_by.get(sequence);
        users.into_iter().flatten().filter_map(|it| self.relation(*it))
    }

    /// Relations with a column of that type (or an array of it).
    pub(crate) fn type_users(&self, name: &QualifiedName) -> impl Iterator<Item = &Arc<Relation>> {
        let users = self.used_by.get(name);
        users.into_iter().flatten().filter_map(|it| self.relation(*it))
    }

    /// Adds a relation under a fresh id; `relation.id` is overwritten. The caller has checked that the name is free.
    pub fn insert(&mut self, mut relation: Relation) -> RelationId {
        let id = RelationId(self.next_relation);
        self.next_relation += 1;
        relation.id = id;
        self.put(relation);
        id
    }

    /// Replaces the relation of the same id (or adds it), keeping name and reverse maps true.
    pub fn put(&mut self, relation: Relation) {
        let id = relation.id;
        self.next_relation = self.next_relation.max(id.0.saturating_add(1));
        self.unlink(id);
        self.relation_names.insert(relation.name.clone(), id);
        for target in foreign_key_targets(&relation) {
            self.referenced_by.entry(target.0).or_default().insert((id, target.1));
        }
        for name in constraint_names(&relation) {
            *self.constraint_names.entry(name).or_default() += 1;
        }
        if let Some(owner) = owner_of(&relation) {
            self.owned_by.entry(owner).or_default().insert(id);
        }
        for name in sequences(&relation) {
            self.counted_by.entry(name).or_default().insert(id);
        }
        for name in user_types(&relation) {
            self.used_by.entry(name).or_default().insert(id);
        }
        for read in reads(&relation) {
            self.read_by.entry(read).or_default().insert(id);
        }
        self.relations.insert(id, Arc::new(relation));
    }

    /// Removes a relation and its own entries in the reverse maps; what depends on it is the caller's matter.
    pub fn remove(&mut self, id: RelationId) -> Option<Arc<Relation>> {
        self.unlink(id);
        self.relations.remove(&id)
    }

    /// Whether some relation of the schema has a constraint of that name.
    pub(crate) fn constraint_exists(&self, schema: &Ident, name: &Ident) -> bool {
        self.constraint_names.contains_key(&QualifiedName { schema: schema.clone(), name: name.clone() })
    }

    fn unlink(&mut self, id: RelationId) {
        let Some(old) = self.relations.get(&id).cloned() else { return };
        self.relation_names.remove(&old.name);
        for (target, name) in foreign_key_targets(&old) {
            if let Some(keys) = self.referenced_by.get_mut(&target) {
                keys.remove(&(id, name));
            }
        }
        for name in constraint_names(&old) {
            match self.constraint_names.get_mut(&name) {
                Some(count) if *count > 1 => *count -= 1,
                _ => drop(self.constraint_names.remove(&name)),
            }
        }
        if let Some(owned) = owner_of(&old).and_then(|it| self.owned_by.get_mut(&it)) {
            owned.remove(&id);
        }
        for name in sequences(&old) {
            if let Some(users) = self.counted_by.get_mut(&name) {
                users.remove(&id);
            }
        }
        for name in user_types(&old) {
            if let Some(users) = self.used_by.get_mut(&name) {
                users.remove(&id);
            }
        }
        for read in reads(&old) {
            if let Some(readers) = self.read_by.get_mut(&read) {
                readers.remove(&id);
            }
        }
    }
}

fn foreign_key_targets(relation: &Relation) -> Vec<(RelationId, Ident)> {
    let constraints = relation.table().map(|it| it.constraints.as_slice()).unwrap_or_default();
    let keys = constraints.iter().filter_map(|it| Some((it.foreign_key()?.references, it.name.clone())));
    keys.collect()
}

fn constraint_names(relation: &Relation) -> Vec<QualifiedName> {
    let Some(table) = relation.table() else { return Vec::new() };
    let not_null = table.columns.iter().filter_map(|it| it.not_null.as_ref()?.name.as_ref());
    let names = table.constraints.iter().map(|it| &it.name).chain(not_null);
    names.map(|it| QualifiedName { schema: relation.name.schema.clone(), name: it.clone() }).collect()
}

fn owner_of(relation: &Relation) -> Option<RelationId> {
    relation.sequence()?.owned_by.map(|it| it.0)
}

fn sequences(relation: &Relation) -> Vec<Ident> {
    let defaults = relation.columns().iter().filter_map(|it| it.default.as_ref());
    defaults.flat_map(|it| rewrite::sequences_of(&it.tree)).map(|it| it.name).collect()
}

fn user_types(relation: &Relation) -> Vec<QualifiedName> {
    let types = relation.columns().iter().map(|it| &it.data_type).filter(|it| !it.is_builtin());
    types.map(|it| it.name.clone()).collect()
}

fn reads(relation: &Relation) -> Vec<RelationId> {
    let (own, rules) = match &relation.kind {
        RelationKind::View(view) | RelationKind::MaterializedView(view) => (view.dependencies.as_slice(), &view.rules),
        RelationKind::Table(table) => (&[][..], &table.rules),
        _ => return Vec::new(),
    };
    let policies = relation.table().map(|it| it.policies.as_slice()).unwrap_or_default();
    let parts = policies.iter().map(|it| &it.dependencies).chain(rules.iter().map(|it| &it.dependencies));
    own.iter().chain(parts.flatten()).map(|it| it.relation).collect()
}
