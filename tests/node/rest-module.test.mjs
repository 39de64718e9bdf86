// The core module in two parts: what a shelf does without the rest, what asks for it, and a rest that does not belong.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadSource } from '../support/source-module.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const golden = join(root, 'tests/golden/planted.fv1');
const { loadCore } = await loadSource('worker/core-module.ts');
const [wasm, rest] = await Promise.all(['ruyi.wasm', 'ruyi-rest.wasm'].map((name) => readFile(join(modules, name))));
const manifest = await readFile(join(golden, 'manifest.json'), 'utf8');
const blocks = await Promise.all(
  JSON.parse(manifest).blocks.map(async ({ name, kind, file }) => ({ name, kind, bytes: await readFile(join(golden, file)) })),
);
const { cases } = JSON.parse(await readFile(join(root, 'tests/parity/cases.json'), 'utf8'));

const SHELF_KINDS = ['hot', 'graph', 'near', 'cards', 'vectors'];
const DATE = '2026-11-25';
const ITEM = JSON.parse(JSON.stringify(cases[0].request.item));
const text = (bytes) => Buffer.from(bytes).toString();

/** A core with the blocks of a shelf, or with all of them when the rest is there. */
async function createCore(options = {}) {
  const core = await loadCore(wasm, options);
  core.open(manifest);
  for (const { name, kind, bytes } of blocks) if (options.rest || SHELF_KINDS.includes(kind)) core.attach(name, bytes);
  return core;
}

/** What a call answers, or the code and message that it fails with; a core that died fails the test. */
function outcome(core, call) {
  try {
    const answer = call(core);
    return answer instanceof Uint8Array ? text(answer) : JSON.stringify(answer ?? {});
  } catch (error) {
    assert.equal(core.dead, false, String(error));
    return `${error.code}: ${error.message}`;
  }
}

const needsRest = (found) => found.startsWith('missing-part: ');

/** Every request of a shelf, and its blocks, with the histories of the parity cases. */
function* shelfCalls() {
  for (const { request, profile } of cases) {
    if (request.date === undefined || request.item === 'nobody' || !['similar', 'for-you'].includes(request.placement)) continue;
    if (profile?.pairs || profile?.learned) continue; // what pairs taught is read by the rest
    const { placement, item, date, k, lang, exclude } = request;
    yield (core) => core.blockFor(item === undefined ? { vectors: true } : { near: item });
    for (const explain of ['none', 'parts'])
      yield (core) => {
        core.setProfile(profile ?? null);
        return core.recommendJson({ placement, item, date, k, lang, exclude, explain });
      };
    yield (core) => core.blockFor({ cards: [0, 3] });
  }
}

test('ruyi-rest.wasm: a shelf never asks for it and has the same bytes without it', async () => {
  const [bare, whole] = await Promise.all([createCore(), createCore({ rest })]);
  let calls = 0;
  for (const call of shelfCalls()) {
    const found = outcome(bare, call);
    assert.equal(found, outcome(whole, call));
    assert.ok(!needsRest(found), found);
    calls++;
  }
  assert.ok(calls > 50, `${calls} calls`);
});

/** One call for each thing that the rest is for; every member of a request that a plain shelf has not. */
const BEYOND = {
  explanation: (core) => core.recommendJson({ placement: 'for-you', date: DATE, explain: 'full' }),
  'joint what-ifs': (core) => core.recommendJson({ placement: 'for-you', date: DATE, explain: 'parts', joint: true }),
  'explained ids': (core) => core.recommendJson({ placement: 'for-you', date: DATE, explain_ids: [ITEM] }),
  ranks: (core) => core.recommendJson({ placement: 'for-you', date: DATE, rank_of: [ITEM] }),
  'left-out items': (core) => core.recommendJson({ placement: 'for-you', date: DATE, without_items: [ITEM] }),
  rules: (core) => core.recommendJson({ placement: 'for-you', date: DATE, rules: [{ id: 'a', kind: 'bury', where: { ids: [ITEM] } }] }),
  diversity: (core) => core.recommendJson({ placement: 'for-you', date: DATE, diversity: { method: 'dpp' } }),
  ranker: (core) => core.recommendJson({ placement: 'for-you', date: DATE, ranker: 'core' }),
  'unknown ranker': (core) => core.recommendJson({ placement: 'for-you', date: DATE, ranker: 'nobody' }),
  query: (core) => core.recommendJson({ placement: 'query', date: DATE, query: { visual: 'photo.visual' } }),
  look: (core) => core.recommendJson({ placement: 'complete-the-look', item: ITEM, date: DATE }),
  slot: (core) => core.setVector('photo.visual', new Float32Array([1, 0])),
  stock: (core) => core.setStock(Buffer.from(JSON.stringify({ stock: 1, items: { [ITEM]: { available: false } } }))),
  'no stock': (core) => core.setStock(null),
  edit: (core) => core.editProfile({ profile: null, date: DATE, ops: [{ op: 'track', event: { kind: 'like', item: ITEM, day: 1 } }] }),
  pairs: (core) => core.setProfile({ version: 2, pairs: [{ better: ITEM, worse: 'P00001', day: 1 }] }),
  learned: (core) => core.setProfile({ version: 2, learned: { day: 1, weights: { visual: 1 } } }),
  'blocks of an explanation': (core) => core.blockFor({ explain: [ITEM] }),
  'blocks of a meaning': (core) => core.blockFor({ knowledge: 'dragon' }),
  'blocks of records': (core) => core.blockFor({ records: [0] }),
  'blocks of a question': (core) => core.blockFor({ ask: 'dragon' }),
  'blocks of words': (core) => core.blockFor({ words: true }),
  'blocks of a lexicon': (core) => core.blockFor({ lexicon: true }),
  'blocks of a ranker': (core) => core.blockFor({ ranker: 'core' }),
};
for (const { name, kind, bytes } of blocks) if (!SHELF_KINDS.includes(kind)) BEYOND[`block ${name}`] = (core) => core.attach(name, bytes);

test('ruyi-rest.wasm: what needs it says so, changes nothing, and answers as ever once it is there', async () => {
  const whole = await loadCore(wasm, { rest });
  const late = await loadCore(wasm);
  for (const core of [late, whole]) {
    core.open(manifest);
    for (const { name, kind, bytes } of blocks) if (SHELF_KINDS.includes(kind)) core.attach(name, bytes);
  }
  const shelf = (core) => core.recommendJson({ placement: 'for-you', date: DATE, explain: 'parts' });
  const before = outcome(late, shelf);
  for (const [what, call] of Object.entries(BEYOND)) {
    assert.ok(needsRest(outcome(late, call)), what);
    assert.equal(outcome(late, shelf), before, what);
  }
  await late.complete(rest);
  for (const [what, call] of Object.entries(BEYOND)) {
    const found = outcome(late, call);
    assert.ok(!needsRest(found), what);
    assert.equal(found, outcome(whole, call), what);
  }
});

test('ruyi-rest.wasm: broken input gets the error that it gets with it, or asks for it; nothing stops the core', async () => {
  const requests = cases.flatMap(({ request }) => [request, { ...request, explain: 'none' }, { ...request, surprise: 1 }]);
  const profiles = cases.flatMap(({ profile }) => (profile === undefined ? [] : [profile]));
  const cut = (value) => JSON.stringify(value).slice(0, -1);
  const calls = [
    ...requests.flatMap((request) => [(core) => core.recommendJson(request), (core) => core.recommendJson(cut(request))]),
    ...profiles.flatMap((profile) => [
      (core) => core.setProfile(profile),
      (core) => core.setProfile({ ...profile, events: [{ kind: 'like' }] }),
      (core) => core.setProfile({ ...profile, styles: { nothing: 1 } }),
    ]),
    ...[{ near: 'nobody' }, { cards: [1e6] }, { cards_of: ['nobody'] }, { vectors: 1 }, { all: true }].map(
      (wish) => (core) => core.blockFor(wish),
    ),
    (core) => core.open(manifest),
    (core) => core.attach('nobody', blocks[0].bytes),
    (core) => core.attach('hot', blocks[0].bytes),
  ];
  const [bare, whole] = await Promise.all([createCore(), createCore({ rest })]);
  for (const call of calls) {
    const found = outcome(bare, call);
    if (!needsRest(found)) assert.equal(found, outcome(whole, call));
  }
});

test('ruyi-rest.wasm: a manifest or a block cut or changed anywhere gets the error that it gets with it', async () => {
  for (const { name, bytes } of blocks.filter(({ kind }) => SHELF_KINDS.includes(kind)))
    for (const broken of [bytes.subarray(0, bytes.length >> 1), Buffer.from(bytes).fill(0xff, 8, 12)]) {
      const [bare, whole] = await Promise.all([loadCore(wasm), loadCore(wasm, { rest })]);
      for (const core of [bare, whole]) core.open(manifest);
      assert.equal(
        outcome(bare, (core) => core.attach(name, broken)),
        outcome(whole, (core) => core.attach(name, broken)),
        name,
      );
    }
  for (let length = 0; length < manifest.length; length += 97) {
    const [bare, whole] = await Promise.all([loadCore(wasm), loadCore(wasm, { rest })]);
    const open = (core) => core.open(manifest.slice(0, length));
    assert.equal(outcome(bare, open), outcome(whole, open), `${length} characters`);
  }
});

test('ruyi-rest.wasm: one of another build is refused with a remedy, and the shelf goes on', async () => {
  const core = await createCore();
  const other = Buffer.from(rest);
  other[other.length - 1] ^= 1; // the build id is the last section
  await assert.rejects(
    core.complete(other),
    ({ code, message }) => code === 'unsupported-version' && /copy both from one build/.test(message),
  );
  await assert.rejects(core.complete(wasm), { code: 'unsupported-version' }, 'the first part itself');
  await assert.rejects(core.complete(rest.subarray(0, rest.length >> 1)), { code: 'unsupported' }, 'half of it');
  assert.ok(needsRest(outcome(core, BEYOND.explanation)));
  assert.equal(core.recommend({ placement: 'for-you', date: DATE, k: 3 }).items.length, 3);
  await core.complete(rest);
  assert.equal(core.recommend({ placement: 'for-you', date: DATE, k: 3, explain: 'full' }).items.length, 3);
});

test('ruyi-rest.wasm: every function that the parts want of each other is there', async () => {
  const [first, second] = await Promise.all([wasm, rest].map((bytes) => WebAssembly.compile(bytes)));
  const names = new Set(WebAssembly.Module.exports(first).map(({ name }) => name));
  const wanted = WebAssembly.Module.imports(second);
  assert.deepEqual(
    wanted.filter(({ module, name }) => module !== 'primary' || !names.has(name)),
    [],
  );
});
