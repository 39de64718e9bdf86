// The sample shop: same seed, same bytes; every box lies on the product; the feed reads as CSV and gives nothing of the truth away.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, after, test } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { main } from '../../demo/catalogue/generate.mjs';
import { COLUMNS } from '../../demo/catalogue/feed.mjs';
import { COLOURS } from '../../demo/catalogue/palette.mjs';
import { STYLES } from '../../demo/catalogue/styles.mjs';

const COUNT = 96;
const WIDTH = 180;
const knowledge = (name) => readFile(fileURLToPath(new URL(`../../models/knowledge/${name}`, import.meta.url)), 'utf8').then(JSON.parse);

let folder;
let shop;

async function draw(name, ...options) {
  const out = join(folder, name);
  await main(['--out', out, '--width', String(WIDTH), '--quiet', ...options]);
  return { out, truth: JSON.parse(await readFile(join(out, 'truth.json'), 'utf8')) };
}

async function readFeed(out) {
  return parse(await readFile(join(out, 'products.csv'), 'utf8'), { columns: true });
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruyi-catalogue-'));
  shop = await draw('shop', '--count', String(COUNT), '--jobs', '2');
});
after(() => rm(folder, { recursive: true, force: true }));

test('one seed gives the same bytes whatever the number of jobs, another seed other pictures', async () => {
  const [one, two, other] = [
    await draw('one', '--count', '5', '--seed', '4', '--jobs', '1'),
    await draw('two', '--count', '5', '--seed', '4', '--jobs', '2'),
    await draw('other', '--count', '5', '--seed', '5'),
  ];
  const bytes = (shopOut, file) => readFile(join(shopOut.out, file));
  for (const file of ['products.csv', 'truth.json', 'images/RY0001.png', 'images/RY0002.png', 'images/RY0005.png']) {
    assert.ok((await bytes(one, file)).equals(await bytes(two, file)), file);
  }
  assert.ok(!(await bytes(one, 'images/RY0001.png')).equals(await bytes(other, 'images/RY0001.png')));
});

test('as many pictures, rows and truths as asked for, upright and of one size', async () => {
  const rows = await readFeed(shop.out);
  const pictures = (await readdir(join(shop.out, 'images'))).sort();
  assert.deepEqual([rows.length, pictures.length, shop.truth.products.length], [COUNT, COUNT, COUNT]);
  assert.deepEqual(
    rows.map((row) => row.image),
    pictures,
  );
  const { width, height, format } = await sharp(join(shop.out, 'images', pictures[0])).metadata();
  assert.deepEqual([width, height, format], [WIDTH, 225, 'png']);
});

test('every box is inside the picture, not empty, and meets the product', () => {
  for (const { id, symbols, outline } of shop.truth.products) {
    for (const { id: symbol, boxes } of symbols) {
      assert.ok(boxes.length > 0, `${id} ${symbol}`);
      for (const [x0, y0, x1, y1] of boxes) {
        assert.ok(x0 >= 0 && y0 >= 0 && x1 <= 1 && y1 <= 1 && x1 - x0 > 0.004 && y1 - y0 > 0.004, `${id} ${symbol} ${[x0, y0, x1, y1]}`);
        assert.ok(x0 < outline[2] && x1 > outline[0] && y0 < outline[3] && y1 > outline[1], `${id} ${symbol} lies off the product`);
      }
    }
  }
});

/** Mean colour distance between two pictures inside and outside of boxes, 0..255. */
function differenceBy(boxes, a, b, width, height) {
  const sums = { inside: 0, outside: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const within = boxes.some(
        (box) => x + 1 > box[0] * width - 2 && x < box[2] * width + 2 && y + 1 > box[1] * height - 2 && y < box[3] * height + 2,
      );
      const at = (y * width + x) * 3;
      sums[within ? 'inside' : 'outside'] += Math.abs(a[at] - b[at]) + Math.abs(a[at + 1] - b[at + 1]) + Math.abs(a[at + 2] - b[at + 2]);
    }
  }
  return sums;
}

test('a box holds the whole motif: without the motif the picture changes nowhere else', async () => {
  const { makeProduct } = await import('../../demo/catalogue/product.mjs');
  const { createRng } = await import('../../demo/catalogue/random.mjs');
  const cases = [
    { kind: 'mug', style: 'line', primary: 'crane' },
    { kind: 'qipao', style: 'print', primary: 'dragon' },
    { kind: 'scarf', style: 'print', primary: 'peony' },
    { kind: 'vase', style: 'print', primary: 'lotus' },
    { kind: 'tea-tin', style: 'line', primary: 'cracked-ice' },
  ];
  for (const [index, shape] of cases.entries()) {
    const spec = { id: `C${index}`, secondary: null, ground: 'yuebai', ...shape };
    const withMotif = await makeProduct(spec, createRng(index), 360);
    const without = await makeProduct({ ...spec, primary: null }, createRng(index), 360);
    const boxes = withMotif.truth.symbols.find(({ role }) => role === 'primary').boxes;
    const { inside, outside } = differenceBy(boxes, withMotif.rgb, without.rgb, withMotif.width, withMotif.height);
    assert.ok(inside > 20000, `${shape.kind} shows ${shape.primary}: ${inside}`);
    assert.ok(outside < inside * 0.005, `${shape.kind} ${shape.primary}: ${outside} of change outside, ${inside} inside`);
  }
});

test('at least 24 symbols, 10 kinds, every style, some goods without a motif; all ids are known', async () => {
  const known = new Set((await knowledge('symbols.json')).symbols.map(({ id }) => id));
  const motifs = new Set();
  for (const { symbols } of shop.truth.products) {
    for (const { id, role } of symbols) {
      assert.ok(known.has(id), id);
      if (role === 'primary' || role === 'secondary') motifs.add(id);
    }
  }
  assert.ok(motifs.size >= 24, `${motifs.size} symbols`);
  assert.ok(new Set(shop.truth.products.map(({ kind }) => kind)).size >= 10);
  const styles = new Set(shop.truth.products.map(({ style }) => style));
  for (const style of [...STYLES, 'plain']) assert.ok(styles.has(style), style);
});

test('colours are palette keys, and the colour in the feed is the colour that was drawn', async () => {
  const keys = Object.keys((await knowledge('colours.json')).palette_keys);
  assert.deepEqual(Object.keys(COLOURS).sort(), keys.sort());
  const rows = await readFeed(shop.out);
  shop.truth.products.forEach(({ colours }, index) => {
    for (const key of colours) assert.ok(keys.includes(key), key);
    assert.equal(rows[index].colour, COLOURS[colours[0]].zh);
    assert.ok(rows[index].title_zh.includes(rows[index].colour), rows[index].title_zh);
  });
});

test('the feed has a brand’s columns, sensible values, and nothing of the truth', async () => {
  const text = await readFile(join(shop.out, 'products.csv'), 'utf8');
  assert.doesNotMatch(text, /boxes|truth|"role"|auspicious-cloud|fret-huiwen|sea-wave-cliff/);
  const rows = await readFeed(shop.out);
  assert.deepEqual(Object.keys(rows[0]), COLUMNS);
  assert.equal(new Set(rows.map((row) => row.id)).size, COUNT);
  for (const row of rows) {
    assert.ok(Number(row.price) >= 19 && Number(row.price) <= 2000, row.price);
    assert.equal(row.url, `/product.html?id=${row.id}`);
    for (const name of COLUMNS) if (name !== 'sizes') assert.notEqual(row[name], '', `${row.id} ${name}`);
  }
  const sales = rows.map((row) => Number(row.popularity)).sort((a, b) => b - a);
  assert.ok(sales[0] > 8 * sales[Math.floor(COUNT / 2)], 'a long tail');
});

test('what a buyer asks has an answer for every kind, in both languages, and stock agrees with availability', async () => {
  const { KINDS } = await import('../../demo/catalogue/kinds/index.mjs');
  const { buyerFacts } = await import('../../demo/catalogue/facts.mjs');
  const { createRng } = await import('../../demo/catalogue/random.mjs');
  for (const [kind, { materials, zh, styles }] of Object.entries(KINDS)) {
    for (const [name] of zh.entries())
      for (const [material] of materials)
        for (const style of styles) {
          const facts = buyerFacts(createRng(name), { kind, style }, { material, name, availability: 'in_stock' });
          for (const column of ['dimensions', 'care']) {
            assert.match(facts[column], /[\p{Script=Han}]|^\d/u, `${kind} ${material} ${column}`);
            assert.doesNotMatch(facts[`${column}_en`], /\p{Script=Han}/u, `${kind} ${material} ${column}_en`);
          }
          assert.ok(Number(facts.units) >= 1, kind);
        }
  }
  for (const { id, category, availability, units, sizes, lead_days } of await readFeed(shop.out)) {
    assert.equal(Number(units) > 0, availability === 'in_stock', id);
    assert.equal(Number(lead_days) > 2, availability === 'preorder', id);
    assert.equal(sizes !== '', /女装|男女装|手机壳/.test(category), `${id} ${category}`);
  }
});

test('most texts name the motif, some leave it to the picture, some deny one', async () => {
  const { SYMBOL_NAMES } = await import('../../demo/catalogue/names.mjs');
  const rows = await readFeed(shop.out);
  let [named, silent] = [0, 0];
  shop.truth.products.forEach(({ symbols }, index) => {
    const primary = symbols.find(({ role }) => role === 'primary');
    if (!primary) return;
    const words = `${rows[index].title_zh}${rows[index].description_zh}`;
    if (SYMBOL_NAMES[primary.id].zh.some((name) => words.includes(name))) named++;
    else silent++;
  });
  const share = named / (named + silent);
  assert.ok(share > 0.7 && share < 0.9, `${share} named`);
  assert.ok(rows.some((row) => /无|没有/.test(row.title_zh) && /no /.test(row.title_en)));
});

test('training mode varies freely over the styles asked for', async () => {
  const { out, truth } = await draw('training', '--training', '--count', '12', '--styles', 'print,line');
  assert.deepEqual((await readdir(out)).sort(), ['images', 'truth.json']);
  for (const { style } of truth.products) assert.ok(['print', 'line', 'plain'].includes(style), style);
  await assert.rejects(main(['--training', '--out', out, '--styles', 'crayon']), /unknown style "crayon"/);
});
