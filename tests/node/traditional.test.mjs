// Traditional characters: the data is what the knowledge gives, and the converter keeps words apart that share a character.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createConverter, render } from '../../models/knowledge/make_traditional.mjs';

test('traditional.json is what the knowledge gives', async () => {
  const found = await readFile(new URL('../../models/knowledge/traditional.json', import.meta.url), 'utf8');
  assert.ok(found === (await render()), 'run node models/knowledge/make_traditional.mjs');
});

// CASES E13.
test('traditional: words that share a simplified character keep their own form', () => {
  const convert = createConverter();
  const pairs = [
    ['干扰', '干擾'],
    ['去干扰', '去干擾'],
    ['头发', '頭髮'],
    ['发现', '發現'],
    ['后羿', '后羿'],
    ['专属帝后', '專屬帝后'],
    ['景泰前后', '景泰前後'],
    ['述门神画像悬于门上以御邪祟', '述門神畫像懸於門上以禦邪祟'],
    ['列百子图为御瓷题材', '列百子圖為御瓷題材'],
    ['词表释云为太平之兆', '詞表釋雲為太平之兆'],
    ['回纹', '回紋'],
    ['家具上的回纹', '家具上的回紋'],
  ];
  for (const [simplified, traditional] of pairs) assert.equal(convert(simplified), traditional);
});

test('traditional: the narrator’s own words are what the converter makes of them, quotation marks aside', async () => {
  const core = new URL('../../core/src/', import.meta.url);
  const table = /kNarratorScript =([^;]+);/.exec(await readFile(new URL('narrate_script.hpp', core), 'utf8'))[1];
  const pairs = [...table.matchAll(/"([^"]+)"/g)].map(([, part]) => part).join('');
  const script = new Map(pairs.match(/../gu).map(([from, to]) => [from, to]));
  // 了解 is as right as 瞭解, and the table knows no context.
  const convert = createConverter();
  const wanted = (text) => convert(text).replaceAll('瞭', '了').replaceAll('“', '「').replaceAll('”', '」');
  const source = await readFile(new URL('narrate.cpp', core), 'utf8');
  const own = [...source.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text).filter((text) => /[\u4e00-\u9fff]/.test(text));
  assert.ok(own.length > 60, String(own.length));
  for (const text of own) assert.equal([...text].map((c) => script.get(c) ?? c).join(''), wanted(text), text);
});
