// The image encoder's two passes in Node, over the module's own pixels: the same bytes give the same floats as in the browser.

import { RuyiError } from '../client/errors.ts';
import type { SeenSymbol } from '../types.ts';
import { embeddingProblem, selfTestPixels } from '../worker/encoder.ts';
import type { SenseModule } from '../worker/sense-module.ts';
import { type ModelOutput, OnnxModel } from './encoder.ts';
import { type ImageSidecar } from './model-files.ts';
import type { Rgba } from './pictures.ts';

/** The model's evidence for one symbol over the upright picture, row-major, in logits. */
export interface EvidenceMaps {
  width: number;
  height: number;
  values: Float32Array;
}

export class ImageModel {
  readonly contract: ImageSidecar;
  readonly #contractJson: string;
  readonly #model: OnnxModel;
  readonly #sense: SenseModule;

  private constructor(contractJson: string, model: OnnxModel, sense: SenseModule) {
    this.contract = JSON.parse(contractJson) as ImageSidecar;
    this.#contractJson = contractJson;
    this.#model = model;
    this.#sense = sense;
  }

  /** Rejects with `model-refused` when the first answer on the known input is wrong on this machine. */
  static async create(onnx: Uint8Array, contractJson: string, sense: SenseModule, runtime: string): Promise<ImageModel> {
    const created = new ImageModel(contractJson, await OnnxModel.create(onnx, runtime), sense);
    const { contract, pixels } = created.contract;
    if (contract !== 'image-encoder/1' || pixels.resize !== 'stretch') {
      throw new RuyiError(
        'unsupported-version',
        `this build reads image-encoder/1 with stretched pictures, not ${String(contract)} with ${pixels.resize}`,
      );
    }
    await created.#selfTest();
    return created;
  }

  get runtimeName(): string {
    return this.#model.runtimeName;
  }

  /** The unit vector of a picture (first pass). */
  async embed(picture: Rgba): Promise<Float32Array> {
    const answer = await this.#run(picture, Math.min(...this.contract.pixels.sizes));
    const embedding = output(answer, 'embedding').data;
    const problem = embeddingProblem(embedding, this.contract.dim, undefined);
    if (problem) throw new RuyiError('internal', `the image encoder: ${problem}`);
    return embedding;
  }

  /** Every symbol of the vocabulary, best first (second pass), and the maps in the vocabulary's order. */
  async see(picture: Rgba): Promise<{ symbols: SeenSymbol[]; maps: EvidenceMaps }> {
    const answer = await this.#run(picture, Math.max(...this.contract.pixels.sizes));
    const maps = output(answer, 'symbol_maps');
    const [height = 0, width = 0] = maps.dims.slice(-2);
    const symbols = this.#sense.see(this.#contractJson, output(answer, 'symbol_logits').data, maps.data, height, width);
    return { symbols, maps: { width, height, values: maps.data } };
  }

  dispose(): Promise<void> {
    return this.#model.dispose();
  }

  #run({ data, width, height }: Rgba, size: number): Promise<Record<string, ModelOutput>> {
    const { mean, std } = this.contract.pixels;
    return this.#model.run('pixels', this.#sense.pixels(data, width, height, size, size, mean, std), [1, 3, size, size]);
  }

  async #selfTest(): Promise<void> {
    const { self_test: expected, dim, pixels } = this.contract;
    const size = expected?.size ?? Math.min(...pixels.sizes);
    const known = { data: selfTestPixels(size), width: size, height: size };
    const problem = embeddingProblem(output(await this.#run(known, size), 'embedding').data, dim, expected);
    if (problem) throw new RuyiError('model-refused', `the image encoder on this machine (${this.runtimeName}): ${problem}`);
  }
}

function output(answer: Record<string, ModelOutput>, name: string): ModelOutput {
  const found = answer[name];
  if (!found) throw new RuyiError('unsupported-version', `the image encoder has no output “${name}”`);
  return found;
}
