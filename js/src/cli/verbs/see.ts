// `ruyi see PICTURE…`: every symbol of the vocabulary in each picture, best first, with its place.

import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { SeenSymbol } from '../../types.ts';
import { loadEncoders } from '../encode.ts';
import { RUNTIME_OPTION } from '../encoder.ts';
import type { EvidenceMaps, ImageModel } from '../image-model.ts';
import { InputError, UsageError } from '../input-error.ts';
import { ENCODERS_OPTION } from '../model-files.ts';
import { decodePicture, heatMapPng, type Rgba } from '../pictures.ts';
import { readInput } from '../read-input.ts';
import type { Answer, Arguments, Verb } from '../verb.ts';

const SHOWN_SYMBOLS = 8;

export const seeVerb: Verb = {
  name: 'see',
  usage: 'see PICTURE…',
  summary: 'Names the symbols and traditional colours of pictures, with confidence and place.',
  options: {
    maps: { type: 'string', value: 'DIR', help: 'write a heat map (PNG) per picture and symbol with a place' },
    ...ENCODERS_OPTION,
    ...RUNTIME_OPTION,
  },
  run,
};

async function run(args: Arguments): Promise<Answer> {
  if (args.positionals.length === 0) throw new UsageError('PICTURE is missing');
  const maps = args.text('maps');
  if (maps !== undefined) await mkdir(maps, { recursive: true });
  const encoders = await loadEncoders(args.text('runtime') ?? 'auto', undefined, args.text('encoders'));
  try {
    const pictures = [];
    for (const file of args.positionals) {
      const picture = await decodeNamed(file);
      const { symbols, maps: evidence } = await encoders.image.see(picture);
      const colours = encoders.sense.palette(picture.data, picture.width, picture.height);
      if (maps !== undefined) await writeMaps(maps, file, picture, symbols, evidence, encoders.image);
      pictures.push({ file, symbols, colours });
    }
    const document = { model: encoders.image.contract.model, pictures };
    return { document, text: pictures.map(printPicture).join('\n') };
  } finally {
    await encoders.dispose();
  }
}

export async function decodeNamed(file: string): Promise<Rgba> {
  try {
    return await decodePicture(await readInput(file, 'the picture'));
  } catch (error) {
    if (error instanceof InputError && error.code === 'invalid-picture') {
      throw new InputError('invalid-picture', `${file} is not a picture that can be read: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** One PNG per located symbol: the model's own evidence, from its mean (black) to its peak (white). */
async function writeMaps(
  folder: string,
  file: string,
  picture: Rgba,
  symbols: readonly SeenSymbol[],
  maps: EvidenceMaps,
  image: ImageModel,
): Promise<void> {
  const place = new Map(image.contract.symbols.map((id, index) => [id, index]));
  const cells = maps.width * maps.height;
  for (const { id, box } of symbols) {
    const index = place.get(id);
    if (box === null || index === undefined) continue;
    const values = maps.values.subarray(index * cells, (index + 1) * cells);
    const mean = values.reduce((sum, value) => sum + value, 0) / cells;
    const peak = values.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
    const scaled = Float32Array.from(values, (value) => (peak > mean ? (value - mean) / (peak - mean) : 0));
    const name = `${basename(file, extname(file))}.${id.replace(/[^A-Za-z0-9-]/g, '_')}.png`;
    await writeFile(join(folder, name), await heatMapPng(scaled, maps.width, maps.height, picture.width, picture.height));
  }
}

function printPicture({
  file,
  symbols,
  colours,
}: {
  file: string;
  symbols: readonly SeenSymbol[];
  colours: readonly { id: string; share: number }[];
}): string {
  const lines = symbols.slice(0, SHOWN_SYMBOLS).map(({ id, confidence, claimed, box }) => {
    const place = box === null ? '' : `  at ${box.map((side) => `${Math.round(side * 100)}%`).join(' ')}`;
    return `  ${confidence.toFixed(3)}  ${claimed ? 'claimed ' : '        '}${id}${place}`;
  });
  const shades = colours.map(({ id, share }) => `${id.replace(/^colour:/, '')} ${Math.round(share * 100)}%`).join(', ');
  return `${[file, ...lines, ...(shades === '' ? [] : [`  colours: ${shades}`])].join('\n')}\n`;
}
