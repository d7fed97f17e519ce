//! Collects what one statement does, relation by relation, and turns it into [`Effects`].

use super::{
    Duration, DurationClass, Effects, Loss, RelationEffect, Release, Requirement, RequirementKind, RewriteReason,
    ScanReason, Wait, estimate,
};
use crate::{
    catalog::{
        Catalog, RelationId,
        relation::{ColumnNumber, Relation, RelationKind, Table},
        session::Session,
    },
    simulate::lock::LockMode,
    sql::name::ObjectName,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// One statement's work in progress.
pub(super) struct Work<'a> {
    pub(super) before: &'a Catalog,
    /// As it is when the statement succeeds.
    pub(super) after: &'a Catalog,
    pub(super) session: &'a Session,
    entries: BTreeMap<RelationId, Entry>,
    pub(super) losses: Vec<Loss>,
    pub(super) requirements: Vec<Requirement>,
    pub(super) waits: Vec<Wait>,
    /// At least this, whatever the relations show: rows that DML touches, bodies that are not understood.
    pub(super) class: DurationClass,
    /// Rules and views on the way to the relation that is written; the server refuses endless ones.
    pub(super) nesting: u32,
}

#[derive(Clone)]
struct Entry {
    lock: LockMode,
    release: Release,
    rewrite: Option<RewriteReason>,
    scan: Option<ScanReason>,
    rebuilt: BTreeSet<RelationId>,
}

impl<'a> Work<'a> {
    pub(super) fn new(before: &'a Catalog, after: &'a Catalog, session: &'a Session) -> Self {
        Self {
            before,
            after,
            session,
            entries: BTreeMap::new(),
            losses: Vec::new(),
            requirements: Vec::new(),
            waits: Vec::new(),
            class: DurationClass::Instant,
            nesting: 0,
        }
    }

    pub(super) fn version(&self) -> u16 {
        self.before.version.0
    }

    pub(super) fn resolve(&self, name: &ObjectName) -> Option<&'a Arc<Relation>> {
        self.before.resolve(name, self.session)
    }

    pub(super) fn relation(&self, id: RelationId) -> Option<&'a Relation> {
        self.before.relation(id).map(|it| &**it)
    }

    pub(super) fn table(&self, id: RelationId) -> Option<&'a Table> {
        self.relation(id)?.table()
    }

    /// Held until the transaction ends.
    pub(super) fn lock(&mut self, id: RelationId, mode: LockMode) {
        self.take(id, mode, Release::Transaction);
    }

    /// Let go when the statement ends.
    pub(super) fn lock_briefly(&mut self, id: RelationId, mode: LockMode) {
        self.take(id, mode, Release::Statement);
    }

    fn take(&mut self, id: RelationId, mode: LockMode, release: Release) {
        let new = Entry { lock: mode, release, rewrite: None, scan: None, rebuilt: BTreeSet::new() };
        let entry = self.entries.entry(id).or_insert_with(|| new.clone());
        if mode > entry.lock || (mode == entry.lock && release > entry.release) {
            entry.lock = mode;
            entry.release = release;
        }
    }

    pub(super) fn locked(&self) -> Vec<RelationId> {
        self.entries.keys().copied().collect()
    }

    /// The rows of a relation that stores rows are read from end to end; the lock must have been said before.
    pub(super) fn scan(&mut self, id: RelationId, reason: ScanReason) {
        if !self.relation(id).is_some_and(stores_rows) {
            return;
        }
        if let Some(entry) = self.entries.get_mut(&id) {
            // A build is what the reader should know of first, then what was validated.
            let weight = |it: ScanReason| (it == ScanReason::BuildIndex, it == ScanReason::Rewrite);
            if entry.scan.is_none_or(|it| weight(it) < weight(reason)) {
                entry.scan = Some(reason);
            }
        }
    }

    /// The rows are written to a new file, and every index is built anew.
    pub(super) fn rewrite(&mut self, id: RelationId, reason: RewriteReason) {
        if !self.relation(id).is_some_and(stores_rows) {
            return;
        }
        self.lock(id, LockMode::AccessExclusive);
        self.scan(id, ScanReason::Rewrite);
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.rewrite.get_or_insert(reason);
        }
        for index in self.indexes(id) {
            if self.survives(index) {
                self.rebuild(id, index);
            }
        }
    }

    pub(super) fn rewritten(&self, id: RelationId) -> bool {
        self.entries.get(&id).is_some_and(|it| it.rewrite.is_some())
    }

    /// Says of a relation that is not a table that its file is new (an index, a sequence).
    pub(super) fn new_file(&mut self, id: RelationId, reason: RewriteReason) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.rewrite.get_or_insert(reason);
        }
    }

    /// An existing index of `table` is built anew under ACCESS EXCLUSIVE.
    pub(super) fn rebuild(&mut self, table: RelationId, index: RelationId) {
        self.lock(index, LockMode::AccessExclusive);
        self.rebuilt(table, index);
    }

    /// The same without a word about locks.
    pub(super) fn rebuilt(&mut self, table: RelationId, index: RelationId) {
        if self.relation(index).and_then(Relation::index).is_none_or(|it| it.partitioned) {
            return;
        }
        self.scan(table, ScanReason::BuildIndex);
        if let Some(entry) = self.entries.get_mut(&table) {
            entry.rebuilt.insert(index);
        }
    }

    /// Still there afterwards, under its id or, made again, under its name.
    pub(super) fn survives(&self, id: RelationId) -> bool {
        self.after.relation(id).is_some() || self.relation(id).is_some_and(|it| self.after.find(&it.name).is_some())
    }

    pub(super) fn indexes(&self, id: RelationId) -> Vec<RelationId> {
        self.relation(id).map(|it| it.indexes().to_vec()).unwrap_or_default()
    }

    /// The relation, its partitions or children, and theirs; parents first.
    pub(super) fn family(&self, id: RelationId) -> Vec<RelationId> {
        let mut found = vec![id];
        let mut seen = BTreeSet::from([id]);
        let mut next = 0;
        while let Some(table) = found.get(next).copied() {
            next += 1;
            let children = self.table(table).map(|it| it.children.as_slice()).unwrap_or_default();
            found.extend(children.iter().filter(|it| seen.insert(**it)));
        }
        found
    }

    pub(super) fn descendants(&self, id: RelationId) -> Vec<RelationId> {
        self.family(id).split_off(1)
    }

    /// The relation alone, or with all below it where `recurse`.
    pub(super) fn reach(&self, id: RelationId, recurse: bool) -> Vec<RelationId> {
        if recurse { self.family(id) } else { vec![id] }
    }

    /// A referenced table, and its partitions.
    pub(super) fn lock_referenced(&mut self, id: RelationId, mode: LockMode) {
        let partitioned = self.table(id).is_some_and(Table::is_partitioned);
        for table in self.reach(id, partitioned) {
            self.lock(table, mode);
        }
    }

    pub(super) fn require(&mut self, relation: RelationId, columns: Vec<ColumnNumber>, kind: RequirementKind) {
        self.requirements.push(Requirement { relation, columns, kind });
    }

    pub(super) fn finish(self, existed: &dyn Fn(RelationId) -> bool) -> Effects {
        let mut relations = Vec::new();
        for (id, entry) in &self.entries {
            let Some(relation) = self.relation(*id) else { continue };
            let index_read = relation.index().is_some() && entry.lock == LockMode::AccessShare;
            if index_read || matches!(relation.kind, RelationKind::Composite(_)) {
                continue;
            }
            let names = entry.rebuilt.iter().filter_map(|it| Some(self.relation(*it)?.name.clone()));
            let mut rebuilt_indexes: Vec<_> = names.collect();
            rebuilt_indexes.sort();
            relations.push(RelationEffect {
                relation: *id,
                name: relation.name.clone(),
                kind: relation.kind_name(),
                existed: existed(*id),
                lock: entry.lock,
                release: entry.release,
                rewrite: entry.rewrite,
                scan: entry.scan,
                rebuilt_indexes,
                created: false,
                dropped: !self.survives(*id),
                on_account_of: None,
            });
        }
        relations.extend(created(self.before, self.after));
        relations.sort_by(|a, b| a.name.cmp(&b.name).then(a.created.cmp(&b.created)));
        let class = relations.iter().filter(|it| it.existed).fold(self.class, |class, it| class.max(class_of(it)));
        let class = if self.waits.is_empty() { class } else { class.max(DurationClass::Wait) };
        let (before, after, waits) = (self.before, self.after, self.waits.as_slice());
        let statement = estimate::Statement { before, after, relations: &relations, waits, class };
        let (estimate_ms, cost) = (estimate::bounds(&statement), estimate::cost(&statement));
        Effects {
            relations,
            losses: self.losses,
            requirements: self.requirements,
            waits: self.waits,
            fails: None,
            duration: Duration { class, estimate_ms },
            cost,
            needs_autocommit: false,
            unknown: Vec::new(),
            commits: false,
        }
    }
}

/// What was made between two versions of a catalog.
pub(super) fn created(before: &Catalog, after: &Catalog) -> Vec<RelationEffect> {
    let made = before.changes(after).filter_map(|it| it.after.filter(|_| it.before.is_none()));
    let made = made.filter(|it| before.find(&it.name).is_none());
    let effect = |it: &Arc<Relation>| RelationEffect {
        relation: it.id,
        name: it.name.clone(),
        kind: it.kind_name(),
        existed: false,
        lock: LockMode::AccessExclusive,
        release: Release::Transaction,
        rewrite: None,
        scan: None,
        rebuilt_indexes: Vec::new(),
        created: true,
        dropped: false,
        on_account_of: None,
    };
    made.filter(|it| !matches!(it.kind, RelationKind::Composite(_))).map(effect).collect()
}

/// Whether reading it from end to end means anything: partitioned and foreign tables have no rows of their own.
pub(super) fn stores_rows(relation: &Relation) -> bool {
    match &relation.kind {
        RelationKind::Table(table) => table.partition_key.is_none() && table.foreign_server.is_none(),
        RelationKind::MaterializedView(_) => true,
        _ => false,
    }
}

fn class_of(effect: &RelationEffect) -> DurationClass {
    let stores = matches!(effect.kind, "table" | "materialized view");
    if effect.rewrite.is_some() && stores {
        return DurationClass::Rewrite;
    }
    match effect.scan {
        Some(ScanReason::BuildIndex | ScanReason::Rewrite) => DurationClass::Build,
        Some(ScanReason::Rows) => DurationClass::Rows,
        Some(_) => DurationClass::Scan,
        None => DurationClass::Instant,
    }
}
