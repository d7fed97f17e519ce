//! Diesel: a folder a migration, `<version>_<name>/up.sql` with `down.sql` and `metadata.toml`.

use super::{
    Migration,
    layout::{Layout, Reader},
};
use crate::{
    error::{Error, Result},
    simulate::transaction::ExecutionModel,
};

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let mut layout =
        Layout::new(ExecutionModel::FileTransaction, "Diesel runs each migration in a transaction of its own");
    let mut folders: Vec<_> = reader.folder.folders().into_iter().collect();
    folders.sort_by_key(|it| (version(it), *it));
    for folder in folders {
        let (up, down) = (format!("{folder}/up.sql"), format!("{folder}/down.sql"));
        if !reader.folder.has(&up) {
            let help = Some("every folder next to the migrations must be one");
            layout.remark(reader.folder.show(folder), "Diesel refuses a folder without up.sql", help);
            continue;
        }
        let execution = execution(reader, &mut layout, folder)?;
        let file = reader.read(&up)?;
        let mut migration = Migration {
            version: version(folder).into(),
            name: folder.into(),
            up: vec![reader.whole(file, execution)],
            down: Vec::new(),
            repeatable: false,
        };
        let mut files = vec![up];
        if reader.folder.has(&down) {
            let file = reader.read(&down)?;
            migration.down.push(reader.whole(file, execution));
            files.push(down);
        }
        layout.push(migration, files);
    }
    layout.remark_duplicates(reader.folder, "Diesel fails when it records the second one");
    Ok(layout)
}

/// The text before the first `_`, without the dashes of a date.
fn version(folder: &str) -> String {
    folder.split('_').next().unwrap_or(folder).replace('-', "")
}

fn execution(reader: &Reader<'_>, layout: &mut Layout, folder: &str) -> Result<ExecutionModel> {
    let name = format!("{folder}/metadata.toml");
    if !reader.folder.has(&name) {
        return Ok(ExecutionModel::FileTransaction);
    }
    let path = reader.folder.show(&name);
    let table = reader
        .folder
        .text(&name)?
        .parse::<toml::Table>()
        .map_err(|error| Error::Malformed { path: path.clone(), because: error.message().to_owned() })?;
    match table.get("run_in_transaction").map(|it| it.as_bool()) {
        Some(Some(true)) => Ok(ExecutionModel::FileTransaction),
        Some(Some(false)) => Ok(ExecutionModel::WholeImplicit),
        Some(None) => Err(Error::Malformed { path, because: "run_in_transaction must be true or false".to_owned() }),
        None => {
            layout.remark(
                path,
                "Diesel reads a metadata.toml without run_in_transaction as `false`: there is no transaction",
                Some("write `run_in_transaction = true` or `false`"),
            );
            Ok(ExecutionModel::WholeImplicit)
        }
    }
}
