// What-ifs of several signals at once: every stated rank against a request of its own, and every smaller set tried.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { schemaErrors } from '../support/cli.mjs';
import { loadSource } from '../support/source-module.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const golden = join(root, 'tests/golden/planted.fv1');
const DAY = 20782; // 2026-11-25
const KINDS = ['like', 'buy', 'cart', 'view'];
const SET_LIMIT = 256;

let core;
let items;
let symbols;

before(async () => {
  const { loadCore } = await loadSource('worker/core-module.ts');
  core = await loadCore(await readFile(join(modules, 'ruyi.wasm')), { rest: await readFile(join(modules, 'ruyi-rest.wasm')) });
  const manifest = await readFile(join(golden, 'manifest.json'), 'utf8');
  core.open(manifest);
  for (const { name, file } of JSON.parse(manifest).blocks) core.attach(name, await readFile(join(golden, file)));
  core.setProfile(null);
  const all = core.recommend({ placement: 'for-you', k: 100, date: '2026-11-25', explain: 'parts' }).items;
  items = all.map(({ id }) => id).sort();
  symbols = [...new Set(all.flatMap((item) => item.symbols.map(({ id }) => id)))].sort();
});

function createRandom(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

function createProfile(below) {
  const events = Array.from({ length: 1 + below(4) }, () => ({
    item: items[below(items.length)],
    kind: KINDS[below(KINDS.length)],
    day: DAY - below(40),
  }));
  const switches = Object.fromEntries(
    Array.from({ length: below(3) }, () => [symbols[below(symbols.length)], ['more', 'less', 'never'][below(3)]]),
  );
  return { version: 1, events, switches, ...(below(2) === 0 ? { price: { min_minor: 1000, max_minor: 20000 + below(30000) } } : {}) };
}

/** The rank by a request of its own, in which nothing but the signals differs. */
function rankWithout(profile, request, item, signals) {
  const ids = (kind) => signals.filter((one) => one.kind === kind).map(({ id }) => id);
  const switches = Object.fromEntries(Object.entries(profile.switches).filter(([symbol]) => !ids('switch').includes(symbol)));
  const priceless = signals.some(({ kind }) => kind === 'price');
  const { price, ...rest } = profile;
  core.setProfile({ ...rest, switches, ...(price && !priceless ? { price } : {}) });
  const asked = { ...request, k: 1, joint: false, explain: 'none', rank_of: [item], without: ids('symbol'), without_items: ids('item') };
  if (signals.some(({ kind }) => kind === 'occasion')) asked.query = { weights: { occasion: 0 } };
  return core.recommend(asked).ranks[0].rank;
}

function signalsOf(item, profile) {
  const found = item.symbols.filter(({ claimed }) => claimed).map(({ id }) => ({ kind: 'symbol', id }));
  for (const { kind, without } of item.counterfactuals) if (kind === 'item') found.push({ kind: 'item', id: without });
  for (const [id, wish] of Object.entries(profile.switches)) if (wish !== 'never') found.push({ kind: 'switch', id });
  if (profile.price) found.push({ kind: 'price' });
  if (item.contributions.some(({ term }) => term === 'occasion')) found.push({ kind: 'occasion' });
  return found;
}

function* subsets(list, size, from = 0) {
  if (size === 0) yield [];
  else for (let i = from; i < list.length; i += 1) for (const rest of subsets(list, size - 1, i + 1)) yield [list[i], ...rest];
}

const nameOf = ({ kind, id }) => `${kind}:${id ?? ''}`;
const sorted = (set) => set.map(nameOf).sort().join(' ');

test('joint: pairs are exactly those of which each alone changes nothing and both together do', (t) => {
  let pairs = 0;
  let tried = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const profile = createProfile(createRandom(seed));
    const request = { placement: 'for-you', k: 3, date: '2026-11-25', explain: 'full', lang: ['en'], joint: true };
    core.setProfile(profile);
    const answer = core.recommend(request);
    if (seed % 10 === 1) assert.deepEqual(schemaErrors('recommendation', answer), []);
    for (const item of answer.items) {
      const idle = signalsOf(item, profile)
        .filter(({ kind }) => kind === 'symbol' || kind === 'item')
        .filter((one) => rankWithout(profile, request, item.id, [one]) === item.rank);
      const real = new Map();
      for (const pair of subsets(idle, 2)) {
        tried += 1;
        const rank = rankWithout(profile, request, item.id, pair);
        if (rank !== item.rank) real.set(sorted(pair), rank);
      }
      assert.equal(item.joint.pairs_complete, (idle.length * (idle.length - 1)) / 2 <= 64);
      if (!item.joint.pairs_complete) continue;
      assert.deepEqual(new Map(item.joint.pairs.map(({ without, rank }) => [sorted(without), rank])), real);
      pairs += real.size;
    }
  }
  t.diagnostic(`${pairs} pairs among ${tried} candidates`);
  assert.ok(pairs > 0);
});

test('joint: the smallest set takes the item out of the top k, no smaller one does, and a search that gave up says so', (t) => {
  const sizes = {};
  let gaveUp = 0;
  let none = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const profile = createProfile(createRandom(seed));
    const request = { placement: 'for-you', k: 3, date: '2026-02-10', explain: 'full', lang: ['en'], joint: true };
    core.setProfile(profile);
    for (const item of core.recommend(request).items) {
      const { without, rank, complete, k } = item.joint.out_of_top;
      const signals = signalsOf(item, profile);
      const outside = (set) => rankWithout(profile, request, item.id, set) > 3;
      assert.equal(k, 3);
      if (without === null && !complete) {
        gaveUp += 1;
        assert.ok(2 ** signals.length - 1 > SET_LIMIT, 'a short search gave up');
        continue;
      }
      if (without !== null) {
        assert.equal(rankWithout(profile, request, item.id, without), rank);
        assert.ok(rank > 3);
        assert.ok(without.every((one) => signals.some((known) => nameOf(known) === nameOf(one))));
        sizes[without.length] = (sizes[without.length] ?? 0) + 1;
      } else none += 1;
      const smaller = without === null ? signals.length : without.length - 1;
      for (let size = 1; size <= smaller; size += 1)
        for (const set of subsets(signals, size))
          assert.ok(!outside(set), `${item.id}: ${sorted(set)} is smaller than ${sorted(without ?? [])}`);
    }
  }
  t.diagnostic(`sets by size ${JSON.stringify(sizes)}; none exists ${none}; gave up ${gaveUp}`);
  assert.ok(Object.keys(sizes).length >= 2);
});

test('joint: is left out unless it is asked for, and nothing is looked for when everything fits', () => {
  core.setProfile(createProfile(createRandom(5)));
  const request = { placement: 'for-you', date: '2026-11-25', explain: 'full', lang: ['en'] };
  assert.ok(core.recommend({ ...request, k: 3 }).items.every((item) => item.joint === undefined));
  for (const { joint } of core.recommend({ ...request, k: 100, joint: true }).items)
    assert.deepEqual([joint.out_of_top.without, joint.out_of_top.complete], [null, true]);
});
