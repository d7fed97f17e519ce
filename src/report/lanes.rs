//! The lock timeline, ready to be drawn: a column a statement, a row a relation, who waits from when to when. Shared by
//! text and HTML, so that both say the same.

use super::{Analysis, Masked, words};
use crate::{
    plan::{PlanStep, PlanTransaction},
    redact::redact,
    simulate::{
        Step, Transaction,
        effects::{Duration, Effects, Release},
        held::{self, Holding},
        lock::{Activity, LockMode},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// One transaction, or several that are one statement each and follow each other in a file.
pub(super) struct Chart<'a> {
    pub(super) title: String,
    pub(super) columns: Vec<Column<'a>>,
    /// Worst first.
    pub(super) rows: Vec<Row>,
    /// Rows that were left out: what no reader or writer notices.
    pub(super) left_out: usize,
}

/// A statement.
pub(super) struct Column<'a> {
    /// Counts from 1 over the chart.
    pub(super) number: usize,
    pub(super) line: Option<u32>,
    /// On one line, without secrets.
    pub(super) sql: String,
    pub(super) effects: &'a Effects,
    /// The first of its transaction: nothing is held from before.
    pub(super) begins: bool,
}

/// A relation and the locks on it.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) stretches: Vec<Bar>,
    /// `for orders: foreign key orders_customer_fkey`
    pub(super) account: Option<String>,
    /// `reads and writes wait from 2 to the end (rewrite, 1 s to 4 s)`
    pub(super) waiting: String,
}

/// A run of columns in one mode.
pub(super) struct Bar {
    pub(super) mode: LockMode,
    pub(super) columns: Range<usize>,
    /// Covers part of its statement only.
    pub(super) brief: bool,
}

impl Row {
    pub(super) fn strongest(&self) -> LockMode {
        self.stretches.iter().map(|it| it.mode).max().unwrap_or(LockMode::AccessShare)
    }

    pub(super) fn during(&self, column: usize) -> Option<&Bar> {
        self.stretches.iter().find(|it| it.columns.contains(&column))
    }
}

/// A drawn column: a statement, or a run of statements during which nothing changes.
pub(super) struct Drawn {
    pub(super) statements: Range<usize>,
    /// `4`, `4–9`
    pub(super) label: String,
}

impl Chart<'_> {
    /// Each statement has its column, unless that takes more than the room there is.
    pub(super) fn drawn(&self, rows: &[Row], room: usize, width: impl Fn(&Drawn) -> usize) -> Vec<Drawn> {
        let count = self.columns.len();
        let single = |it: usize| Drawn { statements: it..it + 1, label: (it + 1).to_string() };
        let whole: Vec<Drawn> = (0..count).map(single).collect();
        if whole.iter().map(width).sum::<usize>() <= room {
            return whole;
        }
        let mut starts = BTreeSet::from([0]);
        for bar in rows.iter().flat_map(|it| &it.stretches) {
            starts.extend([bar.columns.start, bar.columns.start + 1, bar.columns.end]);
        }
        starts.extend(self.columns.iter().enumerate().filter(|it| it.1.begins).map(|it| it.0));
        let starts: Vec<usize> = starts.into_iter().filter(|it| *it < count).collect();
        let ends = starts.iter().skip(1).copied().chain([count]);
        let run = |(start, end): (&usize, usize)| match end - start {
            1 => single(*start),
            _ => Drawn { statements: *start..end, label: format!("{}–{end}", start + 1) },
        };
        starts.iter().zip(ends).map(run).collect()
    }
}

/// How much of others' work waits, for a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depth {
    Ddl,
    Vacuum,
    Writes,
    RowLocks,
    Reads,
}

impl Depth {
    pub(super) fn of(mode: LockMode) -> Self {
        let levels = [
            (Activity::Reads, Self::Reads),
            (Activity::RowLocks, Self::RowLocks),
            (Activity::Writes, Self::Writes),
            (Activity::Vacuum, Self::Vacuum),
        ];
        levels.into_iter().find(|it| mode.blocks(it.0)).map_or(Self::Ddl, |it| it.1)
    }

    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Ddl => "only DDL waits",
            Self::Vacuum => "VACUUM and DDL wait",
            Self::Writes => "writes wait",
            Self::RowLocks => "writes and row locks wait",
            Self::Reads => "reads and writes wait",
        }
    }
}

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// What others may notice: tables and views that are locked more strongly than by reading.
    Noticed,
    /// Indexes, sequences and what is only read as well.
    Everything,
}

/// Of what is pending, in the transactions in which it runs.
pub(super) fn of_pending<'a>(analysis: &'a Analysis, masked: &Masked<'_>, detail: Detail) -> Vec<Chart<'a>> {
    let steps = |it: &Transaction| &analysis.timeline.steps[it.steps.clone()];
    let mut charts = Vec::new();
    let mut rest = analysis.timeline.transactions.as_slice();
    while let Some(first) = rest.first() {
        let together = match steps(first) {
            [alone] => {
                let file = alone.span().file;
                rest.iter().take_while(|it| matches!(steps(it), [next] if next.span().file == file)).count()
            }
            _ => 1,
        };
        let (group, behind) = rest.split_at(together);
        let title = match (group.len(), steps(first).first()) {
            (1, Some(step)) => format!("transaction {}  {}", first.id.0, masked.path(step.span())),
            (count, Some(step)) => {
                let last = group.last().unwrap_or(first).id.0;
                let numbers = format!("transactions {} to {last}", first.id.0);
                format!("{numbers}  {}, {count} statements, each on its own", masked.path(step.span()))
            }
            (_, None) => format!("transaction {}", first.id.0),
        };
        charts.push(chart(title, group.iter().map(|it| pending(steps(it), masked)).collect(), detail));
        rest = behind;
    }
    charts
}

/// Of the plan's own steps.
pub(super) fn of_plan(analysis: &Analysis, detail: Detail) -> Option<Chart<'_>> {
    let steps: Vec<&PlanStep> = analysis.plan.phases.iter().flat_map(|it| &it.steps).collect();
    if steps.is_empty() {
        return None;
    }
    let together = |a: &&PlanStep, b: &&PlanStep| {
        a.transaction == b.transaction && matches!(a.transaction, PlanTransaction::Together(_))
    };
    let transactions = steps.chunk_by(together).map(planned).collect();
    Some(chart("as planned".to_owned(), transactions, detail))
}

/// One transaction's columns and what it holds.
type Part<'a> = (Vec<Column<'a>>, Vec<Holding>);

fn pending<'a>(steps: &'a [Step], masked: &Masked<'_>) -> Part<'a> {
    let column = |(at, step): (usize, &'a Step)| Column {
        number: 0,
        line: Some(masked.sources.start(step.span()).line),
        sql: one_line(masked.slice(step.span())),
        effects: &step.effects,
        begins: at == 0,
    };
    (steps.iter().enumerate().map(column).collect(), held::by_transaction(steps))
}

fn planned<'a>(steps: &[&'a PlanStep]) -> Part<'a> {
    let column = |(at, step): (usize, &&'a PlanStep)| Column {
        number: 0,
        line: None,
        sql: one_line(&redact(&step.sql)),
        effects: &step.effects,
        begins: at == 0,
    };
    (steps.iter().enumerate().map(column).collect(), held::by_effects(steps.iter().map(|it| &it.effects)))
}

fn chart(title: String, parts: Vec<Part<'_>>, detail: Detail) -> Chart<'_> {
    let mut columns: Vec<Column<'_>> = Vec::new();
    let mut relations: BTreeMap<_, (Row, Option<LockMode>)> = BTreeMap::new();
    let mut noticed_whole = false;
    for (its, holdings) in parts {
        let offset = columns.len();
        columns.extend(its);
        for holding in holdings.into_iter().filter(|it| it.existed) {
            noticed_whole |= !is_part(holding.kind) && holding.strongest() >= LockMode::RowExclusive;
            add(&mut relations, holding, offset);
        }
    }
    columns.iter_mut().enumerate().for_each(|(at, it)| it.number = at + 1);
    let mut rows: Vec<Row> = relations.into_values().map(|it| it.0).collect();
    let all = rows.len();
    if detail == Detail::Noticed {
        rows.retain(|it| it.strongest() >= LockMode::RowExclusive && !(noticed_whole && is_part(it.kind)));
    }
    let since = |it: &Row| it.stretches.iter().find(|bar| bar.mode == it.strongest()).map(|bar| bar.columns.start);
    rows.sort_by(|a, b| {
        b.strongest().cmp(&a.strongest()).then(since(a).cmp(&since(b))).then_with(|| a.name.cmp(&b.name))
    });
    for row in &mut rows {
        row.waiting = waiting(row, &columns);
    }
    Chart { title, columns, left_out: all - rows.len(), rows }
}

fn add(relations: &mut BTreeMap<crate::catalog::RelationId, (Row, Option<LockMode>)>, holding: Holding, offset: usize) {
    let strongest = holding.strongest();
    let row = Row {
        name: words::short(&holding.name),
        kind: holding.kind,
        stretches: Vec::new(),
        account: None,
        waiting: String::new(),
    };
    let (row, mode) = relations.entry(holding.relation).or_insert((row, None));
    if mode.is_none_or(|it| it < strongest) {
        *mode = Some(strongest);
        row.account = holding.on_account_of.as_ref().map(words::account);
    }
    row.stretches.extend(holding.stretches.into_iter().map(|it| Bar {
        mode: it.mode,
        columns: it.statements.start + offset..it.statements.end + offset,
        brief: it.release == Release::Statement,
    }));
}

/// Whoever uses these uses their table.
fn is_part(kind: &str) -> bool {
    kind.ends_with("index") || kind == "sequence"
}

/// Who waits, when and how long.
fn waiting(row: &Row, columns: &[Column<'_>]) -> String {
    let reads = blocked(row, Activity::Reads, columns);
    let writes = if row.kind == "materialized view" { Vec::new() } else { blocked(row, Activity::Writes, columns) };
    let said = |who: &str, when: &[Range<usize>]| format!("{who} {}", when_and_how_long(when, columns));
    match (reads.is_empty(), writes.is_empty()) {
        (false, _) if writes == reads || writes.is_empty() => said("reads and writes wait", &reads),
        (false, _) => format!("{}; {}", said("reads wait", &reads), said("writes wait", &writes)),
        (true, false) => said("writes wait", &writes),
        (true, true) => match blocked(row, Activity::Vacuum, columns).as_slice() {
            [] => "nobody waits but DDL".to_owned(),
            when => said("VACUUM and DDL wait", when),
        },
    }
}

/// Runs of columns of one transaction during which such work waits.
fn blocked(row: &Row, activity: Activity, columns: &[Column<'_>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for bar in row.stretches.iter().filter(|it| it.mode.blocks(activity)) {
        let begins = columns.get(bar.columns.start).is_some_and(|it| it.begins);
        match runs.last_mut().filter(|it| it.end == bar.columns.start && !begins) {
            Some(last) => last.end = bar.columns.end,
            None => runs.push(bar.columns.clone()),
        }
    }
    runs
}

const RUNS_SAID: usize = 4;

fn when_and_how_long(runs: &[Range<usize>], columns: &[Column<'_>]) -> String {
    // Of several transactions, each has an end.
    let single = columns.iter().filter(|it| it.begins).count() == 1;
    let place = |run: &Range<usize>| match run.len() {
        1 => format!("in {}", run.start + 1),
        _ if single && run.end == columns.len() => format!("from {} to the end", run.start + 1),
        _ => format!("from {} to {}", run.start + 1, run.end),
    };
    let places = words::first(runs.iter().map(place).collect(), RUNS_SAID).join(", ");
    let lasting = |run: &Range<usize>| held::lasting(columns[run.clone()].iter().map(|it| it.effects));
    let worst = |it: &Duration| (it.class, it.estimate_ms.map(|it| it.1));
    let Some(longest) = runs.iter().map(lasting).max_by_key(worst) else { return places };
    let longest = words::duration(longest);
    if runs.len() == 1 { format!("{places} ({longest})") } else { format!("{places} (at worst {longest})") }
}

/// White space of any kind becomes one space.
fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}
