//! Every plan, whatever is planned, ends in the schema that its migration ends in.

mod recipes;
mod support;

use support::{Case, assert_same_end, page_blocks, pending_files};

#[test]
fn check_pages() {
    let mut seen = 0;
    for (page, schema, bad) in page_blocks() {
        for version in [14, 17, 18] {
            let case = Case::new(version, &schema, &[&bad]);
            // What this version does not read no plan can run on it.
            if case.timeline.steps.iter().all(|it| it.unread().is_none()) {
                assert_same_end(&page, &case);
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "the pages were found: {seen}");
}

#[test]
fn testdata_one_by_one_and_together() {
    let (schema, pending) = pending_files();
    assert!(pending.len() >= 28, "{} files", pending.len());
    for version in [14, 17, 18] {
        let base = support::base(version, &schema);
        for (name, up) in pending.iter().filter(|_| version == 17) {
            assert_same_end(name, &Case::on(base.clone(), &[up.as_str()]));
        }
        let all: Vec<&str> = pending.iter().map(|it| it.1.as_str()).collect();
        assert_same_end("all pending", &Case::on(base, &all));
    }
}
