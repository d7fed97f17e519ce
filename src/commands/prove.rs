//! `migcheck prove`: what a throwaway server does with the pending migrations and with the plan, beside what is predicted.

use super::{
    Outcome,
    analysis::Settings,
    check::{analyse, pending},
    conclude, recorded,
};
use crate::{
    base::{Source, prelude},
    catalog::{Catalog, ddl},
    cli::ProveArgs,
    error::{Error, Result},
    history::{Histories, Tool, folder},
    prove::{self, interrupt, load::Stretch, server::Wish},
    report::Subject,
    simulate::transaction::ExecutionModel,
    sql::placeholders,
    text::{FileId, SourceText, Span},
};
use std::{
    fs,
    io::{self, IsTerminal as _, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};

pub(super) fn run(args: &ProveArgs) -> Result<Outcome> {
    interrupt::listen()?;
    let settings = Settings::of(&args.analysis)?;
    let mut seen = Vec::new();
    let mut histories = recorded::histories(&settings, &args.analysis, &mut seen)?;
    let base = settings.base(&mut histories)?;
    let texts = base_texts(&settings, &histories, base.origin.source, &base.catalog)?;
    let stretches: Vec<Stretch<'_>> = texts
        .iter()
        .map(|(source, span, new_session, together)| Stretch {
            source,
            span: *span,
            new_session: *new_session,
            together: *together,
        })
        .collect();
    let pending = pending(&histories, &mut Vec::new());
    let mut analysis = analyse(&settings, Subject::Prove, histories, base);
    let wish = Wish {
        url: args.server.server.clone(),
        yes_use: args.server.yes_use.clone(),
        bin: args.server.postgres_bin.clone(),
    };
    let task = prove::Task {
        wish: &wish,
        version: analysis.target.version,
        base: &stretches,
        pending: &pending,
        timeline: &analysis.timeline,
        plan: &analysis.plan,
        limit: Duration::from_secs(args.server.timeout),
    };
    let mut progress = Progress::new(args.server.quiet);
    let proof = prove::prove(&task, &mut |what, done, all| progress.say(what, done, all));
    progress.end();
    analysis.proof = Some(proof?);
    let mut outcome = conclude(&args.analysis, &analysis)?;
    outcome.warnings.extend(seen.into_iter().map(|it| format!("{}; {}", it.message, it.help)));
    Ok(outcome)
}

/// Text, where in it, whether a session begins with it, whether it runs in one transaction.
type Text = (Arc<SourceText>, Span, bool, bool);

/// What makes the schema before the pending migrations: a file's own text, or that of the migrations that have run; of a
/// live server, what its catalog prints.
fn base_texts(settings: &Settings, histories: &Histories, source: Source, catalog: &Catalog) -> Result<Vec<Text>> {
    let whole = |text: SourceText| {
        let span = Span::new(FileId(0), 0..text.text.len());
        (Arc::new(text), span, true, false)
    };
    match (source, &settings.schema) {
        (Source::Dump | Source::Snapshot, Some(path)) => {
            let shown = path.strip_prefix(&settings.directory).unwrap_or(path).display().to_string();
            let bytes = fs::read(settings.directory.join(path));
            let bytes = bytes.map_err(|source| Error::Read { path: shown.clone(), source })?;
            Ok(vec![whole(SourceText::of(shown.clone(), folder::decode(bytes, &shown)?))])
        }
        (Source::Live, _) => Ok(vec![whole(SourceText::new("the live schema", ddl::script(catalog)))]),
        _ => {
            let mut texts = Vec::new();
            for history in &histories.histories {
                if history.tool == Tool::Supabase {
                    let path = "ALTER ROLE CURRENT_USER SET search_path = \"$user\", public, extensions";
                    texts.push(whole(SourceText::new("supabase", path)));
                }
                let brought = prelude::texts(history, histories);
                texts.extend(brought.into_iter().map(|it| whole(SourceText::new(history.tool.as_str(), it))));
                for migration in history.applied() {
                    let section = |(at, it): (usize, &crate::history::Section)| {
                        let together = !matches!(it.execution, ExecutionModel::SplitAutocommit | ExecutionModel::Psql);
                        let source = histories.sources.get(it.span.file);
                        let (text, span) = placeholders::put_in(source, it.span, &it.placeholders);
                        (text, span, at == 0, together)
                    };
                    texts.extend(migration.up.iter().enumerate().map(section));
                }
            }
            Ok(texts)
        }
    }
}

/// What is being done, on stderr: one line that changes on a terminal, else a line now and then.
struct Progress {
    quiet: bool,
    terminal: bool,
    said: Instant,
    written: bool,
}

const ON_TERMINAL: Duration = Duration::from_millis(100);
const IN_LOG: Duration = Duration::from_secs(10);

impl Progress {
    fn new(quiet: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        Self { quiet, terminal, said: Instant::now(), written: false }
    }

    fn say(&mut self, what: &str, done: usize, all: usize) {
        let pause = if self.terminal { ON_TERMINAL } else { IN_LOG };
        if self.quiet || (self.said.elapsed() < pause && (self.written || !self.terminal)) {
            return;
        }
        self.said = Instant::now();
        self.written = true;
        let number = match (done, all) {
            (0, 0) => String::new(),
            (done, 0) => format!(" ({done})"),
            (done, all) => format!(" ({} of {all})", done + 1),
        };
        // There is nowhere left to complain.
        let _ = if self.terminal {
            write!(io::stderr(), "\r\x1b[K{what}{number}…")
        } else {
            writeln!(io::stderr(), "{what}{number}…")
        };
        let _ = io::stderr().flush();
    }

    fn end(&self) {
        if self.written && self.terminal {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
