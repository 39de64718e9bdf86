export const recsStyles = `
:host { container-type: inline-size; }
:host([empty]) { display: none; }
.list {
  display: grid; gap: var(--ruyi-gap, 2rem 1.25rem);
  grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--ruyi-card-width, 14.5rem)), 1fr));
}
.card { position: relative; display: flex; flex-direction: column; height: 100%; }
.frame {
  position: relative; aspect-ratio: var(--ruyi-picture-ratio, 4 / 5); overflow: hidden;
  border-radius: var(--_radius); background: var(--_paper-deep);
}
.frame img { width: 100%; height: 100%; object-fit: cover; }
.frame .none { display: grid; place-items: center; height: 100%; color: var(--_ink-soft); font-size: 0.85rem; }
.title { margin-top: 0.8rem; font: 500 1rem/1.5 var(--_sans); overflow-wrap: anywhere; }
.title a { color: inherit; text-decoration: none; }
.title a::after { content: ''; position: absolute; inset: 0; }
.card:hover .title a { color: var(--_accent); }
.bears { color: var(--_ink-soft); font-size: 0.875rem; }
.price { color: var(--_ink-soft); font-variant-numeric: tabular-nums; }
.actions { display: flex; justify-content: space-between; align-items: flex-start; gap: 0.5rem; margin-top: auto; padding-top: 0.55rem; }
.why {
  position: relative; z-index: 1; display: inline-flex; align-items: center; gap: 0.45rem; min-height: 2rem;
  padding: 0.2rem 0.7rem 0.2rem 0.2rem; border: 1px solid var(--_line); border-radius: 999px;
  background: var(--_paper); color: var(--_ink); font-size: 0.875rem; line-height: 1.35; text-align: start;
}
.why .reasons {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; min-width: 0; word-break: keep-all; overflow-wrap: anywhere;
}
.why .seal { flex: none; width: 1.55rem; height: 1.55rem; padding: 0.3rem; border-radius: 50%; background: var(--_accent); fill: var(--_on-accent); }
.why .ask { margin-inline-end: 0.15em; color: var(--_accent); font-weight: 600; }
.why:hover { border-color: var(--_accent); color: var(--_accent); }
.like {
  position: relative; z-index: 1; flex: none; width: 2rem; height: 2rem; display: grid; place-items: center;
  border: 0; border-radius: 50%; background: none; color: var(--_ink-soft);
}
.like svg { width: 1.15rem; height: 1.15rem; fill: none; stroke: currentColor; stroke-width: 1.6; }
.like:hover { color: var(--_accent); }
.like[aria-pressed='true'] { color: var(--_accent); }
.like[aria-pressed='true'] svg { fill: currentColor; }
.status { color: var(--_ink-soft); font-size: 0.875rem; }
.status:not(:empty) { margin-bottom: 0.9rem; }
.notice { margin-bottom: 1rem; }
.failed { display: flex; flex-wrap: wrap; align-items: center; gap: 0.8rem; color: var(--_ink-soft); }
.ghost .frame, .ghost .line { background: var(--_paper-deep); }
.ghost .line { height: 0.9rem; margin-top: 0.8rem; border-radius: var(--_radius); width: 80%; }
.ghost .line.short { width: 40%; }
@media (prefers-reduced-motion: no-preference) {
  .frame img { transition: transform 0.5s ease; }
  .card:hover .frame img { transform: scale(1.025); }
  .ghost { animation: breathe 1.8s ease-in-out infinite; }
  @keyframes breathe { 50% { opacity: 0.55; } }
}
@container (max-width: 30rem) {
  .list { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.5rem 0.85rem; }
  .title { font-size: 0.94rem; }
  .why { font-size: 0.8rem; }
}
`;
