//! Phrases for differences that several formats share.

use super::{Comparison, Origin, Summary};
use crate::{
    base::{Target, VersionSource, trace::Did},
    catalog::compare::{Change, Difference},
    redact::redact,
    report::words,
};

/// `1 view`, `2 views`
pub fn count(number: usize, noun: &str) -> String {
    words::count(number, noun)
}

/// `A` and `B`; of drift, the sides by what they are.
pub fn sides(is_drift: bool) -> [&'static str; 2] {
    if is_drift { ["the migrations", "the database"] } else { ["A", "B"] }
}

/// `3 objects differ: 1 only in A, 2 changed`
pub(super) fn summary(comparison: &Comparison, summary: Summary) -> String {
    let [left, right] = sides(comparison.is_drift);
    let missing = if comparison.is_drift { format!("missing in {right}") } else { format!("only in {left}") };
    let parts = [
        (summary.only_left, missing),
        (summary.only_right, format!("only in {right}")),
        (summary.changed, "changed".to_owned()),
    ];
    let parts = parts.into_iter().filter(|it| it.0 > 0).map(|(number, what)| format!("{number} {what}"));
    let parts: Vec<String> = parts.collect();
    match summary.total() {
        0 => "no differences".to_owned(),
        1 => format!("1 object differs: {}", parts.join(", ")),
        total => format!("{total} objects differ: {}", parts.join(", ")),
    }
}

pub(super) fn version(target: &Target, others: &Target) -> String {
    let because = match target.source {
        VersionSource::Flag => "as asked for".to_owned(),
        VersionSource::Config => "from migcheck.toml".to_owned(),
        VersionSource::Default if others.source == VersionSource::Default => "assumed".to_owned(),
        _ => return format!("Postgres {}", target.version),
    };
    format!("Postgres {} ({because})", target.version)
}

/// `index orders_total_idx`; the table of a part is in the heading already.
pub(super) fn label(it: &Difference) -> String {
    let about = it.about.as_ref().map(ToString::to_string).unwrap_or_default();
    let bare = it.name.strip_prefix(&format!("{about}.")).unwrap_or(&it.name);
    let schema = it.schema.as_ref().map(|it| format!("{it}.")).unwrap_or_default();
    let bare = bare.strip_prefix(&schema).unwrap_or(bare);
    let after_about = || it.name.strip_prefix(&about).unwrap_or(&it.name).trim_start_matches(['.', ' ']);
    match it.kind {
        "TABLE ATTACH" => "partition bounds".to_owned(),
        "INDEX ATTACH" => format!("attachment of index {bare}"),
        "SEQUENCE OWNED BY" => format!("column of sequence {bare}"),
        "OWNER" => "owner".to_owned(),
        "REVOKE" => "PUBLIC's privileges".to_owned(),
        "GRANT" if it.about.is_none() => format!("privileges of {}", bare.split_once(' ').map_or(bare, |it| it.1)),
        "GRANT" => format!("privileges of {}", after_about()),
        "COMMENT" => format!("comment on {}", comment_target(&it.name, &about)),
        kind => format!("{} {bare}", kind.to_lowercase()),
    }
}

/// `column total` of `COLUMN public.orders.total`
fn comment_target(name: &str, about: &str) -> String {
    let (kind, object) = name.split_once(' ').unwrap_or(("", name));
    let kind = if name.starts_with("MATERIALIZED VIEW ") { "materialized view" } else { kind };
    let object = object.strip_prefix("VIEW ").unwrap_or(object);
    let object = object.strip_suffix(&format!(" ON {about}")).unwrap_or(object);
    match object.strip_prefix(&format!("{about}.")) {
        Some(part) => format!("{} {part}", kind.to_lowercase()),
        None if object == about => format!("the {}", kind.to_lowercase()),
        None => format!("{} {object}", kind.to_lowercase()),
    }
}

/// An object that one side lacks, in a few words: `(tenant_id, created_at)`; from its canonical DDL.
pub(super) fn brief(it: &Difference) -> String {
    let Some(sql) = it.left.as_ref().or(it.right.as_ref()) else { return String::new() };
    let first = sql.strip_suffix(';').unwrap_or(sql);
    let behind = |mark: &str| first.split_once(mark).map_or("", |it| it.1).trim_end_matches(';');
    let text = match it.kind {
        "TABLE" | "FOREIGN TABLE" => columns(sql),
        "INDEX" => {
            let unique = if sql.starts_with("CREATE UNIQUE") { "unique " } else { "" };
            let keys = behind(" USING ");
            format!("{unique}{}", keys.strip_prefix("btree ").unwrap_or(keys))
        }
        "CONSTRAINT" => {
            let body = behind(" ADD CONSTRAINT ");
            let name = it.about.as_ref().map_or(0, |about| about.to_string().len() + 1);
            let name = it.name.get(name..).unwrap_or_default();
            body.strip_prefix(name).unwrap_or(body).trim_start().to_owned()
        }
        "POLICY" => match (behind(" ON "), &it.about) {
            (rest, Some(about)) => rest.strip_prefix(&about.to_string()).unwrap_or(rest).trim_start().to_owned(),
            (rest, None) => rest.to_owned(),
        },
        "TRIGGER" => {
            let name = it.name.rsplit('.').next().unwrap_or_default();
            behind(&format!("TRIGGER {name} ")).to_owned()
        }
        "TYPE" | "DOMAIN" => behind(" AS ").to_owned(),
        "VIEW" | "MATERIALIZED VIEW" => {
            let columns = first.split_once(" (").and_then(|it| it.1.split_once(')'));
            columns.map_or_else(String::new, |it| format!("({})", it.0))
        }
        "TABLE ATTACH" => format!("of {}", behind("ALTER TABLE ONLY ").replace(" ATTACH PARTITION ", ": ")),
        "INDEX ATTACH" => format!("to {}", behind("ALTER INDEX ").split(' ').next().unwrap_or_default()),
        "SEQUENCE OWNED BY" => behind(" OWNED BY ").to_owned(),
        "OWNER" => behind(" OWNER TO ").to_owned(),
        "REVOKE" => "taken away".to_owned(),
        "GRANT" => {
            let granted = first.strip_prefix("GRANT ").and_then(|it| it.split_once(" ON "));
            granted.map_or_else(String::new, |it| it.0.to_owned())
        }
        "COMMENT" => behind(" IS ").to_owned(),
        "DEFAULT PRIVILEGES" => String::new(),
        _ => String::new(),
    };
    redact(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// `(id, total)` of CREATE TABLE.
fn columns(sql: &str) -> String {
    let lines = sql.lines().skip(1).take_while(|it| it.starts_with("    "));
    let names = lines.filter_map(|it| {
        let it = it.trim_start();
        let quoted = it.strip_prefix('"').and_then(|it| it.find('"'));
        it.get(..quoted.map_or_else(|| it.find(' '), |end| Some(end + 2))?)
    });
    format!("({})", names.collect::<Vec<_>>().join(", "))
}

/// What has changed, without what it has changed about.
pub(super) enum Told {
    Line(String),
    /// Too long for a line: what, and its two texts.
    Block(String, String, String),
}

/// `column total`, `index i`; empty for a table itself.
pub(super) fn subject(it: &Difference, change: &Change, in_heading: bool) -> String {
    if !change.part.is_empty() {
        return change.part.clone();
    }
    if in_heading { String::new() } else { label(it) }
}

pub(super) fn change(it: &Difference, change: &Change) -> Told {
    let attribute = change.attribute;
    match (&change.left, &change.right) {
        (None, None) => Told::Line(attribute.to_owned()),
        (Some(value), None) => Told::Line(lone(attribute, &redact(value), false)),
        (None, Some(value)) => Told::Line(lone(attribute, &redact(value), true)),
        (Some(left), Some(right)) => both(it, attribute, &redact(left), &redact(right)),
    }
}

fn lone(attribute: &str, value: &str, added: bool) -> String {
    match (attribute, added) {
        ("", _) => value.to_owned(),
        ("NOT VALID", true) => "not validated any more".to_owned(),
        ("NOT VALID", false) => "validated".to_owned(),
        ("NOT ENFORCED", true) => "not enforced any more".to_owned(),
        ("NOT ENFORCED", false) => "enforced".to_owned(),
        ("invalid", true) => "invalid: a build of it failed".to_owned(),
        ("invalid", false) => "valid".to_owned(),
        ("row level security" | "forced row level security", true) => format!("{attribute} enabled"),
        ("row level security" | "forced row level security", false) => format!("{attribute} disabled"),
        ("state", true) => format!("state: {value}"),
        ("state", false) => format!("state: ENABLE, was {value}"),
        (_, true) => join(attribute, value, "added"),
        (_, false) => join(attribute, value, "removed"),
    }
}

fn join(attribute: &str, value: &str, verb: &str) -> String {
    if value.is_empty() { format!("{attribute} {verb}") } else { format!("{attribute} {value} {verb}") }
}

const LONGEST: usize = 72;

fn both(it: &Difference, attribute: &str, left: &str, right: &str) -> Told {
    if attribute == "order" {
        let what = if it.kind == "TYPE" && left.starts_with('\'') { "order of values" } else { "column order" };
        return pair(what, left, right);
    }
    if attribute == "reads" || (attribute == "columns" && it.kind.ends_with("VIEW")) {
        let items = |text: &str| text.split(", ").map(str::to_owned).collect::<Vec<_>>();
        let (old, new) = (items(left), items(right));
        let gone = old.iter().filter(|it| !new.contains(it)).map(|it| format!("-{it}"));
        let come = new.iter().filter(|it| !old.contains(it)).map(|it| format!("+{it}"));
        let moved: Vec<String> = gone.chain(come).collect();
        if !moved.is_empty() {
            return Told::Line(format!("{attribute} {}", moved.join(", ")));
        }
    }
    if attribute == "definition" && matches!(it.kind, "GRANT" | "OWNER" | "COMMENT" | "TABLE ATTACH" | "INDEX ATTACH") {
        let side = |sql: &str| brief(&Difference { left: Some(sql.to_owned()), right: None, ..it.clone() });
        return pair("", &side(left), &side(right));
    }
    pair(attribute, left, right)
}

fn pair(attribute: &str, left: &str, right: &str) -> Told {
    let is_short = left.chars().count() + right.chars().count() <= LONGEST;
    if !is_short || left.contains('\n') || right.contains('\n') {
        return Told::Block(attribute.to_owned(), left.to_owned(), right.to_owned());
    }
    let space = if attribute.is_empty() { "" } else { " " };
    Told::Line(format!("{attribute}{space}{left} → {right}"))
}

/// `made by db/migrations/3_orders.sql:12`; of drift also what it means that there is none.
pub(super) fn origin(comparison: &Comparison, origin: Option<&Origin>, it: &Difference) -> String {
    let Some(origin) = origin else {
        return match (comparison.is_drift, &it.left) {
            (true, None) => "no migration makes it: made by hand?".to_owned(),
            _ => String::new(),
        };
    };
    let place = format!("{}:{}", origin.path, origin.line);
    let did = match (origin.did, origin.is_pending) {
        (Did::Make, _) => "made by",
        (Did::Change, _) => "last changed by",
        (Did::Remove, _) => "removed by",
    };
    let pending = if origin.is_pending { ", which is pending" } else { "" };
    format!("{did} {place}{pending}")
}
