// The product page: what a buyer asks before buying, from the feed; the bag; and two shelves that never show the same piece.
import type { Bag } from './bag.ts';
import { likeButton } from './like.ts';
import { openRuyi } from './ruyi.ts';
import { byId, fill, FREE_DELIVERY_FROM, h, kindHref, kindName, lang, money, terms, titleParts, words, type Product } from './shop.ts';

const FOR_YOU_SIZE = 4;
const FEW = 5;
const PHONE_CASES = '数码/手机壳';

function stockText({ availability, units, leadDays }: Product): string {
  if (availability === 'preorder') return fill(words.preorder, { n: Math.round(leadDays / 7) });
  return units <= FEW ? fill(words.fewLeft, { n: units, days: leadDays }) : fill(words.inStock, { n: leadDays });
}

/** A text of several parts, such as a size chart: a line each. */
function lines(text: string): HTMLElement {
  const parts = text.split(/；|; /);
  return parts.length === 1 ? h('span', {}, text) : h('ul', {}, ...parts.map((part) => h('li', {}, part)));
}

function facts(id: string, rows: [string, Node | string][]): void {
  byId(id)?.replaceChildren(...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function showWords(product: Product): void {
  const set = (id: string, ...content: (Node | string)[]) => byId(id)?.replaceChildren(...content);
  const kind = h('a', { href: kindHref(product.kind) }, kindName(product.kind));
  document.title = `${product.title[lang]} · ${lang === 'en' ? 'Yunjian Goods' : '云间集'}`;
  set('crumb-kind', kind);
  set('crumb', product.title[lang]);
  set('product-brand', product.brand[lang]);
  set('product-title', ...titleParts(product));
  set('product-price', money(product.price), h('small', {}, product.price >= FREE_DELIVERY_FROM ? words.taxedFree : words.taxed));
  set('product-stock', stockText(product));
  byId('product-stock')?.setAttribute('data-stock', product.availability);
  // The button says it already.
  byId('product-stock')?.toggleAttribute('hidden', product.availability === 'out_of_stock');
  set('product-description', product.description[lang]);
  const img = byId<HTMLImageElement>('product-picture');
  if (img) {
    img.src = product.picture;
    img.alt = product.title[lang];
  }
  facts('product-facts', [
    [words.dimensions, lines(product.dimensions[lang])],
    [words.material, product.material[lang]],
    [words.colour, product.colour[lang]],
    [words.number, product.id],
  ]);
  set('product-care', product.care[lang]);
  const { returns } = product;
  facts('product-delivery', [
    [words.delivery, product.price >= FREE_DELIVERY_FROM ? words.deliveryFree : fill(words.deliveryFee, terms)],
    [words.returns, returns === 'unopened' ? words.returnsUnopened : fill(words.returnsDays, { n: returns })],
  ]);
}

/** Says which size is chosen; '' where there is nothing to choose, null where nothing is chosen yet. */
function sizeChoice(product: Product): () => string | null {
  const host = byId('product-sizes');
  if (!host || product.sizes.length === 0) return () => '';
  const legend = product.kind === PHONE_CASES ? words.model : words.size;
  const choices = product.sizes.map((size, at) => {
    const input = h('input', { type: 'radio', name: 'size', value: size, id: `size-${at}` });
    input.disabled = product.availability === 'out_of_stock';
    return h('span', {}, input, h('label', { for: `size-${at}` }, size));
  });
  host.replaceChildren(h('legend', {}, legend), ...choices);
  host.hidden = false;
  return () => host.querySelector<HTMLInputElement>('input:checked')?.value ?? null;
}

function addButton(product: Product, bag: Bag): void {
  const [add, status] = [byId<HTMLButtonElement>('add'), byId('bag-status')];
  if (!add || !status) return;
  const chosen = sizeChoice(product);
  if (product.availability === 'preorder') add.textContent = words.addPreorder;
  if (product.availability === 'out_of_stock') {
    add.textContent = words.soldOut;
    add.disabled = true;
  }
  add.addEventListener('click', () => {
    const size = chosen();
    if (size === null) {
      const name = product.kind === PHONE_CASES ? words.model : words.size;
      status.textContent = fill(words.chooseSize, { name: lang === 'en' ? name.toLowerCase() : name });
      byId('product-sizes')?.querySelector('input')?.focus();
      return;
    }
    if (!bag.add(product, size)) {
      status.textContent = words.noMore;
      return;
    }
    const open = h('button', { type: 'button', class: 'plain' }, words.openBag);
    open.addEventListener('click', () => bag.open());
    status.replaceChildren(`${words.added} `, open);
    // Noted only where the shopper lets things be noted.
    void openRuyi()
      .then((ruyi) => ruyi.track({ kind: 'cart', item: product.id }, product.title))
      .catch(() => undefined);
  });
}

interface Shelf extends HTMLElement {
  exclude: readonly string[];
}

/** The second shelf comes after the first one, which says what it must leave out. */
function forYouShelf(product: Product): void {
  const [similar, place, section] = [byId('recs-similar'), byId('for-you-shelf'), byId('for-you')];
  if (!similar || !place || !section) return;
  const shelf = document.createElement('ruyi-recs') as Shelf;
  shelf.id = 'recs-for-you';
  shelf.setAttribute('manifest', '/ruyi/manifest.json');
  shelf.setAttribute('placement', 'for-you');
  shelf.setAttribute('k', String(FOR_YOU_SIZE));
  shelf.addEventListener('ruyi-recs-empty', () => (section.hidden = true));
  const show = (above: string[]) => {
    shelf.exclude = [product.id, ...above];
    section.hidden = false;
    if (!shelf.isConnected) place.append(shelf);
  };
  similar.addEventListener('ruyi-recs-rendered', (event) => {
    const { recommendation } = (event as CustomEvent<{ recommendation: { items: { id: string }[] } }>).detail;
    show(recommendation.items.map(({ id }) => id));
  });
  for (const none of ['ruyi-recs-empty', 'ruyi-recs-failed']) similar.addEventListener(none, () => show([]));
  similar.setAttribute('item', product.id);
}

export function showProduct(products: Product[], bag: Bag): void {
  const id = new URLSearchParams(location.search).get('id');
  const product = products.find((one) => one.id === id);
  const title = byId('product-title');
  if (!title) return;
  if (!product) {
    title.textContent = words.notFound;
    for (const part of document.querySelectorAll<HTMLElement>('[data-with-product]')) part.hidden = true;
    return;
  }
  showWords(product);
  addButton(product, bag);
  const [like, status] = [byId<HTMLButtonElement>('like'), byId('like-status')];
  if (like && status) likeButton(like, status, product.id, product.title, words);
  forYouShelf(product);
}
