//! The program `migcheck`: arguments in, report to stdout, everything else to stderr, an exit code.

use clap::Parser;
use migcheck::{cli::Cli, commands, redact::redact};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match commands::run(&cli).and_then(|outcome| commands::deliver(&cli, outcome)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let mut text = format!("error: {error}");
            if let Some(help) = error.help() {
                text += &format!("\n help: {}", help.replace('\n', "\n       "));
            }
            commands::say(&cli, &redact(&text));
            ExitCode::from(error.exit_code())
        }
    }
}
