//! Triggers, policies and rules.

use super::{
    Mismatch,
    context::Apply,
    error::{Outcome, duplicate_part, no_part, wrong_kind},
};
use crate::{
    catalog::{
        objects::{Kept, OtherDefinition, OtherObject},
        relation::{Dependency, Policy, Relation, RelationKind, Rule, Trigger},
    },
    sql::{
        expr::Tree,
        name::{Ident, ObjectName, QualifiedName},
        statement::{
            self, CreateEventTrigger, CreateRule, CreateTrigger, ObjectKind, StatementKind, TriggerEvent, TriggerState,
            TriggerTiming,
        },
        token::{Lexer, Token, TokenKind},
    },
};

pub(super) fn triggers_mut(relation: &mut Relation) -> Option<&mut Vec<Trigger>> {
    match &mut relation.kind {
        RelationKind::Table(table) => Some(&mut table.triggers),
        RelationKind::View(view) | RelationKind::MaterializedView(view) => Some(&mut view.triggers),
        _ => None,
    }
}

pub(super) fn triggers(relation: &Relation) -> &[Trigger] {
    match &relation.kind {
        RelationKind::Table(table) => &table.triggers,
        RelationKind::View(view) | RelationKind::MaterializedView(view) => &view.triggers,
        _ => &[],
    }
}

pub(super) fn rules_mut(relation: &mut Relation) -> Option<&mut Vec<Rule>> {
    match &mut relation.kind {
        RelationKind::Table(table) => Some(&mut table.rules),
        RelationKind::View(view) | RelationKind::MaterializedView(view) => Some(&mut view.rules),
        _ => None,
    }
}

pub(super) fn rules(relation: &Relation) -> &[Rule] {
    match &relation.kind {
        RelationKind::Table(table) => &table.rules,
        RelationKind::View(view) | RelationKind::MaterializedView(view) => &view.rules,
        _ => &[],
    }
}

impl Apply<'_> {
    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) -> Outcome {
        let relation = self.relation(&create.table)?;
        let shown = relation.name.name.as_str();
        match (&relation.kind, create.timing) {
            (RelationKind::Table(_), TriggerTiming::InsteadOf) => {
                return Err(Mismatch::new("42809", format!("\"{shown}\" is a table")));
            }
            (RelationKind::View(_), TriggerTiming::Before | TriggerTiming::After) if create.row => {
                return Err(Mismatch::new("42809", format!("\"{shown}\" is a view")));
            }
            (RelationKind::Table(_) | RelationKind::View(_), _) => {}
            _ => {
                return Err(Mismatch::new("42809", format!("relation \"{shown}\" cannot have triggers")));
            }
        }
        for event in &create.events {
            let TriggerEvent::Update(columns) = event else { continue };
            if let Some(missing) = columns.iter().find(|it| relation.column(it).is_none()) {
                return Err(super::error::no_column(missing, &relation.name.name));
            }
        }
        let function = self.trigger_function(&create.function)?;
        let old = triggers(&relation).iter().find(|it| it.name == create.name);
        if old.is_some() && !create.or_replace {
            return Err(duplicate_part("trigger", &create.name, "relation", &relation.name.name));
        }
        let trigger = Trigger {
            name: create.name.clone(),
            timing: create.timing,
            events: create.events.clone(),
            row: create.row,
            when: create.when.clone(),
            function,
            arguments: create.arguments.clone(),
            constraint: create.constraint,
            deferrable: create.deferrable || create.initially_deferred,
            initially_deferred: create.initially_deferred,
            old_table: create.old_table.clone(),
            new_table: create.new_table.clone(),
            state: TriggerState::Enabled,
            inherited: false,
            comment: old.and_then(|it| it.comment.clone()),
        };
        self.edit(relation.id, |it| {
            if let Some(triggers) = triggers_mut(it) {
                triggers.retain(|it| it.name != trigger.name);
                triggers.push(trigger.clone());
            }
        });
        if let Some(table) = relation.table().filter(|it| it.is_partitioned() && trigger.row) {
            table.children.iter().for_each(|child| self.clone_trigger(*child, trigger.clone()));
        }
        Ok(())
    }

    fn trigger_function(&self, name: &ObjectName) -> Outcome<QualifiedName> {
        if let Some(found) = self.catalog.find_routine_name(name, self.session) {
            return Ok(found);
        }
        let builtin =
            ["tsvector_update_trigger", "tsvector_update_trigger_column", "suppress_redundant_updates_trigger"];
        if builtin.contains(&name.name.as_str()) {
            return Ok(QualifiedName::new("pg_catalog", name.name.clone()));
        }
        if self.has_unlisted_objects() {
            let schema = name.schema.clone().or_else(|| self.catalog.creation_schema(self.session));
            let schema = schema.unwrap_or_else(|| Ident::exact("public"));
            return Ok(QualifiedName { schema, name: name.name.clone() });
        }
        Err(Mismatch::new("42883", format!("function {name}() does not exist")))
    }

    pub(super) fn create_event_trigger(&mut self, create: &CreateEventTrigger) -> Outcome {
        let name = std::sync::Arc::from(create.name.as_str());
        let object = OtherObject { kind: ObjectKind::EventTrigger, name, schema: None, types: Vec::new() };
        if self.catalog.others.contains_key(&object) {
            return Err(super::error::duplicate("event trigger", create.name.as_str()));
        }
        let function = self.trigger_function(&create.function)?;
        let overloads = self.catalog.routines.get(&function);
        let fits = |it: &crate::catalog::types::DataType| it.is("event_trigger");
        let returns = overloads.and_then(|it| it.iter().find(|it| it.arguments.is_empty())?.returns.as_ref());
        if returns.is_some_and(|it| !fits(it)) {
            let message = format!("function {} must return type event_trigger", create.function);
            return Err(super::Mismatch::new("42P17", message));
        }
        let text = |it: &str| Kept::Text(it.into());
        let mut words = vec![text("on"), text(create.event.as_str())];
        words.extend(self.kept(&create.filter));
        words.extend([text("execute"), text("function"), Kept::Name(function), text("()")]);
        let owner = self.session.role.clone();
        let made = OtherDefinition { words, owner, ..OtherDefinition::default() };
        self.catalog.others.insert(object, std::sync::Arc::new(made));
        Ok(())
    }

    // ---- policies -----------------------------------------------------------------------------------------------------

    pub(super) fn create_policy(&mut self, create: &statement::Policy) -> Outcome {
        let relation = self.table(&create.table)?;
        let Some(table) = relation.table() else { return Ok(()) };
        if table.policies.iter().any(|it| it.name == create.name) {
            return Err(duplicate_part("policy", &create.name, "table", &relation.name.name));
        }
        let roles = self.policy_roles(&create.roles);
        roles.iter().try_for_each(|it| super::alter_table::need_role(self, it))?;
        let trees: Vec<&Tree> = create.using.iter().chain(&create.check).map(|it| &*it.tree).collect();
        self.check_expression(&relation, &trees)?;
        let policy = Policy {
            name: create.name.clone(),
            permissive: create.permissive,
            command: create.command,
            roles: if roles.is_empty() { vec![Ident::exact("public")] } else { roles },
            using: create.using.as_ref().map(|it| self.catalog.qualify_expr(it, self.session)),
            check: create.check.as_ref().map(|it| self.catalog.qualify_expr(it, self.session)),
            dependencies: self.reads_besides(&relation, &trees),
            comment: None,
        };
        self.on_table(relation.id, |it| it.policies.push(policy))
    }

    fn policy_roles(&self, roles: &[Ident]) -> Vec<Ident> {
        roles.iter().map(|it| self.role_name(it).unwrap_or_else(|| it.clone())).collect()
    }

    pub(super) fn alter_policy(&mut self, alter: &statement::Policy) -> Outcome {
        let relation = self.table(&alter.table)?;
        let old = relation.table().and_then(|it| it.policies.iter().find(|it| it.name == alter.name));
        let Some(mut policy) = old.cloned() else {
            return Err(no_part("policy", &alter.name, "for table", &relation.name.name));
        };
        if !alter.roles.is_empty() {
            policy.roles = self.policy_roles(&alter.roles);
        }
        let kept = |it: &crate::sql::expr::Expr| self.catalog.qualify_expr(it, self.session);
        policy.using = alter.using.as_ref().map(kept).or(policy.using);
        policy.check = alter.check.as_ref().map(kept).or(policy.check);
        let trees: Vec<&Tree> = policy.using.iter().chain(&policy.check).map(|it| &*it.tree).collect();
        self.check_expression(&relation, &trees)?;
        let dependencies = self.reads_besides(&relation, &trees);
        policy.dependencies = dependencies;
        self.on_table(relation.id, |it| {
            it.policies.iter_mut().filter(|it| it.name == policy.name).for_each(|it| *it = policy.clone());
        })
    }

    /// What expressions over a relation read outside of it.
    fn reads_besides(&self, relation: &Relation, trees: &[&Tree]) -> Vec<Dependency> {
        let mut reads = self.catalog.expression_reads(trees, relation, self.session).dependencies;
        reads.retain(|it| it.relation != relation.id);
        reads
    }

    // ---- rules --------------------------------------------------------------------------------------------------------

    pub(super) fn create_rule(&mut self, create: &CreateRule) -> Outcome {
        let relation = self.relation(&create.table)?;
        let exists = rules(&relation).iter().any(|it| it.name == create.name);
        if exists && !create.or_replace {
            return Err(duplicate_part("rule", &create.name, "relation", &relation.name.name));
        }
        if !matches!(relation.kind, RelationKind::Table(_) | RelationKind::View(_)) {
            return Err(wrong_kind(&relation.name.name, "a table or view"));
        }
        let mut dependencies = Vec::new();
        for action in &create.actions {
            let StatementKind::Dml(dml) = action else { continue };
            if let Some(target) = dml.target.as_ref().and_then(|it| self.find(it)) {
                dependencies.push(Dependency { relation: target.id, column: None });
                let columns = dml.columns.iter().filter_map(|it| target.column(it));
                dependencies.extend(columns.map(|it| Dependency { relation: target.id, column: Some(it.number) }));
            }
            dependencies.extend(self.catalog.dml_reads(dml, self.session).dependencies);
        }
        dependencies.retain(|it| it.relation != relation.id);
        dependencies.sort_unstable();
        dependencies.dedup();
        let rule = Rule {
            name: create.name.clone(),
            event: create.event.clone(),
            instead: create.instead,
            text: self.catalog.qualify(behind_as(&create.text), &[], self.session),
            dependencies,
            state: TriggerState::Enabled,
        };
        self.edit(relation.id, |it| {
            if let Some(rules) = rules_mut(it) {
                rules.retain(|it| it.name != rule.name);
                rules.push(rule);
            }
        });
        Ok(())
    }
}

/// `ON … TO … DO …`: what stands behind the AS of CREATE RULE.
fn behind_as(text: &str) -> &str {
    let is_as = |it: &Token| {
        let word = text.get(it.start as usize..it.end as usize);
        it.kind == TokenKind::Word && word.is_some_and(|it| it.eq_ignore_ascii_case("as"))
    };
    let found = Lexer::new(text, 0, text.len()).find(is_as);
    found.and_then(|it| text.get(it.end as usize..)).map_or(text, str::trim_start)
}
