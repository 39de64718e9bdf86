// <ruyi-why>: draws one explanation. It knows nothing of models or workers; it is given data and says what the shopper chose.

import { citationKind, citationName, citationTerms } from '../citation-words.ts';
import type { Citation, Counterfactual, ItemSymbol, Profile, Sentence, Wish } from '../types.ts';
import { adopt, button, ElementBase, fire, h, keepFocus, safeUrl, svg } from './dom.ts';
import { explainStyles } from './explain-overlay.styles.ts';
import { priceOf, restingOn, symbolName, titleOf } from './names.ts';
import { drawRegions } from './regions.ts';
import { amount, ordinal, type Strings, stringsFor } from './strings.ts';
import { regionStyles, theme } from './theme.styles.ts';
import { isImpersonal, shortWaterfall, waterfall, type WaterfallRow } from './waterfall.ts';
import {
  findingsOf,
  heaviestLoss,
  itemName,
  lacksTaste,
  leadOf,
  lossText,
  reasonText,
  regionsOf,
  shortReason,
  unplacedText,
  type WhyView,
} from './why-words.ts';

export type { WhyView };

export interface WishDetail {
  symbol: Pick<ItemSymbol, 'id' | 'zh' | 'hant' | 'en'>;
  /** undefined: the wish is taken back. */
  wish: Wish | undefined;
}

const WISHES: readonly Wish[] = ['more', 'less', 'never'];
/** So many motifs are asked about at once; more are folded away. */
const MAX_WISHES = 3;
/** Parts that differ from the score by more than this are not shown as its explanation. */
const SUM_TOLERANCE = 1e-5;

export class RuyiWhy extends ElementBase {
  readonly #root: ShadowRoot;
  readonly #dialog = h('dialog', { part: 'dialog', 'aria-labelledby': 'heading', 'aria-describedby': 'answer' });
  readonly #answer = h('section', { class: 'answer', id: 'answer' });
  readonly #picture = h('section', { class: 'picture' });
  readonly #amounts = h('section', { class: 'amounts', 'aria-labelledby': 'amounts-heading' });
  readonly #wishes = h('section', { class: 'wishes', 'aria-labelledby': 'wishes-heading' });
  readonly #folds = h('div', { class: 'folds' });
  readonly #head = h('header');
  readonly #notice = h('div');
  #view: WhyView | undefined;
  #afterClose: (() => void) | undefined;
  #clearing = false;
  /** Folded sections that stand open. */
  #unfolded = new Set<string>();

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    adopt(this.#root, theme, regionStyles, explainStyles);
    const body = h(
      'div',
      { class: 'body' },
      this.#picture,
      h('div', { class: 'text' }, this.#amounts, this.#notice, this.#wishes, this.#folds),
    );
    this.#dialog.append(this.#head, this.#answer, body);
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
    this.#unfolded = new Set();
    this.#renderAll(view);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    this.#root.querySelector<HTMLElement>('#heading')?.focus({ preventScroll: true });
  }

  /** More is known about the same item; the focus stays where it is. */
  update(view: WhyView): void {
    if (!this.#dialog.open || view.item.id !== this.#view?.item.id) return;
    this.#view = view;
    this.#unfolded = new Set([...this.#root.querySelectorAll<HTMLElement>('details[open]')].map(({ dataset }) => dataset.fold ?? ''));
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
    const parts = [this.#head, this.#answer, this.#picture, this.#amounts, this.#notice, this.#wishes, this.#folds];
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
    this.#answer.replaceChildren(...this.#answerContent(view));
    this.#picture.replaceChildren(...this.#pictureContent(view));
    this.#amounts.replaceChildren(...this.#amountsContent(view));
    this.#wishes.replaceChildren(...this.#wishesContent(view));
    this.#folds.replaceChildren(...this.#foldsContent(view));
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
    const close = button('', { class: 'close', 'aria-label': words.close, 'data-key': 'close' }, () => this.#dialog.close());
    close.append(svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: 'M5 5l14 14M19 5 5 19' })));
    return [h('div', {}, heading, line), close];
  }

  // ---- in one sentence ---------------------------------------------------------------------------------------------------

  #answerContent(view: WhyView): Node[] {
    const words = this.#strings;
    const { text, terms } = leadOf(view);
    const nodes: Node[] = [h('p', { class: 'lead', part: 'lead', 'data-terms': terms.join(' ') }, text)];
    const loss = heaviestLoss(view.item);
    if (loss) {
      const facts = { 'data-if': loss.without, 'data-kind': loss.kind, 'data-rank': loss.rank };
      nodes.push(h('p', { part: 'counterfactual', ...facts }, lossText(loss, view)));
    } else if (view.phase === 'failed') nodes.push(h('p', { class: 'soft', role: 'status' }, words.explainFailed(view.code ?? 'internal')));
    else if (view.phase === 'loading' && !isImpersonal(view.item.contributions))
      nodes.push(h('p', { class: 'soft', role: 'status' }, words.explainLoading));
    if (lacksTaste(view)) nodes.push(h('div', { class: 'invite', part: 'invite' }, h('p', {}, words.invite), this.#likeButton(view)));
    return nodes;
  }

  // ---- where -------------------------------------------------------------------------------------------------------------

  #pictureContent(view: WhyView): Node[] {
    const { item, lang } = view;
    const words = this.#strings;
    const src = safeUrl(item.card?.picture || item.card?.thumb || '', view.base);
    if (!src) return [h('p', { class: 'soft' }, words.noPicture)];
    const regions = regionsOf(view);
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
    const nodes: Node[] = [stage];
    if (regions.some(({ claimed }) => !claimed)) nodes.push(h('p', { class: 'soft', part: 'guess' }, words.dashed));
    const unplaced = unplacedText(view, regions);
    if (unplaced) nodes.push(h('p', { class: 'soft', part: 'unplaced' }, unplaced));
    return nodes;
  }

  /** Claimed symbols and those that the score rests on, in the order of their gain. */
  #symbols({ item }: WhyView): ItemSymbol[] {
    const first = restingOn(item);
    return [...first, ...item.symbols.filter((symbol) => symbol.claimed && !first.includes(symbol))];
  }

  #link(target: Element | null): void {
    // A pointer that leaves gives way to the focus.
    const symbol = (target ?? this.#root.activeElement)?.closest('[data-symbol]')?.getAttribute('data-symbol');
    for (const node of this.#root.querySelectorAll('[data-symbol]'))
      node.classList.toggle('linked', symbol != null && node.getAttribute('data-symbol') === symbol);
  }

  /** Opens what it is folded in, and goes there. */
  #goTo(node: HTMLElement | SVGElement | null): void {
    for (let at = node?.closest('details'); at; at = at.parentElement?.closest('details')) at.open = true;
    node?.focus();
    node?.scrollIntoView({ block: 'nearest' });
  }

  #focusRegion(symbol: string): void {
    this.#goTo(this.#root.querySelector<SVGElement>(`.region[data-symbol="${CSS.escape(symbol)}"]`));
  }

  #focusBar(symbol: string): void {
    const row = ['.bars li', 'tr'].map((kind) => this.#root.querySelector<HTMLElement>(`${kind}[data-symbol="${CSS.escape(symbol)}"]`));
    this.#goTo(row[0] ?? row[1] ?? this.#root.querySelector<HTMLElement>('#amounts-heading'));
  }

  #focusSource(symbol: string): void {
    this.#goTo(this.#root.querySelector<HTMLElement>(`.sentence[data-source="${CSS.escape(symbol)}"]`));
  }

  // ---- how much ----------------------------------------------------------------------------------------------------------

  /** Parts that do not add up to the score are no explanation of it. */
  #addsUp({ item }: WhyView): boolean {
    const sum = item.contributions.reduce((total, part) => total + part.value, 0);
    return Math.abs(sum - item.score) <= SUM_TOLERANCE;
  }

  #amountsContent(view: WhyView): Node[] {
    const { item } = view;
    const words = this.#strings;
    const heading = h('h3', { id: 'amounts-heading', tabindex: -1, 'data-key': 'amounts' }, words.howMuch);
    if (!this.#addsUp(view)) return [heading, h('p', { class: 'soft' }, words.noWords)];
    const rows = shortWaterfall(item.contributions, item.score);
    const draw = scaleOf(rows);
    const bars = rows.map((row) => {
      const { source } = row;
      const name = h('span', { class: 'name' }, source ? shortReason(source, view) : words.everythingElse);
      const symbol = item.symbols.find((one) => one.id === source?.symbol);
      if (symbol) name.append(this.#rowLinks(symbol, view));
      const focus = symbol ? { tabindex: -1, 'data-key': `row-${symbol.id}-${source?.term}` } : {};
      const value = h('span', { class: 'number soft' }, amount(row.value));
      return this.#linked(h('li', { ...factsOf(row, 'rest'), ...focus }, name, draw(row.start, row.end), value));
    });
    const total = h('span', { class: 'number' }, item.score.toFixed(3));
    bars.push(h('li', { class: 'total', 'data-term': 'total' }, h('span', { class: 'name' }, words.total), draw(0, item.score), total));
    return [heading, h('ol', { class: 'bars', part: 'reasons', 'aria-labelledby': 'amounts-heading' }, ...bars)];
  }

  #linked<T extends HTMLElement>(node: T): T {
    for (const type of ['pointerenter', 'focusin']) node.addEventListener(type, () => this.#link(node));
    for (const type of ['pointerleave', 'focusout']) node.addEventListener(type, () => this.#link(null));
    return node;
  }

  /** From a bar to its places in the picture and to its sources. */
  #rowLinks(symbol: ItemSymbol, view: WhyView): HTMLElement {
    const words = this.#strings;
    const name = symbolName(symbol, view.lang);
    const links = h('span', { class: 'links' });
    if (regionsOf(view).some((region) => region.symbol === symbol.id))
      links.append(
        button(words.toPicture, { class: 'link', 'aria-label': words.toPictureOf(name), 'data-key': `to-picture-${symbol.id}` }, () =>
          this.#focusRegion(symbol.id),
        ),
      );
    if (sourceOf(view, symbol.id))
      links.append(
        button(words.toSources, { class: 'link', 'aria-label': words.toSourcesOf(name), 'data-key': `to-sources-${symbol.id}` }, () =>
          this.#focusSource(symbol.id),
        ),
      );
    return links;
  }

  // ---- folded away -------------------------------------------------------------------------------------------------------

  #foldsContent(view: WhyView): Node[] {
    const { fold } = this.#strings;
    const sections: [keyof typeof fold, Node[]][] = [
      ['meanings', this.#meanings(view)],
      ['ranks', this.#ranks(view)],
      ['numbers', this.#numbers(view)],
      ['findings', this.#findings(view)],
    ];
    return sections.filter(([, content]) => content.length > 0).map(([key, content]) => this.#fold(key, fold[key], ...content));
  }

  #fold(key: string, summary: string, ...content: Node[]): HTMLDetailsElement {
    const head = h('summary', { 'data-key': `fold-${key}` }, summary);
    return h('details', { 'data-fold': key, open: this.#unfolded.has(key) }, head, ...content);
  }

  /** How the item came to its place, in core's own sentences, and the complete waterfall. */
  #numbers(view: WhyView): Node[] {
    const { item, recommendation, lang } = view;
    const words = this.#strings;
    if (!this.#addsUp(view)) return [];
    const said = item.sentences.filter((one) => one.lang === lang && one.about === undefined && one.citations.length === 0);
    const notes = item.moved.map(({ by, from, to }) => words.movedLine(ordinal(lang, from), ordinal(lang, to), by));
    if (recommendation.exact === false) notes.push(words.inexact);
    const lines = h('ul', {}, ...said.map((one) => this.#sentence(one, view)), ...notes.map((note) => h('li', {}, note)));
    return lines.childElementCount > 0 ? [lines, this.#table(view)] : [this.#table(view)];
  }

  #table(view: WhyView): HTMLTableElement {
    const { item } = view;
    const words = this.#strings;
    const rows = waterfall(item.contributions, item.score, (source) => `${source.term} ${reasonText(source, view)}`);
    const draw = scaleOf(rows);
    const head = [words.reason, words.bar, words.amount, words.runningTotal].map((name, at) =>
      h('th', { scope: 'col', class: ['', 'bar', 'number', 'number'][at] }, name),
    );
    const total = [
      h('td', { class: 'bar' }, draw(0, item.score)),
      ...[0, 1].map(() => h('td', { class: 'number' }, item.score.toFixed(3))),
    ];
    return h(
      'table',
      { part: 'waterfall', 'aria-label': words.allReasons, 'data-score': item.score },
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows.map((row) => this.#tableRow(row, draw, view))),
      h('tfoot', {}, h('tr', { 'data-term': 'total', 'data-value': item.score }, h('th', { scope: 'row' }, words.total), ...total)),
    );
  }

  #tableRow(row: WaterfallRow, draw: Draw, view: WhyView): HTMLElement {
    const { source } = row;
    const name = h('th', { scope: 'row' }, h('span', {}, source ? reasonText(source, view) : this.#strings.smallTerms(row.count)));
    const symbol = view.item.symbols.find((one) => one.id === source?.symbol);
    const shown = shortWaterfall(view.item.contributions, view.item.score).some((one) => one.source?.symbol === symbol?.id);
    if (symbol && !shown) name.append(this.#rowLinks(symbol, view));
    const focus = symbol ? { tabindex: -1, 'data-key': `cell-${symbol.id}-${source?.term}` } : {};
    const cells = [
      name,
      h('td', { class: 'bar' }, draw(row.start, row.end)),
      h('td', { class: 'number' }, amount(row.value)),
      h('td', { class: 'number soft' }, row.end.toFixed(3)),
    ];
    return this.#linked(h('tr', { ...factsOf(row, 'small'), ...focus }, ...cells));
  }

  /** What changes the rank first; what does not change it is one line, and for nobody's taste no line at all. */
  #ranks(view: WhyView): Node[] {
    const words = this.#strings;
    const moved = ({ rank }: Counterfactual) => Math.abs(rank - view.item.rank);
    const ordered = [...view.item.counterfactuals].sort((a, b) => moved(b) - moved(a));
    const list = (some: Counterfactual[]) => h('ul', { class: 'ranks' }, ...some.map((one) => this.#counterfactual(one, view)));
    const changing = ordered.filter((one) => moved(one) > 0);
    const nodes: Node[] = changing.length > 0 ? [list(changing)] : [];
    const idle = isImpersonal(view.item.contributions) ? [] : ordered.slice(changing.length);
    if (idle.length > 0) {
      const summary = words.withoutChange(idle.length, changing.length === 0, ordinal(view.lang, view.item.rank));
      nodes.push(this.#fold('idle', summary, list(idle)));
    }
    return nodes;
  }

  #counterfactual(one: Counterfactual, view: WhyView): HTMLElement {
    const words = this.#strings;
    const { item, lang } = view;
    const now = ordinal(lang, item.rank);
    const symbol = item.symbols.find(({ id }) => id === one.without);
    const name = one.kind === 'symbol' ? (symbol ? symbolName(symbol, lang) : one.without) : itemName(one.without, view);
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

  #meanings(view: WhyView): Node[] {
    const cited = view.item.sentences.filter((sentence) => sentence.lang === view.lang && sentence.citations.length > 0);
    return cited.length > 0 ? [h('ul', {}, ...cited.map((sentence) => this.#sentence(sentence, view)))] : [];
  }

  /** What the item bears and how that is known, also what has no place on the picture and no part in the score. */
  #findings(view: WhyView): Node[] {
    const rows = this.#symbols(view).map((symbol) => {
      const facts = findingsOf(symbol, view.lang).map((fact) => h('li', {}, fact));
      return this.#linked(
        h('li', { 'data-symbol': symbol.id }, h('span', { class: 'name' }, symbolName(symbol, view.lang)), h('ul', {}, ...facts)),
      );
    });
    return rows.length > 0 ? [h('ul', { class: 'findings' }, ...rows)] : [];
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
    if (source && regionsOf(view).some((region) => region.symbol === source.id)) {
      const label = words.toPictureOf(symbolName(source, view.lang));
      row.append(
        button(words.toPicture, { class: 'link', 'aria-label': label, 'data-key': `back-${source.id}` }, () =>
          this.#focusRegion(source.id),
        ),
      );
    }
    return this.#linked(row);
  }

  #citation(citation: Citation, view: WhyView): HTMLElement {
    const href = safeUrl(citation.url, view.base);
    const name = citationName(citation, view.lang);
    const source = href
      ? h('a', { href, target: '_blank', rel: 'noopener noreferrer', 'data-key': `cite-${citation.id}` }, name)
      : h('span', {}, name);
    const facts = [citationKind(citation, view.lang), ...citationTerms(citation, view.lang)].filter((fact) => fact !== '');
    const attributes = { part: 'citation', 'data-record': citation.id, 'data-tier': citation.tier };
    return h('li', attributes, h('cite', {}, source), ' ', h('span', { class: 'soft' }, facts.join(' · ')));
  }

  // ---- wishes ------------------------------------------------------------------------------------------------------------

  #wishesContent(view: WhyView): Node[] {
    const words = this.#strings;
    const heading = h('h3', { id: 'wishes-heading', tabindex: -1, 'data-key': 'wishes' }, words.wishes);
    const [first, more] = [this.#symbols(view).slice(0, MAX_WISHES), this.#symbols(view).slice(MAX_WISHES)];
    const list = (symbols: ItemSymbol[]) => h('div', { class: 'wish-list' }, ...symbols.map((symbol) => this.#wishRow(symbol, view)));
    const nodes: Node[] = [heading, list(first)];
    if (more.length > 0) nodes.push(this.#fold('motifs', words.fold.motifs, list(more)));
    return lacksTaste(view) ? (first.length > 0 ? nodes : []) : [...nodes, this.#likeButton(view)];
  }

  #likeButton(view: WhyView): HTMLButtonElement {
    const words = this.#strings;
    const liked = view.profile.events?.some((event) => event.item === view.item.id && event.kind === 'like') ?? false;
    const attributes = {
      class: 'quiet-button',
      'aria-pressed': String(liked),
      'aria-label': words.likeOf(titleOf(view.item, view.lang)),
      'data-key': 'like',
    };
    return button(liked ? words.liked : words.like, attributes, () => {
      if (!liked) fire(this, 'ruyi-like-chosen', { id: view.item.id });
    });
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

/** The sentence that a symbol's sources stand under. */
function sourceOf({ item, lang }: WhyView, symbol: string): Sentence | undefined {
  return item.sentences.find((sentence) => sentence.about === symbol && sentence.lang === lang && sentence.citations.length > 0);
}

function factsOf({ source, value, end }: WaterfallRow, unnamed: string): Record<string, string | number | undefined> {
  return {
    'data-term': source?.term ?? unnamed,
    'data-symbol': source?.symbol,
    'data-item': source?.item,
    'data-value': value,
    'data-end': end,
  };
}

type Draw = (start: number, end: number) => SVGSVGElement;

/** Bars from the running total before to the one after, all on one scale; the numbers beside them say the same. */
function scaleOf(rows: WaterfallRow[]): Draw {
  const low = Math.min(0, ...rows.map((row) => row.end));
  const high = Math.max(0, ...rows.map((row) => row.end));
  const at = (value: number) => ((value - low) / (high - low || 1)) * 100;
  return (start, end) => {
    const [x0, x1] = [Math.min(at(start), at(end)), Math.max(at(start), at(end))];
    return svg(
      'svg',
      { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('rect', { x: at(0) - 0.15, y: 0, width: 0.3, height: 10, class: 'zero' }),
      svg('rect', { x: x0, y: 1, width: Math.max(0.6, x1 - x0), height: 8, class: end >= start ? 'up' : 'down' }),
    );
  };
}
