// Between an element and the client: one request at a time, stale answers dropped, the shelf refined after first paint.

import { asRuyiError, isAbort, type RuyiError } from '../client/errors.ts';
import type { RecommendInput, Ruyi } from '../client/recs-client.ts';
import type { Recommendation, ShardInfo } from '../types.ts';

export type RecsState = 'idle' | 'loading' | 'ready' | 'degraded' | 'error';
/** Why a list was asked for. */
export type RecsCause = 'request' | 'profile' | 'vectors' | 'user-encoder' | 'restart';

export interface RecsView {
  state: RecsState;
  info: ShardInfo | undefined;
  recommendation: Recommendation | undefined;
  error: RuyiError | undefined;
  cause: RecsCause;
  /** True if the items or their order differ from the list shown before. */
  reordered: boolean;
}

/** Exactly one of these ends each request that was not overtaken by a newer one. */
export interface RecsHost {
  update(view: RecsView): void;
  settled(view: RecsView): void;
}

export class RecsController {
  readonly #host: RecsHost;
  #ruyi: Ruyi | undefined;
  #input: RecommendInput | undefined;
  #running: AbortController | undefined;
  #vectors = false;
  /** Done, or not to be done. */
  #userEncoder = false;
  #stops: (() => void)[] = [];
  view: RecsView = { state: 'idle', info: undefined, recommendation: undefined, error: undefined, cause: 'request', reordered: false };

  constructor(host: RecsHost) {
    this.#host = host;
  }

  get input(): RecommendInput | undefined {
    return this.#input;
  }

  connect(ruyi: Ruyi): void {
    this.disconnect();
    this.#ruyi = ruyi;
    this.#vectors = false;
    this.#userEncoder = false;
    this.#stops = [
      ruyi.on('profile-changed', () => this.#again('profile')),
      ruyi.on('restarted', () => {
        this.#vectors = false;
        this.#userEncoder = true; // a model may be what ended the worker: it is not tried again by itself
        this.#again('restart');
      }),
    ];
  }

  disconnect(): void {
    this.#running?.abort();
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#ruyi = undefined;
  }

  /** A new question: the old answer, if it is still on its way, is dropped. */
  ask(input: RecommendInput): void {
    this.#input = input;
    void this.#request('request');
  }

  /** There is nothing to ask for any more: what was shown goes. */
  clear(): void {
    this.#running?.abort();
    this.#input = undefined;
    this.#set({ state: 'idle', recommendation: undefined, error: undefined, cause: 'request', reordered: false });
  }

  /** A request that could not even be made. */
  fail(error: RuyiError): void {
    this.#failed(error, 'request');
  }

  #again(cause: RecsCause): void {
    if (this.#input) void this.#request(cause);
  }

  async #request(cause: RecsCause): Promise<void> {
    const ruyi = this.#ruyi;
    const input = this.#input;
    if (!ruyi || !input) return;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    this.#set({ state: this.view.recommendation ? this.view.state : 'loading', error: undefined, cause });
    try {
      const info = await ruyi.info({ signal });
      const recommendation = await ruyi.recommend(input, { signal });
      this.#answered(info, recommendation, cause);
    } catch (error) {
      // A newer request, or the element's removal, took over: that one reports.
      if (isAbort(error) || signal.aborted) return;
      this.#failed(asRuyiError(error), cause);
      return;
    }
    await this.#refine(ruyi, signal);
  }

  #answered(info: ShardInfo, recommendation: Recommendation, cause: RecsCause): void {
    const reordered = order(this.view.recommendation) !== order(recommendation);
    this.#set({ state: 'ready', info, recommendation, error: undefined, cause, reordered });
    this.#host.settled(this.view);
  }

  /** With a list on the page the shelf stays, in a state that says so. A crash that is being recovered from is not the end. */
  #failed(error: RuyiError, cause: RecsCause): void {
    this.#set({ state: this.view.recommendation ? 'degraded' : 'error', error, cause, reordered: false });
    this.#host.settled(this.view);
  }

  /** After first paint: vectors, then the user encoder; each may change the order, and then says so. */
  async #refine(ruyi: Ruyi, signal: AbortSignal): Promise<void> {
    await painted();
    let cause: RecsCause = 'vectors';
    try {
      if (!this.#vectors) {
        await ruyi.loadVectors({ signal });
        this.#vectors = true;
        if (this.view.recommendation?.exact === false) await this.#refresh(ruyi, signal, cause);
      }
      cause = 'user-encoder';
      if (!this.#userEncoder && (await this.#wantsUserEncoder(ruyi)) && (await ruyi.loadUserEncoder({ signal }))) {
        this.#userEncoder = true;
        await this.#refresh(ruyi, signal, cause);
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) this.#failed(asRuyiError(error), cause);
    }
  }

  /** Megabytes of runtime are fetched only where there is a history to read. */
  async #wantsUserEncoder(ruyi: Ruyi): Promise<boolean> {
    if (this.#input?.placement !== 'for-you' || !this.view.info?.models.includes('user-encoder')) return false;
    const { events } = await ruyi.profile.get();
    return ruyi.profile.state.on && (events?.length ?? 0) > 0;
  }

  async #refresh(ruyi: Ruyi, signal: AbortSignal, cause: RecsCause): Promise<void> {
    const { info } = this.view;
    if (!this.#input || !info) return;
    const recommendation = await ruyi.recommend(this.#input, { signal });
    if (!signal.aborted) this.#answered(info, recommendation, cause);
  }

  #set(change: Partial<RecsView>): void {
    this.view = { ...this.view, ...change };
    this.#host.update(this.view);
  }
}

function order(recommendation: Recommendation | undefined): string {
  return JSON.stringify(recommendation?.items.map((item) => item.id) ?? null);
}

/** Two frames, or a moment in a page that is not shown. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    if (document.visibilityState === 'hidden') setTimeout(resolve, 50);
    else requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
