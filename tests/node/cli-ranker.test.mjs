// Rankers through the command line: taken in, listed, spoken through, and refused by name where they break the contract.

import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createCatalogue, createFolder, ruyiJson, runRuyi, schemaErrors } from '../support/cli.mjs';
import { tensorFile } from '../support/tensor-file.mjs';

const DAY = 20782; // 2026-11-25
const IDS = Array.from({ length: 8 }, (_, index) => `P-${String(index + 1).padStart(3, '0')}`);

/** Every item of IDS recommends the next one, and half as much the one after. */
async function createRanker(parent, name = 'chain', changes = {}) {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  const count = IDS.length;
  const start = Uint32Array.from({ length: count + 1 }, (_, row) => row * 2);
  const index = Uint32Array.from(IDS.flatMap((_, row) => [(row + 1) % count, (row + 2) % count]));
  const weight = Float32Array.from(IDS.flatMap(() => [0.5, 0.25]));
  const ids = Buffer.from(IDS.join(''));
  const offsets = Uint32Array.from({ length: count + 1 }, (_, row) => row * 5);
  const metric = { data: 'none', split: 'none', metric: 'ndcg@10', mean: 0.25, low: 0.2, high: 0.3, seeds: 3 };
  const document = {
    contract: 'ranker/1',
    name,
    version: '3',
    method: 'A chain',
    rule: { kind: 'neighbours' },
    shares: 'exact',
    modalities: [],
    items: count,
    metrics: [metric],
    ...changes,
  };
  await writeFile(join(folder, 'ranker.json'), JSON.stringify(document));
  await writeFile(join(folder, 'CARD.md'), 'A chain.\n');
  await writeFile(
    join(folder, 'items.safetensors'),
    tensorFile([
      ['item_id.offsets', 'U32', [count + 1], offsets],
      ['item_id.bytes', 'U8', [ids.byteLength], new Uint8Array(ids)],
      ['neighbour.start', 'U32', [count + 1], start],
      ['neighbour.index', 'U32', [index.length], index],
      ['neighbour.weight', 'F32', [weight.length], weight],
    ]),
  );
  return folder;
}

let folder = '';
let shard = '';
let built;
let build = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruyi-cli-ranker-'));
  const { feed, images } = await createCatalogue(folder, { count: 10 });
  shard = join(folder, 'shard');
  build = ['build', feed, '--images', images, '--no-widget', '--resume', '--cache', join(folder, 'cache')];
  built = await ruyiJson([...build, '--out', shard, '--ranker', await createRanker(folder)], folder);
});

after(() => rm(folder, { recursive: true, force: true }));

test('build --ranker: the summary says how many products the ranker knows', () => {
  assert.deepEqual(schemaErrors('build', built), []);
  assert.deepEqual(built.rankers, [{ name: 'chain', matched: 8, missing: 2 }]);
});

test('inspect: lists rankers with their rule and their measured numbers, and verifies their blocks', async () => {
  const found = await ruyiJson(['inspect', shard, '--verify'], folder);
  assert.deepEqual(schemaErrors('inspect', found), []);
  assert.deepEqual(schemaErrors('manifest', JSON.parse(await readFile(join(shard, 'manifest.json'), 'utf8'))), []);
  assert.deepEqual(
    found.rankers.map(({ name, version, rule, metrics }) => [name, version, rule.kind, metrics[0].mean]),
    [['chain', '3', 'neighbours', 0.25]],
  );
  assert.ok(found.blocks.some(({ kind, ok }) => kind === 'ranker' && ok === true));
  assert.match((await runRuyi(['inspect', shard], folder)).stdout, /chain\/3: A chain, rule neighbours; ndcg@10 0\.25/);
});

test('recommend --ranker: the ranker speaks, its parts name the liked item, and the sum closes', async () => {
  const profile = join(folder, 'profile.json');
  await writeFile(profile, JSON.stringify({ version: 1, events: [{ kind: 'like', item: 'P-002', day: DAY }] }));
  const args = ['recommend', shard, '--profile', profile, '--date', '2026-11-25', '--ranker'];
  const found = await ruyiJson([...args, 'chain'], folder);
  assert.deepEqual(schemaErrors('recommendation', found), []);
  assert.equal(found.ranker, 'chain/3');
  const graph = Object.fromEntries(
    found.items.flatMap(({ id, contributions }) =>
      contributions.filter(({ term }) => term === 'graph').map(({ item, value }) => [id, [item, Math.round(value * 1e6) / 1e6]]),
    ),
  );
  assert.deepEqual(graph, { 'P-003': ['P-002', 1], 'P-004': ['P-002', 0.5] });
  for (const { contributions, score } of found.items)
    assert.ok(Math.abs(contributions.reduce((sum, { value }) => sum + value, 0) - score) <= 1e-5);
  const core = await ruyiJson([...args, 'core'], folder);
  assert.equal(core.ranker, 'decayed-mean/1');
});

test('recommend --ranker: an unknown one is refused with the names that there are', async () => {
  const run = await runRuyi(['recommend', shard, '--item', 'P-001', '--ranker', 'sasrec'], folder);
  assert.equal(run.status, 1);
  assert.match(run.stderr, /--ranker “sasrec”: this shard has no such ranker; it has: core, chain/);
});

test('build --ranker: what breaks the contract is named, and nothing is left', async (t) => {
  const own = await createFolder(t);
  const refused = async (path, pattern) => {
    const run = await runRuyi([...build, '--out', join(own, 'out'), '--ranker', path], folder);
    assert.equal(run.status, 1, run.stderr);
    assert.match(run.stderr, pattern);
    await assert.rejects(readFile(join(own, 'out/manifest.json')));
  };
  await refused(await createRanker(own, 'wrong-contract', { contract: 'ranker/9' }), /wrong-contract.*contract.*ranker\/9/s);
  await refused(await createRanker(own, 'no-metrics', { metrics: [] }), /metrics.*at least one measured number/s);
  await refused(await createRanker(own, 'too-few', { items: 3 }), /item_id\.offsets is not U32 \[4\]/);
  await refused(
    await createRanker(own, 'headed', { rule: { kind: 'sequence-head', max_length: 50 } }),
    /sequence-head needs its ONNX head/,
  );
  const cardless = join(own, 'cardless');
  await cp(await createRanker(own, 'whole'), cardless, { recursive: true });
  await rm(join(cardless, 'CARD.md'));
  await refused(cardless, /CARD\.md is missing/);
});
