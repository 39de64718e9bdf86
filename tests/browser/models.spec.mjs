// Models in the worker: a photo leads to a shelf on each backend, a wrong or lost one is stepped down from, and says so.

import sharp from 'sharp';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadSource } from '../support/source-module.mjs';
import { createShop, shopMissing } from './shop.mjs';
import { axe, events, htmlPage, launch, missing, openPage, PAGE_FILES, root, startServer, waitForEvent, widget } from './support.mjs';

const encoder = join(root, 'models/encoders/image/artifacts/image-encoder');
const skip =
  missing() ?? shopMissing ?? (existsSync(`${encoder}.onnx`) ? undefined : 'needs the image encoder in models/encoders/image/artifacts');
// The software adapter compiles and runs shaders on the CPU.
const options = { skip, timeout: 300_000 };
const PHOTO = '<ruyi-photo id="photo" manifest="/ruyi/manifest.json" k="10"></ruyi-photo>';

let shop;
let plain;

before(async () => {
  if (skip) return;
  const models = [{ kind: 'image-encoder', name: 'image-encoder', onnx: `${encoder}.onnx`, contract: `${encoder}.json` }];
  shop = await createShop({ dim: 128, models });
  plain = await launch();
});
after(async () => {
  await plain?.close();
  await shop?.remove();
});

async function createPage(t, { webgpu = false, backend = 'auto', before, body = PHOTO, fault } = {}) {
  const page = htmlPage(body.replace('k="10"', `k="10" backend="${backend}"`));
  const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': page, ...PAGE_FILES }, fault });
  // A browser of its own: after one page has left the software GPU busy, the next may wait for it for ever.
  const browser = webgpu ? await launch({ webgpu }) : plain;
  const opened = await openPage(browser, `${server.address}/`, { before });
  t.after(async () => {
    await opened.context.close();
    if (webgpu) await browser.close();
    await server.close();
  });
  return { ...opened, paths: () => opened.requests.map((url) => url.replace(server.address, '')) };
}

/** A photograph-like picture: grain, light and a few shapes; JPEG like a phone's. */
function createPhoto({ orientation } = {}) {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><defs><radialGradient id="g"><stop offset="0" stop-color="#fdf3dd"/><stop offset="1" stop-color="#b98a5a"/></radialGradient></defs><rect width="640" height="480" fill="url(#g)"/><circle cx="220" cy="220" r="120" fill="#2f5f9e"/><path d="M80 400 Q320 220 560 400" stroke="#a12d22" stroke-width="26" fill="none"/></svg>`;
  const picture = sharp(Buffer.from(drawing)).jpeg({ quality: 92 });
  return (orientation ? picture.withMetadata({ orientation }) : picture).toBuffer();
}

async function read(page, bytes) {
  await page.locator('#photo').locator('input[type=file]').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: bytes });
  const encoded = await waitForEvent(page, 'ruyi-photo-encoded', { timeout: 240_000 });
  await waitForEvent(page, 'ruyi-recs-rendered');
  const ids = await page
    .locator('#photo')
    .evaluate((photo) => photo.shadowRoot.querySelector('ruyi-recs').recommendation.items.map((item) => item.id));
  const embedding = await page.locator('#photo').evaluate((photo) => [...photo.embedding.embedding]);
  return { ids, embedding, backend: encoded.detail.backend, ranMs: encoded.detail.ranMs, preparedMs: encoded.detail.preparedMs };
}

const cosine = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0) / (Math.hypot(...a) * Math.hypot(...b));

let onWasm;

test('a photo gives a shelf, then symbols, colours and regions, all on the device', options, async (t) => {
  const { page, paths, problems } = await createPage(t, { backend: 'wasm' });
  assert.deepEqual(
    paths().filter((path) => path.includes('/ort/') || path.includes('/models/')),
    [],
    'nothing of a model is fetched before there is a photo',
  );
  onWasm = await read(page, await createPhoto());
  assert.deepEqual([onWasm.backend, onWasm.ids.length], ['wasm', 10]);
  assert.ok(Math.abs(Math.hypot(...onWasm.embedding) - 1) < 1e-3);
  const { detail } = await waitForEvent(page, 'ruyi-photo-seen', { timeout: 60_000 });
  assert.equal(detail.symbols.length, JSON.parse(readFileSync(`${encoder}.json`, 'utf8')).symbols.length);
  assert.ok(detail.symbols.every((symbol, at) => at === 0 || symbol.confidence <= detail.symbols[at - 1].confidence));
  assert.ok(detail.colours.length > 0 && detail.colours.every(({ id }) => detail.names[id]));
  assert.ok(detail.maps.length > 0);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(problems, []);
  assert.ok(
    paths().every((path) => path.startsWith('/ruyi/') || path === '/' || path in PAGE_FILES),
    paths().join(' '),
  );
  t.diagnostic(
    `WASM, one thread: pixels ${onWasm.preparedMs.toFixed(0)} ms with decoding, 224 px pass ${onWasm.ranMs.toFixed(0)} ms, 448 px pass ${detail.ranMs.toFixed(0)} ms`,
  );
});

test('WebGPU, forced on a software adapter, gives the same first ten', options, async (t) => {
  const { page, paths } = await createPage(t, { webgpu: true, backend: 'webgpu' });
  const found = await read(page, await createPhoto());
  const [change] =
    (await page.evaluate(() => window.ruyiEvents.filter(({ type }) => type === 'ruyi-backend-changed').map(({ detail }) => detail))) ?? [];
  assert.deepEqual([found.backend, change.from, change.to], ['webgpu', 'none', 'webgpu'], JSON.stringify(change));
  assert.ok(cosine(found.embedding, onWasm.embedding) > 0.999, String(cosine(found.embedding, onWasm.embedding)));
  assert.deepEqual(found.ids, onWasm.ids);
  assert.ok(paths().some((path) => path.endsWith('ort-wasm-simd-threaded.jspi.wasm')));
  assert.ok(!paths().some((path) => /jsep|asyncify/.test(path)));
  t.diagnostic(`software WebGPU: 224 px pass ${found.ranMs.toFixed(0)} ms (says nothing of a real GPU)`);
});

test('auto refuses a software adapter and says why', options, async (t) => {
  const { page } = await createPage(t, { webgpu: true });
  assert.equal((await read(page, await createPhoto())).backend, 'wasm');
  const [change] = await page.evaluate(() =>
    window.ruyiEvents.filter(({ type }) => type === 'ruyi-backend-changed').map(({ detail }) => detail),
  );
  assert.deepEqual([change.to, change.reason], ['wasm', 'the WebGPU adapter is software']);
});

test('a GPU that is lost while it works costs the backend, not the photo', options, async (t) => {
  const { page } = await createPage(t, {
    webgpu: true,
    backend: 'webgpu',
    // The worker's own code stays as it is: its device is lost as soon as it has been made.
    fault: (path, answer) =>
      path.endsWith('/worker.js') && {
        ...answer,
        body: Buffer.concat([
          Buffer.from(
            'const request = GPUAdapter.prototype.requestDevice; GPUAdapter.prototype.requestDevice = async function (...args) { const device = await request.apply(this, args); setTimeout(() => device.destroy(), 1500); return device; };\n',
          ),
          answer.body,
        ]),
      },
  });
  const found = await read(page, await createPhoto());
  assert.equal(found.backend, 'wasm');
  assert.deepEqual(found.ids, onWasm.ids);
  const changes = await page.evaluate(() =>
    window.ruyiEvents.filter(({ type }) => type === 'ruyi-backend-changed').map(({ detail }) => [detail.from, detail.to]),
  );
  assert.deepEqual(changes, [
    ['none', 'webgpu'],
    ['webgpu', 'wasm'],
  ]);
});

test('a turned photo is read upright: EXIF orientation counts', options, async (t) => {
  const { page } = await createPage(t, { backend: 'wasm' });
  const upright = await sharp(await createPhoto())
    .rotate(90)
    .jpeg({ quality: 100 })
    .toBuffer();
  const turned = await createPhoto({ orientation: 6 });
  const first = await read(page, upright);
  await page.reload();
  const second = await read(page, turned);
  assert.ok(cosine(first.embedding, second.embedding) > 0.995, String(cosine(first.embedding, second.embedding)));
  const size = await page.locator('#photo').evaluate((photo) => [photo.embedding.width, photo.embedding.height]);
  assert.deepEqual(size, [480, 640]);
});

test('the browser’s embedding is the one that Node computes from the same picture', options, async (t) => {
  const ort = await import('onnxruntime-node').catch(() => undefined);
  if (!ort) return t.skip('needs onnxruntime-node');
  const { loadCore } = await loadSource('worker/core-module.ts');
  const core = await loadCore(readFileSync(join(widget, 'ruyi.wasm')));
  const { data, info } = await sharp(await createPhoto())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { pixels } = JSON.parse(readFileSync(`${encoder}.json`, 'utf8'));
  const input = core.pixels(data, info.width, info.height, 224, 224, pixels.mean, pixels.std);
  core.dispose();
  const session = await ort.InferenceSession.create(`${encoder}.onnx`);
  const { embedding } = await session.run({ pixels: new ort.Tensor('float32', input, [1, 3, 224, 224]) });
  assert.ok(cosine([...embedding.data], onWasm.embedding) > 0.999, String(cosine([...embedding.data], onWasm.embedding)));
});

test('a file that is no picture, and an empty one: a typed error, and the next photo works', options, async (t) => {
  const { page } = await createPage(t, { backend: 'wasm' });
  for (const buffer of [Buffer.from('not a picture'), Buffer.alloc(0)]) {
    const seen = (await events(page)).length;
    await page.locator('#photo').locator('input[type=file]').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer });
    assert.equal((await waitForEvent(page, 'ruyi-photo-failed', { after: seen })).code, 'invalid-picture');
  }
  assert.deepEqual((await read(page, await createPhoto())).ids, onWasm.ids);
});

test('a model whose answer on the known input is wrong is not used', options, async (t) => {
  const contract = JSON.parse(readFileSync(`${encoder}.json`, 'utf8'));
  const size = 224;
  contract.self_test = { input: 'weyl', size, embedding: Array.from({ length: contract.dim }, (_, i) => (i === 0 ? 1 : 0)) };
  const { mkdtempSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const path = join(mkdtempSync(join(tmpdir(), 'ruyi-contract-')), 'image-encoder.json');
  writeFileSync(path, JSON.stringify(contract));
  const lying = await createShop({
    dim: 128,
    models: [{ kind: 'image-encoder', name: 'image-encoder', onnx: `${encoder}.onnx`, contract: path }],
  });
  t.after(lying.remove);
  const server = await startServer({
    mounts: { '/ruyi/widget/': widget, '/ruyi/': lying.folder, '/': htmlPage(PHOTO.replace('k="10"', 'backend="wasm"')), ...PAGE_FILES },
  });
  const { page, context } = await openPage(plain, `${server.address}/`);
  t.after(async () => {
    await context.close();
    await server.close();
  });
  await page
    .locator('#photo')
    .locator('input[type=file]')
    .setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await createPhoto() });
  const failed = await waitForEvent(page, 'ruyi-photo-failed', { timeout: 60_000 });
  assert.equal(failed.code, 'model-refused');
  assert.match(failed.message, /cosine/);
});
