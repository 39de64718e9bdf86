// A WASM module of ours (wasm/ABI.md): its start, its memory, its errors. The only file that touches WebAssembly.
// Nobody else calls the allocator: every buffer is freed in `finally` unless the module took it over.

import { coreCode, RuyiError } from '../client/errors.ts';

export const ABI_VERSION = 1;
export const DEFAULT_BUDGET_BYTES = 256 * 1024 * 1024;

/** Written by wasm/split.mjs: the same bytes in both parts of a module that was linked in two. */
const BUILD_SECTION = 'ruyi-build';
/** Under these names the parts import from one another. */
const FIRST_PART = 'primary';
const ABSENT_PART = 'placeholder';
const RESULT_BYTES = 12;
const PAGE_BYTES = 65536;

export type Pointer = number;
type Exports = WebAssembly.Exports & { memory: WebAssembly.Memory };
type Native = (...args: number[]) => number;

/** True where a WASM module may wait for a promise (needed by ONNX Runtime's WebGPU build). */
export function hasPromiseIntegration(): boolean {
  return typeof WebAssembly === 'object' && 'Suspending' in WebAssembly;
}

/** A reactor module, its memory, and the one way to pass bytes in and out. */
export class Instance {
  readonly #exports: Exports;
  readonly #build: string;
  #dead: RuyiError | undefined;

  constructor(exports: Exports, build: string) {
    this.#exports = exports;
    this.#build = build;
  }

  /** Starts the other part of this module in its memory and table; `name` is for the message. */
  async addPart(wasm: BufferSource, name: string): Promise<void> {
    const module = await compile(wasm);
    const completes = WebAssembly.Module.imports(module).some((wanted) => wanted.module === FIRST_PART);
    if (!completes || buildOf(module) !== this.#build)
      throw new RuyiError(
        'unsupported-version',
        `${name} is of another build than the module that it completes: copy both from one build and reload the page.`,
      );
    await start(module, { ...stubs(module), [FIRST_PART]: this.#exports as WebAssembly.ModuleImports });
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

  /** Hands a block over: the module keeps the copy when it accepts it. */
  give(name: string, handle: Pointer, block: string, bytes: Uint8Array): void {
    const blockName = json(block);
    const at = this.put(blockName);
    let data: Pointer = 0;
    try {
      data = this.put(bytes);
      this.take(this.call(name, handle, at, blockName.byteLength, data, bytes.byteLength));
      data = 0; // the handle owns it now
    } finally {
      this.free(data);
      this.free(at);
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

export function json(value: unknown): Uint8Array {
  return encoder.encode(typeof value === 'string' ? value : JSON.stringify(value));
}

export function parse<T>(bytes: Uint8Array): T {
  return JSON.parse(decoder.decode(bytes)) as T;
}

export function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export function floatsOf(bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** versionExport: the export that answers ABI_VERSION. */
export async function instantiate(wasm: BufferSource, versionExport: string): Promise<Instance> {
  const module = await compile(wasm);
  const exports = (await start(module, stubs(module))).exports as Exports;
  if (!(exports.memory instanceof WebAssembly.Memory) || exports.memory.buffer.byteLength < PAGE_BYTES)
    throw new RuyiError('unsupported-version', `The module exports no memory (imports: ${importNames(module)}).`);
  const wrapped = new Instance(exports, buildOf(module));
  if (typeof exports['_initialize'] === 'function') wrapped.call('_initialize');
  const version = wrapped.call(versionExport);
  if (version !== ABI_VERSION)
    throw new RuyiError('unsupported-version', `The module speaks ABI ${version}; this build speaks ${ABI_VERSION}.`);
  return wrapped;
}

async function compile(wasm: BufferSource): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== 'object') throw new RuyiError('unsupported', 'This browser has no WebAssembly.');
  return WebAssembly.compile(wasm).catch(refuse);
}

function start(module: WebAssembly.Module, imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  return WebAssembly.instantiate(module, imports).catch(refuse);
}

function refuse(error: unknown): never {
  const blocked = error instanceof Error && /content security policy|unsafe-eval/i.test(error.message);
  throw blocked
    ? new RuyiError('unsupported', "The page's policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src.", error)
    : new RuyiError('unsupported', `The core could not be started: ${String(error)}`, error);
}

/** Hexadecimal; "" for a module that was linked in one piece. */
function buildOf(module: WebAssembly.Module): string {
  const [id] = WebAssembly.Module.customSections(module, BUILD_SECTION);
  return id === undefined ? '' : Array.from(new Uint8Array(id), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Emscripten's imports (memory growth, exit) do nothing here: the core reads nothing from its host. A function of a part that is not there
 * is never called, since core answers `missing-part` first; were it, the call must end and not go on with a made-up value.
 */
function stubs(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module))
    if (kind === 'function') (imports[from] ??= {})[name] = from === ABSENT_PART ? callAbsent : () => 0;
  return imports;
}

function callAbsent(): never {
  throw new RuyiError('internal', 'A function of the part that is not loaded was called.');
}

function importNames(module: WebAssembly.Module): string {
  return WebAssembly.Module.imports(module)
    .map((entry) => `${entry.module}.${entry.name}`)
    .join(', ');
}
