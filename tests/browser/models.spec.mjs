// Models in the worker: a photo leads to a shelf on each backend, a wrong or lost one is stepped down from, and says so.

import sharp from 'sharp';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadSource } from '../support/source-module.mjs';
import { createShop, shopMissing } from './shop.mjs';
import {
  axe,
  events,
  htmlPage,
  launch,
  missing,
  openPage,
  PAGE_FILES,
  root,
  settled,
  startServer,
  waitForEvent,
  widget,
} from './support.mjs';

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

async function createPage(t, { webgpu = false, backend = 'auto', before, body = PHOTO, fault, clock } = {}) {
  const page = htmlPage(body.replace('k="10"', `k="10" backend="${backend}"`));
  const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': page, ...PAGE_FILES }, fault });
  // A browser of its own: after one page has left the software GPU busy, the next may wait for it for ever.
  const browser = webgpu ? await launch({ webgpu }) : plain;
  const opened = await openPage(browser, `${server.address}/`, { before, clock });
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
    // The worker's own code stays as it is: its device is lost with the first work that is handed to it.
    fault: (path, answer) =>
      path.endsWith('/worker.js') && {
        ...answer,
        body: Buffer.concat([
          Buffer.from(
            'const request = GPUAdapter.prototype.requestDevice; GPUAdapter.prototype.requestDevice = async function (...args) { const device = await request.apply(this, args); const { queue } = device; queue.submit = (buffers) => (GPUQueue.prototype.submit.call(queue, buffers), device.destroy()); return device; };\n',
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

test('the shelf below a photo has the photo’s stock, and at a stand both are gone with the visitor', options, async (t) => {
  const { page, paths } = await createPage(t, {
    backend: 'wasm',
    body: PHOTO.replace(' k=', ' stock kiosk consent="granted" k='),
    fault: (path, answer) =>
      path === '/ruyi/stock.json'
        ? { ...answer, status: 200, body: Buffer.from('{"version":1,"items":{"SKU-001":{"available":false}}}') }
        : undefined,
    clock: true,
  });
  const { ids } = await read(page, await createPhoto());
  assert.ok(ids.length > 0 && !ids.includes('SKU-001'), ids.join(' '));
  assert.equal(paths().filter((path) => path === '/ruyi/stock.json').length, 1, 'photo and shelf share one worker');
  await waitForEvent(page, 'ruyi-photo-seen', { timeout: 60_000 });
  await page.clock.fastForward(61_000);
  await page.locator('#photo[state="idle"]').waitFor();
  const left = await page.locator('#photo').evaluate(({ shadowRoot, embedding, sight }) => ({
    drawn: shadowRoot.querySelectorAll('canvas, svg, li, ruyi-recs').length,
    known: [embedding, sight],
  }));
  assert.deepEqual(left, { drawn: 0, known: [undefined, undefined] });
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
  const { loadSense } = await loadSource('worker/sense-module.ts');
  const sense = await loadSense(readFileSync(join(widget, 'ruyi-sense.wasm')));
  const { data, info } = await sharp(await createPhoto())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { pixels } = JSON.parse(readFileSync(`${encoder}.json`, 'utf8'));
  const input = sense.pixels(data, info.width, info.height, 224, 224, pixels.mean, pixels.std);
  sense.dispose();
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

const userModel = join(root, 'models/encoders/user/artifacts/user-encoder');
const userSkip = skip ?? (existsSync(`${userModel}.onnx`) ? undefined : 'needs the user encoder in models/encoders/user/artifacts');

test(
  'with a history, for-you is read again by the user encoder after first paint, and says so',
  { ...options, skip: userSkip },
  async (t) => {
    const models = [{ kind: 'user-encoder', name: 'user-encoder', onnx: `${userModel}.onnx`, contract: `${userModel}.json` }];
    const shop = await createShop({ dim: 128, models });
    t.after(shop.remove);
    const body = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" consent="granted" backend="wasm"></ruyi-recs>';
    const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(body), ...PAGE_FILES } });
    const { page, context, requests, problems } = await openPage(plain, `${server.address}/`);
    t.after(async () => {
      await context.close();
      await server.close();
    });
    await waitForEvent(page, 'ruyi-recs-rendered');
    await settled(page);
    assert.ok(!requests.some((url) => url.includes('/models/') || url.includes('/ort/')), 'without a history nothing is loaded for it');
    const day = Math.floor((Date.now() + 8 * 3_600_000) / 86_400_000); // civil days are counted in UTC+8
    await page.locator('#shelf').evaluate(async (shelf, day) => {
      for (const [item, age] of [
        ['SKU-001', 200],
        ['SKU-007', 3],
        ['SKU-013', 1],
      ])
        await shelf.ruyi.track({ kind: 'like', item, day: day - age });
    }, day);
    const { detail } = await waitForEvent(page, 'ruyi-backend-changed', { timeout: 60_000 });
    assert.equal(detail.to, 'wasm');
    await page.waitForFunction(() => window.ruyiEvents.some(({ cause }) => cause === 'user-encoder'), undefined, { timeout: 60_000 });
    const { item } = (await page.locator('#shelf').evaluate((shelf) => shelf.explain(shelf.recommendation.items[0].id)),
    await waitForEvent(page, 'ruyi-why-rendered')).detail;
    const sum = item.contributions.reduce((total, part) => total + part.value, 0);
    assert.ok(Math.abs(sum - item.score) <= 1e-9);
    const left = item.counterfactuals.filter(({ kind }) => kind === 'item');
    assert.deepEqual(
      left.map(({ exactness }) => exactness),
      ['leave-one-out', 'leave-one-out', 'leave-one-out'],
    );
    assert.deepEqual(problems, []);

    // The same history through the same file in Node: the weights and the query that the shelf was asked with.
    const ort = await import('onnxruntime-node').catch(() => undefined);
    if (!ort) return t.diagnostic('onnxruntime-node is not here: the query was not compared');
    const again = await page
      .locator('#shelf')
      .evaluate((shelf) =>
        shelf.ruyi.recommend({ placement: 'for-you', k: 24 }).then(({ items }) => items.map(({ id, score }) => [id, score])),
      );
    const expected = await recommendInNode(
      ort,
      shop,
      [
        ['SKU-001', 200],
        ['SKU-007', 3],
        ['SKU-013', 1],
      ],
      day,
    );
    assert.deepEqual(
      again.map(([id]) => id),
      expected.map(([id]) => id),
    );
    again.forEach(([, score], at) => assert.ok(Math.abs(score - expected[at][1]) < 1e-4, `${score} against ${expected[at][1]}`));
  },
);

/** for-you with the user encoder's query, put together from the shard's files by another route than the worker's. */
async function recommendInNode(ort, shop, history, day) {
  const { loadCore } = await loadSource('worker/core-module.ts');
  const core = await loadCore(readFileSync(join(widget, 'ruyi.wasm')), { rest: readFileSync(join(widget, 'ruyi-rest.wasm')) });
  core.open(readFileSync(join(shop.folder, 'manifest.json')));
  for (const { name, file } of shop.manifest.blocks) core.attach(name, readFileSync(join(shop.folder, file)));
  const vectors = readFileSync(join(shop.folder, shop.manifest.blocks.find(({ name }) => name === 'vectors-000').file));
  const headerBytes = Number(vectors.readBigUInt64LE(0));
  const header = JSON.parse(vectors.subarray(8, 8 + headerBytes).toString());
  const tensor = (name) => vectors.subarray(...header[name].data_offsets.map((offset) => offset + 8 + headerBytes));
  const rows = history.map(([id]) => shop.items.findIndex((item) => item.id === id));
  const items = rows.flatMap((row) =>
    ['visual', 'text'].flatMap((name) =>
      Array.from({ length: 128 }, (_, d) => tensor(`${name}.q`).readInt8(row * 128 + d) * tensor(`${name}.scale`).readFloatLE(row * 4)),
    ),
  );
  const session = await ort.InferenceSession.create(`${userModel}.onnx`);
  const count = history.length;
  const f32 = (values, dims) => new ort.Tensor('float32', Float32Array.from(values), dims);
  const { queries, modality_weights: weights } = await session.run({
    item_vectors: f32(items, [1, count, 2, 128]),
    event_kinds: new ort.Tensor(
      'int32',
      Int32Array.from(history, () => 1),
      [1, count],
    ),
    ages_days: f32(
      history.map(([, age]) => age),
      [1, count],
    ),
    mask: f32(
      history.map(() => 1),
      [1, count],
    ),
  });
  const { weight_total: total } = JSON.parse(readFileSync(`${userModel}.json`, 'utf8'));
  core.setProfile({ version: 1, events: history.map(([item, age]) => ({ kind: 'like', item, day: day - age })) });
  core.setVector('user.visual', queries.data.slice(0, 128));
  core.setVector('user.text', queries.data.slice(128));
  const query = { visual: 'user.visual', text: 'user.text', weights: { visual: weights.data[0] * total, text: weights.data[1] * total } };
  const date = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  return core.recommend({ placement: 'for-you', k: 24, date, query }).items.map(({ id, score }) => [id, score]);
}

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
