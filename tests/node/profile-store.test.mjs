// What the store of the profile notes, keeps and gives back: every change is saved and read again by another store, as after a reload.
import assert from 'node:assert/strict';
import test from 'node:test';
import { loadSource } from '../support/source-module.mjs';

/** IndexedDB's place: copies by key. `held` keeps every write back until it is resolved. */
const STORAGE = `
const disk = (globalThis.ruyiDisk ??= { records: new Map(), held: undefined });
export async function readRecord(key) { return structuredClone(disk.records.get(key)); }
export async function writeRecord(key, value) { await disk.held; disk.records.set(key, structuredClone(value)); return true; }
export async function deleteRecord(key) { disk.records.delete(key); }
`;
globalThis.navigator ??= {}; // a browser that says nothing of Global Privacy Control
const { ProfileStore } = await loadSource('client/profile-store.ts', { 'client/storage.ts': STORAGE });
const disk = globalThis.ruyiDisk;

let shops = 0;

/** One shop's store, and `again()`: the store of the same shop on the next page. */
function createShop(t, consent = 'granted') {
  const key = `shop ${++shops}`;
  const open = (says = consent) => {
    const store = new ProfileStore(key, says);
    t.after(() => store.dispose());
    return store;
  };
  const read = async (says) => {
    const store = open(says);
    await store.ready();
    return store.get();
  };
  return { key, open, read, store: open(), record: () => disk.records.get(key) };
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

const LIKE = { kind: 'like', item: 'A', day: 20000 };

for (const [what, call, message] of [
  ['a kind of event that is none', (store) => store.track({ kind: 'love', item: 'A' }), /"love".*like, view/],
  ['an event without an id', (store) => store.track({ kind: 'view' }), /needs an id/],
  ['position 0', (store) => store.track({ kind: 'view', item: 'B', position: 0 }), /position must be a whole number from 1 to 10000/],
  [
    'a dwell of 100000 s',
    (store) => store.track({ kind: 'dwell', item: 'B', seconds: 100_000 }),
    /seconds must be a number from 0 to 86400/,
  ],
  ['an extra member of an event', (store) => store.track({ kind: 'view', item: 'B', mood: 'good' }), /mood must be left out/],
  ['a day that is no day', (store) => store.track({ kind: 'view', item: 'B', day: 1.5 }), /day must be a whole number/],
  ['a tap on an item', (store) => store.track({ kind: 'tap', item: 'B' }), /symbol/],
  ['half a character', (store) => store.track({ kind: 'view', item: '\ud83d' }), /half characters/],
  ['a pair at position 0', (store) => store.pair({ better: 'A', worse: 'B', position: 0 }), /pairs\[\]\.position must be/],
  ['a pair with an extra member', (store) => store.pair({ better: 'A', worse: 'B', why: 'so' }), /why must be left out/],
  ['a pair of one', (store) => store.pair({ better: 'A' }), /member worse/],
  ['a wish that is none', (store) => store.setSwitch('lotus', 'maybe'), /switches\.lotus must be one of more, less, never/],
  ['a switch of nothing', (store) => store.setSwitch('', 'more'), /id of its symbol/],
  ['a misspelt wish', (store) => store.wish({ style: { plain_ornate: 1 } }), /"style".*styles/],
  ['a style beyond its end', (store) => store.wish({ styles: { plain_ornate: 2 } }), /styles\.plain_ornate must be/],
  ['a price below nothing', (store) => store.wish({ price: { min_minor: -1 } }), /price\.min_minor must be/],
  ['a document with an extra member', (store) => store.set({ version: 2, extra: 1 }), /extra must be left out/],
  ['a path that is no wish', (store) => store.forget({ wish: 'events' }), /"events" is no wish.*price/],
])
  test(`${what} is refused with the member and the remedy, and nothing changes`, async (t) => {
    const { store, read } = createShop(t);
    await store.track(LIKE);
    const before = store.get();
    await assert.rejects(call(store), (error) => {
      assert.match(error.code, /^invalid-(argument|json)$/);
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(store.get(), before);
    assert.deepEqual(await read(), before);
  });

test('members that are undefined count as left out, and the record is read again', async (t) => {
  const { store, read } = createShop(t);
  await store.track({ kind: 'view', item: 'A', symbol: undefined, day: 20000, position: undefined, seconds: undefined, count: undefined });
  await store.pair({ better: 'A', worse: 'B', day: 20000, position: undefined });
  await store.wish({ occasion: undefined, weights: undefined, styles: { plain_ornate: 0.5, solemn_playful: undefined } });
  const kept = await read();
  assert.deepEqual(kept, store.get());
  assert.deepEqual(kept.events, [{ kind: 'view', item: 'A', day: 20000 }]);
  assert.deepEqual(kept.pairs, [{ better: 'A', worse: 'B', day: 20000 }]);
  assert.deepEqual(kept.styles, { plain_ornate: 0.5 });
});

test('with personalisation off a good call notes nothing and a bad one is still refused', async (t) => {
  const { store, record } = createShop(t, null);
  assert.equal(await store.track(LIKE), false);
  await assert.rejects(store.track({ ...LIKE, position: 0 }), { code: 'invalid-json' });
  assert.equal(record(), undefined);
});

test('a whole document is shortened to what is kept: 500 events, 200 pairs, the rest counted', async (t) => {
  const { store, read } = createShop(t);
  const events = Array.from({ length: 600 }, (_, n) => ({ kind: 'view', item: `P${n}`, day: 20000 + n }));
  const pairs = Array.from({ length: 230 }, (_, n) => ({ better: `P${n}`, worse: 'Z', day: 20000 }));
  const document = { version: 2, events, pairs };
  for (const bring of [() => store.set(document), () => store.import(JSON.stringify(document))]) {
    await store.forget();
    await bring();
    const kept = await read();
    assert.deepEqual([kept.events.length, kept.pairs.length, kept.folded], [500, 200, { view: 100, pair: 30 }]);
    assert.equal(kept.events[0].item, 'P100');
  }
});

test('forgetting one signal while personalisation is off takes it off the disk too', async (t) => {
  const { store, open, read, record } = createShop(t);
  for (const item of ['A', 'B']) await store.track({ kind: 'like', item, day: 20000 });
  const refused = open('denied');
  await refused.forget('A');
  assert.deepEqual((await read()).events, [{ kind: 'like', item: 'B', day: 20000 }]);
  await refused.forget('B');
  assert.equal(record(), undefined, 'a record that says nothing is not kept against the site’s refusal');
});

test('a title is forgotten with the last thing that it names', async (t) => {
  const { store, record } = createShop(t);
  await store.track(LIKE, { en: 'Fan' });
  await store.pair({ better: 'B', worse: 'A' }, { A: { en: 'Fan' }, B: { en: 'Mug' }, C: { en: 'Not part of it' } });
  await store.setSwitch('lotus', 'more', { en: 'Lotus' });
  assert.deepEqual(Object.keys(record().labels).sort(), ['A', 'B', 'lotus']);
  await store.forget({ wish: 'switches.lotus' });
  await store.forget({ pair: { better: 'B', worse: 'A' } });
  assert.deepEqual(record().labels, { A: { en: 'Fan' } });
  await store.forget('A');
  assert.deepEqual(record().labels, {});
});

const learnt = (profile) => ({ ...profile, learned: { day: 20000, symbols: { lotus: 0.5 } } });

test('an event that comes while something is worked out is not lost: the work is done again', async (t) => {
  const { store, read } = createShop(t);
  const [first, begun] = [deferred(), deferred()];
  let rounds = 0;
  const edited = store.edit(async (profile) => {
    begun.resolve();
    if (++rounds === 1) await first.promise;
    return learnt(profile);
  });
  await begun.promise;
  await store.track(LIKE);
  first.resolve();
  assert.equal(await edited, true);
  assert.equal(rounds, 2);
  assert.deepEqual(await read(), { version: 2, events: [LIKE], switches: {}, learned: { day: 20000, symbols: { lotus: 0.5 } } });
});

for (const [what, interrupt] of [
  ['everything is forgotten', (store) => store.forget()],
  ['a stand forgets its visitor', (store) => store.reset()],
  [
    'everything is forgotten and the next visitor likes something',
    (store) => store.forget().then(() => store.track({ ...LIKE, item: 'B' })),
  ],
  ['personalisation is turned off', (store) => store.choose(false)],
])
  test(`what is worked out while ${what} is given up`, async (t) => {
    const { store, read } = createShop(t);
    await store.track(LIKE);
    const [work, begun] = [deferred(), deferred()];
    const edited = store.edit(async (profile) => {
      begun.resolve();
      await work.promise;
      return learnt({ ...profile, events: [...profile.events, { kind: 'buy', item: 'Z', day: 20000 }] });
    });
    await begun.promise;
    await interrupt(store);
    const after = store.get();
    work.resolve();
    assert.equal(await edited, false);
    assert.deepEqual(store.get(), after);
    assert.deepEqual((await read()).events, after.events);
    assert.equal(after.learned, undefined);
  });

test('a write that is still on its way does not outlive “forget everything”', async (t) => {
  const { store, record } = createShop(t);
  await store.ready();
  const hold = deferred();
  disk.held = hold.promise;
  const tracked = store.track(LIKE);
  await Promise.resolve();
  const forgotten = store.forget();
  disk.held = undefined;
  hold.resolve();
  await Promise.all([tracked, forgotten]);
  assert.equal(record(), undefined);
  assert.equal(store.state.kept, false);
});

test('the switch alone says whether the profile is used: `personalise` of a document is not kept beside it', async (t) => {
  const { store, read } = createShop(t);
  await store.set({ version: 2, events: [LIKE], personalise: false });
  assert.deepEqual(store.forCore(), { version: 2, events: [LIKE], switches: {} });
  assert.deepEqual(await read(), store.forCore());
});

for (const [says, on] of [
  [undefined, true],
  [true, true],
  [false, false],
])
  test(`importing a document that says personalise ${says} turns personalisation ${on ? 'on' : 'off'} and keeps what it holds`, async (t) => {
    const { store, read } = createShop(t, null);
    await store.import(JSON.stringify({ version: 2, events: [LIKE], personalise: says }));
    assert.deepEqual([store.state.on, store.state.reason], [on, 'chosen']);
    assert.deepEqual((await read()).events, [LIKE]);
    assert.equal(store.forCore() !== null, on);
  });

test('a broken import changes neither the profile nor the switch', async (t) => {
  const { store } = createShop(t, null);
  for (const text of ['{', '[]', '{"version":2,"events":[{"kind":"love"}]}'])
    await assert.rejects(store.import(text), { code: 'invalid-json' });
  assert.deepEqual([store.state.on, store.state.reason], [false, 'no-consent']);
});

test('a stand with several elements forgets its visitor once, and says so once to each listener', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { store, record } = createShop(t);
  await store.track(LIKE);
  const page = new EventTarget();
  const ends = [store.stand(page), store.stand(page), store.stand(page)];
  const heard = [];
  store.onVisitorForgotten(() => heard.push(store.get().events.length));
  const told = new Promise((done) => store.onChange(done));
  ends[0]();
  ends[0]();
  t.mock.timers.tick(60_000);
  await told;
  assert.deepEqual(heard, [0], 'once, and after everything was forgotten');
  assert.equal(record(), undefined);
  ends[1]();
  ends[2]();
  page.dispatchEvent(new Event('keydown'));
  t.mock.timers.tick(600_000);
  assert.deepEqual(heard, [0]);
});
