// What `npm run bench` measures, at small size: lists and recalls, never times. Every engine answers for the same items, so a recall that is
// far too low is the bench's own mistake (a catalogue whose rows no int8 can tell apart, a filter on one side only).

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { exactTop, scanCase, usearchCase } from '../bench/cases.mjs';
import { createShard, DIM } from '../bench/catalogue.mjs';
import { usearchModule } from '../bench/usearch.mjs';
import { loadSource } from '../support/source-module.mjs';

const modules = process.env.RUYI_WASM_DIR ?? join(fileURLToPath(new URL('../..', import.meta.url)), 'build/wasm-release/wasm');
const wasm = (name) => readFile(join(modules, `${name}.wasm`));
const ITEMS = 3000;
const untimed = (work) => {
  work();
  return 0;
};
const shards = {};
let loadCore;

before(async () => {
  const source = await loadSource('worker/core-module.ts');
  loadCore = source.loadCore;
  const builder = await source.loadBuilder(await wasm('ruyi-builder'));
  for (const spectrum of ['clustered', 'image']) shards[spectrum] = await createShard(builder, ITEMS, 1, spectrum);
  builder.dispose();
});

test('bench: the measure of recall finds the nearest rows for sale, ties to the lower index', () => {
  const rows = Float32Array.from([1, 0, 0.5, 0.5, 0.9, 0.1, 0.5, 0.5]);
  assert.deepEqual(exactTop(rows, [1, 0], 2, Uint8Array.from([1, 1, 0, 1])), [0, 1, 3]);
});

for (const [spectrum, bound] of [
  ['clustered', 0.97],
  ['image', 0.97],
])
  test(`bench, ${spectrum} vectors: core equals scoring every stored row, and int8 keeps the exact ten`, async () => {
    const { text, blocks, vectors, available } = shards[spectrum];
    const core = await loadCore(await wasm('ruyi'), { rest: await wasm('ruyi-rest') });
    core.open(text);
    for (const [name, bytes] of blocks) core.attach(name, bytes);
    const scan = scanCase(core, vectors.visual, DIM, available, untimed);
    core.dispose();
    assert.equal(scan.plainRecall, 1);
    assert.equal(scan.equal, scan.asked);
    assert.ok(scan.recall >= bound, `recall ${scan.recall}, at least ${bound} expected`);
  });

test('bench: USearch finds most of the same ten', async (t) => {
  const { bytes, missing } = await usearchModule({ fetch: false });
  if (!bytes) {
    t.skip(missing);
    return;
  }
  const { searches } = await usearchCase(bytes, shards.image.vectors.visual, DIM, shards.image.available, untimed);
  for (const { expansion, recall } of searches) assert.ok(recall > 0.5, `expansion ${expansion}: recall ${recall}`);
});
