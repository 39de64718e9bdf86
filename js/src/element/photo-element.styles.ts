export const photoStyles = `
.photo { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.6rem; align-items: start; }
.drop { display: grid; gap: 0.9rem; justify-items: start; }
.drop > .stage { width: 100%; }
.empty {
  display: grid; gap: 0.9rem; place-content: center; justify-items: center; width: 100%; min-height: 13rem; padding: 1.5rem;
  border: 1.5px dashed var(--_line); border-radius: calc(var(--_radius) * 2); background: var(--_paper); color: var(--_ink-soft);
}
.over .empty, .over .stage { outline: 2px solid var(--_accent); outline-offset: 3px; }
.status { color: var(--_ink-soft); }
.heading { font: 600 1.05rem/1.35 var(--_serif); margin: 1.2rem 0 0.5rem; }
.seen li { display: flex; align-items: baseline; gap: 0.6rem; padding: 0.25rem 0.3rem; border-radius: var(--_radius); }
.badge { flex: none; display: grid; place-items: center; width: 1.4rem; height: 1.4rem; border-radius: 50%; background: #9c2f25; color: #ffffff; font-size: 0.78rem; font-weight: 600; }
.swatch { flex: none; align-self: center; width: 1.1rem; height: 1.1rem; }
.swatch circle { stroke: var(--_line); }
.colours { display: flex; flex-wrap: wrap; gap: 0 1.2rem; }
.shelf > .heading { margin: 1.8rem 0 1rem; font-size: 1.2rem; }
@media (max-width: 40rem) { .photo { grid-template-columns: minmax(0, 1fr); } }
`;
