// One worker with one shard: starts it, numbers the calls, settles every promise, starts it anew once after a crash.

import type { BackendChoice, ShardInfo } from '../types.ts';
import { aborted, fromWire, RuyiError } from './errors.ts';
import {
  type EventMap,
  type FromWorker,
  type OpenRequest,
  PROTOCOL_VERSION,
  type RequestIn,
  type RequestOut,
  type RequestType,
  type ToWorker,
} from './protocol.ts';
import { workerUrl } from './worker-url.ts';

export interface LinkOptions {
  manifest: string;
  base: string;
  workerSrc: string | undefined;
  backend: BackendChoice;
  budgetBytes: number;
  stock: string | undefined;
}

export interface LinkListener {
  backendChanged(change: EventMap['backend-changed']): void;
  /** A new worker may answer again what the old one left open. */
  restarted(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: RuyiError): void;
}

const MAX_RESTARTS = 1;
const PING_EVERY_MS = 5_000;
/** A worker that says nothing for so long is taken for dead (a silent out-of-memory kill sends no event). */
const SILENCE_MS = 45_000;

export class WorkerLink {
  readonly #options: LinkOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<LinkListener>();
  #worker: Worker | undefined;
  #opening: Promise<ShardInfo> | undefined;
  #nextId = 1;
  #restarts = 0;
  #lastHeard = 0;
  #watch: ReturnType<typeof setInterval> | undefined;
  #ended: RuyiError | undefined;
  /** Asked at each start: consent may have changed since. */
  cacheAllowed: () => Promise<boolean> = () => Promise.resolve(false);

  get manifest(): string {
    return this.#options.manifest;
  }

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  listen(listener: LinkListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A failed opening is forgotten: the next call tries again. */
  open(): Promise<ShardInfo> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async call<T extends RequestType>(type: T, body: RequestIn<T>, signal?: AbortSignal): Promise<RequestOut<T>> {
    await withSignal(this.open(), signal);
    return this.#send(type, body, signal);
  }

  /** Ends the worker; everything pending rejects with AbortError. Safe to call twice. */
  dispose(): void {
    this.#ended ??= aborted();
    this.#stop(this.#ended);
    this.#listeners.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  async #open(): Promise<ShardInfo> {
    if (this.#ended) throw this.#ended;
    this.#start();
    const { manifest, base, backend, budgetBytes, stock } = this.#options;
    const request: OpenRequest = { manifest, base, backend, budgetBytes, stock, cache: await this.cacheAllowed() };
    return this.#send('open', request);
  }

  #start(): void {
    if (this.#worker) return;
    const url = workerUrl(this.#options.workerSrc ?? new URL('worker.js', this.#options.base).href);
    let worker: Worker;
    try {
      worker = new Worker(url, { type: 'module', name: 'ruyi' });
    } catch (error) {
      throw new RuyiError('unsupported', `The worker cannot be started from ${String(url)}: ${String(error)}`, error);
    }
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#hear(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      const said = event.message || `its script did not load; is ${String(url)} there, with a JavaScript type, and allowed by worker-src?`;
      this.#crash(`The worker stopped: ${said}`);
    };
    worker.onmessageerror = () => this.#crash('The worker sent something that cannot be read.');
    this.#worker = worker;
    this.#lastHeard = performance.now();
    this.#watch = setInterval(() => this.#check(), PING_EVERY_MS);
  }

  #send<T extends RequestType>(type: T, body: RequestIn<T>, signal?: AbortSignal): Promise<RequestOut<T>> {
    if (signal?.aborted) return Promise.reject(aborted(signal.reason));
    const worker = this.#worker;
    if (!worker) return Promise.reject(this.#ended ?? new RuyiError('worker-crashed', 'The worker is not running.'));
    const id = this.#nextId++;
    const { promise, resolve, reject } = deferred<RequestOut<T>>();
    const stop = () => {
      worker.postMessage({ v: PROTOCOL_VERSION, id, type: 'abort' } satisfies ToWorker);
      settle.reject(aborted(signal?.reason));
    };
    const done = () => {
      this.#pending.delete(id);
      signal?.removeEventListener('abort', stop);
    };
    const settle: Pending = {
      resolve: (value) => (done(), resolve(value as RequestOut<T>)),
      reject: (error) => (done(), reject(error)),
    };
    this.#pending.set(id, settle);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      worker.postMessage({ v: PROTOCOL_VERSION, id, type, body } as ToWorker);
    } catch (error) {
      settle.reject(new RuyiError('invalid-argument', `The call "${type}" holds something that cannot be sent.`, error));
    }
    return promise;
  }

  #hear(message: FromWorker): void {
    this.#lastHeard = performance.now();
    if ('event' in message) {
      if (message.event === 'backend-changed') for (const listener of this.#listeners) listener.backendChanged(message.body);
      else if (message.event === 'fatal') this.#crash(message.body.error.message);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (!pending) return; // the answer to a cancelled call
    if (message.ok) pending.resolve(message.body);
    else pending.reject(fromWire(message.error));
  }

  #check(): void {
    if (this.#pending.size === 0) {
      this.#lastHeard = performance.now();
      return;
    }
    if (performance.now() - this.#lastHeard > SILENCE_MS) this.#crash('The worker does not answer.');
    else this.#worker?.postMessage({ v: PROTOCOL_VERSION, id: 0, type: 'ping' } satisfies ToWorker);
  }

  /** Rejects everything pending. The first time a new worker may follow; after that every call says why it cannot. */
  #crash(message: string): void {
    const error = new RuyiError('worker-crashed', message);
    if (++this.#restarts > MAX_RESTARTS) this.#ended = error;
    this.#stop(error);
    if (!this.#ended) for (const listener of this.#listeners) listener.restarted();
  }

  #stop(error: RuyiError): void {
    clearInterval(this.#watch);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#opening = undefined;
    for (const pending of [...this.#pending.values()]) pending.reject(error);
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Stops waiting when the signal fires; the shared work goes on for the others. */
export function withSignal<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  if (signal.aborted) return Promise.reject(aborted(signal.reason));
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(aborted(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
