// The image encoder's two passes: 224 px for the embedding, 448 px for symbols and regions ("image-encoder/1").

import { RuyiError } from '../client/errors.ts';
import type { HeatMap, ImageContract, PhotoEmbedding, PhotoSight, SeenSymbol } from '../types.ts';
import { embeddingProblem, type Model, type ModelRunner, type RunResult, selfTestPixels, type TensorData } from './encoder.ts';
import type { Rgba } from './photo.ts';
import type { SenseModule } from './sense-module.ts';

/** How many evidence maps travel to the page: the best ones, they are all that can be shown. */
const MAX_MAPS = 8;

export class ImageEncoder {
  readonly #contract: ImageContract;
  /** As it was fetched: the module reads its own part of it. */
  readonly #json: string;
  readonly #model: Model;
  readonly #sense: SenseModule;

  constructor(json: string, model: Pick<Model, 'name' | 'bytes'>, sense: SenseModule) {
    const contract = JSON.parse(json) as ImageContract;
    if (contract.contract !== 'image-encoder/1')
      throw new RuyiError('unsupported-version', `${model.name} follows "${String(contract.contract)}", not image-encoder/1.`);
    if (contract.pixels.resize !== 'stretch')
      throw new RuyiError('unsupported-version', `${model.name} asks for "${contract.pixels.resize}" pictures; this build stretches.`);
    this.#contract = contract;
    this.#json = json;
    this.#model = { ...model, check: (run) => this.#check(run) };
    this.#sense = sense;
  }

  prepare(rgba: Rgba, pass: 'embedding' | 'symbols'): TensorData {
    const sizes = this.#contract.pixels.sizes;
    return this.#input(rgba, pass === 'embedding' ? Math.min(...sizes) : Math.max(...sizes));
  }

  async embed(runner: ModelRunner, input: TensorData): Promise<Pick<PhotoEmbedding, 'model' | 'backend' | 'embedding' | 'ranMs'>> {
    const result = await runner.run(this.#model, { pixels: input });
    const embedding = output(result, 'embedding').data;
    const problem = embeddingProblem(embedding, this.#contract.dim, undefined);
    if (problem) throw new RuyiError('internal', `${this.#model.name}: ${problem}.`);
    return { model: this.#contract.model, backend: result.backend, embedding, ranMs: result.ranMs };
  }

  async see(runner: ModelRunner, input: TensorData): Promise<Omit<PhotoSight, 'colours' | 'names'>> {
    const result = await runner.run(this.#model, { pixels: input });
    const logits = output(result, 'symbol_logits').data;
    const maps = output(result, 'symbol_maps');
    const [mapH = 0, mapW = 0] = maps.dims.slice(-2);
    const symbols = this.#sense.see(this.#json, logits, maps.data, mapH, mapW);
    const heat = symbols.filter((symbol) => symbol.box !== null).slice(0, MAX_MAPS);
    const index = new Map(this.#contract.symbols.map((id, i) => [id, i]));
    return {
      model: this.#contract.model,
      backend: result.backend,
      symbols,
      maps: heat.map((symbol) => heatOf(symbol, maps.data, index.get(symbol.id) ?? 0, mapW, mapH)),
      ranMs: result.ranMs,
    };
  }

  #input({ data, width, height }: Rgba, size: number): TensorData {
    const { mean, std } = this.#contract.pixels;
    return { data: this.#sense.pixels(data, width, height, size, size, mean, std), dims: [1, 3, size, size] };
  }

  async #check(run: (feeds: Record<string, TensorData>) => Promise<RunResult>): Promise<string | undefined> {
    const { self_test: expected, dim, pixels } = this.#contract;
    const size = expected?.size ?? Math.min(...pixels.sizes);
    const known = { data: selfTestPixels(size), width: size, height: size };
    const result = await run({ pixels: this.#input(known, size) });
    return embeddingProblem(output(result, 'embedding').data, dim, expected);
  }
}

function output(result: RunResult, name: string): { data: Float32Array; dims: readonly number[] } {
  const found = result.outputs[name];
  if (!found) throw new RuyiError('unsupported-version', `The model has no output "${name}".`);
  return found;
}

/** Evidence above the map's own mean, as a share of the way to its peak. */
function heatOf(symbol: SeenSymbol, maps: Float32Array, index: number, width: number, height: number): HeatMap {
  const cells = maps.subarray(index * width * height, (index + 1) * width * height);
  const mean = cells.reduce((sum, value) => sum + value, 0) / cells.length;
  const peak = cells.reduce((best, value) => Math.max(best, value), -Infinity);
  const values = Float32Array.from(cells, (value) => (peak > mean ? Math.max(0, (value - mean) / (peak - mean)) : 0));
  return { id: symbol.id, width, height, values };
}
