//! Objects taken apart into named attributes, so that two versions of one can be compared line by line.
//!
//! Says the same as the canonical DDL in smaller pieces. What is not taken apart here stays whole: a difference may be
//! told coarsely, never lost.

use super::{
    Entry, Part, Printer, list, literal,
    objects::{returns, settings, signature},
    qualified,
    table::{columns_of, command, events, names, options, persistence, roles, timing, trigger_state},
};
use crate::{
    catalog::{
        objects::Routine,
        relation::{Column, Constraint, Index, Policy, Relation, Sequence, Table, Trigger},
        types::{Domain, UserTypeKind},
    },
    sql::statement::{FunctionBody, PartitionStrategy, ReplicaIdentity, Volatility},
};

type Attributes = Vec<(&'static str, String)>;

/// Attributes of which only some are there.
trait Add {
    fn add(&mut self, name: &'static str, value: Option<String>);
    fn flag(&mut self, name: &'static str, is_set: bool);
}

impl Add for Attributes {
    fn add(&mut self, name: &'static str, value: Option<String>) {
        self.extend(value.map(|it| (name, it)));
    }

    fn flag(&mut self, name: &'static str, is_set: bool) {
        self.add(name, is_set.then(String::new));
    }
}

impl Printer<'_> {
    pub(super) fn parts(&self, entry: &Entry) -> Vec<Part> {
        self.known_parts(entry).unwrap_or_else(|| vec![whole(vec![("definition", entry.sql.clone())])])
    }

    fn known_parts(&self, entry: &Entry) -> Option<Vec<Part>> {
        let about = entry.about.as_ref()?;
        let relation = self.catalog.find(about).map(|it| &**it);
        let own = |name: &dyn ToString| entry.name == format!("{about}.{}", name.to_string());
        Some(match entry.kind {
            "TABLE" | "FOREIGN TABLE" => self.table_parts_of(relation?),
            "VIEW" | "MATERIALIZED VIEW" => vec![whole(self.view_attributes(relation?)?)],
            "INDEX" => vec![whole(self.index_attributes(relation?, &entry.name)?)],
            "SEQUENCE" => vec![whole(self.sequence_attributes(relation?, &entry.name)?)],
            "CONSTRAINT" => {
                let table = relation?.table()?;
                let constraint = table.constraints.iter().find(|it| own(&it.name))?;
                vec![whole(self.constraint_attributes(relation?, table, constraint)?)]
            }
            "TRIGGER" => {
                let triggers = relation?.table().map(|it| &it.triggers).or(relation?.view().map(|it| &it.triggers))?;
                vec![whole(self.trigger_attributes(triggers.iter().find(|it| own(&it.name))?))]
            }
            "POLICY" => {
                let policies = &relation?.table()?.policies;
                vec![whole(self.policy_attributes(policies.iter().find(|it| own(&it.name))?))]
            }
            "FUNCTION" | "PROCEDURE" => {
                let overloads = self.catalog.routines.get(about)?;
                let routine = overloads.iter().find(|it| signature(about, it) == entry.name)?;
                vec![whole(self.routine_attributes(routine))]
            }
            "TYPE" | "DOMAIN" => match (&self.catalog.types.get(about)?.kind, relation) {
                (UserTypeKind::Enum(labels), _) => {
                    labels.iter().map(|it| part("value", &literal(it), String::new(), Vec::new())).collect()
                }
                (UserTypeKind::Domain(domain), _) => self.domain_parts(domain),
                (UserTypeKind::Composite, Some(relation)) => {
                    relation.columns().iter().map(|it| self.column_part("attribute", it)).collect()
                }
                _ => return None,
            },
            _ => return None,
        })
    }

    fn table_parts_of(&self, relation: &Relation) -> Vec<Part> {
        let mut parts: Vec<Part> = relation.columns().iter().map(|it| self.column_part("column", it)).collect();
        if let Some(table) = relation.table() {
            parts.push(whole(self.table_attributes(relation, table)));
        }
        parts
    }

    fn table_attributes(&self, relation: &Relation, table: &Table) -> Attributes {
        let mut all = self.storage_attributes(relation);
        let inherits = list(table.inherits.iter().map(|it| self.name_of(*it)));
        all.add("inherits", (!inherits.is_empty()).then_some(inherits));
        all.add(
            "partition key",
            table.partition_key.as_ref().map(|it| {
                let strategy = match it.strategy {
                    PartitionStrategy::Range => "RANGE",
                    PartitionStrategy::List => "LIST",
                    PartitionStrategy::Hash => "HASH",
                };
                format!("{strategy} ({})", list(it.keys.iter().map(|it| self.key(table, it))))
            }),
        );
        all.add("type that it is of", table.of_type.as_ref().map(ToString::to_string));
        all.add("server", table.foreign_server.as_ref().map(ToString::to_string));
        let method = table.access_method.as_ref().filter(|it| it.as_str() != "heap");
        all.add("access method", method.map(ToString::to_string));
        all.flag("row level security", table.row_security);
        all.flag("forced row level security", table.force_row_security);
        all.add(
            "replica identity",
            match &table.replica_identity {
                None | Some(ReplicaIdentity::Default | ReplicaIdentity::Index(_)) => None,
                Some(ReplicaIdentity::Full) => Some("FULL".to_owned()),
                Some(ReplicaIdentity::Nothing) => Some("NOTHING".to_owned()),
            },
        );
        all
    }

    fn storage_attributes(&self, relation: &Relation) -> Attributes {
        let mut all = Vec::new();
        let persistence = persistence(relation.persistence).trim_end().to_lowercase();
        all.add("persistence", (!persistence.is_empty()).then_some(persistence));
        all.add("options", (!relation.options.is_empty()).then(|| options(&relation.options)));
        all.add("tablespace", relation.tablespace.as_ref().map(ToString::to_string));
        all
    }

    fn column_part(&self, kind: &str, column: &Column) -> Part {
        let text = self.column(column);
        let definition = text.strip_prefix(&format!("{} ", column.name)).unwrap_or(&text).to_owned();
        let mut all = vec![("type", column.data_type.to_string())];
        all.add("collation", column.collation.as_ref().map(qualified));
        if let Some(generated) = &column.generated {
            let stored = if generated.stored { "stored" } else { "virtual" };
            all.add("generated", Some(format!("({}) {stored}", self.style.expr(&generated.expr))));
        } else if let Some(identity) = &column.identity {
            let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
            all.add("identity", Some(format!("{when}{}", self.identity_options(identity.sequence))));
        } else if let Some(default) = &column.default {
            all.add("default", Some(self.style.default(default, &column.data_type)));
        }
        if let Some(not_null) = &column.not_null {
            all.flag("NOT NULL", true);
            all.flag("NO INHERIT of NOT NULL", not_null.no_inherit);
            all.flag("NOT VALID of NOT NULL", !not_null.valid);
        }
        all.add("statistics target", column.statistics.map(|it| it.to_string()));
        all.add("storage", column.storage.as_ref().map(|it| it.as_str().to_uppercase()));
        all.add("compression", column.compression.as_ref().map(ToString::to_string));
        all.add("options", (!column.options.is_empty()).then(|| options(&column.options)));
        part(kind, &column.name.to_string(), definition, all)
    }

    fn view_attributes(&self, relation: &Relation) -> Option<Attributes> {
        let view = relation.view()?;
        let mut all = self.storage_attributes(relation);
        all.add("columns", Some(list(view.columns.iter().map(|it| &it.name))));
        all.add("reads", Some(self.reads(view).join(", ")));
        Some(all)
    }

    fn index_attributes(&self, owner: &Relation, name: &str) -> Option<Attributes> {
        let indexes = owner.indexes().iter().filter_map(|it| self.catalog.relation(*it));
        let relation = indexes.into_iter().find(|it| it.name.to_string() == name)?;
        let index: &Index = relation.index()?;
        let table = &*columns_of(owner);
        let mut all = vec![("table", owner.name.to_string())];
        all.flag("unique", index.unique);
        all.add("method", Some(index.method.to_string()));
        all.add("columns", Some(format!("({})", list(index.keys.iter().map(|it| self.key(table, it))))));
        all.add("included columns", (!index.include.is_empty()).then(|| names(table, &index.include)));
        all.flag("NULLS NOT DISTINCT", index.nulls_not_distinct);
        all.extend(self.storage_attributes(relation));
        all.add("condition", index.predicate.as_ref().map(|it| self.style.expr(it)));
        all.flag("invalid", !index.valid && !index.partitioned);
        if let Some(table) = owner.table() {
            all.flag("the table's CLUSTER index", table.clustered_on == Some(relation.id));
            let identity = ReplicaIdentity::Index(relation.name.name.clone());
            all.flag("the table's replica identity", table.replica_identity == Some(identity));
        }
        Some(all)
    }

    fn sequence_attributes(&self, relation: &Relation, name: &str) -> Option<Attributes> {
        let is_it = |it: &&Relation| it.name.to_string() == name;
        let owned = self.catalog.owned_sequences(relation.id).map(|it| &**it);
        let relation = std::iter::once(relation).chain(owned).find(is_it)?;
        let sequence: &Sequence = relation.sequence()?;
        let mut all = self.storage_attributes(relation);
        let numbers = [
            ("start", sequence.start),
            ("increment", sequence.increment),
            ("minimum", sequence.min),
            ("maximum", sequence.max),
            ("cache", sequence.cache),
        ];
        all.push(("type", sequence.data_type.to_string()));
        all.extend(numbers.map(|(name, value)| (name, value.to_string())));
        all.flag("cycle", sequence.cycle);
        Some(all)
    }

    fn constraint_attributes(&self, relation: &Relation, table: &Table, it: &Constraint) -> Option<Attributes> {
        let mut all = vec![("definition", self.constraint_body(relation, table, it)?)];
        all.flag("deferrable", it.deferrable);
        all.flag("initially deferred", it.initially_deferred);
        all.flag("NOT ENFORCED", !it.enforced);
        all.flag("NOT VALID", it.enforced && !it.valid);
        Some(all)
    }

    fn trigger_attributes(&self, trigger: &Trigger) -> Attributes {
        let mut all = vec![
            ("when it fires", format!("{} {}", timing(trigger.timing), events(trigger))),
            ("for each", if trigger.row { "row" } else { "statement" }.to_owned()),
        ];
        let arguments = list(trigger.arguments.iter().map(|it| literal(it)));
        all.add("function", Some(format!("{}({arguments})", qualified(&trigger.function))));
        all.add("condition", trigger.when.as_ref().map(|it| self.style.expr(it)));
        all.flag("constraint", trigger.constraint);
        all.flag("deferrable", trigger.deferrable);
        all.flag("initially deferred", trigger.initially_deferred);
        all.add("old table", trigger.old_table.as_ref().map(ToString::to_string));
        all.add("new table", trigger.new_table.as_ref().map(ToString::to_string));
        all.add("state", trigger_state(trigger.state).map(str::to_owned));
        all
    }

    fn policy_attributes(&self, policy: &Policy) -> Attributes {
        let mut all = vec![
            ("kind", if policy.permissive { "permissive" } else { "restrictive" }.to_owned()),
            ("command", command(policy.command).to_owned()),
            ("roles", roles(policy).unwrap_or_else(|| "PUBLIC".to_owned())),
        ];
        all.add("USING", policy.using.as_ref().map(|it| self.style.expr(it)));
        all.add("WITH CHECK", policy.check.as_ref().map(|it| self.style.expr(it)));
        all
    }

    fn routine_attributes(&self, routine: &Routine) -> Attributes {
        let mut all = vec![("arguments", format!("({})", self.arguments(routine)))];
        all.add("returns", returns(routine));
        all.add("language", Some(routine.language.to_string()));
        let volatility = match routine.volatility {
            Volatility::Immutable => "IMMUTABLE",
            Volatility::Stable => "STABLE",
            Volatility::Volatile => "VOLATILE",
        };
        all.add("volatility", Some(volatility.to_owned()));
        all.flag("STRICT", routine.strict);
        all.flag("SECURITY DEFINER", routine.security_definer);
        all.flag("LEAKPROOF", routine.hints.leakproof == Some(true));
        all.add("parallel", routine.hints.parallel.as_ref().map(|it| it.to_uppercase()));
        all.add("cost", routine.hints.cost.as_ref().map(ToString::to_string));
        all.add("rows", routine.hints.rows.as_ref().map(ToString::to_string));
        all.add("support function", routine.hints.support.as_ref().map(ToString::to_string));
        let settings = settings(&routine.settings);
        all.add("settings", (!settings.is_empty()).then(|| settings.trim_start().to_owned()));
        if let FunctionBody::Text { text, .. } = &routine.body {
            all.add("body", Some(text.to_string()));
        }
        all
    }

    fn domain_parts(&self, domain: &Domain) -> Vec<Part> {
        let mut all = vec![("type", domain.base.to_string())];
        all.add("collation", domain.collation.as_ref().map(qualified));
        all.add("default", domain.default.as_ref().map(|it| self.style.expr(it)));
        all.flag("NOT NULL", domain.not_null);
        let mut parts = vec![whole(all)];
        for check in &domain.checks {
            let mut all = vec![("definition", format!("CHECK ({})", self.style.expr(&check.expr)))];
            all.flag("NOT VALID", !check.valid);
            let text = format!("{}{}", all[0].1, if check.valid { "" } else { " NOT VALID" });
            parts.push(part("constraint", &check.name.to_string(), text, all));
        }
        // Their order means nothing.
        parts.sort_by(|a, b| a.name.cmp(&b.name));
        parts
    }
}

fn whole(attributes: Attributes) -> Part {
    Part { attributes, ..Part::default() }
}

fn part(kind: &str, name: &str, text: String, attributes: Attributes) -> Part {
    Part { name: format!("{kind} {name}"), text, attributes }
}
