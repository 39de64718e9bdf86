// What is timed, the same text in Node and in a page. Plain values in, plain values out.
//
// Every time is the least of many runs: on a shared machine a median measures the neighbours. The JavaScript baselines are timed in slices
// of rows, each the least of its runs, so that they are not charged for being interrupted more often.

const now = () => performance.now();

const TICK = 1; // ms that one reading of the clock should span: a page's clock is rounded to a tenth of one

/** The least time of one call. Calls that are shorter than the clock can tell are timed several together. */
export function least(work, runs = 60, budgetMs = 4000) {
  work();
  const first = now();
  work();
  const together = Math.min(50, Math.ceil(TICK / Math.max(now() - first, TICK / 50)));
  let best = Infinity;
  const start = now();
  for (let run = 0; run < 3 || (run < runs && now() - start < budgetMs); run++) {
    const begun = now();
    for (let call = 0; call < together; call++) work();
    best = Math.min(best, (now() - begun) / together);
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

/** The ten largest of `scores` among those for sale, ties to the lower index: by sorting all of them. */
function sortedTop(scores, available) {
  return [...scores.keys()]
    .filter((i) => available[i] === 1)
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, 10);
}

/** What every engine's recall is measured against: products of the float rows in double precision. */
export function exactTop(rows, query, dim, available) {
  const scores = new Float64Array(rows.length / dim);
  for (let i = 0; i < scores.length; i++) {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += rows[i * dim + d] * query[d];
    scores[i] = sum;
  }
  return sortedTop(scores, available);
}

/** All stored rows scored as core/SCORING.md says, [index, score] of the ten best: what core must give to the bit. */
function storedTop({ q, scale }, query, dim, available) {
  const largest = query.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const length = Math.sqrt(query.reduce((sum, x) => sum + x * x, 0));
  const sigma = largest / (32767 * length);
  const q16 = Int16Array.from(query, (x) => Math.trunc((x / largest) * 32767 + (x < 0 ? -0.5 : 0.5)));
  const scores = new Float64Array(scale.length);
  for (let i = 0; i < scores.length; i++) {
    let dot = 0;
    for (let d = 0; d < dim; d++) dot += q[i * dim + d] * q16[d];
    scores[i] = dot * scale[i] * sigma;
  }
  return sortedTop(scores, available).map((i) => [i, scores[i]]);
}

/** The plain loop that a page without Ruyi would write: float rows, one dot product each, the best ten in a small list. */
function plainScan(rows, query, dim, available, first, count, best) {
  for (let i = first; i < first + count; i++) {
    if (available[i] === 0) continue;
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

function plainTop(rows, query, dim, available) {
  return plainScan(rows, query, dim, available, 0, rows.length / dim, []).map(([, i]) => i);
}

function plainMs(rows, query, dim, available, time) {
  const items = rows.length / dim;
  const slices = Math.ceil(items / 5000);
  let total = 0;
  for (let s = 0; s < slices; s++) {
    const first = Math.floor((items * s) / slices);
    const count = Math.floor((items * (s + 1)) / slices) - first;
    total += time(() => plainScan(rows, query, dim, available, first, count, []), 12, 400);
  }
  return total;
}

/** The share of the expected lists' items that was found. */
function recallOf(found, expected) {
  const hits = expected.map((list, n) => list.filter((item) => found[n].includes(item)).length);
  const all = expected.reduce((sum, list) => sum + list.length, 0);
  return hits.reduce((sum, count) => sum + count, 0) / all;
}

const QUERIES = 10;

/** Rows that are asked for their neighbours, from all over the catalogue. */
function queriesOf(rows, dim) {
  const items = rows.length / dim;
  const at = Array.from({ length: QUERIES }, (_, n) => Math.floor((n * items) / QUERIES));
  return at.map((row) => rows.slice(row * dim, (row + 1) * dim));
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

/**
 * Exact top ten of one modality. `equal`: queries whose list has the items and the score bits of scoring all stored rows; recalls are against
 * the float rows in double precision, among the same items for sale.
 */
export function scanCase(core, rows, dim, available, time = least) {
  const scan = { placement: 'query', k: 10, date: DATE, explain: 'none', query: { visual: 'photo.visual', weights: ONLY_VISUAL } };
  const queries = queriesOf(rows, dim);
  const stored = quantised(rows, 0, rows.length / dim, dim);
  core.setVector('photo.visual', queries[0]);
  const firstStart = now();
  core.recommend(scan);
  const firstMs = now() - firstStart;
  const found = queries.map((query) => {
    core.setVector('photo.visual', query);
    return core.recommend(scan).items.map(({ index, score }) => [index, score]);
  });
  const same = (list, n) => JSON.stringify(list) === JSON.stringify(storedTop(stored, queries[n], dim, available));
  const expected = queries.map((query) => exactTop(rows, query, dim, available));
  core.setVector('photo.visual', queries[0]);
  return {
    ms: time(() => core.recommend(scan), 150),
    firstMs,
    plainMs: plainMs(rows, queries[0], dim, available, time),
    asked: queries.length,
    equal: found.filter(same).length,
    recall: recallOf(
      found.map((list) => list.map(([index]) => index)),
      expected,
    ),
    plainRecall: recallOf(
      queries.map((query) => plainTop(rows, query, dim, available)),
      expected,
    ),
  };
}

const FULL = { placement: 'for-you', k: 100, date: DATE, explain: 'none' };
const EXPLAINED = { ...FULL, k: 1, explain: 'full', lang: ['en'] };

function like(core, liked) {
  core.setProfile({
    version: 1,
    events: Array.from({ length: liked }, (_, n) => ({ kind: 'like', item: itemId(n * 37), day: DAY })),
  });
}

/** Full score and top 100, and every counterfactual rank of one item with a history of likes. */
function fullCase(core, liked) {
  like(core, liked);
  const [full, explained] = [FULL, EXPLAINED];
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

/**
 * What one liked item more costs an explanation: of likes at two counts, taken in turn so that a noisy minute falls on both, the difference of
 * each pair; the median of the pairs. One difference of two least times can be negative.
 */
function furtherMs(core, many, few, pairs = 15) {
  const differences = Array.from({ length: pairs }, () => {
    const [more, less] = [many, few].map((liked) => {
      like(core, liked);
      return least(() => core.recommend(EXPLAINED), 4, 1000);
    });
    return (more - less) / (many - few);
  });
  core.setProfile(null);
  return differences.sort((a, b) => a - b)[pairs >> 1];
}

/** loadCore: of js/src/worker/core-module.ts, bundled. shards: by name {text, blocks, visual, available}; `clustered` gets the full score, too. */
export async function runCases({ loadCore, wasm, rest, shards, dim }) {
  const results = {};
  for (const [name, { text, blocks, visual, available }] of Object.entries(shards)) {
    const core = await loadCore(wasm, { rest });
    const attachMs = openShard(core, text, blocks);
    const scan = scanCase(core, visual, dim, available);
    const full = name === 'clustered' ? { five: fullCase(core, 5), three: fullCase(core, 3), furtherMs: furtherMs(core, 5, 3) } : undefined;
    results[name] = { attachMs, scan, full, memory: core.memoryBytes };
    core.dispose();
  }
  return results;
}

/** The manifest of `text` parsed and checked by `open`: the first of a page, and the least of many in modules whose code is compiled. */
export async function openCase(loadCore, wasm, text) {
  const times = [];
  for (let n = 0; n < 40; n++) {
    const core = await loadCore(wasm);
    const begun = now();
    core.open(text);
    times.push(now() - begun);
    core.dispose();
  }
  return { firstMs: times[0], ms: Math.min(...times) };
}

/** USearch's index over the same rows: build, then the best ten of those for sale at two expansions. */
export async function usearchCase(bytes, rows, dim, available, time = least) {
  const { instance } = await WebAssembly.instantiate(
    bytes,
    new Proxy({}, { get: () => new Proxy({}, { get: () => () => 0, has: () => true }), has: () => true }),
  );
  const { exports } = instance;
  exports._initialize?.();
  const give = (values) => {
    const at = exports.bench_alloc(values.byteLength);
    new values.constructor(exports.memory.buffer, at, values.length).set(values);
    return at;
  };
  const [at, allowed, keys] = [give(rows), give(available), give(new Uint8Array(80))];
  const begun = now();
  const failed = exports.bench_build(at, rows.length / dim, dim);
  const buildMs = now() - begun;
  if (failed) throw new Error(`USearch's index answered ${failed}`);
  const queries = queriesOf(rows, dim);
  const places = queries.map(give);
  const expected = queries.map((query) => exactTop(rows, query, dim, available));
  const searches = [64, 512].map((expansion) => {
    const found = places.map((place) => {
      const count = exports.bench_search(place, 10, expansion, allowed, keys);
      return [...new BigUint64Array(exports.memory.buffer, keys, count)].map(Number);
    });
    const ms = time(() => exports.bench_search(places[0], 10, expansion, allowed, keys), 200);
    return { expansion, ms, recall: recallOf(found, expected) };
  });
  return { buildMs, searches };
}
