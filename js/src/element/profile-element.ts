// <ruyi-profile manifest="…">: what is known about the shopper, and every way to take it back.

import { createRuyi, type Ruyi } from '../client/recs-client.ts';
import type { ProfileSignal } from '../client/profile-edit.ts';
import type { Consent } from '../client/profile-store.ts';
import type { EventKind, Names, Profile, ProfileEvent, ShardInfo, StyleName, Term, WeightName } from '../types.ts';
import { adopt, button, ElementBase, fire, h, keepFocus, languageOf, watchLanguage } from './dom.ts';
import { inLanguage, moneyOf, nameIn, numberLocale } from './names.ts';
import { profileStyles } from './profile-element.styles.ts';
import { amount, type Strings, stringsFor, type UiLang, uiLang } from './strings.ts';
import { theme } from './theme.styles.ts';

interface Row {
  /** Distinct among all rows. */
  key: string;
  title: string;
  about: string;
  /** Absent: it cannot be forgotten by itself. */
  signal?: string | ProfileSignal;
}

const MAX_IMPORT_BYTES = 1024 * 1024;

export class RuyiProfile extends ElementBase {
  static readonly observedAttributes = ['manifest', 'consent', 'kiosk', 'lang', 'base', 'worker-src'];

  readonly #root: ShadowRoot;
  readonly #body = h('div', { part: 'profile' });
  readonly #status = h('p', { class: 'status', role: 'status', part: 'status' });
  #ruyi: Ruyi | undefined;
  #stops: (() => void)[] = [];
  #asking = false;
  /** Names of the shard, once something has to be named; null: asked for, and not there (yet). */
  #info: ShardInfo | null | undefined;
  #scheduled = false;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    adopt(this.#root, theme, profileStyles);
    this.#root.append(this.#body, this.#status);
  }

  get ruyi(): Ruyi | undefined {
    return this.#ruyi;
  }

  connectedCallback(): void {
    this.#stops.push(watchLanguage(() => void this.#render()));
    this.#schedule();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#disconnect();
  }

  attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (old === value) return;
    if (name !== 'lang') this.#disconnect();
    this.#schedule();
  }

  #disconnect(): void {
    this.#ruyi?.dispose();
    this.#ruyi = undefined;
    this.#info = undefined;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.isConnected) this.#start();
    });
  }

  /** The worker is not started for this: a profile can be read and deleted without a shard. Only names that the shard alone has need one. */
  #start(): void {
    const manifest = this.getAttribute('manifest');
    if (manifest && !this.#ruyi) {
      const consent = this.getAttribute('consent');
      const base = this.getAttribute('base');
      const workerSrc = this.getAttribute('worker-src');
      this.#ruyi = createRuyi({
        manifest,
        consent: (consent === 'granted' || consent === 'denied' ? consent : undefined) as Consent,
        kiosk: this.hasAttribute('kiosk'),
        ...(base ? { base } : {}),
        ...(workerSrc ? { workerSrc } : {}),
      });
      this.#ruyi.on('profile-changed', () => void this.#render());
      this.#ruyi.on('visitor-forgotten', () => this.#forgetVisitor());
    }
    void this.#render();
  }

  #forgetVisitor(): void {
    this.#asking = false;
    this.#status.textContent = '';
    fire(this, 'ruyi-visitor-forgotten', {});
  }

  /** Names that no page has told: until they are there, and where the shard cannot be opened, ids stand in their place. */
  #nameFromShard(ruyi: Ruyi, profile: Profile): void {
    if (this.#info !== undefined || !needsShard(ruyi, profile)) return;
    this.#info = null;
    ruyi.info().then(
      (info) => {
        if (this.#ruyi !== ruyi) return;
        this.#info = info;
        void this.#render();
      },
      () => {}, // the shelf says what is wrong with the shard
    );
  }

  async #render(): Promise<void> {
    const ruyi = this.#ruyi;
    if (!ruyi) return;
    const profile = await ruyi.profile.get();
    if (this.#ruyi !== ruyi) return;
    this.#nameFromShard(ruyi, profile);
    const lang = uiLang(languageOf(this));
    const words = stringsFor(lang);
    this.#body.setAttribute('lang', lang);
    keepFocus(this.#root, () =>
      this.#body.replaceChildren(this.#switch(ruyi, words), ...this.#known(ruyi, profile, lang, words), this.#tools(ruyi, profile, words)),
    );
  }

  #switch(ruyi: Ruyi, words: Strings): HTMLElement {
    const { on, reason, kept } = ruyi.profile.state;
    const toggle = h(
      'button',
      {
        type: 'button',
        class: 'switch',
        role: 'switch',
        'aria-checked': String(on),
        'aria-describedby': 'switch-about',
        part: 'switch',
        'data-key': 'switch',
      },
      words.profileSwitch,
    );
    toggle.append(h('span', { class: 'track', 'aria-hidden': 'true' }, h('span', { class: 'thumb' })));
    toggle.addEventListener('click', () => void ruyi.profile.choose(!on));
    const about = on ? (kept ? words.profileKept : words.profileNotKept) : words.profileOff[reason];
    return h('div', {}, toggle, h('p', { id: 'switch-about', class: 'soft' }, about));
  }

  #known(ruyi: Ruyi, profile: Profile, lang: UiLang, words: Strings): HTMLElement[] {
    const info = this.#info ?? undefined;
    const name = (id: string) => inLanguage(ruyi.profile.label(id), lang) ?? shardName(info?.symbolNames, id, lang);
    const parts: [string, string, Row[]][] = [
      ['events', words.profileLiked, eventRows(profile, name, lang, words)],
      ['wishes', words.profileWishes, [...wishRows(profile, name, info, lang, words), ...pairRows(profile, name, words)]],
      ['learned', words.profileLearned, learnedRows(profile, name, words)],
    ];
    const sections = parts.flatMap(([part, title, rows]) =>
      rows.length > 0
        ? [
            listed(
              part,
              title,
              rows.map((row) => this.#row(ruyi, row, words)),
            ),
          ]
        : [],
    );
    if (profile.learned && sections.length > 0) sections.at(-1)?.append(h('p', { class: 'soft' }, words.learnedNote));
    const counted = Object.entries(profile.folded ?? {}).map(([kind, count]) => words.times(kindName(kind, words), count));
    if (counted.length > 0) sections.push(h('section', {}, h('p', { class: 'soft' }, words.folded(counted.join(' · ')))));
    return sections.length > 0 ? sections : [h('section', {}, h('p', { class: 'soft' }, words.profileNothing))];
  }

  #row(ruyi: Ruyi, { key, title, about, signal }: Row, words: Strings): HTMLElement {
    const text = h('span', { class: 'name' }, title, ' ', h('span', { class: 'soft' }, about));
    if (signal === undefined) return h('li', { 'data-id': key }, text);
    const forget = button(words.forget, { class: 'quiet-button', 'aria-label': words.forgetOf(title), 'data-key': `forget-${key}` }, () => {
      const row = this.#root.querySelector(`[data-id="${CSS.escape(key)}"]`);
      const next = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector('button')?.getAttribute('data-key') ?? 'switch';
      void ruyi.profile.forget(signal).then(() => this.#focusKey(next));
    });
    return h('li', { 'data-id': key }, text, forget);
  }

  /** After the profile has been drawn anew: `forget` answers before the drawing does. */
  #focusKey(key: string): void {
    requestAnimationFrame(() => this.#root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus());
  }

  #tools(ruyi: Ruyi, profile: Profile, words: Strings): HTMLElement {
    if (this.#asking) return this.#sure(ruyi, words);
    const { version: _, ...said } = profile;
    const empty = Object.values(said).every((value) => typeof value === 'object' && Object.keys(value).length === 0);
    const choose = h('input', {
      type: 'file',
      accept: 'application/json,.json',
      class: 'hidden-text',
      tabindex: -1,
      'aria-hidden': 'true',
    });
    choose.addEventListener('change', () => void this.#import(ruyi, choose.files?.[0], words));
    return h(
      'div',
      { class: 'tools' },
      button(words.exportProfile, { class: 'quiet-button', disabled: empty, 'data-key': 'export' }, () => void this.#export(ruyi, words)),
      button(words.importProfile, { class: 'quiet-button', 'data-key': 'import' }, () => choose.click()),
      choose,
      button(words.forgetAll, { class: 'quiet-button', 'data-key': 'forget-all' }, () => this.#ask(true)),
    );
  }

  #sure(ruyi: Ruyi, words: Strings): HTMLElement {
    const yes = button(words.forgetAllYes, { class: 'main-button', 'data-key': 'yes' }, () => {
      this.#asking = false;
      void ruyi.profile.forget().then(() => {
        this.#status.textContent = words.forgotten;
        this.#focusKey('switch');
        fire(this, 'ruyi-profile-forgotten', {});
      });
    });
    const no = button(words.cancel, { class: 'quiet-button', 'data-key': 'no' }, () => this.#ask(false));
    return h('div', { class: 'notice', role: 'group', 'aria-label': words.forgetAllSure }, h('p', {}, words.forgetAllSure), yes, no);
  }

  #ask(asking: boolean): void {
    this.#asking = asking;
    void this.#render().then(() => this.#root.querySelector<HTMLElement>(`[data-key="${asking ? 'no' : 'forget-all'}"]`)?.focus());
  }

  async #export(ruyi: Ruyi, words: Strings): Promise<void> {
    const url = URL.createObjectURL(new Blob([await ruyi.profile.export()], { type: 'application/json' }));
    h('a', { href: url, download: words.exportName }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  async #import(ruyi: Ruyi, file: File | undefined, words: Strings): Promise<void> {
    if (!file) return;
    try {
      if (file.size > MAX_IMPORT_BYTES) throw new RangeError('too large');
      await ruyi.profile.import(await file.text());
      this.#status.textContent = words.imported;
    } catch {
      this.#status.textContent = words.importFailed;
    }
  }
}

type NameOf = (id: string) => string;

function shardName(names: Names | undefined, id: string, lang: UiLang): string {
  const name = names?.[id];
  return (name && nameIn(name, lang)) || id;
}

/** Occasions, recipients, money and symbols that no page has named. */
function needsShard(ruyi: Ruyi, { occasion, recipient, price, switches, events, learned }: Profile): boolean {
  const taps = (events ?? []).flatMap((event) => event.symbol ?? []);
  const symbols = [...Object.keys(switches ?? {}), ...taps, ...Object.keys(learned?.symbols ?? {})];
  const unnamed = symbols.some((id) => Object.keys(ruyi.profile.label(id)).length === 0);
  return occasion !== undefined || recipient !== undefined || price !== undefined || unnamed;
}

/** One row per item or symbol with what happened to it, the latest first: it is forgotten as a whole. */
function eventRows({ events = [] }: Profile, name: NameOf, lang: UiLang, words: Strings): Row[] {
  const byId = new Map<string, ProfileEvent[]>();
  for (const event of [...events].reverse()) {
    const id = event.item ?? event.symbol;
    byId.set(id, [...(byId.get(id) ?? []), event]);
  }
  return [...byId].map(([id, those]) => {
    const counts = new Map<EventKind, number>();
    for (const { kind, count = 1 } of those) counts.set(kind, (counts.get(kind) ?? 0) + count);
    const kinds = [...counts].map(([kind, count]) => words.times(words.eventKind[kind], count));
    return { key: id, title: name(id), about: [...kinds, dayText(Math.max(...those.map(({ day }) => day)), lang)].join(' · '), signal: id };
  });
}

/** Each wish with the path under which it is forgotten. */
function wishRows(profile: Profile, name: NameOf, info: ShardInfo | undefined, lang: UiLang, words: Strings): Row[] {
  const row = (path: string, title: string, about = ''): Row => ({ key: path, title, about, signal: { wish: path } });
  const rows = Object.entries(profile.switches ?? {}).map(([id, wish]) => row(`switches.${id}`, name(id), words.wish[wish]));
  for (const [axis, value] of Object.entries(profile.styles ?? {}))
    if (value !== 0) rows.push(row(`styles.${axis}`, words.stylePoles[axis as StyleName][value < 0 ? 0 : 1]));
  for (const [category, wish] of Object.entries(profile.categories ?? {}))
    rows.push(row(`categories.${category}`, category, words.wish[wish]));
  const { occasion, recipient, price } = profile;
  if (occasion !== undefined) rows.push(row('occasion', words.wished.occasion(shardName(info?.festivals, occasion, lang))));
  if (recipient !== undefined) rows.push(row('recipient', words.wished.recipient(shardName(info?.recipients, recipient, lang))));
  const bound = (minor: number | null | undefined) => (info && typeof minor === 'number' ? moneyOf(minor, info, lang) : undefined);
  const [low, high] = [bound(price?.min_minor), bound(price?.max_minor)];
  if (price !== undefined) rows.push(row('price', low || high ? words.wishedPrice(low, high) : words.term.price));
  for (const [weight, value] of Object.entries(profile.weights ?? {}))
    rows.push(row(`weights.${weight}`, words.weightOf(words.term[termOf(weight)]), value.toFixed(2)));
  return rows;
}

function pairRows({ pairs = [] }: Profile, name: NameOf, words: Strings): Row[] {
  const rows = pairs.map(({ better, worse }): Row => {
    const title = words.preferred(name(better), name(worse));
    return { key: JSON.stringify([better, worse]), title, about: '', signal: { pair: { better, worse } } };
  });
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}

/** What core worked out: it has no button of its own, since it goes with anything that it may rest on. */
function learnedRows({ learned }: Profile, name: NameOf, words: Strings): Row[] {
  const symbols = Object.entries(learned?.symbols ?? {}).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const row = (key: string, title: string, about: string): Row => ({ key: `learned.${key}`, title, about });
  return [
    ...symbols.map(([id, value]) => row(`symbols.${id}`, words.learnedSymbol(name(id), value > 0), amount(value))),
    ...Object.entries(learned?.weights ?? {}).map(([weight, value]) =>
      row(`weights.${weight}`, words.weightOf(words.term[termOf(weight)]), value.toFixed(2)),
    ),
  ];
}

function termOf(weight: string): Term {
  return weight === 'symbols' ? 'symbol' : (weight as Exclude<WeightName, 'symbols'>);
}

function kindName(kind: string, words: Strings): string {
  return kind === 'pair' ? words.comparisons : (words.eventKind[kind as EventKind] ?? kind);
}

/** The level of a heading depends on the page, which is not known here: a named list serves as well. */
function listed(part: string, name: string, rows: HTMLElement[]): HTMLElement {
  const id = `${part}-heading`;
  return h('section', {}, h('p', { class: 'heading', id }, name), h('ul', { part, 'aria-labelledby': id }, ...rows));
}

function dayText(day: number, lang: UiLang): string {
  return new Intl.DateTimeFormat(numberLocale(lang), { dateStyle: 'medium', timeZone: 'UTC' }).format(day * 86_400_000);
}
