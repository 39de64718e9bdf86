// Parts without a page: arithmetic, queue, errors, dates, profile checks, addresses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from 'node:path';
import { loadSource } from '../support/source-module.mjs';
import { missing, widget } from './support.mjs';

const { shortWaterfall, waterfall } = await loadSource('element/waterfall.ts');
const { SerialQueue } = await loadSource('worker/serial-queue.ts');
const errors = await loadSource('client/errors.ts');
const { checkProfile } = await loadSource('client/profile-check.ts');
const { today, todayText } = await loadSource('client/civil-day.ts');
const { safeUrl, h } = await loadSource('element/dom.ts');
const { ordinal, amount, stringsFor } = await loadSource('element/strings.ts');
const { bearsText, chipText } = await loadSource('element/names.ts');
const { lacksTaste, leadOf, regionsOf, unplacedText } = await loadSource('element/why-words.ts');
const { selfTestPixels, embeddingProblem } = await loadSource('worker/encoder.ts');
const { joinWeights } = await loadSource('worker/engine.ts');
const { fetchAsset } = await loadSource('worker/fetch-asset.ts');

test('waterfall: each row starts where the one before ended, and the last ends exactly at the score', () => {
  const parts = [0.31, -0.07, 0.112, 0.0004, 0.0003, 0.05].map((value, i) => ({ term: 'symbol', symbol: `s${i}`, value }));
  const score = 0.4027000000000001;
  const rows = waterfall([...parts, { term: 'rounding', value: score - parts.reduce((sum, part) => sum + part.value, 0) }], score);
  rows.forEach((row, at) => assert.equal(row.start, at === 0 ? 0 : rows[at - 1].end));
  assert.equal(rows.at(-1).end, score);
  assert.equal(rows.at(-1).source, undefined);
  assert.equal(rows.at(-1).count, 3); // 0.0004, 0.0003 and the rounding
});

test('waterfall: equal reasons are one row', () => {
  const rows = waterfall(
    [
      { term: 'visual', item: 'a', value: 0.25 },
      { term: 'visual', item: 'a', value: 0.5 },
    ],
    0.75,
  );
  assert.equal(rows.length, 1);
  assert.deepEqual([rows[0].count, rows[0].value], [2, 0.75]);
});

test('waterfall: a rounding of nothing is no row, a real one is named', () => {
  const part = { term: 'popularity', value: 0.15 };
  assert.equal(waterfall([part, { term: 'rounding', value: 0 }], 0.15).length, 1);
  const rows = waterfall([part, { term: 'rounding', value: 2e-17 }], 0.15 + 2e-17);
  assert.deepEqual([rows.length, rows[1].source.term, rows[1].end], [2, 'rounding', 0.15 + 2e-17]);
});

test('waterfall: the short one sums kinds of reason, names three and ends exactly at the score', () => {
  const parts = [
    { term: 'text', item: 'a', value: 0.3 },
    { term: 'text', item: 'b', value: 0.2 },
    { term: 'symbol', symbol: 's', value: -0.4 },
    { term: 'visual', value: 0.1 },
    { term: 'popularity', value: 0.05 },
    { term: 'rounding', value: 1e-9 },
  ];
  const score = parts.reduce((sum, { value }) => sum + value, 0);
  const rows = shortWaterfall(parts, score);
  assert.deepEqual(
    rows.map(({ source, count }) => [source?.term, count]),
    [
      ['text', 2],
      ['symbol', 1],
      ['visual', 1],
      [undefined, 2],
    ],
  );
  assert.equal(rows.at(-1).end, score);
  assert.deepEqual(
    shortWaterfall([parts[3], parts[5]], 0.1 + 1e-9).map(({ source, end }) => [source.term, end]),
    [['visual', 0.1 + 1e-9]],
  );
});

test('waterfall: at most eight reasons are named, the rest is one row', () => {
  const parts = Array.from({ length: 12 }, (_, i) => ({ term: 'symbol', symbol: `s${i}`, value: 1 }));
  const rows = waterfall(parts, 12);
  assert.equal(rows.length, 9);
  assert.deepEqual([rows[8].count, rows[8].value], [4, 4]);
});

test('places: of the reasons that have a bar and raised the score, named once each, and of guesses the best alone', () => {
  const place = (box, claimed, confidence = 0.5) => ({ kind: 'picture', confidence, claimed, box });
  const symbol = (id, ...evidence) => ({ id, zh: id, hant: id, en: id, presence: 1, claimed: true, evidence });
  const item = {
    score: 0.5,
    contributions: [
      { term: 'symbol', symbol: 'a', value: 0.4 },
      { term: 'symbol', symbol: 'b', value: 0.3 },
      { term: 'symbol', symbol: 'c', value: 0.2 },
      { term: 'symbol', symbol: 'd', value: 0.1 },
      { term: 'symbol', symbol: 'e', value: -0.5 },
    ],
    symbols: [
      symbol('d', place([0, 0, 1, 1], true)),
      symbol('c', { kind: 'shop', confidence: 0.9 }),
      symbol('b', place([0, 0, 0.5, 0.5], false, 0.3), place([0.5, 0.5, 1, 1], false, 0.6)),
      symbol('a', place([0, 0, 0.2, 0.2], true), place([0.2, 0.2, 0.9, 0.9], true), place([0, 0, 1, 1], false)),
      symbol('e', place([0, 0, 1, 1], true)),
    ],
  };
  const shown = regionsOf({ item, lang: 'en' }).map(({ symbol: id, tag, box, claimed }) => [id, tag, box[0], claimed]);
  assert.deepEqual(shown, [
    ['a', '', 0, true],
    ['a', 'a', 0.2, true],
    ['b', 'b', 0.5, false],
  ]);
  item.symbols.push(symbol('f', place([0, 0, 1, 1], true)));
  item.contributions.push({ term: 'symbol', symbol: 'f', value: 0.35 });
  assert.deepEqual([...new Set(regionsOf({ item, lang: 'en' }).map(({ symbol: id }) => id))], ['a', 'f'], 'b has no bar now');
  for (const at of [0, 1, 2, 3]) item.contributions.push({ term: ['visual', 'text', 'graph', 'category'][at], value: 2 + at });
  assert.deepEqual(
    [...new Set(regionsOf({ item, lang: 'en' }).map(({ symbol: id }) => id))],
    ['a'],
    'no reason with a bar has a place: the strongest that has',
  );
});

test('queue: a failed job rejects its own caller and does not stop the next', async () => {
  const queue = new SerialQueue();
  const order = [];
  const first = queue.run(async () => {
    order.push(1);
    throw new Error('first');
  });
  const second = queue.run(() => order.push(2));
  await assert.rejects(first, /first/);
  await second;
  assert.deepEqual(order, [1, 2]);
});

test('queue: a job whose signal has fired is not started', async () => {
  const queue = new SerialQueue();
  const controller = new AbortController();
  let started = false;
  const slow = queue.run(() => new Promise((resolve) => setTimeout(resolve, 10)));
  const job = queue.run(() => (started = true), controller.signal);
  controller.abort();
  await assert.rejects(job, { name: 'AbortError', code: 'aborted' });
  await slow;
  assert.equal(started, false);
});

test('errors: every code of core crosses the wire under the name that result.hpp gives it', async () => {
  const { readFile } = await import('node:fs/promises');
  const source = await readFile(new URL('../../core/src/result.cpp', import.meta.url), 'utf8');
  const names = [...source.matchAll(/return "([a-z-]+)";/g)].map((match) => match[1]);
  assert.deepEqual(errors.CORE_CODES, names.slice(0, errors.CORE_CODES.length));
  for (const code of [...errors.CORE_CODES.slice(1), ...errors.JS_CODES]) {
    const back = errors.fromWire(errors.toWire(new errors.RuyiError(code, 'why')));
    assert.deepEqual([back.code, back.message], [code, 'why']);
  }
  assert.equal(errors.fromWire({ code: 'made-up', message: 'x' }).code, 'protocol');
});

// CASES E19.
test('civil day: the day changes at midnight in UTC+8, wherever the visitor is', () => {
  assert.equal(todayText(Date.UTC(2026, 10, 25, 15, 59, 59)), '2026-11-25');
  assert.equal(todayText(Date.UTC(2026, 10, 25, 16, 0, 0)), '2026-11-26');
  assert.equal(today(Date.UTC(1970, 0, 1, 0)), 0);
  assert.equal(today(Date.UTC(1970, 0, 1, 16)), 1);
});

test('profile: what the schema forbids is refused with the name of the member', () => {
  const good = {
    version: 1,
    events: [{ kind: 'like', item: 'a', day: 20000 }],
    switches: { dragon: 'never' },
    price: { min_minor: 1, max_minor: null },
    weights: { visual: 2 },
  };
  assert.deepEqual(checkProfile(good), { ...good, version: 2 });
  const bad = [
    [{ version: 3 }, 'unsupported-version', /3/],
    [{ version: 1, events: [{ kind: 'love', item: 'a', day: 1 }] }, 'invalid-json', /kind/],
    [{ version: 1, events: [{ kind: 'like', item: 'a', day: 1.5 }] }, 'invalid-json', /day/],
    [{ version: 1, switches: { a: 'maybe' } }, 'invalid-json', /switches\.a/],
    [{ version: 1, weights: { visual: 5 } }, 'invalid-json', /weights\.visual/],
    [{ version: 1, extra: 1 }, 'invalid-json', /extra/],
    [[], 'invalid-json', /object/],
  ];
  for (const [value, code, message] of bad) assert.throws(() => checkProfile(value), { code, message }, JSON.stringify(value));
});

test('addresses: only http and https from a feed become links or pictures', () => {
  const base = 'https://shop.example/ruyi/manifest.json';
  assert.equal(safeUrl('pictures/a.webp', base), 'https://shop.example/ruyi/pictures/a.webp');
  assert.equal(safeUrl('/p/1?x=1', base), 'https://shop.example/p/1?x=1');
  for (const value of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JAVASCRIPT:1',
    'data:text/html,x',
    'blob:https://shop.example/1',
    'vbscript:x',
    'file:///etc/passwd',
    '',
    'http://[',
  ])
    assert.equal(safeUrl(value, base), undefined, value);
});

test('nodes: a style or handler attribute cannot be set', () => {
  globalThis.document = { createElement: () => ({ setAttribute() {}, append() {} }) };
  try {
    assert.throws(() => h('div', { style: 'color:red' }), /style/);
    assert.throws(() => h('div', { onclick: 'x' }), /onclick/);
  } finally {
    delete globalThis.document;
  }
});

test('words: ranks and amounts read as people write them', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 11, 12, 13, 21, 22, 101].map((n) => ordinal('en', n)),
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '101st'],
  );
  assert.equal(ordinal('zh-Hans', 14), '第 14 名');
  assert.deepEqual([amount(0.1234), amount(-0.5), amount(-0.0001)], ['+0.123', '−0.500', '+0.000']);
});

test('words: all languages have the same members, and none is left empty but on purpose', () => {
  const flat = (value, path = '') =>
    typeof value === 'object'
      ? Object.entries(value).flatMap(([name, part]) => flat(part, `${path}.${name}`))
      : [[path, typeof value, typeof value === 'string' ? value.length > 0 : true]];
  for (const lang of ['zh-Hans', 'zh-Hant']) assert.deepEqual(flat(stringsFor(lang)), flat(stringsFor('en')));
  assert.deepEqual(
    flat(stringsFor('en'))
      .filter(([, , filled]) => !filled)
      .map(([path]) => path),
    ['.profileOff.site-consent'],
  );
});

test('words: a step for variety is no shop rule, and a rule keeps its name', () => {
  const moved = (lang, by) => stringsFor(lang).movedLine(ordinal(lang, 5), ordinal(lang, 3), by);
  assert.equal(moved('en', 'diversity'), 'moved from 5th to 3rd for variety');
  assert.equal(moved('en', 'spring sale'), 'moved from 5th to 3rd by “spring sale”');
  assert.equal(moved('zh-Hans', 'diversity'), '为求多样，由第 5 名移至第 3 名');
  assert.equal(moved('zh-Hans', '春季'), '因“春季”由第 5 名移至第 3 名');
});

test('words: what was only looked at is not called liked; a pair says which one is preferred', () => {
  const [zh, en] = [stringsFor('zh-Hans'), stringsFor('en')];
  assert.equal(en.becauseOf('Similar look', 'Fan', true), 'Similar look, because you like “Fan”');
  assert.equal(en.becauseOf('Similar look', 'Fan', false), 'Similar look, because of “Fan”');
  assert.equal(zh.becauseOf('样貌相近', '团扇', false), '样貌相近，因为你留意过《团扇》');
  assert.equal(en.preferred('Fan', 'Mug'), '“Fan” over “Mug”');
  assert.equal(zh.preferred('团扇', '马克杯'), '比起《马克杯》，更喜欢《团扇》');
  assert.deepEqual(
    [en.wishedPrice('¥10', undefined), en.wishedPrice(undefined, '¥99'), en.wishedPrice('¥10', '¥99')],
    ['Price: from ¥10', 'Price: up to ¥99', 'Price: ¥10 to ¥99'],
  );
  assert.equal(en.wished.recipient('an elder'), 'Gift for an elder');
});

test('weights: the user encoder’s, then what was learnt, then what the shopper said', () => {
  const profile = { version: 2, learned: { day: 1, weights: { visual: 0.8, text: 0.4 } }, weights: { text: 2, price: 1 } };
  assert.deepEqual(joinWeights({ visual: 0.5, text: 0.5, graph: 0.1 }, profile), { visual: 0.8, text: 2, graph: 0.1, price: 1 });
  assert.deepEqual(joinWeights(undefined, { version: 2 }), {});
});

test('chip: names the claimed symbols that raise the score, the strongest first, never an unclaimed one', () => {
  const symbols = [
    { id: 'a', zh: '甲纹', hant: '甲紋', en: 'A (long) motif', claimed: true, presence: 1, evidence: [] },
    { id: 'b', zh: '乙纹', hant: '乙紋', en: 'B', claimed: true, presence: 1, evidence: [] },
    { id: 'c', zh: '丙纹', hant: '丙紋', en: 'C', claimed: false, presence: 1, evidence: [] },
    { id: 'd', zh: '丁纹', hant: '丁紋', en: 'D', claimed: true, presence: 1, evidence: [] },
  ];
  const contributions = [
    { term: 'symbol', symbol: 'a', value: 0.2 },
    { term: 'symbol', symbol: 'b', value: 0.3 },
    { term: 'symbol', symbol: 'c', value: 0.9 },
    { term: 'symbol', symbol: 'd', value: -0.2 },
  ];
  assert.equal(chipText({ symbols, contributions }, 'zh-Hans'), '乙纹 · 甲纹');
  assert.equal(chipText({ symbols, contributions }, 'zh-Hant'), '乙紋 · 甲紋');
  assert.equal(chipText({ symbols, contributions }, 'en'), 'B · A');
  const minor = contributions.map((part) => (part.symbol === 'a' ? { ...part, value: 0.14 } : part));
  assert.equal(chipText({ symbols, contributions: minor }, 'en'), 'B', 'a minor one is not a reason to show it');
  assert.equal(chipText({ symbols, contributions: [{ term: 'visual', value: 0.5 }] }, 'en'), 'Similar look');
});

test('a motif of the first sentence that no box shows is said to have no place, lest the boxes of others be taken for it', () => {
  const symbol = (id, en, box) => ({
    id,
    zh: en,
    hant: en,
    en,
    claimed: true,
    evidence: [{ kind: 'picture', claimed: true, confidence: 0.9, box }],
  });
  const view = (symbols, lang = 'en') => ({
    item: {
      id: 'x',
      symbols,
      counterfactuals: [],
      contributions: symbols.map(({ id }, at) => ({ term: 'symbol', symbol: id, value: 0.5 - at / 10 })),
    },
    recommendation: { placement: 'similar' },
    lang,
    profile: { version: 2 },
    labelOf: () => ({}),
  });
  const [here, gone, gold] = [
    symbol('moon', 'Moon', [0, 0, 0.5, 0.5]),
    symbol('wave', 'Wave'),
    symbol('colour:gold', 'gold', [0, 0, 1, 1]),
  ];
  const said = (...args) => unplacedText(view(...args), regionsOf(view(...args)));
  assert.equal(said([here, gold]), undefined);
  assert.equal(said([gone, gold]), 'Where “Wave” is cannot be told from the picture alone; marked: gold.');
  assert.equal(said([gone]), 'Where “Wave” is cannot be told from the picture alone.');
  assert.equal(said([gone, gold], 'zh-Hans'), '单看图片说不准“Wave”在何处，框出的是：gold。');
});

test('first sentence: the term that decides is named, whichever it is, and nobody is told of a taste they have not', () => {
  const view = (contributions, placement = 'for-you') => ({
    item: { id: 'x', contributions, symbols: [MOON], counterfactuals: [] },
    recommendation: { placement },
    info: { festivals: { zhongqiu: { zh: '中秋', hant: '中秋', en: 'Mid-Autumn Festival' } } },
    lang: 'en',
    profile: { version: 2, events: [{ kind: 'like', item: 'a', day: 1 }] },
    labelOf: () => ({ en: 'Fan' }),
  });
  const box = [0, 0, 0.5, 0.5];
  const MOON = {
    id: 'moon',
    zh: '月',
    hant: '月',
    en: 'moon',
    claimed: true,
    evidence: [{ kind: 'picture', claimed: true, confidence: 0.9, box }],
  };
  const popular = { term: 'popularity', value: 0.1 };
  const season = { term: 'occasion', symbol: 'moon', festival: 'zhongqiu', value: 0.4 };
  const look = { term: 'visual', item: 'a', value: 0.3 };
  const motif = { term: 'symbol', symbol: 'moon', value: 0.2 };
  const said = [
    [[popular], 'Shown because it is popular in this shop.'],
    [[popular, season], 'Shown because it is in season for Mid-Autumn Festival.'],
    [[popular, look], 'Shown because it looks like “Fan”, which you liked.'],
    [[look, motif], 'Shown because it looks like “Fan”, which you liked, and it has “moon”, which suits your taste.'],
  ];
  for (const [parts, text] of said) assert.equal(leadOf(view(parts)).text, text);
  const alike = { ...look, item: undefined, value: 0.3 };
  const saidHere = [
    [[motif], 'Shown because it shares “moon” with the item on this page.'],
    [[alike, motif], 'Shown because it looks like the item on this page, and both have “moon”.'],
    [[alike, { term: 'text', value: 0.2 }], 'Shown because it looks like the item on this page, and its description is close too.'],
    [[alike, { ...popular, value: 0.2 }], 'Shown because it looks like the item on this page, and it is popular in this shop.'],
  ];
  for (const [parts, text] of saidHere) assert.equal(leadOf(view(parts, 'similar')).text, text);
  const other = leadOf(view([look, { term: 'text', item: 'b', value: 0.2 }]));
  assert.equal(
    other.text,
    'Shown because it looks like “Fan”, which you liked, and its description is close to “Fan”, which you looked at.',
  );
  assert.deepEqual(
    [lacksTaste(view([popular, season])), lacksTaste(view([popular, motif])), lacksTaste(view([popular], 'trending'))],
    [true, false, false],
  );
  assert.deepEqual([regionsOf(view([popular, season])).length, regionsOf(view([popular, motif])).length], [0, 1]);
  assert.equal(chipText(view([popular, season]).item, 'en'), 'In season');
  assert.equal(bearsText(view([popular]).item, 'en'), 'moon');
});

test('fetch: cut, longer, changed and renamed files are refused with their address; a good one is not', async () => {
  const { createHash } = await import('node:crypto');
  const good = new Uint8Array(100).fill(7);
  const sha256 = createHash('sha256').update(good).digest('hex');
  const asset = { url: 'http://shop.example/a.safetensors', what: 'the block hot', bytes: 100, sha256 };
  const answers = {
    good: [good],
    cut: [good.slice(0, 99), 'asset-integrity', /99 bytes/],
    longer: [new Uint8Array(101), 'asset-integrity', /longer/],
    changed: [new Uint8Array(100).fill(8), 'asset-integrity', /not the file/],
  };
  const original = globalThis.fetch;
  try {
    for (const [name, [body, code, message]] of Object.entries(answers)) {
      globalThis.fetch = async () => new Response(body, { headers: { 'content-type': 'application/octet-stream' } });
      if (code) await assert.rejects(fetchAsset(asset), { code, message }, name);
      else assert.deepEqual(await fetchAsset(asset), good);
    }
    globalThis.fetch = async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
    await assert.rejects(fetchAsset(asset), { code: 'asset-integrity', message: /shop\.example\/a\.safetensors.*text\/html/ });
    globalThis.fetch = async () => new Response('no', { status: 404 });
    await assert.rejects(fetchAsset(asset), { code: 'not-found' });
    globalThis.fetch = async () => {
      throw new TypeError('failed');
    };
    await assert.rejects(fetchAsset(asset), { code: 'network' });
  } finally {
    globalThis.fetch = original;
  }
});

test('self-test: the known picture is the one of the contract, and wrong answers are told apart', () => {
  const size = 224;
  const picture = selfTestPixels(size);
  for (const [x, y] of [
    [0, 0],
    [7, 7],
    [8, 0],
    [100, 57],
    [223, 223],
  ]) {
    const first = BigInt((y - (y % 8)) * size + (x - (x % 8)));
    const expected = [0n, 1n, 2n].map((c) => Number((((3n * first + c + 1n) * 2654435761n) % 2n ** 32n) >> 24n));
    assert.deepEqual([...picture.subarray((y * size + x) * 4, (y * size + x) * 4 + 4)], [...expected, 255]);
  }
  const unit = (...values) => Float32Array.from(values, (value) => value / Math.hypot(...values));
  const expected = { input: 'weyl', size, embedding: [1, 0] };
  assert.equal(embeddingProblem(unit(1, 0.1), 2, expected), undefined);
  assert.match(embeddingProblem(unit(1, 0.2), 2, expected), /cosine 0\.98/);
  assert.match(embeddingProblem(Float32Array.of(NaN, 1), 2, expected), /NaN/);
  assert.match(embeddingProblem(Float32Array.of(3, 4), 2, undefined), /length 5/);
  assert.match(embeddingProblem(unit(1, 0, 0), 2, undefined), /3 values/);
});

test('the built library can be imported where there is no page, as server-side rendering does', { skip: missing() }, async () => {
  const library = await import(join(widget, 'index.js'));
  assert.equal(typeof library.createRuyi, 'function');
  assert.match(library.version, /^\d+\.\d+\.\d+$/);
});
