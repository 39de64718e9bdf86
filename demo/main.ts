// Starts the page at hand: language, drawers, goods. Recommendations come from the Ruyi elements and library, by their public names.
import { Bag } from './bag.ts';
import { showGoods, showHero } from './front.ts';
import { showProduct } from './product.ts';
import { openRuyi } from './ruyi.ts';
import { byId, fill, lang, terms, withLang, words, type Product } from './shop.ts';
import type { Lang, Words } from './strings.ts';

function applyLanguage(): void {
  document.documentElement.lang = lang;
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]'))
    node.textContent = fill(words[node.dataset.text as keyof Words], terms);
  for (const node of document.querySelectorAll<HTMLElement>('[data-label]'))
    node.setAttribute('aria-label', words[node.dataset.label as keyof Words]);
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

function drawers(): void {
  byId('profile-open')?.addEventListener('click', () => byId<HTMLDialogElement>('profile-drawer')?.showModal());
  for (const drawer of document.querySelectorAll<HTMLDialogElement>('dialog.drawer')) {
    drawer.querySelector('.drawer-head button')?.addEventListener('click', () => drawer.close());
    drawer.addEventListener('click', (event) => {
      if (event.target === drawer) drawer.close();
    });
  }
}

/** Of somebody who has liked and looked at nothing no taste is known: their shelf is what sells, and is called so. */
async function nameShelf(): Promise<void> {
  const title = byId('for-you-title');
  if (!title) return;
  const ruyi = await openRuyi();
  const tell = async () => {
    const { events = [] } = await ruyi.profile.get();
    title.textContent = events.length > 0 ? words.forYouTitle : words.popularTitle;
  };
  ruyi.on('profile-changed', () => void tell());
  await tell();
}

async function start(): Promise<void> {
  applyLanguage();
  drawers();
  nameShelf().catch(() => undefined); // the shelf itself says what failed
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
  const bag = new Bag(products);
  showHero(products);
  showGoods(products);
  showProduct(products, bag);
}

void start();
