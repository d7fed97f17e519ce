//! What a folder has that a git reference has not: asks the program `git`.

use super::folder::Folder;
use crate::error::{Error, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write as _},
    path::Path,
    process::{Command, Output, Stdio},
    thread,
};

/// How the files of a folder differ from those at the merge base with a reference.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    pub(super) reference: String,
    /// Abbreviated.
    pub(super) merge_base: String,
    pub(super) new: BTreeSet<String>,
    pub(super) edited: BTreeSet<String>,
    pub(super) deleted: BTreeSet<String>,
    /// New name to old name, where the text stayed the same.
    pub(super) renamed: BTreeMap<String, String>,
}

/// The branch that work is merged into, if there is one.
pub(super) fn default_branch(path: &Path) -> Option<String> {
    let inside = super::project::ancestors(path).iter().any(|it| it.join(".git").exists());
    if !inside {
        return None;
    }
    // Full name and, of a symbolic reference, where it points to.
    let format = "--format=%(refname) %(symref)";
    let wanted = ["remotes/origin/HEAD", "remotes/origin/main", "remotes/origin/master", "heads/main", "heads/master"];
    let wanted = wanted.map(|it| format!("refs/{it}"));
    let mut arguments = vec!["for-each-ref", format];
    arguments.extend(wanted.iter().map(String::as_str));
    let output = text(&run(path, &arguments).ok()?.stdout);
    let found: BTreeMap<_, _> = output.lines().filter_map(|it| it.split_once(' ')).collect();
    let (name, target) = wanted.iter().find_map(|it| found.get_key_value(it.as_str()))?;
    let full = if target.is_empty() { name } else { target };
    let short = full.trim_start_matches("refs/").trim_start_matches("remotes/").trim_start_matches("heads/");
    Some(short.to_owned())
}

pub(super) fn changes(folder: &Folder, reference: &str) -> Result<Changes> {
    let path = &folder.path;
    let base = merge_base(folder, reference)?;
    let known: BTreeSet<_> = names(&ask(folder, &["ls-tree", "-r", "-z", "--name-only", &base])?).collect();
    let mut changes = Changes {
        reference: reference.to_owned(),
        merge_base: base.chars().take(10).collect(),
        new: folder.files().filter(|it| !known.contains(*it)).map(str::to_owned).collect(),
        deleted: known.iter().filter(|it| !folder.has(it) && !path.join(it).exists()).cloned().collect(),
        ..Changes::default()
    };
    let diff = ["diff", "--no-ext-diff", "--relative", "--name-status", "-z", "--find-renames=100%", &base, "--", "."];
    let diff = ask(folder, &diff)?;
    let mut fields = names(&diff);
    while let Some(status) = fields.next() {
        let Some(name) = fields.next() else { break };
        match status.chars().next() {
            Some('R' | 'C') => {
                let new = fields.next().unwrap_or_default();
                changes.renamed.insert(new, name);
            }
            Some('M' | 'T') => drop(changes.edited.insert(name)),
            _ => {}
        }
    }
    Ok(changes)
}

/// A file as it is at the merge base.
pub(super) fn file_at(folder: &Folder, changes: &Changes, name: &str) -> Result<Vec<u8>> {
    ask(folder, &["show", &format!("{}:./{name}", changes.merge_base)])
}

fn merge_base(folder: &Folder, reference: &str) -> Result<String> {
    let shown = folder.shown.clone();
    let Some(wanted) = commit(&folder.path, reference) else {
        if run_in(folder, &["rev-parse", "--is-inside-work-tree"])?.stdout.trim_ascii() != b"true" {
            let because = "it is not in a git work tree".to_owned();
            let help = Some("leave --since away, or run the command inside the repository".to_owned());
            return Err(Error::Git { path: shown, because, help });
        }
        let because = format!("there is no commit `{reference}`");
        let help = "fetch it first, for example with `git fetch origin main`; a CI checkout often has only one \
                    commit (on GitHub: `fetch-depth: 0`)";
        return Err(Error::Git { path: shown, because, help: Some(help.to_owned()) });
    };
    let output = run_in(folder, &["merge-base", &wanted, "HEAD"])?;
    if !output.status.success() {
        let because = format!("`{reference}` and HEAD have no commit in common");
        let help = "in a shallow clone the common commit is missing: fetch more history (on GitHub: `fetch-depth: 0`)";
        return Err(Error::Git { path: shown, because, help: Some(help.to_owned()) });
    }
    Ok(text(&output.stdout).trim().to_owned())
}

/// The full hash of a commit; None where the reference names none, or there is no repository.
pub(super) fn commit(path: &Path, reference: &str) -> Option<String> {
    if reference.starts_with('-') {
        return None;
    }
    let output = run(path, &["rev-parse", "--verify", "--quiet", &format!("{reference}^{{commit}}")]).ok()?;
    output.status.success().then(|| text(&output.stdout).trim().to_owned())
}

/// What git answers, without the line break at its end.
pub(super) fn words(directory: &Path, arguments: &[&str]) -> Result<String> {
    Ok(text(&bytes(directory, arguments)?).trim_end_matches(['\n', '\r']).to_owned())
}

pub(super) fn bytes(directory: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let shown = directory.display().to_string();
    let output = run(directory, arguments).map_err(|error| failed(&shown, &error))?;
    if output.status.success() { Ok(output.stdout) } else { Err(refused(&shown, &output)) }
}

/// The contents of objects, in their order.
pub(super) fn objects(directory: &Path, hashes: &[&str]) -> Result<Vec<Vec<u8>>> {
    let shown = directory.display().to_string();
    let answer = batch(directory, hashes).map_err(|error| failed(&shown, &error))?;
    let mut rest = answer.as_slice();
    let mut contents = Vec::with_capacity(hashes.len());
    for hash in hashes {
        // `<hash> blob <size>`, a line break, the content, a line break.
        let header_end = rest.iter().position(|it| *it == b'\n').unwrap_or(rest.len());
        let size = text(&rest[..header_end]).rsplit(' ').next().and_then(|it| it.parse::<usize>().ok());
        let content = size.and_then(|size| rest.get(header_end + 1..header_end + 1 + size));
        let Some(content) = content else {
            return Err(Error::Git { path: shown, because: format!("it has no object {hash}"), help: None });
        };
        contents.push(content.to_vec());
        rest = rest.get(header_end + content.len() + 2..).unwrap_or_default();
    }
    Ok(contents)
}

fn batch(directory: &Path, hashes: &[&str]) -> io::Result<Vec<u8>> {
    let mut command = command(directory, &["cat-file", "--batch"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let (input, wanted) = (child.stdin.take(), hashes.join("\n") + "\n");
    // git answers while it is still being asked: whoever does not read meanwhile blocks it.
    thread::scope(|scope| {
        // A git that stops reading says why by what it answers.
        scope.spawn(move || input.map(|mut it| it.write_all(wanted.as_bytes())));
        child.wait_with_output().map(|it| it.stdout)
    })
}

fn ask(folder: &Folder, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = run_in(folder, arguments)?;
    if output.status.success() { Ok(output.stdout) } else { Err(refused(&folder.shown, &output)) }
}

fn refused(shown: &str, output: &Output) -> Error {
    let because = text(&output.stderr);
    let because = because.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned();
    Error::Git { path: shown.to_owned(), because, help: None }
}

fn run_in(folder: &Folder, arguments: &[&str]) -> Result<Output> {
    run(&folder.path, arguments).map_err(|error| failed(&folder.shown, &error))
}

fn failed(shown: &str, error: &io::Error) -> Error {
    let because = match error.kind() {
        io::ErrorKind::NotFound => "the program git is not installed, or the folder is not there".to_owned(),
        _ => error.to_string(),
    };
    Error::Git { path: shown.to_owned(), because, help: None }
}

fn run(path: &Path, arguments: &[&str]) -> io::Result<Output> {
    command(path, arguments).output()
}

fn command(path: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(path).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn names(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    bytes.split(|it| *it == 0).filter(|it| !it.is_empty()).map(text)
}
