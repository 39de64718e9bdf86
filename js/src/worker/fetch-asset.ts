// Fetches one file, checks length and SHA-256, keeps successes only. Nothing that failed a check is ever stored.

import { aborted, isAbort, RuyiError } from '../client/errors.ts';

export interface Asset {
  /** Absolute address. */
  url: string;
  /** What it is, for messages: "the block hot". */
  what: string;
  /** Promised length and hash; without them only the type is checked. */
  bytes?: number;
  sha256?: string;
  /** Upper limit where no length is promised. */
  maxBytes?: number;
}

export interface FetchOptions {
  signal?: AbortSignal;
  /** Keep the verified file in the Cache API, and look there first. Only for files with a promised hash. */
  cache?: boolean;
  timeoutMs?: number;
  /** Past every cache, the browser's too. */
  fresh?: boolean;
}

const CACHE_NAME = 'ruyi-1';
const TIMEOUT_MS = 60_000;
const MAX_UNKNOWN_BYTES = 64 * 1024 * 1024;

export async function fetchAsset(asset: Asset, options: FetchOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const store = options.cache && asset.sha256 ? await openCache() : undefined;
  const kept = store && (await fromCache(store, asset));
  if (kept) return kept;
  const data = await fetchChecked(asset, options);
  if (store) await keep(store, asset, data);
  return data;
}

/** A second try goes past the browser's own cache: a file cut in transit must not stay broken for ever. */
async function fetchChecked(asset: Asset, options: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await download(asset, options, options.fresh ? 'no-store' : asset.sha256 ? 'default' : 'no-cache');
  } catch (error) {
    if (!(error instanceof RuyiError) || error.code !== 'asset-integrity' || !asset.sha256) throw error;
    return download(asset, options, 'reload');
  }
}

async function download(asset: Asset, options: FetchOptions, mode: RequestCache): Promise<Uint8Array<ArrayBuffer>> {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), options.timeoutMs ?? TIMEOUT_MS);
  const forward = () => timer.abort();
  options.signal?.addEventListener('abort', forward, { once: true });
  try {
    if (options.signal?.aborted) throw aborted(options.signal.reason);
    const response = await fetch(asset.url, { signal: timer.signal, cache: mode, credentials: 'same-origin' });
    checkResponse(response, asset);
    const data = await readBody(response, asset);
    await verify(data, asset, response.headers.get('content-type') ?? 'no type');
    return data;
  } catch (error) {
    throw describe(error, asset, options.signal);
  } finally {
    clearTimeout(timeout);
    options.signal?.removeEventListener('abort', forward);
  }
}

function describe(error: unknown, asset: Asset, signal: AbortSignal | undefined): RuyiError {
  if (error instanceof RuyiError) return error;
  if (signal?.aborted) return aborted(error);
  if (isAbort(error)) return new RuyiError('timeout', `No answer in time for ${asset.what}: ${asset.url}`, error);
  return new RuyiError('network', `Cannot fetch ${asset.what}: ${asset.url}`, error);
}

function checkResponse(response: Response, asset: Asset): void {
  const { status } = response;
  if (status === 404 || status === 410)
    throw new RuyiError('not-found', `Not on the host: ${asset.what} (${asset.url} answered ${status}).`);
  if (!response.ok) throw new RuyiError('network', `${asset.url} (${asset.what}) answered ${status}.`);
  const type = response.headers.get('content-type') ?? '';
  if (/^text\/html\b/i.test(type))
    throw new RuyiError(
      'asset-integrity',
      `${asset.url} answered "${type}", a web page instead of ${asset.what}: check that the file was uploaded and that the host does not rewrite unknown addresses.`,
    );
}

/** Reads at most the promised length, so that a host cannot fill the memory. */
async function readBody(response: Response, asset: Asset): Promise<Uint8Array<ArrayBuffer>> {
  const limit = asset.bytes ?? asset.maxBytes ?? MAX_UNKNOWN_BYTES;
  if (!response.body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw new RuyiError('asset-integrity', `${asset.url} is longer than ${asset.what} may be (${limit} bytes).`);
    chunks.push(chunk);
  }
  const data = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    data.set(chunk, at);
    at += chunk.byteLength;
  }
  return data;
}

async function verify(data: Uint8Array<ArrayBuffer>, asset: Asset, type: string): Promise<void> {
  if (asset.bytes !== undefined && data.byteLength !== asset.bytes)
    throw new RuyiError(
      'asset-integrity',
      `${asset.url} (${type}) has ${data.byteLength} bytes; the manifest promises ${asset.bytes} for ${asset.what}.`,
    );
  if (asset.sha256 === undefined) return;
  const found = await sha256(data);
  if (found !== undefined && found !== asset.sha256)
    throw new RuyiError('asset-integrity', `${asset.url} (${type}) is not the file that the manifest promises for ${asset.what}.`);
}

/** undefined on an insecure origin, where the browser offers no hashing: core's own checks remain. */
async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// ---- the cache is optional: every failure of it is survived ------------------------------------------------------------

async function openCache(): Promise<Cache | undefined> {
  try {
    return await caches.open(CACHE_NAME);
  } catch {
    return undefined;
  }
}

async function fromCache(store: Cache, asset: Asset): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const hit = await store.match(asset.url);
    if (!hit) return undefined;
    const data = new Uint8Array(await hit.arrayBuffer());
    await verify(data, asset, 'cached');
    return data;
  } catch {
    await store.delete(asset.url).catch(() => false);
    return undefined;
  }
}

async function keep(store: Cache, asset: Asset, data: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await store.put(asset.url, new Response(data, { headers: { 'content-type': 'application/octet-stream' } }));
  } catch {
    // Full or forbidden storage: the file is fetched again next time.
  }
}

/** Removes what earlier versions of this shard left in the cache: files under the manifest's folder that it no longer names. */
export async function pruneCache(manifest: string, keepUrls: ReadonlySet<string>): Promise<void> {
  try {
    const folder = new URL('.', manifest).href;
    const store = await caches.open(CACHE_NAME);
    for (const { url } of await store.keys()) if (url.startsWith(folder) && !keepUrls.has(url)) await store.delete(url);
  } catch {
    // The cache is optional.
  }
}
