//! The page's looks: light and dark by what the reader's system asks for, black on white in print.

pub(super) const CSS: &str = "\
:root { --back: #ffffff; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --card: #f6f8fa; --mark: #fff3b0;
  --red: #b3261e; --on-red: #ffffff; --orange: #f2c078; --orange-mark: #a85b00; --weak: #dbe7f3; --weak-mark: #4a6b8a;
  --error: #b3261e; --warning: #8a5300; --note: #0a5fb4; --good: #1a7f37; }
@media (prefers-color-scheme: dark) {
  :root { --back: #0f1419; --text: #e6e9ec; --soft: #9aa6b2; --line: #313b45; --card: #181f26; --mark: #4d4312;
    --red: #e5534b; --on-red: #140505; --orange: #6b4412; --orange-mark: #f0a94b; --weak: #1f3143; --weak-mark: #7fa6cc;
    --error: #ff8a80; --warning: #f0b35e; --note: #79b8ff; --good: #56d364; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 68rem; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; margin: 0 0 .75rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
h4 { font-size: .95rem; margin: 0 0 .25rem; }
p { margin: .4rem 0; }
small, .check, .related { color: var(--soft); font-size: .87rem; }
code, pre { font: 13px/1.45 ui-monospace, 'DejaVu Sans Mono', Consolas, monospace; }
pre { margin: .5rem 0; padding: .5rem .75rem; background: var(--card); border: 1px solid var(--line); border-radius: 4px;
  overflow-x: auto; overflow-wrap: normal; }
dl { margin: .5rem 0; }
dl div { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .75rem; }
dt { color: var(--soft); }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
.locks { table-layout: fixed; overflow-wrap: anywhere; }
.locks th:first-child { width: 24%; }
.locks th:nth-child(2) { width: 18%; }
.statements td:nth-child(-n+2), .statements th:nth-child(-n+2) { width: 3rem; }
.statements td:last-child { width: 13rem; }
footer { margin-top: 2rem; color: var(--soft); font-size: .85rem; }
.finding, .step, .timeline { margin: .75rem 0; padding: .25rem .9rem .6rem; border: 1px solid var(--line); border-radius: 6px; }
.finding { border-left-width: 5px; }
.finding.error { border-left-color: var(--error); }
.finding.warning { border-left-color: var(--warning); }
.finding.note { border-left-color: var(--note); }
.severity { text-transform: uppercase; font-size: .75rem; letter-spacing: .04em; margin-right: .35rem; }
.error .severity { color: var(--error); }
.warning .severity { color: var(--warning); }
.note .severity { color: var(--note); }
.allowed { opacity: .75; }
.deploy { padding: .4rem .9rem; border: 1px dashed var(--note); border-radius: 6px; }
.verdict { font-size: 1.3rem; font-weight: 700; }
.verdict span { font-weight: 400; font-size: 1rem; color: var(--soft); }
.verdict.go { color: var(--good); }
.verdict.no-go { color: var(--error); }
.line { color: var(--soft); user-select: none; }
mark { background: var(--mark); color: inherit; }
.new { color: var(--good); }
.old { color: var(--error); }
.hunk { color: var(--note); }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; margin: .5rem 0; font-size: .87rem; }
.key svg { vertical-align: -2px; }
.defs { position: absolute; }
.drawing, .timeline { overflow-x: auto; }
.drawing svg { display: block; }
svg text { font: 12px system-ui, sans-serif; fill: var(--text); }
svg .name { font: 12px ui-monospace, 'DejaVu Sans Mono', Consolas, monospace; }
svg .number { text-anchor: middle; fill: var(--soft); font-size: 11px; }
svg .mode { text-anchor: middle; font-size: 10px; font-weight: 600; letter-spacing: .02em;
  paint-order: stroke; stroke: var(--back); stroke-width: 3px; }
svg .on-reads { fill: var(--on-red); stroke: none; }
.grid { stroke: var(--line); stroke-width: 1; stroke-dasharray: 2 3; }
.begin { stroke: var(--soft); stroke-width: 1; }
.bar { stroke-width: 1; }
.reads { fill: var(--red); stroke: var(--red); }
.row-locks { fill: url(#row-locks); stroke: var(--orange-mark); }
.writes { fill: url(#writes); stroke: var(--orange-mark); }
.vacuum { fill: url(#vacuum); stroke: var(--weak-mark); }
.ddl { fill: none; stroke: var(--weak-mark); stroke-dasharray: 3 2; }
.strong { fill: var(--orange); }
.strong-mark { fill: var(--orange-mark); }
.weak { fill: var(--weak); }
.weak-mark { fill: var(--weak-mark); }
@media print {
  :root { --back: #ffffff; --text: #000000; --soft: #444444; --line: #bbbbbb; --card: #ffffff; --mark: #eeeeee;
    --red: #6e0f0a; --on-red: #ffffff; --orange: #ffffff; --orange-mark: #7a4200; --weak: #ffffff; --weak-mark: #555555;
    --error: #8c1d18; --warning: #6b4100; --note: #084a8c; --good: #14632b; }
  .bar, mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .finding, .step, .drawing, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .drawing { overflow: visible; }
  .drawing svg { max-width: 100%; height: auto; }
  pre { white-space: pre-wrap; }
}
";
