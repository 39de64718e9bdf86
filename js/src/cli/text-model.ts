// The text encoder: the table that core itself computes with, or a network under the same contract that is fed with core's tokens.

import { RuyiError } from '../client/errors.ts';
import { embeddingProblem } from '../worker/encoder.ts';
import type { SenseModule } from '../worker/sense-module.ts';
import { OnnxModel } from './encoder.ts';
import { InputError } from './input-error.ts';
import { isNetwork, loadModel, type ModelFile, type TextCard, type Words } from './model-files.ts';

const TOKENISER = 'ruyi-subword/1';
/** Longer texts are cut for a network, whose time grows with their square. */
const MAX_TOKENS = 256;

export interface TextEncoder {
  readonly name: string;
  readonly dim: number;
  /** Undefined for the package's table. */
  readonly model: ModelFile | undefined;
  /** A unit vector, or zeros for a text of which no word is known. */
  encode(text: string): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export class TableEncoder implements TextEncoder {
  readonly name: string;
  readonly dim: number;
  readonly model = undefined;
  readonly #sense: SenseModule;

  constructor({ name, dim }: { name: string; dim: number }, sense: SenseModule) {
    this.name = name;
    this.dim = dim;
    this.#sense = sense;
  }

  encode(text: string): Promise<Float32Array> {
    return Promise.resolve(this.#sense.encodeText(text));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

export class TextModel implements TextEncoder {
  readonly name: string;
  readonly dim: number;
  readonly model: ModelFile;
  readonly #sense: SenseModule;
  readonly #network: OnnxModel;

  private constructor(model: ModelFile, card: TextCard, network: OnnxModel, sense: SenseModule) {
    this.name = card.model;
    this.dim = card.dim;
    this.model = model;
    this.#network = network;
    this.#sense = sense;
  }

  /** words: the vocabulary of this installation, which the network's ids must come from. Rejects with `model-refused` on a wrong first answer. */
  static async create(model: ModelFile, words: Pick<Words, 'tokens'>, sense: SenseModule, runtime: string): Promise<TextModel> {
    const card = JSON.parse(model.contractJson) as TextCard;
    if (card.tokeniser !== TOKENISER || card.tokens !== words.tokens) {
      const problem = `it reads ${String(card.tokens)} tokens of ${String(card.tokeniser)}, this installation has ${words.tokens} of ${TOKENISER}`;
      throw new InputError('unsupported-version', `the card of ${card.model} does not fit: ${problem}`);
    }
    const created = new TextModel(model, card, await OnnxModel.create(model.onnx, runtime), sense);
    try {
      const { self_test: known } = card;
      const found = await created.#run(Int32Array.from(known?.input ?? [1]));
      const problem = embeddingProblem(found, card.dim, known);
      if (problem) throw new RuyiError('model-refused', `the text encoder on this machine (${created.#network.runtimeName}): ${problem}`);
      return created;
    } catch (error) {
      await created.dispose();
      throw error;
    }
  }

  async encode(text: string): Promise<Float32Array> {
    const ids = this.#sense.tokenIds(text).slice(0, MAX_TOKENS);
    return ids.length === 0 ? new Float32Array(this.dim) : this.#run(ids);
  }

  dispose(): Promise<void> {
    return this.#network.dispose();
  }

  async #run(ids: Int32Array): Promise<Float32Array> {
    const { embedding } = await this.#network.run('token_ids', ids, [1, ids.length]);
    if (!embedding) throw new RuyiError('unsupported-version', 'the text encoder has no output “embedding”');
    return embedding.data;
  }
}

/** pair: the folder of another pair of encoders, whose text encoder is a network or the table of this installation. */
export async function loadTextEncoder(
  words: Omit<Words, 'blocks'>,
  sense: SenseModule,
  runtime: string,
  pair?: string,
): Promise<TextEncoder> {
  if (pair === undefined) return new TableEncoder(words, sense);
  const model = await loadModel('text-encoder', pair);
  if (isNetwork(model)) return TextModel.create(model, words, sense, runtime);
  if (model.contractJson === (await loadModel('text-encoder')).contractJson) return new TableEncoder(words, sense);
  const card = JSON.parse(model.contractJson) as TextCard;
  throw new InputError(
    'unsupported-version',
    `the card of ${card.model} names a table of words that is not this installation's: give a network, or leave the shipped text encoder in the pair`,
  );
}
