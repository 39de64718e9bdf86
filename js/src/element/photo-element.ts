// <ruyi-photo manifest="…" k="6">: a photo, read on the device: first the shelf it leads to, then what is to be seen in it.

import { asRuyiError, isAbort, type RuyiError } from '../client/errors.ts';
import { createRuyi, type Ruyi } from '../client/recs-client.ts';
import type { BackendChoice, HeatMap, PhotoEmbedding, PhotoSight } from '../types.ts';
import { adopt, button, ElementBase, fire, h, keepFocus, languageOf, svg, watchLanguage } from './dom.ts';
import { photoStyles } from './photo-element.styles.ts';
import { nameIn } from './names.ts';
import type { RuyiRecs } from './recs-element.ts';
import { drawRegions, type Region } from './regions.ts';
import { percent, type Strings, stringsFor, uiLang } from './strings.ts';
import { regionStyles, theme } from './theme.styles.ts';

type PhotoState = 'idle' | 'reading' | 'seeing' | 'ready' | 'error';

const MAX_SHOWN_PX = 960;
const MAX_REGIONS = 6;
/** A symbol that may not be claimed is shown as a hint only when it is at least this likely. */
const HINT_CONFIDENCE = 0.5;

/** What the shelf below a photo has in common with the element. */
const SHELF_ATTRIBUTES = ['manifest', 'backend', 'worker-src', 'base', 'consent', 'kiosk', 'stock', 'k'];

export class RuyiPhoto extends ElementBase {
  static readonly observedAttributes = [...SHELF_ATTRIBUTES, 'lang'];

  readonly #root: ShadowRoot;
  readonly #drop = h('div', { class: 'drop', part: 'drop' });
  readonly #status = h('p', { class: 'status', role: 'status', part: 'status' });
  readonly #seen = h('div', { class: 'seen' });
  readonly #shelf = h('div', { class: 'shelf' });
  readonly #input = h('input', { type: 'file', accept: 'image/*', class: 'hidden-text', tabindex: -1, 'aria-hidden': 'true' });
  #ruyi: Ruyi | undefined;
  #running: AbortController | undefined;
  #stops: (() => void)[] = [];
  #state: PhotoState = 'idle';
  #canvas: HTMLCanvasElement | undefined;
  #embedding: PhotoEmbedding | undefined;
  #sight: PhotoSight | undefined;
  #error: RuyiError | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    adopt(this.#root, theme, regionStyles, photoStyles);
    this.#root.append(h('div', { class: 'photo' }, this.#drop, h('div', {}, this.#status, this.#seen)), this.#shelf, this.#input);
    this.#input.addEventListener('change', () => {
      const file = this.#input.files?.[0];
      this.#input.value = '';
      if (file) void this.read(file);
    });
    this.#listenForDrops();
  }

  /** The embedding and the second pass of the photo shown; undefined before. */
  get embedding(): PhotoEmbedding | undefined {
    return this.#embedding;
  }

  get sight(): PhotoSight | undefined {
    return this.#sight;
  }

  get ruyi(): Ruyi | undefined {
    return this.#ruyi;
  }

  connectedCallback(): void {
    this.#stops.push(watchLanguage(() => this.#render()));
    if (this.#canvas) this.#connect(); // moved with a photo in it: its visitor may still be forgotten
    this.#render();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#disconnect();
  }

  attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (old === value) return;
    if (name !== 'lang' && name !== 'k') {
      this.#disconnect();
      if (this.#canvas && this.isConnected) this.#connect();
    }
    if (this.isConnected) this.#render();
  }

  /** Reads a photo: the element's own way in for files, and a page's way to hand one over. Never rejects. */
  async read(photo: Blob): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#set({ state: 'reading' });
    try {
      const ruyi = this.#connect();
      await this.#show(photo, running.signal);
      this.#embedding = await ruyi.encodePhoto(photo, { signal: running.signal });
      this.#set({ state: 'seeing' });
      fire(this, 'ruyi-photo-encoded', this.#embedding);
      this.#sight = await ruyi.seePhoto(photo, { signal: running.signal });
      this.#set({ state: 'ready' });
      fire(this, 'ruyi-photo-seen', this.#sight);
    } catch (error) {
      if (running.signal.aborted || isAbort(error)) return;
      const known = asRuyiError(error);
      this.#set({ state: 'error', error: known });
      fire(this, 'ruyi-photo-failed', { code: known.code, message: known.message });
    }
  }

  /** The worker starts with the first photo, not with the page. */
  #connect(): Ruyi {
    if (this.#ruyi) return this.#ruyi;
    const attribute = (name: string) => this.getAttribute(name) ?? undefined;
    const [base, workerSrc, consent, stock] = ['base', 'worker-src', 'consent', 'stock'].map(attribute);
    this.#ruyi = createRuyi({
      manifest: attribute('manifest') ?? '',
      backend: (attribute('backend') ?? 'auto') as BackendChoice,
      ...(base ? { base } : {}),
      ...(workerSrc ? { workerSrc } : {}),
      ...(consent === 'granted' || consent === 'denied' ? { consent } : {}),
      ...(stock === undefined ? {} : { stock: stock || true }),
      kiosk: this.hasAttribute('kiosk'),
    });
    this.#ruyi.on('backend-changed', (change) => fire(this, 'ruyi-backend-changed', change));
    this.#ruyi.on('visitor-forgotten', () => this.#forgetVisitor());
    return this.#ruyi;
  }

  /** The photo and all that was read in it. */
  #forgetVisitor(): void {
    this.#running?.abort();
    this.#canvas = undefined;
    this.#embedding = undefined;
    this.#sight = undefined;
    this.#set({ state: 'idle' });
    fire(this, 'ruyi-visitor-forgotten', {});
  }

  #disconnect(): void {
    this.#running?.abort();
    this.#ruyi?.dispose();
    this.#ruyi = undefined;
  }

  #set({ state, error }: { state: PhotoState; error?: RuyiError }): void {
    this.#state = state;
    this.#error = error;
    if (state === 'reading') {
      this.#embedding = undefined;
      this.#sight = undefined;
    }
    this.#render();
  }

  /** Drawn on a canvas: a shopper's photo never becomes an address. */
  async #show(photo: Blob, signal: AbortSignal): Promise<void> {
    const bitmap = await createImageBitmap(photo, { imageOrientation: 'from-image' }).catch(() => undefined);
    if (signal.aborted) return bitmap?.close();
    this.#canvas = undefined;
    if (!bitmap) return; // the worker says what is wrong with it
    const scale = Math.min(1, MAX_SHOWN_PX / Math.max(bitmap.width, bitmap.height));
    const canvas = h('canvas', {
      width: Math.max(1, Math.round(bitmap.width * scale)),
      height: Math.max(1, Math.round(bitmap.height * scale)),
      role: 'img',
      part: 'photo',
    });
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    this.#canvas = canvas;
    this.#render();
  }

  // ---- drawing -----------------------------------------------------------------------------------------------------------

  #render(): void {
    const words = stringsFor(uiLang(languageOf(this)));
    this.setAttribute('state', this.#state);
    for (const part of [this.#drop, this.#status, this.#seen]) part.setAttribute('lang', uiLang(languageOf(this)));
    this.#status.textContent = this.#statusText(words);
    keepFocus(this.#root, () => {
      this.#drop.replaceChildren(...this.#dropContent(words));
      this.#seen.replaceChildren(...this.#seenContent(words));
    });
    this.#renderShelf(words);
  }

  #statusText(words: Strings): string {
    const found = this.#sight ? this.#named(this.#sight).length + this.#sight.colours.length : 0;
    const failed = this.#error?.code === 'no-model' ? words.photoNoModel : words.photoFailed;
    return {
      idle: words.photoPrivate,
      reading: words.photoReading,
      seeing: words.photoSeeing,
      ready: found > 0 ? words.photoSeen(found) : words.photoNothing,
      error: failed,
    }[this.#state];
  }

  #dropContent(words: Strings): Node[] {
    const choose = button(
      this.#canvas ? words.photoAgain : words.photoChoose,
      { class: this.#canvas ? 'quiet-button' : 'main-button', part: 'choose', 'data-key': 'choose' },
      () => this.#input.click(),
    );
    if (!this.#canvas) return [h('div', { class: 'empty' }, h('p', {}, words.photoDrop), choose)];
    this.#canvas.setAttribute('aria-label', words.photoAlt);
    const { width, height } = this.#canvas;
    const heat = h('canvas', { class: 'heat', width, height, 'aria-hidden': 'true' });
    const stage = h('div', { class: 'stage' }, this.#canvas, heat);
    const regions = this.#regions(words);
    if (regions.length > 0) stage.append(drawRegions(width, height, regions, words.where, ({ symbol }) => this.#focusRow(symbol)));
    const light = (event: Event) =>
      this.#light(heat, (event.target as Element).closest('[data-symbol]')?.getAttribute('data-symbol') ?? undefined);
    for (const type of ['pointerover', 'focusin']) stage.addEventListener(type, light);
    for (const type of ['pointerout', 'focusout']) stage.addEventListener(type, () => this.#light(heat, undefined));
    return [stage, choose];
  }

  #seenContent(words: Strings): Node[] {
    const sight = this.#sight;
    if (!sight) return [];
    const lang = uiLang(languageOf(this));
    const rows = this.#named(sight).map((symbol, at) =>
      h(
        'li',
        { 'data-symbol': symbol.id, tabindex: -1, 'data-key': `seen-${symbol.id}` },
        h('span', { class: 'badge', 'aria-hidden': 'true' }, String(at + 1)),
        h('span', {}, this.#symbolName(symbol.id)),
        h(
          'span',
          { class: 'soft' },
          symbol.claimed ? percent(lang, symbol.confidence) : `${percent(lang, symbol.confidence)} · ${words.notClaimed}`,
        ),
      ),
    );
    const colours = sight.colours.map(({ id, share }) =>
      h('li', {}, swatch(sight.names[id]?.rgb), h('span', {}, this.#symbolName(id)), h('span', { class: 'soft' }, percent(lang, share))),
    );
    const parts: Node[] = [];
    if (rows.length > 0)
      parts.push(
        h('p', { class: 'heading', id: 'symbols' }, words.photoSymbols),
        h('ol', { part: 'symbols', 'aria-labelledby': 'symbols' }, ...rows),
      );
    if (colours.length > 0)
      parts.push(
        h('p', { class: 'heading', id: 'colours' }, words.photoColours),
        h('ul', { class: 'colours', part: 'colours', 'aria-labelledby': 'colours' }, ...colours),
      );
    return parts;
  }

  #renderShelf(words: Strings): void {
    if (!this.#embedding) {
      this.#shelf.replaceChildren();
      return;
    }
    let shelf = this.#shelf.querySelector('ruyi-recs') as RuyiRecs | null;
    if (!shelf) {
      shelf = document.createElement('ruyi-recs') as RuyiRecs;
      for (const name of SHELF_ATTRIBUTES) {
        const value = this.getAttribute(name);
        if (value !== null) shelf.setAttribute(name, value);
      }
      shelf.setAttribute('placement', 'query');
      this.#shelf.replaceChildren(h('p', { class: 'heading' }, words.photoShelf), shelf);
    }
    shelf.setAttribute('lang', uiLang(languageOf(this)));
    if (shelf.photo !== this.#embedding) shelf.photo = this.#embedding;
    const heading = this.#shelf.querySelector('.heading');
    if (heading) heading.textContent = words.photoShelf;
  }

  /** Claimed symbols, and likely ones as hints. */
  #named(sight: PhotoSight): PhotoSight['symbols'] {
    return sight.symbols.filter((symbol) => symbol.claimed || symbol.confidence >= HINT_CONFIDENCE).slice(0, MAX_REGIONS);
  }

  #regions(words: Strings): Region[] {
    if (!this.#sight) return [];
    const lang = uiLang(languageOf(this));
    return this.#named(this.#sight).flatMap(({ id, box, claimed, confidence }, at) =>
      box
        ? [
            {
              symbol: id,
              tag: String(at + 1),
              box,
              claimed,
              label: `${at + 1} ${words.regionLabel(this.#symbolName(id), 1, 1, percent(lang, confidence))}`,
            },
          ]
        : [],
    );
  }

  #symbolName(id: string): string {
    const lang = uiLang(languageOf(this));
    const name = this.#sight?.names[id];
    return (name && nameIn(name, lang)) || id;
  }

  #focusRow(symbol: string): void {
    this.#root.querySelector<HTMLElement>(`li[data-symbol="${CSS.escape(symbol)}"]`)?.focus();
  }

  /** The model's own evidence for one symbol, over the photo. */
  #light(heat: HTMLCanvasElement, symbol: string | undefined): void {
    const context = heat.getContext('2d');
    context?.clearRect(0, 0, heat.width, heat.height);
    const map = this.#sight?.maps.find(({ id }) => id === symbol);
    if (!context || !map) return;
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(heatPicture(map), 0, 0, heat.width, heat.height);
  }

  // ---- drop --------------------------------------------------------------------------------------------------------------

  #listenForDrops(): void {
    const over = (event: DragEvent, on: boolean) => {
      event.preventDefault();
      this.#drop.classList.toggle('over', on);
    };
    this.#drop.addEventListener('dragover', (event) => over(event, true));
    this.#drop.addEventListener('dragleave', (event) => over(event, false));
    this.#drop.addEventListener('drop', (event) => {
      over(event, false);
      const file = event.dataTransfer?.files[0];
      if (file) void this.read(file);
    });
  }
}

/** A disc of the traditional colour; its name stands beside it. */
function swatch(rgb: string | undefined): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 16 16', class: 'swatch', 'aria-hidden': 'true' },
    svg('circle', { cx: 8, cy: 8, r: 7.5, fill: rgb ?? 'none' }),
  );
}

const HEAT_RGB = [156, 47, 37] as const;

function heatPicture(map: HeatMap): HTMLCanvasElement {
  const canvas = h('canvas', { width: map.width, height: map.height });
  const pixels = new ImageData(map.width, map.height);
  map.values.forEach((value, at) => pixels.data.set([...HEAT_RGB, Math.round(170 * Math.min(1, value))], at * 4));
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}
