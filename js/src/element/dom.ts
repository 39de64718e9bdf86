// Small helpers for building nodes. Text is only ever set as text; there is no way here to pass markup or a style attribute.

type Attributes = Record<string, string | number | boolean | undefined>;
type Child = Node | string | undefined | false;

const SVG = 'http://www.w3.org/2000/svg';

/** A missing HTMLElement (server-side rendering) must not stop an import of the library. */
export const ElementBase: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

function fill<T extends Element>(node: T, attributes: Attributes, children: Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name === 'style' || name.startsWith('on')) throw new Error(`Attribute ${name} is not allowed.`);
    node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== undefined && child !== false) node.append(child);
  return node;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function button(label: string, attributes: Attributes, onClick: (event: MouseEvent) => void): HTMLButtonElement {
  const node = h('button', { type: 'button', ...attributes }, label);
  node.addEventListener('click', onClick);
  return node;
}

/** An absolute http(s) address, or undefined: nothing else from a feed becomes a link or a picture. */
export function safeUrl(value: string, base: string): string | undefined {
  if (value === '') return undefined;
  try {
    const url = new URL(value, base);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

const sheets = new Map<string, CSSStyleSheet>();

/** Constructable style sheets, shared by all elements: they need no style-src permission. */
export function adopt(root: ShadowRoot, ...styles: string[]): void {
  root.adoptedStyleSheets = styles.map((css) => {
    const known = sheets.get(css);
    if (known) return known;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
    return sheet;
  });
}

/** The language of a node: its own, the nearest ancestor's (also across shadow roots), or the browser's. */
export function languageOf(node: Element): string {
  for (let at: Element | null = node; at;) {
    const lang = at.getAttribute('lang');
    if (lang) return lang;
    const root: Node = at.getRootNode();
    at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return navigator.language;
}

/** Calls back when the page's own language changes. */
export function watchLanguage(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
  return () => observer.disconnect();
}

/** Renders anew and puts the focus back on the control with the same `data-key`, where there is one. */
export function keepFocus(root: ShadowRoot, render: () => void): void {
  const key = root.activeElement?.getAttribute('data-key');
  render();
  if (!key || root.activeElement?.getAttribute('data-key') === key) return;
  const again = root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  again?.focus({ preventScroll: true });
}

/** A typed event that leaves shadow roots. */
export function fire<T>(target: EventTarget, type: string, detail: T): void {
  target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
