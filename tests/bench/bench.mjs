// npm run bench [-- --json] [-- --items 20000]: budgets of DESIGN §8 that exist so far, as ratios against a named baseline of the same run. Milliseconds are information.
import { readFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { loadSource } from '../support/source-module.mjs';
import { createShard } from './catalogue.mjs';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, items: { type: 'string', default: '20000' } } });
const ITEMS = Number(values.items);
if (!Number.isInteger(ITEMS) || ITEMS < 100 || ITEMS > 200_000) {
  console.error(`--items ${values.items}: give a whole number from 100 to 200000`);
  process.exit(2);
}
const SEED = 1;
const DIM = 128;
const WARM_UPS = 4;
const RUNS = 21;

const wasm = (name) => readFile(new URL(`../../js/dist/cli/${name}.wasm`, import.meta.url));
const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

function median(work) {
  for (let i = 0; i < WARM_UPS; i++) work();
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[RUNS >> 1];
}

/** The plain loop that a page without Ruyi would write: float rows, one dot product, full sort of the indices. */
function plainTop10(rows, query) {
  const n = rows.length / DIM;
  const scores = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let d = 0; d < DIM; d++) sum += rows[i * DIM + d] * query[d];
    scores[i] = sum;
  }
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b).slice(0, 10);
}

/** The same without the sort: the best ten are kept in a small list. */
function plainScan(rows, query) {
  const best = [];
  const n = rows.length / DIM;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let d = 0; d < DIM; d++) sum += rows[i * DIM + d] * query[d];
    if (best.length < 10 || sum > best[9][0]) {
      best.push([sum, i]);
      best.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
      best.length = Math.min(best.length, 10);
    }
  }
  return best.map(([, i]) => i);
}

function overlap(a, b) {
  return b.filter((x) => a.includes(x)).length / b.length;
}

const { loadCore, loadBuilder } = await loadSource('worker/core-module.ts');
const builder = await loadBuilder(await wasm('ruyi-builder'));
const built = performance.now();
const shard = await createShard(builder, ITEMS, SEED);
const buildSeconds = (performance.now() - built) / 1000;
builder.dispose();

const core = await loadCore(await wasm('ruyi'));
core.open(shard.text);
for (const [name, bytes] of shard.blocks) core.attach(name, bytes);

const query = shard.vectors.visual.slice(0, DIM);
core.setVector('photo.visual', query);
const only = { visual: 1, text: 0, symbols: 0, popularity: 0, occasion: 0, price: 0 };
const scan = { placement: 'query', k: 10, date: '2026-11-25', explain: 'none', query: { visual: 'photo.visual', weights: only } };
const full = { placement: 'similar', item: 'SKU-000000', k: 100, date: '2026-11-25', explain: 'none' };
const explained = { ...full, k: 1, explain: 'full', lang: ['en'] };

const sellable = new Set(core.recommend({ ...scan, k: 1000 }).items.map((item) => item.index));
const expected = plainScan(shard.vectors.visual, query).filter((i) => sellable.has(i));
const found = core.recommend(scan).items.map((item) => item.index);
const plainMs = median(() => plainScan(shard.vectors.visual, query));
const sortMs = median(() => plainTop10(shard.vectors.visual, query));
const scanMs = median(() => core.recommend(scan));
const fullMs = median(() => core.recommend(full));
const whyMs = median(() => core.recommend(explained));

const why = core.recommend(explained).items[0];
const stated = why.counterfactuals.filter((one) => one.kind === 'symbol');
const equal = stated.filter(
  (one) => core.recommend({ ...full, without: [one.without], rank_of: [why.id] }).ranks[0].rank === one.rank,
).length;

function rowsOf() {
  const first = ['hot', 'graph'].map((name) => shard.blocks.get(name));
  const near = shard.blocks.get([...shard.blocks.keys()].find((name) => name.startsWith('near-')));
  const vectorBytes = [...shard.blocks].filter(([name]) => name.startsWith('vectors-')).reduce((sum, [, bytes]) => sum + brotli(bytes), 0);
  const recall = overlap(found, expected);
  return [
    {
      name: `exact top-10, ${ITEMS} × ${DIM}, WASM in Node`,
      value: scanMs,
      unit: 'ms',
      budget: 1 / 15,
      baseline: 'plain JS Float32Array scan',
      ratio: scanMs / plainMs,
      check: `recall@10 against float32 ${recall.toFixed(2)}; baseline ${plainMs.toFixed(2)} ms, with a full sort ${sortMs.toFixed(2)} ms`,
    },
    {
      name: `full score and top-100, ${ITEMS} items`,
      value: fullMs,
      unit: 'ms',
      budget: 3,
      baseline: 'exact top-10 above',
      ratio: fullMs / scanMs,
      check: 'same core, two dense modalities, symbols, priors',
    },
    {
      name: `counterfactual ranks of one item (${why.counterfactuals.length})`,
      value: whyMs,
      unit: 'ms',
      budget: 16,
      baseline: 'exact top-10 above',
      ratio: whyMs / scanMs,
      check: `${equal} of ${stated.length} stated symbol ranks equal a re-ranking`,
    },
    {
      name: 'core module, brotli',
      value: brotli(shard.core),
      unit: 'bytes',
      budget: 60_000,
      baseline: '',
      ratio: null,
      check: `${shard.core.length} bytes raw`,
    },
    {
      name: `hot + graph + one near block of ${ITEMS} items, brotli`,
      value: [...first, near].reduce((sum, bytes) => sum + brotli(bytes), 0),
      unit: 'bytes',
      budget: null,
      baseline: '',
      ratio: null,
      check: `vectors afterwards ${vectorBytes} bytes brotli`,
    },
  ];
}

shard.core = await wasm('ruyi');
const rows = rowsOf().map((row) => ({ ...row, holds: row.budget === null ? null : (row.ratio ?? row.value) <= row.budget }));
core.dispose();

const head = {
  seed: SEED,
  items: ITEMS,
  node: process.version,
  machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} × ${arch()}`,
  build_seconds: Number(buildSeconds.toFixed(1)),
};
if (values.json) console.log(JSON.stringify({ ...head, rows }, null, 2));
else {
  console.log(
    Object.entries(head)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
  );
  for (const row of rows) {
    const verdict = row.holds === null ? 'information' : row.holds ? 'holds' : 'MISSED';
    const ratio = row.ratio === null ? '' : ` · ratio ${row.ratio.toFixed(3)} to ${row.baseline}`;
    console.log(
      `${row.name}: ${row.value.toFixed(row.unit === 'ms' ? 2 : 0)} ${row.unit}${ratio} · budget ${row.budget === null ? '–' : Number(row.budget.toFixed(3))} · ${verdict}\n    ${row.check}`,
    );
  }
}
