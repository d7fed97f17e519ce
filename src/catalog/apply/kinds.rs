//! Which kinds of relations an ALTER TABLE action is for, and how the server words that it is not for one.

use super::{Mismatch, error::Outcome};
use crate::{
    catalog::relation::{Relation, RelationKind},
    sql::statement::{AlterKind, RowSecurity, TriggerSelection, TriggerState},
};

/// In the order in which the server's older messages list them.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Table,
    View,
    MaterializedView,
    Index,
    PartitionedIndex,
    Composite,
    Foreign,
    Sequence,
}

use Kind::{Composite, Foreign, Index, MaterializedView, PartitionedIndex, Sequence, Table, View};

impl Kind {
    fn of(relation: &Relation) -> Self {
        match &relation.kind {
            RelationKind::Table(it) if it.foreign_server.is_some() => Foreign,
            RelationKind::Table(_) => Table,
            RelationKind::View(_) => View,
            RelationKind::MaterializedView(_) => MaterializedView,
            RelationKind::Index(it) if it.partitioned => PartitionedIndex,
            RelationKind::Index(_) => Index,
            RelationKind::Sequence(_) => Sequence,
            RelationKind::Composite(_) => Composite,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Table => "table",
            View => "view",
            MaterializedView => "materialized view",
            Index => "index",
            PartitionedIndex => "partitioned index",
            Composite => "composite type",
            Foreign => "foreign table",
            Sequence => "sequence",
        }
    }
}

/// The action as messages name it from 15 on, and the kinds it is for. None: the action itself says what it wants.
fn allowed(action: &AlterKind) -> Option<(&'static str, &'static [Kind])> {
    use AlterKind as K;
    Some(match action {
        K::AddColumn { .. } => ("ADD COLUMN", &[Table, Composite, Foreign]),
        K::SetDefault { .. } => ("ALTER COLUMN ... SET DEFAULT", &[Table, View, Foreign]),
        K::DropDefault { .. } => ("ALTER COLUMN ... SET DEFAULT", &[Table, View, Foreign]),
        K::DropNotNull { .. } => ("ALTER COLUMN ... DROP NOT NULL", &[Table, Foreign]),
        K::SetNotNull { .. } => ("ALTER COLUMN ... SET NOT NULL", &[Table, Foreign]),
        K::SetExpression { .. } => ("ALTER COLUMN ... SET EXPRESSION", &[Table, Foreign]),
        K::DropExpression { .. } => ("ALTER COLUMN ... DROP EXPRESSION", &[Table, Foreign]),
        K::SetStatistics { .. } => {
            ("ALTER COLUMN ... SET STATISTICS", &[Table, MaterializedView, Index, PartitionedIndex, Foreign])
        }
        K::SetColumnOptions { reset: false, .. } => ("ALTER COLUMN ... SET", &[Table, MaterializedView, Foreign]),
        K::SetColumnOptions { .. } => ("ALTER COLUMN ... RESET", &[Table, MaterializedView, Foreign]),
        K::SetStorage { .. } => ("ALTER COLUMN ... SET STORAGE", &[Table, MaterializedView, Foreign]),
        K::SetCompression { .. } => ("ALTER COLUMN ... SET COMPRESSION", &[Table, MaterializedView]),
        K::DropColumn { .. } => ("DROP COLUMN", &[Table, Composite, Foreign]),
        K::AddConstraint(_) => ("ADD CONSTRAINT", &[Table, Foreign]),
        K::AlterConstraint { .. } => ("ALTER CONSTRAINT", &[Table]),
        K::ValidateConstraint { .. } => ("VALIDATE CONSTRAINT", &[Table, Foreign]),
        K::DropConstraint { .. } => ("DROP CONSTRAINT", &[Table, Foreign]),
        K::AlterType { .. } => ("ALTER COLUMN ... SET DATA TYPE", &[Table, Composite, Foreign]),
        K::ClusterOn(Some(_)) => ("CLUSTER ON", &[Table, MaterializedView]),
        K::ClusterOn(None) => ("SET WITHOUT CLUSTER", &[Table, MaterializedView]),
        K::SetLogged(true) => ("SET LOGGED", &[Table, Sequence]),
        K::SetLogged(false) => ("SET UNLOGGED", &[Table, Sequence]),
        K::SetOptions { reset: false, .. } => ("SET", &[Table, View, MaterializedView, Index]),
        K::SetOptions { .. } => ("RESET", &[Table, View, MaterializedView, Index]),
        K::EnableTrigger { state, which } => (trigger_action(*state, which), &[Table, Foreign]),
        K::EnableRule { state, .. } => (rule_action(*state), &[Table]),
        K::Inherit { .. } => ("INHERIT", &[Table, Foreign]),
        K::NoInherit { .. } => ("NO INHERIT", &[Table, Foreign]),
        K::OfType(_) => ("OF", &[Table]),
        K::NotOfType => ("NOT OF", &[Table]),
        K::ReplicaIdentity(_) => ("REPLICA IDENTITY", &[Table, MaterializedView]),
        K::RowSecurity(RowSecurity::Enable) => ("ENABLE ROW SECURITY", &[Table]),
        K::RowSecurity(RowSecurity::Disable) => ("DISABLE ROW SECURITY", &[Table]),
        K::RowSecurity(RowSecurity::Force) => ("FORCE ROW SECURITY", &[Table]),
        K::RowSecurity(RowSecurity::NoForce) => ("NO FORCE ROW SECURITY", &[Table]),
        K::AttachPartition { .. } | K::AttachIndex { .. } => ("ATTACH PARTITION", &[Table, PartitionedIndex]),
        K::DetachPartition { finalize: false, .. } => ("DETACH PARTITION", &[Table]),
        K::DetachPartition { .. } => ("DETACH PARTITION ... FINALIZE", &[Table]),
        K::AddIdentity { .. } => ("ALTER COLUMN ... ADD IDENTITY", &[Table, View, Foreign]),
        K::SetIdentity { .. } => ("ALTER COLUMN ... SET", &[Table, View, Foreign]),
        K::DropIdentity { .. } => ("ALTER COLUMN ... DROP IDENTITY", &[Table, View, Foreign]),
        _ => return None,
    })
}

fn trigger_action(state: TriggerState, which: &TriggerSelection) -> &'static str {
    match (state, which) {
        (TriggerState::Disabled, TriggerSelection::All) => "DISABLE TRIGGER ALL",
        (TriggerState::Disabled, TriggerSelection::User) => "DISABLE TRIGGER USER",
        (TriggerState::Disabled, TriggerSelection::Named(_)) => "DISABLE TRIGGER",
        (TriggerState::Enabled, TriggerSelection::All) => "ENABLE TRIGGER ALL",
        (TriggerState::Enabled, TriggerSelection::User) => "ENABLE TRIGGER USER",
        (TriggerState::Enabled, TriggerSelection::Named(_)) => "ENABLE TRIGGER",
        (TriggerState::Replica, _) => "ENABLE REPLICA TRIGGER",
        (TriggerState::Always, _) => "ENABLE ALWAYS TRIGGER",
    }
}

fn rule_action(state: TriggerState) -> &'static str {
    match state {
        TriggerState::Disabled => "DISABLE RULE",
        TriggerState::Enabled => "ENABLE RULE",
        TriggerState::Replica => "ENABLE REPLICA RULE",
        TriggerState::Always => "ENABLE ALWAYS RULE",
    }
}

/// Whether the action has a list of kinds; the others check for themselves.
pub(super) fn is_listed(action: &AlterKind) -> bool {
    allowed(action).is_some()
}

/// The other relation of an action, whose list of kinds is shorter than that of the first.
pub(super) fn check_child(action: &AlterKind, relation: &Relation, major: u16) -> Outcome {
    refuse_unless(action, relation, &[Table, Foreign], major)
}

/// The relation is of a kind that the action is for.
pub(super) fn check(action: &AlterKind, relation: &Relation, major: u16) -> Outcome {
    match allowed(action) {
        Some((_, kinds)) => refuse_unless(action, relation, kinds, major),
        None => Ok(()),
    }
}

fn refuse_unless(action: &AlterKind, relation: &Relation, kinds: &[Kind], major: u16) -> Outcome {
    let Some((name, _)) = allowed(action) else { return Ok(()) };
    let kind = Kind::of(relation);
    // Sequences can be logged or not from 15 on.
    if kinds.contains(&kind) && (kind != Sequence || major >= 15) {
        return Ok(());
    }
    let shown = relation.name.name.as_str();
    if major >= 15 {
        return Err(Mismatch::new("42809", format!("ALTER action {name} cannot be performed on relation \"{shown}\"")));
    }
    let words: Vec<&str> = kinds.iter().filter(|it| **it != Sequence).map(|it| it.as_str()).collect();
    let list = match words.as_slice() {
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} or {other}"),
        [first @ .., last] => format!("{}, or {last}", first.join(", ")),
        [] => String::new(),
    };
    Err(Mismatch::new("42809", format!("\"{shown}\" is not a {list}")))
}
