// What every page of the shop needs: its language, its goods, and how one of them is drawn in a list.
import { kindsInEnglish, strings, type Lang, type Words } from './strings.ts';

export interface Product {
  id: string;
  title: Record<Lang, string>;
  description: Record<Lang, string>;
  kind: string;
  price: number;
  currency: string;
  colour: Record<Lang, string>;
  material: Record<Lang, string>;
  brand: Record<Lang, string>;
  dimensions: Record<Lang, string>;
  /** What the buyer chooses; empty where there is one size. */
  sizes: string[];
  care: Record<Lang, string>;
  availability: 'in_stock' | 'preorder' | 'out_of_stock';
  units: number;
  leadDays: number;
  /** After how many days it may come back; `unopened`: sealed only. */
  returns: string;
  popularity: number;
  picture: string;
}

/** The shop's terms, in its one currency. */
export const FREE_DELIVERY_FROM = 199;
export const DELIVERY_FEE = 12;
const CURRENCY = 'CNY';

function currentLang(): Lang {
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked === 'en' || asked === 'zh-Hans') return asked;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-Hans' : 'en';
}

export const lang = currentLang();
export const words: Words = strings[lang];

export const byId = <T extends HTMLElement>(id: string): T | null => document.getElementById(id) as T | null;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Puts values into the places of a text: `{n} left`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

export function withLang(path: string): string {
  const url = new URL(path, location.href);
  if (new URLSearchParams(location.search).has('lang')) url.searchParams.set('lang', lang);
  return url.pathname + url.search + url.hash;
}

export function money(amount: number): string {
  return new Intl.NumberFormat(lang === 'en' ? 'en' : 'zh-CN', {
    style: 'currency',
    currency: CURRENCY,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: amount % 1 === 0 ? 0 : 2,
  }).format(amount);
}

export const terms = { free: money(FREE_DELIVERY_FROM), fee: money(DELIVERY_FEE) };

/** The last step of a category path, such as 女装/旗袍, in the page's language. */
export function kindName(path: string): string {
  const kind = path.split('/').at(-1)?.trim() ?? path;
  return lang === 'en' ? (kindsInEnglish[kind] ?? kind) : kind;
}

export function productHref(product: Product): string {
  return withLang(`/product.html?id=${encodeURIComponent(product.id)}`);
}

export function kindHref(kind: string): string {
  return withLang(`/?kind=${encodeURIComponent(kind)}#all`);
}

export function picture(product: Product, alt: string, eager = false): HTMLImageElement {
  const img = h('img', { src: product.picture, alt, loading: eager ? 'eager' : 'lazy', width: '720', height: '900' });
  img.decoding = 'async';
  return img;
}

/** A title as it may be broken into lines: never within a word that mixes a letter with others. */
export function titleParts(product: Product): (Node | string)[] {
  return product.title[lang].split(/(T-shirt|T恤)/).map((part, at) => (at % 2 ? h('span', { class: 'whole' }, part) : part));
}

export function goodsItem(product: Product): HTMLLIElement {
  const frame = h('span', { class: 'frame' }, picture(product, ''));
  const badge = { out_of_stock: words.soldOut, preorder: words.preorderBadge, in_stock: '' }[product.availability];
  if (badge) frame.append(h('span', { class: 'badge' }, badge));
  const price = h('p', { class: 'price' }, money(product.price));
  return h('li', {}, h('a', { href: productHref(product) }, frame, h('h3', {}, ...titleParts(product)), price));
}
