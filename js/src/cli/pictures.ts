// Pictures: finding the files that a feed names, decoding them upright, and the small versions that a page shows.

import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import sharp from 'sharp';
import { InputError } from './input-error.ts';
import { isFile, isFolder } from './read-input.ts';

export interface Rgba {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
}

export interface WebPictures {
  /** WebP of at most 960 px, and its size. */
  picture: Uint8Array;
  width: number;
  height: number;
  /** WebP of at most 8,192 bytes. */
  thumb: Uint8Array;
}

const READABLE = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff']);
const MAX_INPUT_PIXELS = 100_000_000;
/** As in the browser: far above the encoder's input, far below what fills the memory. */
const MAX_DECODED_SIDE_PX = 2048;
const MAX_PICTURE_SIDE_PX = 960;
const PICTURE_QUALITY = 82;
const THUMB_SIDES_PX = [320, 240, 180, 120];
const THUMB_QUALITIES = [76, 60, 45, 30];
const MAX_THUMB_BYTES = 8192;
const MAX_FOLDER_FILES = 500_000;

/** Upright RGBA pixels. Rejects with `invalid-picture` for anything that is not a whole picture. */
export async function decodePicture(bytes: Uint8Array): Promise<Rgba> {
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: MAX_INPUT_PIXELS });
    const { format } = await image.metadata();
    if (!READABLE.has(format ?? '')) throw new Error(`${format ?? 'this format'} is not read; use JPEG, PNG, WebP, AVIF, GIF or TIFF`);
    const { data, info } = await image
      .autoOrient()
      .resize({ width: MAX_DECODED_SIDE_PX, height: MAX_DECODED_SIDE_PX, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (cause) {
    throw new InputError('invalid-picture', (cause as Error).message.replace(/\s+/g, ' '), { cause });
  }
}

/** What a page shows of a decoded picture, on white where it is transparent. */
export async function webPictures({ data, width, height }: Rgba): Promise<WebPictures> {
  const source = () => sharp(data, { raw: { width, height, channels: 4 } }).flatten({ background: '#ffffff' });
  const { data: picture, info } = await source()
    .resize({ width: MAX_PICTURE_SIDE_PX, height: MAX_PICTURE_SIDE_PX, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: PICTURE_QUALITY })
    .toBuffer({ resolveWithObject: true });
  for (const side of THUMB_SIDES_PX) {
    for (const quality of THUMB_QUALITIES) {
      const thumb = await source()
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .webp({ quality })
        .toBuffer();
      if (thumb.byteLength <= MAX_THUMB_BYTES) return { picture, width: info.width, height: info.height, thumb };
    }
  }
  throw new InputError('invalid-picture', `the picture cannot be shown in ${MAX_THUMB_BYTES} bytes`);
}

/** One channel of evidence, 0..1, as a PNG of the picture's shape: white is strong. */
export async function heatMapPng(values: Float32Array, width: number, height: number, wide: number, high: number): Promise<Uint8Array> {
  const grey = Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .resize({ width: wide, height: high, fit: 'fill' })
    .png()
    .toBuffer();
}

/** Finds pictures under one folder by path, by the path of a web address, or by a file name that is there once. */
export class PictureFolder {
  readonly #folder: string;
  readonly #mayWalk: boolean;
  #byName: Map<string, string[]> | undefined;

  /** mayWalk: look into subfolders too, which the user asked for by naming the folder. */
  constructor(folder: string, mayWalk: boolean) {
    this.#folder = resolve(folder);
    this.#mayWalk = mayWalk;
  }

  async check(): Promise<void> {
    if (!(await isFolder(this.#folder))) throw new InputError('not-found', `--images ${this.#folder} is not a folder`);
  }

  /** Undefined when no file fits. Never leaves the folder. */
  async find(address: string): Promise<string | undefined> {
    const path = pathOf(address);
    for (const candidate of new Set([path, basename(path)])) {
      const file = resolve(this.#folder, `./${candidate}`);
      if (candidate !== '' && file.startsWith(this.#folder + sep) && (await isFile(file))) return file;
    }
    if (!this.#mayWalk) return undefined;
    this.#byName ??= await walk(this.#folder);
    const found = this.#byName.get(nameKey(basename(path))) ?? [];
    const fitting = found.filter((file) => nameKey(relative(this.#folder, file)).endsWith(nameKey(path)));
    return fitting.length === 1 ? fitting[0] : found.length === 1 ? found[0] : undefined;
  }
}

function pathOf(address: string): string {
  const path = /^(?:https?:)?\/\//i.test(address) ? address.replace(/^(?:https?:)?\/\/[^/]*/i, '').replace(/[?#].*$/, '') : address;
  const plain = path.replace(/\\/g, '/').replace(/^\/+/, '');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

async function walk(folder: string): Promise<Map<string, string[]>> {
  const byName = new Map<string, string[]>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length > MAX_FOLDER_FILES) throw new InputError('unsupported', `${folder} holds more than ${MAX_FOLDER_FILES} files`);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const key = nameKey(entry.name);
    const list = byName.get(key) ?? [];
    byName.set(key, list);
    list.push(join(entry.parentPath, entry.name));
  }
  return byName;
}
