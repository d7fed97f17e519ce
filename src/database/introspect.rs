//! The catalog of a live server, read from `pg_catalog` by OID: needs no privilege but CONNECT.

mod build;
mod rows;

use super::Server;
use crate::{catalog::Catalog, error::Result, text::Problem};

/// Everything users made, with sizes, and what could not be modelled.
///
/// # Errors
/// When the server cannot be asked.
pub fn catalog(server: &Server) -> Result<(Catalog, Vec<Problem>)> {
    let rows = rows::read(server)?;
    Ok(build::catalog(server.version, rows))
}
