//! The HTML report is one well-formed page that loads nothing, and what it draws does not overlap.

use crate::{
    program::migcheck,
    scratch::{self, Scratch},
};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_application_in_all_commands() {
    for arguments in [
        ["check", "testdata/app/pending", "--schema", "testdata/app/schema.sql"],
        ["plan", "testdata/app/pending", "--schema", "testdata/app/schema.sql"],
        ["check", "testdata/app/pending", "--schema=testdata/app/schema.sql", "--execution=split_autocommit"],
        ["audit", "--schema", "testdata/app/schema.sql", "--postgres=17"],
    ] {
        let ran = migcheck(scratch::package(), &[arguments.as_slice(), &["--format", "html"]].concat());
        assert!(ran.code < 2, "{arguments:?}: {}", ran.stderr);
        check(&ran.stdout, &format!("{arguments:?}"));
    }
}

#[test]
fn a_large_and_odd_migration() {
    let page = large_and_odd();
    check(&page, "a large migration");
    assert!(page.contains("&lt;b&gt;&amp;"), "the odd name is shown");
}

/// 300 statements, 60 relations, names as long and as odd as Postgres allows.
pub(crate) fn large_and_odd() -> String {
    let scratch = Scratch::new();
    let long = "x".repeat(60);
    let mut schema = format!("CREATE TABLE \"<b>&\"\"{}\" (a integer);\n", &long[..40]);
    let mut change = String::new();
    for table in 0..60 {
        schema += &format!("CREATE TABLE {long}{table:02} (a integer);\n");
    }
    for statement in 0..300 {
        change += &match statement % 5 {
            0 => format!(
                "ALTER TABLE {long}{:02} ADD COLUMN c{statement} text DEFAULT '</svg><script>';\n",
                statement / 5
            ),
            _ => format!("SELECT {statement};\n"),
        };
    }
    change += &format!("LOCK TABLE \"<b>&\"\"{}\" IN SHARE MODE;\n", &long[..40]);
    scratch.write("schema.sql", &schema).write("db/1_change.sql", &change);
    let ran = migcheck(&scratch.path, &["check", "db", "--schema", "schema.sql", "--format", "html"]);
    assert!(ran.code < 2, "{}", ran.stderr);
    ran.stdout
}

/// A start tag: its name, attributes, and the number of the drawing it is in.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    drawing: usize,
}

fn check(page: &str, what: &str) {
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{what}");
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""), "{what}: no policy");
    let tags = parse(page, what);
    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|it| it.attributes.get("id")) {
        assert!(ids.insert(id), "{what}: the id {id} twice");
    }
    for tag in &tags {
        let forbidden = ["script", "link", "img", "iframe", "object", "embed", "a", "form"];
        assert!(!forbidden.contains(&tag.name.as_str()), "{what}: <{}>", tag.name);
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on") && name != "src" && name != "href", "{what}: {name}={value}");
            if name == "aria-labelledby" {
                value.split(' ').for_each(|it| assert!(ids.contains(&it.to_owned()), "{what}: no {it}"));
            }
        }
    }
    let style = page.split("<style>").nth(1).and_then(|it| it.split("</style>").next()).expect("a style sheet");
    assert!(!style.contains("@import") && !style.contains("http") && !style.contains("data:"), "{what}");
    for used in style.split("url(#").skip(1) {
        let id = used.split(')').next().unwrap_or_default().to_owned();
        assert!(ids.contains(&id), "{what}: no pattern {id}");
    }
    drawings(&tags, what);
}

/// Bars and labels stay inside their drawing, and bars of one row do not overlap.
fn drawings(tags: &[Tag], what: &str) {
    let number = |tag: &Tag, name: &str| -> f64 {
        tag.attributes
            .get(name)
            .and_then(|it| it.parse().ok())
            .unwrap_or_else(|| panic!("{what}: <{}> {name}", tag.name))
    };
    for svg in tags.iter().filter(|it| it.attributes.contains_key("viewBox")) {
        let (width, height) = (number(svg, "width"), number(svg, "height"));
        assert_eq!(svg.attributes["viewBox"], format!("0 0 {width} {height}"), "{what}");
        let inside: Vec<&Tag> = tags.iter().filter(|it| it.drawing == svg.drawing).collect();
        let mut rows: BTreeMap<u64, Vec<(f64, f64)>> = BTreeMap::new();
        for rect in inside.iter().filter(|it| it.name == "rect") {
            let (x, y) = (number(rect, "x"), number(rect, "y"));
            let (right, bottom) = (x + number(rect, "width"), y + number(rect, "height"));
            assert!(x >= 0.0 && right <= width && bottom <= height && right > x, "{what}: a bar leaves its drawing");
            rows.entry(y as u64).or_default().push((x, right));
        }
        for text in inside.iter().filter(|it| it.name == "text") {
            assert!(number(text, "x") < width && number(text, "y") < height, "{what}: a label leaves its drawing");
        }
        let ys: Vec<u64> = rows.keys().copied().collect();
        assert!(ys.windows(2).all(|it| it[1] - it[0] >= 20), "{what}: rows too close");
        for bars in rows.values_mut() {
            bars.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(bars.windows(2).all(|it| it[0].1 <= it[1].0), "{what}: bars overlap");
        }
        assert!(!rows.is_empty(), "{what}: an empty drawing");
    }
}

/// The start tags of a page in which every element is closed and every `<` and `&` of text is escaped.
fn parse(page: &str, what: &str) -> Vec<Tag> {
    let (before, rest) = page.split_once("<style>").expect("a style sheet");
    let (_, after) = rest.split_once("</style>").expect("it ends");
    let page = format!("{before}{after}");
    let (mut open, mut tags, mut drawing) = (Vec::new(), Vec::new(), 0);
    let mut rest = page.trim_start_matches("<!DOCTYPE html>");
    while let Some(at) = rest.find('<') {
        text_is_escaped(&rest[..at], what);
        let (inside, behind) = rest[at + 1..].split_once('>').unwrap_or_else(|| panic!("{what}: a tag without end"));
        rest = behind;
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{what}: </{name}>");
            continue;
        }
        let alone = inside.ends_with('/');
        let tag = tag(inside.trim_end_matches('/'), what);
        drawing += usize::from(tag.name == "svg");
        if !alone && !matches!(tag.name.as_str(), "meta" | "br") {
            open.push(tag.name.clone());
        }
        tags.push(Tag { drawing, ..tag });
    }
    assert!(open.is_empty(), "{what}: never closed: {open:?}");
    tags
}

fn tag(inside: &str, what: &str) -> Tag {
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    let mut attributes = BTreeMap::new();
    while let Some((key, value)) = rest.trim_start().split_once("=\"") {
        let (value, behind) = value.split_once('"').unwrap_or_else(|| panic!("{what}: <{inside}>"));
        text_is_escaped(value, what);
        attributes.insert(key.to_owned(), value.to_owned());
        rest = behind;
    }
    assert!(rest.trim().is_empty(), "{what}: <{inside}>");
    Tag { name: name.to_owned(), attributes, drawing: 0 }
}

fn text_is_escaped(text: &str, what: &str) {
    for entity in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
        assert!(known.iter().any(|it| entity.starts_with(it)), "{what}: an & in {text}");
    }
    assert!(!text.contains('>'), "{what}: a > in {text}");
}
