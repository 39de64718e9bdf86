// The library's main-thread side: one object per page and manifest would do, and copies share one worker and one profile.

import type {
  AskAnswer,
  BackendChoice,
  Lang,
  PhotoEmbedding,
  PhotoSight,
  Profile,
  Question,
  QueryVectors,
  Recommendation,
  RecommendRequest,
  ProfileOp,
  ShardInfo,
  TrackedEvent,
  Understanding,
  Wish,
  Wishes,
} from '../types.ts';
import { todayText } from './civil-day.ts';
import { aborted, asRuyiError, isAbort, RuyiError } from './errors.ts';
import { exportExplanation, type ExplanationExport } from '../export-explanation.ts';
import { parsed } from './profile-check.ts';
import type { ProfileSignal } from './profile-edit.ts';
import type { Consent, ProfileState, Titles } from './profile-store.ts';
import type { BackendChange, RecommendCall } from './protocol.ts';
import { acquire, type Shared } from './registry.ts';
import { withSignal } from './worker-link.ts';

export interface RuyiOptions {
  /** Address of manifest.json, relative to the page. */
  manifest: string;
  backend?: BackendChoice;
  /** What the site's own consent dialogue says; without it personalisation starts off. */
  consent?: Consent;
  /** A stand: everything that was noted is forgotten after 60 s without input. */
  kiosk?: boolean;
  /** Prices and stock since the build: true = `stock.json` beside the manifest, or its address. Never cached. */
  stock?: boolean | string;
  /** A script on the page's origin, needed when the widget is served from another one. */
  workerSrc?: string;
  /** The widget folder; by default where this script came from. */
  base?: string;
  /** Shards whose blocks need more memory are refused. */
  budgetBytes?: number;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** Of a pair: where the better one was shown, and titles by id, so that a person can read it later. */
export interface PreferOptions extends CallOptions {
  position?: number;
  titles?: Record<string, Titles>;
}

/** A request to core, or one that starts from a photo or a sentence. */
export interface RecommendInput extends RecommendRequest {
  /** A wish in words; implies the placement `query`. */
  text?: string;
  /** An encoded photo; implies the placement `query`. */
  photo?: Pick<PhotoEmbedding, 'embedding'>;
}

export interface RuyiEvents {
  'backend-changed': BackendChange;
  'profile-changed': ProfileState;
  /** What came of learning from a pair that `prefer` noted; `error` says why nothing was learnt. */
  learned: { learned: boolean; error?: RuyiError };
  /** A stand has forgotten its visitor: photos, wishes in words and open explanations on the page are to go too. */
  'visitor-forgotten': undefined;
  /** The worker crashed and a new one took over: what was asked before may be asked again. */
  restarted: undefined;
}

type Listener<T extends keyof RuyiEvents> = (detail: RuyiEvents[T]) => void;

const DEFAULT_BUDGET_BYTES = 256 * 1024 * 1024;

export function createRuyi(options: RuyiOptions): Ruyi {
  return new Ruyi(options);
}

export class Ruyi {
  readonly profile: ProfileApi;
  /** Absolute address of the manifest; pictures and links of the shard are relative to it. */
  readonly manifest: string;
  readonly #shared: Shared;
  readonly #listeners = new Map<keyof RuyiEvents, Set<(detail: never) => void>>();
  readonly #stops: (() => void)[];
  readonly #ended = new AbortController();

  constructor(options: RuyiOptions) {
    this.manifest = absolute(options.manifest, document.baseURI);
    this.#shared = acquire({
      manifest: this.manifest,
      base: absolute(options.base ?? new URL('.', import.meta.url).href, document.baseURI),
      workerSrc: options.workerSrc,
      backend: options.backend ?? 'auto',
      budgetBytes: options.budgetBytes ?? DEFAULT_BUDGET_BYTES,
      stock: stockAddress(options.stock, this.manifest),
      consent: options.consent,
    });
    const { link, store } = this.#shared;
    this.profile = new ProfileApi(
      this.#shared,
      (options, work) => this.#run(options, work),
      (outcome) => this.#emit('learned', outcome),
    );
    this.#stops = [
      link.listen({
        backendChanged: (change) => this.#emit('backend-changed', change),
        restarted: () => this.#emit('restarted', undefined),
      }),
      store.onChange(() => this.#emit('profile-changed', store.state)),
      store.onVisitorForgotten(() => this.#emit('visitor-forgotten', undefined)),
    ];
    if (options.kiosk) this.#stops.push(store.stand(document));
  }

  on<T extends keyof RuyiEvents>(type: T, listener: Listener<T>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener as (detail: never) => void));
    return () => listeners.delete(listener as (detail: never) => void);
  }

  /** Opens the shard, if it is not open yet. */
  info(options: CallOptions = {}): Promise<ShardInfo> {
    return this.#run(options, (signal) => withSignal(this.#shared.link.open(), signal));
  }

  /** A ranked list with contributions, symbols and cards. */
  recommend(input: RecommendInput, options: CallOptions = {}): Promise<Recommendation> {
    return this.#run(options, async (signal) => this.#shared.link.call('recommend', await this.#call(input, signal), signal));
  }

  /** The same list, with counterfactual ranks, sentences and citations for `ids`. */
  explain(input: RecommendInput, ids: string[], options: CallOptions = {}): Promise<Recommendation> {
    return this.#run(options, async (signal) => {
      const call = await this.#call(input, signal);
      return this.#shared.link.call('explain', { ...call, request: { ...call.request, explain_ids: ids } }, signal);
    });
  }

  /** The answer of `explain` as W3C Web Annotations and schema.org JSON-LD; addresses are absolute. */
  exportExplanation(answer: Recommendation, lang: Lang): ExplanationExport {
    return exportExplanation(answer, { lang, base: this.manifest });
  }

  /** True if dense terms became exact through this call: the same request may now give another order. */
  loadVectors(options: CallOptions = {}): Promise<boolean> {
    return this.#run(options, (signal) => this.#shared.link.call('load-vectors', {}, signal));
  }

  /** True if `for-you` lists may change now. */
  loadUserEncoder(options: CallOptions = {}): Promise<boolean> {
    return this.#run(options, (signal) => this.#shared.link.call('load-user-encoder', {}, signal));
  }

  encodePhoto(photo: Blob, options: CallOptions = {}): Promise<PhotoEmbedding> {
    return this.#run(options, (signal) => this.#shared.link.call('encode-photo', { photo }, signal));
  }

  /** Second pass: symbols, colours, regions, evidence maps. */
  seePhoto(photo: Blob, options: CallOptions = {}): Promise<PhotoSight> {
    return this.#run(options, (signal) => this.#shared.link.call('see-photo', { photo }, signal));
  }

  /** What cited records say to a question about a symbol; no sentence means that there is no source. */
  ask(symbol: string, question: string, options: CallOptions & Pick<Question, 'lang' | 'strict'> = {}): Promise<AskAnswer> {
    const { signal: _, ...rest } = options;
    return this.#run(options, (signal) => this.#shared.link.call('ask', { symbol, question, ...rest }, signal));
  }

  encodeText(text: string, options: CallOptions = {}): Promise<Float32Array> {
    return this.#run(options, (signal) => this.#shared.link.call('encode-text', { text }, signal));
  }

  /** What a sentence asks for, and what it says that nobody here understands. Nothing is changed: `patch` of a control is what it would set in the profile. */
  understand(text: string, options: CallOptions = {}): Promise<Understanding> {
    return this.#run(options, (signal) => this.#shared.link.call('understand', { text }, signal));
  }

  /** Notes an event on this device. Resolves to false when personalisation is off: then nothing was noted. */
  track(event: TrackedEvent, title?: Record<string, string>): Promise<boolean> {
    return this.#run({}, () => this.#shared.store.track(event, title));
  }

  /** Everything pending on this object rejects with AbortError. Safe to call twice. */
  dispose(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(aborted());
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
    this.#shared.release();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  async #call(input: RecommendInput, signal: AbortSignal): Promise<RecommendCall> {
    await this.#shared.store.ready();
    const { text, photo, ...rest } = input;
    const request: RecommendRequest = { date: todayText(), ...rest };
    const vectors: QueryVectors = {};
    if (text !== undefined) {
      const { modalities } = await withSignal(this.#shared.link.open(), signal);
      const vector = await this.#shared.link.call('encode-text', { text }, signal);
      // One shared space: a sentence is compared with words and with pictures.
      for (const { name, dim } of modalities)
        if (dim === vector.length) {
          vectors[`text.${name}`] = vector;
          request.query = { ...request.query, [name]: `text.${name}` };
        }
    }
    if (photo) {
      vectors['photo.visual'] = photo.embedding;
      request.query = { ...request.query, visual: 'photo.visual' };
    }
    if (text !== undefined || photo) request.placement = 'query';
    return { request, profile: this.#shared.store.forCore(), vectors };
  }

  /** Joins the caller's signal with this object's end, so that every promise settles. */
  async #run<T>(options: CallOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#ended.signal.aborted) throw aborted();
    const joined = new AbortController();
    const stop = () => joined.abort();
    const signals = options.signal ? [options.signal, this.#ended.signal] : [this.#ended.signal];
    if (options.signal?.aborted) throw aborted(options.signal.reason);
    for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
    try {
      return await withSignal(work(joined.signal), joined.signal);
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', stop);
    }
  }

  #emit<T extends keyof RuyiEvents>(type: T, detail: RuyiEvents[T]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) (listener as Listener<T>)(detail);
  }
}

function absolute(address: string, base: string): string {
  try {
    return new URL(address, base).href;
  } catch (error) {
    throw new RuyiError('invalid-argument', `"${address}" is not an address.`, error);
  }
}

function stockAddress(stock: boolean | string | undefined, manifest: string): string | undefined {
  if (stock === undefined || stock === false) return undefined;
  return stock === true || stock === '' ? new URL('stock.json', manifest).href : absolute(stock, document.baseURI);
}

type Run = <T>(options: CallOptions, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** What is known about the shopper: shown, changed, taken away, brought back. It never leaves the device. */
export class ProfileApi {
  readonly #shared: Shared;
  readonly #run: Run;
  readonly #learned: (outcome: RuyiEvents['learned']) => void;

  constructor(shared: Shared, run: Run, learned: (outcome: RuyiEvents['learned']) => void) {
    this.#shared = shared;
    this.#run = run;
    this.#learned = learned;
  }

  get state(): ProfileState {
    return this.#shared.store.state;
  }

  async get(): Promise<Profile> {
    await this.#shared.store.ready();
    return this.#shared.store.get();
  }

  /** Replaces the profile, all but `personalise`: that is the switch's. Rejects with `invalid-json`; false when personalisation is off. */
  set(profile: Profile): Promise<boolean> {
    return this.#shared.store.set(profile);
  }

  /** One symbol's switch; undefined takes it back. */
  setSwitch(symbol: string, wish: Wish | undefined, name?: Record<string, string>): Promise<boolean> {
    return this.#shared.store.setSwitch(symbol, wish, name);
  }

  /**
   * This rather than that, by id. True once it is noted, false when personalisation is off. Learning from it follows by itself; what came
   * of that is the client's event `learned`.
   */
  prefer(better: string, worse: string, { position, titles, signal }: PreferOptions = {}): Promise<boolean> {
    const options = signal ? { signal } : {};
    return this.#run(options, async (stopped) => {
      await this.#shared.store.ready();
      if (stopped.aborted) throw aborted(stopped.reason);
      const noted = await this.#shared.store.pair({ better, worse, ...(position === undefined ? {} : { position }) }, titles);
      if (noted) void this.#learnFrom(options);
      return noted;
    });
  }

  /** Wishes such as an understood sentence gives; a member that is undefined takes the wish back. */
  wish(wishes: Wishes): Promise<boolean> {
    return this.#shared.store.wish(wishes);
  }

  /** Works out personal weights and corrections from what is known, with the catalogue's vectors, on this device. */
  learn(options: CallOptions = {}): Promise<boolean> {
    return this.#edit([{ op: 'learn' }], options);
  }

  /** Another copy of the document, as `export` gave it: events of both, the newest of each wish. The switch stays as it is here. */
  async merge(text: string, options: CallOptions = {}): Promise<boolean> {
    return this.#edit([{ op: 'merge', profile: parsed(text).profile }], options);
  }

  /** One item or symbol by id, one pair, one wish by path; without an argument everything, also from the disk. */
  forget(signal?: string | ProfileSignal): Promise<void> {
    return this.#shared.store.forget(signal);
  }

  export(): Promise<string> {
    return this.#shared.store.export();
  }

  import(text: string): Promise<void> {
    return this.#shared.store.import(text);
  }

  /** The shopper's own switch; it wins over the site's consent and over Global Privacy Control. */
  choose(on: boolean): Promise<void> {
    return this.#shared.store.choose(on);
  }

  async #learnFrom(options: CallOptions): Promise<void> {
    try {
      this.#learned({ learned: await this.learn(options) });
    } catch (error) {
      if (!isAbort(error)) this.#learned({ learned: false, error: asRuyiError(error) });
    }
  }

  #edit(ops: ProfileOp[], options: CallOptions): Promise<boolean> {
    const { link, store } = this.#shared;
    return this.#run(options, (signal) => store.edit((profile) => link.call('edit-profile', { profile, date: todayText(), ops }, signal)));
  }

  /** The title that was noted with an item or symbol, by language. */
  label(id: string): Record<string, string> {
    return this.#shared.store.label(id);
  }
}

export { RuyiError };
