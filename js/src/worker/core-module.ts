// The core and builder modules behind plain methods (wasm/ABI.md). Runs unchanged in a browser worker and in Node.

import { RuyiError } from '../client/errors.ts';
import type { Profile, ProfileEdit, Recommendation, RecommendRequest, VectorSlot } from '../types.ts';
import { bytesOf, DEFAULT_BUDGET_BYTES, type Instance, instantiate, json, parse, type Pointer } from './wasm-instance.ts';

/** What to ask `blockFor` for: the blocks that a step needs and that are not attached yet. */
export type BlockQuery =
  | { near: string }
  | { cards: number[] }
  | { cards_of: string[] }
  /** All that a full explanation of these items reads. */
  | { explain: string[] }
  | { knowledge: string }
  | { records: number[] }
  /** `ranker`: all blocks of a ranker of the manifest; `core` has none. */
  | { vectors: true; ranker?: string }
  | { ranker: string }
  | { words: true }
  | { lexicon: true }
  | { graph: true }
  /** All that a question about this symbol reads. */
  | { ask: string };

export interface OpenAnswer {
  shard_id: string;
  items: number;
  symbols: number;
  blocks: string[];
  first: string[];
}

export interface StockAnswer {
  changed: number;
  /** How many ids the shard does not know, and the first of them. */
  unknown: number;
  unknown_ids: string[];
}

export interface LoadOptions {
  /** Shards whose blocks need more are refused by `open`. */
  budgetBytes?: number;
  /** `ruyi-rest.wasm` of the same build; without it, calls that need it fail with `missing-part` until `complete`. */
  rest?: BufferSource;
}

/** Starts the core module. Rejects with `unsupported` (no WebAssembly, or the page's policy forbids it) or `unsupported-version`. */
export async function loadCore(wasm: BufferSource, { budgetBytes = DEFAULT_BUDGET_BYTES, rest }: LoadOptions = {}): Promise<CoreModule> {
  const core = new CoreModule(await instantiate(wasm, 'ruyi_abi_version'), budgetBytes);
  if (rest !== undefined) await core.complete(rest);
  return core;
}

/** One open shard and one shopper: not for concurrent use. */
export class CoreModule {
  readonly #wasm: Instance;
  #handle: Pointer;

  constructor(wasm: Instance, budgetBytes: number) {
    this.#wasm = wasm;
    this.#handle = wasm.call('ruyi_create', budgetBytes);
    if (this.#handle === 0) throw new RuyiError('out-of-memory', 'The core cannot be created.');
  }

  /** True after a trap: make a new module, this one answers nothing any more. */
  get dead(): boolean {
    return this.#wasm.dead;
  }

  /** What the module has taken so far; WASM memory never shrinks, so this is the peak. */
  get memoryBytes(): number {
    return this.#wasm.memoryBytes;
  }

  /** Adds `ruyi-rest.wasm`. Rejects with `unsupported-version` when it is of another build; the core works on as before then. */
  async complete(rest: BufferSource): Promise<void> {
    await this.#wasm.addPart(rest, 'ruyi-rest.wasm');
    this.#wasm.call('ruyi_complete', this.#live());
  }

  /** manifest: the JSON as it was fetched (bytes or text). */
  open(manifest: Uint8Array | string): OpenAnswer {
    const bytes = typeof manifest === 'string' ? json(manifest) : manifest;
    return parse(this.#wasm.askBytes('ruyi_open', this.#live(), bytes));
  }

  /** Names of the blocks that this step needs and that are not attached. */
  blockFor(query: BlockQuery): string[] {
    return parse<{ blocks: string[] }>(this.#wasm.askBytes('ruyi_block_for', this.#live(), json(query))).blocks;
  }

  /** Copies a block in; the core keeps the copy when it accepts it. */
  attach(name: string, block: Uint8Array): void {
    this.#wasm.give('ruyi_attach', this.#live(), name, block);
  }

  /** null: the empty profile. */
  setProfile(profile: Profile | null): void {
    const bytes = profile === null ? new Uint8Array(0) : json(profile);
    this.#wasm.askBytes('ruyi_set_profile', this.#live(), bytes);
  }

  /** The document after the changes; the profile that answers rest on stays what `setProfile` set. */
  editProfile(edit: ProfileEdit): Profile {
    return parse(this.#wasm.askBytes('ruyi_edit_profile', this.#live(), json(edit)));
  }

  /** Prices and stock since the build, as UTF-8 JSON (stock.schema.json); null: as it was built. Needs the block `hot`. */
  setStock(stock: Uint8Array | null): StockAnswer {
    return parse(this.#wasm.askBytes('ruyi_set_stock', this.#live(), stock ?? new Uint8Array(0)));
  }

  /** A vector of any length for one slot; null clears the slot. */
  setVector(slot: VectorSlot, vector: Float32Array | null): void {
    const name = json(slot);
    const data = vector === null ? new Uint8Array(0) : bytesOf(vector);
    this.#wasm.ask('ruyi_set_vector', this.#live(), [name, data], ([at = 0, values = 0]) => [
      at,
      name.byteLength,
      values,
      vector === null ? 0 : vector.length,
    ]);
  }

  recommend(request: RecommendRequest): Recommendation {
    return parse(this.recommendJson(request));
  }

  /** The same answer as UTF-8 JSON, byte for byte as core printed it. */
  recommendJson(request: RecommendRequest | string): Uint8Array<ArrayBuffer> {
    return this.#wasm.askBytes('ruyi_recommend', this.#live(), json(request));
  }

  dispose(): void {
    if (this.#handle !== 0 && !this.#wasm.dead) this.#wasm.call('ruyi_destroy', this.#handle);
    this.#handle = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #live(): Pointer {
    if (this.#handle === 0) throw new RuyiError('invalid-state', 'The core was disposed.');
    return this.#handle;
  }
}

export interface BuilderBegin {
  items: number;
  symbols: number;
  warnings: unknown[];
}

export interface BuilderFinish {
  manifest: Record<string, unknown>;
  blocks: string[];
  findings: { item: string; symbol: string; problem: string }[];
}

export interface BuilderRanker {
  name: string;
  /** How many of the shard's items it knows. */
  matched: number;
  missing: number;
}

/** Starts the builder module (the writer of shards, for the command line). */
export async function loadBuilder(wasm: BufferSource): Promise<BuilderModule> {
  return new BuilderModule(await instantiate(wasm, 'ruyi_builder_abi_version'));
}

/** begin, then vectors and blocks, then finish, then take. */
export class BuilderModule {
  readonly #wasm: Instance;
  #handle: Pointer;

  constructor(wasm: Instance) {
    this.#wasm = wasm;
    this.#handle = wasm.call('ruyi_builder_create');
    if (this.#handle === 0) throw new RuyiError('out-of-memory', 'The builder cannot be created.');
  }

  get dead(): boolean {
    return this.#wasm.dead;
  }

  /** bundle: an object in the shape of bundle.schema.json, or its JSON. */
  begin(bundle: object | string): BuilderBegin {
    return parse(this.#wasm.askBytes('ruyi_builder_begin', this.#live(), json(bundle)));
  }

  /** values: f32 [rows, dim], row-major; a zero row means that the item has none. */
  vectors(modality: string, values: Float32Array, rows: number, dim: number): void {
    if (values.length !== rows * dim) throw new RuyiError('dimension-mismatch', `${values.length} values are not ${rows} x ${dim}.`);
    const name = json(modality);
    this.#wasm.ask('ruyi_builder_vectors', this.#live(), [name, bytesOf(values)], ([at = 0, data = 0]) => [
      at,
      name.byteLength,
      data,
      rows,
      dim,
    ]);
  }

  /** A finished `words` block, taken verbatim after validation. */
  block(name: string, block: Uint8Array): void {
    const nameBytes = json(name);
    this.#wasm.ask('ruyi_builder_block', this.#live(), [nameBytes, block], ([at = 0, data = 0]) => [
      at,
      nameBytes.byteLength,
      data,
      block.byteLength,
    ]);
  }

  /** document, items: ranker.json and items.safetensors of a ranker's folder. */
  ranker(document: Uint8Array, items: Uint8Array): BuilderRanker {
    const answer = this.#wasm.ask('ruyi_builder_ranker', this.#live(), [document, items], ([at = 0, data = 0]) => [
      at,
      document.byteLength,
      data,
      items.byteLength,
    ]);
    return parse(answer);
  }

  /** options: `{models: [...]}` for the manifest. */
  finish(options: object): BuilderFinish {
    return parse(this.#wasm.askBytes('ruyi_builder_finish', this.#live(), json(options)));
  }

  /** The bytes of a block, or of `manifest.json`. */
  take(name: string): Uint8Array<ArrayBuffer> {
    return this.#wasm.askBytes('ruyi_builder_take', this.#live(), json(name));
  }

  dispose(): void {
    if (this.#handle !== 0 && !this.#wasm.dead) this.#wasm.call('ruyi_builder_destroy', this.#handle);
    this.#handle = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #live(): Pointer {
    if (this.#handle === 0) throw new RuyiError('invalid-state', 'The builder was disposed.');
    return this.#handle;
  }
}
