// Encoded pictures on disk, known by the picture's bytes and everything that turned them into numbers: what makes --resume cheap.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeenColour, SeenSymbol } from '../types.ts';
import type { WebPictures } from './pictures.ts';

export interface EncodedPicture {
  web: WebPictures;
  /** Null without an image encoder. */
  embedding: Float32Array | null;
  seen: SeenSymbol[];
  colours: SeenColour[];
}

interface Stored {
  width: number;
  height: number;
  embedding: number[] | null;
  seen: SeenSymbol[];
  colours: SeenColour[];
}

export class PictureCache {
  readonly #folder: string;

  /** key: changes with the models and the code; entries of another key are never read. */
  constructor(folder: string, key: string) {
    this.#folder = join(folder, key);
  }

  /** Undefined when the picture is not there, or not whole: it is then encoded again. */
  async get(hash: string): Promise<EncodedPicture | undefined> {
    const path = this.#path(hash);
    try {
      const [json, picture, thumb] = await Promise.all([
        readFile(`${path}.json`, 'utf8'),
        readFile(`${path}.webp`),
        readFile(`${path}.thumb.webp`),
      ]);
      const stored = JSON.parse(json) as Stored;
      const embedding = stored.embedding === null ? null : Float32Array.from(stored.embedding);
      return { web: { picture, thumb, width: stored.width, height: stored.height }, embedding, seen: stored.seen, colours: stored.colours };
    } catch {
      return undefined;
    }
  }

  async put(hash: string, { web, embedding, seen, colours }: EncodedPicture): Promise<void> {
    const path = this.#path(hash);
    await mkdir(join(path, '..'), { recursive: true });
    const stored: Stored = { width: web.width, height: web.height, embedding: embedding && [...embedding], seen, colours };
    await writeWhole(`${path}.webp`, web.picture);
    await writeWhole(`${path}.thumb.webp`, web.thumb);
    // The JSON comes last: where it is, the rest is.
    await writeWhole(`${path}.json`, JSON.stringify(stored));
  }

  #path(hash: string): string {
    return join(this.#folder, hash.slice(0, 2), hash);
  }
}

async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  await writeFile(unfinished, data);
  await rename(unfinished, path);
}
