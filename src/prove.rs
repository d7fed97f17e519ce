//! What a real server does with statements: locks, rewrites, scans, errors; and servers to throw away afterwards.
//!
//! `migcheck prove` and the project's own conformance suite observe with the same code, so that users can measure the
//! claims for themselves. Knows nothing of output formats.

pub mod ceiling;
pub mod observe;
pub mod relations;
pub mod session;
pub mod throwaway;
pub mod workplace;
