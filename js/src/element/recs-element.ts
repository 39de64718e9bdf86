// <ruyi-recs manifest="…" item="SKU" placement="similar|for-you|complete-the-look|trending" k="8">: a shelf whose every card can say why it is there.

import { asRuyiError } from '../client/errors.ts';
import { createRuyi, type RecommendInput, type Ruyi } from '../client/recs-client.ts';
import type { Consent } from '../client/profile-store.ts';
import type { BackendChoice, PhotoEmbedding, Placement, Recommendation, RecommendedItem } from '../types.ts';
import { adopt, button, ElementBase, fire, h, keepFocus, languageOf, safeUrl, svg, watchLanguage } from './dom.ts';
import type { RuyiWhy, WhyView, WishDetail } from './explain-overlay.ts';
import { bearsText, chipText, priceOf, symbolName, titleOf } from './names.ts';
import { RecsController, type RecsView } from './recs-controller.ts';
import { recsStyles } from './recs-element.styles.ts';
import { type Strings, stringsFor, UI_LANGS, type UiLang, uiLang } from './strings.ts';
import { theme } from './theme.styles.ts';

const DEFAULT_K = 8;
const MAX_K = 100;
/** The head of a ruyi: three lobes over a stem. */
const RUYI_HEAD =
  'M12 21c0-3.4-1.1-5-3.6-5C5.3 16 3 14 3 11.1 3 8.3 5.1 6.3 7.6 6.3c1 0 1.9.3 2.6.8C10.5 4.9 11.1 3 12 3s1.5 1.9 1.8 4.1c.7-.5 1.6-.8 2.6-.8 2.5 0 4.6 2 4.6 4.8 0 2.9-2.3 4.9-5.4 4.9-2.5 0-3.6 1.6-3.6 5Z';
const HEART = 'M12 20.5 4.2 12.7a4.9 4.9 0 0 1 6.9-6.9l.9.9.9-.9a4.9 4.9 0 0 1 6.9 6.9Z';
const PLACEMENTS: readonly Placement[] = ['similar', 'for-you', 'query', 'complete-the-look', 'trending'];
const BACKENDS: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm'];
/** Attributes that decide which shard is opened and how: a change means a new client. */
const CLIENT_ATTRIBUTES = ['manifest', 'backend', 'consent', 'kiosk', 'stock', 'worker-src', 'base'];

export interface RecsRenderedDetail {
  recommendation: Recommendation;
  cause: RecsView['cause'];
}
export interface RecsFailedDetail {
  code: string;
  message: string;
  cause: RecsView['cause'];
}

export class RuyiRecs extends ElementBase {
  static readonly observedAttributes = [...CLIENT_ATTRIBUTES, 'item', 'placement', 'k', 'lang', 'text'];

  readonly #root: ShadowRoot;
  readonly #controller: RecsController;
  readonly #status = h('p', { class: 'status', role: 'status', part: 'status' });
  readonly #notice = h('div');
  readonly #body = h('div', { part: 'shelf' });
  readonly #fallback = h('slot');
  #ruyi: Ruyi | undefined;
  #exclude: string[] = [];
  #photo: Pick<PhotoEmbedding, 'embedding'> | undefined;
  #stops: (() => void)[] = [];
  #scheduled = false;
  #newClient = true;
  #announceNext: string | undefined;
  #explaining: { id: string; running: AbortController; shown: boolean } | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    adopt(this.#root, theme, recsStyles);
    this.#root.append(this.#status, this.#notice, this.#body, this.#fallback);
    this.#controller = new RecsController({ update: (view) => this.#render(view), settled: (view) => this.#settled(view) });
  }

  /** The list on the page; undefined before the first. */
  get recommendation(): Recommendation | undefined {
    return this.#controller.view.recommendation;
  }

  /** The client behind the shelf: the same worker and profile as everywhere on the page. */
  get ruyi(): Ruyi | undefined {
    return this.#ruyi;
  }

  /** An encoded photo to look for; setting it asks anew. */
  get photo(): Pick<PhotoEmbedding, 'embedding'> | undefined {
    return this.#photo;
  }

  set photo(photo: Pick<PhotoEmbedding, 'embedding'> | undefined) {
    this.#photo = photo;
    this.#schedule();
  }

  /** Ids that this shelf leaves out, such as those of a shelf above it; setting it asks anew. */
  get exclude(): readonly string[] {
    return this.#exclude;
  }

  set exclude(ids: readonly string[]) {
    this.#exclude = [...ids].map(String);
    this.#schedule();
  }

  connectedCallback(): void {
    this.#newClient = true;
    this.#stops.push(watchLanguage(() => this.#schedule()));
    this.#schedule();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#explaining?.running.abort();
    this.#controller.disconnect();
    this.#ruyi?.dispose();
    this.#ruyi = undefined;
  }

  attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (old === value) return;
    if (CLIENT_ATTRIBUTES.includes(name)) this.#newClient = true;
    this.#schedule();
  }

  /** Opens the explanation of an item on the shelf; false if it is not there. */
  explain(id: string): boolean {
    const item = this.recommendation?.items.find((one) => one.id === id);
    if (!item) return false;
    void this.#explain(item);
    return true;
  }

  // ---- asking ------------------------------------------------------------------------------------------------------------

  /** Attributes change one by one; they are read together once. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.isConnected) this.#start();
    });
  }

  #start(): void {
    const manifest = this.getAttribute('manifest');
    if (!manifest) return this.#render(this.#controller.view);
    const fresh = this.#newClient || !this.#ruyi;
    try {
      if (fresh) this.#connect(manifest);
    } catch (error) {
      return this.#controller.fail(asRuyiError(error));
    }
    const input = this.#input();
    if (input && (fresh || JSON.stringify(input) !== JSON.stringify(this.#controller.input))) this.#controller.ask(input);
    else this.#render(this.#controller.view);
  }

  #connect(manifest: string): void {
    this.#ruyi?.dispose();
    this.#newClient = false;
    const backend = this.getAttribute('backend') as BackendChoice | null;
    const workerSrc = this.getAttribute('worker-src');
    const base = this.getAttribute('base');
    const stock = this.getAttribute('stock');
    this.#ruyi = createRuyi({
      manifest,
      ...(stock === null ? {} : { stock: stock || true }),
      backend: backend && BACKENDS.includes(backend) ? backend : 'auto',
      consent: consentOf(this.getAttribute('consent')),
      kiosk: this.hasAttribute('kiosk'),
      ...(workerSrc ? { workerSrc } : {}),
      ...(base ? { base } : {}),
    });
    this.#controller.connect(this.#ruyi);
    this.#ruyi.on('backend-changed', (change) => fire(this, 'ruyi-backend-changed', change));
    this.#ruyi.on('visitor-forgotten', () => this.#forgetVisitor());
  }

  /** What the last visitor of a stand asked for or had open; what is noted about them is gone already. */
  #forgetVisitor(): void {
    this.#photo = undefined;
    this.removeAttribute('text');
    this.#announceNext = undefined;
    this.#notice.replaceChildren();
    this.#explaining?.running.abort();
    this.#explaining = undefined;
    this.#overlay?.clear();
    const input = this.#input();
    if (!input) this.#controller.clear();
    else if (JSON.stringify(input) !== JSON.stringify(this.#controller.input)) this.#controller.ask(input);
    fire(this, 'ruyi-visitor-forgotten', {});
  }

  /** undefined: there is nothing to ask for yet. */
  #input(): RecommendInput | undefined {
    const item = this.getAttribute('item') ?? '';
    const asked = this.getAttribute('placement') as Placement | null;
    const text = this.getAttribute('text')?.trim() ?? '';
    const placement = asked && PLACEMENTS.includes(asked) ? asked : item ? 'similar' : 'for-you';
    const k = Math.min(MAX_K, Math.max(1, Math.trunc(Number(this.getAttribute('k'))) || DEFAULT_K));
    const lang = [this.#lang];
    const without = (...more: string[]) => {
      const exclude = [...this.#exclude, ...more];
      return exclude.length > 0 ? { exclude } : {};
    };
    if (this.#photo) return { placement: 'query', k, lang, photo: this.#photo, ...without() };
    if (text) return { placement: 'query', k, lang, text, ...without() };
    const anchored = placement === 'similar' || placement === 'complete-the-look';
    if (placement === 'query' || (anchored && !item)) return undefined;
    return anchored ? { placement, item, k, lang, ...without() } : { placement, k, lang, ...without(...(item ? [item] : [])) };
  }

  #settled(view: RecsView): void {
    const { error, recommendation, cause } = view;
    if (error) fire<RecsFailedDetail>(this, 'ruyi-recs-failed', { code: error.code, message: error.message, cause });
    else if (recommendation?.items.length) fire<RecsRenderedDetail>(this, 'ruyi-recs-rendered', { recommendation, cause });
    else fire(this, 'ruyi-recs-empty', { cause });
  }

  // ---- drawing -----------------------------------------------------------------------------------------------------------

  get #lang(): UiLang {
    return uiLang(languageOf(this));
  }

  #render(view: RecsView): void {
    const words = stringsFor(this.#lang);
    const items = view.recommendation?.items ?? [];
    const settled = view.state === 'ready' || view.state === 'degraded';
    this.setAttribute('state', view.state);
    this.toggleAttribute('empty', settled && items.length === 0);
    this.#body.setAttribute('lang', this.#lang);
    this.#status.setAttribute('lang', this.#lang);
    this.#body.setAttribute('aria-busy', String(view.state === 'loading'));
    this.#fallback.hidden = settled;
    this.#announce(view, words);
    keepFocus(this.#root, () => this.#body.replaceChildren(...this.#content(view, words)));
    this.#refreshOverlay(view);
  }

  #content(view: RecsView, words: Strings): Node[] {
    const hasFallback = this.childElementCount > 0;
    if (view.state === 'error') return hasFallback ? [] : [this.#failure(words)];
    if (view.state === 'loading') return hasFallback ? [] : [ghosts(this.#controller.input?.k ?? DEFAULT_K)];
    const items = view.recommendation?.items ?? [];
    if (items.length === 0) return [];
    const label = words.shelfLabel[view.recommendation?.placement ?? 'for-you'];
    const list = h('ul', { class: 'list', part: 'list', 'aria-label': label, tabindex: -1, 'data-key': 'list' });
    items.forEach((item, at) => list.append(this.#card(item, at, view, words)));
    return [list];
  }

  #failure(words: Strings): HTMLElement {
    const retry = button(words.retry, { class: 'quiet-button', part: 'retry', 'data-key': 'retry' }, () => {
      const { input } = this.#controller;
      if (input) this.#controller.ask(input);
    });
    return h('div', { class: 'failed', part: 'failed' }, h('p', {}, words.loadFailed), retry);
  }

  #card(item: RecommendedItem, at: number, view: RecsView, words: Strings): HTMLLIElement {
    const lang = this.#lang;
    const title = titleOf(item, lang);
    const price = item.card ? priceOf(item.card, view.info, lang) : '';
    const ids = { title: `title-${at}`, about: `about-${at}`, why: `why-${at}` };
    const bears = bearsText(item, lang);
    const href = this.#address(item.card?.url ?? '');
    const name = href ? h('a', { href, part: 'link', 'data-key': `link-${at}` }, title) : h('span', {}, title);
    const card = h(
      'article',
      { class: 'card', 'aria-labelledby': ids.title, 'aria-describedby': `${ids.about} ${ids.why}` },
      this.#frame(item, words),
      h('p', { class: 'title', id: ids.title, part: 'title' }, name),
      bears !== '' && h('p', { class: 'bears', part: 'bears' }, bears),
      h('p', { class: 'price', id: ids.about, part: 'price' }, item.card?.available === false ? `${price} · ${words.soldOut}` : price),
      h('div', { class: 'actions' }, this.#whyButton(item, at, title, ids.why, words), this.#likeButton(item, at, title, words)),
    );
    const position = { 'data-id': item.id, 'data-rank': item.rank, 'data-position': item.position, 'data-score': item.score };
    return h('li', { part: 'card', ...position }, card);
  }

  #frame(item: RecommendedItem, words: Strings): HTMLElement {
    const src = this.#address(item.card?.thumb || item.card?.picture || '');
    const none = () => h('span', { class: 'none' }, words.noPicture);
    const frame = h('div', { class: 'frame', part: 'frame' });
    if (!src) return (frame.append(none()), frame);
    // The title beside it names the product: a second reading of it by the picture would only repeat.
    const picture = h('img', { src, alt: '', loading: 'lazy', decoding: 'async', part: 'picture' });
    picture.addEventListener('error', () => picture.replaceWith(none()), { once: true });
    frame.append(picture);
    return frame;
  }

  #whyButton(item: RecommendedItem, at: number, title: string, id: string, words: Strings): HTMLButtonElement {
    const reasons = chipText(item, this.#lang);
    const attributes = {
      class: 'why',
      part: 'why',
      id,
      'aria-haspopup': 'dialog',
      'aria-label': words.whyOf(title, reasons),
      'data-key': `why-${at}`,
    };
    const why = button('', attributes, () => void this.#explain(item, why));
    const seal = svg('svg', { viewBox: '0 0 24 24', class: 'seal', 'aria-hidden': 'true' }, svg('path', { d: RUYI_HEAD }));
    why.append(seal, h('span', { class: 'reasons' }, h('span', { class: 'ask' }, words.why), ' ', reasons));
    return why;
  }

  #likeButton(item: RecommendedItem, at: number, title: string, words: Strings): HTMLButtonElement {
    const attributes = {
      class: 'like',
      part: 'like',
      'aria-pressed': 'false',
      'aria-label': words.likeOf(title),
      'data-key': `like-${at}`,
    };
    const like = button('', attributes, () => void this.#like(item));
    like.append(svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: HEART })));
    return like;
  }

  #address(value: string): string | undefined {
    return this.#ruyi ? safeUrl(value, this.#ruyi.manifest) : undefined;
  }

  /** One polite line, only when something changed under the reader's eyes. */
  #announce(view: RecsView, words: Strings): void {
    if (view.state === 'loading') this.#status.replaceChildren(h('span', { class: 'hidden-text' }, words.loading));
    else if (view.state !== 'ready') this.#status.replaceChildren();
    else if (view.cause === 'profile' && this.#announceNext) {
      this.#status.textContent = this.#announceNext;
      this.#announceNext = undefined;
    } else if (view.reordered && view.cause === 'vectors') this.#status.textContent = words.refined;
    else if (view.reordered && view.cause === 'user-encoder') this.#status.textContent = words.refinedByHistory;
    else if (view.cause === 'request') this.#status.replaceChildren();
  }

  // ---- the shopper's wishes ------------------------------------------------------------------------------------------------

  async #like(item: RecommendedItem): Promise<void> {
    const words = stringsFor(this.#lang);
    this.#announceNext = words.updated;
    const noted = await this.#ruyi?.track({ kind: 'like', item: item.id }, item.card?.title);
    if (!noted) this.#offerPersonalisation(() => this.#like(item));
  }

  async #wish({ symbol, wish }: WishDetail): Promise<void> {
    this.#announceNext = stringsFor(this.#lang).updated;
    const name = Object.fromEntries(UI_LANGS.map((lang) => [lang, symbolName(symbol, lang)]));
    const noted = await this.#ruyi?.profile.setSwitch(symbol.id, wish, name);
    if (!noted) this.#offerPersonalisation(() => this.#wish({ symbol, wish }));
  }

  /** A choice made while personalisation is off is not noted; the shopper may turn it on and the choice is then made. */
  #offerPersonalisation(retry: () => Promise<void>): void {
    this.#announceNext = undefined;
    const overlay = this.#overlay;
    const turnOn = async () => {
      await this.#ruyi?.profile.choose(true);
      this.#notice.replaceChildren();
      await retry();
    };
    if (overlay?.open) overlay.offerPersonalisation(() => void turnOn());
    else {
      const words = stringsFor(this.#lang);
      const on = button(words.turnOn, { class: 'main-button', 'data-key': 'turn-on' }, () => {
        void turnOn();
        this.#root.querySelector<HTMLElement>('.list')?.focus({ preventScroll: true });
      });
      const text = h('p', { role: 'status' }, words.offNotice, ' ', h('span', { class: 'soft' }, words.onDevice));
      this.#notice.replaceChildren(h('div', { class: 'notice', part: 'notice' }, text, on));
      on.focus();
    }
  }

  // ---- explanation ---------------------------------------------------------------------------------------------------------

  get #overlay(): RuyiWhy | null {
    return this.#root.querySelector('ruyi-why');
  }

  #makeOverlay(): RuyiWhy {
    const known = this.#overlay;
    if (known) return known;
    const overlay = document.createElement('ruyi-why') as RuyiWhy;
    overlay.setAttribute('exportparts', 'dialog, lead, counterfactual, invite, reasons, region, waterfall, sentence, citation');
    overlay.addEventListener('ruyi-wish-chosen', (event) => void this.#wish((event as CustomEvent<WishDetail>).detail));
    overlay.addEventListener('ruyi-like-chosen', () => {
      const item = this.recommendation?.items.find((one) => one.id === overlay.itemId);
      if (item) void this.#like(item);
    });
    this.#root.append(overlay);
    return overlay;
  }

  /** What the shelf already knows is shown at once; ranks, sentences and sources follow. */
  async #explain(item: RecommendedItem, opener?: HTMLElement): Promise<void> {
    const ruyi = this.#ruyi;
    const { input } = this.#controller;
    const { recommendation, info } = this.#controller.view;
    if (!ruyi || !input || !recommendation) return;
    this.#explaining?.running.abort();
    const overlay = this.#makeOverlay();
    const explaining = { id: item.id, running: new AbortController(), shown: overlay.open && overlay.itemId === item.id };
    this.#explaining = explaining;
    const { running } = explaining;
    const profile = await ruyi.profile.get();
    const shared = { lang: this.#lang, base: ruyi.manifest, info, profile, labelOf: (id: string) => ruyi.profile.label(id) };
    const first: WhyView = { ...shared, item, recommendation, phase: 'loading' };
    if (running.signal.aborted) return;
    if (explaining.shown) overlay.setProfile(profile);
    else overlay.show(first, () => this.#explanationClosed(opener));
    explaining.shown = true;
    try {
      const full = await ruyi.explain(input, [item.id], { signal: running.signal });
      const explained = full.items.find((one) => one.id === item.id);
      if (explained) overlay.update({ ...shared, profile: await ruyi.profile.get(), item: explained, recommendation: full, phase: 'full' });
      fire(this, 'ruyi-why-rendered', { id: item.id, item: explained });
    } catch (error) {
      if (running.signal.aborted) return;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal';
      overlay.update({ ...shared, item, recommendation, phase: 'failed', code });
      fire(this, 'ruyi-why-failed', { id: item.id, code, message: String(error) });
    }
  }

  /** A dialog says that it closed a moment after it did; by then the next explanation may be on its way, and that one goes on. */
  #explanationClosed(opener: HTMLElement | undefined): void {
    if (this.#explaining?.shown) this.#explaining.running.abort();
    this.#restoreFocus(opener);
  }

  /** The shelf changed below an open explanation: it is worked out anew, if its item is still there. */
  #refreshOverlay(view: RecsView): void {
    const overlay = this.#overlay;
    if (!overlay?.open || !this.#explaining || view.state !== 'ready' || view.cause === 'request') return;
    const item = view.recommendation?.items.find((one) => one.id === this.#explaining?.id);
    if (item) void this.#explain(item);
    else void this.#ruyi?.profile.get().then((profile) => overlay.setProfile(profile));
  }

  /** The card may have been drawn anew, or have left the shelf: then the shelf itself takes the focus. */
  #restoreFocus(opener: HTMLElement | undefined): void {
    const key = opener?.getAttribute('data-key');
    const target = opener?.isConnected ? opener : key ? this.#root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) : null;
    (target ?? this.#root.querySelector<HTMLElement>('.list'))?.focus();
  }
}

function consentOf(value: string | null): Consent {
  return value === 'granted' || value === 'denied' ? value : undefined;
}

/** Places of the right size while the shelf is on its way, so that nothing jumps. */
function ghosts(count: number): HTMLElement {
  const list = h('div', { class: 'list', 'aria-hidden': 'true' });
  for (let i = 0; i < count; i++)
    list.append(h('div', { class: 'ghost' }, h('div', { class: 'frame' }), h('div', { class: 'line' }), h('div', { class: 'line short' })));
  return list;
}
