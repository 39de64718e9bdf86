// ONNX Runtime sessions: load the runtime when first needed, create, check on a known input, run, step down, dispose.
// The only file that imports ONNX Runtime.

import type * as Ort from 'onnxruntime-web/wasm';
import { RuyiError } from '../client/errors.ts';
import type { BackendChange } from '../client/protocol.ts';
import type { Backend, BackendChoice, SelfTest } from '../types.ts';
import { chooseDevice, type DevicePlan } from './device.ts';

export type Runtime = typeof Ort;

export interface TensorData {
  data: Float32Array | Int32Array | BigInt64Array;
  dims: number[];
}

export interface RunResult {
  outputs: Record<string, { data: Float32Array; dims: readonly number[] }>;
  backend: Backend;
  ranMs: number;
}

export interface Model {
  name: string;
  /** The ONNX file; fetched again only if the session must be made anew. */
  bytes: () => Promise<Uint8Array<ArrayBuffer>>;
  /** Runs a known input and says what is wrong with the answer; undefined if nothing is. */
  check?: (run: (feeds: Record<string, TensorData>) => Promise<RunResult>) => Promise<string | undefined>;
}

interface Loaded {
  runtime: Runtime;
  backend: Backend;
  device: GPUDevice | undefined;
  /** Rejects when the GPU goes away; never settles otherwise. */
  lost: Promise<never>;
  sessions: Map<string, Ort.InferenceSession>;
}

export interface RunnerOptions {
  /** Absolute address of the folder with ONNX Runtime's files, with a slash at its end. */
  ortBase: string;
  choice: BackendChoice;
  announce: (change: BackendChange) => void;
}

/** Cosine below which a model's answer on the known input is wrong. */
const MIN_COSINE = 0.99;

/** Not for concurrent use: the caller queues. */
export class ModelRunner {
  readonly #options: RunnerOptions;
  #loaded: Loaded | undefined;
  /** After a step down the GPU is not tried again in this worker. */
  #choice: BackendChoice;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#choice = options.choice;
  }

  get backend(): Backend | 'none' {
    return this.#loaded?.backend ?? 'none';
  }

  /** Runs a model on the best backend that works; a GPU that fails, lies or is lost costs the backend, not the request. */
  async run(model: Model, feeds: Record<string, TensorData>): Promise<RunResult> {
    for (;;) {
      const loaded = await this.#load();
      try {
        const session = await this.#session(loaded, model);
        return await runOn(loaded, session, feeds);
      } catch (error) {
        if (loaded.backend === 'wasm') throw asModelError(error, model);
        await this.#stepDown(error instanceof Error ? error.message : String(error));
      }
    }
  }

  async dispose(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    if (loaded) await release(loaded);
  }

  async #load(): Promise<Loaded> {
    if (this.#loaded) return this.#loaded;
    const plan = await chooseDevice(this.#choice);
    try {
      this.#loaded = await loadRuntime(this.#options.ortBase, plan);
    } catch (error) {
      if (plan.backend === 'wasm') throw error;
      await this.#stepDown(`the WebGPU runtime did not start: ${String(error)}`);
      return this.#load();
    }
    if (this.#choice === this.#options.choice) this.#options.announce({ from: 'none', to: plan.backend, reason: plan.reason });
    return this.#loaded;
  }

  async #session(loaded: Loaded, model: Model): Promise<Ort.InferenceSession> {
    const known = loaded.sessions.get(model.name);
    if (known) return known;
    const session = await Promise.race([createSession(loaded, await model.bytes()), loaded.lost]);
    const problem = await model.check?.((feeds) => runOn(loaded, session, feeds));
    if (problem !== undefined) {
      await session.release();
      throw new RuyiError('model-refused', `${model.name} on ${loaded.backend}: ${problem}`);
    }
    loaded.sessions.set(model.name, session);
    return session;
  }

  async #stepDown(reason: string): Promise<void> {
    await this.dispose();
    this.#choice = 'wasm';
    this.#options.announce({ from: 'webgpu', to: 'wasm', reason });
  }
}

async function loadRuntime(ortBase: string, plan: DevicePlan): Promise<Loaded> {
  const file = plan.backend === 'webgpu' ? 'ort.jspi.min.mjs' : 'ort.wasm.min.mjs';
  const url = new URL(file, ortBase).href;
  let runtime: Runtime;
  try {
    runtime = (await import(url)) as Runtime;
  } catch (error) {
    throw new RuyiError('network', `Cannot load ONNX Runtime: ${url}`, error);
  }
  runtime.env.wasm.wasmPaths = ortBase;
  runtime.env.wasm.numThreads = 1; // threads would need COOP and COEP headers on the embedding page
  runtime.env.wasm.proxy = false; // this already is a worker
  runtime.env.logLevel = 'error';
  const device = plan.backend === 'webgpu' ? plan.device : undefined;
  return { runtime, backend: plan.backend, device, lost: whenLost(device), sessions: new Map() };
}

function whenLost(device: GPUDevice | undefined): Promise<never> {
  if (!device) return new Promise(() => undefined);
  const lost = device.lost.then((info): never => {
    throw new RuyiError('internal', `the GPU was lost: ${info.message || info.reason || 'no reason given'}`);
  });
  lost.catch(() => undefined); // heard through the races below; alone it is no error
  return lost;
}

function createSession(loaded: Loaded, bytes: Uint8Array<ArrayBuffer>): Promise<Ort.InferenceSession> {
  const provider = loaded.device ? { name: 'webgpu', device: loaded.device } : 'wasm';
  return loaded.runtime.InferenceSession.create(bytes, {
    executionProviders: [provider as Ort.InferenceSession.ExecutionProviderConfig],
    graphOptimizationLevel: 'all',
  });
}

async function runOn(loaded: Loaded, session: Ort.InferenceSession, feeds: Record<string, TensorData>): Promise<RunResult> {
  const tensors: Record<string, Ort.Tensor> = {};
  let answer: Ort.InferenceSession.OnnxValueMapType | undefined;
  try {
    for (const [name, { data, dims }] of Object.entries(feeds)) tensors[name] = new loaded.runtime.Tensor(data as Float32Array, dims);
    const started = performance.now();
    answer = await Promise.race([session.run(tensors), loaded.lost]);
    const ranMs = performance.now() - started;
    const outputs: RunResult['outputs'] = {};
    for (const [name, value] of Object.entries(answer)) {
      const tensor = value as Ort.Tensor;
      outputs[name] = { data: Float32Array.from((await tensor.getData()) as Float32Array), dims: [...tensor.dims] };
    }
    return { outputs, backend: loaded.backend, ranMs };
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
    for (const value of Object.values(answer ?? {})) (value as Ort.Tensor).dispose();
  }
}

/** A lost device may make release hang or throw: it is asked, not waited for. */
async function release(loaded: Loaded): Promise<void> {
  for (const session of loaded.sessions.values()) void session.release().catch(() => undefined);
  loaded.sessions.clear();
  loaded.device?.destroy();
}

function asModelError(error: unknown, model: Model): RuyiError {
  if (error instanceof RuyiError) return error;
  return new RuyiError('internal', `${model.name} failed: ${error instanceof Error ? error.message : String(error)}`, error);
}

// ---- the known input ----------------------------------------------------------------------------------------------------

/**
 * The known input "weyl": an opaque size x size RGBA picture; channel c of pixel p (row-major) is the top byte of the 32-bit
 * product (3p + c + 1) * 2654435761, averaged over 8 x 8 tiles' origin so that it survives any resize: p is the tile's
 * top-left pixel. Made from integers alone, so every machine makes the same one.
 */
export function selfTestPixels(size: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const p = (y & ~7) * size + (x & ~7);
      const at = (y * size + x) * 4;
      for (let c = 0; c < 3; c++) rgba[at + c] = Math.imul(3 * p + c + 1, 2654435761) >>> 24;
      rgba[at + 3] = 255;
    }
  return rgba;
}

/** What is wrong with an embedding; undefined if nothing is. Without an expected one, only its form can be judged. */
export function embeddingProblem(found: Float32Array, dim: number, expected: Pick<SelfTest, 'embedding'> | undefined): string | undefined {
  if (found.length !== dim) return `${found.length} values instead of ${dim}`;
  if (!found.every(Number.isFinite)) return 'the embedding holds NaN';
  const length = Math.hypot(...found);
  if (Math.abs(length - 1) > 1e-2) return `the embedding has length ${length.toFixed(3)}, not 1`;
  if (!expected) return undefined;
  const cosine = cosineOf(found, expected.embedding);
  return cosine >= MIN_COSINE ? undefined : `cosine ${cosine.toFixed(4)} to the expected answer on the known input`;
}

function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
}
