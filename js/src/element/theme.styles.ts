// Paper, ink, one vermilion. Every custom property here is documented in js/README.md; the rest is private (--_).

export const theme = `
:host {
  --_paper: var(--ruyi-paper, #fbf8f1);
  --_paper-deep: var(--ruyi-paper-deep, #f1ebdf);
  --_ink: var(--ruyi-ink, #23201c);
  --_ink-soft: var(--ruyi-ink-soft, #625b51);
  --_line: var(--ruyi-line, #ddd5c7);
  --_accent: var(--ruyi-accent, #9c2f25);
  --_on-accent: var(--ruyi-on-accent, #fdf9f2);
  --_radius: var(--ruyi-radius, 3px);
  --_serif: var(--ruyi-serif, 'Songti SC', 'Noto Serif CJK SC', 'Source Han Serif SC', STSong, 'Noto Serif', Georgia, serif);
  --_sans: var(--ruyi-sans, 'PingFang SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', system-ui, sans-serif);
  display: block;
  color: var(--_ink);
  font: 400 1rem/1.6 var(--_sans);
  text-align: start;
  -webkit-text-size-adjust: 100%;
}
/* The same characters have other shapes in traditional typesetting. */
:host(:lang(zh-Hant)), :host(:lang(zh-TW)), :host(:lang(zh-HK)), :host(:lang(zh-MO)), [lang='zh-Hant'] {
  --_serif: var(--ruyi-serif, 'Songti TC', 'Noto Serif CJK TC', 'Source Han Serif TC', PMingLiU, 'Noto Serif', Georgia, serif);
  --_sans: var(--ruyi-sans, 'PingFang TC', 'PingFang HK', 'Noto Sans CJK TC', 'Source Han Sans TC', 'Microsoft JhengHei', system-ui, sans-serif);
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --_paper: var(--ruyi-paper, light-dark(#fbf8f1, #1c1916));
    --_paper-deep: var(--ruyi-paper-deep, light-dark(#f1ebdf, #2a2622));
    --_ink: var(--ruyi-ink, light-dark(#23201c, #ece5d8));
    --_ink-soft: var(--ruyi-ink-soft, light-dark(#625b51, #b3a998));
    --_line: var(--ruyi-line, light-dark(#ddd5c7, #433d36));
    --_accent: var(--ruyi-accent, light-dark(#9c2f25, #ec8a78));
    --_on-accent: var(--ruyi-on-accent, light-dark(#fdf9f2, #221a17));
  }
}
:host([hidden]) { display: none; }
/* Fonts made for Chinese draw these quotation marks as wide as a character. */
:lang(en) { font-feature-settings: 'pwid'; }
*, *::before, *::after { box-sizing: border-box; }
h2, h3, h4, p, ul, ol, dl, dd, figure, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
ul, ol { list-style: none; }
h2, h3, h4, legend { font-family: var(--_serif); font-weight: 600; line-height: 1.35; text-wrap: balance; }
img, canvas { display: block; max-width: 100%; }
button { font: inherit; color: inherit; cursor: pointer; }
button:disabled { cursor: default; opacity: 0.55; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.hidden-text {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}
.quiet-button {
  min-height: 2.25rem; padding: 0.3rem 0.95rem; border: 1px solid var(--_line); border-radius: 999px;
  background: none; color: var(--_ink);
}
.quiet-button:hover:not(:disabled) { border-color: var(--_accent); color: var(--_accent); }
.quiet-button[aria-pressed='true'] { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }
.main-button {
  min-height: 2.5rem; padding: 0.45rem 1.3rem; border: 1px solid var(--_accent); border-radius: var(--_radius);
  background: var(--_accent); color: var(--_on-accent);
}
.notice {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem 1rem; padding: 0.8rem 1rem;
  background: var(--_paper-deep); border-inline-start: 3px solid var(--_accent);
}
.soft { color: var(--_ink-soft); font-size: 0.9em; }
@media (prefers-reduced-motion: no-preference) {
  .quiet-button, .main-button { transition: color 0.15s, border-color 0.15s, background-color 0.15s; }
}
@media (forced-colors: active) {
  .quiet-button[aria-pressed='true'] { outline: 2px solid; }
}
`;

/** Regions over a picture: the same drawing for a product and for a shopper's photo. */
export const regionStyles = `
.stage { position: relative; display: block; background: var(--_paper-deep); border-radius: var(--_radius); overflow: hidden; }
.stage > img, .stage > canvas { width: 100%; height: auto; }
.stage > svg, .stage > .heat { position: absolute; inset: 0; width: 100%; height: 100%; }
.stage > .heat { pointer-events: none; }
.region { cursor: pointer; outline: none; }
.region .halo { fill: none; stroke: rgb(255 255 255 / 0.9); stroke-width: 5px; vector-effect: non-scaling-stroke; }
.region .edge { fill: transparent; stroke: #9c2f25; stroke-width: 2.5px; vector-effect: non-scaling-stroke; }
.region.located .edge { stroke-dasharray: 6 4; }
.region .tag { fill: #9c2f25; stroke: #ffffff; stroke-width: 1.5px; vector-effect: non-scaling-stroke; }
.region .tag-text { fill: #ffffff; font-family: var(--_sans); font-weight: 600; text-anchor: middle; dominant-baseline: central; }
.region:hover .edge, .region:focus .edge, .region.linked .edge { stroke-width: 4px; fill: rgb(156 47 37 / 0.16); }
.region:focus-visible .halo { stroke-width: 11px; }
/* One place is looked at: the others step back. */
svg:has(.region.linked) .region:not(.linked) { opacity: 0.16; }
`;
