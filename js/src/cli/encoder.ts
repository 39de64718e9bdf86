// ONNX Runtime in Node: the native package where it is installed, else the WASM package, several times slower.
// The only file of the command line that imports ONNX Runtime.

import type { InferenceSession, Tensor as OrtTensor, TypedTensor } from 'onnxruntime-web';
import { RuyiError } from '../client/errors.ts';
import { UsageError } from './input-error.ts';

interface Runtime {
  name: 'node' | 'web';
  createSession(onnx: Uint8Array): Promise<InferenceSession>;
  tensor(data: Float32Array | Int32Array, dims: readonly number[]): OrtTensor;
}

export interface ModelOutput {
  data: Float32Array;
  dims: readonly number[];
}

export const RUNTIME_OPTION = {
  runtime: { type: 'string', value: 'NAME', help: 'ONNX Runtime: auto (default), node, web' },
} as const;

/** One model, ready to run. Not for concurrent use: callers wait for each answer. */
export class OnnxModel {
  readonly #runtime: Runtime;
  readonly #session: InferenceSession;

  private constructor(runtime: Runtime, session: InferenceSession) {
    this.#runtime = runtime;
    this.#session = session;
  }

  /** runtime: auto, node or web. */
  static async create(onnx: Uint8Array, runtime: string): Promise<OnnxModel> {
    const chosen = await loadRuntime(runtime);
    try {
      return new OnnxModel(chosen, await chosen.createSession(onnx));
    } catch (cause) {
      throw new RuyiError('internal', `ONNX Runtime (${chosen.name}) cannot open the model: ${String(cause)}`, cause);
    }
  }

  get runtimeName(): string {
    return this.#runtime.name;
  }

  async run(input: string, data: Float32Array | Int32Array, dims: readonly number[]): Promise<Record<string, ModelOutput>> {
    const answer = await this.#session.run({ [input]: this.#runtime.tensor(data, dims) });
    return Object.fromEntries(
      Object.entries(answer).map(([name, tensor]) => {
        const { data: values, dims: shape } = tensor as TypedTensor<'float32'>;
        return [name, { data: Float32Array.from(values), dims: [...shape] }];
      }),
    );
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

async function loadRuntime(wanted: string): Promise<Runtime> {
  if (wanted !== 'auto' && wanted !== 'node' && wanted !== 'web') {
    throw new UsageError(`--runtime ${wanted}: one of auto, node, web is needed`);
  }
  if (wanted === 'web') return loadWeb();
  try {
    return await loadNative();
  } catch (cause) {
    if (wanted === 'auto') return loadWeb();
    throw new RuyiError('unsupported', `onnxruntime-node cannot be loaded: ${String(cause)}`, cause);
  }
}

async function loadNative(): Promise<Runtime> {
  const name = 'onnxruntime-node';
  const ort = (await import(name)) as typeof import('onnxruntime-web');
  return {
    name: 'node',
    createSession: (onnx) => ort.InferenceSession.create(onnx, { graphOptimizationLevel: 'all', logSeverityLevel: 3 }),
    tensor: (data, dims) => tensorOf(ort.Tensor, data, dims),
  };
}

async function loadWeb(): Promise<Runtime> {
  const ort = await import('onnxruntime-web');
  ort.env.logLevel = 'error';
  // One thread, as in the browser: workers would keep the process alive.
  ort.env.wasm.numThreads = 1;
  return {
    name: 'web',
    createSession: (onnx) => ort.InferenceSession.create(onnx, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' }),
    tensor: (data, dims) => tensorOf(ort.Tensor, data, dims),
  };
}

function tensorOf(Tensor: typeof import('onnxruntime-web').Tensor, data: Float32Array | Int32Array, dims: readonly number[]): OrtTensor {
  return data instanceof Int32Array ? new Tensor('int32', data, dims) : new Tensor('float32', data, dims);
}
