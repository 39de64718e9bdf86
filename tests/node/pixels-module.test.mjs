// Pixels, palette and seeing through the module for words and pictures: the same bits as natively and as the independent references.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { createDescribed, createNoise } from '../support/pictures.mjs';
import { loadSource } from '../support/source-module.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const { loadBuilder } = await loadSource('worker/core-module.ts');
const { loadSense } = await loadSource('worker/sense-module.ts');

const support = async (name) => JSON.parse(await readFile(new URL(`../support/${name}`, import.meta.url), 'utf8'));
const createSense = async () => loadSense(await readFile(join(modules, 'ruyi-sense.wasm')));

/** Senses that know these colours: opened on a shard of one made-up item. @param {{id: string, rgb: number[]}[]} names */
async function createColourSense(names) {
  const hex = (rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  const keys = Object.fromEntries(names.map(({ id, rgb }) => [id.replace(/^colour:/, ''), { zh: id, hex: hex(rgb) }]));
  const builder = await loadBuilder(await readFile(join(modules, 'ruyi-builder.wasm')));
  const sense = await createSense();
  builder.begin({
    bundle: 1,
    catalogue: { name: 'colours', currency: '', price_scale: 100, locales: ['en'] },
    knowledge: {
      symbols: { symbols: [] },
      relations: { types: [], relations: [] },
      evidence: {},
      emotions: { emotions: [] },
      colours: { palette_keys: keys },
      festivals: { festivals: [] },
    },
    modalities: [],
    seeing: { model: '', symbols: [] },
    items: [
      {
        id: 'one',
        category: '',
        price_minor: null,
        available: true,
        popularity_count: 0,
        title: { en: 'one' },
        texts: [],
        url: '',
        picture: '',
        thumb: '',
      },
    ],
  });
  const { blocks } = builder.finish({ models: [] });
  sense.open(builder.take('manifest.json'));
  for (const name of blocks.filter((block) => block === 'graph')) sense.attach(name, builder.take(name));
  builder.dispose();
  return sense;
}

test('pixels: the module gives the bits of the Python reference', async () => {
  const sense = await createSense();
  const { cases } = await support('pixels_cases.json');
  const allowed = cases.filter((c) => c.size_w % 32 === 0 && c.size_h % 32 === 0); // the ABI takes multiples of 32
  assert.ok(allowed.length >= 3);
  for (const c of allowed) {
    const input = sense.pixels(createNoise(c.seed, c.width, c.height, c.opaque), c.width, c.height, c.size_w, c.size_h, c.mean, c.std);
    assert.equal(input.length, 3 * c.size_w * c.size_h);
    assert.equal(
      createHash('sha256')
        .update(new Uint8Array(input.buffer, input.byteOffset, input.byteLength))
        .digest('hex'),
      c.sha256,
      `seed ${c.seed}`,
    );
  }
});

test('pixels: impossible pictures and sizes are typed errors', async () => {
  const sense = await createSense();
  const rgba = new Uint8Array(16 * 16 * 4);
  const mean = [0, 0, 0];
  assert.throws(() => sense.pixels(rgba, 16, 15, 32, 32, mean, [1, 1, 1]), { code: 'invalid-picture' });
  assert.throws(() => sense.pixels(rgba, 16, 16, 33, 32, mean, [1, 1, 1]), { code: 'invalid-argument' });
  assert.throws(() => sense.pixels(rgba, 16, 16, 32, 32, mean, [1, 0, 1]), { code: 'invalid-argument' });
  assert.throws(() => sense.pixels(rgba, 16, 16, 32, 32, [0, NaN, 0], [1, 1, 1]), { code: 'invalid-argument' });
  assert.equal(sense.pixels(rgba, 16, 16, 32, 32, mean, [1, 1, 1]).length, 3 * 32 * 32); // the handle is as good as before
});

test('palette: the module finds the colours that were recorded natively, to the bit', async () => {
  const { names, cases } = await support('palette_cases.json');
  const sense = await createColourSense(names);
  for (const c of cases) assert.deepEqual(sense.palette(createDescribed(c), c.width, c.height), c.expected, c.name);
});

test('palette: without a shard there are no names, and the error says so', async () => {
  const sense = await createSense();
  assert.throws(
    () => sense.palette(new Uint8Array(4), 1, 1),
    (error) => ['invalid-state', 'missing-block'].includes(error.code),
  );
});

test('seeing: the module decodes the maps as the Python reference does', async () => {
  const sense = await createSense();
  const { cases } = await support('seeing_cases.json');
  for (const c of cases) {
    const seen = sense.see(
      c.contract,
      Float32Array.from(c.logits),
      Float32Array.from(c.maps_64ths, (value) => value / 64),
      c.map_h,
      c.map_w,
    );
    const expected = c.expected.map(({ id, claimed, box }) => ({ id, claimed, box }));
    assert.deepEqual(
      seen.map(({ id, claimed, box }) => ({ id, claimed, box })),
      expected,
      c.contract.model,
    );
    for (const [i, { confidence }] of seen.entries()) assert.ok(Math.abs(confidence - c.expected[i].confidence) < 1e-13);
  }
});

test('seeing: NaN from a model is refused', async () => {
  const sense = await createSense();
  const [c] = (await support('seeing_cases.json')).cases;
  const maps = Float32Array.from(c.maps_64ths, (value) => value / 64);
  assert.throws(
    () =>
      sense.see(
        c.contract,
        Float32Array.from(c.logits, () => NaN),
        maps,
        c.map_h,
        c.map_w,
      ),
    { code: 'invalid-picture' },
  );
  assert.throws(() => sense.see({ ...c.contract, contract: 'image-encoder/9' }, Float32Array.from(c.logits), maps, c.map_h, c.map_w), {
    code: 'unsupported-version',
  });
});
