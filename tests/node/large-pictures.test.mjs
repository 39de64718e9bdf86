// Pictures far larger than what is looked at: decoded in little memory on the command line, refused before decoding where there are too many pixels.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { build } from 'esbuild';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createFolder } from '../support/cli.mjs';
import { loadSource } from '../support/source-module.mjs';

const sources = fileURLToPath(new URL('../../js/src/', import.meta.url));
const plain = (width, height) => sharp({ create: { width, height, channels: 3, background: '#c8161d' } });

/** Prints size and by how many megabytes the process grew at its peak, after a small picture has loaded the decoder. */
const MEASURE = `
import { readFileSync } from 'node:fs';
import { decodePicture } from './pictures.mjs';
const peak = () => Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
await decodePicture(readFileSync(process.argv[2]));
const bytes = readFileSync(process.argv[3]);
const before = peak();
const { width, height } = await decodePicture(bytes);
console.log(JSON.stringify({ width, height, grownMb: peak() - before }));
`;

function run(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (part) => (out += part));
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(JSON.parse(out)) : reject(new Error(`status ${status}`))));
  });
}

test(
  'a photo of 50 megapixels, lying on its side, is decoded smaller and never held whole',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const folder = await createFolder(t);
    const [small, large, script] = ['small.jpg', 'large.jpg', 'measure.mjs'].map((name) => join(folder, name));
    await plain(640, 480).jpeg().toFile(small);
    await plain(8192, 6144).withMetadata({ orientation: 6 }).jpeg().toFile(large);
    const options = { bundle: true, platform: 'node', format: 'esm', external: ['sharp'], logLevel: 'error', write: false };
    const [code] = (await build({ ...options, entryPoints: [join(sources, 'cli/pictures.ts')] })).outputFiles;
    // The folder lies outside of the repository, where `sharp` would not be found by its name.
    await writeFile(join(folder, 'pictures.mjs'), code.text.replace(/"sharp"/, JSON.stringify(import.meta.resolve('sharp'))));
    await writeFile(script, MEASURE);
    const { width, height, grownMb } = await run(script, [small, large]);
    assert.deepEqual([width, height], [1536, 2048]);
    assert.ok(grownMb < 100, `grew by ${grownMb.toFixed(0)} MB; the pixels alone are 151 MB`);
  },
);

test('the size of a picture is read from its first bytes', async () => {
  const { pictureSize } = await loadSource('worker/picture-size.ts');
  const size = { width: 321, height: 123 };
  const formats = {
    jpeg: (p) => p.jpeg(),
    progressive: (p) => p.jpeg({ progressive: true }),
    exif: (p) => p.withMetadata({ orientation: 6 }).jpeg(),
    png: (p) => p.png(),
    gif: (p) => p.gif(),
    webp: (p) => p.webp(),
    lossless: (p) => p.webp({ lossless: true }),
    transparent: (p) => p.ensureAlpha(0.5).webp(),
  };
  for (const [name, encode] of Object.entries(formats)) {
    const bytes = new Uint8Array(await encode(plain(size.width, size.height)).toBuffer());
    assert.deepEqual(pictureSize(bytes), size, name);
    for (let end = 0; end < 24; end++) assert.doesNotThrow(() => pictureSize(bytes.subarray(0, end)), `${name}, ${end} bytes`);
  }
  assert.equal(pictureSize(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')), undefined);
});

test('a photo of more than 100 megapixels is refused before it is decoded', async () => {
  const { decodePhoto } = await loadSource('worker/photo.ts');
  const header = new Uint8Array(await plain(8, 8).png().toBuffer());
  new DataView(header.buffer, header.byteOffset).setUint32(16, 20_000);
  new DataView(header.buffer, header.byteOffset).setUint32(20, 6_000);
  await assert.rejects(decodePhoto(new Blob([header])), { code: 'invalid-picture', message: /20000 x 6000 pixels; more than 100 million/ });
});
