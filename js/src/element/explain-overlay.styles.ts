export const explainStyles = `
:host { display: contents; }
dialog {
  width: min(66rem, calc(100vw - 2rem)); max-width: none; max-height: calc(100dvh - 2rem); margin: auto; padding: 0;
  border: 1px solid var(--_line); border-radius: calc(var(--_radius) * 2); background: var(--_paper); color: var(--_ink);
  font: 400 1rem/1.6 var(--_sans); overflow: auto; overscroll-behavior: contain;
}
dialog::backdrop { background: rgb(28 24 20 / 0.5); }
header {
  position: sticky; top: 0; z-index: 2; display: flex; justify-content: space-between; align-items: flex-start; gap: 1rem;
  padding: 1.3rem 1.6rem 1rem; background: var(--_paper); border-bottom: 1px solid var(--_line);
}
h2 { font-size: 1.4rem; }
/* Headings take the focus only to be read out first. */
h2:focus, h3:focus { outline: none; }
.eyebrow { display: block; color: var(--_accent); font: 500 0.85rem/1.6 var(--_sans); letter-spacing: 0.14em; }
.close { flex: none; display: grid; place-items: center; width: 2.6rem; height: 2.6rem; border: 1px solid var(--_line); border-radius: 50%; background: none; }
.close:hover { border-color: var(--_accent); color: var(--_accent); }
.close svg { width: 1.1rem; height: 1.1rem; fill: none; stroke: currentColor; stroke-width: 1.8; }
.body { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 0 2.4rem; padding: 1.4rem 1.6rem 2rem; align-items: start; }
.picture { position: sticky; top: 7.4rem; }
h3 { font-size: 1.05rem; margin-bottom: 0.7rem; }
.text > section ~ section { margin-top: 1.8rem; padding-top: 1.4rem; border-top: 1px solid var(--_line); }
.text > div:not(:empty) { margin-top: 1.4rem; }
.answer { padding: 1.2rem 1.6rem 0; display: grid; gap: 0.45rem; max-width: 52rem; }
/* Not the shorthand: it would undo the theme's font features. */
.lead { font-family: var(--_serif); font-size: 1.25rem; font-weight: 600; line-height: 1.5; text-wrap: pretty; }
.wishes > .quiet-button { margin-top: 0.7rem; }
.wishes > .wish-list { margin-bottom: 0.4rem; }
.invite { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.3rem; }
.bars { display: grid; gap: 0.55rem; }
.bars li { display: grid; grid-template-columns: minmax(0, 11rem) minmax(0, 1fr) auto; gap: 0 0.9rem; align-items: center; padding: 0.15rem 0.3rem; border-radius: var(--_radius); }
.bars svg { display: block; width: 100%; height: 1.1rem; }
.bars .total { border-top: 1px solid var(--_line); border-radius: 0; padding-top: 0.5rem; font-weight: 600; }
.bars [data-term='rest'] rect:not(.zero) { opacity: 0.45; }
.name { overflow-wrap: anywhere; }
.findings { display: grid; gap: 0.7rem; }
.findings .name { font-family: var(--_serif); font-weight: 600; }
.findings ul { color: var(--_ink-soft); font-size: 0.875rem; overflow-wrap: anywhere; }
.folds > details { border-top: 1px solid var(--_line); }
.folds > details > :not(summary):last-child { margin-bottom: 1rem; }
.folds > details:last-child { border-bottom: 1px solid var(--_line); }
summary { cursor: pointer; padding-block: 0.7rem; }
summary:hover { color: var(--_accent); }
details details > summary, .wishes summary { padding-block: 0.35rem; color: var(--_ink-soft); font-size: 0.9rem; }
.linked:not(.region) { background: var(--_paper-deep); }
.sentence { padding: 0.35rem 0.5rem; margin-inline: -0.5rem; border-radius: var(--_radius); }
.sentence + .sentence { margin-top: 0.5rem; }
.citations { margin-top: 0.3rem; padding-inline-start: 0.9rem; border-inline-start: 2px solid var(--_line); font-size: 0.875rem; display: grid; gap: 0.3rem; }
cite { font-style: normal; }
a { color: inherit; text-decoration-color: var(--_accent); text-underline-offset: 0.2em; overflow-wrap: anywhere; }
a:hover { color: var(--_accent); }
.link { border: 0; padding: 0.15rem 0; background: none; color: var(--_accent); font-size: 0.85rem; text-decoration: underline; text-underline-offset: 0.2em; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.45rem 0.5rem; text-align: start; vertical-align: top; font-weight: 400; }
th:first-child { padding-inline-start: 0.3rem; }
thead th { color: var(--_ink-soft); font-size: 0.8rem; padding-bottom: 0.2rem; }
tbody tr + tr { border-top: 1px solid color-mix(in srgb, var(--_line) 60%, transparent); }
tfoot tr { border-top: 2px solid var(--_ink); }
tfoot th, tfoot td { font-weight: 600; }
.number { text-align: end; white-space: nowrap; }
td.bar { width: 34%; }
td.bar svg { display: block; width: 100%; height: 1.1rem; margin-top: 0.2rem; }
.zero { fill: var(--_line); }
.up { fill: var(--_accent); }
.down { fill: var(--_ink-soft); }
.links { display: flex; flex-wrap: wrap; gap: 0 0.9rem; }
.ranks { display: grid; gap: 0.4rem; }
.ranks li { padding-inline-start: 1.3rem; position: relative; }
.ranks li::before { position: absolute; inset-inline-start: 0.1rem; color: var(--_accent); content: '→'; }
.ranks li.worse::before { content: '↓'; }
.ranks li.better::before { content: '↑'; }
.ranks li.same::before { content: '='; color: var(--_ink-soft); }
.wish-list { display: grid; gap: 0.55rem; margin-bottom: 1rem; }
.wish { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0.3rem 1rem; }
.buttons { display: flex; gap: 0.4rem; }
.buttons .quiet-button { padding-inline: 0.8rem; font-size: 0.9rem; }
@media (max-width: 46rem) {
  dialog { width: 100vw; height: 100dvh; max-height: none; border: 0; border-radius: 0; margin: 0; }
  header { padding: 0.9rem 1rem 0.7rem; }
  h2 { font-size: 1.15rem; }
  .body { grid-template-columns: minmax(0, 1fr); padding: 1rem 1rem 2rem; gap: 1.6rem; }
  .answer { padding: 1rem 1rem 0; }
  .lead { font-size: 1.1rem; }
  .bars li { grid-template-columns: minmax(0, 8rem) minmax(0, 1fr) auto; gap: 0 0.6rem; }
  .picture { position: static; }
  th:nth-child(4), td:nth-child(4) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  td.bar { width: 30%; }
}
@media (prefers-reduced-motion: no-preference) {
  dialog[open] { animation: rise 0.22s ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(10px); } }
}
`;
