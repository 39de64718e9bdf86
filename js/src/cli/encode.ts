// Products -> vectors, symbols, colours and small pictures. One partition or a whole catalogue: the same code, the same numbers.

import { readFile } from 'node:fs/promises';
import type { SeenColour, SeenSymbol } from '../types.ts';
import type { SenseModule } from '../worker/sense-module.ts';
import type { Product } from './feeds/product.ts';
import type { FeedReport } from './feeds/report.ts';
import { ImageModel } from './image-model.ts';
import { InputError } from './input-error.ts';
import { loadModel, type ModelFile } from './model-files.ts';
import { PACKAGE_FILES, readPackageFile } from './package-files.ts';
import { type EncodedPicture, PictureCache } from './picture-cache.ts';
import { decodePicture, type PictureFolder, webPictures } from './pictures.ts';
import { loadSeedSense } from './seed-core.ts';
import { sha256Hex } from './sha256.ts';
import { loadTextEncoder, type TextEncoder } from './text-model.ts';

/** Raised when the meaning of a cached entry changes. */
const ENCODING_VERSION = 1;
const IN_FLIGHT = 2;
const PROGRESS_EVERY_MS = 5000;
const MAX_TEXT_CHARACTERS = 4000;

export interface ItemEncoding {
  product: Product;
  visual: Float32Array | null;
  text: Float32Array;
  seen: SeenSymbol[];
  colours: SeenColour[];
  /** Content hash of the published picture; empty without one. */
  pictureHash: string;
  pictureSize: [number, number];
}

export interface Encoders {
  sense: SenseModule;
  text: TextEncoder;
  imageModel: ModelFile;
  image: ImageModel;
  cache: PictureCache | undefined;
  dispose(): Promise<void>;
}

/** cacheFolder: keep and reuse encoded pictures there; pair: the folder of another pair of encoders. */
export async function loadEncoders(runtime: string, cacheFolder: string | undefined, pair?: string): Promise<Encoders> {
  const { sense, text: words } = await loadSeedSense();
  const made: { dispose(): Promise<void> }[] = [];
  try {
    const imageModel = await loadModel('image-encoder', pair);
    const text = await loadTextEncoder(words, sense, runtime, pair);
    made.push(text);
    const image = await ImageModel.create(imageModel.onnx, imageModel.contractJson, sense, runtime);
    made.push(image);
    const { model, dim } = image.contract;
    if (dim !== text.dim) {
      const remedy = 'the two of a pair share one space';
      throw new InputError('unsupported-version', `${model} gives ${dim} numbers and ${text.name} ${text.dim}: ${remedy}`);
    }
    const moduleHash = sha256Hex(await readPackageFile(PACKAGE_FILES.senseModule, 'the module for words and pictures'));
    const key = sha256Hex(
      JSON.stringify([ENCODING_VERSION, imageModel.sha256, sha256Hex(imageModel.contractJson), moduleHash, image.runtimeName]),
    ).slice(0, 16);
    const cache = cacheFolder === undefined ? undefined : new PictureCache(cacheFolder, key);
    const dispose = async (): Promise<void> => {
      await Promise.all(made.map((model) => model.dispose()));
      sense.dispose();
    };
    return { sense, text, imageModel, image, cache, dispose };
  } catch (error) {
    await Promise.all(made.map((model) => model.dispose()));
    sense.dispose();
    throw error;
  }
}

export interface EncodeJob {
  products: readonly Product[];
  pictures: PictureFolder;
  encoders: Encoders;
  report: FeedReport;
  /** Called once per distinct picture; hash: of its published bytes. */
  keepPicture(hash: string, web: EncodedPicture['web']): Promise<void>;
  progress(line: string): void;
}

/** Products whose picture is missing or broken are left out and named; those that name no picture stay. Keeps the order. */
export async function encodeProducts(job: EncodeJob): Promise<ItemEncoding[]> {
  const encoded = new Array<ItemEncoding | undefined>(job.products.length);
  const kept = new Set<string>();
  const started = performance.now();
  let spoke = started;
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const index = next++;
      const product = job.products[index];
      if (product === undefined) return;
      encoded[index] = await encodeProduct(product, job, kept);
      done++;
      const now = performance.now();
      if (now - spoke < PROGRESS_EVERY_MS) continue;
      spoke = now;
      job.progress(`encoded ${done} of ${job.products.length} products (${((done * 1000) / (now - started)).toFixed(1)} a second)`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return encoded.filter((item) => item !== undefined);
}

async function encodeProduct(product: Product, job: EncodeJob, kept: Set<string>): Promise<ItemEncoding | undefined> {
  const text = await job.encoders.text.encode(textOf(product));
  if (isZero(text)) {
    const problem = 'no word of the product’s texts is known to the text encoder; typed wishes will not find it';
    job.report.warn(
      product.row,
      'title',
      Object.values(product.title).join(' / '),
      problem,
      'add a Chinese or English title or description',
    );
  }
  if (product.images.length === 0) {
    return { product, visual: null, text, seen: [], colours: [], pictureHash: '', pictureSize: [0, 0] };
  }
  const problems: string[] = [];
  for (const address of product.images) {
    try {
      const picture = await encodeAddress(address, job);
      const hash = sha256Hex(picture.web.picture);
      if (!kept.has(hash)) {
        kept.add(hash);
        await job.keepPicture(hash, picture.web);
      }
      const { embedding, seen, colours, web } = picture;
      return { product, visual: embedding, text, seen, colours, pictureHash: hash, pictureSize: [web.width, web.height] };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(`${address}: ${error.message}`);
    }
  }
  job.report.reject(
    product.row,
    'picture',
    problems.join('; '),
    'none of the product’s pictures can be used',
    'put the file into the folder of --images, or repair it',
  );
  return undefined;
}

async function encodeAddress(address: string, job: EncodeJob): Promise<EncodedPicture> {
  const path = await job.pictures.find(address);
  if (path === undefined) throw new InputError('not-found', 'no such file');
  const bytes = await readFile(path);
  const hash = sha256Hex(bytes);
  const cached = await job.encoders.cache?.get(hash);
  if (cached) return cached;
  const picture = await encodePicture(bytes, job.encoders);
  await job.encoders.cache?.put(hash, picture);
  return picture;
}

export async function encodePicture(bytes: Uint8Array, { sense, image }: Pick<Encoders, 'sense' | 'image'>): Promise<EncodedPicture> {
  const rgba = await decodePicture(bytes);
  const embedding = await image.embed(rgba);
  const { symbols } = await image.see(rgba);
  const colours = sense.palette(rgba.data, rgba.width, rgba.height);
  return { web: await webPictures(rgba), embedding, seen: symbols.map(shortened), colours };
}

/** Four digits are far finer than the model, and keep a large catalogue's bundle small. */
function shortened({ id, confidence, claimed, box }: SeenSymbol): SeenSymbol {
  const round = (value: number): number => Math.round(value * 1e4) / 1e4;
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box ?? [];
  return { id, confidence: round(confidence), claimed, box: box === null ? null : [round(x0), round(y0), round(x1), round(y1)] };
}

/** The text encoder's answer to a text of which it knows no word. */
export function isZero(vector: Float32Array): boolean {
  return vector.every((value) => value === 0);
}

/** What the text vector stands for: all titles, the category, then the longer texts. */
export function textOf(product: Product): string {
  const parts = [...Object.values(product.title), product.category, ...product.texts.map(({ text }) => text)];
  return [...parts.filter((part) => part !== '').join('\n')].slice(0, MAX_TEXT_CHARACTERS).join('');
}
