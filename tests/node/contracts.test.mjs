// The contracts that several parts share: schemas are schemas, accept what they must, refuse what they must; error names are the same in C++ and JavaScript.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import test from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';

const FOLDER = new URL('../../js/schemas/', import.meta.url);

async function createValidators() {
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false, allowUnionTypes: true });
  const validators = {};
  for (const file of await readdir(FOLDER)) {
    validators[file.replace('.schema.json', '')] = ajv.compile(JSON.parse(await readFile(new URL(file, FOLDER), 'utf8')));
  }
  return validators;
}

function createItem(changes = {}) {
  return {
    id: 'A1',
    index: 0,
    rank: 1,
    position: 1,
    score: 0.5,
    contributions: [{ term: 'symbol', symbol: 'lotus', value: 0.5 }],
    counterfactuals: [{ without: 'lotus', kind: 'symbol', exactness: 'exact', rank: 9, position: 9 }],
    moved: [],
    symbols: [
      {
        id: 'lotus',
        zh: '莲花纹',
        hant: '蓮花紋',
        en: 'lotus',
        presence: 0.9,
        claimed: true,
        evidence: [{ kind: 'shop', confidence: 0.9, span: [0, 6] }],
      },
    ],
    sentences: [
      {
        lang: 'en',
        text: 'It carries the lotus.',
        citations: [{ id: 'yx-lian', tier: '', verification: 'source-text-reread', url: '', licence: 'MIT', cite: 'Youxue Qionglin' }],
      },
    ],
    ...changes,
  };
}

function createRecommendation(changes = {}) {
  return { ranker: 'ruyi', placement: 'similar', eligible: 10, date: '2026-11-25', items: [createItem()], ...changes };
}

test('every schema compiles in strict mode', async () => {
  const names = Object.keys(await createValidators());
  for (const name of [
    'annotations',
    'bench',
    'build',
    'bundle',
    'demo-once',
    'dry-run',
    'embed',
    'inspect',
    'manifest',
    'profile',
    'ranker',
    'recommendation',
    'request',
    'see',
    'understand',
  ]) {
    assert.ok(names.includes(name), `${name}.schema.json is missing`);
  }
});

test('recommendation schema: takes a full answer', async () => {
  const { recommendation } = await createValidators();
  assert.ok(recommendation(createRecommendation()), JSON.stringify(recommendation.errors));
});

for (const [what, changes] of [
  ['an unknown placement', { placement: 'magic' }],
  ['a date that is none', { date: 'today' }],
  ['an item without a rank', { items: [createItem({ rank: undefined })] }],
  ['rank 0', { items: [createItem({ rank: 0 })] }],
  ['an unknown term', { items: [createItem({ contributions: [{ term: 'luck', value: 1 }] })] }],
  ['presence above 1', { items: [createItem({ symbols: [{ id: 'lotus', presence: 1.2, claimed: true, evidence: [] }] })] }],
  [
    'an unknown evidence kind',
    { items: [createItem({ symbols: [{ id: 'lotus', presence: 1, claimed: true, evidence: [{ kind: 'rumour', confidence: 1 }] }] })] },
  ],
]) {
  test(`recommendation schema: refuses ${what}`, async () => {
    const { recommendation } = await createValidators();
    assert.equal(recommendation(JSON.parse(JSON.stringify(createRecommendation(changes)))), false);
  });
}

test('profile schema: takes events and switches, refuses an unknown wish and another version', async () => {
  const { profile } = await createValidators();
  assert.ok(profile({ version: 1, events: [{ kind: 'like', item: 'A1', day: 20000 }], switches: { lotus: 'more' } }));
  assert.equal(profile({ version: 1, switches: { lotus: 'sometimes' } }), false);
  assert.equal(profile({ version: 3 }), false);
});

test('profile schema: takes every wish of version 2; a tap has a symbol, every other event an item', async () => {
  const { profile } = await createValidators();
  const whole = {
    version: 2,
    events: [
      { kind: 'dwell', item: 'A1', day: 20000, seconds: 40, position: 3, count: 2 },
      { kind: 'tap', symbol: 'lotus', day: 20000 },
    ],
    pairs: [{ better: 'A1', worse: 'A2', day: 20000, position: 4 }],
    switches: { dragon: 'never' },
    categories: { scarf: 'more' },
    price: { max_minor: 30000 },
    styles: { plain_ornate: -0.6 },
    occasion: 'wedding',
    recipient: 'elder',
    weights: { category: 1 },
    wish_days: { 'switches.dragon': 20000, price: 19990 },
    learned: { day: 20000, weights: { visual: 0.9 }, symbols: { lotus: 0.2 } },
    folded: { view: 12 },
    personalise: true,
  };
  assert.ok(profile(whole), JSON.stringify(profile.errors));
  for (const wrong of [
    { events: [{ kind: 'tap', item: 'A1', day: 1 }] },
    { events: [{ kind: 'like', symbol: 'lotus', day: 1 }] },
    { events: [{ kind: 'like', item: 'A1', day: 1, position: 0 }] },
    { styles: { plain_ornate: 2 } },
    { style: {} },
  ])
    assert.equal(profile({ version: 2, ...wrong }), false, JSON.stringify(wrong));
});

test('error names are the same in core and in JavaScript', async () => {
  const cpp = await readFile(new URL('../../core/src/result.cpp', import.meta.url), 'utf8');
  const ts = await readFile(new URL('../../js/src/client/errors.ts', import.meta.url), 'utf8');
  const names = [...cpp.matchAll(/return "([a-z-]+)"/g)].map((match) => match[1]);
  assert.ok(names.length >= 18);
  for (const name of new Set(names)) assert.ok(name === 'ok' || ts.includes(`'${name}'`), `errors.ts does not know '${name}'`);
});
