// A photo's bytes -> upright RGBA pixels, inside the worker. Nothing is kept.

import { RuyiError } from '../client/errors.ts';
import { HEADER_BYTES, pictureSize } from './picture-size.ts';

export interface Rgba {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/** Longer side of what is decoded: far above the encoder's input, far below what fills a phone's memory. */
const MAX_SIDE_PX = 2048;
/** As on the command line. The browser decodes a picture whole, at four bytes a pixel, before it is made smaller. */
const MAX_INPUT_PIXELS = 100_000_000;

/** EXIF orientation is applied by the browser. Rejects with `invalid-picture` for anything that is not a picture, or more than MAX_INPUT_PIXELS. */
export async function decodePhoto(photo: Blob): Promise<Rgba> {
  const bitmap = await decode(photo);
  try {
    const scale = Math.min(1, MAX_SIDE_PX / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new RuyiError('unsupported', 'This browser cannot draw in a worker.');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    return { data: context.getImageData(0, 0, width, height).data, width, height };
  } finally {
    bitmap.close();
  }
}

async function decode(photo: Blob): Promise<ImageBitmap> {
  if (photo.size === 0) throw new RuyiError('invalid-picture', 'The file is empty.');
  const size = pictureSize(new Uint8Array(await photo.slice(0, HEADER_BYTES).arrayBuffer()));
  if (size && size.width * size.height > MAX_INPUT_PIXELS) {
    throw new RuyiError('invalid-picture', `The picture has ${size.width} x ${size.height} pixels; more than 100 million are not read.`);
  }
  try {
    return await createImageBitmap(photo, { imageOrientation: 'from-image' });
  } catch (error) {
    throw new RuyiError('invalid-picture', `This file cannot be read as a picture${photo.type ? ` (${photo.type})` : ''}.`, error);
  }
}
