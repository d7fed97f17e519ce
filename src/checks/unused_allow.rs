//! An allow comment that silences nothing, names no check, or gives no reason.

use super::{AllowUse, Run};
use crate::finding::Findings;

pub(super) const RUN: Run = Run::Allows(check);

fn check(usage: &AllowUse<'_>, findings: &mut Findings<'_>) {
    let allow = usage.allow;
    let (message, help) = if !usage.known {
        (format!("there is no check {}", allow.check), "`migcheck checks` lists them")
    } else if allow.reason.is_none() {
        (
            format!("allow({}) gives no reason and silences nothing", allow.check),
            "write -- migcheck: allow(check) because …",
        )
    } else if !usage.used {
        (format!("allow({}) silences nothing here", allow.check), "remove the comment")
    } else {
        return;
    };
    findings.report(allow.span, &allow.check, message).help = Some(help.to_owned());
}
