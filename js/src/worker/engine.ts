// One open shard in one worker: start-up order, which blocks a step needs, degraded mode.
// There is no teardown: the client ends the worker, which frees core, sessions and GPU together.
// Every decision about ranking is core's; this file only moves bytes to where core needs them.

import { aborted, asRuyiError, RuyiError } from '../client/errors.ts';
import type { BackendChange, OpenRequest, RecommendCall } from '../client/protocol.ts';
import type {
  AskAnswer,
  Manifest,
  ManifestBlock,
  ManifestModel,
  ModelKind,
  Names,
  PhotoEmbedding,
  PhotoSight,
  Profile,
  ProfileEdit,
  Question,
  Recommendation,
  RecommendRequest,
  ShardInfo,
  StockState,
  Understanding,
  VectorSlot,
} from '../types.ts';
import { type BlockQuery, type CoreModule, loadCore } from './core-module.ts';
import { type Model, ModelRunner } from './encoder.ts';
import { fetchAsset, pruneCache } from './fetch-asset.ts';
import { ImageEncoder } from './image-encoder.ts';
import { decodePhoto } from './photo.ts';
import { Safetensors } from './safetensors.ts';
import { loadSense, type SenseModule } from './sense-module.ts';
import { SerialQueue } from './serial-queue.ts';
import { UserEncoder } from './user-encoder.ts';

/** A step that still lacks blocks after this many rounds is our own mistake. */
const MAX_ROUNDS = 6;
/** The latest events are the ones that a shopper remembers; each costs a run of the encoder. */
const MAX_LEFT_OUT = 5;
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;
const MAX_WASM_BYTES = 8 * 1024 * 1024;
const MAX_STOCK_BYTES = 8 * 1024 * 1024;
/** The first shelf waits for prices and stock, but not longer. */
const STOCK_TIMEOUT_MS = 3_000;

/** A download is shared: nobody's signal ends it. */
const NEVER = new AbortController().signal;

interface Opened {
  core: CoreModule;
  /** As it was fetched: the module for words and pictures reads it too. */
  manifestBytes: Uint8Array;
  manifest: Manifest;
  info: ShardInfo;
  blocks: Map<string, ManifestBlock>;
}

export class Engine {
  readonly #options: OpenRequest;
  /** Models run one at a time; core calls are synchronous and need no queue. */
  readonly #models = new SerialQueue();
  readonly #runner: ModelRunner;
  /** Downloads under way, shared by whoever waits for them. A failure is forgotten, so that it is tried again. */
  readonly #loading = new Map<string, Promise<void>>();
  #opened: Promise<Opened> | undefined;
  #core: CoreModule | undefined;
  #restLoading: Promise<void> | undefined;
  #sense: SenseModule | undefined;
  #senseLoading: Promise<SenseModule> | undefined;
  #image: Promise<ImageEncoder> | undefined;
  #user: UserEncoder | undefined;
  #userLoading: Promise<UserEncoder> | undefined;
  #vectorsReady = false;
  #graphBlock: Safetensors | undefined;

  constructor(options: OpenRequest, announce: (change: BackendChange) => void) {
    this.#options = options;
    this.#runner = new ModelRunner({ ortBase: new URL('ort/', options.base).href, choice: options.backend, announce });
  }

  /** True after a trap in a module: this worker answers nothing any more. */
  get dead(): boolean {
    return this.#core?.dead === true || this.#sense?.dead === true;
  }

  /** Manifest and core side by side; then core's budget check; then the blocks of a first shelf. */
  async open(signal: AbortSignal): Promise<ShardInfo> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return (await until(this.#opened, signal)).info;
  }

  /** A list with contributions, symbols and cards, from as few blocks as possible. */
  async recommend(asked: RecommendCall, signal: AbortSignal): Promise<Recommendation> {
    const opened = await this.#ready(signal);
    await this.#blocksForScores(opened, asked, signal);
    const call = await this.#upgrade(asked, signal);
    const bare = await this.#ask(opened, call, { explain: 'none' }, signal);
    await this.#ensure(opened, { cards: bare.items.map((item) => item.index) }, signal);
    return this.#ask(opened, call, { explain: 'parts' }, signal);
  }

  /** Counterfactual ranks need every item's dense terms, sentences need knowledge and evidence. */
  async explain(asked: RecommendCall, signal: AbortSignal): Promise<Recommendation> {
    const opened = await this.#ready(signal);
    const ids = asked.request.explain_ids ?? [];
    await this.#ensureVectors(opened, signal);
    if (named(asked.request.ranker)) await this.#ensure(opened, { ranker: asked.request.ranker }, signal);
    const call = await this.#upgrade(asked, signal);
    const shelf = await this.#ask(opened, call, { explain: 'none' }, signal);
    await this.#ensure(opened, { cards: shelf.items.map((item) => item.index) }, signal);
    await this.#ensure(opened, { explain: ids }, signal);
    await this.#ensureTitles(opened, call, signal);
    const answer = await this.#ask(opened, call, { explain: 'full' }, signal);
    if (call !== asked) await this.#leaveOneOut(opened, asked, answer, signal);
    return answer;
  }

  /** The user encoder is not linear in its events: an item's part is found by reading the history again without it. */
  async #leaveOneOut(opened: Opened, asked: RecommendCall, answer: Recommendation, signal: AbortSignal): Promise<void> {
    const { request, profile } = asked;
    const ids = request.explain_ids ?? [];
    const history = [...new Set((profile?.events ?? []).flatMap((event) => event.item ?? []).reverse())].slice(0, MAX_LEFT_OUT);
    for (const item of history) {
      const without = { ...request, k: 1, rank_of: ids, without_items: [...(request.without_items ?? []), item] };
      const call = await this.#upgrade({ ...asked, request: without }, signal);
      const { ranks } = await this.#ask(opened, call, { explain: 'none' }, signal);
      for (const { id, rank, position } of ranks ?? [])
        if (rank !== null && position !== null)
          answer.items
            .find((one) => one.id === id)
            ?.counterfactuals.push({ without: item, kind: 'item', exactness: 'leave-one-out', rank, position });
    }
  }

  /** Learning reads every vector; the other changes need none. */
  async editProfile(edit: ProfileEdit, signal: AbortSignal): Promise<Profile> {
    const opened = await this.#ready(signal);
    if (edit.ops.some(({ op }) => op === 'learn')) await this.#ensureVectors(opened, signal);
    return this.#call(opened.core, (core) => core.editProfile(edit), signal);
  }

  /** True if dense terms became exact through this call. */
  async loadVectors(signal: AbortSignal): Promise<boolean> {
    const opened = await this.#ready(signal);
    const before = this.#vectorsReady;
    await this.#ensureVectors(opened, signal);
    return !before && opened.manifest.modalities.length > 0;
  }

  /** True if the shard has a user encoder and it works here. */
  async loadUserEncoder(signal: AbortSignal): Promise<boolean> {
    const opened = await this.#ready(signal);
    const entry = modelOf(opened, 'user-encoder');
    if (!entry) return false;
    await this.#ensureVectors(opened, signal);
    this.#userLoading ??= this.#makeUserEncoder(opened, entry).catch((error: unknown) => {
      this.#userLoading = undefined;
      throw error;
    });
    this.#user = await until(this.#userLoading, signal);
    return true;
  }

  async encodePhoto(photo: Blob, signal: AbortSignal): Promise<PhotoEmbedding> {
    const opened = await this.#ready(signal);
    const started = performance.now();
    const rgba = await decodePhoto(photo);
    const encoder = await until(this.#imageEncoder(opened), signal);
    const input = encoder.prepare(rgba, 'embedding');
    const preparedMs = performance.now() - started;
    const found = await this.#models.run(() => encoder.embed(this.#runner, input), signal);
    return { ...found, width: rgba.width, height: rgba.height, preparedMs };
  }

  async seePhoto(photo: Blob, signal: AbortSignal): Promise<PhotoSight> {
    const opened = await this.#ready(signal);
    const rgba = await decodePhoto(photo);
    const encoder = await until(this.#imageEncoder(opened), signal);
    const input = encoder.prepare(rgba, 'symbols');
    const seen = await this.#models.run(() => encoder.see(this.#runner, input), signal);
    const sense = await this.#ensureSense(opened, { graph: true }, signal);
    const colours = sense.palette(rgba.data, rgba.width, rgba.height);
    const names = symbolNames(await this.#graph(opened));
    const listed = [...seen.symbols, ...colours].flatMap(({ id }) => (names[id] ? [[id, names[id]] as const] : []));
    return { ...seen, colours, names: Object.fromEntries(listed) };
  }

  /** The records' own words, or none: the words and every record are fetched first. */
  async ask(question: Question, signal: AbortSignal): Promise<AskAnswer> {
    const opened = await this.#ready(signal);
    return (await this.#ensureSense(opened, { ask: question.symbol }, signal)).ask(question);
  }

  async encodeText(text: string, signal: AbortSignal): Promise<Float32Array> {
    const opened = await this.#ready(signal);
    if (!opened.manifest.blocks.some((block) => block.kind === 'words'))
      throw new RuyiError('no-model', 'This shard carries no words: a sentence cannot be understood.');
    return (await this.#ensureSense(opened, { words: true }, signal)).encodeText(text);
  }

  async understand(text: string, signal: AbortSignal): Promise<Understanding> {
    const opened = await this.#ready(signal);
    if (!opened.manifest.blocks.some((block) => block.kind === 'lexicon'))
      throw new RuyiError('no-model', 'This shard carries no lexicon: a sentence cannot be understood.');
    return (await this.#ensureSense(opened, { lexicon: true }, signal)).understand(text);
  }

  // ---- opening ---------------------------------------------------------------------------------------------------------

  async #open(): Promise<Opened> {
    const [manifestBytes, core, stock] = await Promise.all([this.#fetchManifest(), this.#loadCore(), this.#fetchStock()]);
    this.#core = core;
    const answer = core.open(manifestBytes);
    const manifest = JSON.parse(new TextDecoder().decode(manifestBytes)) as Manifest;
    const blocks = new Map(manifest.blocks.map((block) => [block.name, block]));
    const opened: Opened = { core, manifestBytes, manifest, blocks, info: infoOf(manifest) };
    if (stock instanceof Uint8Array) void this.#loadRest(core).catch(() => undefined); // beside the blocks; applyStock says what failed
    await Promise.all(answer.first.map((name) => this.#load(opened, name)));
    if (stock !== undefined) opened.info.stock = await this.#applyStock(core, stock);
    const graph = await this.#graph(opened);
    Object.assign(opened.info, {
      festivals: namesOf(graph, 'festival'),
      recipients: namesOf(graph, 'recipient'),
      symbolNames: symbolNames(graph),
    } satisfies Partial<ShardInfo>);
    if (this.#options.cache) void pruneCache(this.#options.manifest, filesOf(manifest, this.#options.manifest));
    return opened;
  }

  #fetchManifest(): Promise<Uint8Array> {
    return fetchAsset({ url: this.#options.manifest, what: 'the manifest', maxBytes: MAX_MANIFEST_BYTES });
  }

  /** A shop whose overlay is late or broken still has its shelf: the overlay is left out, and `info.stock` says why. */
  #fetchStock(): Promise<Uint8Array | RuyiError | undefined> {
    const url = this.#options.stock;
    if (url === undefined) return Promise.resolve(undefined);
    const asset = { url, what: 'the overlay of prices and stock', maxBytes: MAX_STOCK_BYTES };
    return fetchAsset(asset, { timeoutMs: STOCK_TIMEOUT_MS, fresh: true }).catch(asRuyiError);
  }

  async #loadCore(): Promise<CoreModule> {
    return loadCore(await this.#fetchWasm('ruyi.wasm', 'the core module'), { budgetBytes: this.#options.budgetBytes });
  }

  /** What a plain shelf does without (wasm/README.md), fetched when a call first needs it. */
  #loadRest(core: CoreModule): Promise<void> {
    this.#restLoading ??= this.#fetchWasm('ruyi-rest.wasm', 'the rest of the core module, which belongs beside ruyi.wasm')
      .then((rest) => core.complete(rest))
      .catch((error: unknown) => {
        this.#restLoading = undefined;
        throw error;
      });
    return this.#restLoading;
  }

  /** Asks core; when it says that it lacks its rest, it has changed nothing, and is asked again with it. */
  async #call<T>(core: CoreModule, call: (core: CoreModule) => T, signal: AbortSignal): Promise<T> {
    try {
      return call(core);
    } catch (error) {
      if (asRuyiError(error).code !== 'missing-part') throw error;
    }
    await until(this.#loadRest(core), signal);
    return call(core);
  }

  async #applyStock(core: CoreModule, stock: Uint8Array | RuyiError): Promise<StockState> {
    try {
      if (stock instanceof RuyiError) throw stock;
      const late = AbortSignal.timeout(STOCK_TIMEOUT_MS);
      await until(this.#loadRest(core), late).catch((error: unknown) => {
        throw late.aborted ? new RuyiError('timeout', 'The rest of the core module, which reads them, did not come in time.') : error;
      });
      const { changed, unknown, unknown_ids } = core.setStock(stock);
      return { changed, unknown, unknownIds: unknown_ids };
    } catch (error) {
      const problem = asRuyiError(error).message;
      console.warn(`ruyi: prices and stock are shown as they were built. ${problem}`);
      return { changed: 0, unknown: 0, unknownIds: [], problem };
    }
  }

  async #fetchWasm(file: string, what: string): Promise<Uint8Array<ArrayBuffer>> {
    const url = new URL(file, this.#options.base).href;
    const wasm = await fetchAsset({ url, what: `${what} (application/wasm)`, maxBytes: MAX_WASM_BYTES });
    if (wasm[0] !== 0 || wasm[1] !== 0x61 || wasm[2] !== 0x73 || wasm[3] !== 0x6d)
      throw new RuyiError('asset-integrity', `${url} is not a WebAssembly module.`);
    return wasm;
  }

  async #ready(signal: AbortSignal): Promise<Opened> {
    await this.open(signal);
    return until(this.#opened as Promise<Opened>, signal);
  }

  // ---- blocks ----------------------------------------------------------------------------------------------------------

  /** The first `similar` shelf of an untouched profile is exact from `near`; everything dense needs vectors. */
  async #blocksForScores(opened: Opened, call: RecommendCall, signal: AbortSignal): Promise<void> {
    const { placement, item, ranker } = call.request;
    if (named(ranker)) {
      await this.#ensureVectors(opened, signal);
      return this.#ensure(opened, { ranker }, signal);
    }
    if (this.#vectorsReady) return;
    if (placement === 'query' || placement === 'complete-the-look') return this.#ensureVectors(opened, signal);
    if (placement !== 'similar' || item === undefined) return;
    if (opened.manifest.near.buckets === 0) return this.#ensureVectors(opened, signal);
    await this.#ensure(opened, { near: item }, signal);
  }

  async #ensureVectors(opened: Opened, signal: AbortSignal): Promise<void> {
    if (this.#vectorsReady) return;
    await this.#ensure(opened, { vectors: true }, signal);
    this.#vectorsReady = true;
  }

  async #ensure(opened: Opened, query: BlockQuery, signal: AbortSignal): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const names = await this.#call(opened.core, (core) => core.blockFor(query), signal);
      if (names.length === 0) return;
      await until(Promise.all(names.map((name) => this.#load(opened, name))), signal);
    }
    throw new RuyiError('internal', `Blocks are still missing for ${JSON.stringify(query)}.`);
  }

  /** Sentences name the items of the history and the anchor; an item that this shop does not hold has no title here. */
  async #ensureTitles(opened: Opened, { profile, request }: RecommendCall, signal: AbortSignal): Promise<void> {
    const ids = new Set((profile?.events ?? []).flatMap((event) => event.item ?? []));
    if (request.item !== undefined) ids.add(request.item);
    for (const id of ids)
      await this.#ensure(opened, { cards_of: [id] }, signal).catch((error: unknown) => {
        if (asRuyiError(error).code !== 'unknown-item') throw error;
      });
  }

  #load(opened: Opened, name: string): Promise<void> {
    return this.#once(name, async () => {
      const bytes = await this.#blockBytes(opened, name);
      await this.#call(opened.core, (core) => core.attach(name, bytes), NEVER);
      if (name === 'graph') this.#graphBlock = new Safetensors(bytes);
    });
  }

  #once(name: string, start: () => Promise<void>): Promise<void> {
    const running = this.#loading.get(name);
    if (running) return running;
    const load = start().finally(() => this.#loading.delete(name));
    this.#loading.set(name, load);
    return load;
  }

  /** Core keeps the graph; its names are read here for the page. */
  async #graph(opened: Opened): Promise<Safetensors> {
    if (!this.#graphBlock) await this.#load(opened, 'graph');
    return this.#graphBlock as Safetensors;
  }

  #blockBytes(opened: Opened, name: string): Promise<Uint8Array<ArrayBuffer>> {
    const block = opened.blocks.get(name);
    if (!block) return Promise.reject(new RuyiError('unknown-block', `The manifest lists no block "${name}".`));
    return this.#fetchFile(block.file, block.bytes, block.sha256, `the block ${name}`);
  }

  #fetchFile(file: string, bytes: number, sha256: string, what: string): Promise<Uint8Array<ArrayBuffer>> {
    const url = new URL(file, this.#options.manifest).href;
    return fetchAsset({ url, what, bytes, sha256 }, { cache: this.#options.cache });
  }

  // ---- words and pictures ----------------------------------------------------------------------------------------------

  /** The module for words and pictures, loaded on first use, with the blocks that this step needs attached to it. */
  async #ensureSense(opened: Opened, query: BlockQuery, signal: AbortSignal): Promise<SenseModule> {
    const sense = await until(this.#loadSense(opened), signal);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const names = sense.blockFor(query);
      if (names.length === 0) return sense;
      await until(Promise.all(names.map((name) => this.#loadForSense(opened, sense, name))), signal);
    }
    throw new RuyiError('internal', `Blocks are still missing for ${JSON.stringify(query)}.`);
  }

  #loadSense(opened: Opened): Promise<SenseModule> {
    this.#senseLoading ??= this.#makeSense(opened).catch((error: unknown) => {
      this.#senseLoading = undefined;
      throw error;
    });
    return this.#senseLoading;
  }

  async #makeSense({ manifestBytes }: Opened): Promise<SenseModule> {
    const wasm = await this.#fetchWasm('ruyi-sense.wasm', 'the module for words and pictures');
    const sense = await loadSense(wasm, this.#options.budgetBytes);
    sense.open(manifestBytes);
    this.#sense = sense;
    return sense;
  }

  #loadForSense(opened: Opened, sense: SenseModule, name: string): Promise<void> {
    return this.#once(`sense/${name}`, async () => {
      const kept = name === 'graph' ? this.#graphBlock?.bytes : undefined;
      sense.attach(name, kept ?? (await this.#blockBytes(opened, name)));
    });
  }

  // ---- core ------------------------------------------------------------------------------------------------------------

  /** Profile, vectors and request in one go: no other call may come between them. */
  #ask(opened: Opened, call: RecommendCall, depth: Pick<RecommendRequest, 'explain'>, signal: AbortSignal): Promise<Recommendation> {
    const ask = (core: CoreModule): Recommendation => {
      core.setProfile(call.profile);
      for (const [slot, vector] of Object.entries(call.vectors ?? {})) core.setVector(slot as VectorSlot, vector);
      return core.recommend({ ...call.request, ...depth });
    };
    return this.#call(opened.core, ask, signal);
  }

  /** `for-you` as the user encoder sees the history: its queries and modality weights instead of the decayed mean. */
  async #upgrade(call: RecommendCall, signal: AbortSignal): Promise<RecommendCall> {
    const { request, profile } = call;
    const user = this.#user;
    if (!user || named(request.ranker) || request.placement !== 'for-you' || !profile?.events?.length || profile.personalise === false)
      return call;
    const removed = new Set(request.without_items);
    const events = profile.events.filter((event) => event.item !== undefined && !removed.has(event.item));
    const found = await this.#models.run(() => user.encode(this.#runner, events, request.date), signal);
    if (!found) return call;
    const query = { ...found.query, weights: joinWeights(found.query.weights, profile) };
    return { ...call, request: { ...request, query }, vectors: { ...call.vectors, ...found.vectors } };
  }

  // ---- models ----------------------------------------------------------------------------------------------------------

  #imageEncoder(opened: Opened): Promise<ImageEncoder> {
    this.#image ??= this.#makeImageEncoder(opened).catch((error: unknown) => {
      this.#image = undefined;
      throw error;
    });
    return this.#image;
  }

  async #makeImageEncoder(opened: Opened): Promise<ImageEncoder> {
    const entry = modelOf(opened, 'image-encoder');
    if (!entry) throw new RuyiError('no-model', 'This shard carries no image encoder: a photo cannot be read.');
    const [contract, sense] = await Promise.all([this.#contract(entry), this.#loadSense(opened)]);
    return new ImageEncoder(contract, this.#model(entry), sense);
  }

  async #makeUserEncoder(opened: Opened, entry: ManifestModel): Promise<UserEncoder> {
    const contract = await this.#contract(entry);
    const user = new UserEncoder(opened.manifest, entry, contract, (name) => this.#blockBytes(opened, name), this.#model(entry));
    await this.#models.run(() => user.prepare(this.#runner));
    return user;
  }

  async #contract(entry: ManifestModel): Promise<string> {
    const what = `the contract of ${entry.name}`;
    const bytes = await this.#fetchFile(entry.contract_file, entry.contract_bytes, entry.contract_sha256, what);
    return new TextDecoder().decode(bytes);
  }

  #model(entry: ManifestModel): Pick<Model, 'name' | 'bytes'> {
    return { name: entry.name, bytes: () => this.#fetchFile(entry.file, entry.bytes, entry.sha256, `the model ${entry.name}`) };
  }
}

function modelOf(opened: Opened, kind: ModelKind): ManifestModel | undefined {
  return opened.manifest.models.find((model) => model.kind === kind);
}

function infoOf({ shard_id, catalogue, modalities, models }: Manifest): ShardInfo {
  return {
    shardId: shard_id,
    name: catalogue.name,
    items: catalogue.items,
    symbols: catalogue.symbols,
    currency: catalogue.currency,
    priceScale: catalogue.price_scale,
    locales: catalogue.locales,
    modalities: modalities.map(({ name, dim }) => ({ name, dim })),
    models: models.map((model) => model.kind),
    festivals: {},
    recipients: {},
    symbolNames: {},
  };
}

/** `what` is `symbol`, `festival` or `recipient`. */
function namesOf(graph: Safetensors, what: string): Names {
  const [ids, zh, hant, en] = ['id', 'zh', 'hant', 'en'].map((part) => graph.strings(`${what}_${part}`));
  const names = (at: number) => ({ zh: zh?.[at] ?? '', hant: hant?.[at] || (zh?.[at] ?? ''), en: en?.[at] ?? '' });
  return Object.fromEntries((ids ?? []).map((id, at) => [id, names(at)]));
}

/** Names with the sample of each traditional colour. */
function symbolNames(graph: Safetensors): Names {
  const names = namesOf(graph, 'symbol');
  const rgb = graph.u8('colour_rgb');
  Object.entries(names).forEach(([id, name], at) => {
    if (id.startsWith('colour:'))
      name.rgb = `#${[...rgb.subarray(at * 3, at * 3 + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  });
  return names;
}

/** The encoder's weights, then what was learnt from this shopper, then what the shopper said: the order in which core takes them. */
export function joinWeights(encoder: Profile['weights'], { learned, weights }: Profile): NonNullable<Profile['weights']> {
  return { ...encoder, ...learned?.weights, ...weights };
}

/** A request that names a ranker of the shard is answered by it, without the user encoder. */
function named(ranker: string | undefined): ranker is string {
  return ranker !== undefined && ranker !== '' && ranker !== 'core';
}

function filesOf(manifest: Manifest, base: string): Set<string> {
  const files = [...manifest.blocks.map((block) => block.file), ...manifest.models.flatMap((model) => [model.file, model.contract_file])];
  return new Set(files.map((file) => new URL(file, base).href));
}

/** Stops waiting when the signal fires; what is waited for goes on, since others may wait for it too. */
function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(aborted(signal.reason));
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(aborted(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, (error: unknown) => reject(asRuyiError(error))).finally(() => signal.removeEventListener('abort', stop));
  });
}
