//! The checks, one per pair of `checks/<name>.md` and `src/checks/<name>.rs`; the folder is the registry.
//!
//! A check reads effects and catalogs, never syntax; it holds no state and knows no Postgres version. Its page is its
//! only metadata.

use crate::{
    catalog::{
        Catalog, Known, RelationId,
        relation::{Relation, Size},
    },
    finding::{Certainty, CheckId, Finding, Findings, Label, Severity},
    simulate::{Step, Timeline, Transaction},
    sql::statement::Allow,
    tenancy::{self, Tenancy, Tenants},
    text::Span,
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

include!(concat!(env!("OUT_DIR"), "/registry.rs"));

struct Registered {
    name: &'static str,
    page: &'static str,
    run: Run,
}

/// What a check is run over; every check module exports `pub(super) const RUN: Run`.
#[derive(Clone, Copy)]
pub enum Run {
    /// Each pending statement.
    Step(fn(&Step, &mut Findings<'_>)),
    /// The statements of each pending transaction together.
    Transaction(fn(&Transaction, &[Step], &mut Findings<'_>)),
    /// The whole change at once: the schema before and after; for `audit` the whole schema, from nothing.
    Schema(fn(&SchemaChange<'_>, &mut Findings<'_>)),
    /// The allow comments, once all other checks have run.
    Allows(fn(&AllowUse<'_>, &mut Findings<'_>)),
}

/// From one schema to another, with the tables that changed.
pub struct SchemaChange<'a> {
    pub before: &'a Catalog,
    pub after: &'a Catalog,
    /// Tables made or altered, in order; in `audit` all of them.
    pub tables: Vec<RelationId>,
    /// The statement that first touched each; empty in `audit`.
    pub touched_by: BTreeMap<RelationId, Span>,
    /// The pending statements; none in `audit`.
    pub steps: &'a [Step],
    pub tenancy: &'a Tenancy,
    /// None where the schema shows no tenants.
    pub tenants: Option<Tenants>,
}

impl SchemaChange<'_> {
    /// The statement after which a table first is as said; else the one that first touched it.
    pub fn made_by(&self, table: RelationId, is_so: impl Fn(&Relation) -> bool) -> Option<Span> {
        let there = |catalog: &Catalog| catalog.relation(table).is_some_and(|it| is_so(it));
        let made = self.steps.iter().find(|it| !there(&it.before) && there(&it.after));
        made.map(Step::span).or_else(|| self.touched_by.get(&table).copied())
    }

    /// Tables that this change makes, as far as they are users' own and not said to be global.
    pub fn new_tables(&self) -> impl Iterator<Item = &Relation> {
        let made = self.tables.iter().filter(|it| self.before.relation(**it).is_none());
        let made = made.filter_map(|it| self.after.relation(*it)).map(|it| &**it);
        made.filter(|it| tenancy::own_table(it).is_some() && !self.tenancy.is_global(&it.name))
    }
}

/// An allow comment and whether it silenced anything.
pub struct AllowUse<'a> {
    pub allow: &'a Allow,
    pub used: bool,
    pub known: bool,
}

/// What config says about the checks.
#[derive(Clone, Debug)]
pub struct Settings {
    /// None: off.
    pub severities: BTreeMap<CheckId, Option<Severity>>,
    pub tenancy: Tenancy,
    /// Work on a table with no more rows than this is a note at most.
    pub small_table_rows: u64,
    /// Work on a table with no fewer rows than this is one severity higher.
    pub large_table_rows: u64,
}

impl Default for Settings {
    /// Nothing said: every check with its page's severity.
    fn default() -> Self {
        Self {
            severities: BTreeMap::new(),
            tenancy: Tenancy::default(),
            small_table_rows: 10_000,
            large_table_rows: 10_000_000,
        }
    }
}

pub struct Check {
    pub id: CheckId,
    pub page: Page,
    run: Run,
}

/// A check's page, read once.
pub struct Page {
    pub meta: Meta,
    /// The first heading.
    pub headline: &'static str,
    /// Everything behind the front matter, Markdown.
    pub body: &'static str,
}

/// The page's front matter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    pub severity: SeverityName,
    /// locks, compatibility, integrity, tenancy, transactions, input
    pub category: String,
    /// Version of migcheck that first had it.
    pub since: String,
    /// Majors the check speaks about, when not all.
    #[serde(default)]
    pub postgres: Option<String>,
    /// Related checks.
    #[serde(default)]
    pub see: Vec<String>,
    /// How bad it is depends on the table's size.
    #[serde(default)]
    pub depends_on_size: bool,
    /// How the page's examples are sent to the server; default `file_transaction`.
    #[serde(default)]
    pub execution: Option<String>,
    /// Why the bad and the good example do not end in the same schema.
    #[serde(default)]
    pub ends_differently: Option<String>,
}

/// A severity as written in pages and config.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeverityName {
    Note,
    Warning,
    Error,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Note => Severity::Note,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Error => Severity::Error,
        }
    }
}

/// Every check, by name.
pub fn all() -> &'static [Check] {
    static ALL: LazyLock<Vec<Check>> = LazyLock::new(|| REGISTERED.iter().map(read_page).collect());
    &ALL
}

pub fn find(name: &str) -> Option<&'static Check> {
    all().iter().find(|it| it.id.0 == name)
}

fn read_page(registered: &'static Registered) -> Check {
    let (meta, body) = registered
        .page
        .strip_prefix("```toml\n")
        .and_then(|it| it.split_once("\n```\n"))
        .unwrap_or_else(|| panic!("the page of {} opens with a toml block", registered.name));
    let meta = toml::from_str(meta).unwrap_or_else(|error| panic!("front matter of {}: {error}", registered.name));
    let body = body.trim_start();
    let headline = body.lines().find_map(|it| it.strip_prefix("# ")).unwrap_or_default();
    Check { id: CheckId(registered.name), page: Page { meta, headline, body }, run: registered.run }
}

/// Runs every check that is not off over a pending change; findings in the order of the text, then by check.
pub fn run(settings: &Settings, timeline: &Timeline) -> Vec<Finding> {
    let change = schema_change(settings, timeline);
    let mut found = Vec::new();
    for check in all() {
        let Some(mut findings) = findings_of(check, settings, timeline.end().known, &mut found) else { continue };
        match check.run {
            Run::Step(run) => timeline.steps.iter().for_each(|step| run(step, &mut findings)),
            Run::Transaction(run) => {
                for transaction in &timeline.transactions {
                    run(transaction, &timeline.steps[transaction.steps.clone()], &mut findings);
                }
            }
            Run::Schema(run) => run(&change, &mut findings),
            Run::Allows(_) => {}
        }
    }
    for finding in &mut found {
        weigh(finding, settings, timeline.end(), &timeline.start);
    }
    suppress(settings, timeline, &mut found);
    let place = |it: &Finding| it.primary.as_ref().map(|label| (label.span.file, label.span.start));
    found.sort_by(|a, b| place(a).cmp(&place(b)).then(a.check.cmp(&b.check)).then(a.object.cmp(&b.object)));
    found
}

/// Runs the checks that need no migration over a whole schema.
pub fn audit(settings: &Settings, catalog: &Catalog) -> Vec<Finding> {
    let before = Catalog::new(catalog.version, catalog.known);
    let tables = catalog.relations().filter(|it| it.table().is_some() && it.extension.is_none());
    let change = SchemaChange {
        before: &before,
        after: catalog,
        tables: tables.map(|it| it.id).collect(),
        touched_by: BTreeMap::new(),
        steps: &[],
        tenancy: &settings.tenancy,
        tenants: Tenants::of(&settings.tenancy, catalog),
    };
    let mut found = Vec::new();
    for check in all() {
        let Some(mut findings) = findings_of(check, settings, catalog.known, &mut found) else { continue };
        if let Run::Schema(run) = check.run {
            run(&change, &mut findings);
        }
    }
    for finding in &mut found {
        weigh(finding, settings, catalog, catalog);
    }
    found.sort_by(|a, b| a.object.cmp(&b.object).then(a.check.cmp(&b.check)));
    found
}

fn findings_of<'a>(
    check: &Check,
    settings: &Settings,
    known: Known,
    found: &'a mut Vec<Finding>,
) -> Option<Findings<'a>> {
    let severity = match settings.severities.get(&check.id) {
        Some(said) => (*said)?,
        None => check.page.meta.severity.into(),
    };
    let certainty = match known {
        Known::Everything => Certainty::Certain,
        Known::OnlyWhatMigrationsShow => Certainty::Possible,
    };
    Some(Findings { check: check.id, severity, certainty, found })
}

fn schema_change<'a>(settings: &'a Settings, timeline: &'a Timeline) -> SchemaChange<'a> {
    let after = timeline.end();
    let mut touched_by = BTreeMap::new();
    for step in &timeline.steps {
        for effect in &step.effects.relations {
            if effect.lock >= crate::simulate::lock::LockMode::ShareUpdateExclusive || effect.created {
                touched_by.entry(effect.relation).or_insert(step.statement.span);
            }
        }
    }
    let is_table = |id: &RelationId| after.relation(*id).is_some_and(|it| it.table().is_some());
    let tables = touched_by.keys().copied().filter(is_table).collect();
    SchemaChange {
        before: &timeline.start,
        after,
        tables,
        touched_by,
        steps: &timeline.steps,
        tenancy: &settings.tenancy,
        tenants: Tenants::of(&settings.tenancy, &timeline.start),
    }
}

/// The one place where sizes raise or lower a severity, and where not knowing them lowers the certainty.
fn weigh(finding: &mut Finding, settings: &Settings, after: &Catalog, before: &Catalog) {
    let depends = find(finding.check.0).is_some_and(|it| it.page.meta.depends_on_size);
    let Some(relation) = finding.relation.filter(|_| depends) else { return };
    let size = size_of(before, relation).or_else(|| size_of(after, relation));
    match size.and_then(|it| it.rows) {
        None => finding.certainty = finding.certainty.min(Certainty::Likely),
        Some(rows) if rows <= settings.small_table_rows => finding.severity = finding.severity.min(Severity::Note),
        Some(rows) if rows >= settings.large_table_rows => finding.severity = Severity::Error,
        Some(_) => {}
    }
}

/// A partitioned table has the size of its partitions.
fn size_of(catalog: &Catalog, relation: RelationId) -> Option<Size> {
    let table = catalog.relation(relation)?.table()?;
    if !table.is_partitioned() {
        return table.size;
    }
    let mut total = Size { rows: Some(0), pages: 0 };
    for child in &table.children {
        let size = size_of(catalog, *child)?;
        total.rows = total.rows.zip(size.rows).map(|(a, b)| a + b);
        total.pages += size.pages;
    }
    Some(total)
}

/// Marks what allow comments silence, then reports comments without reason or without use.
fn suppress(settings: &Settings, timeline: &Timeline, found: &mut Vec<Finding>) {
    let mut used = BTreeSet::new();
    let mut allows: BTreeMap<Span, Vec<&Allow>> = BTreeMap::new();
    for step in &timeline.steps {
        allows.entry(step.statement.span).or_default().extend(&step.statement.allows);
    }
    for finding in found.iter_mut() {
        let Some(primary) = &finding.primary else { continue };
        let around = allows.range(..=primary.span).next_back().filter(|(span, _)| primary.span.end <= span.end);
        let allow = around.and_then(|(_, all)| all.iter().find(|it| *it.check == *finding.check.0));
        if let Some(allow) = allow {
            used.insert((allow.span, Arc::clone(&allow.check)));
            finding.suppressed.clone_from(&allow.reason);
        }
    }
    let mut extra = Vec::new();
    for check in all() {
        let Run::Allows(run) = check.run else { continue };
        let Some(mut findings) = findings_of(check, settings, timeline.end().known, &mut extra) else { continue };
        for allow in allows.values().flatten() {
            let key = (allow.span, Arc::clone(&allow.check));
            run(&AllowUse { allow, used: used.contains(&key), known: find(&allow.check).is_some() }, &mut findings);
        }
    }
    found.append(&mut extra);
}

/// A label that says where an earlier statement took a lock.
fn label(span: Span, text: impl Into<String>) -> Label {
    Label { span, text: text.into() }
}
