//! Supabase CLI: `supabase/migrations/<version>_<name>.sql`, a file a pipeline.

use super::{
    Migration, Section,
    layout::{Layout, Reader, numbered, section},
    project, scan,
    scan::Scanned,
};
use crate::{error::Result, simulate::transaction::ExecutionModel, text::FileId};

const MODEL: ExecutionModel = ExecutionModel::Pipeline;

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let version = project::npm_version(&reader.folder.path, &["supabase"]);
    let standalone = version.as_ref().is_none_or(|it| (it.major, it.minor) >= (2, 109));
    let mut layout = Layout::new(MODEL, "the Supabase CLI sends each file as one pipeline: one implicit transaction");
    layout.reasons.push(match (&version, standalone) {
        (None, _) => "the version of the Supabase CLI is unknown: assumed to be 2.109 or later, which sends \
                      CREATE INDEX CONCURRENTLY and VACUUM on their own"
            .to_owned(),
        (Some(it), true) => {
            format!("Supabase CLI {} ({}): sends CREATE INDEX CONCURRENTLY and VACUUM on their own", it.text, it.from)
        }
        (Some(it), false) => format!("Supabase CLI {} ({}): before 2.109 nothing is sent on its own", it.text, it.from),
    });
    for name in reader.folder.direct_sql() {
        let Some((version, _)) = numbered(name.trim_end_matches(".sql")) else {
            let help = Some("its name must be <version>_<name>.sql");
            layout.remark(reader.folder.show(name), "the Supabase CLI skips this file", help);
            continue;
        };
        let file = reader.read(name)?;
        let up = sections(file, reader.text(file), standalone);
        let migration =
            Migration { version: version.into(), name: name.into(), up, down: Vec::new(), repeatable: false };
        layout.push(migration, vec![name.to_owned()]);
    }
    layout.remark_duplicates(reader.folder, "the Supabase CLI fails when it records the second one");
    Ok(layout)
}

/// The file cut before and behind each statement that is sent on its own.
fn sections(file: FileId, text: &str, standalone: bool) -> Vec<Section> {
    let statements = scan::statements(text, 0..text.len());
    let alone: Vec<_> = statements.iter().enumerate().filter(|(_, it)| standalone && is_standalone(it)).collect();
    let mut sections = Vec::new();
    let mut start = 0;
    for (at, statement) in alone {
        let begin = at.checked_sub(1).map_or(0, |before| statements[before].bytes.end);
        if at > 0 && begin > start {
            sections.push(section(file, start..begin, MODEL));
        }
        sections.push(section(file, begin.max(start)..statement.bytes.end, ExecutionModel::WholeImplicit));
        start = statement.bytes.end;
    }
    let rest_is_empty = statements.last().is_none_or(|it| it.bytes.end <= start);
    if sections.is_empty() || !rest_is_empty {
        sections.push(section(file, start..text.len(), MODEL));
    }
    sections
}

fn is_standalone(statement: &Scanned) -> bool {
    statement.is_concurrent()
        || ["VACUUM", "CLUSTER"].iter().any(|it| statement.starts_with(&[it]))
        || statement.starts_with(&["ALTER", "SYSTEM"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_sent_on_their_own_are_sections_of_their_own() {
        let text = "CREATE TABLE a ();\n-- why\nCREATE INDEX CONCURRENTLY i ON a (b);\nSELECT 1;\n";
        let texts: Vec<_> = sections(FileId(0), text, true).iter().map(|it| &text[it.span.bytes()]).collect();
        assert_eq!(texts, ["CREATE TABLE a ()", ";\n-- why\nCREATE INDEX CONCURRENTLY i ON a (b)", ";\nSELECT 1;\n"]);
        assert_eq!(sections(FileId(0), text, false).len(), 1);
    }
}
