/** The page's only style. Answers differ by their sign and word; colour only repeats them. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #57606a; --paper: #fff; --line: #d0d7de; --band: #f6f8fa;
  --pass: #116329; --fail: #a40e26; --unknown: #7a4d00; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9da7b3; --paper: #0d1117; --line: #3d444d;
  --band: #161b22; --pass: #57d06f; --fail: #ff8182; --unknown: #e3b341; --link: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
.part { content-visibility: auto; contain-intrinsic-size: auto 22rem; }
h1, h2, h3, p, li, td, th, code { overflow-wrap: anywhere; }
p, ul { margin: .5rem 0; max-width: 60rem; }
p.answer { font-size: 1.25rem; line-height: 1.4; font-weight: 600; border-left: .35rem solid currentColor;
  padding: .25rem 0 .25rem .9rem; margin: 1rem 0; }
p.warning { font-weight: 600; border: 2px solid var(--fail); padding: .5rem .75rem; }
p.small { color: var(--dim); font-size: .9rem; }
a { color: var(--link); }
code { font: .9em ui-monospace, monospace; background: var(--band); padding: 0 .2em; border-radius: 3px; }
.scroll { overflow-x: auto; margin: .75rem 0; }
.scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border: 1px solid var(--line); min-width: 5rem; }
thead th { background: var(--band); white-space: nowrap; }
tbody th { font-weight: 400; min-width: 7rem; }
td:last-child { min-width: 12rem; }
.counts td { min-width: 0; width: 6rem; white-space: nowrap; }
.counts tbody th { min-width: 11rem; }
.answer.pass, .answer.fail, .answer.unknown, .answer.not-applicable { white-space: nowrap; font-weight: 600; }
.answer.pass { color: var(--pass); } .answer.pass::before { content: "\\2713\\a0"; content: "\\2713\\a0" / ""; }
.answer.fail { color: var(--fail); } .answer.fail::before { content: "\\2717\\a0"; content: "\\2717\\a0" / ""; }
.answer.unknown { color: var(--unknown); } .answer.unknown::before { content: "?\\a0"; content: "?\\a0" / ""; }
.answer.not-applicable { color: var(--dim); font-weight: 400; }
@media print { :root { --ink: #000; --dim: #444; --paper: #fff; --line: #999; --band: #eee; --pass: #116329;
  --fail: #a40e26; --unknown: #7a4d00; --link: #000; }
  main { max-width: none; padding: 0; } body { font-size: 10pt; } .scroll { overflow: visible; }
  .part { content-visibility: visible; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  a { text-decoration: none; } }
`;
