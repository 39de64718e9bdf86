// Every fact of every sentence, for 100 random profiles and all products in three languages, is found in its explanation by a reader of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildRankedShop } from './ranked-shop.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

function check(profiles, { shard = [], flags = [] } = {}) {
  return new Promise((resolve, reject) => {
    const runs = spawn(process.execPath, ['tests/shop/explanations.mjs', String(profiles), ...shard], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const reader = spawn('python3', ['tests/explain/check_sentences.py', ...flags], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
    runs.stdout.pipe(reader.stdin);
    let printed = '';
    reader.stdout.on('data', (part) => (printed += part));
    for (const child of [runs, reader]) child.on('error', reject);
    runs.on('close', (made) => made === 0 || reject(new Error(`explanations.mjs ended with ${made}`)));
    reader.on('close', (status) => resolve({ status, printed }));
  });
}

test('100 random profiles, all products: every claim is in the explanation, and the three strongest parts are named', async () => {
  const { status, printed } = await check(100);
  console.log(printed);
  assert.equal(status, 0, printed);
  assert.match(printed, /100 profiles, \d{5,} explanations, \d+ sentences; 0 failed/);
});

test('the reader finds lies: other ranks, symbols, places, prices, wishes, tastes, and records that are missing or foreign', async () => {
  const { status, printed } = await check(8, { flags: ['--lies'] });
  console.log(printed);
  assert.equal(status, 0, printed);
  assert.match(printed, /believed: 0/);
  for (const kind of ['number', 'symbol', 'record', 'other record', 'no record', 'place', 'price', 'wish', 'opening', 'taste', 'by score'])
    assert.match(printed, new RegExp(`'${kind}': \\d+`));
});

test('with rankers that walk, look at the last item and take the place of the shop’s vectors, every claim holds and lies are found', async () => {
  const { status, printed } = await check(12, { shard: [await buildRankedShop()], flags: ['--lies'] });
  console.log(printed);
  assert.equal(status, 0, printed);
  assert.match(printed, /believed: 0/);
  assert.match(printed, /claims:.* model \d+/);
  assert.match(printed, /'model': \d+/);
});
