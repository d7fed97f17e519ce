//! A new table with a tenant column and without row-level security, in a schema that relies on it.

use super::{Run, SchemaChange};
use crate::finding::{Certainty, Findings};

pub(super) const RUN: Run = Run::Schema(check);

fn check(change: &SchemaChange<'_>, findings: &mut Findings<'_>) {
    let Some(tenants) = change.tenants.as_ref().filter(|it| it.rely_on_row_security()) else { return };
    for relation in change.new_tables() {
        let (Some(column), Some(table)) = (tenants.column_of(relation), relation.table()) else { continue };
        if table.row_security && !table.policies.is_empty() {
            continue;
        }
        let (missing, help) = match (table.row_security, table.policies.is_empty()) {
            (false, false) => (
                "has policies that are not enforced",
                format!("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", relation.name),
            ),
            (true, _) => (
                "has row-level security and no policy: nobody but its owner sees a row",
                format!("CREATE POLICY … ON {} USING ({column} = …)", relation.name),
            ),
            (false, true) => (
                "is open to every tenant: it has no row-level security",
                format!(
                    "ALTER TABLE {} ENABLE ROW LEVEL SECURITY, and CREATE POLICY … USING ({column} = …)",
                    relation.name
                ),
            ),
        };
        let at = change.touched_by.get(&relation.id).copied();
        let message = format!("{} {missing}", relation.name);
        let finding = findings.report_schema(at, &relation.name, message);
        finding.help = Some(help);
        if !tenants.configured {
            finding.certainty = finding.certainty.min(Certainty::Likely);
        }
    }
}
