// The module for words and pictures behind plain methods (wasm/ABI.md). It is loaded when somebody types or drops a photo;
// a shelf does without it. Runs unchanged in a browser worker and in Node.

import { RuyiError } from '../client/errors.ts';
import type { AskAnswer, ImageContract, Question, SeenColour, SeenSymbol, Understanding } from '../types.ts';
import type { BlockQuery } from './core-module.ts';
import { bytesOf, DEFAULT_BUDGET_BYTES, floatsOf, type Instance, instantiate, json, parse, type Pointer } from './wasm-instance.ts';

/** Starts the module; see loadCore. */
export async function loadSense(wasm: BufferSource, budgetBytes: number = DEFAULT_BUDGET_BYTES): Promise<SenseModule> {
  return new SenseModule(await instantiate(wasm, 'ruyi_sense_abi_version'), budgetBytes);
}

/** The senses of one open shard: not for concurrent use. Its blocks are attached here besides those of the core. */
export class SenseModule {
  readonly #wasm: Instance;
  #handle: Pointer;

  constructor(wasm: Instance, budgetBytes: number) {
    this.#wasm = wasm;
    this.#handle = wasm.call('ruyi_sense_create', budgetBytes);
    if (this.#handle === 0) throw new RuyiError('out-of-memory', 'The senses cannot be created.');
  }

  /** True after a trap: make a new module, this one answers nothing any more. */
  get dead(): boolean {
    return this.#wasm.dead;
  }

  /** manifest: the JSON as it was fetched (bytes or text). */
  open(manifest: Uint8Array | string): void {
    this.#wasm.askBytes('ruyi_sense_open', this.#live(), typeof manifest === 'string' ? json(manifest) : manifest);
  }

  /** Names of the blocks that this step needs and that are not attached here. */
  blockFor(query: BlockQuery): string[] {
    return parse<{ blocks: string[] }>(this.#wasm.askBytes('ruyi_sense_block_for', this.#live(), json(query))).blocks;
  }

  /** Copies a block in; the module keeps the copy when it accepts it. */
  attach(name: string, block: Uint8Array): void {
    this.#wasm.give('ruyi_sense_attach', this.#live(), name, block);
  }

  /** The unit vector of a sentence; needs all `words` blocks. */
  encodeText(text: string): Float32Array<ArrayBuffer> {
    return floatsOf(this.#wasm.askBytes('ruyi_sense_encode_text', this.#live(), json(text)));
  }

  /** The sentence's tokens, for a text encoder that is a network; needs all `words` blocks. */
  tokenIds(text: string): Int32Array<ArrayBuffer> {
    return new Int32Array(floatsOf(this.#wasm.askBytes('ruyi_sense_token_ids', this.#live(), json(text))).buffer);
  }

  /** What a sentence asks for; needs `words-000` and the lexicon. */
  understand(text: string): Understanding {
    return parse<Understanding>(this.#wasm.askBytes('ruyi_sense_understand', this.#live(), json(text)));
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
    const answer = this.#wasm.ask('ruyi_sense_pixels', this.#live(), [picture, rule], ([at = 0, meanStd = 0]) => [
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
    const answer = this.#wasm.ask('ruyi_sense_palette', this.#live(), [picture], ([at = 0]) => [at, width, height]);
    return parse<{ colours: SeenColour[] }>(answer).colours;
  }

  /** Outputs of the image encoder, logits [S] and maps [S, mapH, mapW] -> named symbols, best first. */
  see(contract: ImageContract | string, logits: Float32Array, maps: Float32Array, mapH: number, mapW: number): SeenSymbol[] {
    const symbols = logits.length;
    if (maps.length !== symbols * mapH * mapW)
      throw new RuyiError('dimension-mismatch', `${maps.length} map values, not ${symbols} x ${mapH} x ${mapW}.`);
    const rule = json(contract);
    const parts = [rule, bytesOf(logits), bytesOf(maps)];
    const answer = this.#wasm.ask('ruyi_sense_see', this.#live(), parts, ([at = 0, logit = 0, map = 0]) => [
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

  /** What the records say to a question; needs what `blockFor({ask})` names. */
  ask(question: Question): AskAnswer {
    return parse(this.#wasm.askBytes('ruyi_sense_ask', this.#live(), json(question)));
  }

  dispose(): void {
    if (this.#handle !== 0 && !this.#wasm.dead) this.#wasm.call('ruyi_sense_destroy', this.#handle);
    this.#handle = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #live(): Pointer {
    if (this.#handle === 0) throw new RuyiError('invalid-state', 'The senses were disposed.');
    return this.#handle;
  }
}

function rgbaBytes(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Uint8Array {
  if (width < 1 || height < 1 || rgba.byteLength !== width * height * 4)
    throw new RuyiError('invalid-picture', `${rgba.byteLength} bytes are not ${width} x ${height} RGBA pixels.`);
  return new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength);
}
