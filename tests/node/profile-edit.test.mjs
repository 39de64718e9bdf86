// The profile document on the main thread: what the store does without core, held against core's edit_profile.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Core } from '../parity/run-wasm.mjs';
import { loadSource } from '../support/source-module.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const edits = await loadSource('client/profile-edit.ts');
const { checkProfile } = await loadSource('client/profile-check.ts');

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
  const next = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  const kinds = ['like', 'view', 'cart', 'buy', 'dislike', 'hide', 'dwell', 'why', 'tap'];
  for (let n = 0; n < count; n++) {
    const kind = kinds[next(kinds.length)];
    const day = DAY - next(40);
    if (kind === 'tap') yield { kind, symbol: `s${next(9)}`, day };
    else yield { kind, item: `P${next(60)}`, day, ...(kind === 'dwell' ? { seconds: 1 + next(90) } : { position: 1 + next(9) }) };
  }
}

test('the store and core note, fold and forget alike', async () => {
  const core = await Core.create(await WebAssembly.compile(await readFile(join(modules, 'ruyi.wasm'))));
  const edited = (profile, ops) => core.call('ruyi_edit_profile', [JSON.stringify({ profile, date: DATE, ops })]);
  let here = { version: 2 };
  let there = { version: 2 };
  for (const event of createEvents(1500)) {
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
