// The table of other products' failures in tests/README.md: every case has a test that names it, or a reason why it cannot happen here.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const tests = new URL('../', import.meta.url);
const GROUPS = {
  C: ['01', '02', '03', '04', '06', '09', '10', '12', '13', '16', '17', '18'],
  E: ['03', '04', '06', '07', '08', '09', '10', '13', '14', '18', '19', '20', '21', '23', '24', '25', '26'],
};

test('cases: each has a row; each file of a row is there and names the case, and a row without one says why', async () => {
  const readme = await readFile(new URL('README.md', tests), 'utf8');
  const rows = new Map([...readme.matchAll(/^\| ([CE]\d\d) \| (.+) \| (.+) \|$/gm)].map(([, id, , where]) => [id, where]));
  const wanted = Object.entries(GROUPS).flatMap(([group, numbers]) => numbers.map((number) => group + number));
  assert.deepEqual([...rows.keys()], wanted);
  for (const [id, where] of rows) {
    const files = [...where.matchAll(/`([\w-]+\/[\w.-]+\.(?:cpp|mjs|py))`/g)].map(([, file]) => file);
    if (files.length === 0) assert.match(where, /^does not fit: .+/, id);
    for (const file of files) assert.match(await readFile(new URL(file, tests), 'utf8'), new RegExp(`\\b${id}\\b`), `${id}: ${file}`);
  }
});
