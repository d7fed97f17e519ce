//! Files that psql runs: where one includes another, its stretches and those of the included file, in the order in which
//! they run.

use super::{Section, folder, layout};
use crate::{
    simulate::transaction::ExecutionModel,
    sql::{
        placeholders::{self, Placeholders, Syntax, Values},
        split::{self, PieceKind},
    },
    text::{Problem, SourceText, Sources, Span},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A file may include one many times over, and that one another: where it ends.
const MOST_FILES: usize = 1000;

/// The section with what it includes in its place, all of it one unit. `directory`: where psql is run.
pub(crate) fn follow(section: Section, directory: &Path, sources: &mut Sources) -> Vec<Section> {
    let placeholders = Placeholders { syntax: Syntax::Psql, ..section.placeholders };
    let values = Values::clone(&placeholders.values);
    let path = directory.join(&sources.get(section.span.file).path);
    let mut follower = Follower {
        directory,
        sources,
        placeholders,
        values,
        open: vec![path.canonicalize().unwrap_or(path)],
        files: 0,
        sections: Vec::new(),
        problems: section.problems,
    };
    follower.stretch(section.span);
    let mut sections = follower.sections;
    match sections.first_mut() {
        Some(first) => first.problems = follower.problems,
        // Nothing but an include that could not be followed.
        None => sections.push(Section {
            placeholders: follower.placeholders,
            problems: follower.problems,
            ..layout::section(
                section.span.file,
                section.span.bytes().start..section.span.bytes().start,
                ExecutionModel::Psql,
            )
        }),
    }
    sections
}

/// A whole file as psql runs it.
pub(crate) fn file(span: Span, values: &Arc<Values>, directory: &Path, sources: &mut Sources) -> Vec<Section> {
    let placeholders = Placeholders { values: Arc::clone(values), ..Placeholders::of(Syntax::Psql) };
    let section = layout::section(span.file, span.bytes(), ExecutionModel::Psql);
    follow(Section { placeholders, ..section }, directory, sources)
}

struct Follower<'a> {
    directory: &'a Path,
    sources: &'a mut Sources,
    placeholders: Placeholders,
    /// What the variables are where the last stretch ended.
    values: Values,
    /// The files that include the one being read, and that one.
    open: Vec<PathBuf>,
    files: usize,
    sections: Vec<Section>,
    problems: Vec<Problem>,
}

impl Follower<'_> {
    fn stretch(&mut self, span: Span) {
        let source = Arc::clone(self.sources.get(span.file));
        let mut start = span.bytes().start;
        let mut values = Arc::new(self.values.clone());
        for piece in split::split(&source, span).pieces.into_iter().filter(|it| it.kind == PieceKind::Psql) {
            let at = Span::new(span.file, piece.bytes.clone());
            let line = source.slice(at);
            let relative = match split::psql_command(line) {
                "i" | "include" => false,
                "ir" | "include_relative" => true,
                _ => {
                    placeholders::set_variable(line, &mut self.values);
                    continue;
                }
            };
            self.push(&source, Span::new(span.file, start..piece.bytes.start), &values);
            if let Err(why) = self.include(&source, line, relative) {
                let message = format!("not followed: {why}");
                let help = "what the file does is not part of the analysis; psql stops here if ON_ERROR_STOP is set";
                self.problems.push(Problem { span: at, message, help: Some(help.to_owned()) });
            }
            start = piece.bytes.end;
            values = Arc::new(self.values.clone());
        }
        self.push(&source, Span::new(span.file, start..span.bytes().end), &values);
    }

    fn push(&mut self, source: &SourceText, span: Span, values: &Arc<Values>) {
        if source.slice(span).trim_matches(|it: char| it.is_whitespace() || it == '\u{feff}').is_empty() {
            return;
        }
        self.sections.push(Section {
            placeholders: Placeholders { values: Arc::clone(values), ..self.placeholders.clone() },
            continues: !self.sections.is_empty(),
            ..layout::section(span.file, span.bytes(), ExecutionModel::Psql)
        });
    }

    fn include(&mut self, source: &SourceText, line: &str, relative: bool) -> Result<(), String> {
        let command = split::psql_command(line);
        let argument = line.get(command.len() + 1..).unwrap_or_default();
        let arguments = placeholders::arguments(argument, &self.values);
        let Some(name) = arguments.as_ref().and_then(|it| it.first()) else {
            return Err("which file this is, is known when psql runs".to_owned());
        };
        let including = self.directory.join(&source.path);
        let from = including.parent().filter(|_| relative).unwrap_or(self.directory);
        let path = from.join(name);
        let shown = folder::shown(&path, self.directory);
        if !path.is_file() {
            let from = if relative { "the including file" } else { "the folder that psql is run in" };
            return Err(format!("there is no file `{shown}` (`{name}`, seen from {from})"));
        }
        let canonical = path.canonicalize().unwrap_or(path);
        if self.open.contains(&canonical) {
            return Err(format!("`{shown}` is the file itself, or includes it"));
        }
        self.files += 1;
        if self.files > MOST_FILES {
            return Err(format!("more than {MOST_FILES} files are included"));
        }
        let bytes = folder::read_bytes(&canonical, &shown).map_err(|it| it.to_string())?;
        let decoded = folder::decode(bytes, &shown).map_err(|it| it.to_string())?;
        let length = decoded.text.len();
        let file = self.sources.add(SourceText::of(shown, decoded));
        self.open.push(canonical);
        self.stretch(Span::new(file, 0..length));
        self.open.pop();
        Ok(())
    }
}
