export const profileStyles = `
.switch {
  display: flex; justify-content: space-between; align-items: center; gap: 1rem; width: 100%; min-height: 3rem; padding: 0.4rem 0;
  border: 0; background: none; font-family: var(--_serif); font-weight: 600; text-align: start;
}
.track { flex: none; width: 2.9rem; height: 1.6rem; padding: 0.2rem; border: 1px solid var(--_ink-soft); border-radius: 999px; background: var(--_paper-deep); }
.thumb { display: block; width: 1.1rem; height: 1.1rem; border-radius: 50%; background: var(--_ink-soft); }
.switch[aria-checked='true'] .track { background: var(--_accent); border-color: var(--_accent); }
.switch[aria-checked='true'] .thumb { background: var(--_on-accent); transform: translateX(1.25rem); }
section { margin-top: 1.4rem; padding-top: 1.2rem; border-top: 1px solid var(--_line); }
.heading { font: 600 1rem/1.35 var(--_serif); margin-bottom: 0.5rem; }
li { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: 0.35rem 0; }
li + li { border-top: 1px solid var(--_line); }
.name { overflow-wrap: anywhere; }
.name .soft { display: block; }
.tools { display: flex; flex-wrap: wrap; gap: 0.6rem; margin-top: 1.4rem; padding-top: 1.2rem; border-top: 1px solid var(--_line); }
.notice { margin-top: 1.4rem; }
.status:not(:empty) { margin-top: 0.8rem; color: var(--_ink-soft); }
@media (prefers-reduced-motion: no-preference) { .thumb { transition: transform 0.15s; } }
@media (forced-colors: active) { .thumb { background: ButtonText; } }
`;
