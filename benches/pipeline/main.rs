//! The figures that users feel: replaying a history and checking its last file, reading a dump, and the whole command
//! on a small change. Each at 1× and 10×, so that what is not linear shows.

mod synthetic;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use migcheck::{
    catalog::{Catalog, Known, PgVersion, session::Session},
    checks::{self, Settings},
    plan,
    simulate::{self, PendingMigration, PendingSection, PendingStatement, transaction::ExecutionModel},
    sql::parse::parse,
    text::{FileId, SourceText, Span},
};
use std::{fs, hint::black_box, path::Path, process::Command, sync::Arc};

fn load(text: &str) -> Catalog {
    let source = SourceText::new("history.sql", text);
    let parsed = parse(&source, Span::new(FileId(0), 0..text.len()));
    let mut catalog = Catalog::new(PgVersion::DEFAULT, Known::Everything);
    let mut session = Session::default();
    for statement in &parsed.statements {
        catalog.apply(&statement.kind, &mut session).expect("the synthetic schema is sound");
    }
    catalog
}

fn check(start: Catalog, text: &str) -> usize {
    let source = SourceText::new("pending.sql", text);
    let parsed = parse(&source, Span::new(FileId(1), 0..text.len()));
    let statements = parsed
        .statements
        .into_iter()
        .map(|it| PendingStatement { sql: Arc::from(source.slice(it.span)), statement: Arc::new(it) });
    let section = PendingSection {
        sent: simulate::Sent::Whole,
        execution: ExecutionModel::FileTransaction,
        statements: statements.collect(),
    };
    let pending = [PendingMigration { name: Arc::from("pending"), history: 0, sections: vec![section] }];
    let timeline = simulate::run(start, &pending);
    let findings = checks::run(&Settings::default(), &timeline);
    plan::propose(&timeline, &findings).phases.len() + findings.len()
}

fn replay(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replay and check the last file");
    group.sample_size(10);
    for statements in [500, 5_000] {
        let history = synthetic::history(statements);
        let pending = synthetic::pending();
        group.bench_function(BenchmarkId::from_parameter(statements), |bencher| {
            bencher.iter(|| check(load(black_box(&history)), &pending));
        });
    }
    group.finish();
}

fn dump(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dump into a catalog");
    group.sample_size(10);
    for lines in [2_500, 25_000] {
        let dump = synthetic::dump(lines);
        group.bench_function(BenchmarkId::from_parameter(lines), |bencher| {
            bencher.iter(|| load(black_box(&dump)));
        });
    }
    group.finish();
}

/// From start to exit, on two files.
fn command(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("two_files");
    fs::create_dir_all(&folder).expect("the target folder is writable");
    fs::write(folder.join("001_base.sql"), synthetic::history(40)).expect("the target folder is writable");
    fs::write(folder.join("002_change.sql"), synthetic::pending()).expect("the target folder is writable");
    criterion.bench_function("start to exit on two files", |bencher| {
        bencher.iter(|| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_migcheck"));
            command.args(["check", "002_change.sql"]).current_dir(&folder);
            command.output().expect("the binary runs").status.code()
        });
    });
}

criterion_group!(benches, replay, dump, command);
criterion_main!(benches);
