//! Ctrl-C, SIGTERM and SIGHUP: what is running is cancelled, and everything is cleaned up on the way out.
//!
//! Signals belong to the whole process, so what has arrived is kept in the one place that every session looks at.

use crate::error::{Error, Result};
use std::{
    io,
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU8, Ordering},
    thread,
    time::Duration,
};
use tokio::signal::unix::{SignalKind, signal};

/// The number of the signal that has arrived; 0: none.
static ARRIVED: AtomicU8 = AtomicU8::new(0);

/// How often those who wait look whether a signal has arrived.
pub(super) const PULSE: Duration = Duration::from_millis(50);

/// From here on signals interrupt instead of ending the process.
///
/// # Errors
/// When the system refuses.
pub fn listen() -> Result<()> {
    let failed = |source| Error::Read { path: "signals".to_owned(), source };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let entered = runtime.enter();
    let mut int = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut term = signal(SignalKind::terminate()).map_err(failed)?;
    let mut hangup = signal(SignalKind::hangup()).map_err(failed)?;
    drop(entered);
    thread::spawn(move || {
        runtime.block_on(async {
            loop {
                let number = tokio::select! { _ = int.recv() => 2, _ = term.recv() => 15, _ = hangup.recv() => 1 };
                ARRIVED.store(number, Ordering::Relaxed);
            }
        });
    });
    Ok(())
}

pub(super) fn arrived() -> bool {
    ARRIVED.load(Ordering::Relaxed) != 0
}

/// An error as soon as a signal has arrived.
pub(super) fn check() -> Result<()> {
    match ARRIVED.load(Ordering::Relaxed) {
        0 => Ok(()),
        signal => Err(Error::Interrupted { signal }),
    }
}

/// Runs a program to its end; a signal kills it.
pub(super) fn output(command: &mut Command) -> io::Result<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    thread::scope(|scope| {
        let read = |pipe: Option<Box<dyn io::Read + Send>>| {
            scope.spawn(move || {
                let mut bytes = Vec::new();
                // What could be read is what there is to say.
                let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
                bytes
            })
        };
        let stdout = read(child.stdout.take().map(|it| Box::new(it) as Box<dyn io::Read + Send>));
        let stderr = read(child.stderr.take().map(|it| Box::new(it) as Box<dyn io::Read + Send>));
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if arrived() {
                let _ = child.kill();
            }
            thread::sleep(Duration::from_millis(5));
        };
        Ok(Output { status, stdout: stdout.join().unwrap_or_default(), stderr: stderr.join().unwrap_or_default() })
    })
}
