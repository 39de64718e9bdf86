// The two WASM modules behind plain methods (wasm/ABI.md). Runs unchanged in a browser worker and in Node.
// Nobody else calls the allocator: every buffer is freed in `finally` unless the module took it over.

import { coreCode, RuyiError } from '../client/errors.ts';
import type {
  AskAnswer,
  ImageContract,
  Profile,
  Question,
  Recommendation,
  RecommendRequest,
  SeenColour,
  SeenSymbol,
  VectorSlot,
} from '../types.ts';

export const ABI_VERSION = 1;
export const DEFAULT_BUDGET_BYTES = 256 * 1024 * 1024;

const RESULT_BYTES = 12;
const PAGE_BYTES = 65536;

type Pointer = number;
type Exports = Record<string, unknown> & { memory: WebAssembly.Memory };
type Native = (...args: number[]) => number;

/** What to ask `blockFor` for: the blocks that a step needs and that are not attached yet. */
export type BlockQuery =
  | { near: string }
  | { cards: number[] }
  | { cards_of: string[] }
  /** All that a full explanation of these items reads. */
  | { explain: string[] }
  | { knowledge: string }
  | { records: number[] }
  | { vectors: true }
  | { words: true }
  /** All that a question about this symbol reads. */
  | { ask: string };

export interface OpenAnswer {
  shard_id: string;
  items: number;
  symbols: number;
  blocks: string[];
  first: string[];
}

/** True where a WASM module may wait for a promise (needed by ONNX Runtime's WebGPU build). */
export function hasPromiseIntegration(): boolean {
  return typeof WebAssembly === 'object' && 'Suspending' in WebAssembly;
}

/** A reactor module, its memory, and the one way to pass bytes in and out. */
class Instance {
  readonly #exports: Exports;
  #dead: RuyiError | undefined;

  constructor(exports: Exports) {
    this.#exports = exports;
  }

  /** Calls an export. A trap ends the module for good: its memory may be half written. */
  call(name: string, ...args: number[]): number {
    if (this.#dead) throw this.#dead;
    const native = this.#exports[name];
    if (typeof native !== 'function') throw new RuyiError('unsupported-version', `The module has no export "${name}".`);
    try {
      return (native as Native)(...args) >>> 0;
    } catch (error) {
      this.#dead = new RuyiError('internal', `The core stopped in ${name}: ${String(error)}`, error);
      throw this.#dead;
    }
  }

  get dead(): boolean {
    return this.#dead !== undefined;
  }

  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  alloc(bytes: number): Pointer {
    const pointer = this.call('ruyi_alloc', Math.max(1, bytes));
    if (pointer === 0) throw new RuyiError('out-of-memory', `The core cannot allocate ${bytes} bytes.`);
    return pointer;
  }

  free(pointer: Pointer): void {
    if (pointer !== 0 && !this.#dead) this.call('ruyi_free', pointer);
  }

  /** Copies bytes in. The memory may have moved since the last call, so the view is made here. */
  put(data: Uint8Array): Pointer {
    const pointer = this.alloc(data.byteLength);
    new Uint8Array(this.#exports.memory.buffer, pointer, data.byteLength).set(data);
    return pointer;
  }

  /** Reads a result struct and copies its answer out; throws the typed error it carries. */
  take(result: Pointer): Uint8Array<ArrayBuffer> {
    const buffer = this.#exports.memory.buffer;
    if (result === 0 || result + RESULT_BYTES > buffer.byteLength) throw new RuyiError('out-of-memory', 'The core gave no result.');
    const view = new DataView(buffer, result, RESULT_BYTES);
    const code = view.getUint32(0, true);
    const bytes = view.getUint32(4, true);
    const data = new Uint8Array(new Uint8Array(buffer, view.getUint32(8, true), bytes));
    if (code === 0) return data;
    throw errorOf(code, data);
  }

  /** Copies the arguments in, calls, copies the answer out, frees the arguments. */
  ask(name: string, handle: Pointer | undefined, parts: Uint8Array[], place: (at: Pointer[]) => number[]): Uint8Array<ArrayBuffer> {
    const pointers: Pointer[] = [];
    try {
      for (const part of parts) pointers.push(part.byteLength === 0 ? 0 : this.put(part));
      const args = place(pointers);
      return this.take(handle === undefined ? this.call(name, ...args) : this.call(name, handle, ...args));
    } finally {
      for (const pointer of pointers) this.free(pointer);
    }
  }

  /** The usual shape: one run of bytes in, an answer out. */
  askBytes(name: string, handle: Pointer, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.ask(name, handle, [bytes], ([at = 0]) => [at, bytes.byteLength]);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function errorOf(code: number, data: Uint8Array): RuyiError {
  const text = decoder.decode(data);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed && typeof parsed.message === 'string')
      return new RuyiError(coreCode(code), parsed.message);
  } catch {
    // Not JSON: the text itself is the message.
  }
  return new RuyiError(coreCode(code), text || `The core failed with code ${code}.`);
}

function json(value: unknown): Uint8Array {
  return encoder.encode(typeof value === 'string' ? value : JSON.stringify(value));
}

function parse<T>(bytes: Uint8Array): T {
  return JSON.parse(decoder.decode(bytes)) as T;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function floatsOf(bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

async function instantiate(wasm: BufferSource, versionExport: string): Promise<Instance> {
  const { module, instance } = await compile(wasm);
  const exports = instance.exports as Exports;
  if (!(exports.memory instanceof WebAssembly.Memory) || exports.memory.buffer.byteLength < PAGE_BYTES)
    throw new RuyiError('unsupported-version', `The module exports no memory (imports: ${importNames(module)}).`);
  const wrapped = new Instance(exports);
  if (typeof exports['_initialize'] === 'function') wrapped.call('_initialize');
  const version = wrapped.call(versionExport);
  if (version !== ABI_VERSION)
    throw new RuyiError('unsupported-version', `The module speaks ABI ${version}; this build speaks ${ABI_VERSION}.`);
  return wrapped;
}

async function compile(wasm: BufferSource): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (typeof WebAssembly !== 'object') throw new RuyiError('unsupported', 'This browser has no WebAssembly.');
  try {
    const module = await WebAssembly.compile(wasm);
    return { module, instance: await WebAssembly.instantiate(module, stubs(module)) };
  } catch (error) {
    const blocked = error instanceof Error && /content security policy|unsafe-eval/i.test(error.message);
    throw blocked
      ? new RuyiError('unsupported', "The page's policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src.", error)
      : new RuyiError('unsupported', `The core could not be started: ${String(error)}`, error);
  }
}

/** Emscripten's imports (memory growth, exit) do nothing here: the core reads nothing from its host. */
function stubs(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module))
    if (kind === 'function') (imports[from] ??= {})[name] = () => 0;
  return imports;
}

function importNames(module: WebAssembly.Module): string {
  return WebAssembly.Module.imports(module)
    .map((entry) => `${entry.module}.${entry.name}`)
    .join(', ');
}

/**
 * Starts the runtime module. `budgetBytes`: shards whose blocks need more are refused by `open`.
 * Rejects with `unsupported` (no WebAssembly, or the page's policy forbids it) or `unsupported-version`.
 */
export async function loadCore(wasm: BufferSource, budgetBytes: number = DEFAULT_BUDGET_BYTES): Promise<CoreModule> {
  return new CoreModule(await instantiate(wasm, 'ruyi_abi_version'), budgetBytes);
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
    const handle = this.#live();
    const nameBytes = json(name);
    const at = this.#wasm.put(nameBytes);
    let data: Pointer = 0;
    try {
      data = this.#wasm.put(block);
      this.#wasm.take(this.#wasm.call('ruyi_attach', handle, at, nameBytes.byteLength, data, block.byteLength));
      data = 0; // the handle owns it now
    } finally {
      this.#wasm.free(data);
      this.#wasm.free(at);
    }
  }

  /** null: the empty profile. */
  setProfile(profile: Profile | null): void {
    const bytes = profile === null ? new Uint8Array(0) : json(profile);
    this.#wasm.askBytes('ruyi_set_profile', this.#live(), bytes);
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

  /** What the records say to a question; needs what `blockFor({ask})` names. */
  ask(question: Question): AskAnswer {
    return parse(this.#wasm.askBytes('ruyi_ask', this.#live(), json(question)));
  }

  /** The unit vector of a sentence; needs all `words` blocks. */
  encodeText(text: string): Float32Array<ArrayBuffer> {
    return floatsOf(this.#wasm.askBytes('ruyi_encode_text', this.#live(), json(text)));
  }

  /** RGBA8 (row-major, straight alpha) -> f32 [3, sizeH, sizeW] for the image encoder. Sizes are multiples of 32. */
  pixels(
    rgba: Uint8Array | Uint8ClampedArray,
    width: number,
    height: number,
    sizeW: number,
    sizeH: number,
    mean: readonly number[],
    std: readonly number[],
  ): Float32Array<ArrayBuffer> {
    const picture = rgbaBytes(rgba, width, height);
    const rule = bytesOf(Float32Array.from([...mean.slice(0, 3), ...std.slice(0, 3)]));
    const answer = this.#wasm.ask('ruyi_pixels', this.#live(), [picture, rule], ([at = 0, meanStd = 0]) => [
      at,
      width,
      height,
      sizeW,
      sizeH,
      meanStd,
    ]);
    return floatsOf(answer);
  }

  /** Traditional colours of a picture; needs the `graph` block. */
  palette(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): SeenColour[] {
    const picture = rgbaBytes(rgba, width, height);
    const answer = this.#wasm.ask('ruyi_palette', this.#live(), [picture], ([at = 0]) => [at, width, height]);
    return parse<{ colours: SeenColour[] }>(answer).colours;
  }

  /** Outputs of the image encoder, logits [S] and maps [S, mapH, mapW] -> named symbols, best first. */
  see(contract: ImageContract | string, logits: Float32Array, maps: Float32Array, mapH: number, mapW: number): SeenSymbol[] {
    const symbols = logits.length;
    if (maps.length !== symbols * mapH * mapW)
      throw new RuyiError('dimension-mismatch', `${maps.length} map values, not ${symbols} x ${mapH} x ${mapW}.`);
    const rule = json(contract);
    const parts = [rule, bytesOf(logits), bytesOf(maps)];
    const answer = this.#wasm.ask('ruyi_see', this.#live(), parts, ([at = 0, logit = 0, map = 0]) => [
      at,
      rule.byteLength,
      logit,
      map,
      symbols,
      mapH,
      mapW,
    ]);
    return parse<{ symbols: SeenSymbol[] }>(answer).symbols;
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

function rgbaBytes(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Uint8Array {
  if (width < 1 || height < 1 || rgba.byteLength !== width * height * 4)
    throw new RuyiError('invalid-picture', `${rgba.byteLength} bytes are not ${width} x ${height} RGBA pixels.`);
  return new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength);
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
