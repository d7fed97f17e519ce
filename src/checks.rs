//! The checks, one per pair of `checks/<name>.md` and `src/checks/<name>.rs`; the folder is the registry.
//!
//! A check reads effects and catalogs, never syntax; it holds no state and knows no Postgres version. Its page is its
//! only metadata.

use crate::finding::Findings;
use crate::{
    catalog::{Catalog, RelationId},
    simulate::Step,
    text::Span,
};
use std::collections::BTreeMap;

/// What a check is run over; every check module exports `pub(super) const RUN: Run`.
#[derive(Clone, Copy)]
pub enum Run {
    /// Each pending statement.
    Step(fn(&Step, &mut Findings<'_>)),
    /// The whole change at once: the schema before and after; for `audit` the whole schema, from nothing.
    Schema(fn(&SchemaChange<'_>, &mut Findings<'_>)),
}

/// From one schema to another, with the tables that changed.
pub struct SchemaChange<'a> {
    pub before: &'a Catalog,
    pub after: &'a Catalog,
    /// Tables made or altered, in order; in `audit` all of them.
    pub tables: Vec<RelationId>,
    /// The statement that last touched each; empty in `audit`.
    pub touched_by: BTreeMap<RelationId, Span>,
    /// No migration: the schema itself is looked at.
    pub audit: bool,
}
