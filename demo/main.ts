// The sample shop's own pages: language, goods, product, profile drawer. Recommendations come from the Ruyi elements, by their public names.
import { kindsInEnglish, strings, type Lang } from './strings.ts';
import { likeButton } from './like.ts';

export interface Product {
  id: string;
  title: Record<Lang, string>;
  description: Record<Lang, string>;
  kind: string;
  price: number;
  currency: string;
  colour: Record<Lang, string>;
  material: Record<Lang, string>;
  available: boolean;
  popularity: number;
  picture: string;
}

const PAGE_SIZE = 20;
const SHELF_SIZE = 8;

function currentLang(): Lang {
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked === 'en' || asked === 'zh-Hans') return asked;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-Hans' : 'en';
}

const lang = currentLang();
const words = strings[lang];
const byId = <T extends HTMLElement>(id: string): T | null => document.getElementById(id) as T | null;

function withLang(path: string): string {
  const url = new URL(path, location.href);
  if (new URLSearchParams(location.search).has('lang')) url.searchParams.set('lang', lang);
  return url.pathname + url.search + url.hash;
}

function applyLanguage(): void {
  document.documentElement.lang = lang;
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]'))
    node.textContent = words[node.dataset.text as keyof typeof words];
  for (const node of document.querySelectorAll<HTMLElement>('[data-label]'))
    node.setAttribute('aria-label', words[node.dataset.label as keyof typeof words]);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-keep-lang]'))
    link.href = withLang(link.getAttribute('href') ?? '/');
  for (const element of document.querySelectorAll('ruyi-recs, ruyi-profile, ruyi-photo')) element.setAttribute('lang', lang);
  const button = byId<HTMLButtonElement>('language');
  if (!button) return;
  const other: Lang = lang === 'en' ? 'zh-Hans' : 'en';
  button.textContent = other === 'en' ? 'English' : '中文';
  button.lang = other;
  button.addEventListener('click', () => {
    const url = new URL(location.href);
    url.searchParams.set('lang', other);
    location.assign(url);
  });
}

function money(product: Product): string {
  return new Intl.NumberFormat(lang === 'en' ? 'en' : 'zh-CN', {
    style: 'currency',
    currency: product.currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: product.price % 1 === 0 ? 0 : 2,
  }).format(product.price);
}

/** The last step of a category path, such as 女装/旗袍, in the page's language. */
function kindName(path: string): string {
  const kind = path.split('/').at(-1)?.trim() ?? path;
  return lang === 'en' ? (kindsInEnglish[kind] ?? kind) : kind;
}

function productHref(product: Product): string {
  return withLang(`/product.html?id=${encodeURIComponent(product.id)}`);
}

function picture(product: Product, alt: string, eager = false): HTMLImageElement {
  const img = document.createElement('img');
  img.src = product.picture;
  img.alt = alt;
  img.loading = eager ? 'eager' : 'lazy';
  img.decoding = 'async';
  img.width = 720;
  img.height = 720;
  return img;
}

function goodsItem(product: Product): HTMLLIElement {
  const [item, link, title, price] = [
    document.createElement('li'),
    document.createElement('a'),
    document.createElement('h3'),
    document.createElement('p'),
  ];
  link.href = productHref(product);
  title.textContent = product.title[lang];
  price.textContent = money(product);
  price.className = 'price';
  link.append(picture(product, ''), title, price);
  item.append(link);
  return item;
}

function showHero(products: Product[]): void {
  const host = byId('hero-pictures');
  if (!host) return;
  const kinds = new Set<string>();
  // Not what heads the shelf below already; and something whose description tells what its motif stands for.
  const byPopularity = [...products].sort((a, b) => b.popularity - a.popularity).slice(SHELF_SIZE);
  const chosen = byPopularity.filter((p) => p.description['zh-Hans'].includes('寓意') && !kinds.has(p.kind) && kinds.add(p.kind));
  for (const product of chosen.slice(0, 3)) {
    const link = document.createElement('a');
    link.href = productHref(product);
    link.append(picture(product, product.title[lang], true));
    host.append(link);
  }
}

function showGoods(products: Product[]): void {
  const list = byId('goods');
  const more = byId<HTMLButtonElement>('more');
  const count = byId('all-count');
  const kindList = byId('kind-list');
  if (!list || !more || !count || !kindList) return;
  const state = { kind: '', shown: 0 };
  const matching = () => products.filter((p) => !state.kind || p.kind === state.kind);
  const showMore = () => {
    const rows = matching();
    list.append(...rows.slice(state.shown, state.shown + PAGE_SIZE).map(goodsItem));
    state.shown += PAGE_SIZE;
    more.hidden = state.shown >= rows.length;
  };
  const restart = () => {
    const n = matching().length;
    count.textContent = (state.kind ? words.countKind : words.countAll).replace('{n}', String(n)).replace('{kind}', kindName(state.kind));
    list.replaceChildren();
    state.shown = 0;
    showMore();
  };
  more.addEventListener('click', () => {
    const next = state.shown;
    showMore();
    list.children[next]?.querySelector('a')?.focus();
  });
  for (const kind of [...new Set(products.map((p) => p.kind))]) {
    const rows = products.filter((p) => p.kind === kind);
    const [item, button, label, n] = [
      document.createElement('li'),
      document.createElement('button'),
      document.createElement('span'),
      document.createElement('small'),
    ];
    n.textContent = String(rows.length);
    label.append(kindName(kind), n);
    button.type = 'button';
    button.setAttribute('aria-pressed', 'false');
    button.append(picture(rows[0] as Product, ''), label);
    button.addEventListener('click', () => {
      state.kind = state.kind === kind ? '' : kind;
      for (const other of kindList.querySelectorAll('button'))
        other.setAttribute('aria-pressed', String(other === button && state.kind !== ''));
      restart();
      if (state.kind) byId('all')?.scrollIntoView();
    });
    item.append(button);
    kindList.append(item);
  }
  restart();
}

function fact(list: HTMLElement, name: string, value: string): void {
  if (!value) return;
  const [term, detail] = [document.createElement('dt'), document.createElement('dd')];
  term.textContent = name;
  detail.textContent = value;
  list.append(term, detail);
}

function showProduct(products: Product[]): void {
  const id = new URLSearchParams(location.search).get('id');
  const product = products.find((p) => p.id === id);
  const title = byId('product-title');
  if (!title) return;
  if (!product) {
    title.textContent = words.notFound;
    return;
  }
  document.title = `${product.title[lang]} · ${lang === 'en' ? 'Yunjian Goods' : '云间集'}`;
  title.textContent = product.title[lang];
  const set = (name: string, text: string) => byId(name)?.append(text);
  set('crumb', product.title[lang]);
  set('product-kind', kindName(product.kind));
  set('product-price', product.available ? money(product) : `${money(product)} · ${words.soldOut}`);
  set('product-description', product.description[lang]);
  const img = byId<HTMLImageElement>('product-picture');
  if (img) {
    img.src = product.picture;
    img.alt = product.title[lang];
  }
  const facts = byId('product-facts');
  if (facts) {
    fact(facts, words.material, product.material[lang]);
    fact(facts, words.colour, product.colour[lang]);
    fact(facts, words.number, product.id);
  }
  for (const shelf of ['recs-similar', 'recs-for-you']) byId(shelf)?.setAttribute('item', product.id);
  const [like, status] = [byId<HTMLButtonElement>('like'), byId('like-status')];
  if (like && status) likeButton(like, status, product.id, product.title, words);
}

function profileDrawer(): void {
  const drawer = byId<HTMLDialogElement>('profile-drawer');
  byId('profile-open')?.addEventListener('click', () => drawer?.showModal());
  byId('profile-close')?.addEventListener('click', () => drawer?.close());
  drawer?.addEventListener('click', (event) => {
    if (event.target === drawer) drawer.close();
  });
}

async function start(): Promise<void> {
  applyLanguage();
  profileDrawer();
  let products: Product[];
  try {
    const response = await fetch('/shop/products.json');
    if (!response.ok) throw new Error(`status ${response.status}`);
    products = (await response.json()) as Product[];
  } catch {
    const count = byId('all-count') ?? byId('product-title');
    if (count) count.textContent = words.loadFailed;
    return;
  }
  showHero(products);
  showGoods(products);
  showProduct(products);
}

void start();
