// The interface's languages: which tag leads to which, every word in each of them, and traditional words without a simplified character.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createConverter } from '../../models/knowledge/make_traditional.mjs';
import { loadSource } from '../support/source-module.mjs';

const LANGS = ['zh-Hans', 'zh-Hant', 'en'];
const HAN = /\p{Script=Han}/u;
let strings;
let names;
let citations;

before(async () => {
  [strings, names, citations] = await Promise.all(
    ['element/strings.ts', 'element/names.ts', 'citation-words.ts'].map((path) => loadSource(path)),
  );
});

/** Every text of a locale by its path; of one that takes values, with made-up values. */
function textsOf(words) {
  const found = new Map();
  const visit = (value, path) => {
    if (typeof value === 'string') found.set(path, value);
    else if (typeof value === 'function') {
      for (const [at, values] of CALLS.entries()) found.set(`${path}(${at})`, value(...values));
    } else for (const [name, part] of Object.entries(value)) visit(part, path === '' ? name : `${path}.${name}`);
  };
  visit(words, '');
  return found;
}

// Two calls reach both sides of every choice: one or several, with and without, for variety or by a rule.
const CALLS = [
  ['X', 'Y', 'Z', '1'],
  [2, 3, 'diversity', ''],
];

test('locales: every tag leads to the words its readers expect', () => {
  const wanted = {
    'zh-Hant': ['zh-Hant', 'zh-TW', 'zh-HK', 'zh-MO', 'zh-hant-HK', 'ZH-tw', 'zh_TW', 'zh-Hant-CN', 'yue', 'yue-HK', 'nan-TW', 'cmn-Hant'],
    'zh-Hans': ['zh', 'zh-CN', 'zh-SG', 'zh-MY', 'zh-Hans', 'zh-Hans-HK', 'zh-Hans-TW', 'zh-cmn', 'yue-Hans'],
    en: ['en', 'en-GB', 'en-HK', 'de', 'ja', 'zhx', 'fr-MO', ''],
  };
  for (const [lang, tags] of Object.entries(wanted)) for (const tag of tags) assert.equal(strings.uiLang(tag), lang, tag);
  assert.deepEqual([...strings.UI_LANGS], LANGS);
});

test('locales: each has every word of the others, and none is empty but on purpose', () => {
  const [first, ...rest] = LANGS.map((lang) => textsOf(strings.stringsFor(lang)));
  assert.ok(first.size > 150, String(first.size));
  for (const other of rest) assert.deepEqual([...other.keys()], [...first.keys()]);
  for (const words of [first, ...rest]) {
    const empty = [...words].filter(([, text]) => text === '').map(([path]) => path);
    assert.deepEqual(empty, ['profileOff.site-consent']);
    for (const [path, text] of words) assert.doesNotMatch(text, /undefined|NaN|\[object/, path);
  }
});

test('locales: zh-Hant holds no character that is simplified only, and marks quotations as its readers do', () => {
  const convert = createConverter();
  const said = ['A', 'B', 'C', ''].flatMap((tier) =>
    ['source-text-reread', 'excerpt-transcribed'].flatMap((verification) =>
      ['public-domain', 'public-domain-us', 'facts-only', 'MIT'].flatMap((licence) =>
        citations.citationFacts({ tier, verification, licence }, 'zh-Hant'),
      ),
    ),
  );
  const texts = [...textsOf(strings.stringsFor('zh-Hant')).values(), ...said, strings.ordinal('zh-Hant', 3)];
  for (const text of texts) {
    assert.equal(convert(text), text);
    assert.doesNotMatch(text, /[“”‘’]/, text);
  }
  // The converter finds what it must: the zh-Hans words are not traditional.
  const simplified = [...textsOf(strings.stringsFor('zh-Hans')).values()].filter((text) => convert(text) !== text);
  assert.ok(simplified.length > 100, String(simplified.length));
});

test('locales: zh-Hant has words of its own, not zh-Hans in other characters', () => {
  const [hans, hant] = ['zh-Hans', 'zh-Hant'].map((lang) => strings.stringsFor(lang));
  const own = { exportProfile: '匯出', importProfile: '匯入', turnOn: '在這部裝置上開啟', soldOut: '已售完', profileSwitch: '個人化推薦' };
  const convert = createConverter();
  for (const [name, text] of Object.entries(own)) {
    assert.equal(hant[name], text);
    assert.notEqual(hant[name], convert(hans[name]));
  }
  for (const [path, text] of textsOf(hant))
    assert.doesNotMatch(text, /設備|數據|文件|信息|默認|屏幕|網絡|質量|視頻|導出|導入|個性化/, path);
});

test('locales: names, money and numbers follow the language', () => {
  const symbol = { id: 'x', zh: '团龙', hant: '團龍', en: 'dragon roundel' };
  assert.deepEqual(
    LANGS.map((lang) => names.symbolName(symbol, lang)),
    ['团龙', '團龍', 'dragon roundel'],
  );
  assert.equal(names.symbolName({ id: 'x', zh: '', hant: '', en: 'only' }, 'zh-Hant'), 'only');
  assert.equal(names.symbolName({ id: 'x', zh: '', hant: '', en: '' }, 'zh-Hant'), 'x');
  assert.deepEqual(
    LANGS.map((lang) => names.inLanguage({ en: 'Fan', 'zh-Hans': '团扇', 'zh-Hant': '團扇' }, lang)),
    ['团扇', '團扇', 'Fan'],
  );
  assert.equal(names.inLanguage({ en: 'Fan', 'zh-Hans': '团扇' }, 'zh-Hant'), '团扇');
  const card = { price_minor: 123450, price_text: '', currency: 'TWD' };
  assert.match(names.priceOf(card, undefined, 'zh-Hant'), /^\$1,234\.50$/);
  for (const lang of LANGS) assert.ok(HAN.test(strings.ordinal(lang, 3)) === (lang !== 'en'));
});
