// From a feed and a folder of pictures to a shard, with the real models: what is built, what is left out, what is left behind.

import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import {
  createCatalogue,
  createFolder,
  csvRow,
  CSV_HEADER,
  drawPicture,
  hashesOf,
  ruyiJson,
  runRuyi,
  schemaErrors,
} from '../support/cli.mjs';

const FAST = ['--no-widget'];

async function createShard(t, options) {
  const folder = await createFolder(t);
  const { feed, images } = await createCatalogue(folder, options);
  const out = join(folder, 'shard');
  const summary = await ruyiJson(['build', feed, '--images', images, '--out', out, ...FAST], folder);
  return { folder, feed, images, out, summary };
}

test('twenty rows and twenty pictures give a shard that --verify accepts', async (t) => {
  const { folder, out, summary } = await createShard(t);
  assert.deepEqual(schemaErrors('build', summary), []);
  assert.equal(summary.products, 20);
  assert.deepEqual(summary.rows, { read: 20, kept: 20, rejected: 0 });
  const inspected = await ruyiJson(['inspect', out, '--verify'], folder);
  assert.deepEqual(schemaErrors('inspect', inspected), []);
  assert.deepEqual([inspected.items, inspected.verified, inspected.problems], [20, true, []]);
  assert.ok(inspected.blocks.every((block) => block.ok === true));
  assert.equal(inspected.shard_id, summary.shard_id);
  const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
  assert.deepEqual(schemaErrors('manifest', manifest), []);
  assert.deepEqual([manifest.catalogue.currency, manifest.catalogue.locales], ['CNY', ['zh-Hans', 'en']]);
});

test('thumbnails have at most 8,192 bytes and pictures at most 960 px', async (t) => {
  const folder = await createFolder(t);
  const { images } = await createCatalogue(folder, { count: 2 });
  // Noise is what compresses worst.
  const noise = Buffer.from(Array.from({ length: 1600 * 1200 * 3 }, (_, index) => Math.imul(index + 1, 2654435761) >>> 24));
  await sharp(noise, { raw: { width: 1600, height: 1200, channels: 3 } })
    .png()
    .toFile(join(images, 'p-1.png'));
  const out = join(folder, 'shard');
  await ruyiJson(['build', join(folder, 'products.csv'), '--images', images, '--out', out, ...FAST], folder);
  const files = await readdir(join(out, 'pictures'));
  assert.equal(files.length, 4);
  for (const file of files) {
    const { width, height, format } = await sharp(join(out, 'pictures', file)).metadata();
    assert.equal(format, 'webp');
    assert.ok(Math.max(width, height) <= 960, file);
    if (file.endsWith('.thumb.webp')) assert.ok((await stat(join(out, 'pictures', file))).size <= 8192, file);
  }
});

test('the widget stands beside the shard unless --no-widget is given', async (t) => {
  const folder = await createFolder(t);
  const { feed, images } = await createCatalogue(folder, { count: 2 });
  await ruyiJson(['build', feed, '--images', images, '--out', join(folder, 'with')], folder);
  assert.ok((await readdir(join(folder, 'with', 'widget'))).includes('ruyi.js'));
  await ruyiJson(['build', feed, '--images', images, '--out', join(folder, 'without'), ...FAST], folder);
  assert.ok(!(await readdir(join(folder, 'without'))).includes('widget'));
});

const BROKEN_ROWS = [
  'P-100,坏,Broken,x,y,10',
  csvRow(101, { id: '' }),
  csvRow(102, { title_zh: '', title_en: '' }),
  csvRow(103, { image: 'no-such.png' }),
  csvRow(104, { image: 'cut.png' }),
];

async function addCutPicture(images) {
  const whole = await drawPicture(104);
  await writeFile(join(images, 'cut.png'), whole.subarray(0, whole.length / 2));
}

test('a feed with broken rows is built without them, and they are listed', async (t) => {
  const folder = await createFolder(t);
  const { feed, images } = await createCatalogue(folder, { count: 6, extraRows: [...BROKEN_ROWS.slice(1), `${csvRow(105)},extra`] });
  await addCutPicture(images);
  await writeFile(join(images, 'p-105.png'), await drawPicture(105));
  const summary = await ruyiJson(['build', feed, '--images', images, '--out', join(folder, 'shard'), ...FAST], folder);
  assert.equal(summary.products, 6);
  assert.deepEqual(summary.rows, { read: 11, kept: 6, rejected: 5 });
  const left = summary.warnings.filter((warning) => warning.problem.startsWith('row left out'));
  assert.deepEqual(
    left.map((warning) => warning.row).sort((a, b) => a - b),
    [8, 9, 10, 11, 12],
  );
  assert.match(left.find((warning) => warning.row === 10).value, /no-such\.png: no such file/);
  assert.match(left.find((warning) => warning.row === 11).value, /cut\.png/);
});

test('--strict stops with status 1 and leaves nothing behind, whatever is broken', async (t) => {
  for (const [index, row] of BROKEN_ROWS.entries()) {
    const folder = await createFolder(t);
    const { feed, images } = await createCatalogue(folder, {
      count: 2,
      extraRows: [index === 0 ? `${csvRow(100, { image: 'p-1.png' })},extra` : row],
    });
    await addCutPicture(images);
    const before = await readdir(folder);
    const document = await ruyiJson(['build', feed, '--images', images, '--out', join(folder, 'shard'), '--strict', ...FAST], folder, 1);
    assert.equal(document.error.code, 'invalid-feed', row);
    assert.match(document.error.message, /--strict/, row);
    assert.deepEqual(await readdir(folder), before, row);
  }
});

test('a failed build leaves the earlier shard as it was', async (t) => {
  const { folder, feed, images, out } = await createShard(t, { count: 3 });
  const before = await hashesOf(out);
  await writeFile(feed, `${CSV_HEADER}\n${csvRow(1)}\n${csvRow(2, { image: 'gone.png' })}\n`);
  await ruyiJson(['build', feed, '--images', images, '--out', out, '--strict', ...FAST], folder, 1);
  assert.deepEqual(await hashesOf(out), before);
});

test('--out that holds other files is refused and untouched', async (t) => {
  const folder = await createFolder(t);
  const { feed, images } = await createCatalogue(folder, { count: 2 });
  await mkdir(join(folder, 'mine'));
  await writeFile(join(folder, 'mine', 'letter.txt'), 'keep me');
  const document = await ruyiJson(['build', feed, '--images', images, '--out', join(folder, 'mine'), ...FAST], folder, 1);
  assert.equal(document.error.code, 'invalid-argument');
  assert.deepEqual(await readdir(join(folder, 'mine')), ['letter.txt']);
});

test('the same feed with a byte order mark gives a byte-equal shard, and so does a second build over the first', async (t) => {
  const plain = await createShard(t, { count: 4 });
  const marked = await createShard(t, { count: 4, prefix: '\uFEFF' });
  assert.deepEqual(await hashesOf(marked.out), await hashesOf(plain.out));
  await ruyiJson(['build', plain.feed, '--images', plain.images, '--out', plain.out, ...FAST], plain.folder);
  assert.deepEqual(await hashesOf(plain.out), await hashesOf(marked.out));
});

test('costs, suppliers and unpublished products are in no public file', async (t) => {
  const folder = await createFolder(t);
  const { images } = await createCatalogue(folder, { count: 3 });
  const feed = join(folder, 'shop.csv');
  const rows = [
    'sku,title,price,cost,supplier,published,image',
    'A,Scarf,10 CNY,7.7123,Secret Mill,true,p-1.png',
    'B,Hidden Robe,20 CNY,9,Secret Mill,false,p-2.png',
  ];
  await writeFile(feed, `${rows.join('\n')}\n`);
  const out = join(folder, 'shard');
  const summary = await ruyiJson(['build', feed, '--images', images, '--out', out, ...FAST], folder);
  assert.equal(summary.products, 1);
  assert.ok(summary.warnings.some((warning) => warning.value === 'B' && /not published/.test(warning.problem)));
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = (await readFile(join(entry.parentPath, entry.name))).toString('latin1');
    for (const secret of ['7.7123', 'Secret Mill', 'Hidden Robe']) assert.ok(!bytes.includes(secret), `${entry.name} holds ${secret}`);
  }
});

test('--limit takes the first products; products without any picture stay', async (t) => {
  const folder = await createFolder(t);
  const { images } = await createCatalogue(folder, { count: 3 });
  const feed = join(folder, 'few.csv');
  await writeFile(feed, `${[CSV_HEADER, csvRow(1), csvRow(2, { image: '' }), csvRow(3)].join('\n')}\n`);
  const out = join(folder, 'shard');
  const summary = await ruyiJson(['build', feed, '--images', images, '--out', out, '--limit', '2', ...FAST], folder);
  assert.equal(summary.products, 2);
  const found = await ruyiJson(['recommend', out, '--item', 'P-001'], folder);
  assert.deepEqual(
    found.items.map((item) => [item.id, item.card.picture]),
    [['P-002', '']],
  );
});

test('--resume takes encoded pictures from the cache, and the shard is the same', async (t) => {
  const plain = await createShard(t, { count: 4 });
  const again = join(plain.folder, 'again');
  const args = ['build', plain.feed, '--images', plain.images, '--cache', join(plain.folder, 'cache'), ...FAST];
  await ruyiJson([...args, '--out', again], plain.folder);
  assert.deepEqual(await hashesOf(again), await hashesOf(plain.out));
  // A mark put into the cache shows that the second build reads it.
  const [key] = await readdir(join(plain.folder, 'cache'));
  const cached = (await readdir(join(plain.folder, 'cache', key), { recursive: true })).filter((file) => file.endsWith('.thumb.webp'));
  assert.equal(cached.length, 4);
  const other = await sharp(await drawPicture(9))
    .webp()
    .toBuffer();
  await writeFile(join(plain.folder, 'cache', key, cached[0]), other);
  await ruyiJson([...args, '--out', join(plain.folder, 'third')], plain.folder);
  const thumbs = await Promise.all(
    (await readdir(join(plain.folder, 'third', 'pictures'))).map((file) => readFile(join(plain.folder, 'third', 'pictures', file))),
  );
  assert.ok(thumbs.some((bytes) => bytes.equals(other)));
});

test('encode --partition of two halves fills the cache for one build, with the same result', async (t) => {
  const plain = await createShard(t, { count: 4 });
  const cache = join(plain.folder, 'cache');
  const lines = (await readFile(plain.feed, 'utf8')).trim().split('\n');
  for (const [name, part] of [
    ['one.csv', lines.slice(1, 3)],
    ['two.csv', lines.slice(3)],
  ]) {
    const file = join(plain.folder, name);
    await writeFile(file, `${[lines[0], ...part].join('\n')}\n`);
    const document = await ruyiJson(['encode', '--partition', file, '--images', plain.images, '--cache', cache], plain.folder);
    assert.deepEqual(schemaErrors('encode', document), []);
    assert.equal(document.items.length, 2);
    for (const item of document.items) {
      assert.ok(Math.abs(Math.hypot(...item.visual) - 1) < 1e-4);
      assert.ok(Math.abs(Math.hypot(...item.text) - 1) < 1e-4);
    }
  }
  const out = join(plain.folder, 'joined');
  await ruyiJson(['build', plain.feed, '--images', plain.images, '--out', out, '--cache', cache, ...FAST], plain.folder);
  assert.deepEqual(await hashesOf(out), await hashesOf(plain.out));
});

test('what a person confirmed or refuted stands in the shard', async (t) => {
  const folder = await createFolder(t);
  const { feed, images } = await createCatalogue(folder, { count: 4 });
  const annotation = (item, symbol, purpose, value) => ({
    type: 'Annotation',
    motivation: 'assessing',
    body: { type: 'SpecificResource', source: `ruyi:symbol/${symbol}`, purpose },
    target: { source: `ruyi:item/${item}`, ...(value ? { selector: { type: 'FragmentSelector', value } } : {}) },
  });
  const file = join(folder, 'annotations.json');
  const items = [annotation('P-002', 'bat', 'identifying', 'xywh=percent:10,20,30,40'), annotation('P-02', 'baat', 'identifying')];
  const collection = { type: 'AnnotationCollection', items };
  assert.deepEqual(schemaErrors('annotations', collection), []);
  await writeFile(file, JSON.stringify(collection));
  const out = join(folder, 'shard');
  const built = await ruyiJson(['build', feed, '--images', images, '--out', out, '--annotations', file, ...FAST], folder);
  assert.deepEqual(
    built.warnings
      .filter(({ column }) => column.startsWith('--annotations'))
      .map(({ value, remedy }) => [value, /did you mean “([^”]+)”/.exec(remedy)?.[1]]),
    [
      ['P-02', 'P-002'],
      ['baat', 'bat'],
    ],
  );
  const found = await ruyiJson(['recommend', out, '--item', 'P-001', '-k', '3'], folder);
  const bat = found.items.find((item) => item.id === 'P-002').symbols.find((symbol) => symbol.id === 'bat');
  assert.deepEqual([bat.presence, bat.claimed], [1, true]);
  const person = bat.evidence.find((evidence) => evidence.kind === 'person');
  assert.ok(person.box.every((side, index) => Math.abs(side - [0.1, 0.2, 0.4, 0.6][index]) < 1e-4));
  await writeFile(file, '{"type":"AnnotationCollection","items":[{}]}');
  const refused = await ruyiJson(['build', feed, '--images', images, '--out', out, '--annotations', file, ...FAST], folder, 1);
  assert.equal(refused.error.code, 'invalid-json');
});

test('pictures are found by a web address’s file name, upright, and never outside their folder', async (t) => {
  const folder = await createFolder(t);
  const { images } = await createCatalogue(folder, { count: 2 });
  await writeFile(join(folder, 'secret.png'), await drawPicture(3));
  await copyFile(join(images, 'p-2.png'), join(images, '云 纹.png'));
  // 40 x 20 px, turned by its EXIF orientation: shown as 20 x 40.
  await sharp({ create: { width: 40, height: 20, channels: 3, background: '#c8161d' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(join(images, 'turned.jpg'));
  const rows = [
    csvRow(1, { image: 'https://cdn.example/a/b/p-1.png?v=2' }),
    csvRow(2, { image: 'https://cdn.example/%E4%BA%91%20%E7%BA%B9.png' }),
    csvRow(3, { image: '../secret.png' }),
    csvRow(4, { image: 'turned.jpg' }),
  ];
  const feed = join(folder, 'web.csv');
  await writeFile(feed, `${[CSV_HEADER, ...rows].join('\n')}\n`);
  const out = join(folder, 'shard');
  const summary = await ruyiJson(['build', feed, '--images', images, '--out', out, ...FAST], folder);
  assert.deepEqual([summary.products, summary.rows.rejected], [3, 1]);
  const found = await ruyiJson(['recommend', out, '--item', 'P-001'], folder);
  assert.deepEqual(found.items.find((item) => item.id === 'P-004').card.picture_size, [20, 40]);
});

test('the summary for people ends with the two lines to embed', async (t) => {
  const folder = await createFolder(t);
  const { feed, images } = await createCatalogue(folder, { count: 2 });
  const run = await runRuyi(['build', feed, '--images', images, '--out', join(folder, 'shard'), ...FAST], folder);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /2 products in \d+ blocks/);
  assert.match(run.stdout, /<ruyi-recs manifest="\/ruyi\/manifest\.json" item="SKU"><\/ruyi-recs>\n$/);
});
