// What is too long to show is cut between characters as a reader counts them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSource } from '../support/source-module.mjs';

// CASES E14.
test('a text is cut between characters, never inside an emoji, a flag, a family or an accented letter', async () => {
  const { cut } = await loadSource('cli/cut.ts');
  assert.equal(cut('12😀', 3), '12😀');
  assert.equal(cut('12😀4', 3), '12😀…');
  const family = '👨‍👩‍👧';
  assert.equal(cut(`${family}${family}云`, 2), `${family}${family}…`);
  assert.equal(cut('e\u0301a\u0308o', 2), 'e\u0301a\u0308…');
  assert.equal(cut('🇨🇳🇸🇬🇭🇰', 2), '🇨🇳🇸🇬…');
  assert.equal(cut('𠮷𠮷𠮷', 2), '𠮷𠮷…');
  for (const text of ['', '云纹', 'a'.repeat(80)]) assert.equal(cut(text, 80), text);
  for (let most = 1; most < 40; most++) assert.ok(cut(`😀${family}é🇨🇳`.repeat(9), most).isWellFormed());
  assert.equal(cut('x'.repeat(1_000_000), 4), 'xxxx…');
});

test('the message of an unknown id shows the beginning of a very long value, and no control character', async () => {
  const { unknownId } = await loadSource('cli/known-ids.ts');
  const vocabulary = { kind: 'item', owner: 'this shard', ids: [{ id: 'P-1', names: ['Fan'] }], listing: 'ruyi inspect DIR --list items' };
  const { message } = unknownId({ kind: 'item', value: `\u001b[31m${'😀'.repeat(500)}`, place: '--item' }, vocabulary);
  assert.equal(message, `--item “�[31m${'😀'.repeat(75)}…”: this shard has no such item; it has: P-1`);
});

test('the nearest ids come by spelling, by neighbours that changed places, by a part, and by name in any script', async () => {
  const { nearest } = await loadSource('cli/known-ids.ts');
  const ids = [
    { id: 'auspicious-cloud', names: ['祥云纹', 'auspicious clouds', '祥雲紋'] },
    { id: 'crane', names: ['仙鹤', 'crane', '仙鶴'] },
    { id: 'dragon', names: ['龙纹', 'dragon', '龍紋'] },
    { id: 'bat', names: ['蝙蝠纹', 'bat', '蝙蝠紋'] },
  ];
  const first = (value) => nearest(value, ids)[0]?.id;
  const wanted = {
    dargon: 'dragon',
    DRAGON: 'dragon',
    龍: 'dragon',
    蝙蝠: 'bat',
    仙鶴: 'crane',
    'auspicious clouds': 'auspicious-cloud',
    cranes: 'crane',
  };
  for (const [value, id] of Object.entries(wanted)) assert.equal(first(value), id, value);
  for (const value of ['', 'zzzzzz', '咖啡', 'x']) assert.equal(first(value), undefined, value);
});
