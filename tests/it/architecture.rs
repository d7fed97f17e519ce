//! Holds the code to the dependency rules of ARCHITECTURE.md.

use std::{collections::BTreeMap, fs, path::Path};

const CORE: &[&str] = &["text", "sql", "redact", "catalog", "simulate", "tenancy", "finding", "checks", "plan"];

/// What each core module may use besides itself: what stands before it.
fn may_use() -> BTreeMap<&'static str, &'static [&'static str]> {
    CORE.iter().enumerate().map(|(at, module)| (*module, &CORE[..at])).collect()
}

#[test]
fn core_modules_use_only_what_is_above_them() {
    let allowed = may_use();
    let mut broken = Vec::new();
    each_source(&mut |path, module, text| {
        let Some(allowed) = allowed.get(module) else { return };
        for used in text.split("crate::").skip(1).flat_map(first_words) {
            if used != module && !allowed.contains(&used.as_str()) {
                broken.push(format!("{path}: {module} uses {used}"));
            }
        }
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// `a` of `crate::a::b`, and `a`, `b` of `crate::{a::x, b}`.
fn first_words(after: &str) -> Vec<String> {
    let word = |text: &str| text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').next().map(str::to_owned);
    let Some(inside) = after.strip_prefix('{') else { return word(after).into_iter().collect() };
    let (mut depth, mut words, mut start) = (0, Vec::new(), 0);
    for (at, char) in inside.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => {
                words.extend(word(inside[start..at].trim()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                words.extend(word(inside[start..at].trim()));
                start = at + 1;
            }
            _ => {}
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

#[test]
fn core_does_no_io() {
    let mut broken = Vec::new();
    each_source(&mut |path, module, text| {
        let io = ["std::fs", "std::process", "std::net", "std::env::", "std::io", "tokio", "println!", "SystemTime"];
        if CORE.contains(&module) {
            broken.extend(io.iter().filter(|it| text.contains(**it)).map(|it| format!("{path}: {it}")));
        }
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let rooms: &[(&str, &[&str])] = &[
        ("sqlparser::", &["sql"]),
        ("tokio_postgres", &["database", "prove"]),
        ("comfy_table", &["report"]),
        ("annotate_snippets", &["report"]),
        ("rustls::", &["database"]),
        ("clap::", &["cli", "main"]),
    ];
    let mut broken = Vec::new();
    each_source(&mut |path, module, text| {
        let elsewhere = rooms.iter().filter(|(_, rooms)| !rooms.contains(&module));
        broken.extend(elsewhere.filter(|it| text.contains(it.0)).map(|it| format!("{path}: {}", it.0)));
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn modules_say_what_they_are_for() {
    let mut silent = Vec::new();
    each_source(&mut |path, _, text| {
        if !text.starts_with("//!") {
            silent.push(path.to_owned());
        }
    });
    assert!(silent.is_empty(), "without a module comment: {}", silent.join(", "));
}

/// Path, top-level module and text of every file under `src`, without unit tests at its end.
fn each_source(each: &mut dyn FnMut(&str, &str, &str)) {
    fn visit(folder: &Path, each: &mut dyn FnMut(&str, &str, &str)) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                visit(&path, each);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let inside = path.strip_prefix("src").expect("visited under src");
                let first = inside.iter().next().and_then(|it| it.to_str()).expect("a file name");
                let text = fs::read_to_string(&path).expect("UTF-8");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                each(&path.display().to_string(), first.trim_end_matches(".rs"), code);
            }
        }
    }
    visit(Path::new("src"), each);
}
