// node tests/browser/run.mjs [NAME…]: the browser tests, one file after another, or only those whose name is given (`shelf`, `models` …).

import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missing } from './support.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const all = readdirSync(folder).filter((name) => name.endsWith('.spec.mjs'));
const files = all.filter((name) => wanted.length === 0 || wanted.includes(name.replace('.spec.mjs', '')));
if (files.length === 0) {
  console.error(`No test of that name; there are: ${all.map((name) => name.replace('.spec.mjs', '')).join(', ')}`);
  process.exit(2);
}
const why = missing();
if (why) console.error(`Everything that needs a page is skipped: ${why}`);
run({ files: files.map((name) => join(folder, name)), concurrency: 1 })
  .on('test:fail', () => (process.exitCode = 1))
  .compose(spec)
  .pipe(process.stdout);
