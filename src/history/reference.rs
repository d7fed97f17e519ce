//! `REF:PATH`: a file or a folder of migrations as it is at a git reference.
//!
//! A folder is written to a temporary place together with the settings files above it, so that its tool is recognised
//! as it would be in a checkout.

use super::git;
use crate::error::{Error, Result};
use std::{
    env, fs,
    path::{Component, Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// Larger files are no settings.
const SETTINGS_LIMIT: u64 = 1 << 20;

/// What stands at a path of a git reference.
#[derive(Debug)]
pub enum Found {
    File(Vec<u8>),
    Folder(Checkout),
}

/// A folder of another time, in a temporary place; gone when dropped.
#[derive(Debug)]
pub struct Checkout {
    /// Stands for the root of the repository.
    pub root: PathBuf,
    /// The folder that was asked for.
    pub path: PathBuf,
    /// The root of the repository itself.
    pub repository: PathBuf,
}

/// Reads `text` (`REF:PATH`); None where its first half is no reference of the repository around `directory`.
///
/// # Errors
/// Where the reference has no such path, or git fails.
pub fn read(text: &str, directory: &Path) -> Result<Option<Found>> {
    let Some((reference, path)) = text.split_once(':') else { return Ok(None) };
    let Some(commit) = git::commit(directory, reference) else { return Ok(None) };
    let repository = PathBuf::from(git::words(directory, &["rev-parse", "--show-toplevel"])?);
    let path = path.trim_end_matches('/');
    // As git has it: from the root of the repository, or, behind `./`, from here. A path that is only here is meant.
    let here = git::words(directory, &["rev-parse", "--show-prefix"])?;
    let relative = path.strip_prefix("./").map(|it| format!("{here}{it}"));
    let candidates = [relative.clone().unwrap_or_else(|| path.to_owned()), format!("{here}{path}")];
    for name in candidates {
        let name = name.trim_end_matches('/');
        match git::words(directory, &["cat-file", "-t", &format!("{commit}:{name}")]).as_deref() {
            Ok("blob") => {
                let object = format!("{commit}:{name}");
                return git::bytes(directory, &["cat-file", "blob", &object]).map(|it| Some(Found::File(it)));
            }
            Ok("tree") => return checkout(directory, &commit, name, repository).map(|it| Some(Found::Folder(it))),
            _ => {}
        }
    }
    let because = format!("`{reference}` has no `{path}`");
    let help = format!("`git ls-tree {reference}` lists what it has; paths start at the root of the repository");
    Err(Error::Git { path: text.to_owned(), because, help: Some(help) })
}

fn checkout(directory: &Path, commit: &str, name: &str, repository: PathBuf) -> Result<Checkout> {
    let root = temporary()?;
    let checkout = Checkout { path: root.join(name), root, repository };
    let listing =
        |arguments: &[&str]| git::bytes(directory, &[&["ls-tree", "-z", "-l", "--full-tree"], arguments].concat());
    let tree = if name.is_empty() { commit.to_owned() } else { format!("{commit}:{name}") };
    let mut files = parse(&listing(&["-r", &tree])?, name, u64::from(u32::MAX));
    let mut above = Some(Path::new(name));
    while let Some(folder) = above.and_then(Path::parent) {
        let folder_name = folder.to_string_lossy();
        let tree = format!("{commit}:{folder_name}");
        files.extend(parse(&listing(&[&tree])?, &folder_name, SETTINGS_LIMIT));
        above = Some(folder);
    }
    let objects: Vec<&str> = files.iter().map(|it| it.object.as_str()).collect();
    let contents = git::objects(directory, &objects)?;
    for (file, bytes) in files.iter().zip(contents) {
        let path = checkout.root.join(&file.path);
        let failed = |source| Error::Write { path: path.display().to_string(), source };
        fs::create_dir_all(path.parent().unwrap_or(&checkout.root)).map_err(failed)?;
        fs::write(&path, bytes).map_err(failed)?;
    }
    // Whoever looks for the root of the repository finds one.
    let mark = checkout.root.join(".git");
    fs::create_dir_all(&mark).map_err(|source| Error::Write { path: mark.display().to_string(), source })?;
    fs::create_dir_all(&checkout.path)
        .map_err(|source| Error::Write { path: checkout.path.display().to_string(), source })?;
    Ok(checkout)
}

struct Entry {
    object: String,
    /// From the root of the repository.
    path: PathBuf,
}

/// The plain files of `git ls-tree -z -l`.
fn parse(listing: &[u8], folder: &str, limit: u64) -> Vec<Entry> {
    let entries = listing.split(|it| *it == 0).filter_map(|line| {
        let line = std::str::from_utf8(line).ok()?;
        let (about, name) = line.split_once('\t')?;
        let mut words = about.split_ascii_whitespace();
        let (mode, kind, object, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let path = Path::new(folder).join(name);
        let is_file = kind == "blob" && mode.starts_with("100") && size.parse::<u64>().ok()? <= limit;
        // git refuses such names itself; nothing is written outside of the temporary folder all the same.
        let stays_inside = path.components().all(|it| matches!(it, Component::Normal(name) if name != ".git"));
        (is_file && stays_inside).then(|| Entry { object: object.to_owned(), path })
    });
    entries.collect()
}

fn temporary() -> Result<PathBuf> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("migcheck-{}-{number}", std::process::id()));
        // A folder that is there already is somebody else's.
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(Error::Write { path: path.display().to_string(), source }),
        }
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        // What is left behind in the temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.root);
    }
}
