//! The program as its users call it: runs the binary in a folder and looks at what comes out.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

/// What one call left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `migcheck arguments` in `folder` with nothing of this machine's settings.
pub(crate) fn migcheck(folder: &Path, arguments: &[&str]) -> Ran {
    run(folder, arguments, &[], "")
}

pub(crate) fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)], stdin: impl AsRef<[u8]>) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_migcheck"));
    command.args(arguments).current_dir(folder);
    for (name, _) in std::env::vars() {
        let decides = ["MIGCHECK_", "PG", "CLICOLOR", "GITHUB_"].iter().any(|it| name.starts_with(it));
        if decides || name == "NO_COLOR" {
            command.env_remove(name);
        }
    }
    command.env("COLUMNS", "100").envs(variables.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("stdin is piped");
    // A program that does not read its input may have closed it.
    let _ = input.write_all(stdin.as_ref());
    drop(input);
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Ran {
        code: output.status.code().expect("no signal ended it"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Compares with `testdata/reports/<name>`; with `MIGCHECK_UPDATE=1` the file is written anew.
#[track_caller]
pub(crate) fn golden(name: &str, actual: &str) {
    let path = crate::scratch::package().join("testdata/reports").join(name);
    if std::env::var_os("MIGCHECK_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder can be made");
        std::fs::write(&path, actual).expect("the golden file is writable");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let diff = similar::TextDiff::from_lines(&expected, actual).unified_diff().to_string();
    assert!(diff.is_empty(), "{name} differs; MIGCHECK_UPDATE=1 accepts it\n{diff}");
}
