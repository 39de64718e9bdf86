// A small shop made from a seed by the real builder module: its facts are chosen here, so tests know what a page must show.

import sharp from 'sharp';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';
import { loadSource } from '../support/source-module.mjs';
import { htmlPage, launch, openPage, PAGE_FILES, root, startServer, widget } from './support.mjs';

const builderWasm = [join(root, 'js/dist/cli/ruyi-builder.wasm'), join(root, 'build/wasm-release/wasm/ruyi-builder.wasm')].find(existsSync);

export const shopMissing = builderWasm ? undefined : 'needs the built builder module: npm run build';

const PICTURE = [480, 600];
/** Symbols that the items carry, with the place of each in its picture. */
const MOTIFS = [
  { id: 'dragon', zh: '龙', en: 'dragon', box: [0.2, 0.25, 0.6, 0.55] },
  { id: 'lotus', zh: '莲花', en: 'lotus', box: [0.5, 0.5, 0.9, 0.8] },
  { id: 'ruyi', zh: '如意纹', en: 'ruyi', box: [0.1, 0.1, 0.4, 0.3] },
  { id: 'auspicious-cloud', zh: '祥云', en: 'auspicious cloud', box: [0.3, 0.6, 0.7, 0.9] },
  { id: 'crane', zh: '仙鹤', en: 'crane', box: [0.55, 0.1, 0.95, 0.4] },
  { id: 'peony', zh: '牡丹', en: 'peony', box: [0.15, 0.55, 0.5, 0.95] },
];
const KINDS = [
  { zh: '丝巾', en: 'silk scarf' },
  { zh: '马克杯', en: 'mug' },
  { zh: '团扇', en: 'round fan' },
  { zh: '抱枕', en: 'cushion' },
];

/** mulberry32: the same numbers everywhere. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function createItem(index, random, change) {
  const [first, second] = [MOTIFS[index % MOTIFS.length], MOTIFS[(index * 2 + 1) % MOTIFS.length]];
  const kind = KINDS[index % KINDS.length];
  const seen = [...new Set([first, second])].map(({ id, box }) => ({ id, confidence: 0.6 + 0.35 * random(), claimed: true, box }));
  const id = `SKU-${String(index).padStart(3, '0')}`;
  const title = { 'zh-Hans': `${first.zh}${kind.zh}`, en: `${first.en[0].toUpperCase()}${first.en.slice(1)} ${kind.en}` };
  const item = {
    id,
    category: kind.en,
    price_minor: 4900 + Math.floor(random() * 30000),
    available: true,
    popularity_count: Math.floor(500 / (index + 1)),
    title,
    texts: [{ field: 'description', lang: 'en', text: `A ${kind.en} with ${second.en}.` }],
    url: `/shop/${id}`,
    picture: `pictures/${id}.webp`,
    thumb: `pictures/${id}-thumb.webp`,
    picture_size: PICTURE,
    seen,
    colours: [{ id: 'colour:zhuhong', share: 0.3, box: [0, 0, 1, 1] }],
    person: [],
  };
  return { ...item, ...change?.(item, index) };
}

/** Unit vectors around one centre per leading motif, so that likeness means something. */
function createVectors(count, dim, seed) {
  const random = randomFrom(seed);
  const centres = MOTIFS.map(() => Float32Array.from({ length: dim }, () => random() - 0.5));
  const values = new Float32Array(count * dim);
  for (let item = 0; item < count; item++) {
    const row = values.subarray(item * dim, (item + 1) * dim);
    centres[item % MOTIFS.length].forEach((value, d) => (row[d] = value + 0.25 * (random() - 0.5)));
    const length = Math.hypot(...row);
    for (let d = 0; d < dim; d++) row[d] /= length;
  }
  return values;
}

async function drawPicture(item, index) {
  const shapes = item.seen.map(({ box: [x0, y0, x1, y1] }, at) => {
    const [width, height] = PICTURE;
    const hue = (index * 47 + at * 120) % 360;
    return `<ellipse cx="${((x0 + x1) / 2) * width}" cy="${((y0 + y1) / 2) * height}" rx="${((x1 - x0) / 2) * width}" ry="${((y1 - y0) / 2) * height}" fill="hsl(${hue} 45% 55%)"/>`;
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${PICTURE[0]}" height="${PICTURE[1]}"><rect width="100%" height="100%" fill="#f3ead9"/>${shapes.join('')}</svg>`;
  const picture = sharp(Buffer.from(drawing));
  return { picture: await picture.clone().webp().toBuffer(), thumb: await picture.clone().resize(240).webp().toBuffer() };
}

function knowledge() {
  const read = (name) => JSON.parse(readFileSync(join(root, `models/knowledge/${name}.json`), 'utf8'));
  return Object.fromEntries(
    ['symbols', 'relations', 'evidence', 'emotions', 'colours', 'festivals', 'calendar', 'recipients'].map((name) => [name, read(name)]),
  );
}

/** The folder holds manifest.json, blocks and pictures; `remove` deletes it. change(item, index): members to replace. */
export async function createShop({ count = 24, dim = 32, seed = 1, change, models } = {}) {
  const random = randomFrom(seed);
  const items = Array.from({ length: count }, (_, index) => createItem(index, random, change));
  const folder = await mkdtemp(join(tmpdir(), 'ruyi-shop-'));
  const { loadBuilder } = await loadSource('worker/core-module.ts');
  const builder = await loadBuilder(readFileSync(builderWasm));
  try {
    builder.begin({
      bundle: 1,
      catalogue: { name: 'Test shop', currency: 'CNY', price_scale: 100, locales: ['zh-Hans', 'en'] },
      knowledge: knowledge(),
      modalities: ['visual', 'text'].map((name) => ({ name, dim, model: 'seeded' })),
      seeing: { model: 'seeded', symbols: MOTIFS.map(({ id }) => ({ id, claim: true, threshold: 0.5, precision: 0.9 })) },
      items,
    });
    builder.vectors('visual', createVectors(count, dim, seed + 1), count, dim);
    builder.vectors('text', createVectors(count, dim, seed + 2), count, dim);
    const placed = await placeModels(folder, models ?? []);
    const { manifest } = builder.finish({ models: placed });
    await writeFile(join(folder, 'manifest.json'), builder.take('manifest.json'));
    for (const block of manifest.blocks) await put(folder, block.file, builder.take(block.name));
    for (const [index, item] of items.entries()) {
      const { picture, thumb } = await drawPicture(item, index);
      await put(folder, `pictures/${item.id}.webp`, picture);
      await put(folder, `pictures/${item.id}-thumb.webp`, thumb);
    }
    return { folder, items, manifest, remove: () => rm(folder, { recursive: true, force: true }) };
  } finally {
    builder.dispose();
  }
}

async function put(folder, file, bytes) {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), bytes);
}

/** models: [{kind, name, onnx, contract}] with paths; copied into the shard under content-hashed names. */
async function placeModels(folder, models) {
  const placed = [];
  for (const { kind, name, onnx, contract } of models) {
    const one = { name, kind };
    for (const [prefix, path] of Object.entries({ '': onnx, contract_: contract })) {
      const bytes = readFileSync(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const file = `models/${name}-${sha256.slice(0, 16)}.${prefix ? 'json' : 'onnx'}`;
      await put(folder, file, bytes);
      Object.assign(one, { [`${prefix}file`]: file, [`${prefix}bytes`]: bytes.length, [`${prefix}sha256`]: sha256 });
    }
    placed.push(one);
  }
  return placed;
}

/** One Chromium and one shop for all tests of a file; there once the first test runs. */
export let browser;
export let shop;

/** Opens both before the first test of the calling file, unless its tests are skipped, and closes them after the last. */
export function openForAll({ skip }) {
  before(async () => {
    if (!skip) [browser, shop] = await Promise.all([launch(), createShop()]);
  });
  after(async () => {
    await browser?.close();
    await shop?.remove();
  });
}

/** A served page with the shop behind it; closes by itself at the end of the test. */
export async function createPage(t, body, { mounts = {}, page: pageOptions = {}, lang, head, csp, fault } = {}) {
  const server = await startServer({
    mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(body, { lang, head }), ...PAGE_FILES, ...mounts },
    ...(csp ? { csp } : {}),
    ...(fault ? { fault } : {}),
  });
  const opened = await openPage(browser, `${server.address}/`, pageOptions);
  t.after(async () => {
    await opened.context.close();
    await server.close();
  });
  return { ...opened, server, paths: () => opened.requests.map((url) => url.replace(server.address, '')) };
}
