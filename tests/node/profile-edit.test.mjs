// The profile document on the main thread: what the store does without core, held against core's edit_profile.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { Core } from '../parity/run-wasm.mjs';
import { loadSource } from '../support/source-module.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const edits = await loadSource('client/profile-edit.ts');
const { checkProfile } = await loadSource('client/profile-check.ts');
const { loadCore } = await loadSource('worker/core-module.ts');
const SCHEMA = JSON.parse(await readFile(join(root, 'js/schemas/profile.schema.json'), 'utf8'));
const matches = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true }).compile(SCHEMA);
const [wasm, rest] = await Promise.all(['ruyi.wasm', 'ruyi-rest.wasm'].map((name) => readFile(join(modules, name))));
const loadModule = () => loadCore(wasm, { rest });

const DAY = 20782;
const DATE = '2026-11-25';

/** Members that say nothing are left out, as core does. */
function tidy(profile) {
  const said = ([, value]) => typeof value !== 'object' || Object.keys(value).length > 0;
  return JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(profile).filter(said))));
}

/** A shopper's random day: the same numbers every time. */
function* createEvents(count) {
  let seed = 7;
  // The high bits: the low ones of such a generator repeat after a few numbers.
  const next = (below) => Math.floor(((seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 2 ** 31) * below);
  const kinds = ['like', 'view', 'cart', 'buy', 'dislike', 'hide', 'dwell', 'why', 'tap'];
  for (let n = 0; n < count; n++) {
    const kind = kinds[next(kinds.length)];
    const day = DAY - next(40);
    if (kind === 'tap') yield { kind, symbol: `s${next(9)}`, day };
    else yield { kind, item: `P${next(60)}`, day, ...(kind === 'dwell' ? { seconds: 1 + next(90) } : { position: 1 + next(9) }) };
  }
}

test('the store and core note, fold and forget alike', async () => {
  const core = await Core.create(await WebAssembly.compile(wasm), await WebAssembly.compile(rest));
  const edited = (profile, ops) => core.call('ruyi_edit_profile', [JSON.stringify({ profile, date: DATE, ops })]);
  let here = { version: 2 };
  let there = { version: 2 };
  for (const event of createEvents(900)) {
    here = edits.addEvent(here, event);
    there = edited(there, [{ op: 'track', event }]);
  }
  assert.equal(here.events.length, edits.MAX_EVENTS);
  assert.deepEqual(tidy(here), there);
  assert.deepEqual(tidy(edits.forgetId(here, 'P7')), edited(there, [{ op: 'forget', item: 'P7' }]));
  assert.deepEqual(tidy(edits.forgetId(here, 's3')), edited(there, [{ op: 'forget', symbol: 's3' }]));
  const wishes = { styles: { plain_ornate: -0.5 }, occasion: 'wedding', switches: { lotus: 'more' }, price: { max_minor: 9900 } };
  const wished = edits.setWishes({ version: 2 }, wishes, DAY);
  assert.deepEqual(tidy(wished), edited(null, [{ op: 'set', profile: { version: 2, ...wishes } }]));
  assert.deepEqual(
    tidy(edits.setWish(wished, 'switches', 'lotus', undefined, DAY)),
    edited(wished, [{ op: 'unset', wish: 'switches.lotus' }]),
  );
  assert.deepEqual(tidy(edits.forgetSignal(wished, { wish: 'price' })), edited(wished, [{ op: 'forget', wish: 'price' }]));
  const pairs = ['a', 'b', 'c'].map((better) => ({ better, worse: 'z', day: DAY }));
  const paired = pairs.reduce(edits.addPair, { version: 2 });
  const gone = { better: 'b', worse: 'z' };
  assert.deepEqual(tidy(edits.forgetSignal(paired, { pair: gone })), edited(paired, [{ op: 'forget', pair: gone }]));
  core.destroy();
});

test('a stored document of version 1 is read as version 2 and keeps what it says', () => {
  const old = { version: 1, events: [{ kind: 'like', item: 'A', day: 1 }], switches: { lotus: 'more' }, weights: { text: 0.5 } };
  assert.deepEqual(checkProfile(old), { ...old, version: 2 });
});

test('an unknown member is named, whatever its depth', () => {
  const refused = (profile, message) => assert.throws(() => checkProfile({ version: 2, ...profile }), { code: 'invalid-json', message });
  refused({ style: {} }, /style must be left out/);
  refused({ styles: { plain: 1 } }, /styles\.plain must be left out/);
  refused({ events: [{ kind: 'like', item: 'A', day: 1, mood: 'good' }] }, /mood must be left out/);
  refused({ events: [{ kind: 'like', day: 1 }] }, /member item/);
  refused({ switches: { lotus: 'maybe' } }, /switches\.lotus must be one of/);
  assert.throws(() => checkProfile({ version: 3 }), { code: 'unsupported-version' });
});

test('the same visit is counted up to 10,000, and a stay grows up to a day, as in core', async (t) => {
  const core = await loadModule();
  t.after(() => core.dispose());
  const dwell = { kind: 'dwell', item: 'A', day: DAY, count: 9000, seconds: 80_000 };
  const tap = { kind: 'tap', symbol: 'lotus', day: DAY, count: 9000 };
  const here = [dwell, tap, dwell, tap].reduce(edits.addEvent, { version: 2 });
  assert.deepEqual(here.events, [
    { ...dwell, seconds: 86_400 },
    { ...tap, count: 10_000 },
  ]);
  const ops = [dwell, tap, dwell, tap].map((event) => ({ op: 'track', event }));
  assert.deepEqual(tidy(here), core.editProfile({ profile: null, date: DATE, ops }));
  assert.deepEqual(checkProfile(here).events, here.events);
});

test('only wishes are forgotten by path: anything else is refused and nothing is lost', () => {
  const profile = { version: 2, events: [{ kind: 'like', item: 'A', day: 1 }], occasion: 'wedding', price: { max_minor: 1 } };
  for (const wish of [
    'events',
    'pairs',
    'version',
    'learned',
    'wish_days',
    'occasion.x',
    'price.max_minor',
    'switches',
    'toString',
    '__proto__',
    '',
  ])
    assert.throws(() => edits.forgetSignal(profile, { wish }), { code: 'invalid-argument', message: /price, occasion, recipient/ }, wish);
  for (const signal of [{}, 7, null, ['events']]) assert.throws(() => edits.forgetSignal(profile, signal), { code: 'invalid-argument' });
  assert.deepEqual(tidy(edits.forgetSignal(profile, { wish: 'occasion' })), tidy({ ...profile, occasion: undefined }));
  const dotted = edits.setWishes({ version: 2 }, { categories: { 'a.b': 'more', a: 'less' } }, DAY);
  assert.deepEqual(edits.forgetSignal(dotted, { wish: 'categories.a.b' }).categories, { a: 'less' });
});

test('price wishes in turn: each bound is its own, null takes it back, and a contradicted one goes', () => {
  const price = (...wishes) => wishes.reduce((profile, one) => edits.setWishes(profile, { price: one }, DAY), { version: 2 }).price;
  assert.deepEqual(price({ max_minor: 9900 }, { min_minor: 1000 }), { max_minor: 9900, min_minor: 1000 });
  assert.deepEqual(price({ max_minor: 9900 }, { max_minor: 5000 }), { max_minor: 5000 });
  assert.deepEqual(price({ max_minor: 9900, min_minor: 1000 }, { max_minor: null }), { min_minor: 1000 });
  assert.deepEqual(price({ min_minor: 50_000 }, { max_minor: 30_000 }), { max_minor: 30_000 });
  assert.equal(price({ min_minor: 1000 }, { min_minor: null }), undefined);
  assert.equal(price({ max_minor: 9900, min_minor: 1000 }, undefined), undefined);
});

const WEIGHTS = ['visual', 'text', 'symbols', 'popularity', 'occasion', 'price', 'category', 'graph', 'sequence'];
const WHOLE = {
  version: 2,
  events: [
    { kind: 'dwell', item: 'A', day: DAY, seconds: 40.5, position: 3, count: 2 },
    { kind: 'tap', symbol: 'lotus', day: DAY },
  ],
  pairs: [{ better: 'A', worse: 'B', day: DAY, position: 4 }],
  switches: { dragon: 'never' },
  categories: { scarf: 'more' },
  price: { min_minor: 0, max_minor: 2 ** 53 - 1 },
  styles: { plain_ornate: -1, ancient_modern: 0, solemn_playful: 1 },
  occasion: 'wedding',
  recipient: 'elder',
  weights: Object.fromEntries(WEIGHTS.map((name) => [name, 4])),
  wish_days: { 'switches.dragon': -3_000_000, price: 3_000_000 },
  learned: { day: DAY, weights: Object.fromEntries(WEIGHTS.map((name) => [name, 0])), symbols: { lotus: -4, crane: 4 } },
  folded: { view: 2 ** 40 },
  personalise: true,
};

/** Every member that the schema names, by path. */
function membersOf(schema, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const at = `${path}.${name}`;
    return [at, ...membersOf(one, at), ...membersOf(one.items ?? {}, at)];
  });
}

test('a document with every member of the schema, at its bounds, passes the schema, the page and core', async (t) => {
  const said = (value, path = '') =>
    Array.isArray(value)
      ? value.flatMap((one) => said(one, path))
      : typeof value === 'object'
        ? Object.entries(value).flatMap(([name, one]) => [`${path}.${name}`, ...said(one, `${path}.${name}`)])
        : [];
  const missing = membersOf(SCHEMA).filter((path) => !said(WHOLE).includes(path));
  assert.deepEqual(missing, [], 'add it to WHOLE');
  assert.ok(matches(WHOLE), JSON.stringify(matches.errors));
  const { personalise: _, ...kept } = WHOLE;
  assert.deepEqual(checkProfile(WHOLE), kept);
  const core = await loadModule();
  t.after(() => core.dispose());
  core.setProfile(WHOLE);
  core.setProfile(checkProfile(WHOLE));
});

for (const [what, wrong] of [
  ['a weight above 4', { weights: { graph: 4.1 } }],
  ['a weight below 0', { weights: { sequence: -0.1 } }],
  ['a learnt weight above 4', { learned: { day: 1, weights: { graph: 5 } } }],
  ['a learnt symbol beyond its range', { learned: { day: 1, symbols: { lotus: 4.5 } } }],
  ['a price below 0', { price: { min_minor: -1 } }],
  ['a price with a fraction', { price: { max_minor: 0.5 } }],
  ['a price that no number holds exactly', { price: { max_minor: 2 ** 53 } }],
  ['a day beyond the calendar', { events: [{ kind: 'like', item: 'A', day: 3_000_001 }] }],
  ['a day of a wish beyond the calendar', { wish_days: { price: -3_000_001 } }],
  ['a count beyond its range', { folded: { view: 2 ** 40 + 1 } }],
  ['more events than core reads', { events: Array(2_001).fill({ kind: 'like', item: 'A', day: 1 }) }],
  ['more switches than core reads', { switches: Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`s${n}`, 'more'])) }],
  [
    'more days of wishes than core reads',
    { wish_days: Object.fromEntries(Array.from({ length: 4_001 }, (_, n) => [`switches.s${n}`, 1])) },
  ],
  ['more pairs than core reads', { pairs: Array(2_001).fill({ better: 'A', worse: 'B', day: 1 }) }],
])
  test(`schema and page agree: ${what} is refused by both`, () => {
    const document = { version: 2, ...wrong };
    assert.equal(matches(document), false);
    assert.throws(() => checkProfile(document), { code: 'invalid-json' });
  });
