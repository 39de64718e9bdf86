// The bag: kept for as long as the tab is open, in the tab alone. Its checkout ends where a demonstration has to end.
import { byId, DELIVERY_FEE, fill, FREE_DELIVERY_FROM, h, lang, money, picture, productHref, words, type Product } from './shop.ts';

const KEY = 'yunjian-bag';
const MOST = 9;

interface Line {
  id: string;
  size: string;
  n: number;
}

function isLine(value: unknown): value is Line {
  const line = value as Partial<Line> | null;
  return typeof line?.id === 'string' && typeof line.size === 'string' && Number.isInteger(line.n) && Number(line.n) > 0;
}

export class Bag {
  readonly #products: Map<string, Product>;
  #lines: Line[];

  constructor(products: Product[]) {
    this.#products = new Map(products.map((product) => [product.id, product]));
    this.#lines = this.#read().filter(({ id }) => this.#products.has(id));
    byId('bag-open')?.addEventListener('click', () => this.open());
    byId('bag-checkout')?.addEventListener('click', () => byId('bag-note')?.replaceChildren(words.checkoutNote));
    this.#show();
  }

  open(): void {
    byId('bag-note')?.replaceChildren();
    byId<HTMLDialogElement>('bag-drawer')?.showModal();
  }

  /** False when there are no more of it. */
  add(product: Product, size: string): boolean {
    const line = this.#lines.find((one) => one.id === product.id && one.size === size);
    if (this.#count(product.id) >= most(product)) return false;
    if (line) line.n++;
    else this.#lines.push({ id: product.id, size, n: 1 });
    this.#changed();
    return true;
  }

  #count(id: string): number {
    return this.#lines.reduce((sum, line) => sum + (line.id === id ? line.n : 0), 0);
  }

  #read(): Line[] {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isLine) : [];
    } catch {
      return []; // storage is blocked or holds something else: an empty bag
    }
  }

  #changed(): void {
    this.#lines = this.#lines.filter(({ n }) => n > 0);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#lines));
    } catch {
      // the bag then lasts as long as the page
    }
    this.#show();
  }

  #show(): void {
    const pieces = this.#lines.reduce((sum, { n }) => sum + n, 0);
    const sum = this.#lines.reduce((total, line) => total + line.n * (this.#products.get(line.id)?.price ?? 0), 0);
    const fee = sum >= FREE_DELIVERY_FROM ? 0 : DELIVERY_FEE;
    byId('bag-open')?.replaceChildren(words.bag, ...(pieces ? [h('span', { class: 'count' }, String(pieces))] : []));
    byId('bag-lines')?.replaceChildren(...this.#lines.map((line) => this.#row(line)));
    byId('bag-sums')?.replaceChildren(
      ...[
        [words.subtotal, money(sum)],
        [words.shipping, fee ? money(fee) : words.free],
        [words.total, money(sum + fee)],
      ].flatMap(([name, value]) => [h('dt', {}, String(name)), h('dd', {}, String(value))]),
    );
    byId('bag-empty')?.toggleAttribute('hidden', pieces > 0);
    byId('bag-sum')?.toggleAttribute('hidden', pieces === 0);
  }

  #row(line: Line): HTMLLIElement {
    const product = this.#products.get(line.id) as Product;
    const title = product.title[lang];
    const step = (sign: string, label: string, by: number) => {
      const button = h('button', { type: 'button', class: 'quiet step', 'aria-label': fill(label, { title }) }, sign);
      button.disabled = by > 0 && this.#count(line.id) >= most(product);
      button.addEventListener('click', () => this.#change(line, by));
      return button;
    };
    const remove = h('button', { type: 'button', class: 'plain' }, words.remove);
    remove.setAttribute('aria-label', `${words.remove}: ${title}`);
    remove.addEventListener('click', () => this.#change(line, -line.n));
    return h(
      'li',
      {},
      picture(product, ''),
      h(
        'div',
        {},
        h('a', { href: productHref(product) }, title),
        h('p', { class: 'hint' }, [line.size, money(product.price)].filter(Boolean).join(' · ')),
        h('p', { class: 'steps' }, step('−', words.fewer, -1), h('span', {}, String(line.n)), step('+', words.another, 1), remove),
      ),
    );
  }

  /** The row is drawn anew: the focus stays on what was pressed, or goes to the close button when the row has gone. */
  #change(line: Line, by: number): void {
    const at = this.#lines.indexOf(line);
    const pressed = (document.activeElement as HTMLElement | null)?.getAttribute('aria-label');
    line.n += by;
    this.#changed();
    const row = line.n > 0 ? byId('bag-lines')?.children[at] : undefined;
    const again = [...(row?.querySelectorAll('button') ?? [])].find((one) => one.getAttribute('aria-label') === pressed && !one.disabled);
    (again ?? byId('bag-close'))?.focus();
  }
}

function most(product: Product): number {
  return product.availability === 'preorder' ? MOST : Math.min(MOST, product.units);
}
