// <ruyi-why>: draws one explanation. It knows nothing of models or workers; it is given data and says what the shopper chose.

import { citationFacts, citationName } from '../citation-words.ts';
import type {
  Citation,
  Contribution,
  Counterfactual,
  Evidence,
  ItemSymbol,
  Profile,
  Recommendation,
  RecommendedItem,
  Sentence,
  ShardInfo,
  Wish,
} from '../types.ts';
import { adopt, button, ElementBase, fire, h, keepFocus, safeUrl, svg } from './dom.ts';
import { explainStyles } from './explain-overlay.styles.ts';
import { inLanguage, nameIn, priceOf, restingOn, symbolName, titleOf } from './names.ts';
import { drawRegions, type Region } from './regions.ts';
import { amount, ordinal, percent, type Strings, stringsFor, type UiLang } from './strings.ts';
import { regionStyles, theme } from './theme.styles.ts';
import { waterfall, type WaterfallRow } from './waterfall.ts';

export interface WhyView {
  item: RecommendedItem;
  recommendation: Recommendation;
  info: ShardInfo | undefined;
  lang: UiLang;
  /** Address that pictures and links are relative to. */
  base: string;
  profile: Profile;
  labelOf: (id: string) => Record<string, string>;
  /** `loading`: ranks, sentences and sources are still on their way. */
  phase: 'loading' | 'full' | 'failed';
  code?: string;
}

export interface WishDetail {
  symbol: Pick<ItemSymbol, 'id' | 'zh' | 'hant' | 'en'>;
  /** undefined: the wish is taken back. */
  wish: Wish | undefined;
}

const WISHES: readonly Wish[] = ['more', 'less', 'never'];
/** Parts that differ from the score by more than this are not shown as its explanation. */
const SUM_TOLERANCE = 1e-5;

export class RuyiWhy extends ElementBase {
  readonly #root: ShadowRoot;
  readonly #dialog = h('dialog', { part: 'dialog', 'aria-labelledby': 'heading' });
  readonly #picture = h('section', { class: 'picture' });
  readonly #words = h('section', { class: 'words', 'aria-labelledby': 'words-heading' });
  readonly #amounts = h('section', { class: 'amounts', 'aria-labelledby': 'amounts-heading' });
  readonly #ranks = h('section', { class: 'ranks', 'aria-labelledby': 'ranks-heading' });
  readonly #wishes = h('section', { class: 'wishes', 'aria-labelledby': 'wishes-heading' });
  readonly #head = h('header');
  readonly #notice = h('div');
  #view: WhyView | undefined;
  #afterClose: (() => void) | undefined;
  #clearing = false;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    adopt(this.#root, theme, regionStyles, explainStyles);
    const body = h(
      'div',
      { class: 'body' },
      this.#picture,
      h('div', { class: 'text' }, this.#words, this.#amounts, this.#ranks, this.#notice, this.#wishes),
    );
    this.#dialog.append(this.#head, body);
    this.#dialog.addEventListener('close', () => this.#closed());
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) this.#dialog.close(); // a click beside it
    });
    this.#root.append(this.#dialog);
  }

  get open(): boolean {
    return this.#dialog.open;
  }

  get itemId(): string | undefined {
    return this.#view?.item.id;
  }

  /** Opens the dialog and moves the focus to its heading; `afterClose` puts it back. */
  show(view: WhyView, afterClose: () => void): void {
    this.#afterClose = afterClose;
    this.#clearing = false;
    this.#notice.replaceChildren();
    this.#view = view;
    this.#renderAll(view);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    this.#root.querySelector<HTMLElement>('#heading')?.focus({ preventScroll: true });
  }

  /** More is known about the same item; the focus stays where it is. */
  update(view: WhyView): void {
    if (!this.#dialog.open || view.item.id !== this.#view?.item.id) return;
    this.#view = view;
    keepFocus(this.#root, () => this.#renderAll(view));
  }

  setProfile(profile: Profile): void {
    if (this.#view) this.update({ ...this.#view, profile });
  }

  close(): void {
    this.#dialog.close();
  }

  /** Closes it, and nothing of what it showed stays in the page. */
  clear(): void {
    this.#clearing = this.#dialog.open;
    if (this.#dialog.open) this.#dialog.close();
    else this.#wipe();
  }

  #wipe(): void {
    this.#clearing = false;
    this.#view = undefined;
    const parts = [this.#head, this.#picture, this.#words, this.#amounts, this.#ranks, this.#notice, this.#wishes];
    for (const part of parts) part.replaceChildren();
  }

  /** The choice was not noted: say why and offer to turn personalisation on. */
  offerPersonalisation(turnOn: () => void): void {
    const words = this.#strings;
    const on = button(words.turnOn, { class: 'main-button', 'data-key': 'turn-on' }, () => {
      this.#notice.replaceChildren();
      this.#root.querySelector<HTMLElement>('#wishes-heading')?.focus();
      turnOn();
    });
    const text = h('p', { role: 'status' }, words.offNotice, ' ', h('span', { class: 'soft' }, words.onDevice));
    this.#notice.replaceChildren(h('div', { class: 'notice' }, text, on));
    on.focus();
  }

  get #strings(): Strings {
    return stringsFor(this.#view?.lang ?? 'en');
  }

  #closed(): void {
    if (this.#dialog.open) return; // closed and opened again before the news came
    fire(this, 'ruyi-why-closed', { id: this.itemId });
    this.#afterClose?.();
    this.#afterClose = undefined;
    if (this.#clearing) this.#wipe();
  }

  #renderAll(view: WhyView): void {
    this.#dialog.setAttribute('lang', view.lang);
    this.#head.replaceChildren(...this.#headContent(view));
    this.#picture.replaceChildren(...this.#pictureContent(view));
    this.#words.replaceChildren(...this.#wordsContent(view));
    this.#amounts.replaceChildren(...this.#amountsContent(view));
    this.#ranks.replaceChildren(...this.#ranksContent(view));
    this.#wishes.replaceChildren(...this.#wishesContent(view));
  }

  // ---- head --------------------------------------------------------------------------------------------------------------

  #headContent(view: WhyView): Node[] {
    const { item, recommendation, lang } = view;
    const words = this.#strings;
    const heading = h(
      'h2',
      { id: 'heading', tabindex: -1, 'data-key': 'heading' },
      h('span', { class: 'eyebrow' }, words.dialogTitle),
      ' ',
      titleOf(item, lang),
    );
    const line = h('p', { class: 'soft' }, words.rankLine(ordinal(lang, item.rank), recommendation.eligible));
    if (item.card) line.prepend(h('span', { class: 'price' }, priceOf(item.card, view.info, lang)), ' · ');
    for (const { by, from, to } of item.moved) line.append(' · ', words.movedLine(ordinal(lang, from), ordinal(lang, to), by));
    if (recommendation.exact === false) line.append(' · ', words.inexact);
    const close = button('', { class: 'close', 'aria-label': words.close, 'data-key': 'close' }, () => this.#dialog.close());
    close.append(svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: 'M5 5l14 14M19 5 5 19' })));
    return [h('div', {}, heading, line), close];
  }

  // ---- where -------------------------------------------------------------------------------------------------------------

  #pictureContent(view: WhyView): Node[] {
    const { item, lang } = view;
    const words = this.#strings;
    const numbered = this.#numbered(view);
    const src = safeUrl(item.card?.picture || item.card?.thumb || '', view.base);
    const heading = h('h3', { id: 'where-heading' }, words.where);
    const legend = h('ol', { class: 'legend' }, ...numbered.map(([symbol, number]) => this.#legendRow(symbol, number, view)));
    if (!src) return [heading, h('p', { class: 'soft' }, words.noPicture), legend];
    const regions = numbered.flatMap(([symbol, number]) => regionsOf(symbol, number, lang, words));
    const stage = h('div', { class: 'stage' });
    const picture = h('img', { src, alt: titleOf(item, lang), part: 'why-picture' });
    const draw = (width: number, height: number) => {
      stage.querySelector('svg')?.remove();
      if (regions.length > 0) stage.append(drawRegions(width, height, regions, words.where, (region) => this.#focusBar(region.symbol)));
    };
    const [width, height] = item.card?.picture_size ?? [0, 0];
    if (width > 0 && height > 0) {
      picture.setAttribute('width', String(width));
      picture.setAttribute('height', String(height));
      draw(width, height);
    } else picture.addEventListener('load', () => draw(picture.naturalWidth, picture.naturalHeight), { once: true });
    stage.prepend(picture);
    stage.addEventListener('pointerover', (event) => this.#link(event.target as Element));
    stage.addEventListener('pointerout', () => this.#link(null));
    stage.addEventListener('focusin', (event) => this.#link(event.target as Element));
    stage.addEventListener('focusout', () => this.#link(null));
    if (regions.length === 0) return [heading, stage, h('p', { class: 'soft' }, words.noRegion), legend];
    return regions.every(({ claimed }) => claimed)
      ? [heading, stage, legend]
      : [heading, stage, h('p', { class: 'soft' }, words.dashed), legend];
  }

  /** Claimed symbols and those that the score rests on, in the order of their gain, with the number of their badge. */
  #numbered({ item }: WhyView): [ItemSymbol, number][] {
    const first = restingOn(item);
    const rest = item.symbols.filter((symbol) => symbol.claimed && !first.includes(symbol));
    return [...first, ...rest].map((symbol, at) => [symbol, at + 1]);
  }

  #legendRow(symbol: ItemSymbol, number: number, view: WhyView): HTMLElement {
    const words = this.#strings;
    const facts = worthShowing(symbol.evidence, view.lang).map((evidence) => h('li', {}, evidenceText(symbol, evidence, view.lang, words)));
    const name = h('span', { class: 'name' }, symbolName(symbol, view.lang));
    return h(
      'li',
      { 'data-symbol': symbol.id },
      h('span', { class: 'badge', 'aria-hidden': 'true' }, String(number)),
      h('div', {}, name, h('ul', {}, ...facts)),
    );
  }

  #link(target: Element | null): void {
    const symbol = target?.closest('[data-symbol]')?.getAttribute('data-symbol');
    for (const node of this.#root.querySelectorAll('[data-symbol]'))
      node.classList.toggle('linked', symbol != null && node.getAttribute('data-symbol') === symbol);
  }

  #focusRegion(symbol: string): void {
    const region = this.#root.querySelector<SVGElement>(`.region[data-symbol="${CSS.escape(symbol)}"]`);
    region?.focus();
    region?.scrollIntoView({ block: 'nearest' });
  }

  #focusBar(symbol: string): void {
    const row =
      this.#root.querySelector<HTMLElement>(`tr[data-symbol="${CSS.escape(symbol)}"]`) ??
      this.#root.querySelector<HTMLElement>('#amounts-heading');
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }

  #focusSource(symbol: string): void {
    const sentence = this.#root.querySelector<HTMLElement>(`.sentence[data-source="${CSS.escape(symbol)}"]`);
    sentence?.focus();
    sentence?.scrollIntoView({ block: 'nearest' });
  }

  // ---- how much ----------------------------------------------------------------------------------------------------------

  #amountsContent(view: WhyView): Node[] {
    const { item } = view;
    const words = this.#strings;
    const heading = h('h3', { id: 'amounts-heading', tabindex: -1, 'data-key': 'amounts' }, words.howMuch);
    const sum = item.contributions.reduce((total, part) => total + part.value, 0);
    if (!(Math.abs(sum - item.score) <= SUM_TOLERANCE)) return [heading, h('p', { class: 'soft' }, words.noWords)];
    const rows = waterfall(item.contributions, item.score);
    const low = Math.min(0, ...rows.map((row) => row.end));
    const high = Math.max(0, ...rows.map((row) => row.end));
    const head = [words.reason, words.bar, words.amount, words.runningTotal].map((name, at) =>
      h('th', { scope: 'col', class: ['', 'bar', 'number', 'number'][at] }, name),
    );
    const table = h(
      'table',
      { part: 'waterfall', 'aria-labelledby': 'amounts-heading', 'data-score': item.score },
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows.map((row) => this.#amountRow(row, low, high, view))),
      h('tfoot', {}, totalRow(item.score, low, high, words)),
    );
    return [heading, table];
  }

  #amountRow(row: WaterfallRow, low: number, high: number, view: WhyView): HTMLElement {
    const words = this.#strings;
    const { source } = row;
    const symbol = source?.symbol;
    const known = symbol ? view.item.symbols.find((one) => one.id === symbol) : undefined;
    const name = h('th', { scope: 'row' }, h('span', {}, source ? this.#reason(source, view) : words.smallTerms(row.count)));
    if (symbol && known) name.append(this.#rowLinks(known, view));
    const cells = [
      name,
      h('td', { class: 'bar' }, bar(row.start, row.end, low, high)),
      h('td', { class: 'number' }, amount(row.value)),
      h('td', { class: 'number soft' }, row.end.toFixed(3)),
    ];
    const attributes = {
      'data-term': source?.term ?? 'small',
      'data-symbol': symbol,
      'data-item': source?.item,
      'data-value': row.value,
      'data-end': row.end,
    };
    const focusable = symbol ? { tabindex: -1, 'data-key': `row-${symbol}-${source?.term}` } : {};
    const node = h('tr', { ...attributes, ...focusable }, ...cells);
    node.addEventListener('pointerenter', () => this.#link(node));
    node.addEventListener('pointerleave', () => this.#link(null));
    node.addEventListener('focusin', () => this.#link(node));
    node.addEventListener('focusout', () => this.#link(null));
    return node;
  }

  #reason(source: Contribution, view: WhyView): string {
    const words = this.#strings;
    const { item, lang } = view;
    const symbol = item.symbols.find((one) => one.id === source.symbol);
    const name = symbol ? symbolName(symbol, lang) : (source.symbol ?? '');
    if (source.term === 'symbol') return name;
    if (source.term === 'occasion') return words.occasion(this.#festivalName(source.festival ?? '', view), name);
    const term = words.term[source.term];
    if (!source.item || view.recommendation.placement !== 'for-you') return term;
    return words.becauseOf(term, this.#itemName(source.item, view), isLiked(source.item, view.profile));
  }

  #festivalName(id: string, { info, lang }: WhyView): string {
    const names = info?.festivals[id];
    return (names && nameIn(names, lang)) || id;
  }

  #itemName(id: string, { labelOf, lang }: WhyView): string {
    return inLanguage(labelOf(id), lang) ?? id;
  }

  /** From a bar to its places in the picture and to its sources. */
  #rowLinks(symbol: ItemSymbol, view: WhyView): HTMLElement {
    const words = this.#strings;
    const name = symbolName(symbol, view.lang);
    const links = h('span', { class: 'links' });
    if (symbol.evidence.some((evidence) => evidence.box))
      links.append(
        button(words.toPicture, { class: 'link', 'aria-label': words.toPictureOf(name), 'data-key': `to-picture-${symbol.id}` }, () =>
          this.#focusRegion(symbol.id),
        ),
      );
    if (sourceOf(view, symbol.id)?.citations.length)
      links.append(
        button(words.toSources, { class: 'link', 'aria-label': words.toSourcesOf(name), 'data-key': `to-sources-${symbol.id}` }, () =>
          this.#focusSource(symbol.id),
        ),
      );
    return links;
  }

  // ---- what if -----------------------------------------------------------------------------------------------------------

  #ranksContent(view: WhyView): Node[] {
    const words = this.#strings;
    const heading = h('h3', { id: 'ranks-heading' }, words.whatIf);
    if (view.phase === 'loading' && view.item.counterfactuals.length === 0)
      return [heading, h('p', { class: 'soft', role: 'status' }, words.explainLoading)];
    if (view.phase === 'failed') return [heading, h('p', { class: 'soft', role: 'status' }, words.explainFailed(view.code ?? 'internal'))];
    if (view.item.counterfactuals.length === 0) return [heading, h('p', { class: 'soft' }, words.noCounterfactual)];
    const moved = ({ rank }: Counterfactual) => Math.abs(rank - view.item.rank);
    const ordered = [...view.item.counterfactuals].sort((a, b) => moved(b) - moved(a));
    const list = (some: Counterfactual[]) => h('ul', {}, ...some.map((one) => this.#counterfactual(one, view)));
    const changing = ordered.filter((one) => moved(one) > 0);
    const nodes: Node[] = changing.length > 0 ? [heading, list(changing)] : [heading];
    const idle = ordered.slice(changing.length);
    if (idle.length > 0) {
      const summary = words.withoutChange(idle.length, changing.length === 0, ordinal(view.lang, view.item.rank));
      nodes.push(h('details', { class: 'idle' }, h('summary', {}, summary), list(idle)));
    }
    return nodes;
  }

  #counterfactual(one: Counterfactual, view: WhyView): HTMLElement {
    const words = this.#strings;
    const { item, lang } = view;
    const now = ordinal(lang, item.rank);
    const symbol = item.symbols.find(({ id }) => id === one.without);
    const name = one.kind === 'symbol' ? (symbol ? symbolName(symbol, lang) : one.without) : this.#itemName(one.without, view);
    const sentence = one.kind === 'symbol' ? words.withoutSymbol : words.withoutItem;
    const attributes = { 'data-without': one.without, 'data-kind': one.kind, 'data-rank': one.rank };
    const changed = one.rank === item.rank ? 'same' : one.rank > item.rank ? 'worse' : 'better';
    const row = h(
      'li',
      { ...attributes, class: changed, ...(one.kind === 'symbol' ? { 'data-symbol': one.without } : {}) },
      sentence(name, ordinal(lang, one.rank), now),
    );
    if (one.exactness === 'leave-one-out') row.append(' ', h('span', { class: 'soft' }, `(${words.leaveOneOut})`));
    return row;
  }

  // ---- in words ----------------------------------------------------------------------------------------------------------

  #wordsContent(view: WhyView): Node[] {
    const words = this.#strings;
    const heading = h('h3', { id: 'words-heading' }, words.words);
    const sentences = view.item.sentences.filter((sentence) => sentence.lang === view.lang);
    if (sentences.length > 0) return [heading, h('ul', {}, ...sentences.map((sentence) => this.#sentence(sentence, view)))];
    return [heading, h('p', { class: 'soft', role: 'status' }, view.phase === 'loading' ? words.explainLoading : words.noWords)];
  }

  #sentence(sentence: Sentence, view: WhyView): HTMLElement {
    const words = this.#strings;
    const symbol = view.item.symbols.find(({ id }) => id === sentence.about);
    const source = symbol && sentence === sourceOf(view, symbol.id) ? symbol : undefined;
    const attributes = {
      'data-symbol': symbol?.id,
      ...(source ? { 'data-source': source.id, tabindex: -1, 'data-key': `sentence-${source.id}` } : {}),
    };
    const row = h('li', { class: 'sentence', part: 'sentence', ...attributes }, h('p', {}, sentence.text));
    if (sentence.citations.length > 0)
      row.append(h('ul', { class: 'citations' }, ...sentence.citations.map((citation) => this.#citation(citation, view))));
    if (source?.evidence.some((evidence) => evidence.box)) {
      const label = words.toPictureOf(symbolName(source, view.lang));
      row.append(
        button(words.toPicture, { class: 'link', 'aria-label': label, 'data-key': `back-${source.id}` }, () =>
          this.#focusRegion(source.id),
        ),
      );
    }
    return row;
  }

  #citation(citation: Citation, view: WhyView): HTMLElement {
    const href = safeUrl(citation.url, view.base);
    const name = citationName(citation, view.lang);
    const source = href
      ? h('a', { href, target: '_blank', rel: 'noopener noreferrer', 'data-key': `cite-${citation.id}` }, name)
      : h('span', {}, name);
    return h(
      'li',
      { part: 'citation', 'data-record': citation.id, 'data-tier': citation.tier },
      h('cite', {}, source),
      ' ',
      h('span', { class: 'soft' }, citationFacts(citation, view.lang).join(' · ')),
    );
  }

  // ---- wishes ------------------------------------------------------------------------------------------------------------

  #wishesContent(view: WhyView): Node[] {
    const words = this.#strings;
    const heading = h('h3', { id: 'wishes-heading', tabindex: -1, 'data-key': 'wishes' }, words.wishes);
    const liked = view.profile.events?.some((event) => event.item === view.item.id && event.kind === 'like') ?? false;
    const like = button(
      liked ? words.liked : words.like,
      {
        class: 'quiet-button',
        'aria-pressed': String(liked),
        'aria-label': words.likeOf(titleOf(view.item, view.lang)),
        'data-key': 'like',
      },
      () => {
        if (!liked) fire(this, 'ruyi-like-chosen', { id: view.item.id });
      },
    );
    const rows = this.#numbered(view).map(([symbol]) => this.#wishRow(symbol, view));
    return [heading, h('div', { class: 'wish-list' }, ...rows), like];
  }

  #wishRow(symbol: ItemSymbol, view: WhyView): HTMLElement {
    const words = this.#strings;
    const name = symbolName(symbol, view.lang);
    const current = view.profile.switches?.[symbol.id];
    const buttons = WISHES.map((wish) => {
      const pressed = current === wish;
      const attributes = {
        class: 'quiet-button',
        'aria-pressed': String(pressed),
        'aria-label': words.wishOf(words.wish[wish], name),
        'data-key': `wish-${symbol.id}-${wish}`,
      };
      return button(words.wish[wish], attributes, () =>
        fire<WishDetail>(this, 'ruyi-wish-chosen', { symbol, wish: pressed ? undefined : wish }),
      );
    });
    return h('div', { class: 'wish', role: 'group', 'aria-label': name }, h('span', {}, name), h('span', { class: 'buttons' }, ...buttons));
  }
}

const LIKINGS = new Set(['like', 'cart', 'buy']);

/** More than a look at it. */
function isLiked(item: string, { events }: Profile): boolean {
  return events?.some((event) => event.item === item && LIKINGS.has(event.kind)) ?? false;
}

/** The sentence that a symbol's sources stand under; without sources the first that is about it. */
function sourceOf({ item, lang }: WhyView, symbol: string): Sentence | undefined {
  const about = item.sentences.filter((sentence) => sentence.about === symbol && sentence.lang === lang);
  return about.find((sentence) => sentence.citations.length > 0) ?? about[0];
}

function regionsOf(symbol: ItemSymbol, number: number, lang: UiLang, words: Strings): Region[] {
  const boxed = symbol.evidence.filter(
    (evidence): evidence is Evidence & { box: NonNullable<Evidence['box']> } => evidence.box !== undefined,
  );
  return boxed.map((evidence, at) => {
    const confidence = evidence.kind === 'picture' && !isColour(symbol) ? percent(lang, evidence.confidence) : '';
    const label = words.regionLabel(symbolName(symbol, lang), at + 1, boxed.length, confidence);
    return { symbol: symbol.id, number, box: evidence.box, label, claimed: evidence.claimed !== false };
  });
}

/** Colours are counted, not recognised: they have a share and no confidence. */
function isColour({ id }: ItemSymbol): boolean {
  return id.startsWith('colour:');
}

const MAX_QUOTES = 2;

/** Of the shop's words the reader's own language, and not the same sentence for ever; everything else as it is. */
function worthShowing(evidence: Evidence[], lang: UiLang): Evidence[] {
  const said = evidence.filter(({ kind }) => kind === 'shop');
  const readable = said.filter(({ field = '' }) => !field.includes(':') || field.endsWith(`:${lang}`));
  const quotes = (readable.length > 0 ? readable : said).slice(0, MAX_QUOTES);
  return evidence.filter((one) => one.kind !== 'shop' || quotes.includes(one) || one.denied || one.disagrees);
}

function evidenceText(symbol: ItemSymbol, evidence: Evidence, lang: UiLang, words: Strings): string {
  const sure = percent(lang, evidence.confidence);
  const said = {
    shop: evidence.quote ? words.shopSays(evidence.quote) : words.evidence.shop,
    picture: isColour(symbol) ? words.pictureMeasures : evidence.claimed === false ? words.pictureLocates(sure) : words.pictureShows(sure),
    person: words.personConfirmed,
  }[evidence.kind];
  const doubt = evidence.denied ? words.denied : evidence.disagrees ? words.disagrees : '';
  return doubt ? `${said} (${doubt})` : said;
}

function totalRow(score: number, low: number, high: number, words: Strings): HTMLElement {
  return h(
    'tr',
    { class: 'total', 'data-term': 'total', 'data-value': score },
    h('th', { scope: 'row' }, words.total),
    h('td', { class: 'bar' }, bar(0, score, low, high)),
    h('td', { class: 'number' }, score.toFixed(3)),
    h('td', { class: 'number' }, score.toFixed(3)),
  );
}

/** From the running total before to the one after; the table's numbers say the same. */
function bar(start: number, end: number, low: number, high: number): SVGSVGElement {
  const span = high - low || 1;
  const at = (value: number) => ((value - low) / span) * 100;
  const [x0, x1] = [Math.min(at(start), at(end)), Math.max(at(start), at(end))];
  return svg(
    'svg',
    { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { x: at(0) - 0.15, y: 0, width: 0.3, height: 10, class: 'zero' }),
    svg('rect', { x: x0, y: 1, width: Math.max(0.6, x1 - x0), height: 8, class: end >= start ? 'up' : 'down' }),
  );
}
