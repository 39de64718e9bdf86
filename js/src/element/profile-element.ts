// <ruyi-profile manifest="…">: what is known about the shopper, and every way to take it back.

import { createRuyi, type Ruyi } from '../client/recs-client.ts';
import type { Signal } from '../client/profile-edit.ts';
import type { Consent } from '../client/profile-store.ts';
import type { Profile, ProfileEvent, StyleName, Wish } from '../types.ts';
import { adopt, button, ElementBase, fire, h, keepFocus, languageOf, watchLanguage } from './dom.ts';
import { inLanguage } from './names.ts';
import { profileStyles } from './profile-element.styles.ts';
import { type Strings, stringsFor, type UiLang, uiLang } from './strings.ts';
import { theme } from './theme.styles.ts';

const MAX_IMPORT_BYTES = 1024 * 1024;

export class RuyiProfile extends ElementBase {
  static readonly observedAttributes = ['manifest', 'consent', 'lang', 'base', 'worker-src'];

  readonly #root: ShadowRoot;
  readonly #body = h('div', { part: 'profile' });
  readonly #status = h('p', { class: 'status', role: 'status', part: 'status' });
  #ruyi: Ruyi | undefined;
  #stops: (() => void)[] = [];
  #asking = false;
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
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.isConnected) this.#start();
    });
  }

  /** The worker is not started for this: a profile can be read and deleted without a shard. */
  #start(): void {
    const manifest = this.getAttribute('manifest');
    if (manifest && !this.#ruyi) {
      const consent = this.getAttribute('consent');
      const base = this.getAttribute('base');
      const workerSrc = this.getAttribute('worker-src');
      this.#ruyi = createRuyi({
        manifest,
        consent: (consent === 'granted' || consent === 'denied' ? consent : undefined) as Consent,
        ...(base ? { base } : {}),
        ...(workerSrc ? { workerSrc } : {}),
      });
      this.#ruyi.on('profile-changed', () => void this.#render());
    }
    void this.#render();
  }

  async #render(): Promise<void> {
    const ruyi = this.#ruyi;
    if (!ruyi) return;
    const profile = await ruyi.profile.get();
    if (this.#ruyi !== ruyi) return;
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
    const name = (id: string) => inLanguage(ruyi.profile.label(id), lang) ?? id;
    const events = [...(profile.events ?? [])].reverse().map((event) => {
      const id = event.item ?? event.symbol;
      return this.#row(ruyi, id, name(id), eventText(event, lang, words), words);
    });
    const wishes = Object.entries(profile.switches ?? {}).map(([id, wish]) =>
      this.#row(ruyi, id, name(id), words.wish[wish as Wish], words),
    );
    for (const [path, title, about] of otherWishes(profile, words)) wishes.push(this.#row(ruyi, path, title, about, words, { wish: path }));
    for (const pair of profile.pairs ?? []) {
      const title = words.preferred(name(pair.better), name(pair.worse));
      wishes.push(this.#row(ruyi, `${pair.better} ${pair.worse}`, title, '', words, { pair }));
    }
    const sections: HTMLElement[] = [];
    if (events.length > 0) sections.push(listed('events', words.profileLiked, events));
    if (wishes.length > 0) sections.push(listed('wishes', words.profileWishes, wishes));
    return sections.length > 0 ? sections : [h('section', {}, h('p', { class: 'soft' }, words.profileNothing))];
  }

  #row(ruyi: Ruyi, id: string, name: string, about: string, words: Strings, signal: string | Signal = id): HTMLElement {
    const forget = button(words.forget, { class: 'quiet-button', 'aria-label': words.forgetOf(name), 'data-key': `forget-${id}` }, () => {
      const row = this.#root.querySelector(`[data-id="${CSS.escape(id)}"]`);
      const next = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector('button')?.getAttribute('data-key') ?? 'switch';
      void ruyi.profile.forget(signal).then(() => this.#focusKey(next));
    });
    return h('li', { 'data-id': id }, h('span', { class: 'name' }, name, ' ', h('span', { class: 'soft' }, about)), forget);
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

/** Wishes beside the switches: path, name, what is wished. */
function otherWishes(profile: Profile, words: Strings): [string, string, string][] {
  const rows: [string, string, string][] = [];
  for (const [axis, value] of Object.entries(profile.styles ?? {}))
    if (value !== 0) rows.push([`styles.${axis}`, words.style[axis as StyleName][value < 0 ? 0 : 1], '']);
  for (const [category, wish] of Object.entries(profile.categories ?? {}))
    rows.push([`categories.${category}`, category, words.wish[wish]]);
  if (profile.occasion !== undefined) rows.push(['occasion', words.wished.occasion, profile.occasion]);
  if (profile.recipient !== undefined) rows.push(['recipient', words.wished.recipient, profile.recipient]);
  if (profile.price !== undefined) rows.push(['price', words.term.price, '']);
  return rows;
}

/** The level of a heading depends on the page, which is not known here: a named list serves as well. */
function listed(part: string, name: string, rows: HTMLElement[]): HTMLElement {
  const id = `${part}-heading`;
  return h('section', {}, h('p', { class: 'heading', id }, name), h('ul', { part, 'aria-labelledby': id }, ...rows));
}

function eventText(event: ProfileEvent, lang: UiLang, words: Strings): string {
  const date = new Intl.DateTimeFormat(lang === 'en' ? 'en' : 'zh-CN', { dateStyle: 'medium', timeZone: 'UTC' }).format(
    event.day * 86_400_000,
  );
  return `${words.eventKind[event.kind]} · ${date}`;
}
