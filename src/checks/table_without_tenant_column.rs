//! A new table that belongs to no tenant, in a schema where tables do.

use super::{Run, SchemaChange};
use crate::finding::{Certainty, Findings};

pub(super) const RUN: Run = Run::Schema(check);

fn check(change: &SchemaChange<'_>, findings: &mut Findings<'_>) {
    let Some(tenants) = &change.tenants else { return };
    for relation in change.new_tables() {
        if tenants.column_of(relation).is_some() || tenants.is_root(relation) {
            continue;
        }
        let names = tenants.names();
        let message = format!("{} has no {names} column, as {} do", relation.name, tenants.share());
        let at = change.touched_by.get(&relation.id).copied();
        let finding = findings.report_schema(at, &relation.name, message);
        let help = format!(
            "add {names} NOT NULL with a foreign key, or name the table in [tenancy] global_tables of migcheck.toml"
        );
        finding.help = Some(help);
        if !tenants.configured {
            finding.certainty = finding.certainty.min(Certainty::Likely);
        }
    }
}
