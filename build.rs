//! Turns the folder `checks/` into the registry of checks.
//!
//! Every page `checks/<name>.md` must have an implementation `src/checks/<name>.rs`, and the other
//! way round; an unpaired file stops the build.

use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let pages = stems(&root, "checks", "md");
    let modules = stems(&root, "src/checks", "rs");
    if let Some(name) = pages.symmetric_difference(&modules).next() {
        panic!("a check is two files: checks/{name}.md and src/checks/{name}.rs; one is missing");
    }

    let mut registry = String::new();
    for name in &pages {
        writeln!(registry, "#[path = {:?}] mod {name};", format!("{root}/src/checks/{name}.rs"))
            .expect("a string takes all");
    }
    registry += "static REGISTERED: &[Registered] = &[\n";
    for name in &pages {
        writeln!(
            registry,
            "    Registered {{ name: {:?}, page: include_str!({:?}), run: {name}::RUN }},",
            name.replace('_', "-"),
            format!("{root}/checks/{name}.md"),
        )
        .expect("a string takes all");
    }
    registry += "];\n";

    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("registry.rs"), registry).expect("OUT_DIR is writable");
}

fn stems(root: &str, folder: &str, extension: &str) -> BTreeSet<String> {
    println!("cargo::rerun-if-changed={folder}");
    fs::read_dir(Path::new(root).join(folder))
        .unwrap_or_else(|error| panic!("{folder}: {error}"))
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
        .collect()
}
