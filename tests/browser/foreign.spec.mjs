// A foreign pair in Chromium: both transformers give NumPy's answers through the worker's own runner on WASM and on software WebGPU, and a
// photo is read by the vision transformer as by the shipped encoder.

import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { loadSource } from '../support/source-module.mjs';
import { createShop, shopMissing } from './shop.mjs';
import { htmlPage, launch, missing, openPage, PAGE_FILES, root, startServer, waitForEvent, widget } from './support.mjs';

const PAIR = join(root, 'tests/support/tiny_pair');
// The software adapter compiles and runs shaders on the CPU.
const options = { skip: missing() ?? shopMissing, timeout: 300_000 };
const expected = JSON.parse(readFileSync(join(PAIR, 'expected.json'), 'utf8'));
const TOLERANCE = 1e-3;

function largestGap(found, wanted) {
  assert.equal(found.length, wanted.length);
  return Math.max(...wanted.map((value, at) => Math.abs(value - found[at])));
}

/** worker/encoder.ts as a page may load it. */
async function runnerSource() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'js/src/worker/encoder.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    external: ['onnxruntime-web/*'],
    define: { RUYI_VERSION: '"test"' },
  });
  return { body: outputFiles[0].text, type: 'text/javascript; charset=utf-8' };
}

/** Runs in the page: every expected input through one runner. */
async function answers({ choice, pictures, texts }) {
  const { ModelRunner, selfTestPixels } = await import('/runner.js');
  const changes = [];
  const runner = new ModelRunner({
    ortBase: new URL('/ruyi/widget/ort/', location.href).href,
    choice,
    announce: (change) => changes.push(change),
  });
  const read = async (file) => new Uint8Array(await (await fetch(`/pair/${file}`)).arrayBuffer());
  const card = await (await fetch('/pair/image-encoder.json')).json();
  const vision = { name: 'tiny-vit', bytes: () => read('image-encoder.onnx') };
  const words = { name: 'tiny-text', bytes: () => read('text-encoder.onnx') };
  const seen = [];
  for (const size of pictures) {
    const rgba = selfTestPixels(size);
    const data = Float32Array.from({ length: 3 * size * size }, (_, at) => {
      const channel = Math.floor(at / (size * size));
      return (rgba[(at % (size * size)) * 4 + channel] - card.pixels.mean[channel]) / card.pixels.std[channel];
    });
    const { outputs, backend } = await runner.run(vision, { pixels: { data, dims: [1, 3, size, size] } });
    const map = outputs.symbol_maps.data;
    const side = size / card.pixels.map_stride;
    seen.push({
      backend,
      embedding: [...outputs.embedding.data],
      logits: [...outputs.symbol_logits.data],
      row: [...map.slice(2 * side * side, 2 * side * side + side)],
    });
  }
  const heard = [];
  for (const ids of texts) {
    const { outputs, backend } = await runner.run(words, { token_ids: { data: Int32Array.from(ids), dims: [1, ids.length] } });
    heard.push({ backend, embedding: [...outputs.embedding.data] });
  }
  await runner.dispose();
  return { seen, heard, changes };
}

/** Chromium's software adapter takes its page down now and then (once in eight runs seen); that alone is asked again, in a new browser. */
async function answersIn(address, choice, inputs, t, crashesLeft = choice === 'webgpu' ? 2 : 0) {
  const browser = await launch({ webgpu: choice === 'webgpu' });
  try {
    const { page } = await openPage(browser, address);
    return await page.evaluate(answers, inputs);
  } catch (error) {
    if (crashesLeft === 0 || !/Target crashed/.test(error.message)) throw error;
    t.diagnostic('the page crashed; asking again');
  } finally {
    await browser.close();
  }
  return answersIn(address, choice, inputs, t, crashesLeft - 1);
}

for (const choice of ['wasm', 'webgpu']) {
  test(`both transformers give NumPy’s answers on ${choice}`, options, async (t) => {
    const mounts = { '/ruyi/widget/': widget, '/pair/': PAIR, '/runner.js': await runnerSource(), '/': htmlPage(''), ...PAGE_FILES };
    const server = await startServer({ mounts });
    t.after(() => server.close());
    // The software adapter is slow: it is asked for less.
    const asked = choice === 'wasm' ? expected : { pictures: expected.pictures.slice(0, 1), texts: expected.texts.slice(0, 2) };
    const inputs = { choice, pictures: asked.pictures.map(({ size }) => size), texts: asked.texts.map(({ token_ids: ids }) => ids) };
    const { seen, heard, changes } = await answersIn(`${server.address}/`, choice, inputs, t);
    const gaps = [];
    for (const [at, { embedding, symbol_logits: logits, dragon_row_0: row }] of asked.pictures.entries()) {
      assert.equal(seen[at].backend, choice, JSON.stringify(changes));
      gaps.push(largestGap(seen[at].embedding, embedding), largestGap(seen[at].logits, logits), largestGap(seen[at].row, row));
    }
    for (const [at, { embedding }] of asked.texts.entries()) {
      assert.equal(heard[at].backend, choice);
      gaps.push(largestGap(heard[at].embedding, embedding));
    }
    assert.ok(Math.max(...gaps) < TOLERANCE, gaps.join(' '));
    t.diagnostic(`largest difference from NumPy on ${choice}: ${Math.max(...gaps).toExponential(1)}`);
  });
}

test('a shard with the pair reads a photo: vector, symbols and places', options, async (t) => {
  const model = {
    kind: 'image-encoder',
    name: 'image-encoder',
    onnx: join(PAIR, 'image-encoder.onnx'),
    contract: join(PAIR, 'image-encoder.json'),
  };
  const shop = await createShop({ dim: 32, models: [model] });
  const page = htmlPage('<ruyi-photo id="photo" manifest="/ruyi/manifest.json" k="10" backend="wasm"></ruyi-photo>');
  const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': page, ...PAGE_FILES } });
  const browser = await launch();
  t.after(async () => {
    await browser.close();
    await server.close();
    await shop.remove();
  });
  const { selfTestPixels } = await loadSource('worker/encoder.ts');
  const [known] = expected.pictures;
  const raw = { width: known.size, height: known.size, channels: 4 };
  const buffer = await sharp(Buffer.from(selfTestPixels(known.size)), { raw })
    .png()
    .toBuffer();
  const { page: opened } = await openPage(browser, `${server.address}/`);
  await opened.locator('#photo').locator('input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
  await waitForEvent(opened, 'ruyi-photo-encoded', { timeout: 60_000 });
  const embedding = await opened.locator('#photo').evaluate((photo) => [...photo.embedding.embedding]);
  assert.ok(largestGap(embedding, known.embedding) < TOLERANCE);
  const { detail } = await waitForEvent(opened, 'ruyi-photo-seen', { timeout: 60_000 });
  const { symbols } = JSON.parse(readFileSync(join(PAIR, 'image-encoder.json'), 'utf8'));
  assert.deepEqual(detail.symbols.map(({ id }) => id).sort(), symbols);
  assert.ok(detail.symbols.every(({ box, claimed }) => box !== null && !claimed));
});
