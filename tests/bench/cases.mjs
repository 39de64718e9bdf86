// What is timed, the same text in Node and in a page. Plain values in, plain values out.
//
// Every time is the least of many runs: on a shared machine a median measures the neighbours. The JavaScript baselines are timed in slices
// of rows, each the least of its runs, so that they are not charged for being interrupted more often.

const now = () => performance.now();

export function least(work, runs = 60, budgetMs = 4000) {
  let best = Infinity;
  const start = now();
  for (let run = 0; run < 3 || (run < runs && now() - start < budgetMs); run++) {
    const begun = now();
    work();
    best = Math.min(best, now() - begun);
  }
  return best;
}

/** Rows as the shard stores them: int8 with a scale, the largest component at 127. */
export function quantised(values, first, count, dim) {
  const q = new Int8Array(count * dim);
  const scale = new Float32Array(count);
  for (let r = 0; r < count; r++) {
    const row = values.subarray((first + r) * dim, (first + r + 1) * dim);
    let largest = 0;
    for (const x of row) largest = Math.max(largest, Math.abs(x));
    scale[r] = largest / 127;
    for (let d = 0; d < dim; d++) q[r * dim + d] = Math.round((row[d] / largest) * 127);
  }
  return { q, scale };
}

/** The score of every stored row for the first one's own float vector, best first; ties to the lower index. */
function storedTop(vectors, dim, sellable) {
  const items = vectors.length / dim;
  const { q, scale } = quantised(vectors, 0, items, dim);
  const scores = new Float64Array(items);
  for (let i = 0; i < items; i++) {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += q[i * dim + d] * vectors[d];
    scores[i] = sum * scale[i];
  }
  return [...scores.keys()]
    .filter(sellable)
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, 10);
}

/** The plain loop that a page without Ruyi would write: float rows, one dot product each, the best ten in a small list. */
function plainScan(rows, query, dim, first, count, best) {
  for (let i = first; i < first + count; i++) {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += rows[i * dim + d] * query[d];
    if (best.length < 10 || sum > best[9][0]) {
      best.push([sum, i]);
      best.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
      best.length = Math.min(best.length, 10);
    }
  }
  return best;
}

export function plainTop10(rows, query, dim) {
  return plainScan(rows, query, dim, 0, rows.length / dim, []).map(([, i]) => i);
}

function plainMs(rows, query, dim) {
  const items = rows.length / dim;
  const slices = Math.ceil(items / 5000);
  let total = 0;
  for (let s = 0; s < slices; s++) {
    const first = Math.floor((items * s) / slices);
    const count = Math.floor((items * (s + 1)) / slices) - first;
    total += least(() => plainScan(rows, query, dim, first, count, []), 12, 400);
  }
  return total;
}

function overlap(found, expected) {
  return expected.filter((x) => found.includes(x)).length / Math.max(1, expected.length);
}

const DATE = '2026-11-25';
const DAY = Date.UTC(2026, 10, 20) / 86_400_000;
const ONLY_VISUAL = { visual: 1, text: 0, symbols: 0, popularity: 0, occasion: 0, price: 0 };
export const itemId = (i) => `SKU-${String(i).padStart(6, '0')}`;

function openShard(core, text, blocks) {
  core.open(text);
  const begun = now();
  for (const [name, bytes] of blocks) core.attach(name, bytes);
  return now() - begun;
}

/** Exact top ten of one modality; recall against a plain scan of the stored rows, and of the float rows. */
function scanCase(core, vectors, dim, available) {
  const query = vectors.slice(0, dim);
  core.setVector('photo.visual', query);
  const scan = { placement: 'query', k: 10, date: DATE, explain: 'none', query: { visual: 'photo.visual', weights: ONLY_VISUAL } };
  const firstStart = now();
  const found = core.recommend(scan).items.map((item) => item.index);
  const firstMs = now() - firstStart;
  const expected = storedTop(vectors, dim, (i) => available[i] === 1);
  const ms = least(() => core.recommend(scan), 150);
  return {
    ms,
    firstMs,
    plainMs: plainMs(vectors, query, dim),
    recall: overlap(found, expected),
    floatRecall: overlap(found, plainTop10(vectors, query, dim)),
    found,
  };
}

/** Full score and top 100, and every counterfactual rank of one item with a history of likes. */
function fullCase(core, liked) {
  core.setProfile({
    version: 1,
    events: Array.from({ length: liked }, (_, n) => ({ kind: 'like', item: itemId(n * 37), day: DAY })),
  });
  const full = { placement: 'for-you', k: 100, date: DATE, explain: 'none' };
  const explained = { ...full, k: 1, explain: 'full', lang: ['en'] };
  const fullMs = least(() => core.recommend(full), 100);
  const whyMs = least(() => core.recommend(explained), 40, 6000);
  const why = core.recommend(explained).items[0];
  const asked = why.counterfactuals;
  const equal = asked.filter((one) => {
    const left = one.kind === 'symbol' ? { without: [one.without] } : { without_items: [one.without] };
    return core.recommend({ ...full, k: 1, ...left, rank_of: [why.id] }).ranks[0].rank === one.rank;
  }).length;
  core.setProfile(null);
  return { fullMs, whyMs, asked: asked.length, items: asked.filter((one) => one.kind === 'item').length, equal };
}

/** loadCore: of js/src/worker/core-module.ts, bundled. shards: by name {text, blocks, visual, available}; `clustered` gets the full score, too. */
export async function runCases({ loadCore, wasm, rest, shards, dim }) {
  const results = {};
  for (const [name, { text, blocks, visual, available }] of Object.entries(shards)) {
    const core = await loadCore(wasm, { rest });
    const attachMs = openShard(core, text, blocks);
    const scan = scanCase(core, visual, dim, available);
    const full = name === 'clustered' ? { five: fullCase(core, 5), three: fullCase(core, 3) } : undefined;
    results[name] = { attachMs, scan, full, memory: core.memoryBytes };
    core.dispose();
  }
  return results;
}

/** The manifest of `text` parsed and checked by `open`. */
export async function openCase(loadCore, wasm, text) {
  const cores = [];
  for (let n = 0; n < 40; n++) cores.push(await loadCore(wasm));
  let best = Infinity;
  for (const core of cores) {
    const begun = now();
    core.open(text);
    best = Math.min(best, now() - begun);
    core.dispose();
  }
  return best;
}

/** USearch's index over the same rows: build, then the best ten at two expansions. */
export async function usearchCase(bytes, rows, dim, expected) {
  const { instance } = await WebAssembly.instantiate(
    bytes,
    new Proxy({}, { get: () => new Proxy({}, { get: () => () => 0, has: () => true }), has: () => true }),
  );
  const { exports } = instance;
  exports._initialize?.();
  const at = exports.bench_alloc(rows.byteLength);
  new Float32Array(exports.memory.buffer, at, rows.length).set(rows);
  const keys = exports.bench_alloc(80);
  const begun = now();
  const failed = exports.bench_build(at, rows.length / dim, dim);
  const buildMs = now() - begun;
  if (failed) throw new Error(`USearch's index answered ${failed}`);
  const searches = [64, 512].map((expansion) => {
    const count = exports.bench_search(at, 10, expansion, keys);
    const found = [...new BigUint64Array(exports.memory.buffer, keys, count)].map(Number);
    return { expansion, ms: least(() => exports.bench_search(at, 10, expansion, keys), 200), recall: overlap(found, expected) };
  });
  return { buildMs, searches };
}
