//! Suppression comments: `-- migcheck: allow(check, check) because reason`. Knows no check names.

use super::statement::{Allow, Parsed, Statement, StatementKind};
use super::token::Token;
use crate::text::{Problem, Span};
use std::sync::Arc;

const FORM: &str = "write `-- migcheck: allow(check-name) because reason`";

/// Hands every suppression comment to the statement that it stands in, behind (on its last line) or before.
pub(super) fn attach(text: &str, comments: &[Token], span: Span, parsed: &mut Parsed) {
    for comment in comments {
        let bytes = comment.start as usize..comment.end as usize;
        let Some(body) = directive(text.get(bytes.clone()).unwrap_or_default()) else { continue };
        let at = Span::new(span.file, bytes);
        let problem = |message: &str| Problem { span: at, message: message.to_owned(), help: Some(FORM.to_owned()) };
        match (allows(body, at), owner(text, at, &mut parsed.statements)) {
            (None, _) => parsed.problems.push(problem("cannot read this migcheck comment")),
            (Some(_), None) => parsed.problems.push(problem("no statement follows this allow comment")),
            (Some(allows), Some(statement)) => statement.allows.extend(allows),
        }
    }
}

/// What follows `migcheck:` in a comment.
fn directive(comment: &str) -> Option<&str> {
    let inner = match comment.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block),
        None => comment.trim_start_matches('-'),
    };
    inner.trim().strip_prefix("migcheck:").map(str::trim)
}

fn allows(body: &str, span: Span) -> Option<Vec<Allow>> {
    let (checks, rest) = body.strip_prefix("allow")?.trim_start().strip_prefix('(')?.split_once(')')?;
    let rest = rest.trim();
    let reason = match rest.strip_prefix("because") {
        Some(reason) => Some(reason.trim()).filter(|it| !it.is_empty()).map(Arc::from),
        None if rest.is_empty() => None,
        None => return None,
    };
    let checks: Vec<&str> = checks.split(',').map(str::trim).collect();
    if checks.iter().any(|it| it.is_empty()) {
        return None;
    }
    Some(checks.into_iter().map(|it| Allow { check: Arc::from(it), reason: reason.clone(), span }).collect())
}

fn owner<'a>(text: &str, at: Span, statements: &'a mut [Statement]) -> Option<&'a mut Statement> {
    let same_line = |from: u32, to: u32| !text.get(from as usize..to as usize).unwrap_or_default().contains('\n');
    let takes = |it: &Statement| !matches!(it.kind, StatementKind::Psql { .. });
    let next = statements.partition_point(|it| it.span.start < at.start);
    let (before, after) = statements.split_at_mut(next);
    let before = before.last_mut().filter(|it| takes(it));
    let after = after.iter_mut().find(|it| takes(it));
    match (before, after) {
        (Some(before), _) if before.span.end > at.start => Some(before),
        (Some(before), after) if same_line(before.span.end, at.start) => match after {
            Some(after) if same_line(at.end, after.span.start) => Some(after),
            _ => Some(before),
        },
        (_, after) => after,
    }
}

#[cfg(test)]
mod tests {
    use crate::sql::parse::parse_text;

    /// Per statement, `check=reason` of its allows.
    fn allows(text: &str) -> (Vec<Vec<String>>, usize) {
        let parsed = parse_text(text);
        let show = |it: &super::Allow| format!("{}={}", it.check, it.reason.as_deref().unwrap_or("?"));
        let all = parsed.statements.iter().map(|it| it.allows.iter().map(show).collect()).collect();
        (all, parsed.problems.iter().filter(|it| it.help.as_deref() == Some(super::FORM)).count())
    }

    #[test]
    fn before_inside_and_behind() {
        let text = "-- migcheck: allow(a, b) because it is empty\nSELECT 1; -- migcheck: allow(c)\nSELECT\n\
                    /* migcheck: allow(d) because x */ 2;\n";
        assert_eq!(allows(text).0, [vec!["a=it is empty", "b=it is empty", "c=?"], vec!["d=x"]]);
    }

    #[test]
    fn unreadable_and_unattached_are_said() {
        assert_eq!(allows("-- migcheck: ignore\nSELECT 1;\n-- migcheck: allow(a) because x\n").1, 2);
        assert_eq!(allows("-- migcheck is a tool\nSELECT 1;").1, 0);
    }
}
