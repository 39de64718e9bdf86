// The front page: what opens it, the kinds, and all goods with their order.
import { byId, fill, goodsItem, h, kindName, lang, picture, productHref, words, type Product } from './shop.ts';

const PAGE_SIZE = 20;
const SHELF_SIZE = 8;
/** What the season is about, the tall picture first. */
const HERO_KINDS = ['女装/旗袍', '茶具餐具/马克杯', '家居/抱枕'];

type Order = (a: Product, b: Product) => number;
const newest: Order = (a, b) => (a.id < b.id ? 1 : -1);
const popular: Order = (a, b) => b.popularity - a.popularity;
const ORDERS: Record<string, Order> = {
  new: newest,
  popular,
  cheap: (a, b) => a.price - b.price,
  dear: (a, b) => b.price - a.price,
};

const soldOut = (product: Product) => Number(product.availability === 'out_of_stock');

/** What sells best of a kind and can be had; goods whose description tells what their motif stands for go before the others. */
function bestOf(products: Product[], kind: string): Product | undefined {
  const tells = (product: Product) => Number(product.description['zh-Hans'].includes('寓意'));
  return products.filter((p) => p.kind === kind).sort((a, b) => soldOut(a) - soldOut(b) || tells(b) - tells(a) || popular(a, b))[0];
}

export function showHero(products: Product[]): void {
  const host = byId('hero-pictures');
  if (!host) return;
  // Not what heads the shelf below already.
  const rest = [...products].sort(popular).slice(SHELF_SIZE);
  for (const kind of HERO_KINDS) {
    const product = bestOf(rest, kind);
    if (product) host.append(h('a', { href: productHref(product) }, picture(product, product.title[lang], true)));
  }
}

function showKinds(products: Product[], list: HTMLElement, choose: (kind: string) => void): (kind: string) => void {
  const buttons = new Map<string, HTMLButtonElement>();
  for (const kind of new Set(products.map((p) => p.kind))) {
    const count = products.filter((p) => p.kind === kind).length;
    const label = h('span', {}, kindName(kind), h('small', {}, String(count)));
    const button = h('button', { type: 'button', 'aria-pressed': 'false' }, picture(bestOf(products, kind) as Product, ''), label);
    button.addEventListener('click', () => choose(kind));
    buttons.set(kind, button);
    list.append(h('li', {}, button));
  }
  return (chosen) => buttons.forEach((button, kind) => button.setAttribute('aria-pressed', String(kind === chosen)));
}

export function showGoods(products: Product[]): void {
  const [list, more, title, count] = [byId('goods'), byId<HTMLButtonElement>('more'), byId('all-title'), byId('all-count')];
  const [kindList, order, clear] = [byId('kind-list'), byId<HTMLSelectElement>('order'), byId<HTMLButtonElement>('all-clear')];
  if (!list || !more || !title || !count || !kindList || !order || !clear) return;
  const asked = new URLSearchParams(location.search).get('kind') ?? '';
  const state = { kind: products.some((p) => p.kind === asked) ? asked : '', shown: 0 };
  const matching = () => {
    const by = ORDERS[order.value] ?? newest;
    return products.filter((p) => !state.kind || p.kind === state.kind).sort((a, b) => soldOut(a) - soldOut(b) || by(a, b));
  };
  const showMore = () => {
    const rows = matching();
    list.append(...rows.slice(state.shown, state.shown + PAGE_SIZE).map(goodsItem));
    state.shown += PAGE_SIZE;
    more.hidden = state.shown >= rows.length;
  };
  const restart = () => {
    title.textContent = state.kind ? kindName(state.kind) : words.allTitle;
    count.textContent = fill(words.countAll, { n: matching().length });
    clear.hidden = !state.kind;
    press(state.kind);
    list.replaceChildren();
    state.shown = 0;
    showMore();
  };
  const choose = (kind: string) => {
    state.kind = state.kind === kind ? '' : kind;
    restart();
    if (state.kind) byId('all')?.scrollIntoView();
  };
  const press = showKinds(products, kindList, choose);
  more.addEventListener('click', () => {
    const next = state.shown;
    showMore();
    list.children[next]?.querySelector('a')?.focus();
  });
  clear.addEventListener('click', () => {
    choose(state.kind);
    order.focus();
  });
  order.addEventListener('change', restart);
  restart();
  if (state.kind) byId('all')?.scrollIntoView();
}
