//! The HTML report as Chromium lays it out: nothing leaves its place, covers its neighbour or makes the page scroll
//! sideways. `./tests/run` installs Chromium.

use crate::{
    html::large_and_odd,
    program::migcheck,
    scratch::{self, Scratch},
};
use std::{fs, process::Command};

#[test]
fn laid_out_as_drawn() {
    let plan = ["plan", "testdata/app/pending", "--schema", "testdata/app/schema.sql", "--format", "html"];
    let ran = migcheck(scratch::package(), &plan);
    assert!(ran.code < 2, "{}", ran.stderr);
    for (name, page) in [("the application's plan", ran.stdout), ("a large migration", large_and_odd())] {
        for width in [1200, 600] {
            assert_eq!(complaints(&page, width), "", "{name}, {width} pixels wide");
        }
    }
}

/// Lists what is not where it belongs, in place of the page.
const LOOK: &str = r#"<script>
const bad = [], box = it => it.getBoundingClientRect(), root = document.documentElement;
if (root.scrollWidth > root.clientWidth) bad.push('the page scrolls sideways');
const drawings = [...document.querySelectorAll('.drawing svg')];
if (drawings.length === 0) bad.push('no drawings');
for (const svg of drawings) {
  const all = box(svg), first = box(svg.querySelector('.begin')).left;
  for (const it of svg.querySelectorAll('text, rect')) {
    const own = box(it);
    if (own.left < all.left - 1 || own.right > all.right + 1 || own.bottom > all.bottom + 1) bad.push('outside: ' + it.textContent);
  }
  for (const it of svg.querySelectorAll('.name')) if (box(it).right > first) bad.push('over the bars: ' + it.textContent);
  for (const bar of svg.querySelectorAll('g')) {
    const label = bar.querySelector('text'), rect = box(bar.querySelector('rect'));
    if (label && (box(label).left < rect.left || box(label).right > rect.right)) bad.push('wider than its bar: ' + label.textContent);
  }
  const numbers = [...svg.querySelectorAll('.number')].map(box);
  numbers.forEach((it, at) => { if (at > 0 && it.left < numbers[at - 1].right) bad.push('numbers overlap'); });
}
document.body.textContent = 'looked: ' + bad.join('; ');
</script>"#;

fn complaints(page: &str, width: u32) -> String {
    let scratch = Scratch::new();
    // The page's own policy forbids scripts: that it does is asserted beside this.
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    let page = page.replace(policy, "").replace("</body>", &format!("{LOOK}</body>"));
    let path = scratch.path.join("page.html");
    fs::write(&path, page).expect("the folder is ours");
    let mut chromium = Command::new("chromium");
    chromium.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]);
    chromium.args(["--disable-background-networking", "--disable-component-update", "--disable-sync", "--dump-dom"]);
    chromium.arg(format!("--user-data-dir={}", scratch.path.join("profile").display()));
    chromium.arg(format!("--window-size={width},1200")).arg(format!("file://{}", path.display()));
    let output = chromium.output().expect("Chromium is installed: ./tests/run does that");
    let dom = String::from_utf8_lossy(&output.stdout);
    let looked = dom.split("looked: ").nth(1).and_then(|it| it.split("</body>").next());
    let errors = String::from_utf8_lossy(&output.stderr);
    looked.unwrap_or_else(|| panic!("Chromium did not look: {errors}")).trim().to_owned()
}
